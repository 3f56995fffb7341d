/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_exchange.c: the newest of three buffers, from thread to thread. */
#include "config.h"

#include "base/exchange.h"
#include "base/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { CELLS = 500, PUBLICATIONS = 5000 };

struct shared {
	struct exchange exchange;
	int cell[EXCHANGE_BUFFERS][CELLS]; /* all of a buffer are its number */
};

static int setup(void **state)
{
	struct shared *s = calloc(1, sizeof *s);

	assert_non_null(s);
	exchange_init(&s->exchange);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct shared *s = *state;

	exchange_release(&s->exchange);
	free(s);
	return 0;
}

static void publish(struct shared *s, int n)
{
	for (int i = 0; i < CELLS; i++)
		s->cell[s->exchange.back][i] = n;
	exchange_publish(&s->exchange);
}

/* The number in front; -1: not of one publication. */
static int front(const struct shared *s)
{
	const int *cell = s->cell[s->exchange.front];

	for (int i = 1; i < CELLS; i++)
		if (cell[i] != cell[0])
			return -1;
	return cell[0];
}

static void the_newest_comes_to_the_front_and_stays(void **state)
{
	struct shared *s = *state;

	assert_false(exchange_take(&s->exchange));
	for (int n = 1; n <= 20; n++) {
		publish(s, n);
		if (n % 3)
			continue;
		assert_true(exchange_take(&s->exchange));
		assert_int_equal(front(s), n);
		assert_true(exchange_take(&s->exchange));
		assert_int_equal(front(s), n);
	}
	assert_int_equal(front(s), 18);
}

static void what_is_at_the_back_is_never_in_front(void **state)
{
	struct shared *s = *state;

	for (int n = 1; n <= 50; n++) {
		publish(s, n);
		if (n % 4 < 2)
			exchange_take(&s->exchange);
		assert_int_not_equal(s->exchange.back, s->exchange.front);
	}
}

static void waiting_ends_with_something_new_or_the_end(void **state)
{
	struct shared *s = *state;

	publish(s, 7);
	assert_true(exchange_wait(&s->exchange));
	assert_int_equal(front(s), 7);
	exchange_close(&s->exchange);
	assert_false(exchange_wait(&s->exchange));
}

static void *produce(void *arg)
{
	struct shared *s = arg;

	for (int n = 1; n <= PUBLICATIONS; n++)
		publish(s, n);
	return NULL;
}

static void a_consumer_that_waits_sees_whole_buffers_in_order(void **state)
{
	struct shared *s = *state;
	struct err e;
	pthread_t thread;
	int last = 0, torn = 0, backwards = 0;

	assert_true(thread_start(&thread, produce, s, &e));
	while (last < PUBLICATIONS && exchange_wait(&s->exchange)) {
		int n = front(s);

		torn += n < 0;
		backwards += n <= last; /* waiting gives each once */
		last = n;
	}
	pthread_join(thread, NULL);
	assert_int_equal(torn, 0);
	assert_int_equal(backwards, 0);
}

static void *consume(void *arg)
{
	struct shared *s = arg;

	while (exchange_wait(&s->exchange))
		;
	return NULL;
}

static void closing_wakes_the_consumer(void **state)
{
	struct shared *s = *state;
	struct err e;
	pthread_t thread;

	assert_true(thread_start(&thread, consume, s, &e));
	exchange_close(&s->exchange);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_newest_comes_to_the_front_and_stays),
		TEST(what_is_at_the_back_is_never_in_front),
		TEST(waiting_ends_with_something_new_or_the_end),
		TEST(a_consumer_that_waits_sees_whole_buffers_in_order),
		TEST(closing_wakes_the_consumer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
