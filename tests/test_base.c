/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_base.c: util, err, strbuf, rng, logring. */
#include "config.h"
#include "base/err.h"
#include "base/logring.h"
#include "base/rng.h"
#include "base/shuffle.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include <errno.h>
#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* --- util --------------------------------------------------------------- */

static NORETURN void leave_with_7(void) { _exit(7); }

/* How a child ends that asks for more memory than there can be. */
static int status_without_memory(void (*handler)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		int silent = dup2(STDOUT_FILENO, STDERR_FILENO);

		close(silent);
		xalloc_on_failure(handler);
		free(xreallocarray(NULL, SIZE_MAX / 2, 3));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void overflowing_allocation_leaves_with_status_3(void **state)
{
	(void)state;
	assert_int_equal(status_without_memory(NULL), 3);
}

static void allocation_failure_calls_the_handler(void **state)
{
	(void)state;
	assert_int_equal(status_without_memory(leave_with_7), 7);
}

static void clock_does_not_go_back(void **state)
{
	double before = now_seconds();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		double now = now_seconds();

		assert_true(now >= before);
		before = now;
	}
}

/* --- err ---------------------------------------------------------------- */

static void err_says_kind_and_text(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_set(&e, ERR_INPUT, "%s: %d", "a", 3));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_string_equal(e.text, "a: 3");
	assert_false(err_memory(&e, "the net"));
	assert_int_equal(e.kind, ERR_RESOURCE);
	assert_non_null(strstr(e.text, "the net"));
}

static void err_errno_adds_the_reason(void **state)
{
	struct err e;

	(void)state;
	errno = ENOENT;
	assert_false(err_errno(&e, ERR_INPUT, "cannot read %s", "x"));
	assert_string_equal(e.text, "cannot read x: No such file or directory");
}

static void err_may_quote_its_own_text(void **state)
{
	struct err e;

	(void)state;
	err_set(&e, ERR_FAILED, "inner");
	err_set(&e, ERR_FAILED, "outer: %s", e.text);
	assert_string_equal(e.text, "outer: inner");
}

/* At any offset, a character of 1..4 bytes at the end stays whole. */
static void err_is_cut_between_characters(void **state)
{
	static const char *const characters[] = { "a", "é", "한", "😀" };
	char text[1000];
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(characters); i++) {
		for (size_t before = 490; before < 500; before++) {
			size_t length, at = 0;
			uint32_t c;

			memset(text, 'x', before);
			text[before] = '\0';
			for (int k = 0; k < 20; k++)
				strcat(text, characters[i]);
			err_set(&e, ERR_FAILED, "%s", text);
			length = strlen(e.text);
			assert_in_range(length, sizeof e.text - 4,
					sizeof e.text - 1);
			while (at < length) {
				int n = utf8_decode(e.text + at, length - at,
						    &c);
				assert_true(n > 0);
				at += (size_t)n;
			}
		}
	}
}

/* --- strbuf ------------------------------------------------------------- */

static void strbuf_grows_and_holds_nul(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	assert_string_equal(b.text, "");
	for (int i = 0; i < 10000; i++) {
		strbuf_add_bytes(&b, "a\0b", 3);
		assert_int_equal(b.text[b.length], '\0');
	}
	assert_int_equal(b.length, 30000);
	assert_memory_equal(b.text + 29997, "a\0b", 4);
	strbuf_clear(&b);
	assert_string_equal(b.text, "");
	strbuf_release(&b);
}

static void strbuf_printf_of_any_length(void **state)
{
	struct strbuf b;

	(void)state;
	for (int width = 1; width < 200; width++) {
		strbuf_init(&b);
		strbuf_add(&b, "n=");
		strbuf_printf(&b, "%0*d", width, 7);
		assert_int_equal(b.length, 2 + width);
		assert_int_equal(b.text[b.length - 1], '7');
		assert_int_equal(strlen(b.text), b.length);
		strbuf_release(&b);
	}
}

static void strbuf_detach_leaves_an_empty_one(void **state)
{
	struct strbuf b;
	char *text;

	(void)state;
	strbuf_init(&b);
	strbuf_add_codepoint(&b, 0xd55c);
	strbuf_add_char(&b, '!');
	text = strbuf_detach(&b);
	assert_string_equal(text, "한!");
	assert_string_equal(b.text, "");
	strbuf_add(&b, "again");
	assert_string_equal(b.text, "again");
	free(text);
	strbuf_release(&b);
}

static void assert_number(double x, const char *expected)
{
	struct strbuf b;

	strbuf_init(&b);
	strbuf_add_number(&b, x);
	assert_string_equal(b.text, expected);
	strbuf_release(&b);
}

static void numbers_are_as_people_write_them(void **state)
{
	(void)state;
	assert_number(0, "0");
	assert_number(3, "3");
	assert_number(-17, "-17");
	assert_number(0.1, "0.1");
	assert_number(0.001, "0.001");
	assert_number(1e-8, "1e-08");
	assert_number(0.1 + 0.2, "0.30000000000000004");
	assert_number(1e15, "1000000000000000");
	assert_number(9007199254740992.0, "9007199254740992");
	assert_number(1e300, "1e+300");
	assert_number(DBL_TRUE_MIN, "5e-324");
	assert_number(NAN, "nan");
	assert_number(INFINITY, "inf");
	assert_number(-INFINITY, "-inf");
}

/* A double of random bits, a random decimal of few digits, or a float. */
static double random_number(gsl_rng *r, int kind)
{
	uint64_t bits = gsl_rng_get(r);
	double x;

	if (kind == 0) {
		memcpy(&x, &bits, sizeof x);
		return isfinite(x) ? x : 0;
	}
	if (kind == 1)
		return (double)(bits % 100000) / pow(10, (double)(bits % 23));
	return (float)gsl_ran_gaussian(r, 1);
}

static void numbers_read_back_and_are_shortest(void **state)
{
	gsl_rng *r = rng_new(1, RNG_USER);
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (int i = 0; i < 100000; i++) {
		double x = random_number(r, i % 3), back;
		char shorter[40];

		strbuf_clear(&b);
		strbuf_add_number(&b, x);
		back = strtod(b.text, NULL);
		assert_memory_equal(&back, &x, sizeof x);
		if (x == trunc(x) && fabs(x) <= 0x1p53)
			continue;
		for (int digits = 1; digits < 17; digits++) {
			snprintf(shorter, sizeof shorter, "%.*g", digits, x);
			if (strtod(shorter, NULL) == x)
				assert_true(b.length <= strlen(shorter));
		}
	}
	strbuf_release(&b);
	gsl_rng_free(r);
}

/* --- rng ---------------------------------------------------------------- */

/* The numbers that the authors' own C program gives. */
static void rng_is_xoshiro256starstar(void **state)
{
	static const uint64_t words[RNG_WORDS] = { 1, 2, 3, 4 };
	static const uint64_t expected[] = {
		11520,
		0,
		1509978240,
		1215971899390074240,
		1216172134540287360,
		607988272756665600,
		16172922978634559625u,
		8476171486693032832,
		10595114339597558777u,
		2904607092377533576,
	};
	gsl_rng *r = rng_new(0, RNG_INIT);

	(void)state;
	assert_true(rng_set_words(r, words));
	for (size_t i = 0; i < LENGTH(expected); i++)
		assert_int_equal(gsl_rng_get(r), expected[i]);
	gsl_rng_free(r);
}

static void rng_is_seeded_by_splitmix64(void **state)
{
	static const uint64_t expected[] = {
		6457827717110365317u,  3203168211198807973u,
		9817491932198370423u,  4593380528125082431u,
		16408922859458223821u,
	};
	gsl_rng *r = rng_new(1234567, RNG_INIT);
	uint64_t words[RNG_WORDS];

	(void)state;
	rng_get_words(r, words);
	assert_memory_equal(words, expected, sizeof words);
	rng_seed(r, 1234567, RNG_DROPOUT);
	rng_get_words(r, words);
	assert_int_equal(words[0], expected[4]);
	gsl_rng_free(r);
}

static double correlation(enum rng_stream a, enum rng_stream b)
{
	enum { N = 100000 };
	gsl_rng *x = rng_new(1, a), *y = rng_new(1, b);
	double sum = 0;

	for (int i = 0; i < N; i++)
		sum += (gsl_rng_uniform(x) - 0.5) * (gsl_rng_uniform(y) - 0.5);
	gsl_rng_free(x);
	gsl_rng_free(y);
	return sum * 12 / N;
}

/* 1/sqrt(N) is one standard deviation: 5 of them. */
static void rng_streams_are_independent(void **state)
{
	(void)state;
	assert_true(fabs(correlation(RNG_INIT, RNG_INIT) - 1) < 0.02);
	for (int a = 0; a < RNG_STREAMS; a++)
		for (int b = 0; b < a; b++)
			assert_true(fabs(correlation(a, b)) < 0.016);
}

static void rng_words_round_trip(void **state)
{
	gsl_rng *r = rng_new(42, RNG_SAMPLE);
	uint64_t words[RNG_WORDS], next[100];

	(void)state;
	for (int i = 0; i < 1000; i++)
		gsl_rng_get(r);
	rng_get_words(r, words);
	for (size_t i = 0; i < LENGTH(next); i++)
		next[i] = gsl_rng_get(r);
	assert_true(rng_set_words(r, words));
	for (size_t i = 0; i < LENGTH(next); i++)
		assert_int_equal(gsl_rng_get(r), next[i]);
	gsl_rng_free(r);
}

static void rng_refuses_all_zero(void **state)
{
	static const uint64_t zero[RNG_WORDS];
	gsl_rng *r = rng_new(42, RNG_SAMPLE);
	uint64_t before[RNG_WORDS], after[RNG_WORDS];

	(void)state;
	rng_get_words(r, before);
	assert_false(rng_set_words(r, zero));
	rng_get_words(r, after);
	assert_memory_equal(before, after, sizeof before);
	gsl_rng_free(r);
}

static void rng_serves_gsl_distributions(void **state)
{
	enum { N = 100000 };
	gsl_rng *r = rng_new(3, RNG_INIT);
	double sum = 0, squares = 0;
	int of_ten[10] = { 0 };

	(void)state;
	for (int i = 0; i < N; i++) {
		double x = gsl_ran_gaussian(r, 2);

		sum += x;
		squares += x * x;
		of_ten[gsl_rng_uniform_int(r, 10)]++;
	}
	assert_true(fabs(sum / N) < 0.04);
	assert_true(fabs(squares / N - 4) < 0.1);
	for (int i = 0; i < 10; i++)
		assert_in_range(of_ten[i], N / 10 - 500, N / 10 + 500);
	gsl_rng_free(r);
}

static void rng_streams_have_names(void **state)
{
	(void)state;
	assert_string_equal(rng_stream_name(RNG_INIT), "init");
	assert_string_equal(rng_stream_name(RNG_DROPOUT), "dropout");
	assert_string_equal(rng_stream_name(RNG_SAMPLE), "sample");
	assert_string_equal(rng_stream_name(RNG_USER), "user");
}

/* --- logring ------------------------------------------------------------ */

static void say_text(struct logring *r, enum say say, const char *text)
{
	logring_add(r, say, text, strlen(text));
}

static void logring_splits_at_newlines(void **state)
{
	struct logring *r = logring_new(10);
	enum say say;

	(void)state;
	say_text(r, SAY_RESULT, "one\n\nthree\n");
	say_text(r, SAY_ERROR, "four");
	say_text(r, SAY_ECHO, "");
	assert_int_equal(logring_count(r), 5);
	assert_string_equal(logring_line(r, 0, &say), "one");
	assert_int_equal(say, SAY_RESULT);
	assert_string_equal(logring_line(r, 1, NULL), "");
	assert_string_equal(logring_line(r, 2, NULL), "three");
	assert_string_equal(logring_line(r, 3, &say), "four");
	assert_int_equal(say, SAY_ERROR);
	assert_string_equal(logring_line(r, 4, NULL), "");
	logring_free(r);
}

static void logring_keeps_the_last_lines(void **state)
{
	struct logring *r = logring_new(3);
	char line[20];

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(line, sizeof line, "%d", i);
		say_text(r, SAY_NOTICE, line);
	}
	assert_int_equal(logring_count(r), 3);
	assert_int_equal(logring_total(r), 100);
	assert_string_equal(logring_line(r, 0, NULL), "97");
	assert_string_equal(logring_line(r, 2, NULL), "99");
	logring_free(r);
}

/* --- shuffle ------------------------------------------------------------- */

static void shuffle_has_each_index_once(void **state UNUSED)
{
	uint32_t order[1000], again[1000];
	bool seen[1000] = { false };

	shuffle(order, 1000, 7, 3);
	for (int i = 0; i < 1000; i++) {
		assert_in_range(order[i], 0, 999);
		assert_false(seen[order[i]]);
		seen[order[i]] = true;
	}
	shuffle(again, 1000, 7, 3);
	assert_memory_equal(order, again, sizeof order);
	shuffle(again, 1000, 7, 4);
	assert_memory_not_equal(order, again, sizeof order);
	shuffle(again, 1000, 8, 3);
	assert_memory_not_equal(order, again, sizeof order);
	shuffle(again, 0, 8, 3);
}

/* All 24 orders of four, in 24,000 epochs: chi-squared of 23 degrees of
 * freedom exceeds 50 once in a thousand. */
static void shuffle_is_uniform(void **state UNUSED)
{
	enum { EPOCHS = 24000, EXPECTED = EPOCHS / 24 };
	int count[256] = { 0 };
	double chi2 = 0;
	int orders = 0;

	for (uint64_t epoch = 0; epoch < EPOCHS; epoch++) {
		uint32_t o[4];

		shuffle(o, 4, 1, epoch);
		count[o[0] << 6 | o[1] << 4 | o[2] << 2 | o[3]]++;
	}
	for (int i = 0; i < 256; i++)
		if (count[i]) {
			chi2 += pow(count[i] - EXPECTED, 2) / EXPECTED;
			orders++;
		}
	assert_int_equal(orders, 24);
	assert_true(chi2 > 5 && chi2 < 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overflowing_allocation_leaves_with_status_3),
		cmocka_unit_test(allocation_failure_calls_the_handler),
		cmocka_unit_test(clock_does_not_go_back),
		cmocka_unit_test(err_says_kind_and_text),
		cmocka_unit_test(err_errno_adds_the_reason),
		cmocka_unit_test(err_may_quote_its_own_text),
		cmocka_unit_test(err_is_cut_between_characters),
		cmocka_unit_test(strbuf_grows_and_holds_nul),
		cmocka_unit_test(strbuf_printf_of_any_length),
		cmocka_unit_test(strbuf_detach_leaves_an_empty_one),
		cmocka_unit_test(numbers_are_as_people_write_them),
		cmocka_unit_test(numbers_read_back_and_are_shortest),
		cmocka_unit_test(shuffle_has_each_index_once),
		cmocka_unit_test(shuffle_is_uniform),
		cmocka_unit_test(rng_is_xoshiro256starstar),
		cmocka_unit_test(rng_is_seeded_by_splitmix64),
		cmocka_unit_test(rng_streams_are_independent),
		cmocka_unit_test(rng_words_round_trip),
		cmocka_unit_test(rng_refuses_all_zero),
		cmocka_unit_test(rng_serves_gsl_distributions),
		cmocka_unit_test(rng_streams_have_names),
		cmocka_unit_test(logring_splits_at_newlines),
		cmocka_unit_test(logring_keeps_the_last_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
