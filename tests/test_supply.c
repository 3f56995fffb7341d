/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_supply.c: an epoch has each row once, batch k depends on the seed and k
 * alone, and rows that are about as long come together. */
#include "config.h"

#include "task/supply.h"

#include "base/util.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS_MAX = 2000, BATCH_MAX = 40 };

/* Lengths 1 to 50, irregular. */
static void fill_lengths(int *length, size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		length[i] = 1 + (int)(i * i * 7919 % 101 % 50);
}

/* Takes one epoch and counts how often each row comes. */
static void count_rows(struct supply *s, int *times)
{
	uint64_t number[BATCH_MAX];

	memset(times, 0, s->rows * sizeof *times);
	for (size_t k = supply_epoch(s); k > 0; k--) {
		supply_take(s, number);
		for (int b = 0; b < s->batch; b++) {
			assert_true(number[b] < s->rows);
			times[number[b]]++;
		}
	}
}

static void each_epoch_has_each_row_once(void **state)
{
	static const size_t rows[] = { 40, 120, 1600, 1920, 2000 };
	int length[ROWS_MAX], times[ROWS_MAX];

	(void)state;
	fill_lengths(length, ROWS_MAX);
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct supply s;

		supply_init(&s, 3 + i, rows[i], length, 40);
		for (int epoch = 0; epoch < 3; epoch++) {
			count_rows(&s, times);
			for (size_t k = 0; k < rows[i]; k++)
				assert_int_equal(times[k], 1);
		}
		supply_release(&s);
	}
}

/* Whole batches: a few rows come twice, none is left out. */
static void the_last_batch_is_filled_up(void **state)
{
	static const size_t rows[] = { 1, 2, 7, 39, 41, 1999 };
	int length[ROWS_MAX], times[ROWS_MAX];

	(void)state;
	fill_lengths(length, ROWS_MAX);
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct supply s;
		const size_t n = rows[i];
		const int most = 40 > n ? (int)((40 + n - 1) / n) : 2;

		supply_init(&s, 8, n, length, 40);
		assert_int_equal(supply_epoch(&s), (n + 39) / 40);
		count_rows(&s, times);
		for (size_t k = 0; k < n; k++)
			assert_in_range(times[k], n < 40 ? 40 / n : 1, most);
		supply_release(&s);
	}
}

static void put_cursor(struct supply *s, uint64_t k)
{
	const uint64_t words[TASK_WORDS] = { k };

	assert_true(supply_set_cursor(s, words));
}

/* Walks, then goes to batches in any order, also with another supply. */
static void check_purity(size_t rows, const int *length, int batch)
{
	enum { BATCHES = 200 };
	uint64_t walked[BATCHES][BATCH_MAX], number[BATCH_MAX];
	struct supply s, other;

	supply_init(&s, 5, rows, length, batch);
	supply_init(&other, 5, rows, length, batch);
	for (int k = 0; k < BATCHES; k++)
		supply_take(&s, walked[k]);
	for (int i = 0; i < BATCHES; i++) {
		const int k = i * 67 % BATCHES;
		uint64_t words[TASK_WORDS];

		put_cursor(&other, (uint64_t)k);
		supply_take(&other, number);
		assert_memory_equal(number, walked[k],
				    (size_t)batch * sizeof *number);
		supply_get_cursor(&other, words);
		assert_int_equal(words[0], k + 1);
		assert_true(supply_back(&other));
		supply_take(&other, number);
		assert_memory_equal(number, walked[k],
				    (size_t)batch * sizeof *number);
	}
	supply_release(&other);
	supply_release(&s);
}

static void a_batch_depends_on_its_number_alone(void **state)
{
	int length[ROWS_MAX];

	(void)state;
	fill_lengths(length, ROWS_MAX);
	check_purity(0, NULL, 16);
	check_purity(7, length, 16);
	check_purity(100, length, 16);
	check_purity(ROWS_MAX, length, 16);
	check_purity(ROWS_MAX, NULL, 16);
}

/* How many batches of two supplies are equal. */
static int equal_batches(struct supply *a, struct supply *b, int batches)
{
	uint64_t x[BATCH_MAX], y[BATCH_MAX];
	int equal = 0;

	for (int k = 0; k < batches; k++) {
		supply_take(a, x);
		supply_take(b, y);
		equal += !memcmp(x, y, (size_t)a->batch * sizeof *x);
	}
	return equal;
}

static void seeds_and_epochs_have_orders_of_their_own(void **state)
{
	int length[ROWS_MAX];
	struct supply a, b;

	(void)state;
	fill_lengths(length, ROWS_MAX);
	supply_init(&a, 1, ROWS_MAX, length, 20);
	supply_init(&b, 2, ROWS_MAX, length, 20);
	assert_int_equal(equal_batches(&a, &b, 100), 0);
	supply_release(&b);
	supply_init(&b, 1, ROWS_MAX, length, 20);
	put_cursor(&a, 0);
	put_cursor(&b, supply_epoch(&b));
	assert_int_equal(equal_batches(&a, &b, 100), 0);
	supply_release(&b);
	supply_release(&a);
}

/* Steps per epoch, padding included. */
static long padded_steps(struct supply *s, const int *length)
{
	uint64_t number[BATCH_MAX];
	long steps = 0;

	for (size_t k = supply_epoch(s); k > 0; k--) {
		int longest = 0;

		supply_take(s, number);
		for (int b = 0; b < s->batch; b++)
			longest = max_int(longest, length[number[b]]);
		steps += (long)longest * s->batch;
	}
	return steps;
}

static void rows_about_as_long_come_together(void **state)
{
	int length[ROWS_MAX];
	struct supply sorted, shuffled;
	long needed = 0;

	(void)state;
	fill_lengths(length, ROWS_MAX);
	for (int i = 0; i < ROWS_MAX; i++)
		needed += length[i];
	supply_init(&sorted, 1, ROWS_MAX, length, 20);
	supply_init(&shuffled, 1, ROWS_MAX, NULL, 20);
	assert_true(padded_steps(&sorted, length) < needed * 115 / 100);
	assert_true(padded_steps(&shuffled, length) > needed * 140 / 100);
	supply_release(&shuffled);
	supply_release(&sorted);
}

/* A net that saw short rows first and long ones last would learn worse. */
static void lengths_do_not_ascend(void **state)
{
	int length[ROWS_MAX], falls = 0, last = 0;
	uint64_t number[BATCH_MAX];
	struct supply s;

	(void)state;
	fill_lengths(length, ROWS_MAX);
	supply_init(&s, 1, ROWS_MAX, length, 20);
	for (int k = 0; k < 100; k++) {
		supply_take(&s, number);
		falls += length[number[0]] < last;
		last = length[number[0]];
	}
	assert_in_range(falls, 30, 70);
	supply_release(&s);
}

static void generated_examples_are_numbered_on(void **state)
{
	uint64_t number[3];
	struct supply s;

	(void)state;
	supply_init(&s, 1, 0, NULL, 3);
	assert_int_equal(supply_epoch(&s), 0);
	assert_int_equal(supply_left(&s), 0);
	assert_int_equal(supply_memory(&s), 0);
	for (uint64_t i = 0; i < 30; i += 3) {
		supply_take(&s, number);
		for (uint64_t b = 0; b < 3; b++)
			assert_int_equal(number[b], i + b);
	}
	put_cursor(&s, (uint64_t)1 << 40);
	supply_take(&s, number);
	assert_true(number[2] == ((uint64_t)3 << 40) + 2);
	supply_release(&s);
}

static void what_is_left_of_an_epoch_is_counted(void **state)
{
	static const size_t left[] = { 0, 3, 2, 1, 0, 3 };
	uint64_t number[3];
	struct supply s;

	(void)state;
	supply_init(&s, 1, 11, NULL, 3);
	for (size_t i = 0; i < LENGTH(left); i++) {
		assert_int_equal(supply_left(&s), left[i]);
		supply_take(&s, number);
	}
	supply_release(&s);
}

static void a_cursor_is_one_word(void **state)
{
	uint64_t words[TASK_WORDS] = { 9, 0, 1 };
	struct supply s;

	(void)state;
	supply_init(&s, 1, 11, NULL, 3);
	assert_false(supply_back(&s)); /* nothing was taken yet */
	assert_false(supply_set_cursor(&s, words));
	supply_get_cursor(&s, words);
	for (int i = 0; i < TASK_WORDS; i++)
		assert_int_equal(words[i], 0);
	supply_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_epoch_has_each_row_once),
		cmocka_unit_test(the_last_batch_is_filled_up),
		cmocka_unit_test(a_batch_depends_on_its_number_alone),
		cmocka_unit_test(seeds_and_epochs_have_orders_of_their_own),
		cmocka_unit_test(rows_about_as_long_come_together),
		cmocka_unit_test(lengths_do_not_ascend),
		cmocka_unit_test(generated_examples_are_numbered_on),
		cmocka_unit_test(what_is_left_of_an_epoch_is_counted),
		cmocka_unit_test(a_cursor_is_one_word),
	};

	return cmocka_run_group_tests_name("supply", tests, NULL, NULL);
}
