/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_analyst.c: readings that are made on the analyst's thread. */
#include "config.h"

#include "probe/analyst.h"
#include "probe/ngram.h"

#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct desk {
	struct analyst *analyst;
	int wake[2];
	struct corpus corpus[2];
	struct snapshot snap;
};

static void load(struct corpus *c, const char *text)
{
	static const struct corpus_options options;
	struct err e;

	assert_true(corpus_from_text(c, text, strlen(text), &options, &e));
}

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	struct err e;

	assert_non_null(d);
	load(&d->corpus[0], "abababab");
	load(&d->corpus[1], "abcabdabeabf");
	assert_int_equal(pipe(d->wake), 0);
	d->analyst = analyst_new(d->wake[1], &e);
	assert_non_null(d->analyst);
	snapshot_set_tracks(&d->snap, 1);
	d->snap.track[0].corpus = &d->corpus[0];
	d->snap.wants.probes = PROBE_BIT(PROBE_NGRAM);
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	analyst_free(d->analyst);
	snapshot_release(&d->snap);
	for (int i = 0; i < 2; i++) {
		close(d->wake[i]);
		corpus_release(&d->corpus[i]);
	}
	free(d);
	return 0;
}

/* The next result; the test's time limit ends a wait for none. */
static const struct reading *await(struct desk *d)
{
	char byte;

	assert_int_equal(read(d->wake[0], &byte, 1), 1);
	return analyst_take(d->analyst);
}

static bool woken(const struct desk *d)
{
	struct pollfd fd = { .fd = d->wake[0], .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

static void expect_ngram(const struct reading *made, const struct corpus *c)
{
	struct ngram got, expected;

	assert_non_null(made);
	got = ngram_of(&made[PROBE_NGRAM]);
	ngram_measure(&expected, c);
	assert_true(fabs(got.uniform - expected.uniform) < 1e-6);
	assert_true(fabs(got.unigram - expected.unigram) < 1e-6);
	assert_true(fabs(got.bigram - expected.bigram) < 1e-6);
	assert_true(fabs(got.trigram - expected.trigram) < 1e-6);
}

static void what_is_wanted_is_made(void **state)
{
	struct desk *d = *state;

	assert_null(analyst_take(d->analyst));
	analyst_give(d->analyst, &d->snap, 0);
	expect_ngram(await(d), &d->corpus[0]);
}

static void what_is_not_wanted_is_not(void **state)
{
	struct desk *d = *state;

	d->snap.wants.probes = PROBE_BIT(PROBE_HIDDEN);
	analyst_give(d->analyst, &d->snap, 0);
	d->snap.wants.probes |= PROBE_BIT(PROBE_NGRAM);
	analyst_give(d->analyst, &d->snap, 0);
	await(d);
	assert_false(woken(d));
}

/* Only a new text is measured; the result stays until then. */
static void the_same_again_is_no_work(void **state)
{
	struct desk *d = *state;
	const struct reading *first;

	analyst_give(d->analyst, &d->snap, 0);
	first = await(d);
	for (int i = 1; i < 10; i++)
		analyst_give(d->analyst, &d->snap, i);
	assert_ptr_equal(analyst_take(d->analyst), first);
	d->snap.track[0].corpus = &d->corpus[1];
	analyst_give(d->analyst, &d->snap, 10);
	expect_ngram(await(d), &d->corpus[1]);
	assert_false(woken(d));
}

static void without_a_reading_nothing_is_known(void **state)
{
	struct ngram n = ngram_of(NULL);

	(void)state;
	assert_true(isnan(n.uniform) && isnan(n.unigram) && isnan(n.bigram) &&
		    isnan(n.trigram));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_wanted_is_made),
		TEST(what_is_not_wanted_is_not),
		TEST(the_same_again_is_no_work),
		cmocka_unit_test(without_a_reading_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
