/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bleu.c: n-grams counted in place; sentences are short. */
#include "config.h"
#include "task/bleu.h"
#include "base/util.h"
#include <math.h>
#include <string.h>

/* How often the n ids occur in a sentence, from index `from` on. */
static int occurrences(const int *ids, int n, const int *sentence, int length,
		       int from)
{
	int found = 0;

	for (int i = from; i + n <= length; i++)
		found += !memcmp(sentence + i, ids, (size_t)n * sizeof *ids);
	return found;
}

/* Each n-gram of the answer as often as the reference has it, at most. */
static int matches(int n, const int *answer, int length, const int *reference,
		   int reference_length)
{
	int sum = 0;

	for (int i = 0; i + n <= length; i++) {
		int left = occurrences(answer + i, n, answer, length, i);
		int has = occurrences(answer + i, n, reference,
				      reference_length, 0);

		/* counted where fewer than `has` are left to count */
		sum += left <= has;
	}
	return sum;
}

void bleu_add(struct bleu *b, const int *answer, int length,
	      const int *reference, int reference_length)
{
	b->answered += length;
	b->referred += reference_length;
	for (int n = 1; n <= BLEU_ORDERS; n++) {
		b->total[n - 1] += max_int(length - n + 1, 0);
		b->matched[n - 1] +=
			matches(n, answer, length, reference, reference_length);
	}
}

double bleu_score(const struct bleu *b)
{
	double log_sum = 0, smooth = 1, brevity = 1;

	if (!b->matched[0])
		return 0;
	for (int n = 0; n < BLEU_ORDERS; n++) {
		double matched = (double)b->matched[n];

		if (!b->total[n])
			return 0;
		if (!b->matched[n])
			matched = smooth /= 2;
		log_sum += log(matched / (double)b->total[n]);
	}
	if (b->answered < b->referred)
		brevity = exp(1 - (double)b->referred / (double)b->answered);
	return 100 * brevity * exp(log_sum / BLEU_ORDERS);
}
