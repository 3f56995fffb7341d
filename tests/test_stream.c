/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_stream.c: training walks the text as the contract says. */
#include "config.h"
#include "text/stream.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { ROOM = 400 };

/* A text whose i-th id is i, so that every id tells its position. */
struct ladder {
	struct corpus corpus;
	uint16_t ids[ROOM];
};

static void make_ladder(struct ladder *l, size_t length)
{
	for (size_t i = 0; i < ROOM; i++)
		l->ids[i] = (uint16_t)i;
	l->corpus =
		(struct corpus){ .length = length, .width = 2, .ids = l->ids };
}

/* The contract's words, one stream at a time: p starts at 0; when p + T + 1
 * >= length, tested before the iteration, p goes to 0. */
static void assert_walks(size_t length, int steps, int batch, double valid)
{
	struct ladder l;
	struct stream s;
	struct err e;
	int in[ROOM], target[ROOM], T = steps;
	size_t train = length - (size_t)(valid * (double)length);
	size_t stride = train / (size_t)batch, p = 0, epoch = 0;
	bool wrapped = false;

	make_ladder(&l, length);
	assert_true(stream_init(&s, &l.corpus, valid, &T, batch, &e));
	assert_int_equal(T, min_int(steps, (int)stride - 1));
	assert_int_equal(s.steps, T);
	assert_int_equal(stream_valid_length(&s), length - train);
	for (int iteration = 0; iteration < 100; iteration++) {
		bool back = p + (size_t)T + 1 >= stride;

		if (back && iteration > 0 && !wrapped) {
			assert_int_equal(stream_epoch(&s), epoch);
			wrapped = true;
		}
		if (back)
			p = 0;
		assert_int_equal(stream_next(&s, in, target), back);
		for (int t = 0; t < T; t++) {
			for (int b = 0; b < batch; b++) {
				size_t at = (size_t)b * stride + p + (size_t)t;

				assert_int_equal(in[t * batch + b], at);
				assert_int_equal(target[t * batch + b], at + 1);
				assert_true(at + 1 < train);
			}
		}
		p += (size_t)T;
		assert_int_equal(s.position, p);
		epoch++;
	}
	assert_true(wrapped);
}

static void the_cursor_wraps_as_the_contract_says(void **state)
{
	(void)state;
	for (size_t length = 2; length < 60; length++)
		for (int steps = 1; steps < 30; steps++)
			assert_walks(length, steps, 1, 0);
}

static void a_batch_is_equal_streams(void **state)
{
	(void)state;
	for (int batch = 1; batch <= 6; batch++)
		for (size_t length = 2 * (size_t)batch; length < 80; length++)
			for (int steps = 1; steps < 12; steps += 2)
				assert_walks(length, steps, batch, 0);
}

static void the_last_part_validates(void **state)
{
	static const double valid[] = { 0.05, 0.1, 1. / 3, 0.5 };

	(void)state;
	for (size_t i = 0; i < LENGTH(valid); i++)
		for (int batch = 1; batch <= 4; batch++)
			assert_walks(97, 5, batch, valid[i]);
}

static bool try_init(size_t length, double valid, int batch, struct err *e)
{
	struct ladder l;
	struct stream s;
	int steps = 25;

	make_ladder(&l, length);
	return stream_init(&s, &l.corpus, valid, &steps, batch, e);
}

static void a_batch_too_large_is_refused(void **state)
{
	struct err e;

	(void)state;
	assert_true(try_init(20, 0, 10, &e));
	assert_false(try_init(20, 0, 11, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "batch of 11 is too large"));
	assert_non_null(strstr(e.text, "at most 10"));
	assert_false(try_init(20, 0.5, 10, &e));
	assert_non_null(strstr(e.text, "at most 5"));
}

static void validation_must_leave_something_to_train_on(void **state)
{
	struct err e;

	(void)state;
	assert_true(try_init(2, 0, 1, &e));
	assert_false(try_init(2, 0.5, 1, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "at least 2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_wraps_as_the_contract_says),
		cmocka_unit_test(a_batch_is_equal_streams),
		cmocka_unit_test(the_last_part_validates),
		cmocka_unit_test(a_batch_too_large_is_refused),
		cmocka_unit_test(validation_must_leave_something_to_train_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
