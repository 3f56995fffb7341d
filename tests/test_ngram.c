/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_ngram.c: entropies that have a closed form. */
#include "config.h"
#include "base/rng.h"
#include "probe/ngram.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

/* `ids` and the vocabulary's symbols are only counted. */
static struct ngram measure(uint16_t *ids, size_t length, int symbols)
{
	struct corpus c = { .length = length, .width = 2, .ids = ids };
	struct ngram m;

	c.vocab.size = symbols;
	ngram_measure(&m, &c);
	return m;
}

static void assert_near(double got, double expected, double tolerance)
{
	if (!(fabs(got - expected) <= tolerance))
		fail_msg("%.12g is not %.12g", got, expected);
}

/* By tables and by sorting. */
static const int sizes[] = { 3, 300 };

static void a_period_is_known_from_one_symbol(void **state)
{
	(void)state;
	for (size_t k = 0; k < LENGTH(sizes); k++) {
		size_t length = (size_t)sizes[k] * 100;
		uint16_t *ids = xcalloc(length, sizeof *ids);
		struct ngram m;

		for (size_t i = 0; i < length; i++)
			ids[i] = (uint16_t)(i % (size_t)sizes[k]);
		m = measure(ids, length, sizes[k]);
		assert_near(m.uniform, log(sizes[k]), 1e-12);
		assert_near(m.unigram, log(sizes[k]), 1e-9);
		assert_near(m.bigram, 0, 1e-9);
		assert_near(m.trigram, 0, 1e-9);
		free(ids);
	}
}

/* aabaab: after an a both are equally likely, after two symbols one is
 * certain. */
static void two_symbols_know_more_than_one(void **state)
{
	enum { PAIRS = 3000 };
	uint16_t ids[PAIRS + 1];
	struct ngram m;

	(void)state;
	for (size_t i = 0; i < LENGTH(ids); i++)
		ids[i] = i % 3 == 2;
	m = measure(ids, LENGTH(ids), 2);
	assert_near(m.unigram, log(3) - 2. / 3 * log(2), 1e-3);
	assert_near(m.bigram, 2. / 3 * log(2), 1e-12);
	assert_near(m.trigram, 0, 1e-12);
}

static void chance_is_not_predicted(void **state)
{
	enum { N = 400000, V = 8 };
	uint16_t *ids = xcalloc(N, sizeof *ids);
	gsl_rng *r = rng_new(1, RNG_USER);
	struct ngram m;

	(void)state;
	for (size_t i = 0; i < N; i++)
		ids[i] = (uint16_t)gsl_rng_uniform_int(r, V);
	m = measure(ids, N, V);
	assert_near(m.unigram, log(V), 1e-3);
	assert_near(m.bigram, log(V), 1e-3);
	assert_near(m.trigram, log(V), 2e-3);
	assert_true(m.trigram < m.bigram && m.bigram < m.unigram);
	gsl_rng_free(r);
	free(ids);
}

/* x is followed by 2x or 2x + 1: one bit per symbol, independent of the
 * past. */
static void a_coin_per_symbol_is_one_bit(void **state)
{
	enum { N = 400000 };
	static const unsigned v[] = { 16, 300 };
	uint16_t *ids = xcalloc(N, sizeof *ids);
	gsl_rng *r = rng_new(2, RNG_USER);

	(void)state;
	for (size_t k = 0; k < LENGTH(v); k++) {
		struct ngram m;
		unsigned x = 0;

		for (size_t i = 0; i < N; i++) {
			x = (2 * x + (gsl_rng_uniform(r) < 0.5)) % v[k];
			ids[i] = (uint16_t)x;
		}
		m = measure(ids, N, (int)v[k]);
		assert_near(m.bigram, log(2), 2e-3);
		assert_near(m.trigram, log(2), 3e-3);
	}
	gsl_rng_free(r);
	free(ids);
}

static void only_the_beginning_is_measured(void **state)
{
	enum { MEASURED = 1 << 22, N = MEASURED + 100000 };
	uint16_t *ids = xcalloc(N, sizeof *ids);

	(void)state;
	for (size_t i = 0; i < N; i++)
		ids[i] = (uint16_t)(i < MEASURED ? i % 2 : i % 7 % 2);
	assert_near(measure(ids, N, 2).bigram, 0, 1e-12);
	ids[1001] = 0;
	assert_true(measure(ids, N, 2).bigram > 0);
	free(ids);
}

static void what_cannot_be_counted_is_not_a_number(void **state)
{
	uint16_t ids[5000] = { 0, 1 };
	struct ngram m = measure(ids, 2, 2);

	(void)state;
	assert_near(m.unigram, log(2), 1e-12);
	assert_near(m.bigram, 0, 1e-12);
	assert_true(isnan(m.trigram));
	for (size_t i = 0; i < LENGTH(ids); i++)
		ids[i] = (uint16_t)i;
	m = measure(ids, LENGTH(ids), LENGTH(ids));
	assert_near(m.unigram, log(5000), 1e-9);
	assert_true(isnan(m.bigram));
	assert_true(isnan(m.trigram));
}

static void one_symbol_has_no_entropy(void **state)
{
	uint16_t ids[10] = { 0 };
	struct ngram m = measure(ids, LENGTH(ids), 1);

	(void)state;
	assert_near(m.uniform, 0, 0);
	assert_near(m.unigram, 0, 1e-12);
	assert_near(m.bigram, 0, 1e-12);
	assert_near(m.trigram, 0, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_period_is_known_from_one_symbol),
		cmocka_unit_test(two_symbols_know_more_than_one),
		cmocka_unit_test(chance_is_not_predicted),
		cmocka_unit_test(a_coin_per_symbol_is_one_bit),
		cmocka_unit_test(only_the_beginning_is_measured),
		cmocka_unit_test(what_cannot_be_counted_is_not_a_number),
		cmocka_unit_test(one_symbol_has_no_entropy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
