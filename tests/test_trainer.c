/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_trainer.c: requests, results and the end of the trainer's thread. */
#include "config.h"

#include "train/trainer.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The owner of the work; `order`, `in_slice` belong to the trainer's thread and
 * are looked at when nothing is pending any more. */
struct owner {
	struct trainer *trainer;
	int wake[2];
	atomic_bool busy;
	atomic_long slices;
	atomic_bool hold, held; /* slices wait while hold is set */
	bool in_slice, overlapped;
	char *order; /* the requests, each followed by ';' */
	long requests;
	sigset_t mask;
};

static bool work_slice(void *data)
{
	struct owner *o = data;

	o->in_slice = true;
	atomic_fetch_add(&o->slices, 1);
	while (atomic_load(&o->hold))
		atomic_store(&o->held, true);
	atomic_store(&o->held, false);
	o->in_slice = false;
	return atomic_load(&o->busy);
}

static void append(struct owner *o, const char *text)
{
	size_t old = strlen(o->order), more = strlen(text);

	o->order = xrealloc(o->order, old + more + 2);
	memcpy(o->order + old, text, more);
	memcpy(o->order + old + more, ";", 2);
}

static void work_request(void *data, const struct message *m)
{
	struct owner *o = data;
	const char *text = m->text;

	o->overlapped = o->overlapped || o->in_slice;
	o->requests++;
	if (!strcmp(text, "begin"))
		atomic_store(&o->busy, true);
	else if (!strcmp(text, "end"))
		atomic_store(&o->busy, false);
	else if (!strcmp(text, "mask"))
		pthread_sigmask(SIG_SETMASK, NULL, &o->mask);
	else if (!strcmp(text, "until interrupted"))
		while (!trainer_interrupted(o->trainer))
			;
	else if (strncmp(text, "#", 1) != 0)
		append(o, text);
}

static int setup(void **state)
{
	struct owner *o = xcalloc(1, sizeof *o);
	struct trainer_work work = { o, work_slice, work_request };
	struct err e;

	assert_int_equal(pipe2(o->wake, O_CLOEXEC), 0);
	o->order = xstrdup("");
	o->trainer = trainer_new(&work, o->wake[1], &e);
	assert_non_null(o->trainer);
	*state = o;
	return 0;
}

static int teardown(void **state)
{
	struct owner *o = *state;

	trainer_free(o->trainer);
	close(o->wake[0]);
	close(o->wake[1]);
	free(o->order);
	free(o);
	return 0;
}

/* The screen's loop: sleeps in poll() until the trainer wakes it. */
static void wait_done(struct owner *o)
{
	struct pollfd p = { .fd = o->wake[0], .events = POLLIN };
	char bytes[4096];

	while (trainer_pending(o->trainer)) {
		assert_int_equal(poll(&p, 1, -1), 1);
		assert_true(read(o->wake[0], bytes, sizeof bytes) > 0);
	}
}

static void post_and_wait(struct owner *o, const char *text)
{
	trainer_post(o->trainer, 0, text, NULL);
	wait_done(o);
}

/* Holds the thread in the middle of a slice. */
static void hold(struct owner *o)
{
	/* Not before: the very first slice would hold up the request. */
	post_and_wait(o, "begin");
	atomic_store(&o->hold, true);
	while (!atomic_load(&o->held))
		;
}

static void requests_are_executed_in_order_between_slices(void **state)
{
	struct owner *o = *state;

	hold(o);
	trainer_post(o->trainer, 0, "a", NULL);
	trainer_post(o->trainer, 0, "b", NULL);
	trainer_post(o->trainer, 0, "c", NULL);
	assert_int_equal(trainer_pending(o->trainer), 3);
	atomic_store(&o->hold, false);
	wait_done(o);
	assert_string_equal(o->order, "a;b;c;");
	assert_false(o->overlapped);
}

static void slices_go_on_after_a_request_while_there_is_work(void **state)
{
	struct owner *o = *state;
	long before;

	post_and_wait(o, "begin");
	post_and_wait(o, "a");
	before = atomic_load(&o->slices);
	while (atomic_load(&o->slices) < before + 100)
		;
	post_and_wait(o, "b");
	assert_string_equal(o->order, "a;b;");
}

static void an_idle_trainer_does_not_spin(void **state)
{
	struct owner *o = *state;

	for (int i = 0; i < 500; i++)
		post_and_wait(o, "#");
	assert_int_equal(o->requests, 500);
	/* At most one at the start and one after each request; fewer where the
	 * next request came first. */
	assert_true(atomic_load(&o->slices) <= 501);
}

static void an_interrupt_stays_until_it_is_cleared(void **state)
{
	struct owner *o = *state;

	assert_false(trainer_interrupted(o->trainer));
	trainer_post(o->trainer, 0, "until interrupted", NULL);
	trainer_interrupt(o->trainer);
	wait_done(o);
	assert_true(trainer_interrupted(o->trainer));
	trainer_clear_interrupt(o->trainer);
	assert_false(trainer_interrupted(o->trainer));
}

static void nothing_is_done_while_it_rests(void **state)
{
	struct owner *o = *state;
	long before;

	post_and_wait(o, "begin");
	assert_true(trainer_rest(o->trainer, 300));
	assert_false(o->in_slice);
	before = atomic_load(&o->slices);
	trainer_post(o->trainer, 0, "a", NULL);
	assert_false(trainer_interrupted(o->trainer));
	assert_true(trainer_rest(o->trainer, 0)); /* it does already */
	sched_yield();
	assert_int_equal(atomic_load(&o->slices), before);
	assert_int_equal(trainer_pending(o->trainer), 1);
	trainer_resume(o->trainer);
	wait_done(o);
	assert_string_equal(o->order, "a;");
}

static void an_idle_trainer_rests_too_and_can_be_freed(void **state)
{
	struct owner *o = *state;

	post_and_wait(o, "#");
	assert_true(trainer_rest(o->trainer, 300));
	trainer_resume(o->trainer);
	post_and_wait(o, "a");
	assert_string_equal(o->order, "a;");
	assert_true(trainer_rest(o->trainer, 300));
	trainer_free(o->trainer);
	o->trainer = NULL;
}

static void a_rest_that_comes_too_late_is_no_rest_yet(void **state)
{
	struct owner *o = *state;

	hold(o);
	assert_false(trainer_rest(o->trainer, 0));
	atomic_store(&o->hold, false);
	assert_true(trainer_rest(o->trainer, 300));
	trainer_resume(o->trainer);
	post_and_wait(o, "a");
	assert_string_equal(o->order, "a;");
}

static void free_while_busy_finishes_the_slice_and_ends(void **state)
{
	struct owner *o = *state;

	post_and_wait(o, "begin");
	trainer_free(o->trainer);
	o->trainer = NULL;
	assert_false(o->in_slice);
}

static void free_with_requests_waiting_leaves_them_undone(void **state)
{
	struct owner *o = *state;

	hold(o);
	for (int i = 0; i < 100; i++)
		trainer_post(o->trainer, 0, "until interrupted", NULL);
	trainer_interrupt(o->trainer);
	atomic_store(&o->hold, false);
	trainer_free(o->trainer);
	o->trainer = NULL;
	assert_in_range(o->requests, 1, 101);
}

static void free_of_nothing_is_fine(void **state)
{
	(void)state;
	trainer_free(NULL);
}

static void a_hundred_thousand_posts_all_arrive(void **state)
{
	struct owner *o = *state;

	post_and_wait(o, "begin");
	for (int i = 0; i < 100000; i++)
		trainer_post(o->trainer, 0, "#", NULL);
	/* many more wake-ups than the pipe holds: none is read yet */
	wait_done(o);
	assert_int_equal(o->requests, 100001);
}

enum { POSTERS = 4, POSTS = 2000 };

static void *post_many(void *trainer)
{
	for (int i = 0; i < POSTS; i++) {
		trainer_post(trainer, 0, "#", NULL);
		trainer_say(trainer, SAY_RESULT, "x", 1);
	}
	return NULL;
}

static void several_threads_may_post_and_say(void **state)
{
	struct owner *o = *state;
	pthread_t thread[POSTERS];
	struct message m;
	int heard = 0;

	for (int i = 0; i < POSTERS; i++)
		assert_int_equal(
			pthread_create(&thread[i], NULL, post_many, o->trainer),
			0);
	for (int i = 0; i < POSTERS; i++)
		pthread_join(thread[i], NULL);
	wait_done(o);
	assert_int_equal(o->requests, POSTERS * POSTS);
	while (trainer_hear(o->trainer, &m)) {
		message_release(&m);
		heard++;
	}
	assert_int_equal(heard, POSTERS * POSTS);
}

static void what_is_said_is_heard_in_order_byte_for_byte(void **state)
{
	struct owner *o = *state;
	struct pollfd p = { .fd = o->wake[0], .events = POLLIN };
	struct message m;

	assert_false(trainer_hear(o->trainer, &m));
	trainer_say(o->trainer, SAY_RESULT, "one\0two\n", 8);
	trainer_tell(o->trainer, 7, "question", "command");
	trainer_say(o->trainer, SAY_ERROR, "", 0);
	assert_int_equal(poll(&p, 1, 0), 1);
	assert_true(trainer_hear(o->trainer, &m));
	assert_int_equal(m.kind, 0);
	assert_int_equal(m.say, SAY_RESULT);
	assert_int_equal(m.length, 8);
	assert_memory_equal(m.text, "one\0two\n", 9);
	assert_null(m.second);
	message_release(&m);
	assert_true(trainer_hear(o->trainer, &m));
	assert_int_equal(m.kind, 7);
	assert_string_equal(m.text, "question");
	assert_string_equal(m.second, "command");
	message_release(&m);
	assert_true(trainer_hear(o->trainer, &m));
	assert_int_equal(m.say, SAY_ERROR);
	assert_int_equal(m.length, 0);
	assert_string_equal(m.text, "");
	message_release(&m);
	assert_false(trainer_hear(o->trainer, &m));
}

/* 100 MB of unheard output: the count and the kept lines add up, and the newest
 * are kept. */
static void unheard_results_are_bounded_and_counted(void **state)
{
	struct owner *o = *state;
	static const char filler[10000];
	long dropped = 0, kept = 0;
	size_t bytes = 0;
	bool last = false;
	struct message m;

	for (int i = 0; i < 10000; i++)
		trainer_say(o->trainer, SAY_RESULT, filler, sizeof filler);
	trainer_say(o->trainer, SAY_RESULT, "last", 4);

	assert_true(trainer_hear(o->trainer, &m));
	assert_int_equal(m.say, SAY_NOTICE);
	assert_int_equal(sscanf(m.text, "(%ld earlier", &dropped), 1);
	message_release(&m);
	while (trainer_hear(o->trainer, &m)) {
		kept++;
		bytes += m.length;
		last = !strcmp(m.text, "last");
		message_release(&m);
	}
	assert_int_equal(dropped + kept, 10001);
	assert_in_range(bytes, 1000000, 5000000);
	assert_true(last);
}

static void saying_never_waits_for_a_reader(void **state)
{
	struct owner *o = *state;

	/* a pipe holds 65,536 bytes */
	for (int i = 0; i < 200000; i++)
		trainer_say(o->trainer, SAY_RESULT, "x", 1);
	post_and_wait(o, "a");
	assert_string_equal(o->order, "a;");
}

static void one_result_larger_than_the_bound_is_still_heard(void **state)
{
	struct owner *o = *state;
	size_t size = 20 << 20;
	char *big = xcalloc(1, size);
	struct message m;

	trainer_say(o->trainer, SAY_RESULT, big, size);
	assert_true(trainer_hear(o->trainer, &m));
	assert_int_equal(m.length, size);
	message_release(&m);
	free(big);
}

static void signals_reach_other_threads_only(void **state)
{
	struct owner *o = *state;
	sigset_t here;

	post_and_wait(o, "mask");
	assert_true(sigismember(&o->mask, SIGINT));
	assert_true(sigismember(&o->mask, SIGWINCH));
	assert_true(sigismember(&o->mask, SIGTERM));
	assert_true(sigismember(&o->mask, SIGPIPE));
	/* raised by the processor: the crash handler must get it */
	assert_false(sigismember(&o->mask, SIGSEGV));
	pthread_sigmask(SIG_SETMASK, NULL, &here);
	assert_false(sigismember(&here, SIGINT));
}

static void a_trainer_without_a_pipe_works(void **state)
{
	struct owner *o = *state;
	struct trainer_work work = { o, work_slice, work_request };
	struct err e;

	trainer_free(o->trainer);
	o->trainer = trainer_new(&work, -1, &e);
	assert_non_null(o->trainer);
	trainer_say(o->trainer, SAY_RESULT, "x", 1);
	trainer_post(o->trainer, 0, "a", NULL);
	while (trainer_pending(o->trainer))
		;
	assert_string_equal(o->order, "a;");
}

static void a_bad_descriptor_is_an_error_with_a_reason(void **state)
{
	struct owner *o = *state;
	struct trainer_work work = { o, work_slice, work_request };
	struct err e = { .kind = ERR_NONE };

	assert_null(trainer_new(&work, 1000000, &e));
	assert_int_equal(e.kind, ERR_RESOURCE);
	assert_true(strlen(e.text) > 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(requests_are_executed_in_order_between_slices),
		TEST(slices_go_on_after_a_request_while_there_is_work),
		TEST(an_idle_trainer_does_not_spin),
		TEST(an_interrupt_stays_until_it_is_cleared),
		TEST(nothing_is_done_while_it_rests),
		TEST(an_idle_trainer_rests_too_and_can_be_freed),
		TEST(a_rest_that_comes_too_late_is_no_rest_yet),
		TEST(free_while_busy_finishes_the_slice_and_ends),
		TEST(free_with_requests_waiting_leaves_them_undone),
		cmocka_unit_test(free_of_nothing_is_fine),
		TEST(a_hundred_thousand_posts_all_arrive),
		TEST(several_threads_may_post_and_say),
		TEST(what_is_said_is_heard_in_order_byte_for_byte),
		TEST(unheard_results_are_bounded_and_counted),
		TEST(saying_never_waits_for_a_reader),
		TEST(one_result_larger_than_the_bound_is_still_heard),
		TEST(signals_reach_other_threads_only),
		TEST(a_trainer_without_a_pipe_works),
		TEST(a_bad_descriptor_is_an_error_with_a_reason),
	};

	alarm(300); /* a lost wake-up ends the test instead of hanging it */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
