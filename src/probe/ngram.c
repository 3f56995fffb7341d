/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ngram.c: conditional entropies from counts.
 *
 * With the counts n(context, x) over N positions,
 *     H(x | context) = (sum n(context) ln n(context)
 *                       - sum n(context, x) ln n(context, x)) / N,
 * the contexts being counted at the same N positions (Shannon 1951). */
#include "config.h"
#include "probe/ngram.h"
#include <math.h>
#include <stdlib.h>

enum {
	TABLE_MAX = 1 << 24,  /* counts in a table: V^3 up to V = 256 */
	LENGTH_MAX = 1 << 22, /* symbols measured by tables only */
	SORTED_MAX = 1 << 20, /* when trigrams must be sorted: 0.3 s */
};

static double n_log_n(uint64_t n) { return n ? (double)n * log((double)n) : 0; }

static double sum_table(const uint32_t *count, size_t size)
{
	double sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += n_log_n(count[i]);
	return sum;
}

/* The n symbols that end at i as one number. */
static uint64_t key_at(const struct corpus *c, size_t i, int n)
{
	uint64_t key = 0;

	while (n-- > 0)
		key = key * (uint64_t)c->vocab.size +
		      (uint64_t)corpus_id(c, i - (size_t)n);
	return key;
}

/* NAN without memory: a missing line in the plot is no failure. */
static double entropy_by_table(const struct corpus *c, size_t length, int n)
{
	size_t v = (size_t)c->vocab.size, contexts = 1;
	uint32_t *count, *context;
	double h = NAN;

	for (int k = 1; k < n; k++)
		contexts *= v;
	count = calloc(contexts * v, sizeof *count);
	context = calloc(contexts, sizeof *context);
	if (count && context) {
		for (size_t i = (size_t)n - 1; i < length; i++) {
			uint64_t key = key_at(c, i, n);

			count[key]++;
			context[key / v]++;
		}
		h = sum_table(context, contexts) -
		    sum_table(count, contexts * v);
		h /= (double)(length - (size_t)n + 1);
	}
	free(context);
	free(count);
	return h;
}

static int compare_keys(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The sum of n ln n over runs of equal key / divide. */
static double sum_runs(const uint64_t *key, size_t size, uint64_t divide)
{
	double sum = 0;
	size_t start = 0;

	for (size_t i = 1; i <= size; i++) {
		if (i < size && key[i] / divide == key[start] / divide)
			continue;
		sum += n_log_n(i - start);
		start = i;
	}
	return sum;
}

/* For tables too large for memory: sorting brings equal keys together. */
static double entropy_by_sorting(const struct corpus *c, size_t length, int n)
{
	size_t size = length - (size_t)n + 1;
	uint64_t *key = calloc(size, sizeof *key);
	double h;

	if (!key)
		return NAN;
	for (size_t i = 0; i < size; i++)
		key[i] = key_at(c, i + (size_t)n - 1, n);
	qsort(key, size, sizeof *key, compare_keys);
	h = sum_runs(key, size, (uint64_t)c->vocab.size) -
	    sum_runs(key, size, 1);
	free(key);
	return h / (double)size;
}

static double entropy(const struct corpus *c, size_t length, int n)
{
	double table = pow(c->vocab.size, n);
	double h;

	if (length < (size_t)n)
		return NAN;
	h = table <= TABLE_MAX ? entropy_by_table(c, length, n)
			       : entropy_by_sorting(c, length, n);
	return h < 0 ? 0 : h; /* the difference of equal sums */
}

void ngram_measure(struct ngram *m, const struct corpus *c)
{
	double v = c->vocab.size;
	size_t most = v * v * v <= TABLE_MAX ? LENGTH_MAX : SORTED_MAX;
	size_t length = c->length < most ? c->length : most;

	m->uniform = log(v);
	m->unigram = entropy(c, length, 1);
	m->bigram = v * v <= TABLE_MAX ? entropy(c, length, 2) : NAN;
	m->trigram = v * v <= TABLE_MAX ? entropy(c, length, 3) : NAN;
}

void ngram_make(const struct raw *raw, struct reading *made)
{
	struct ngram m = { NAN, NAN, NAN, NAN };

	if (!reading_reserve(made, 1, 4))
		return;
	if (raw->corpus)
		ngram_measure(&m, raw->corpus);
	made->value[0] = (float)m.uniform;
	made->value[1] = (float)m.unigram;
	made->value[2] = (float)m.bigram;
	made->value[3] = (float)m.trigram;
}

struct ngram ngram_of(const struct reading *r)
{
	if (!r)
		return (struct ngram){ NAN, NAN, NAN, NAN };
	return (struct ngram){ reading_at(r, 0, 0), reading_at(r, 0, 1),
			       reading_at(r, 0, 2), reading_at(r, 0, 3) };
}
