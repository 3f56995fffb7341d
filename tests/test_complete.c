/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_complete.c: the words that could be at the cursor. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/strbuf.h"
#include "cmd/command.h"
#include "cmd/complete.h"
#include "lang/expr_names.h"
#include "lang/metrics.h"
#include "lang/options.h"
#include "cmd/panels.h"

/* The words for a line with the cursor at its end, joined by spaces, and "
 * FILES" if files must be offered. */
static void offers(const char *line, const char *expected)
{
	struct completion c;
	struct strbuf b;

	strbuf_init(&b);
	complete_line(&c, line, strlen(line), NULL);
	for (int i = 0; i < c.count; i++)
		strbuf_printf(&b, "%s%s", i ? " " : "", c.item[i].word);
	if (c.files)
		strbuf_add(&b, "FILES");
	if (strcmp(b.text, expected) != 0)
		fail_msg("'%s': '%s', not '%s'", line, b.text, expected);
	completion_release(&c);
	strbuf_release(&b);
}

static bool offered(const char *line, const char *word)
{
	struct completion c;
	bool found = false;

	complete_line(&c, line, strlen(line), NULL);
	for (int i = 0; i < c.count; i++)
		found = found || !strcmp(c.item[i].word, word);
	completion_release(&c);
	return found;
}

static void expect_help(const char *line, const char *word, const char *help)
{
	struct completion c;
	const struct candidate *found = NULL;

	complete_line(&c, line, strlen(line), NULL);
	for (int i = 0; i < c.count; i++)
		if (!strcmp(c.item[i].word, word))
			found = &c.item[i];
	if (!found)
		fail_msg("'%s' has no '%s'", line, word);
	if (help)
		assert_string_equal(found->help, help);
	else
		assert_null(found->help);
	completion_release(&c);
}

static void candidates_have_their_tables_descriptions(void **state)
{
	(void)state;
	for (int i = 0; i < command_count(); i++) {
		expect_help("", command_at(i)->name, command_at(i)->summary);
		/* of two with one name the command, as in "log" */
		expect_help("help ", command_at(i)->name,
			    command_at(i)->summary);
	}
	for (int i = 0; i < PANELS; i++)
		expect_help("zoom ", panel_info[i].name, panel_info[i].summary);
	for (int i = 0; i < metric_count(); i++)
		expect_help("print ", metric_at(i)->name, metric_at(i)->help);
	for (int i = 0; i < option_count(); i++)
		if (option_is_setting(option_at(i)))
			expect_help("set ", option_at(i)->name,
				    option_at(i)->help);
	expect_help("until ", "sqrt(", "sqrt(x): square root");
	expect_help("set seq_", "seq_length", option_find("seq-length")->help);
	expect_help("set cell ", "gru", NULL);
	expect_help("panel loss ", "log", NULL);
}

/* They are shown as they are. */
static void descriptions_are_one_line_of_ascii(void **state)
{
	static const char *const lines[] = {
		"",      "help ",    "set ",    "set hidden 1 ", "print ",
		"info ", "recover ", "sample ", "sample state=", "zoom ",
	};

	(void)state;
	for (size_t k = 0; k < LENGTH(lines); k++) {
		struct completion c;

		complete_line(&c, lines[k], strlen(lines[k]), NULL);
		assert_true(c.count > 0);
		for (int i = 0; i < c.count; i++) {
			const char *s = c.item[i].help;

			if (!s || !*s)
				fail_msg("%s%s", lines[k], c.item[i].word);
			for (; *s; s++)
				assert_in_range(*s, ' ', '~');
		}
		completion_release(&c);
	}
}

static void check_place(const char *line, size_t cursor, int start, char append)
{
	struct completion c;

	complete_line(&c, line, cursor, NULL);
	assert_int_equal(c.start, start);
	assert_int_equal(c.append, append);
	completion_release(&c);
}

static void commands_at_the_beginning(void **state)
{
	(void)state;
	offers("st", "step");
	offers("  sa", "sample save");
	offers("xyzzy", "");
	offers("\"st", "");
	for (int i = 0; i < command_count(); i++)
		assert_true(offered("", command_at(i)->name));
}

static void settings_and_their_words(void **state)
{
	(void)state;
	offers("set le", "learning-rate length");
	offers("set learning_", "learning_rate");
	offers("set clip", "clip clip-norm");
	offers("set pal", ""); /* chosen at the start */
	offers("set cell ", "gru lstm rnn");
	offers("set cell g", "gru");
	offers("set prec d", "double");
	offers("set init_scheme or", "orthogonal");
	offers("set cell gru ", "restart");
	offers("set optimizer adam ", "");
	offers("set hidden ", "");
	offers("set hidden 200 ", "restart");
	offers("set nothing ", "");
	for (int i = 0; i < option_count(); i++)
		assert_int_equal(offered("set ", option_at(i)->name),
				 option_is_setting(option_at(i)));
}

static void names_inside_expressions(void **state)
{
	(void)state;
	offers("until smooth", "smooth_bpc smooth_loss");
	offers("u smooth_l", "smooth_loss");
	offers("print (loss+ite", "iteration iterations");
	offers("until loss<50 an", "and");
	offers("print sq", "sqrt(");
	offers("print seq", "seq-length");
	offers("print 2 * seq-l", "seq-length");
	offers("until valid_bp", "valid_bpc");
	offers("print 1e", "");
	offers("print 3 + x", "");
	for (int i = 0; i < metric_count(); i++) {
		assert_true(offered("print ", metric_at(i)->name));
		assert_true(offered("until 3 < ", metric_at(i)->name));
	}
	assert_true(offered("until ", "not"));
	assert_true(offered("print 2-", "loss")); /* minus */
	assert_true(offered("print loss-", "loss"));
	check_place("print (loss+ite", 15, 12, ' ');
	check_place("print sq", 8, 6, 0);
}

/* As print and until understand them. */
static void settings_inside_expressions(void **state)
{
	(void)state;
	offers("print seq-l", "seq-length");
	offers("print seq_l", "seq_length");
	offers("until loss/seq-len", "seq-length");
	offers("until loss-seq-len", "seq-length");
	offers("print loss-seq_length-hid", "hidden");
	offers("print smooth-l", "smooth-loss");
	offers("print learning", "learning_rate"); /* the metric is meant */
	offers("print learning-", "learning-rate");
	offers("print clip-n", "clip-norm");
	offers("print pal", ""); /* chosen at the start */
	/* A word is not a number, but print shows one alone. */
	offers("print cel", "cell");
	offers("until cel", "");
	offers("print 2*cel", "");
	offers("print loss + cel", "");
	check_place("until loss-seq-len", 18, 11, ' ');
	check_place("print seq-len", 13, 6, ' ');
	check_place("print 2-", 8, 8, ' ');
	for (int i = 0; i < option_count(); i++)
		if (expr_setting(option_at(i)->name))
			assert_true(offered("print ", option_at(i)->name));
}

static void what_each_command_takes(void **state)
{
	(void)state;
	offers("info ", "data run settings variables vocab weights");
	offers("example ", "next previous random wrong");
	offers("export exa", "example");
	offers("recover ", "delete load");
	offers("recover l", "load");
	offers("recover load ", "");
	offers("i s", "settings");
	offers("info run ", "");
	offers("sample ", "rng state temperature");
	offers("sample 20 \"a b\" te", "temperature");
	offers("sample \"te", "");
	offers("sample st", "state");
	offers("sample state=", "state=current state=zero");
	offers("sample state=z", "state=zero");
	offers("sample temperature=", "");
	offers("layout ", "auto focus tall wide");
	offers("panel ga", "gates");
	offers("panel gates ", "off on");
	offers("panel gates on ", "");
	offers("panel loss ", "all bits last linear log nats off on");
	offers("panel lo l", "last linear log");
	offers("panel loss last ", "100k 10k 1k all log");
	offers("panel gates last ", "");
	offers("panel loss log ", "");
	offers("zoom hi", "hidden");
	offers("zoom hidden ", "");
	offers("explain los", "loss");
	offers("save ", "FILES");
	offers("load dir/fi", "FILES");
	offers("source \"my fi", "FILES");
	offers("log x", "FILES");
	offers("save a ", "");
	offers("step ", "");
	offers("quit ", "");
	offers("nonsense ", "");
}

static void help_offers_every_topic(void **state)
{
	(void)state;
	for (int i = 0; i < command_count(); i++)
		assert_true(offered("help ", command_at(i)->name));
	for (int i = 0; i < metric_count(); i++)
		assert_true(offered("help ", metric_at(i)->name));
	for (int i = 0; i < PANELS; i++)
		assert_true(offered("h ", panel_info[i].name));
	offers("help learning", "learning-rate learning_rate");
	offers("help metr", "metrics");
	offers("help key", "keys");
	offers("help step ", "");
}

static void words_are_sorted_without_doubles(void **state)
{
	static const char *const lines[] = { "", "help ", "set ", "print " };

	(void)state;
	for (size_t k = 0; k < LENGTH(lines); k++) {
		struct completion c;

		complete_line(&c, lines[k], strlen(lines[k]), NULL);
		assert_true(c.count > 10);
		for (int i = 1; i < c.count; i++)
			assert_true(strcmp(c.item[i - 1].word, c.item[i].word) <
				    0);
		completion_release(&c);
	}
}

static void nothing_inside_a_comment(void **state)
{
	(void)state;
	offers("# st", "");
	offers("set # ce", "");
	offers("print loss#", "");
}

static void only_text_before_the_cursor_counts(void **state)
{
	struct completion c;

	(void)state;
	complete_line(&c, "set cell gru", 5, NULL);
	assert_int_equal(c.start, 4);
	assert_int_equal(c.count, 3); /* cell, clip, clip-norm */
	completion_release(&c);
	check_place("set cell gru", 12, 9, ' ');
	check_place("  st", 4, 2, ' ');
	check_place("sample te", 9, 7, '=');
	check_place("sample state=z", 14, 7, ' ');
	complete_line(&c, "step", 100, NULL); /* past the end */
	assert_int_equal(c.count, 1);
	completion_release(&c);
}

static void nothing_is_offered_after_the_last_word(void **state)
{
	(void)state;
	offers("set hidden 200 restart ", "");
	offers("panel loss last 10k ", "");
	offers("sample \"a\\\"b c\" te", "temperature");
}

static void runs_are_offered_where_one_is_named(void **state)
{
	static const char *const name[] = { "rnn", "big", "bold" };
	static const struct words runs = WORD_LIST(name);
	struct completion c;

	(void)state;
	complete_line(&c, "switch b", 8, &runs);
	assert_int_equal(c.count, 2);
	assert_string_equal(c.item[0].word, "big");
	assert_string_equal(c.item[1].word, "bold");
	completion_release(&c);
	complete_line(&c, "drop rnn b", 10, &runs);
	assert_int_equal(c.count, 0);
	completion_release(&c);
	offers("switch b", "");
	offers("run ", "");
	offers("run x opt", "optimizer");
	offers("run x cell=", "cell=gru cell=lstm cell=rnn");
	offers("run x cell=l", "cell=lstm");
	offers("run x hidden=", "");
	offers("compare l", "language layers learning-rate length log-every "
			    "lower lstm");
	offers("compare rnn l", "lstm");
	offers("compare optimizer r", "rmsprop");
	offers("together o", "off on");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_offered_where_one_is_named),
		cmocka_unit_test(candidates_have_their_tables_descriptions),
		cmocka_unit_test(descriptions_are_one_line_of_ascii),
		cmocka_unit_test(commands_at_the_beginning),
		cmocka_unit_test(settings_and_their_words),
		cmocka_unit_test(names_inside_expressions),
		cmocka_unit_test(settings_inside_expressions),
		cmocka_unit_test(what_each_command_takes),
		cmocka_unit_test(help_offers_every_topic),
		cmocka_unit_test(words_are_sorted_without_doubles),
		cmocka_unit_test(nothing_inside_a_comment),
		cmocka_unit_test(only_text_before_the_cursor_counts),
		cmocka_unit_test(nothing_is_offered_after_the_last_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
