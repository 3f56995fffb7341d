/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_finite.c: whether the numbers of a run are finite, and if not, which
 * tensor and time step went bad first. */
#include "config.h"

#include "train/run_finite.h"

#include <math.h>
#include <stdlib.h>

bool run_is_finite(const struct run *r)
{
	bool finite = true;

	for (int i = 0; finite && i < r->engine->count(r->net); i++) {
		struct quantity q = r->engine->describe(r->net, i);
		double *row;

		if (q.kind != QUANTITY_PARAMETER)
			continue;
		row = xcalloc((size_t)q.cols, sizeof *row);
		for (int k = 0; finite && k < q.rows; k++) {
			r->engine->read(r->net, i, PART_VALUE, k, row);
			for (int c = 0; c < q.cols; c++)
				finite = finite && isfinite(row[c]);
		}
		free(row);
	}
	return finite;
}

/* --- the reason ----------------------------------------------------------- */

/* One search through the values or gradients of a net. */
struct search {
	const struct run *run;
	enum part part;
	double *row;         /* [widest quantity] */
	struct quantity bad; /* name NULL: nothing found */
	int time;            /* -1: no sequence */
};

static void search_begin(struct search *s, const struct run *r, enum part part)
{
	int widest = 1;

	*s = (struct search){ .run = r, .part = part, .time = -1 };
	for (int i = 0; i < r->engine->count(r->net); i++)
		widest = max_int(widest, r->engine->describe(r->net, i).cols);
	s->row = xcalloc((size_t)widest, sizeof *s->row);
}

static bool row_is_finite(struct search *s, int quantity, int cols, int row)
{
	s->run->engine->read(s->run->net, quantity, s->part, row, s->row);
	for (int i = 0; i < cols; i++)
		if (!isfinite(s->row[i]))
			return false;
	return true;
}

/* Searches rows first..first+rows-1 of quantity i; notes it if one is bad. */
static bool search_rows(struct search *s, int i, int first, int rows)
{
	const struct engine *engine = s->run->engine;
	struct quantity q = engine->describe(s->run->net, i);

	if (s->part == PART_GRADIENT && !q.has_gradient)
		return false;
	for (int row = first; row < first + rows; row++)
		if (!row_is_finite(s, i, q.cols, row)) {
			s->bad = q;
			return true;
		}
	return false;
}

static bool search_step(struct search *s, int i)
{
	const struct run *r = s->run;
	const struct quantity q = r->engine->describe(r->net, i);
	const int B = r->spec.batch;

	return q.kind == QUANTITY_SEQUENCE && s->time * B < q.rows &&
	       search_rows(s, i, s->time * B, B);
}

/* Of inputs or outputs, the longer. */
static int steps(const struct run *r)
{
	return max_int(r->spec.steps, r->spec.out_steps);
}

/* Sequences are in the order in which their values are computed. */
static bool search_forward(struct search *s, int t)
{
	const int count = s->run->engine->count(s->run->net);

	s->time = t;
	for (int i = 0; i < count; i++)
		if (search_step(s, i))
			return true;
	return false;
}

/* Gradients are computed from the top down. */
static bool search_backward(struct search *s, int t)
{
	s->time = t;
	for (int i = s->run->engine->count(s->run->net) - 1; i >= 0; i--)
		if (search_step(s, i))
			return true;
	return false;
}

static bool search_parameters(struct search *s)
{
	const struct engine *engine = s->run->engine;

	s->time = -1;
	for (int i = 0; i < engine->count(s->run->net); i++) {
		struct quantity q = engine->describe(s->run->net, i);

		if (q.kind == QUANTITY_PARAMETER &&
		    search_rows(s, i, 0, q.rows))
			return true;
	}
	return false;
}

static void add_place(struct strbuf *out, const struct search *s)
{
	if (!s->bad.name)
		return;
	strbuf_printf(out, ": %s%s",
		      s->part == PART_GRADIENT ? "gradient of " : "",
		      s->bad.name);
	if (s->time >= 0 && s->bad.layer >= 0 && s->run->spec.layers > 1)
		strbuf_printf(out, " of layer %d", s->bad.layer);
	if (s->time >= 0)
		strbuf_printf(out, " at time step %d", s->time);
}

/* A weight that was bad before the pass is its cause. */
static void add_cause(struct strbuf *out, const struct run *r)
{
	struct search s;

	search_begin(&s, r, PART_VALUE);
	if (search_parameters(&s))
		strbuf_printf(out, "; %s was not finite before", s.bad.name);
	free(s.row);
}

static bool report(const struct search *s, const char *what, struct err *e)
{
	struct strbuf text;

	strbuf_init(&text);
	strbuf_printf(&text, "%s is not finite", what);
	add_place(&text, s);
	strbuf_printf(&text, " (iteration %ld", s->run->now.iteration);
	add_cause(&text, s->run);
	strbuf_add(&text, "); weights, state and cursor are as before");
	err_set(e, ERR_FAILED, "%s", text.text);
	strbuf_release(&text);
	return false;
}

bool explain_bad_loss(const struct run *r, struct err *e)
{
	struct search s;

	search_begin(&s, r, PART_VALUE);
	for (int t = 0; t < steps(r); t++)
		if (search_forward(&s, t))
			break;
	report(&s, "loss", e);
	free(s.row);
	return false;
}

bool explain_bad_gradient(const struct run *r, struct err *e)
{
	struct search s;
	bool found = false;

	search_begin(&s, r, PART_GRADIENT);
	for (int t = steps(r) - 1; t >= 0 && !found; t--)
		found = search_backward(&s, t);
	if (!found)
		search_parameters(&s);
	report(&s, "gradient", e);
	free(s.row);
	return false;
}
