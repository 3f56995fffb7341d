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

static double smooth_at(long i)
{
	return 80 - 1e-4 * (double)i;
}

/* Every bucket against the plain list of what was added. */
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

static void every_stretch_stays_exact_over_many_merges(void **state)
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
	/* Three bytes a character; the eighth does not fit whole. */
	series_add_mark(s, 99, "\xea\xb0\x80\xea\xb0\x80\xea\xb0\x80\xea\xb0"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_stretch_stays_exact_over_many_merges),
		cmocka_unit_test(millions_of_values_stay_bounded),
		cmocka_unit_test(validation_losses_survive_merges),
		cmocka_unit_test(
			the_last_marks_are_kept_and_cut_between_characters),
		cmocka_unit_test(the_same_history_is_the_same_bytes),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
