/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_series.c: the history stays bounded and exact. */
#include "config.h"

#include "base/util.h"
#include "train/series.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* An irregular loss, never the same twice. */
static double loss_at(long i)
{
	return 50 + 30 * sin(0.37 * (double)i * (double)(i % 13)) +
	       1e-6 * (double)i;
}

static double smooth_at(long i) { return 80 - 1e-4 * (double)i; }

/* Every bucket against the plain list of added values. */
static void assert_exact(const struct series *s, long added)
{
	long at = 0;

	assert_in_range(s->used, added ? 1 : 0, SERIES_BUCKETS);
	for (int b = 0; b < s->used; b++) {
		long n = b + 1 < s->used ? s->width : s->in_last;
		double low = INFINITY, high = -INFINITY;
		long double sum = 0;

		for (long i = at; i < at + n; i++) {
			low = fmin(low, loss_at(i));
			high = fmax(high, loss_at(i));
			sum += (long double)loss_at(i);
		}
		at += n;
		assert_true(s->bucket[b].low == low);
		assert_true(s->bucket[b].high == high);
		assert_true(fabs(s->bucket[b].mean - (double)(sum / n)) <
			    1e-11);
		assert_true(s->bucket[b].smooth == smooth_at(at - 1));
	}
	assert_int_equal(at, added);
	assert_int_equal(series_end(s), s->first + added);
}

static void every_range_stays_exact_over_many_merges(void **state)
{
	struct series *s = xmalloc(sizeof *s);
	long check = 1;

	(void)state;
	series_init(s, 0);
	assert_exact(s, 0);
	for (long i = 0; i < 70000; i++) {
		series_add(s, loss_at(i), smooth_at(i));
		if (i + 1 == check || i + 1 == 1024 || i + 1 == 1025 ||
		    i + 1 == 2049 || i + 1 == 65537) {
			assert_exact(s, i + 1);
			check = check * 5 / 2 + 1;
		}
	}
	assert_exact(s, 70000);
	assert_int_equal(s->width, 128);
	free(s);
}

static void millions_of_values_stay_bounded(void **state)
{
	struct series *s = xmalloc(sizeof *s);
	double low = INFINITY, high = -INFINITY;

	(void)state;
	series_init(s, 500);
	for (long i = 0; i < 3000000; i++)
		series_add(s, loss_at(i), smooth_at(i));
	assert_int_equal(s->first, 500);
	assert_int_equal(series_end(s), 3000500);
	assert_in_range(s->used, SERIES_BUCKETS / 2, SERIES_BUCKETS);
	for (int b = 0; b < s->used; b++) {
		low = fmin(low, s->bucket[b].low);
		high = fmax(high, s->bucket[b].high);
	}
	for (long i = 0; i < 3000000; i++)
		if (loss_at(i) < low || loss_at(i) > high)
			fail_msg("the value of %ld was lost", i);
	free(s);
}

static void validation_losses_survive_merges(void **state)
{
	struct series *s = xmalloc(sizeof *s);
	int seen = 0;

	(void)state;
	series_init(s, 0);
	series_add_valid(s, 9); /* no bucket yet: nothing to hold it */
	for (long i = 0; i < 5000; i++) {
		series_add(s, 1, 1);
		if (i % 1000 == 999)
			series_add_valid(s, (double)i);
	}
	for (int b = 0; b < s->used; b++)
		if (!isnan(s->bucket[b].valid)) {
			long at = (long)s->bucket[b].valid;

			assert_int_equal(at % 1000, 999);
			assert_int_equal(at / s->width, b);
			seen++;
		}
	assert_int_equal(seen, 5);
	free(s);
}

static void the_last_marks_are_kept_and_cut_between_characters(void **state)
{
	struct series *s = xmalloc(sizeof *s);
	char text[64];

	(void)state;
	series_init(s, 0);
	for (int i = 0; i < SERIES_MARKS + 3; i++) {
		snprintf(text, sizeof text, "lr %d", i);
		series_add_mark(s, i, text);
	}
	assert_int_equal(s->marks, SERIES_MARKS);
	assert_int_equal(s->mark[0].iteration, 3);
	assert_string_equal(s->mark[0].text, "lr 3");
	assert_string_equal(s->mark[SERIES_MARKS - 1].text, "lr 66");
	series_add_mark(s, 99, "12345678901234567890123");
	assert_string_equal(s->mark[SERIES_MARKS - 1].text,
			    "12345678901234567890123");
	/* Three bytes per character; the eighth does not fit whole. */
	series_add_mark(s, 99,
			"\xea\xb0\x80\xea\xb0\x80\xea\xb0\x80\xea\xb0"
			"\x80\xea\xb0\x80\xea\xb0\x80\xea\xb0\x80\xea\xb0\x80");
	assert_int_equal(strlen(s->mark[SERIES_MARKS - 1].text), 21);
	free(s);
}

static void the_same_history_is_the_same_bytes(void **state)
{
	struct series *s = xmalloc(2 * sizeof *s);

	(void)state;
	memset(s, 0xaa, sizeof *s);
	memset(s + 1, 0x55, sizeof *s);
	for (int k = 0; k < 2; k++) {
		series_init(&s[k], 0);
		for (long i = 0; i < 2500; i++)
			series_add(&s[k], loss_at(i), smooth_at(i));
		series_add_mark(&s[k], 7, "clip 1");
	}
	assert_memory_equal(&s[0], &s[1], sizeof *s);
	free(s);
}

/* --- the spread ----------------------------------------------------------- */

enum kind {
	UNIFORM,
	HEAVY,
	FALLING,
	RISING,
	TWO_VALUES,
	SAWTOOTH,
	BLOCKS,
	KINDS
};

static double kind_at(enum kind kind, long i, unsigned *seed)
{
	double u = rand_r(seed) / (RAND_MAX + 1.0);

	switch (kind) {
	case UNIFORM: return u;
	case HEAVY: return 1 / (u + 1e-4);
	case FALLING: return 1e6 - (double)i;
	case RISING: return (double)i;
	case TWO_VALUES: return u < 0.1 ? 100 : 1;
	case SAWTOOTH: return (double)(i % 67);
	default: return i / 64 % 2 ? (double)i : -(double)i;
	}
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* By how many ranks, as a fraction of all, `v` misses that quantile. */
static double rank_error(const double *sorted, long n, double v,
			 double fraction)
{
	long below = 0, until;

	while (below < n && (float)sorted[below] < (float)v)
		below++;
	for (until = below; until < n && (float)sorted[until] <= (float)v;)
		until++;
	assert_true(until > below); /* it is one of the values */
	return fmax(fmax((double)below / (double)n - fraction,
			 fraction - (double)until / (double)n),
		    0);
}

struct covered {
	const double *value; /* of all iterations */
	double *sorted;
	struct spread spread;
	long at, widest; /* end of the last piece; values in the widest */
	double worst;    /* rank error alone */
};

static void check_piece(void *owner, const struct series_piece *p)
{
	struct covered *c = owner;
	long n = p->values;

	if (c->at >= 0)
		assert_int_equal(p->end - n, c->at);
	c->at = p->end;
	c->widest = n > c->widest ? n : c->widest;
	memcpy(c->sorted, c->value + p->end - n, (size_t)n * sizeof(double));
	qsort(c->sorted, (size_t)n, sizeof(double), ascending);
	assert_true(p->bucket->low == c->sorted[0]);
	assert_true(p->bucket->high == c->sorted[n - 1]);
	spread_clear(&c->spread);
	spread_add(&c->spread, p->bucket, n);
	spread_sort(&c->spread);
	for (int k = 1; k < 10; k++) {
		double error = rank_error(c->sorted, n,
					  spread_quantile(&c->spread, k / 10.0),
					  k / 10.0);
		double levels =
			n <= BUCKET_ORDER ? 0 : log2((double)n / BUCKET_ORDER);
		double bound = n <= BUCKET_ORDER
				       ? 0
				       : (levels + 1) / (2 * BUCKET_ORDER);

		if (error > bound + 1e-9)
			fail_msg("%ld values: rank off by %g, not %g", n, error,
				 bound);
		c->worst = fmax(c->worst, error);
	}
}

static void quantiles_keep_their_bound_in_every_window(void **state)
{
	static const long last[] = { 100,   4096,   5000,  12288,
				     40000, 100000, 300000 };
	enum { N = 300000 };
	struct series *s = xmalloc(sizeof *s);
	double *value = xcalloc(N, sizeof *value);
	struct covered c = { .value = value,
			     .sorted = xcalloc(N, sizeof(double)) };
	unsigned seed = 5;

	(void)state;
	for (enum kind kind = 0; kind < KINDS; kind++) {
		series_init(s, 0);
		for (long i = 0; i < N; i++) {
			value[i] = kind_at(kind, i, &seed);
			series_add(s, value[i], 1);
		}
		for (size_t i = 0; i < LENGTH(last); i++) {
			c.at = -1;
			c.widest = 0;
			series_visit(s, N - last[i], check_piece, &c);
			assert_int_equal(c.at, N);
			assert_true(c.widest <= 1 + last[i] / 48 ||
				    c.widest <= s->width);
			assert_true(last[i] > SERIES_RECENT || c.widest == 1);
		}
		c.at = 0;
		series_visit_early(s, check_piece, &c);
		assert_int_equal(c.at, N);
		/* the error without an adversary */
		assert_true(kind > HEAVY || c.worst < 0.05);
	}
	spread_release(&c.spread);
	free(c.sorted);
	free(value);
	free(s);
}

static void the_early_pieces_are_small(void *owner,
				       const struct series_piece *p)
{
	long *at = owner;

	assert_int_equal(p->end - p->values, *at);
	assert_true(p->values <= 1 + *at / 16);
	*at = p->end;
}

static void every_number_of_values_is_covered(void **state)
{
	struct series *s = xmalloc(sizeof *s);
	double value[9000], sorted[9000];
	struct covered c = { .value = value, .sorted = sorted };

	(void)state;
	series_init(s, 0);
	for (long i = 0; i < 9000; i++) {
		long at = 0;

		value[i] = loss_at(i);
		series_add(s, value[i], smooth_at(i));
		series_visit_early(s, the_early_pieces_are_small, &at);
		assert_int_equal(at, i + 1);
		if (i % 97)
			continue;
		c.at = -1;
		series_visit(s, i / 3, check_piece, &c);
		assert_int_equal(c.at, i + 1);
	}
	spread_release(&c.spread);
	free(s);
}

static void count_valid(void *owner, const struct series_piece *p)
{
	if (isnan(p->bucket->valid))
		return;
	/* in the bucket where it was taken */
	assert_true(p->bucket->valid <= (double)p->end);
	assert_true(p->bucket->valid > (double)(p->end - p->values));
	++*(int *)owner;
}

static void every_window_has_its_validations(void **state)
{
	struct series *s = xmalloc(sizeof *s);

	(void)state;
	series_init(s, 0);
	for (long i = 1; i <= 50000; i++) {
		int all = 0, early = 0, recent = 0, tier = 0;

		series_add(s, 1, 1);
		if (i % 1024 == 0)
			series_add_valid(s, (double)i);
		if (i < 49990)
			continue;
		series_visit(s, 0, count_valid, &all);
		series_visit(s, i - 4096, count_valid, &recent);
		series_visit(s, i - 8192, count_valid, &tier);
		series_visit_early(s, count_valid, &early);
		assert_int_equal(all, 48);
		assert_in_range(early, 30, 48); /* one per bucket is kept */
		assert_int_equal(recent, 4);
		assert_int_equal(tier, 8);
	}
	free(s);
}

static void a_crossing_is_that_after_which_it_stayed_below(void **state)
{
	struct series *s = xmalloc(sizeof *s);
	long width;

	(void)state;
	series_init(s, 0);
	/* Below 50 at 20, above again at 30, and for good from 1241 on. */
	for (long i = 1; i <= 500000; i++)
		series_add(s, 1,
			   i >= 20 && i < 30
				   ? 40
				   : 50 + (1240.5 - (double)i) / 1000);
	assert_in_range(series_below_since(s, 50, &width), 1240, 1242);
	assert_int_equal(width, 64);
	assert_int_equal(series_below_since(s, 1000, &width), -1);
	assert_int_equal(series_below_since(s, -1000, &width), -1);
	series_add(s, 1, 50);
	assert_int_equal(series_below_since(s, 50, &width), -1);
	free(s);
}

static void newest_valid(void *owner, const struct series_piece *p)
{
	if (!isnan(p->bucket->valid))
		*(double *)owner = p->bucket->valid;
}

/* Off the ends of all buckets, and two in one of them. */
static void no_validation_is_lost_in_any_window(void **state)
{
	struct series *s = xmalloc(sizeof *s);
	double v = 0;

	(void)state;
	series_init(s, 0);
	for (long i = 1; i <= 300000; i++) {
		series_add(s, 1, 1);
		if (i % 1000 == 0)
			series_add_valid(s, (double)i);
	}
	assert_int_equal(s->width, 512);
	for (long from = 0; from < 300000; from += 997) {
		int n = 0;

		series_visit(s, from, count_valid, &n);
		assert_true(n >= (300000 - from) / 1000);
	}
	/* of two in one bucket the newer */
	series_init(s, 0);
	for (long i = 1; i <= 4096; i++) {
		series_add(s, 1, 1);
		series_add_valid(s, (double)i);
	}
	series_visit(s, 0, newest_valid, &v);
	assert_true(v == 4096);
	for (int b = 0; b < s->used; b++)
		assert_true(s->bucket[b].valid == (b + 1.0) * s->width);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_range_stays_exact_over_many_merges),
		cmocka_unit_test(millions_of_values_stay_bounded),
		cmocka_unit_test(validation_losses_survive_merges),
		cmocka_unit_test(
			the_last_marks_are_kept_and_cut_between_characters),
		cmocka_unit_test(the_same_history_is_the_same_bytes),
		cmocka_unit_test(quantiles_keep_their_bound_in_every_window),
		cmocka_unit_test(every_number_of_values_is_covered),
		cmocka_unit_test(every_window_has_its_validations),
		cmocka_unit_test(
			a_crossing_is_that_after_which_it_stayed_below),
		cmocka_unit_test(no_validation_is_lost_in_any_window),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
