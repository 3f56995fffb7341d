/* SPDX-License-Identifier: GPL-3.0-or-later */
/* validation.c: the loss over the validation part, piece by piece. */
#include "config.h"

#include "task/validation.h"

#include "task/task_char.h"

#include <math.h>
#include <stdlib.h>

enum {
	PIECE_MOST = 256,    /* symbols a walker reads at once */
	WARM_SYMBOLS = 1000, /* of the training part, read to warm up */
};

/* Weights read per piece, symbol by symbol, in a few milliseconds. */
static const double piece_weights = 1 << 27;
/* Two states count as equal if no unit differs by more, relative to 1 or to the
 * unit's value.  Rounding in float keeps them a fraction of this apart for
 * ever, however well the net forgets. */
static const double same_within = 1.0 / (1 << 20);

struct validation {
	const struct run *run;
	const struct corpus *text;
	struct walker *cold; /* began at zero */
	struct walker *warm; /* NULL: its state has become that of `cold` */
	int piece;           /* symbols at once */
	size_t first, pairs; /* where the part begins; its number of losses */
	size_t warming;      /* symbols the warm walker must still read */
	size_t done;         /* pairs that were read */
	double cold_sum, warm_sum;
	double *state; /* [4 * H] for comparing */
	int in[PIECE_MOST], target[PIECE_MOST];
};

static double count_weights(const struct run *r)
{
	double count = 0;

	for (int i = 0; i < r->engine->count(r->net); i++) {
		struct quantity q = r->engine->describe(r->net, i);

		if (q.kind == QUANTITY_PARAMETER)
			count += (double)q.rows * q.cols;
	}
	return count;
}

/* Depends only on the shape of the net, and so do the bits of the sum. */
static int piece_of(const struct run *r)
{
	const double most = piece_weights / count_weights(r);
	int piece = PIECE_MOST;

	while (piece > 1 && piece > most)
		piece /= 2;
	return piece;
}

struct validation *validation_new(const struct run *r, struct err *e)
{
	const struct char_task *task = char_task_of(r);
	struct validation *v = xcalloc(1, sizeof *v);

	v->run = r;
	v->piece = piece_of(r);
	v->text = task->text;
	v->first = task->stream.train;
	v->pairs = stream_valid_length(&task->stream) - 1;
	v->warming = v->first < WARM_SYMBOLS ? v->first : WARM_SYMBOLS;
	v->state = xcalloc(4 * (size_t)r->spec.hidden, sizeof *v->state);
	v->cold = r->engine->walker_new(r->net, v->piece, e);
	v->warm = v->cold ? r->engine->walker_new(r->net, v->piece, e) : NULL;
	if (!v->warm) {
		validation_free(v);
		return NULL;
	}
	r->engine->walker_forget(v->cold);
	r->engine->walker_forget(v->warm);
	return v;
}

static void drop_warm(struct validation *v)
{
	if (v->warm)
		v->run->engine->walker_free(v->warm);
	v->warm = NULL;
}

void validation_free(struct validation *v)
{
	if (!v)
		return;
	drop_warm(v);
	if (v->cold)
		v->run->engine->walker_free(v->cold);
	free(v->state);
	free(v);
}

/* Reads at most a piece of the `left` symbols from `at` on. */
static int take(struct validation *v, size_t at, size_t left)
{
	const struct corpus *c = v->text;
	int n = left < (size_t)v->piece ? (int)left : v->piece;

	for (int i = 0; i < n; i++) {
		v->in[i] = corpus_id(c, at + (size_t)i);
		v->target[i] = corpus_id(c, at + (size_t)i + 1);
	}
	return n;
}

static void get_warm(struct validation *v)
{
	int n = take(v, v->first - v->warming, v->warming);

	v->run->engine->walker_run(v->warm, v->in, NULL, n);
	v->warming -= (size_t)n;
}

static bool close_to(double a, double b)
{
	return fabs(a - b) <= same_within * fmax(1, fabs(a));
}

static bool same_state(const struct validation *v)
{
	const struct engine *engine = v->run->engine;
	const int H = v->run->spec.hidden;
	double *cold = v->state, *warm = cold + 2 * H;

	for (int k = 0; k < v->run->spec.layers; k++) {
		engine->walker_state(v->cold, k, cold, cold + H);
		engine->walker_state(v->warm, k, warm, warm + H);
		for (int i = 0; i < 2 * H; i++)
			if (!close_to(cold[i], warm[i]))
				return false;
	}
	return true;
}

/* Lets both walkers read the same piece.  Most nets forget how they began: once
 * the two states are equal, so are all later losses, and one walker is
 * enough. */
static void read_piece(struct validation *v)
{
	const struct engine *engine = v->run->engine;
	int n = take(v, v->first + v->done, v->pairs - v->done);
	double loss = engine->walker_run(v->cold, v->in, v->target, n);

	v->cold_sum += loss;
	v->warm_sum +=
		v->warm ? engine->walker_run(v->warm, v->in, v->target, n)
			: loss;
	v->done += (size_t)n;
	if (v->warm && same_state(v))
		drop_warm(v);
}

bool validation_more(struct validation *v)
{
	if (v->warming)
		get_warm(v);
	else if (v->done < v->pairs)
		read_piece(v);
	return v->done == v->pairs;
}

double validation_progress(const struct validation *v)
{
	return (double)v->done / (double)v->pairs;
}

double validation_loss(const struct validation *v)
{
	return v->cold_sum / (double)v->pairs;
}

double validation_loss_warm(const struct validation *v)
{
	return v->warm_sum / (double)v->pairs;
}
