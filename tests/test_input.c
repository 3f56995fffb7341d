/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_input.c: answers of the terminal among the keys. */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/input.h"

#define ANSWER "11;rgb:1e1e/1e1e/2e2e"
#define ST "\033\\"

/* A keyboard and a clock that only the test moves. */
struct desk {
	struct input input;
	double now;
	struct strbuf keys;    /* typed, without Esc and M-] */
	struct strbuf replies; /* each with '|' after it */
	int escapes, metas;    /* Esc, M-] */
};

static void desk_open(struct desk *d, bool asked)
{
	*d = (struct desk){ .now = 100 };
	input_init(&d->input, true);
	strbuf_init(&d->keys);
	strbuf_init(&d->replies);
	if (asked)
		input_expect_reply(&d->input);
}

static void desk_close(struct desk *d)
{
	input_release(&d->input);
	strbuf_release(&d->keys);
	strbuf_release(&d->replies);
}

static void hear(struct desk *d)
{
	enum input_kind kind;
	struct strbuf key;

	strbuf_init(&key);
	while ((kind = input_next(&d->input, d->now, &key)) != INPUT_NONE) {
		if (kind == INPUT_ESCAPE)
			d->escapes++;
		else if (kind == INPUT_MOUSE)
			strbuf_printf(&d->replies, "%s!", key.text + 1);
		else if (kind == INPUT_REPLY)
			strbuf_printf(&d->replies, "%s|", key.text);
		else if (!strcmp(key.text, "\033]"))
			d->metas++;
		else
			strbuf_add_bytes(&d->keys, key.text, key.length);
	}
	strbuf_release(&key);
}

/* Like poll(): looks whenever the input asks for it. */
static void wait_for(struct desk *d, double seconds)
{
	double until = d->now + seconds, next;

	while ((next = input_deadline(&d->input)) <= until) {
		assert_true(next >= d->now); /* else it would never rest */
		d->now = next;
		hear(d);
	}
	d->now = until;
	hear(d);
}

static void send_bytes(struct desk *d, const char *s, size_t n)
{
	input_feed(&d->input, s, n, d->now);
	hear(d);
}

static void send(struct desk *d, const char *s) { send_bytes(d, s, strlen(s)); }

static void assert_heard(const struct desk *d, const char *keys,
			 const char *replies)
{
	assert_string_equal(d->keys.text, keys);
	assert_string_equal(d->replies.text, replies);
}

static void an_answer_is_no_key(void **state)
{
	static const char *const ends[] = { "\a", ST };

	(void)state;
	for (int asked = 0; asked < 2; asked++)
		for (size_t i = 0; i < LENGTH(ends); i++) {
			struct desk d;

			desk_open(&d, asked);
			send(&d, "ab\033]" ANSWER);
			send(&d, ends[i]);
			send(&d, "cd");
			assert_heard(&d, "abcd", ANSWER "|");
			assert_int_equal(d.escapes + d.metas, 0);
			assert_true(isinf(input_deadline(&d.input)));
			desk_close(&d);
		}
}

/* However it is cut, nothing of it is typed. */
static void a_click_is_no_key(void **state)
{
	static const char click[] = "\033[<0;300;12M";

	(void)state;
	for (size_t cut = 2; cut < sizeof click; cut++) {
		struct desk d;

		desk_open(&d, false);
		send(&d, "a");
		send_bytes(&d, click, cut);
		wait_for(&d, INPUT_ESCAPE_SECONDS / 2);
		send(&d, click + cut);
		send(&d, "b");
		assert_heard(&d, "ab", "[<0;300;12M!");
		desk_close(&d);
	}
}

static void it_may_come_twice_and_much_later(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, true);
	send(&d, "\033]" ANSWER "\a\033]" ANSWER ST "x");
	wait_for(&d, 3600);
	send(&d, "y\033]" ANSWER "\a");
	assert_heard(&d, "xy", ANSWER "|" ANSWER "|" ANSWER "|");
	desk_close(&d);
}

/* Each cut once, with a rest longer than any key's patience. */
static void it_may_come_in_two_pieces(void **state)
{
	static const char whole[] = "\033]" ANSWER ST;

	(void)state;
	for (size_t cut = 1; cut < sizeof whole - 1; cut++) {
		struct desk d;

		desk_open(&d, true);
		send(&d, "a");
		send_bytes(&d, whole, cut);
		wait_for(&d, 3);
		send(&d, whole + cut);
		send(&d, "b");
		assert_heard(&d, "ab", ANSWER "|");
		assert_int_equal(d.escapes, cut == 1);
		assert_int_equal(d.metas, cut == 2);
		desk_close(&d);
	}
}

static void it_may_come_byte_by_byte(void **state)
{
	static const char whole[] = "\033]" ANSWER "\a";
	struct desk d;

	(void)state;
	desk_open(&d, true);
	for (size_t i = 0; i < sizeof whole - 1; i++) {
		send_bytes(&d, whole + i, 1);
		wait_for(&d, 0.15);
	}
	send(&d, "b");
	assert_heard(&d, "b", ANSWER "|");
	desk_close(&d);
}

/* Its end never comes: then at most the next line is lost, and no keys after
 * the answer's time. */
static void a_truncated_one_ends(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, true);
	send(&d, "\033]11;rgb:1e1e/1e");
	wait_for(&d, INPUT_REPLY_SECONDS);
	send(&d, "def\r");
	assert_heard(&d, "def\r", "");
	send(&d, "\033]11;rgb:1e1e/1e");
	send(&d, "lost\rkept");
	assert_heard(&d, "def\r\rkept", "");
	send(&d, "\033]11;rgb:1e1e/1e\033OP");
	send(&d, "\033]1");
	wait_for(&d, INPUT_REPLY_SECONDS);
	assert_heard(&d, "def\r\rkept\033OP1", "");
	desk_close(&d);
}

static void a_malformed_one_is_dropped(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, true);
	send(&d, "\033]11;rm -rf ~\a");
	send(&d, "\033]52;c;\303\244\377bGE=" ST);
	send(&d, "x");
	assert_string_equal(d.keys.text, "x");
	assert_string_equal(d.replies.text,
			    "11;rm -rf ~|52;c;\303\244\377bGE=|");
	desk_close(&d);
}

static void an_enormous_one_is_dropped(void **state)
{
	static char block[4096];
	struct desk d;

	(void)state;
	memset(block, 'f', sizeof block);
	desk_open(&d, true);
	send(&d, "a\033]11;rgb:");
	for (int i = 0; i < 256; i++) {
		send_bytes(&d, block, sizeof block);
		wait_for(&d, 0.01);
		assert_true(d.input.bytes.length <= REPLY_MAX);
	}
	send(&d, "\ab\033]" ANSWER "\ac");
	assert_heard(&d, "abc", ANSWER "|");
	desk_close(&d);
}

static void what_only_begins_like_one_is_typed(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, true);
	send(&d, "\033");
	wait_for(&d, 1);
	send(&d, "]x");
	send(&d, "\033");
	wait_for(&d, 1);
	send(&d, "]11x");
	send(&d, "\033]");
	wait_for(&d, 2);
	send(&d, "12");
	wait_for(&d, 1);
	send(&d, "3 ");
	send(&d, "\033]z;");
	assert_heard(&d, "]x]11x123 z;", "");
	assert_int_equal(d.escapes, 2);
	assert_int_equal(d.metas, 2);
	desk_close(&d);
}

/* Nothing was asked: M-] is a key like any other. */
static void meta_bracket_is_a_key(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, false);
	send(&d, "\033]");
	wait_for(&d, INPUT_ESCAPE_SECONDS);
	assert_int_equal(d.metas, 1);
	send(&d, "11;");
	assert_heard(&d, "11;", "");
	desk_close(&d);
}

/* Ctrl-C drops typed keys; the answer's rest is not typed. */
static void clearing_keeps_the_rest_out(void **state)
{
	static const char whole[] = "\033]" ANSWER "\a";

	(void)state;
	for (size_t cut = 2; cut < sizeof whole - 1; cut++) {
		struct desk d;

		desk_open(&d, true);
		send_bytes(&d, whole, cut);
		input_clear(&d.input);
		send(&d, whole + cut);
		send(&d, "b");
		assert_heard(&d, "b", "");
		desk_close(&d);
	}
}

/* Nor is the rest of a paste, whose lines would be commands. */
static void clearing_keeps_the_rest_of_a_paste_out(void **state)
{
	static const char whole[] = "\033[200~step 5\rsave x\r\033[201~";

	(void)state;
	for (size_t cut = 6; cut < sizeof whole - 1; cut++) {
		struct desk d;

		desk_open(&d, true);
		send_bytes(&d, whole, cut);
		input_clear(&d.input);
		send(&d, whole + cut);
		send(&d, "b");
		assert_heard(&d, "b", "");
		/* without its end: silence ends it */
		send_bytes(&d, whole, cut);
		input_clear(&d.input);
		wait_for(&d, INPUT_PASTE_SECONDS);
		send(&d, "c");
		assert_heard(&d, "bc", "");
		desk_close(&d);
	}
}

static void clearing_keeps_keys_in(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, true);
	send(&d, "\033");
	wait_for(&d, 1);
	input_clear(&d.input);
	send(&d, "11;x");
	input_clear(&d.input);
	send(&d, "y");
	assert_heard(&d, "11;xy", "");
	desk_close(&d);
}

/* --- random cuts ---------------------------------------------------------- */

static uint64_t next_random(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* In pieces of random length, with rests of up to a second; an answer's rests
 * add up to less than its time. */
static void send_cut(struct desk *d, uint64_t *seed, const char *s)
{
	size_t n = strlen(s);
	double patience = INPUT_REPLY_SECONDS * 0.9;

	while (n) {
		size_t piece = 1 + next_random(seed) % n;
		double rest = (double)(next_random(seed) % 1000) / 1000;

		if (rest > patience)
			rest = 0;
		patience -= rest;
		send_bytes(d, s, piece);
		wait_for(d, rest);
		s += piece;
		n -= piece;
	}
}

static void random_cuts_leave_the_keys_as_they_are(void **state)
{
	static const char *const typed[] = { "s",  "step 10\r", "가나",
					     "\t", "",          "11;rgb:",
					     "]",  "\\",        "\033OP" };
	static const char *const reply[] = { ANSWER, "11;rgba:0/0/0/0",
					     "4;1;rgb:00/00/00", "11;", "7;?" };
	uint64_t seed = 0x9e3779b97f4a7c15;

	(void)state;
	for (int run = 0; run < 20000; run++) {
		struct strbuf keys, replies, whole;
		struct desk d;

		desk_open(&d, true);
		strbuf_init(&keys);
		strbuf_init(&replies);
		strbuf_init(&whole);
		for (int i = 0; i < 4; i++) {
			const char *t =
				typed[next_random(&seed) % LENGTH(typed)];
			const char *r =
				reply[next_random(&seed) % LENGTH(reply)];

			strbuf_add(&keys, t);
			send(&d, t);
			strbuf_printf(&replies, "%s|", r);
			strbuf_clear(&whole);
			strbuf_printf(&whole, "\033]%s%s", r,
				      next_random(&seed) & 1 ? "\a" : ST);
			send_cut(&d, &seed, whole.text);
		}
		wait_for(&d, 1);
		assert_heard(&d, keys.text, replies.text);
		strbuf_release(&keys);
		strbuf_release(&replies);
		strbuf_release(&whole);
		desk_close(&d);
	}
}

/* After any bytes the input comes to rest, and a key after them is a key. */
static void random_bytes_never_hang(void **state)
{
	static const char bytes[] = "\033\033]]1;;\a\\\r\003r[~20O\377\304f";
	uint64_t seed = 0x2545f4914f6cdd1d;

	(void)state;
	for (int run = 0; run < 20000; run++) {
		struct desk d;
		size_t before;

		desk_open(&d, run & 1);
		for (uint64_t i = next_random(&seed) % 40; i; i--) {
			send_bytes(&d,
				   bytes + next_random(&seed) %
						   (sizeof bytes - 1),
				   1);
			if (!(next_random(&seed) % 4))
				wait_for(&d,
					 (double)(next_random(&seed) % 3000) /
						 1000);
			if (!(next_random(&seed) % 50))
				input_clear(&d.input);
		}
		wait_for(&d, 10);
		assert_true(isinf(input_deadline(&d.input)));
		before = d.keys.length;
		send(&d, "x");
		assert_string_equal(d.keys.text + before, "x");
		desk_close(&d);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_click_is_no_key),
		cmocka_unit_test(an_answer_is_no_key),
		cmocka_unit_test(it_may_come_twice_and_much_later),
		cmocka_unit_test(it_may_come_in_two_pieces),
		cmocka_unit_test(it_may_come_byte_by_byte),
		cmocka_unit_test(a_truncated_one_ends),
		cmocka_unit_test(a_malformed_one_is_dropped),
		cmocka_unit_test(an_enormous_one_is_dropped),
		cmocka_unit_test(what_only_begins_like_one_is_typed),
		cmocka_unit_test(meta_bracket_is_a_key),
		cmocka_unit_test(clearing_keeps_the_rest_out),
		cmocka_unit_test(clearing_keeps_the_rest_of_a_paste_out),
		cmocka_unit_test(clearing_keeps_keys_in),
		cmocka_unit_test(random_cuts_leave_the_keys_as_they_are),
		cmocka_unit_test(random_bytes_never_hang),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
