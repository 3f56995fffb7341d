/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beam.c: beam search. */
#include "config.h"

#include "task/beam.h"

#include "task/pair_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A beginning of an answer. */
struct beginning {
	int *id; /* [most] */
	int length;
	double log_p;
};

struct candidate {
	int row, id;
	double log_p;
};

/* What is known about one source. */
struct quest {
	struct beginning best; /* of the complete ones */
	double score;          /* its mean ln P */
	int complete;
	int live; /* beginnings; 0: its search is over */
};

struct beam {
	const struct run *run;
	struct net *reader;
	int sources, width, steps, most, symbols, p;
	struct quest *quest;          /* [sources] */
	struct beginning *now, *next; /* [sources * width] */
	struct candidate *candidate;  /* [width * (width + 1)] */
	int *from, *fed;              /* [sources * width] */
	int *id, *length;             /* the batch, each source width times */
	double *row;                  /* [symbols] */
};

/* --- making --------------------------------------------------------------- */

static void beginning_init(struct beginning *b, int most)
{
	b->id = xcalloc((size_t)most, sizeof *b->id);
}

static void make_arrays(struct beam *b)
{
	const size_t S = (size_t)b->sources, k = (size_t)b->width;

	b->quest = xcalloc(S, sizeof *b->quest);
	b->now = xcalloc(S * k, sizeof *b->now);
	b->next = xcalloc(S * k, sizeof *b->next);
	for (size_t i = 0; i < S * k; i++) {
		beginning_init(&b->now[i], b->most);
		beginning_init(&b->next[i], b->most);
	}
	for (size_t i = 0; i < S; i++)
		beginning_init(&b->quest[i].best, b->most);
	b->candidate = xcalloc(k * (k + 1), sizeof *b->candidate);
	b->from = xcalloc(S * k, sizeof *b->from);
	b->fed = xcalloc(S * k, sizeof *b->fed);
	b->id = xcalloc(S * k * (size_t)b->steps, sizeof *b->id);
	b->length = xcalloc(S * k, sizeof *b->length);
	b->row = xcalloc((size_t)b->symbols, sizeof *b->row);
}

struct beam *beam_new(const struct run *r, int sources, int width, int steps,
		      int most, struct err *e)
{
	struct beam *b = xcalloc(1, sizeof *b);

	*b = (struct beam){
		.run = r,
		.sources = sources,
		.width = width,
		.steps = steps,
		.most = most,
		.symbols = r->spec.symbols_out,
	};
	make_arrays(b);
	b->reader = r->engine->reader_new(r->net, steps, 1, sources * width, e);
	if (!b->reader) {
		beam_free(b);
		return NULL;
	}
	b->p = r->engine->find(b->reader, "p", -1);
	return b;
}

void beam_free(struct beam *b)
{
	if (!b)
		return;
	if (b->reader)
		b->run->engine->net_free(b->reader);
	for (int i = 0; i < b->sources * b->width; i++) {
		free(b->now[i].id);
		free(b->next[i].id);
	}
	for (int i = 0; i < b->sources; i++)
		free(b->quest[i].best.id);
	free(b->quest);
	free(b->now);
	free(b->next);
	free(b->candidate);
	free(b->from);
	free(b->fed);
	free(b->id);
	free(b->length);
	free(b->row);
	free(b);
}

int beam_sources(const struct beam *b) { return b->sources; }

int beam_width(const struct beam *b) { return b->width; }

/* --- a step --------------------------------------------------------------- */

static bool is_better(const struct candidate *a, const struct candidate *b)
{
	if (a->log_p > b->log_p || a->log_p < b->log_p)
		return a->log_p > b->log_p;
	return a->row != b->row ? a->row < b->row : a->id < b->id;
}

/* Keeps the `most` best of a sorted list. */
static void insert(struct candidate *list, int *count, int most,
		   const struct candidate *x)
{
	int at = *count;

	if (at == most && !is_better(x, &list[at - 1]))
		return;
	if (at < most)
		(*count)++;
	else
		at--;
	for (; at > 0 && is_better(x, &list[at - 1]); at--)
		list[at] = list[at - 1];
	list[at] = *x;
}

/* Adds the symbols that may follow the beginning in `row`: as many as can be
 * among the best. */
static void extend(struct beam *b, int row, struct candidate *list, int *count)
{
	const struct beginning *begin = &b->now[row];
	const int most = 2 * b->width;
	double worst = -1;

	b->run->engine->read(b->reader, b->p, PART_VALUE, row, b->row);
	for (int i = 0; i < b->symbols; i++) {
		struct candidate x = { row, i, 0 };

		if (b->row[i] <= worst)
			continue;
		x.log_p = begin->log_p + log(b->row[i]);
		insert(list, count, most, &x);
		if (*count == most)
			worst = exp(list[most - 1].log_p - begin->log_p);
	}
}

static void finish_beginning(struct beam *b, struct quest *q,
			     const struct candidate *x)
{
	const struct beginning *from = &b->now[x->row];
	const double score = x->log_p / (from->length + 1);

	if (q->complete++ && score <= q->score)
		return;
	q->score = score;
	q->best.length = from->length;
	memcpy(q->best.id, from->id, (size_t)from->length * sizeof *from->id);
}

static void go_on(struct beam *b, int to, const struct candidate *x)
{
	const struct beginning *from = &b->now[x->row];
	struct beginning *next = &b->next[to];

	memcpy(next->id, from->id, (size_t)from->length * sizeof *from->id);
	next->id[from->length] = x->id;
	next->length = from->length + 1;
	next->log_p = x->log_p;
	b->from[to] = x->row;
	b->fed[to] = x->id;
}

/* Extends the beginnings of source s, which were just read. */
static void advance(struct beam *b, int s)
{
	struct quest *q = &b->quest[s];
	const int first = s * b->width;
	int count = 0, kept = 0;

	for (int i = 0; i < q->live; i++)
		extend(b, first + i, b->candidate, &count);
	for (int c = 0; c < count; c++) {
		const struct candidate *x = &b->candidate[c];

		if (x->id == TARGET_END && c < b->width)
			finish_beginning(b, q, x);
		else if (x->id != TARGET_END && kept < b->width &&
			 b->now[x->row].length < b->most)
			go_on(b, first + kept++, x);
	}
	q->live = q->complete < b->width ? kept : 0;
	for (int i = q->live; i < b->width; i++) { /* read, but ignored */
		b->from[first + i] = first;
		b->fed[first + i] = TARGET_END;
	}
}

/* The last beginnings, if nothing came to an end. */
static void give_up(struct beam *b, int s)
{
	struct quest *q = &b->quest[s];
	const struct beginning *best = &b->now[s * b->width];

	if (q->complete)
		return;
	q->best.length = best->length;
	memcpy(q->best.id, best->id, (size_t)best->length * sizeof *best->id);
}

static bool step(struct beam *b)
{
	struct beginning *now = b->now;
	bool live = false;

	b->run->engine->decode_step(b->reader, b->fed);
	for (int s = 0; s < b->sources; s++) {
		const int was = b->quest[s].live;

		advance(b, s);
		if (was && !b->quest[s].live)
			give_up(b, s);
		live = live || b->quest[s].live;
	}
	b->now = b->next;
	b->next = now;
	if (live && b->width > 1)
		b->run->engine->decode_reorder(b->reader, b->from);
	return live;
}

/* Each source once per beginning. */
static struct batch spread(struct beam *b, const struct batch *batch)
{
	const int k = b->width, rows = b->sources * k;

	for (int r = 0; r < rows; r++) {
		b->length[r] = batch->length[r / k];
		for (int t = 0; t < batch->steps; t++)
			b->id[t * rows + r] = batch->id[t * b->sources + r / k];
	}
	return (struct batch){
		.steps = batch->steps,
		.id = b->id,
		.length = b->length,
	};
}

void beam_search(struct beam *b, const struct batch *batch)
{
	const struct batch all = spread(b, batch);

	for (int s = 0; s < b->sources; s++) {
		struct quest *q = &b->quest[s];

		q->complete = 0;
		q->live = 1;
		q->best.length = 0;
		b->now[s * b->width].length = 0;
		b->now[s * b->width].log_p = 0;
	}
	for (int r = 0; r < b->sources * b->width; r++)
		b->fed[r] = TARGET_START;
	b->run->engine->decode_begin(b->reader, &all);
	while (step(b))
		;
}

const int *beam_answer(const struct beam *b, int i, int *length, bool *complete)
{
	*length = b->quest[i].best.length;
	*complete = b->quest[i].complete > 0;
	return b->quest[i].best.id;
}
