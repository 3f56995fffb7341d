/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_snapshot.c: the exchange of buffers between trainer and screen. */
#include "config.h"

#include "train/snapshot.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HIDDEN = 7 };

static int setup(void **state)
{
	*state = snapshots_new();
	return 0;
}

static int teardown(void **state)
{
	snapshots_free(*state);
	return 0;
}

/* Everything in a snapshot of number n is n, and its size depends on n. */
static void fill(struct snapshot *s, long n)
{
	int columns = 1 + (int)(n % 61);

	snapshot_set_tracks(s, 1);
	s->columns = columns;
	assert_true(reading_reserve(&s->reading[0], columns, HIDDEN));
	assert_true(reading_reserve(&s->reading[READINGS - 1], 2, columns));
	s->track[0].now.iteration = n;
	s->track[0].series->used = (int)n;
	for (int i = 0; i < columns; i++) {
		s->symbol[i] = (uint32_t)n;
		s->start[i] = n % 2;
	}
	for (int i = 0; i < columns * HIDDEN; i++)
		s->reading[0].value[i] = (float)n;
	for (int i = 0; i < columns * 2; i++)
		s->reading[READINGS - 1].value[i] = (float)n;
	s->unit = (int)n;
}

static bool is_filled(const struct reading *r, int rows, int cols, long n)
{
	bool filled = r->rows == rows && r->cols == cols;

	for (int i = 0; i < r->rows * r->cols; i++)
		filled = filled && r->value[i] == (float)n;
	return filled;
}

static bool is_whole(const struct snapshot *s)
{
	long n = s->track[0].now.iteration;
	bool whole = s->columns == 1 + n % 61 && s->unit == n &&
		     s->track[0].series->used == n;

	for (int i = 0; i < s->columns; i++)
		whole = whole && s->symbol[i] == (uint32_t)n &&
			s->start[i] == n % 2;
	return whole && is_filled(&s->reading[0], s->columns, HIDDEN, n) &&
	       is_filled(&s->reading[READINGS - 1], 2, s->columns, n);
}

static void publish(struct snapshots *s, long n)
{
	fill(snapshots_back(s), n);
	snapshots_publish(s);
}

static void nothing_is_taken_before_the_first_publication(void **state)
{
	fill(snapshots_back(*state), 5);
	assert_null(snapshots_take(*state));
	snapshots_publish(*state);
	assert_non_null(snapshots_take(*state));
}

static void the_newest_is_taken(void **state)
{
	const struct snapshot *taken;

	for (long n = 1; n <= 20; n++) {
		publish(*state, n);
		if (n % 5)
			continue;
		taken = snapshots_take(*state);
		assert_int_equal(snapshot_track(taken)->now.iteration, n);
		assert_int_equal(taken->serial, n);
		assert_true(is_whole(taken));
	}
}

static void taking_again_gives_the_same(void **state)
{
	const struct snapshot *taken;

	publish(*state, 1);
	publish(*state, 2);
	taken = snapshots_take(*state);
	assert_ptr_equal(snapshots_take(*state), taken);
	assert_int_equal(snapshot_track(taken)->now.iteration, 2);
}

static void what_was_taken_is_not_touched_by_publications(void **state)
{
	const struct snapshot *taken;

	publish(*state, 1);
	taken = snapshots_take(*state);
	for (long n = 2; n < 10; n++) {
		assert_ptr_not_equal(snapshots_back(*state), taken);
		publish(*state, n);
		assert_int_equal(snapshot_track(taken)->now.iteration, 1);
		assert_int_equal(taken->serial, 1);
		assert_true(is_whole(taken));
	}
}

static void buffers_keep_their_memory(void **state)
{
	float *value[3];

	for (int i = 0; i < 3; i++) {
		struct reading *r = &snapshots_back(*state)->reading[2];

		assert_true(reading_reserve(r, 100, HIDDEN));
		value[i] = r->value;
		snapshots_publish(*state);
		assert_non_null(snapshots_take(*state));
	}
	for (int i = 0; i < 30; i++) {
		struct reading *r = &snapshots_back(*state)->reading[2];
		float *old = r->value;

		assert_true(old == value[0] || old == value[1] ||
			    old == value[2]);
		assert_true(reading_reserve(r, 100 - i, HIDDEN));
		assert_ptr_equal(r->value, old);
		snapshots_publish(*state);
		snapshots_take(*state);
	}
}

/* Sanitizers end the program where malloc() would return NULL, unless asked. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void no_memory_leaves_no_reading(void **state)
{
	struct reading r = { .rows = 0 };

	(void)state;
	assert_true(reading_reserve(&r, 10, HIDDEN));
	assert_int_equal(r.rows, 10);
	assert_int_equal(r.cols, HIDDEN);
	/* 512 TB: more than addresses, even on systems that overcommit */
	assert_false(reading_reserve(&r, 1 << 16, INT32_MAX));
	assert_int_equal(r.rows, 0);
	assert_int_equal(r.cols, 0);
	assert_true(reading_reserve(&r, 10, HIDDEN));
	assert_int_equal(r.rows, 10);
	assert_true(reading_reserve(&r, 0, HIDDEN));
	assert_int_equal(r.rows, 0);
	free(r.value);
}

static void wants_reach_the_trainer(void **state)
{
	struct snapshot_wants wants = { .probes = 5, .columns = 80, .unit = 3 };
	struct snapshot_wants got = snapshots_wanted(*state);

	assert_true(got.probes == 0);
	snapshots_want(*state, &wants);
	got = snapshots_wanted(*state);
	assert_true(got.probes == 5);
	assert_int_equal(got.columns, 80);
	assert_int_equal(got.unit, 3);
}

/* --- two threads --------------------------------------------------------- */

enum { PUBLICATIONS = 3000 };

static void *trainer_side(void *data)
{
	struct snapshots *s = data;

	int columns = 0;

	/* wants are counted upward by the other side */
	for (long n = 1; n <= PUBLICATIONS; n++) {
		assert_true(snapshots_wanted(s).columns >= columns);
		columns = snapshots_wanted(s).columns;
		publish(s, n);
	}
	return NULL;
}

static void a_reader_never_sees_a_half_filled_snapshot(void **state)
{
	const struct snapshot *taken;
	struct snapshot_wants wants = { .columns = 0 };
	pthread_t thread;
	long last = 0, torn = 0, backwards = 0;

	assert_int_equal(pthread_create(&thread, NULL, trainer_side, *state),
			 0);
	while (last < PUBLICATIONS) {
		wants.columns++;
		snapshots_want(*state, &wants);
		taken = snapshots_take(*state);
		if (!taken)
			continue;
		torn += !is_whole(taken) ||
			taken->serial != snapshot_track(taken)->now.iteration;
		backwards += snapshot_track(taken)->now.iteration < last;
		last = snapshot_track(taken)->now.iteration;
	}
	pthread_join(thread, NULL);
	assert_int_equal(torn, 0);
	assert_int_equal(backwards, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_taken_before_the_first_publication),
		TEST(the_newest_is_taken),
		TEST(taking_again_gives_the_same),
		TEST(what_was_taken_is_not_touched_by_publications),
		TEST(buffers_keep_their_memory),
		cmocka_unit_test(no_memory_leaves_no_reading),
		TEST(wants_reach_the_trainer),
		TEST(a_reader_never_sees_a_half_filled_snapshot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
