/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_split.c: the held-out inputs are those with the lowest hashes. */
#include "config.h"
#include "text/rows_split.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hashed {
	uint32_t hash, input;
	const char *text;
};

static int compare_hashes(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return strcmp(x->text, y->text);
}

static size_t how_many(double fraction, size_t inputs)
{
	size_t n = (size_t)lround(fraction * (double)inputs);

	if (inputs < 2 || !(fraction > 0))
		return 0;
	return n < 1 ? 1 : n < inputs ? n : inputs - 1;
}

/* [inputs.count] whether each input is held out; the caller frees. */
static bool *choose_inputs(const struct rows *r, double fraction)
{
	size_t inputs = r->inputs.count;
	struct hashed *x = xcalloc(inputs + 1, sizeof *x);
	bool *held = xcalloc(inputs + 1, sizeof *held);

	for (uint32_t i = 0; i < inputs; i++)
		x[i] = (struct hashed){ r->inputs.entry[i].hash, i,
					string_at(&r->inputs, i) };
	qsort(x, inputs, sizeof *x, compare_hashes);
	for (size_t i = how_many(fraction, inputs); i-- > 0;)
		held[x[i].input] = true;
	free(x);
	return held;
}

void rows_split_make(struct rows_split *s, const struct rows *r,
		     double fraction)
{
	bool *held = choose_inputs(r, fraction);

	*s = (struct rows_split){
		.train = xcalloc(r->count + 1, sizeof *s->train),
		.held = xcalloc(r->count + 1, sizeof *s->held),
	};
	for (size_t i = 0; i < r->count; i++)
		if (held[r->row[i].input])
			s->held[s->helds++] = (uint32_t)i;
		else
			s->train[s->trains++] = (uint32_t)i;
	free(held);
}

void rows_split_release(struct rows_split *s)
{
	free(s->train);
	free(s->held);
	*s = (struct rows_split){ 0 };
}
