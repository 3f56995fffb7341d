/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_utf8.c: decoding, and that nothing unsafe reaches a terminal. */
#include "config.h"
#include "base/rng.h"
#include "base/utf8.h"
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>
#include <cmocka.h>

enum { CODEPOINTS = 0x110000 };

static bool is_surrogate(uint32_t c) { return c >= 0xd800 && c < 0xe000; }

static void every_codepoint_round_trips(void **state)
{
	char s[UTF8_MAX];
	uint32_t back;

	(void)state;
	for (uint32_t c = 0; c < CODEPOINTS; c++) {
		int n;

		if (is_surrogate(c))
			continue;
		n = utf8_encode(c, s);
		assert_int_equal(utf8_length((unsigned char)s[0]), n);
		assert_int_equal(utf8_decode(s, (size_t)n, &back), n);
		assert_int_equal(back, c);
		for (int cut = 1; cut < n; cut++)
			assert_int_equal(utf8_decode(s, (size_t)cut, &back), 0);
	}
}

static void a_text_is_cut_before_a_character(void **state)
{
	const char *text = "a\u00e9\ubb3c\U0001f600z"; /* 1 2 3 4 1 bytes */
	static const size_t at[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11 };

	(void)state;
	for (size_t n = 0; n <= strlen(text); n++)
		assert_int_equal(utf8_cut(text, n), at[n]);
}

static void no_codepoint_is_written_as_replacement(void **state)
{
	static const uint32_t bad[] = { 0xd800, 0xdfff, 0x110000, UINT32_MAX };
	char s[UTF8_MAX];

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		assert_int_equal(utf8_encode(bad[i], s), 3);
		assert_memory_equal(s, "\xef\xbf\xbd", 3);
	}
}

static void invalid_sequences_are_refused(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xfe",
		"\xff", /* no first byte */
		"\xc0\x80",
		"\xc1\xbf",
		"\xc0\xaf", /* overlong */
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xe0\x80",
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf0\x8f",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xed\xa0", /* surrogates */
		"\xf4\x90\x80\x80",
		"\xf4\x90",
		"\xf5\x80\x80\x80",
		"\xf8",
		"\xc3"
		"a",
		"\xe1\x80"
		"a",
		"\xf1\x80\x80"
		"a",
		"\xe1"
		"a",
		"\xf1\x80\xc0",
		"\xe1\xff",
		"\xc3\xc3",
	};
	uint32_t c;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &c), -1);
}

static void a_cut_character_is_no_error(void **state)
{
	static const char *const cut[] = {
		"\xc3",         "\xe0",     "\xe0\xa0",
		"\xed\x9f",     "\xf0\x90", "\xf0\x90\x80",
		"\xf4\x8f\xbf", "\xf4",     "\xe1\x80",
	};
	uint32_t c;

	(void)state;
	for (size_t i = 0; i < LENGTH(cut); i++)
		assert_int_equal(utf8_decode(cut[i], strlen(cut[i]), &c), 0);
}

/* All of 1..4 bytes that begin like UTF-8, and random ones. */
static void decoding_agrees_with_utf8proc(void **state)
{
	gsl_rng *r = rng_new(1, RNG_USER);

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		uint32_t bits = (uint32_t)(gsl_rng_get(r) >> 32), c;
		size_t length = 1 + i % 4;
		utf8proc_int32_t expected;
		utf8proc_ssize_t n;
		char s[4];
		int got;

		memcpy(s, &bits, sizeof s);
		if (i & 4)
			for (int k = 1; k < 4; k++)
				s[k] = (char)(0x80 | (s[k] & 0x3f));
		n = utf8proc_iterate((const utf8proc_uint8_t *)s,
				     (utf8proc_ssize_t)length, &expected);
		got = utf8_decode(s, length, &c);
		if (n > 0) {
			assert_int_equal(got, n);
			assert_int_equal(c, expected);
		} else {
			assert_true(got <= 0);
		}
	}
	gsl_rng_free(r);
}

static void widths_of_known_characters(void **state)
{
	static const struct {
		uint32_t codepoint;
		int width;
	} known[] = {
		{ 'a', 1 },         { ' ', 1 },
		{ 0xe9, 1 },        { 0xd55c, 2 },
		{ 0x4e2d, 2 },      { 0x3042, 2 },
		{ 0x301, 0 },       { 0x1f600, 2 },
		{ 0, -1 },          { '\n', -1 },
		{ 0x1b, -1 },       { 0x7f, -1 },
		{ 0x85, -1 },       { 0x9b, -1 }, /* C1: next line, CSI */
		{ 0xad, -1 },       { 0x200b, -1 },
		{ 0x200d, -1 },     { 0x202e, -1 },
		{ 0x2066, -1 },     { 0x2028, -1 },
		{ 0x2029, -1 },     { 0xfeff, -1 },
		{ 0xfe0f, -1 },  /* variation selector */
		{ 0x3164, -1 },  /* Hangul filler: invisible */
		{ 0xe0041, -1 }, /* tag character */
		{ 0xe000, -1 },     { 0x10fffd, -1 }, /* private use */
		{ 0xd800, -1 },     { 0xffff, -1 },
		{ 0x378, -1 },      { 0x110000, -1 },
		{ UINT32_MAX, -1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		assert_int_equal(codepoint_width(known[i].codepoint),
				 known[i].width);
		assert_int_equal(codepoint_is_safe(known[i].codepoint),
				 known[i].width >= 0);
	}
}

/* --- sanitize ----------------------------------------------------------- */

static void assert_sanitized(const char *s, size_t length, unsigned flags,
			     const char *expected)
{
	struct strbuf b;

	strbuf_init(&b);
	sanitize(&b, s, length, flags);
	assert_string_equal(b.text, expected);
	strbuf_release(&b);
}

static void unsafe_text_is_shown_escaped(void **state)
{
	static const struct {
		const char *in, *utf8, *ascii;
	} rows[] = {
		{ "plain", "plain", "plain" },
		{ "\x1b[2J", "␛[2J", "^[[2J" },
		{ "a\tb\r\n", "a␉b␍␊", "a^Ib^M^J" },
		{ "\x7f", "␡", "^?" },
		{ "\xc2\x9b", "<U+009B>", "<U+009B>" },
		{ "\xe2\x80\xae", "<U+202E>", "<U+202E>" },
		{ "\xf3\xa0\x81\x81", "<U+E0041>", "<U+E0041>" },
		{ "a\xff\xc3", "a<ff><c3>", "a<ff><c3>" },
		{ "한국", "한국", "<U+D55C><U+AD6D>" },
		{ "e\xcc\x81", "e\xcc\x81", "e<U+0301>" },
		{ "\xcc\x81x", "◌\xcc\x81x", "<U+0301>x" },
		{ "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84",
		  "e\xcc\x81\xcc\x82<U+0303><U+0304>",
		  "e<U+0301><U+0302><U+0303><U+0304>" },
		{ "\x1b\xcc\x81", "␛◌\xcc\x81", "^[<U+0301>" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(rows); i++) {
		size_t n = strlen(rows[i].in);

		assert_sanitized(rows[i].in, n, SANITIZE_UTF8, rows[i].utf8);
		assert_sanitized(rows[i].in, n, 0, rows[i].ascii);
	}
	assert_sanitized("a\0b", 3, SANITIZE_UTF8, "a␀b");
	assert_sanitized("a\0b\x7f\n강", 8, SANITIZE_ANY_SINK, "a^@b^?^J강");
	assert_sanitized("a\0b", 3, 0, "a^@b");
	assert_sanitized("a\nb\r", 4, SANITIZE_UTF8 | SANITIZE_KEEP_NEWLINES,
			 "a\nb␍");
	assert_sanitized("a\tb\n\x1b", 5, SANITIZE_UTF8 | SANITIZE_KEEP_TABS,
			 "a\tb␊␛");
	assert_sanitized("a\tb", 3, SANITIZE_UTF8, "a␉b");
	assert_sanitized("a\n\xcc\x81", 4,
			 SANITIZE_UTF8 | SANITIZE_KEEP_NEWLINES,
			 "a\n◌\xcc\x81");
}

static void assert_harmless(uint32_t c, unsigned flags)
{
	if (c == '\n' && (flags & SANITIZE_KEEP_NEWLINES))
		return;
	if (!(flags & SANITIZE_UTF8))
		assert_in_range(c, 0x20, 0x7e);
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP: fail_msg("U+%04X got through", (unsigned)c);
	default: break;
	}
}

/* The joiner at s[at] is between two visible characters. */
static void assert_joins(const char *s, size_t length, size_t at,
			 unsigned flags)
{
	size_t before = at, after = at + 3;
	uint32_t c;

	assert_true(flags & SANITIZE_UTF8);
	assert_true(at > 0 && after < length);
	while ((s[--before] & 0xc0) == 0x80)
		;
	assert_true(utf8_decode(s + before, at - before, &c) > 0);
	assert_true(c >= 0x80 && codepoint_is_safe(c));
	assert_true(utf8_decode(s + after, length - after, &c) > 0);
	assert_true(c >= 0x80 && codepoint_is_safe(c));
}

/* Walks the output of sanitize(): harmless, at most two marks in a row and
 * never one at a beginning, and as wide as text_width() says. */
static void assert_property(const char *s, size_t length, unsigned flags)
{
	int width = 0, marks = 3;
	struct strbuf b;

	strbuf_init(&b);
	sanitize(&b, s, length, flags);
	assert_int_equal(strlen(b.text), b.length);
	for (size_t at = 0; at < b.length;) {
		uint32_t c;
		int n = utf8_decode(b.text + at, b.length - at, &c), w;

		assert_true(n > 0);
		if (c == ZWNJ || c == ZWJ) {
			assert_joins(b.text, b.length, at, flags);
			at += (size_t)n;
			continue;
		}
		assert_harmless(c, flags);
		w = c == '\n' ? 0 : codepoint_width(c);
		assert_true(w >= 0);
		marks = c == '\n' ? 2 : w == 0 ? marks + 1 : 0;
		assert_true(marks <= 2);
		width += w;
		at += (size_t)n;
	}
	assert_int_equal(text_width(b.text), width);
	strbuf_release(&b);
}

static void nothing_unsafe_leaves_random_bytes(void **state)
{
	gsl_rng *r = rng_new(2, RNG_USER);
	char s[64];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		size_t length = gsl_rng_uniform_int(r, sizeof s);

		for (size_t k = 0; k < length; k++)
			s[k] = (char)gsl_rng_get(r);
		assert_property(s, length, (unsigned)i % 4);
	}
	gsl_rng_free(r);
}

/* Code points from the difficult ranges as often as from everywhere. */
static uint32_t random_codepoint(gsl_rng *r)
{
	static const struct {
		uint32_t first, count;
	} range[] = {
		{ 0, CODEPOINTS },  { 0, 0xa0 },        { 0x300, 0x70 },
		{ 0x2000, 0x70 },   { 0x1100, 0x100 },  { 0xfe00, 0x30 },
		{ 0xe0000, 0x200 }, { 0x200c, 2 },      { 0x200c, 2 },
		{ 0x620, 0x60 },    { 0x1f440, 0x40 },  { 0x94d, 1 },
		{ 0x900, 0x600 },   { 0xac00, 0x2ba4 },
	};
	size_t i = gsl_rng_uniform_int(r, LENGTH(range));

	return range[i].first +
	       (uint32_t)gsl_rng_uniform_int(r, range[i].count);
}

static void nothing_unsafe_leaves_random_codepoints(void **state)
{
	gsl_rng *r = rng_new(3, RNG_USER);
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (int i = 0; i < 100000; i++) {
		strbuf_clear(&b);
		for (int k = (int)gsl_rng_uniform_int(r, 12); k > 0; k--)
			strbuf_add_codepoint(&b, random_codepoint(r));
		assert_property(b.text, b.length, (unsigned)i % 4);
	}
	strbuf_release(&b);
	gsl_rng_free(r);
}

/* Where they join two visible characters, and nowhere else. */
static void joiners_pass_only_where_they_join(void **state)
{
	static const char *const kept[] = {
		"می\u200cخواهم",       /* Persian */
		"می\u064e\u200cخواهم", /* on a mark */
		"क\u094d\u200dष",
		"क\u094d\u200cष", /* Hindi */
		"র\u200d\u09cdয", /* Bengali */
		"👩\u200d💻",
		"👩🏽\u200d💻",
		"👨\u200d👩\u200d👧",
	};
	static const struct {
		const char *in, *out;
	} escaped[] = {
		{ "\u200d", "<U+200D>" },
		{ "\u200cخ", "<U+200C>خ" },
		{ "خ\u200c", "خ<U+200C>" },
		{ "ی\u200c\u200cخ", "ی<U+200C><U+200C>خ" },
		{ "ی\u200c خ", "ی<U+200C> خ" },
		{ "ی\u200c\u202eخ", "ی<U+200C><U+202E>خ" },
		{ "a\u200db", "a<U+200D>b" },
		{ "é\u200cö", "é<U+200C>ö" },
		{ "한\u200d국", "한<U+200D>국" },
		{ "a\u200d🏽", "a<U+200D>🏽" },
		{ "👩\u200dA", "👩<U+200D>A" },
		{ "👩\u200c💻", "👩<U+200C>💻" },
		{ "👩\ufe0f\u200d💻", "👩<U+FE0F><U+200D>💻" },
		{ "👩\u200d\U000e0041💻", "👩<U+200D><U+E0041>💻" },
	};
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (size_t i = 0; i < LENGTH(kept); i++) {
		strbuf_clear(&b);
		sanitize(&b, kept[i], strlen(kept[i]), SANITIZE_UTF8);
		assert_string_equal(b.text, kept[i]);
		strbuf_clear(&b);
		sanitize(&b, kept[i], strlen(kept[i]), 0);
		assert_non_null(strstr(b.text, "<U+200"));
	}
	for (size_t i = 0; i < LENGTH(escaped); i++) {
		strbuf_clear(&b);
		sanitize(&b, escaped[i].in, strlen(escaped[i].in),
			 SANITIZE_UTF8);
		assert_string_equal(b.text, escaped[i].out);
	}
	strbuf_release(&b);
}

/* A cursor after a joiner knows what comes. */
static void a_part_is_as_wide_as_in_the_whole(void **state)
{
	static const char text[] = "م\u200cخ";

	(void)state;
	assert_int_equal(sanitized_width(text, 7, 5, SANITIZE_UTF8), 1);
	assert_int_equal(sanitized_width(text, 7, 7, SANITIZE_UTF8), 2);
	assert_int_equal(sanitized_width(text, 5, 5, SANITIZE_UTF8), 9);
}

static void bytes_are_never_read_as_utf8(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	sanitize(&b, "a\xea\xb0\x95\n", 5, SANITIZE_UTF8 | SANITIZE_BYTES);
	assert_string_equal(b.text, "a<ea><b0><95>␊");
	for (uint32_t byte = 0; byte < 0x100; byte++) {
		struct strbuf same;
		char sign[4];

		strbuf_clear(&b);
		sanitize_symbol(&b, byte, SANITIZE_UTF8 | SANITIZE_BYTES);
		snprintf(sign, sizeof sign, "%02x", (unsigned)byte);
		strbuf_init(&same);
		sanitize_symbol(&same, byte, SANITIZE_UTF8);
		assert_string_equal(b.text, byte < 0x80 ? same.text : sign);
		strbuf_release(&same);
	}
	strbuf_release(&b);
}

static void a_symbol_is_at_most_two_columns(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (uint32_t c = 0; c < CODEPOINTS; c++) {
		for (unsigned flags = 0; flags < 2; flags++) {
			strbuf_clear(&b);
			sanitize_symbol(&b, c, flags);
			assert_in_range(text_width(b.text), 1, 2);
			assert_property(b.text, b.length, flags);
			if (!flags)
				assert_int_equal(b.length, 1);
		}
	}
	strbuf_release(&b);
}

static void assert_symbol(uint32_t c, const char *utf8, const char *ascii)
{
	struct strbuf b;

	strbuf_init(&b);
	sanitize_symbol(&b, c, SANITIZE_UTF8);
	assert_string_equal(b.text, utf8);
	strbuf_clear(&b);
	sanitize_symbol(&b, c, 0);
	assert_string_equal(b.text, ascii);
	strbuf_release(&b);
}

static void symbols_have_their_signs(void **state)
{
	(void)state;
	assert_symbol(' ', " ", " ");
	assert_symbol('\n', "↵", "|");
	assert_symbol('\t', "⇥", ">");
	assert_symbol('\r', "␍", "<");
	assert_symbol(0, "␀", "?");
	assert_symbol(0x202e, "�", "?");
	assert_symbol(0x301, "◌\xcc\x81", "?");
	assert_symbol(0xd55c, "한", "?");
}

/* Where nothing is dim, a letter for a newline would be read as the text's. */
static void a_control_is_never_shown_as_a_letter(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (uint32_t c = 0; c < 0xa0; c++) {
		if (c >= 0x20 && c < 0x7f)
			continue;
		strbuf_clear(&b);
		sanitize_symbol(&b, c, 0);
		assert_int_equal(b.length, 1);
		assert_non_null(strchr("|<>?", *b.text));
	}
	strbuf_release(&b);
}

/* With a UTF-8 locale the terminal's widths are libc's. */
static int use_utf8_locale(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

static void widths_are_those_of_libc(void **state)
{
	(void)state;
	for (uint32_t c = 0x20; c < CODEPOINTS; c++)
		if (codepoint_is_safe(c))
			assert_int_equal(codepoint_width(c),
					 wcwidth((wchar_t)c));
}

#define PROPERTIES                                                         \
	cmocka_unit_test(widths_of_known_characters),                      \
		cmocka_unit_test(unsafe_text_is_shown_escaped),            \
		cmocka_unit_test(nothing_unsafe_leaves_random_bytes),      \
		cmocka_unit_test(nothing_unsafe_leaves_random_codepoints), \
		cmocka_unit_test(joiners_pass_only_where_they_join),       \
		cmocka_unit_test(a_part_is_as_wide_as_in_the_whole),       \
		cmocka_unit_test(bytes_are_never_read_as_utf8),            \
		cmocka_unit_test(a_symbol_is_at_most_two_columns),         \
		cmocka_unit_test(symbols_have_their_signs),                \
		cmocka_unit_test(a_control_is_never_shown_as_a_letter)

/* In the C locale first, then again in a UTF-8 one. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_codepoint_round_trips),
		cmocka_unit_test(a_text_is_cut_before_a_character),
		cmocka_unit_test(no_codepoint_is_written_as_replacement),
		cmocka_unit_test(invalid_sequences_are_refused),
		cmocka_unit_test(a_cut_character_is_no_error),
		cmocka_unit_test(decoding_agrees_with_utf8proc),
		PROPERTIES,
		cmocka_unit_test_setup(widths_are_those_of_libc,
				       use_utf8_locale),
		PROPERTIES,
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
