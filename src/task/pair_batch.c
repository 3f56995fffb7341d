/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pair_batch.c: pairs of different lengths side by side. */
#include "config.h"

#include "task/pair_batch.h"

#include "base/util.h"

#include <stdlib.h>

void pair_batch_init(struct pair_batch *b, const struct pair_set *p, int pairs,
		     int source_most, int target_most)
{
	const size_t B = (size_t)pairs;
	const size_t in = B * (size_t)source_most,
		     out = B * (size_t)target_most;

	*b = (struct pair_batch){
		.pairs = pairs,
		.most = { source_most, target_most },
		.backwards = p->reads_backwards,
		.id = xcalloc(in, sizeof *b->id),
		.length = xcalloc(B, sizeof *b->length),
		.out_id = xcalloc(out, sizeof *b->out_id),
		.target = xcalloc(out, sizeof *b->target),
		.weight = xcalloc(out, sizeof *b->weight),
		.out_length = xcalloc(B, sizeof *b->out_length),
	};
}

void pair_batch_release(struct pair_batch *b)
{
	free(b->id);
	free(b->length);
	free(b->out_id);
	free(b->target);
	free(b->weight);
	free(b->out_length);
	*b = (struct pair_batch){ 0 };
}

size_t pair_batch_memory(const struct pair_batch *b)
{
	const size_t B = (size_t)b->pairs;

	return B * (size_t)b->most[SOURCE] * sizeof *b->id +
	       B * (size_t)b->most[TARGET] *
		       (2 * sizeof *b->target + sizeof *b->weight) +
	       2 * B * sizeof *b->length;
}

static void put_source(struct pair_batch *b, int at, const struct pair *x)
{
	const int n = min_int(x->length[SOURCE], b->most[SOURCE] - 1);

	for (int t = 0; t < n; t++)
		b->id[t * b->pairs + at] =
			x->id[SOURCE][b->backwards ? n - 1 - t : t];
	b->id[n * b->pairs + at] = SOURCE_END;
	b->length[at] = n + 1;
}

static void put_target(struct pair_batch *b, int at, const struct pair *x)
{
	const int n = min_int(x->length[TARGET], b->most[TARGET] - 1);

	b->out_id[at] = TARGET_START;
	for (int u = 0; u < n; u++) {
		b->target[u * b->pairs + at] = x->id[TARGET][u];
		b->out_id[(u + 1) * b->pairs + at] = x->id[TARGET][u];
	}
	b->target[n * b->pairs + at] = TARGET_END;
	b->out_length[at] = n + 1;
}

void pair_batch_put(struct pair_batch *b, int at, const struct pair *x)
{
	if (x) {
		put_source(b, at, x);
		put_target(b, at, x);
		return;
	}
	b->id[at] = SOURCE_END;
	b->length[at] = 1;
	b->out_length[at] = 0;
}

long pair_batch_symbols(const struct pair_batch *b)
{
	long symbols = 0;

	for (int i = 0; i < b->pairs; i++)
		symbols += b->out_length[i];
	return symbols;
}

/* The numbers must not depend on what was in the padding before. */
static void pad(struct pair_batch *b, int at, int steps, int out_steps,
		double weight)
{
	for (int t = b->length[at]; t < steps; t++)
		b->id[t * b->pairs + at] = SOURCE_END;
	for (int u = 0; u < out_steps; u++) {
		const int i = u * b->pairs + at;
		const bool real = u < b->out_length[at];

		b->weight[i] = real ? weight : 0;
		if (!real)
			b->out_id[i] = b->target[i] = TARGET_END;
	}
}

struct batch pair_batch_of(struct pair_batch *b)
{
	const long symbols = pair_batch_symbols(b);
	const double weight = symbols ? (double)b->pairs / (double)symbols : 0;
	int steps = 1, out_steps = 1;

	for (int i = 0; i < b->pairs; i++) {
		steps = max_int(steps, b->length[i]);
		out_steps = max_int(out_steps, b->out_length[i]);
	}
	for (int i = 0; i < b->pairs; i++)
		pad(b, i, steps, out_steps, weight);
	return (struct batch){
		.steps = steps,
		.id = b->id,
		.length = b->length,
		.out_steps = out_steps,
		.out_id = b->out_id,
		.target = b->target,
		.weight = b->weight,
	};
}
