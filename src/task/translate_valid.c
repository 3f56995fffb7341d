/* SPDX-License-Identifier: GPL-3.0-or-later */
/* translate_valid.c: held-out pairs, translated and compared. */
#include "config.h"

#include "task/beam.h"
#include "task/bleu.h"
#include "task/translate.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
	AT_ONCE = 32,    /* rows that are read side by side */
	VALIDATED = 500, /* pairs of a validation while training goes on */
};

struct validation {
	const struct run *run;
	struct translate *task;
	struct net *reader; /* teacher forcing: the loss */
	struct beam *beam;
	struct pair_batch batch;
	struct pair *pair; /* [sources at once] */
	long count, done;  /* pairs */
	double loss, symbols;
	long exact, right, compared;
	struct bleu bleu;
};

static bool make_readers(struct validation *v, int width, struct err *e)
{
	const struct run *r = v->run;
	const struct translate *t = v->task;
	const int sources = max_int(1, AT_ONCE / width);

	pair_batch_init(&v->batch, &t->pairs, sources, t->steps, t->out_steps);
	v->pair = xcalloc((size_t)sources, sizeof *v->pair);
	v->reader = r->engine->reader_new(r->net, t->steps, t->out_steps,
					  sources, e);
	v->beam = v->reader ? beam_new(r, sources, width, t->steps,
				       t->out_steps - 1, e)
			    : NULL;
	return v->beam;
}

static struct validation *make(const struct run *r, int width, long most,
			       struct err *e)
{
	struct validation *v = xcalloc(1, sizeof *v);

	v->run = r;
	v->task = r->data;
	v->count = v->task->pairs.held_out;
	if (v->count > most)
		v->count = most;
	if (make_readers(v, width, e))
		return v;
	translate_validation_free(v);
	return NULL;
}

struct validation *translate_validation_new(const struct run *r, struct err *e)
{
	return make(r, 1, VALIDATED, e);
}

struct validation *translate_score_new(const struct run *r, struct err *e)
{
	return make(r, (int)r->set.beam, LONG_MAX, e);
}

void translate_validation_free(struct validation *v)
{
	if (!v)
		return;
	if (v->reader)
		v->run->engine->net_free(v->reader);
	beam_free(v->beam);
	for (int i = 0; i < v->batch.pairs && v->pair; i++)
		pair_release(&v->pair[i]);
	free(v->pair);
	pair_batch_release(&v->batch);
	free(v);
}

/* Number i of those that are read, spread over all of them. */
static uint64_t number_of(const struct validation *v, long i)
{
	return (uint64_t)((double)i * (double)v->task->pairs.held_out /
			  (double)v->count);
}

static void compare(struct validation *v, int i)
{
	const struct pair *x = &v->pair[i];
	const int *truth = x->id[TARGET], n = x->length[TARGET];
	int length, same = 0;
	bool complete;
	const int *answer = beam_answer(v->beam, i, &length, &complete);

	for (int u = 0; u < min_int(n, length); u++)
		same += answer[u] == truth[u];
	v->right += same;
	v->compared += max_int(n, length);
	v->exact += complete &&
		    pair_set_is_target(&v->task->pairs, x, answer, length);
	bleu_add(&v->bleu, answer, length, truth, n);
}

bool translate_validation_more(struct validation *v)
{
	const int sources = v->batch.pairs;
	const int count = (int)min_long(sources, v->count - v->done);
	struct batch batch;

	for (int i = 0; i < sources; i++) {
		if (i < count)
			pair_set_get(&v->task->pairs, true,
				     number_of(v, v->done + i), &v->pair[i]);
		pair_batch_put(&v->batch, i, i < count ? &v->pair[i] : NULL);
	}
	batch = pair_batch_of(&v->batch);
	v->loss += (double)pair_batch_symbols(&v->batch) *
		   v->run->engine->run(v->reader, &batch, &(struct pass){ 0 });
	v->symbols += (double)pair_batch_symbols(&v->batch);
	beam_search(v->beam, &batch);
	for (int i = 0; i < count; i++)
		compare(v, i);
	v->done += count;
	return v->done == v->count;
}

double translate_validation_progress(const struct validation *v)
{
	return (double)v->done / (double)v->count;
}

double translate_validation_loss(const struct validation *v)
{
	return v->loss / v->symbols;
}

void translate_validation_metrics(const struct validation *v,
				  double own[TASK_METRICS])
{
	own[OWN_EXACT] = (double)v->exact / (double)v->done;
	own[OWN_TOKEN_ACCURACY] = (double)v->right / (double)v->compared;
	own[OWN_BLEU] = bleu_score(&v->bleu);
}
