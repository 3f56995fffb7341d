/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_bag.c: naive Bayes and BLEU, against numbers worked out by hand. */
#include "config.h"
#include "base/draws.h"
#include "task/bag.h"
#include "task/bleu.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

/* ---- bag of words ------------------------------------------------------- */

static struct bag *new_bag(int classes, int order)
{
	struct err e;
	struct bag *b = bag_new(classes, order, &e);

	assert_non_null(b);
	return b;
}

#define IDS(...)                      \
	(const int[]){ __VA_ARGS__ }, \
		(int)LENGTH(((const int[]){ __VA_ARGS__ }))

static void count(struct bag *b, int class, const int *ids, int length)
{
	struct err e;

	assert_true(bag_add(b, class, ids, length, &e));
}

static void assert_first(const struct bag *b, double expected, const int *ids,
			 int length)
{
	double p[2];

	bag_read(b, ids, length, p);
	assert_true(fabs(p[0] - expected) < 1e-12);
	assert_true(fabs(p[0] + p[1] - 1) < 1e-12);
}

/* The example of Manning, Raghavan and Schuetze, "Introduction to Information
 * Retrieval" (2008), table 13.1: Chinese 0, Beijing 1, Shanghai 2, Macao 3,
 * Tokyo 4, Japan 5; class 0 is China. */
static void a_textbook_gives_the_same(void **state)
{
	struct bag *b = new_bag(2, 1);
	double china = 3. / 4 * pow(3. / 7, 3) / 14 / 14;
	double other = 1. / 4 * pow(2. / 9, 3) * 2 / 9 * 2 / 9;

	(void)state;
	count(b, 0, IDS(0, 1, 0));
	count(b, 0, IDS(0, 0, 2));
	count(b, 0, IDS(0, 3));
	count(b, 1, IDS(4, 5, 0));
	assert_first(b, china / (china + other), IDS(0, 0, 0, 4, 5));
	assert_int_equal(bag_answer(b, IDS(0, 0, 0, 4, 5)), 0);
	assert_int_equal(bag_majority(b), 0);
	bag_free(b);
}

/* Class 0: 1 2; class 1: 2 1.  Single tokens say nothing; the three pairs do, of
 * which the outer ones have an end of the sentence in them: 2 to 1 each. */
static void pairs_see_the_order(void **state)
{
	struct bag *alone = new_bag(2, 1), *pairs = new_bag(2, 2);

	(void)state;
	count(alone, 0, IDS(1, 2));
	count(alone, 1, IDS(2, 1));
	count(pairs, 0, IDS(1, 2));
	count(pairs, 1, IDS(2, 1));
	assert_first(alone, 0.5, IDS(1, 2));
	assert_first(pairs, 8. / 9, IDS(1, 2));
	assert_first(pairs, 1. / 9, IDS(2, 1));
	assert_first(pairs, 2. / 3, IDS(1, 9));
	bag_free(alone);
	bag_free(pairs);
}

static void the_unknown_says_nothing(void **state)
{
	struct bag *b = new_bag(2, 3);

	(void)state;
	assert_first(b, 0.5, IDS(7, 8));
	assert_int_equal(bag_majority(b), 0);
	count(b, 1, IDS(3));
	count(b, 1, IDS(4));
	count(b, 0, IDS(3));
	assert_int_equal(bag_majority(b), 1);
	assert_first(b, 1. / 3, IDS(7, 8, -1));
	assert_first(b, 1. / 3, IDS(-1, -1, -1));
	assert_first(b, 1. / 3, NULL, 0);
	bag_free(b);
}

/* More n-grams than the first table holds, against counts in an array. */
static void counts_survive_growth(void **state)
{
	enum { TOKENS = 5000, CLASSES = 3, SENTENCES = 20000 };
	struct bag *b = new_bag(CLASSES, 1);
	static long counts[CLASSES][TOKENS], totals[CLASSES];
	struct draws d = draws_from(3, 0, 0);

	(void)state;
	for (int i = 0; i < SENTENCES; i++) {
		int c = draws_below(&d, CLASSES);
		int id = draws_below(&d, TOKENS);

		count(b, c, &id, 1);
		counts[c][id]++;
		totals[c]++;
	}
	for (int id = 0; id < TOKENS; id++) {
		double p[CLASSES], expected[CLASSES], sum = 0;
		long known = 0;

		for (int k = 0; k < TOKENS; k++)
			known += counts[0][k] + counts[1][k] + counts[2][k] > 0;
		if (id % 100 ||
		    counts[0][id] + counts[1][id] + counts[2][id] == 0)
			continue;
		for (int c = 0; c < CLASSES; c++)
			sum += expected[c] = (double)totals[c] / SENTENCES *
					     (double)(counts[c][id] + 1) /
					     (double)(totals[c] + known);
		bag_read(b, &id, 1, p);
		for (int c = 0; c < CLASSES; c++)
			assert_true(fabs(p[c] - expected[c] / sum) < 1e-12);
	}
	bag_free(b);
}

/* ---- BLEU --------------------------------------------------------------- */

static void assert_bleu(const struct bleu *b, double expected)
{
	if (!(fabs(bleu_score(b) - expected) < 1e-9))
		fail_msg("%.12g, not %.12g", bleu_score(b), expected);
}

static void a_perfect_answer_has_100(void **state)
{
	struct bleu b = { .total = { 0 } };

	(void)state;
	assert_bleu(&b, 0);
	bleu_add(&b, IDS(1, 2, 3, 4), IDS(1, 2, 3, 4));
	assert_bleu(&b, 100);
	bleu_add(&b, IDS(5, 5, 5, 5, 5), IDS(5, 5, 5, 5, 5));
	assert_bleu(&b, 100);
}

/* "the the the the the the the" against "the cat is on the mat": the example
 * of Papineni et al., 2 of 7; no pair, triple or four: 1/2, 1/4 and 1/8 of a
 * match in 6, 5 and 4. */
static void counts_are_clipped_and_smoothed(void **state)
{
	struct bleu b = { .total = { 0 } };

	(void)state;
	bleu_add(&b, IDS(1, 1, 1, 1, 1, 1, 1), IDS(1, 2, 3, 4, 1, 5));
	assert_int_equal(b.matched[0], 2);
	assert_int_equal(b.total[0], 7);
	assert_int_equal(b.matched[1], 0);
	assert_bleu(&b, 100 * pow(2. / 7 / 2 / 6 / 4 / 5 / 8 / 4, 0.25));
}

/* Counts and lengths are added over sentences before anything is divided.
 * First: 1 2 3 4 9 of 1 2 3 4 5 6: 4/5, 3/4, 2/3, 1/2.
 * Second: 7 8 7 8 of 7 8 7: 3/4 (7 8 7), 2/3 (78, 87), 1/2 (787), 0/1. */
static void sentences_are_added(void **state)
{
	struct bleu b = { .total = { 0 } };

	(void)state;
	bleu_add(&b, IDS(1, 2, 3, 4, 9), IDS(1, 2, 3, 4, 5, 6));
	bleu_add(&b, IDS(7, 8, 7, 8), IDS(7, 8, 7));
	assert_int_equal(b.answered, 9);
	assert_int_equal(b.referred, 9);
	assert_bleu(&b, 100 * pow(7. / 9 * 5 / 7 * 3 / 5 * 1 / 3, 0.25));
}

/* Four of eight tokens: exp(1 - 8/4); a longer answer has no penalty but more
 * n-grams. */
static void a_short_answer_is_penalised(void **state)
{
	struct bleu brief = { .total = { 0 } }, wordy = { .total = { 0 } };

	(void)state;
	bleu_add(&brief, IDS(1, 2, 3, 4), IDS(1, 2, 3, 4, 5, 6, 7, 8));
	assert_bleu(&brief, 100 * exp(-1));
	bleu_add(&wordy, IDS(1, 2, 3, 4, 5), IDS(1, 2, 3, 4));
	assert_bleu(&wordy, 100 * pow(4. / 5 * 3 / 4 * 2 / 3 * 1 / 2, 0.25));
}

static void without_four_tokens_it_is_0(void **state)
{
	struct bleu b = { .total = { 0 } };

	(void)state;
	bleu_add(&b, IDS(1, 2, 3), IDS(1, 2, 3));
	assert_bleu(&b, 0);
	bleu_add(&b, NULL, 0, IDS(1, 2, 3));
	assert_bleu(&b, 0);
	bleu_add(&b, IDS(1, 2, 3, 4), IDS(5, 6, 7, 8));
	assert_true(bleu_score(&b) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_textbook_gives_the_same),
		cmocka_unit_test(pairs_see_the_order),
		cmocka_unit_test(the_unknown_says_nothing),
		cmocka_unit_test(counts_survive_growth),
		cmocka_unit_test(a_perfect_answer_has_100),
		cmocka_unit_test(counts_are_clipped_and_smoothed),
		cmocka_unit_test(sentences_are_added),
		cmocka_unit_test(a_short_answer_is_penalised),
		cmocka_unit_test(without_four_tokens_it_is_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
