/* SPDX-License-Identifier: GPL-3.0-or-later */
/* translate_data.c: what the pairs are, and what can be done without a net. */
#include "config.h"

#include "task/translate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- a translation memory ------------------------------------------------- */

enum { REMEMBERED = 2000, ASKED = 200 };

/* A source as its neighbouring tokens, in ascending order, and its target. */
struct entry {
	uint64_t *bigram;
	int bigrams;
	int *target;
	int length;
};

static int compare_bigrams(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void entry_init(struct entry *x, const struct pair *pair)
{
	const int n = pair->length[SOURCE], *id = pair->id[SOURCE];
	const int length = pair->length[TARGET];

	x->bigrams = n + 1;
	x->bigram = xcalloc((size_t)n + 1, sizeof *x->bigram);
	for (int i = 0; i <= n; i++)
		x->bigram[i] = (uint64_t)(i ? id[i - 1] : SOURCE_END) << 32 |
			       (uint64_t)(i < n ? id[i] : SOURCE_END);
	qsort(x->bigram, (size_t)n + 1, sizeof *x->bigram, compare_bigrams);
	x->length = length;
	x->target = xcalloc((size_t)length + 1, sizeof *x->target);
	if (length)
		memcpy(x->target, pair->id[TARGET],
		       (size_t)length * sizeof *x->target);
}

static void entry_release(struct entry *x)
{
	free(x->bigram);
	free(x->target);
}

/* Dice: twice what they have in common, by what there is. */
static double similarity(const struct entry *a, const struct entry *b)
{
	int i = 0, k = 0, common = 0;

	while (i < a->bigrams && k < b->bigrams) {
		const int order = compare_bigrams(&a->bigram[i], &b->bigram[k]);

		common += order == 0;
		i += order <= 0;
		k += order >= 0;
	}
	return 2.0 * common / (a->bigrams + b->bigrams);
}

static const struct entry *most_similar(const struct entry *memory, int size,
					const struct entry *to)
{
	const struct entry *best = memory;
	double most = -1;

	for (int i = 0; i < size; i++) {
		const double s = similarity(&memory[i], to);

		if (s > most) {
			most = s;
			best = &memory[i];
		}
	}
	return best;
}

/* Up to `most` entries, spread over `all`. */
static struct entry *remember(struct pair_set *p, bool held_out, long all,
			      int most, int *size)
{
	struct entry *memory;
	struct pair pair;

	*size = all < most ? (int)all : most;
	memory = xcalloc((size_t)*size + 1, sizeof *memory);
	pair_init(&pair);
	for (int i = 0; i < *size; i++) {
		pair_set_get(p, held_out,
			     (uint64_t)((double)i * (double)all / *size),
			     &pair);
		entry_init(&memory[i], &pair);
	}
	pair_release(&pair);
	return memory;
}

static void forget(struct entry *memory, int size)
{
	for (int i = 0; i < size; i++)
		entry_release(&memory[i]);
	free(memory);
}

double translate_lookup_baseline(struct pair_set *p)
{
	const long trained = p->data.rows ? (long)pair_set_count(p)
					  : REMEMBERED;
	int size, questions, right = 0;
	struct entry *memory = remember(p, false, trained, REMEMBERED, &size);
	struct entry *asked = remember(p, true, p->held_out, ASKED, &questions);

	for (int i = 0; i < questions; i++) {
		const struct entry *x = &asked[i];
		const struct entry *found = most_similar(memory, size, x);

		right += found->length == x->length &&
			 !memcmp(found->target, x->target,
				 (size_t)x->length * sizeof *x->target);
	}
	forget(memory, size);
	forget(asked, questions);
	return questions ? (double)right / questions : NAN;
}

/* --- summary -------------------------------------------------------------- */

enum { COUNTED = 1000 }; /* generated pairs whose lengths are counted */

static void count_lengths(struct pair_set *p, struct summary *s)
{
	const long all = p->data.rows ? (long)pair_set_count(p) : COUNTED;
	struct pair pair;

	s->longest = p->longest[SOURCE];
	s->longest_answer = p->longest[TARGET];
	s->bin_width = 1 + (int)s->longest / LENGTH_BINS;
	pair_init(&pair);
	for (long i = 0; i < all; i++) {
		int bin;

		pair_set_get(p, false, (uint64_t)i, &pair);
		bin = pair.length[SOURCE] / s->bin_width;
		s->length[min_int(bin, LENGTH_BINS - 1)]++;
	}
	pair_release(&pair);
}

static void summarize_rows(const struct pair_set *p, struct summary *s)
{
	const struct rows *r = &p->train.rows;

	s->source = xstrdup(r->name);
	s->format = xasprintf("%s%s%s", r->format, *r->columns ? ": " : "",
			      r->columns);
	s->rows = (long)r->count;
	s->rejected = (long)r->rejected;
	s->duplicates = (long)r->duplicates;
	s->conflicting = (long)r->conflicting;
	s->train = (long)p->train.count;
	s->reasons = min_int(r->reasons, SUMMARY_REASONS);
	for (int i = 0; i < s->reasons; i++)
		s->reason[i] = xstrdup(r->reason[i]);
	for (int side = 0; side < PAIR_SIDES; side++) {
		s->cut += (long)p->train.ids[side].cut;
		s->unknown += (long)p->vocab[side].rare_uses;
	}
}

void translate_summarize(struct pair_set *p, struct summary *s)
{
	*s = (struct summary){ .rows = -1, .train = -1 };
	if (p->data.rows)
		summarize_rows(p, s);
	else
		s->source = xasprintf("generated: %s%s", pairs_name[p->kind],
				      p->reverse ? ", reversed" : "");
	s->held_out = p->held_out;
	s->source_symbols = token_vocab_size(&p->vocab[SOURCE]);
	s->target_symbols = token_vocab_size(&p->vocab[TARGET]);
	count_lengths(p, s);
}
