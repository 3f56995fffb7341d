/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prediction.c: the most probable next characters, at every character. */
#include "config.h"

#include "probe/prediction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probe/view.h"

/* The trace: these, then symbol and probability of the most probable. */
enum { NEXT, P_NEXT, RANK, ENTROPY, COUNT, TOP };
enum { WIDTH = TOP + 2 * PREDICTION_TOP };

/* Other nets predict classes, which are no symbols of the text, and leave the
 * target of an unweighted step unset. */
static int prediction_width(const struct run *run)
{
	return run->spec.model == MODEL_CHAR ? WIDTH : 0;
}

/* In bits.  With ln p = logit - c, and c from the most probable symbol, no
 * logarithm is needed per symbol. */
static double entropy_of(const double *p, const double *logit, int n, int best)
{
	double c = logit[best] - log(p[best]), sum = 0;

	for (int i = 0; i < n; i++)
		sum += p[i] * (c - logit[i]);
	return sum / M_LN2;
}

/* Finds the indices of the largest, the largest first; of equals the lower
 * index. */
static int largest(const double *p, int n, int top[PREDICTION_TOP])
{
	int count = 0;

	for (int i = 0; i < n; i++) {
		int at = count;

		while (at > 0 && p[i] > p[top[at - 1]])
			at--;
		if (at == PREDICTION_TOP)
			continue;
		count = min_int(count + 1, PREDICTION_TOP);
		memmove(top + at + 1, top + at,
			(size_t)(count - 1 - at) * sizeof *top);
		top[at] = i;
	}
	return count;
}

static void read_row(const struct run *run, const char *name, int row,
		     double *out)
{
	int i = run->engine->find(run->net, name, -1);

	run->engine->read(run->net, i, PART_VALUE, row, out);
}

static void prediction_read(const struct run *run, int step, double *out)
{
	const struct vocab *v = run_symbols(run);
	const int n = v->size, row = step * run->spec.batch;
	const int next = run->batch.target[row];
	double *p = xcalloc(2 * (size_t)n, sizeof *p), *logit = p + n;
	int top[PREDICTION_TOP] = { 0 }, count;

	read_row(run, "p", row, p);
	read_row(run, "logits", row, logit);
	count = largest(p, n, top);
	out[NEXT] = v->codepoint[next];
	out[P_NEXT] = p[next];
	out[RANK] = 1;
	for (int i = 0; i < n; i++)
		out[RANK] += p[i] > p[next] || (p[i] == p[next] && i < next);
	out[ENTROPY] = entropy_of(p, logit, n, top[0]);
	out[COUNT] = count;
	for (int i = 0; i < PREDICTION_TOP; i++) {
		out[TOP + 2 * i] = i < count ? v->codepoint[top[i]] : 0;
		out[TOP + 2 * i + 1] = i < count ? p[top[i]] : 0;
	}
	free(p);
}

/* Costs a pass over the symbols per character. */
const struct trace prediction = { .width = prediction_width,
				  .read = prediction_read,
				  .costly = true };

void prediction_collect(const struct run *run, const struct view *v,
			const struct snapshot *s, struct reading *r)
{
	const int width = prediction_width(run);

	if (!width || !reading_reserve(r, s->columns, width))
		return;
	for (int i = 0; i < s->columns; i++)
		memcpy(r->value + (size_t)i * WIDTH,
		       view_trace(v, &prediction, s->columns, i),
		       WIDTH * sizeof *r->value);
}

bool prediction_at(const struct reading *r, int column, struct prediction *out)
{
	if (!r || column < 0 || column >= r->rows ||
	    isnan(reading_at(r, column, NEXT)))
		return false;
	out->next = (uint32_t)reading_at(r, column, NEXT);
	out->p_next = reading_at(r, column, P_NEXT);
	out->rank = (int)reading_at(r, column, RANK);
	out->entropy = reading_at(r, column, ENTROPY);
	out->count = (int)reading_at(r, column, COUNT);
	for (int i = 0; i < PREDICTION_TOP; i++) {
		out->symbol[i] = (uint32_t)reading_at(r, column, TOP + 2 * i);
		out->p[i] = reading_at(r, column, TOP + 2 * i + 1);
	}
	return true;
}
