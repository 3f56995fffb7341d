/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_fuzz_command.c: random command lines through everything that reads
 * them.  Nothing may crash, and a refusal has a reason.  Arguments: how many
 * lines (100000), and a seed. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cmd/command.h"
#include "cmd/complete.h"
#include "lang/expr.h"
#include "lang/metrics.h"
#include "lang/options.h"
#include "cmd/panels.h"
#include "task/task_char.h"
#include <math.h>

enum { LINE_MAX_BYTES = 120 };

static long lines = 100000;
static uint64_t seed = 88172645463325252;

static unsigned below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

/* A word of the tables, or something that breaks words. */
static const char *piece(void)
{
	static const char *const odd[] = {
		" ",
		"  ",
		"\t",
		"\"",
		"\\",
		"\\u",
		"\\u00e9",
		"\\ud800",
		"\\n",
		"#",
		"=",
		"==",
		"<",
		"(",
		")",
		",",
		"-",
		"+",
		"^",
		"/",
		"0",
		"1",
		"9999999999999999999",
		"1e-3",
		".",
		"nan",
		"inf",
		"on",
		"off",
		"restart",
		"now",
		"state=",
		"temperature=0.5",
		"\xed\x95\x9c",
		"\xe2\x80\xae",
		"\xff",
		"\x1b[2J",
		"\xc3",
	};

	switch (below(6)) {
	case 0: return command_at((int)below((unsigned)command_count()))->name;
	case 1: return metric_at((int)below((unsigned)metric_count()))->name;
	case 2: return option_at((int)below((unsigned)option_count()))->name;
	case 3: return panel_info[below(PANELS)].name;
	default: return odd[below(LENGTH(odd))];
	}
}

static void make_line(char line[LINE_MAX_BYTES])
{
	size_t length = 0;
	unsigned pieces = below(9);

	line[0] = '\0';
	while (pieces--) {
		const char *text = piece();
		size_t n = strlen(text);

		if (below(4) == 0)
			n = below((unsigned)n + 1);
		if (length + n + 2 > LINE_MAX_BYTES)
			break;
		memcpy(line + length, text, n);
		length += n;
		if (below(3))
			line[length++] = ' ';
		line[length] = '\0';
	}
	if (length && below(8) == 0) /* never 0 */
		line[below((unsigned)length)] = (char)(1 + below(255));
}

static void reason_given(const struct err *e)
{
	assert_int_equal(e->kind, ERR_FAILED);
	assert_true(e->text[0]);
}

static void try_expression(const char *text)
{
	static const struct run run = {
		.task = &task_char,
		.spec.steps = 25,
		.now = { .loss = 50, .valid_loss = NAN },
	};
	struct err e;
	struct expr *x = expr_parse(text, NULL, &e);

	if (!x) {
		reason_given(&e);
		return;
	}
	(void)expr_true(x, &run);
	expr_free(x);
}

static void try_words(const struct args *args)
{
	const struct command *c =
		command_find(args->word[0].text, &(struct err){ 0 });
	struct strbuf out;
	struct err e;

	for (int i = 0; i < args->count; i++)
		assert_int_equal(
			strlen(args->word[i].text) <= args->word[i].length, 1);
	strbuf_init(&out);
	if (args->count > 1 &&
	    !command_help_topic(args->word[1].text, &out, &e))
		reason_given(&e);
	if (c && !c->run) {
		struct screen_choice choice;

		screen_choice_default(&choice, false);
		if (!screen_execute(&choice, args, 100, &out, &e))
			reason_given(&e);
		assert_in_range(choice.unit, 0, 99);
		assert_true(choice.zoom >= -1 && choice.zoom < PANELS);
	}
	strbuf_release(&out);
}

static void try_setting(const struct args *args)
{
	struct settings set;
	const struct option *o;
	struct err e;

	if (args->count < 3)
		return;
	settings_default(&set);
	o = option_match(args->word[1].text, NULL, &e);
	if (!o || !option_set(o, &set, args->word[2].text, ERR_FAILED, &e))
		reason_given(&e);
}

static void try_completion(const char *line)
{
	size_t cursor = below((unsigned)strlen(line) + 1);
	struct completion c;

	complete_line(&c, line, cursor, NULL);
	assert_in_range(c.start, 0, cursor);
	for (int i = 0; i < c.count; i++)
		assert_true(!strncmp(c.item[i].word, line + c.start,
				     cursor - (size_t)c.start));
	completion_release(&c);
}

static void random_lines_are_survived(void **state)
{
	long whole = 0;

	(void)state;
	for (long i = 0; i < lines; i++) {
		char line[LINE_MAX_BYTES];
		struct args args;
		struct err e;

		make_line(line);
		try_completion(line);
		if (!args_parse(&args, line, &e)) {
			reason_given(&e);
			continue;
		}
		if (args.count) {
			try_words(&args);
			try_setting(&args);
			try_expression(args.rest);
			whole++;
		}
		args_release(&args);
	}
	assert_true(whole > lines / 2);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_lines_are_survived),
	};

	if (argc > 1)
		lines = atol(argv[1]);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10) | 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
