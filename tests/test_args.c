/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_args.c: cutting command lines into words, and numbers. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lang/args.h"
#include <limits.h>
#include <math.h>

static void refused(const char *line, const char *reason)
{
	struct args a;
	struct err e;

	assert_false(args_parse(&a, line, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	if (!strstr(e.text, reason))
		fail_msg("'%s' lacks '%s'", e.text, reason);
}

static void words_are_cut_at_spaces(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_true(args_parse(&a, "  step\t20  now ", &e));
	assert_int_equal(a.count, 3);
	assert_string_equal(a.word[0].text, "step");
	assert_int_equal(a.word[0].column, 2);
	assert_string_equal(a.word[1].text, "20");
	assert_int_equal(a.word[1].column, 7);
	assert_int_equal(a.word[1].length, 2);
	assert_false(a.word[1].quoted);
	assert_string_equal(a.rest, "20  now");
	assert_string_equal(a.line, "  step\t20  now ");
	args_release(&a);
}

static void nothing_but_space_and_comment_has_no_words(void **state)
{
	static const char *const lines[] = { "",         "   ",    "\t",
					     "# step 3", "  # \"", "\r\n" };
	struct args a;
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(lines); i++) {
		assert_true(args_parse(&a, lines[i], &e));
		assert_int_equal(a.count, 0);
		assert_string_equal(a.rest, "");
		args_release(&a);
	}
}

static void a_comment_ends_the_line_and_the_rest(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_true(args_parse(&a, "until loss < 3 # soon", &e));
	assert_int_equal(a.count, 4);
	assert_string_equal(a.rest, "loss < 3");
	args_release(&a);
	assert_true(args_parse(&a, "sample \"a # b\"#c", &e));
	assert_int_equal(a.count, 2);
	assert_string_equal(a.word[1].text, "a # b");
	assert_string_equal(a.rest, "\"a # b\"");
	args_release(&a);
}

static void quotes_keep_spaces_and_escapes(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_true(
		args_parse(&a, "sample 5 \"a \\\"b\\\" \\\\ \\n\\t\" x", &e));
	assert_int_equal(a.count, 4);
	assert_true(a.word[2].quoted);
	assert_string_equal(a.word[2].text, "a \"b\" \\ \n\t");
	assert_int_equal(a.word[2].column, 9);
	args_release(&a);
	assert_true(args_parse(&a, "sample \"\"", &e));
	assert_int_equal(a.count, 2);
	assert_int_equal(a.word[1].length, 0);
	assert_true(a.word[1].quoted);
	args_release(&a);
}

static void code_points_become_utf8(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_true(args_parse(&a, "s \"\\u00e9\\uD55C\\ud83d\\ude00\\u0000z\"",
			       &e));
	assert_int_equal(a.word[1].length, 2 + 3 + 4 + 1 + 1);
	assert_memory_equal(a.word[1].text,
			    "\xc3\xa9\xed\x95\x9c\xf0\x9f\x98\x80\0z", 11);
	args_release(&a);
}

/* A byte differs from the character of its code: the reader of the word knows
 * which it was. */
static void bytes_and_code_points_are_distinguished(void **state)
{
	static const char text[] = "a\xe9\xc3\xa9\xc3\xa9z";
	static const char escape[] = "\0xuu\0\0\0";
	struct args a;
	struct err e;

	(void)state;
	assert_true(args_parse(&a, "s one \"a\\xE9\\u00e9éz\" x", &e));
	assert_int_equal(a.count, 4);
	assert_int_equal(a.word[2].length, sizeof text - 1);
	assert_memory_equal(a.word[2].text, text, sizeof text);
	assert_memory_equal(a.word[2].escape, escape, sizeof escape - 1);
	args_release(&a);
	assert_true(args_parse(&a, "\"\\x00\\xff\"", &e));
	assert_int_equal(a.word[0].length, 2);
	assert_memory_equal(a.word[0].text, "\0\xff", 3);
	args_release(&a);
}

static void a_quote_within_a_word_belongs_to_it(void **state)
{
	struct args a;
	struct err e;

	(void)state;
	assert_true(args_parse(&a, "save my\" file\".x", &e));
	assert_int_equal(a.count, 2);
	assert_string_equal(a.word[1].text, "my file.x");
	assert_false(a.word[1].quoted);
	args_release(&a);
}

static void mistakes_are_named_with_their_column(void **state)
{
	(void)state;
	refused("sample \"abc", "column 8");
	refused("sample \"abc\\\"", "not closed");
	refused("sample \"a\\q\"", "escape at column 10");
	refused("sample \"\\u12g4\"", "hexadecimal");
	refused("sample \"\\u12\"", "hexadecimal");
	refused("sample \"\\x1\"", "\\x needs two hexadecimal digits");
	refused("sample \"\\xg1\"", "column 11");
	refused("sample \"\\ud800\"", "surrogate");
	refused("sample \"\\udc00\"", "surrogate");
	refused("sample \"\\ud800\\u0041\"", "surrogate");
	refused("sample \"\\", "escape");
}

static void whole_numbers(void **state)
{
	static const char *const bad[] = {
		"",    " 1", "1 ", "1.0", "1e3", "0x10",
		"abc", "-",  "+",  "--1", "1-",  "9223372036854775808"
	};
	long n = 77;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_false(parse_long(bad[i], &n));
	assert_int_equal(n, 77);
	assert_true(parse_long("-12", &n));
	assert_int_equal(n, -12);
	assert_true(parse_long("+007", &n));
	assert_int_equal(n, 7);
	assert_true(parse_long("9223372036854775807", &n));
	assert_true(n == LONG_MAX);
}

static void real_numbers(void **state)
{
	static const char *const bad[] = { "",      " 1",  "1 ",   "1,5",
					   "nan",   "inf", "-inf", "0x1p3",
					   "1e",    ".",   "e5",   "1e999",
					   "1.2.3", "1+1" };
	double x = 77;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_false(parse_real(bad[i], &x));
	assert_true(x == 77);
	assert_true(parse_real("0.002", &x) && x == 0.002);
	assert_true(parse_real("-1e-3", &x) && x == -1e-3);
	assert_true(parse_real(".5", &x) && x == 0.5);
	assert_true(parse_real("1e-999", &x) && x == 0);
}

static void what_is_quoted_comes_back(void **state)
{
	static const char *const texts[] = {
		"",
		"m.safetensors",
		"two words",
		"a \"b\" c",
		"back\\slash\\",
		"# no comment",
		"\t\n\r\033[31m\177",
		"\xed\x95\x9c",
		"\xff",
	};
	struct strbuf line;
	struct args a;
	struct err e;

	(void)state;
	strbuf_init(&line);
	for (size_t i = 0; i < LENGTH(texts); i++) {
		strbuf_clear(&line);
		args_quote(&line, texts[i]);
		assert_true(args_parse(&a, line.text, &e));
		assert_int_equal(a.count, 1);
		assert_string_equal(a.word[0].text, texts[i]);
		args_release(&a);
	}
	strbuf_release(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_cut_at_spaces),
		cmocka_unit_test(nothing_but_space_and_comment_has_no_words),
		cmocka_unit_test(a_comment_ends_the_line_and_the_rest),
		cmocka_unit_test(quotes_keep_spaces_and_escapes),
		cmocka_unit_test(code_points_become_utf8),
		cmocka_unit_test(bytes_and_code_points_are_distinguished),
		cmocka_unit_test(a_quote_within_a_word_belongs_to_it),
		cmocka_unit_test(mistakes_are_named_with_their_column),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(real_numbers),
		cmocka_unit_test(what_is_quoted_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
