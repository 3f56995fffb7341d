/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_startup.c: argv, its contradictions, and --help. */
#include "config.h"
#include "options_support.h"
#include "cmd/command.h"

#include "base/utf8.h"

static void startup_begins_with_the_defaults(void **state)
{
	struct start s;

	(void)state;
	accepted(&s, "");
	assert_int_equal(s.startup.color, COLOR_AUTO);
	assert_int_equal(s.startup.background, BACKGROUND_AUTO);
	assert_int_equal(s.startup.glyphs, GLYPH_AUTO);
	assert_int_equal(s.startup.palette, 0);
	assert_int_equal(s.startup.fps, 30);
	assert_string_equal(s.startup.encoding, "auto");
	assert_int_equal(s.startup.max_bytes, 1L << 30);
	assert_int_equal(s.startup.help, HELP_NONE);
	assert_false(s.startup.batch || s.startup.demo || s.startup.version);
	assert_null(s.startup.corpus);
	for (int i = 0; i < option_count(); i++)
		assert_false(s.startup.given[i]);
	start_release(&s);
}

static void both_ways_to_give_a_value(void **state)
{
	struct start s;

	(void)state;
	accepted(&s, "--hidden=7 --cell gru text.txt --lay 3 --forget-bias -1");
	assert_int_equal(s.set.hidden, 7);
	assert_int_equal(s.set.cell, CELL_GRU);
	assert_int_equal(s.set.layers, 3);
	assert_true(s.set.forget_bias == -1);
	assert_string_equal(s.startup.corpus, "text.txt");
	for (int i = 0; i < option_count(); i++)
		assert_int_equal(
			s.startup.given[i],
			option_at(i) == option_find("hidden") ||
				option_at(i) == option_find("cell") ||
				option_at(i) == option_find("layers") ||
				option_at(i) == option_find("forget-bias"));
	start_release(&s);
}

static void the_later_one_wins(void **state)
{
	struct start s;

	(void)state;
	accepted(&s, "--hidden 7 --save a --hidden 9 --save b");
	assert_int_equal(s.set.hidden, 9);
	assert_string_equal(s.startup.save, "b");
	start_release(&s);
}

static void commands_and_scripts_keep_their_order(void **state)
{
	struct start s;

	(void)state;
	accepted(&s, "-e step -x one.rnn --execute=print -xtwo.rnn -");
	assert_int_equal(s.startup.commands, 4);
	assert_false(s.startup.command[0].file);
	assert_string_equal(s.startup.command[0].text, "step");
	assert_true(s.startup.command[1].file);
	assert_string_equal(s.startup.command[1].text, "one.rnn");
	assert_false(s.startup.command[2].file);
	assert_string_equal(s.startup.command[3].text, "two.rnn");
	assert_string_equal(s.startup.corpus, "-");
	start_release(&s);
}

static void help_has_two_lengths(void **state)
{
	struct start s;

	(void)state;
	accepted(&s, "-h");
	assert_int_equal(s.startup.help, HELP_SHORT);
	start_release(&s);
	accepted(&s, "--help");
	assert_int_equal(s.startup.help, HELP_SHORT);
	start_release(&s);
	accepted(&s, "--help=all");
	assert_int_equal(s.startup.help, HELP_ALL);
	start_release(&s);
	refused("--help=some", "some|all");
}

static void after_two_dashes_all_is_a_name(void **state)
{
	struct start s;

	(void)state;
	accepted(&s, "-- --hidden");
	assert_string_equal(s.startup.corpus, "--hidden");
	start_release(&s);
}

static void unknown_and_ambiguous_options_are_named(void **state)
{
	(void)state;
	refused("--hiden 5", "hiden|near: hidden");
	refused("--sa 5", "ambiguous|sample-every|sample-length|save");
	refused("--xyzzy", "xyzzy");
	refused("-z", "-z");
	refused("--batch=yes", "--batch takes no value");
	refused("--hidden", "--hidden needs a value");
	refused("-e", "-e needs a value");
	refused("a.txt b.txt", "only one CORPUS may be given|a.txt|b.txt");
	refused("a.tsv b.tsv --task translate", "only one DATA may be given");
	refused("--cell=foo", "--cell: 'foo' must be one of: rnn, gru, lstm");
}

/* The reason, or NULL: consistent. */
static void checked(const char *words, const char *reason)
{
	struct start s;
	bool ok;

	accepted(&s, words);
	ok = startup_check(&s.startup, &s.set, &s.err);
	if (ok != !reason)
		fail_msg("'%s': %s", words, ok ? "accepted" : s.err.text);
	if (reason) {
		assert_int_equal(s.err.kind, ERR_INPUT);
		if (!strstr(s.err.text, reason))
			fail_msg("'%s' lacks '%s'", s.err.text, reason);
	}
	start_release(&s);
}

static void contradictions_are_refused(void **state)
{
	(void)state;
	checked("", "--demo");
	checked("", "--help");
	checked("a.txt", NULL);
	checked("--demo", NULL);
	checked("--resume c.safetensors", NULL);
	checked("--demo a.txt", "--demo");
	checked("--resume c --init d a.txt", "--init");
	checked("--batch a.txt", "--iterations");
	checked("--batch --iterations 10 a.txt", NULL);
	checked("--batch --iterations 0 a.txt", NULL);
	checked("--batch -e quit a.txt", NULL);
	checked("--batch -x Makefile a.txt", NULL);
	checked("--batch -x /dev/null a.txt", "/dev/null");
	checked("--save-every 2 a.txt", "--save");
	checked("--save-every 2 --save s a.txt", NULL);
	checked("--help", NULL);
	checked("--version", NULL);
}

/* --- help ---------------------------------------------------------------- */

static void check_width(const char *text, int most_lines)
{
	int lines = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);

		if (text_width(line) > 80)
			fail_msg("too wide: %s", line);
		if (n && line[n - 1] == ' ')
			fail_msg("ends in a space: '%s'", line);
		free(line);
		lines++;
		text += n + (text[n] == '\n');
	}
	assert_true(lines <= most_lines);
}

static void short_help_fits_and_opens_with_three_examples(void **state)
{
	struct strbuf b;
	const char *line;

	(void)state;
	strbuf_init(&b);
	help_short(&b);
	check_width(b.text, 24);
	line = b.text;
	for (int i = 0; i < 3; i++) {
		assert_true(!strncmp(line, "  rnntui -", 10));
		line = strchr(line, '\n') + 1;
	}
	strbuf_release(&b);
}

static void long_help_has_every_option_with_its_range(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	help_all(&b);
	check_width(b.text, 400);
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		char *name = xasprintf(" --%s%s", o->name,
				       o->letter == 'h' ? "[="
				       : o->argument    ? " "
							: "");
		char *range = range_of(o);

		assert_non_null(strstr(b.text, name));
		assert_non_null(strstr(b.text, range));
		free(range);
		free(name);
	}
	strbuf_release(&b);
}

static const struct task of_text = { .name = "reader", .reads = READS_TEXT },
			 of_nothing = { .name = "maker" },
			 of_pairs = { .name = "pairs", .reads = READS_PAIRS };

/* `argv`: words that one space separates. */
static bool suits_data(const char *argv, const struct task *task, struct err *e)
{
	char *words = xstrdup(argv), *rest = words;
	char *argument[8] = { "rnntui" };
	struct startup start;
	struct settings set;
	int count = 1;
	bool suits;

	while (rest)
		argument[count++] = strsep(&rest, " ");
	startup_init(&start, &set);
	assert_true(startup_parse(&start, &set, count, argument, e));
	suits = startup_check_data(&start, task, e);
	startup_release(&start);
	free(words);
	return suits;
}

static void unsuited_data(const char *argv, const struct task *task,
			  const char *reason)
{
	struct err e = { 0 };

	assert_false(suits_data(argv, task, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, reason))
		fail_msg("%s: %s", argv, e.text);
}

static void what_is_said_about_data_suits_the_task(void **state)
{
	struct err e;

	(void)state;
	unsuited_data("a.txt", &of_nothing, "it takes no DATA");
	unsuited_data("--demo", &of_nothing, "it takes no --demo");
	unsuited_data("--encoding=utf-8", &of_nothing, "no --encoding");
	unsuited_data("--max-bytes=9", &of_nothing, "it takes no --max-bytes");
	unsuited_data("--recipe=quick", &of_nothing, "it takes no --recipe");
	unsuited_data("--columns=1,2 a", &of_text, "reads a text: it takes no");
	unsuited_data("--valid-file=b a", &of_text, "it takes no --valid-file");
	unsuited_data("--demo", &of_pairs, "reads pairs of sentences: it");
	unsuited_data("--columns=1,2", &of_pairs, "but none is given");
	unsuited_data("--valid-file=b", &of_pairs, "but none is given");
	unsuited_data("--encoding=utf-8", &of_pairs, "but none is given");
	assert_true(
		suits_data("--columns=1,2 --valid-file=b a", &of_pairs, &e));
	assert_true(
		suits_data("--encoding=utf-8 --recipe=quick a", &of_text, &e));
	assert_true(suits_data("", &of_pairs, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(startup_begins_with_the_defaults),
		cmocka_unit_test(both_ways_to_give_a_value),
		cmocka_unit_test(the_later_one_wins),
		cmocka_unit_test(commands_and_scripts_keep_their_order),
		cmocka_unit_test(help_has_two_lengths),
		cmocka_unit_test(after_two_dashes_all_is_a_name),
		cmocka_unit_test(unknown_and_ambiguous_options_are_named),
		cmocka_unit_test(contradictions_are_refused),
		cmocka_unit_test(what_is_said_about_data_suits_the_task),
		cmocka_unit_test(short_help_fits_and_opens_with_three_examples),
		cmocka_unit_test(long_help_has_every_option_with_its_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
