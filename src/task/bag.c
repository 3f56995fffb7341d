/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bag.c: counts in a hash table with open addressing. */
#include "config.h"
#include "task/bag.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ID_BITS = 21, BOUNDARY = (1 << ID_BITS) - 1, FIRST_SIZE = 1024 };

struct bag {
	int classes, order;
	size_t size, used;   /* slots, a power of two; n-grams */
	uint64_t *key;       /* [size]; 0: free */
	uint32_t *count;     /* [size][classes] */
	uint64_t *total;     /* [classes]: all counts */
	uint64_t *sentences; /* [classes] */
};

static bool tables_new(struct bag *b, size_t size, struct err *e)
{
	b->size = size;
	b->key = calloc(size, sizeof *b->key);
	b->count = calloc(size * (size_t)b->classes, sizeof *b->count);
	if (b->key && b->count)
		return true;
	free(b->key);
	free(b->count);
	return err_memory(e, "a bag of words");
}

struct bag *bag_new(int classes, int order, struct err *e)
{
	struct bag *b = xcalloc(1, sizeof *b);

	assert(classes > 0 && order > 0 && order <= BAG_ORDERS);
	b->classes = classes;
	b->order = order;
	if (!tables_new(b, FIRST_SIZE, e)) {
		free(b);
		return NULL;
	}
	b->total = xcalloc((size_t)classes, sizeof *b->total);
	b->sentences = xcalloc((size_t)classes, sizeof *b->sentences);
	return b;
}

void bag_free(struct bag *b)
{
	if (!b)
		return;
	free(b->key);
	free(b->count);
	free(b->total);
	free(b->sentences);
	free(b);
}

size_t bag_memory(const struct bag *b)
{
	return b->size *
	       (sizeof *b->key + (size_t)b->classes * sizeof *b->count);
}

/* A sentence, and where in it an n-gram begins: -1 is before the first. */
struct gram {
	const int *ids;
	int length, n, at;
};

/* The first n-gram of a sentence. */
static struct gram first_gram(const int *ids, int length)
{
	return (struct gram){ ids, length, 1, 0 };
}

/* False: it was the last. */
static bool next_gram(struct gram *g, int order)
{
	int end = g->n > 1; /* one token on either side */

	if (++g->at + g->n <= g->length + end)
		return true;
	g->n++;
	g->at = -1;
	return g->n <= order && g->at + g->n <= g->length + 1;
}

/* Its ids in one word, of which none is 0; 0: there is none, or one of its ids
 * is below zero. */
static uint64_t pack(const struct gram *g)
{
	uint64_t key = 0;

	for (int i = g->at; i < g->at + g->n; i++) {
		bool inside = i >= 0 && i < g->length;
		uint64_t id = inside ? (uint64_t)g->ids[i] + 1 : BOUNDARY;

		if (inside && g->ids[i] < 0)
			return 0;
		assert(!inside || id < BOUNDARY);
		key = key << ID_BITS | id;
	}
	return g->length ? key : 0;
}

/* The slot of a key, or the free one where it would be. */
static size_t slot(const struct bag *b, uint64_t key)
{
	size_t mask = b->size - 1;
	size_t i = (size_t)(key * 0x9e3779b97f4a7c15 >> 32) & mask;

	while (b->key[i] && b->key[i] != key)
		i = (i + 1) & mask;
	return i;
}

/* Makes sure that so many more keys leave a quarter of the slots free. */
static bool reserve(struct bag *b, size_t more, struct err *e)
{
	struct bag old = *b;
	size_t size = b->size;
	size_t row = (size_t)b->classes * sizeof *b->count;

	while ((b->used + more) / 3 >= size / 4)
		size *= 2;
	if (size == b->size)
		return true;
	if (!tables_new(b, size, e)) {
		*b = old;
		return false;
	}
	for (size_t i = 0; i < old.size; i++)
		if (old.key[i]) {
			size_t to = slot(b, old.key[i]);

			b->key[to] = old.key[i];
			memcpy(b->count + to * (size_t)b->classes,
			       old.count + i * (size_t)b->classes, row);
		}
	free(old.key);
	free(old.count);
	return true;
}

bool bag_add(struct bag *b, int label, const int *ids, int length,
	     struct err *e)
{
	struct gram g = first_gram(ids, length);

	if (!reserve(b, ((size_t)length + 1) * (size_t)b->order, e))
		return false;
	b->sentences[label]++;
	do {
		uint64_t key = pack(&g);
		size_t s = slot(b, key);

		if (!key)
			continue;
		b->used += !b->key[s];
		b->key[s] = key;
		b->count[s * (size_t)b->classes + (size_t)label]++;
		b->total[label]++;
	} while (next_gram(&g, b->order));
	return true;
}

/* Adds the evidence of an n-gram to the logarithms. */
static void add_evidence(const struct bag *b, uint64_t key, double *log_p)
{
	size_t s = key ? slot(b, key) : 0;
	const uint32_t *count = b->count + s * (size_t)b->classes;

	if (!key || !b->key[s])
		return;
	for (int c = 0; c < b->classes; c++)
		log_p[c] +=
			log((count[c] + 1.0) / (double)(b->total[c] + b->used));
}

/* From logarithms to probabilities. */
static void normalise(double *p, int n)
{
	double most = p[0], sum = 0;

	for (int i = 1; i < n; i++)
		most = fmax(most, p[i]);
	for (int i = 0; i < n; i++)
		sum += p[i] = exp(p[i] - most);
	for (int i = 0; i < n; i++)
		p[i] /= sum;
}

void bag_read(const struct bag *b, const int *ids, int length,
	      double *probability)
{
	struct gram g = first_gram(ids, length);
	uint64_t all = 0;

	for (int c = 0; c < b->classes; c++)
		all += b->sentences[c];
	for (int c = 0; c < b->classes; c++)
		probability[c] =
			all ? log((double)b->sentences[c] / (double)all) : 0;
	do
		add_evidence(b, pack(&g), probability);
	while (next_gram(&g, b->order));
	normalise(probability, b->classes);
}

int bag_answer(const struct bag *b, const int *ids, int length)
{
	double *p = xcalloc((size_t)b->classes, sizeof *p);
	int best = 0;

	bag_read(b, ids, length, p);
	for (int c = 1; c < b->classes; c++)
		if (p[c] > p[best])
			best = c;
	free(p);
	return best;
}

int bag_majority(const struct bag *b)
{
	int best = 0;

	for (int c = 1; c < b->classes; c++)
		if (b->sentences[c] > b->sentences[best])
			best = c;
	return best;
}
