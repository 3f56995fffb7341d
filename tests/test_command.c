/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_command.c: the command table and its help. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "cmd/command.h"
#include "lang/metrics.h"
#include "lang/match.h"
#include "lang/options.h"
#include "cmd/panels.h"

static const struct command *found(const char *word)
{
	struct err e;
	const struct command *c = command_find(word, &e);

	if (!c)
		fail_msg("'%s': %s", word, e.text);
	return c;
}

/* Each of `reasons` (cut at '|') is in the error. */
static void not_found(const char *word, const char *reasons)
{
	char *copy = xstrdup(reasons), *rest = NULL;
	struct err e;

	assert_null(command_find(word, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	for (char *r = strtok_r(copy, "|", &rest); r;
	     r = strtok_r(NULL, "|", &rest))
		if (!strstr(e.text, r))
			fail_msg("'%s' lacks '%s'", e.text, r);
	free(copy);
}

static void aliases_are_the_contracts(void **state)
{
	static const struct {
		const char *alias, *name;
	} contract[] = {
		{ "c", "continue" }, { "n", "next" },  { "s", "step" },
		{ "p", "print" },    { "u", "until" }, { "i", "info" },
		{ "h", "help" },     { "q", "quit" },
	};
	int aliases = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(contract); i++)
		assert_string_equal(found(contract[i].alias)->name,
				    contract[i].name);
	for (int i = 0; i < command_count(); i++)
		aliases += command_at(i)->alias != NULL;
	assert_int_equal(aliases, LENGTH(contract));
}

static void no_command_is_lost(void **state)
{
	static const char *const names[] = {
		"continue",  "pause",   "step",   "next",   "finish",  "until",
		"print",     "info",    "set",    "lr",     "sample",  "save",
		"load",      "recover", "panel",  "zoom",   "unit",    "layout",
		"gradcheck", "verify",  "log",    "source", "explain", "help",
		"apropos",   "quit",    "run",    "runs",   "switch",  "drop",
		"together",  "compare", "export", "echo",   "assert",  "wait",
		"example",   "predict", "score",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++)
		assert_string_equal(found(names[i])->name, names[i]);
}

/* How many commands begin so, without the aliases. */
static int beginning_with(const char *prefix, size_t length)
{
	int n = 0;

	for (int i = 0; i < command_count(); i++)
		n += !strncmp(command_at(i)->name, prefix, length);
	return n;
}

static void every_unambiguous_prefix_is_enough(void **state)
{
	(void)state;
	for (int i = 0; i < command_count(); i++) {
		const char *name = command_at(i)->name;

		for (size_t n = 2; n <= strlen(name); n++) {
			char *prefix = xstrndup(name, n);
			struct err e;
			const struct command *c = command_find(prefix, &e);

			if (beginning_with(name, n) == 1 || n == strlen(name))
				assert_ptr_equal(c, command_at(i));
			else if (c) /* an exact name, or an alias */
				assert_true(!strcmp(c->name, prefix) ||
					    !strcmp(c->alias, prefix));
			free(prefix);
		}
	}
	assert_string_equal(found("grad")->name, "gradcheck");
	assert_string_equal(found("con")->name, "continue");
	assert_string_equal(found("lr")->name, "lr");
}

static void ambiguous_and_unknown_words_are_named(void **state)
{
	(void)state;
	not_found("sa", "'sa'|sample|save");
	not_found("l", "lr|load|log|layout");
	not_found("pa", "pause|panel");
	not_found("stpe", "unknown command|near: step");
	not_found("xyzzy", "unknown command 'xyzzy'");
	not_found("", "command");
	not_found("Step", "unknown command|near: step");
	not_found("b", "unknown command");
	not_found("\x1b[31m", "");
}

static const char *suggestion_name(int i, const void *table)
{
	return ((const char *const *)table)[i];
}

static void what_is_far_is_not_suggested(void **state)
{
	static const char *const names[] = {
		"step",          "log",    "set",           "lr",
		"unit",          "loss",   "load",          "until",
		"panels",        "layout", "learning-rate", "smooth_loss",
		"sample-length", NULL,
	};
	/* NULL: nothing is near */
	static const struct {
		const char *word, *near;
	} table[] = {
		{ "foo", NULL },
		{ "bar", NULL },
		{ "xyz", NULL },
		{ "x", NULL },
		{ "sx", NULL },
		{ "ll", NULL },
		{ "", NULL },
		{ "sets", "set" },
		{ "stp", "step" },
		{ "stpe", "step" },
		{ "lgo", "log" },
		{ "lod", "log, load" },
		{ "loop", NULL },
		{ "STEP", "step" },
		{ "Step", "step" },
		{ "los", "loss" },
		{ "unitl", "unit, until" },
		{ "untll", "until" },
		{ "layuot", "layout" },
		{ "pannel", "panels" },
		{ "lerning_rate", "learning-rate" },
		{ "rate", "learning-rate" },
		{ "smoothloss", "smooth_loss" },
		{ "s", "step, set, smooth_loss, sample-length" },
		{ "whatever this is", NULL },
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		const char *near;

		match_error_at("name", table[i].word, suggestion_name, names,
			       "", &e);
		near = strstr(e.text, "near: ");
		if (!near != !table[i].near ||
		    (near && strcmp(near + 6, table[i].near)))
			fail_msg("%s: %s", table[i].word, e.text);
		assert_int_equal(
			match_any(table[i].word, suggestion_name, names),
			near != NULL);
	}
}

static void one_row_is_matched_or_all_candidates_are_named(void **state)
{
	static const char *const rows[] = { "run-1", "run_1",     "run-10",
					    "clip",  "clip-norm", "clip" };
	static const struct words names = WORD_LIST(rows);
	static const struct {
		const char *word;
		int row; /* -1: `text` */
		const char *text;
	} table[] = {
		{ "run-1", 0, "" },
		{ "run_1", 1, "" }, /* every sign first */
		{ "run_10", 2, "" },
		{ "clip", 3, "" }, /* whole, though others begin with it */
		{ "clip_", 4, "" },
		{ "run", -1, "'run' is ambiguous: run-1, run_1, run-10" },
		{ "cl", -1, "'cl' is ambiguous: clip, clip-norm" },
		{ "CLIP", -1, "unknown row 'CLIP'; near: clip" },
		{ "", -1, "unknown row ''" },
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++) {
		assert_int_equal(match_unique("row", table[i].word, match_word,
					      &names, &e),
				 table[i].row);
		if (table[i].row < 0 &&
		    strncmp(e.text, table[i].text, strlen(table[i].text)) != 0)
			fail_msg("%s: %s", table[i].word, e.text);
	}
}

static void rows_are_complete(void **state)
{
	(void)state;
	for (int i = 0; i < command_count(); i++) {
		const struct command *c = command_at(i);

		assert_true(!c->run != !c->show);
		assert_int_equal(strchr(c->arguments, '@') != NULL,
				 c->choices != NULL);
		assert_true(*c->summary && *c->help && *c->example);
		assert_true(c->summary[strlen(c->summary) - 1] != '.');
		assert_int_equal(c->help[strlen(c->help) - 1] == '\n', 0);
		assert_non_null(c->group);
		assert_non_null(c->arguments);
		assert_int_equal(c->repeats, !strcmp(c->name, "step") ||
						     !strcmp(c->name, "next"));
	}
}

/* Who looks is answered at once, who changes or saves waits. */
static void every_command_says_when_it_is_executed(void **state)
{
	static const struct {
		const char *group;
		enum timing timing;
	} usual[] = {
		{ "run", WAITS },      { "look", AT_ONCE }, { "change", WAITS },
		{ "text", WAITS },     { "files", WAITS },  { "prove", WAITS },
		{ "show", AT_ONCE },   { "help", AT_ONCE }, { "runs", WAITS },
		{ "script", AT_ONCE },
	};

	(void)state;
	for (int i = 0; i < command_count(); i++) {
		const struct command *c = command_at(i);
		enum timing want = 0;

		for (size_t k = 0; k < LENGTH(usual); k++)
			if (!strcmp(c->group, usual[k].group))
				want = usual[k].timing;
		if (!strcmp(c->name, "pause"))
			want = ENDS_WORK;
		if (!strcmp(c->name, "runs"))
			want = AT_ONCE;
		if (!strcmp(c->name, "score") || !strcmp(c->name, "source") ||
		    !strcmp(c->name, "wait"))
			want = WAITS;
		if (!strcmp(c->name, "quit"))
			want = LEAVES;
		if (!strcmp(c->name, "export"))
			want = AT_ONCE;
		if (!strcmp(c->name, "lr") || !strcmp(c->name, "recover"))
			want = AT_ONCE_BARE;
		if (c->timing != want)
			fail_msg("%s: %d, not %d", c->name, c->timing, want);
	}
}

static void check_timing(const char *line, enum timing timing)
{
	struct args args;
	struct err e;

	assert_true(args_parse(&args, line, &e));
	assert_int_equal(command_timing(&args), timing);
	args_release(&args);
}

static void a_line_says_when_it_is_executed(void **state)
{
	(void)state;
	check_timing("p loss", AT_ONCE);
	check_timing("s 3", WAITS);
	check_timing("lr", AT_ONCE);
	check_timing("lr 0.1", WAITS);
	check_timing("pau", ENDS_WORK);
	check_timing("pause 3", AT_ONCE); /* a mistake, as are these */
	check_timing("xyzzy", AT_ONCE);
	check_timing("sa", AT_ONCE);
	check_timing("# set clip 1", AT_ONCE);
	check_timing("q now", LEAVES);
}

static void examples_begin_with_their_command(void **state)
{
	(void)state;
	for (int i = 0; i < command_count(); i++) {
		const struct command *c = command_at(i);
		struct args args;
		struct err e;

		assert_true(args_parse(&args, c->example, &e));
		assert_true(args.count > 0);
		assert_string_equal(args.word[0].text, c->name);
		args_release(&args);
	}
}

/* --- help ---------------------------------------------------------------- */

static void fits(const char *text, const char *what)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);

		if (text_width(line) > 80 || text_width(line) < 0)
			fail_msg("%s: %s", what, line);
		free(line);
		text += n + (text[n] == '\n');
	}
}

static void topic(struct strbuf *b, const char *name)
{
	struct err e;

	strbuf_clear(b);
	if (!command_help_topic(name, b, &e))
		fail_msg("%s: %s", name, e.text);
	assert_true(b->length > 0 && b->text[b->length - 1] == '\n');
	fits(b->text, name);
}

static void everything_in_the_tables_has_help(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (int i = 0; i < command_count(); i++) {
		topic(&b, command_at(i)->name);
		assert_non_null(strstr(b.text, command_at(i)->summary));
		assert_non_null(strstr(b.text, command_at(i)->help));
		assert_non_null(strstr(b.text, command_at(i)->example));
	}
	for (int i = 0; i < metric_count(); i++) {
		topic(&b, metric_at(i)->name);
		assert_non_null(strstr(b.text, "metric"));
	}
	for (int i = 0; i < option_count(); i++) {
		topic(&b, option_at(i)->name);
		assert_non_null(strstr(b.text, option_at(i)->help));
	}
	for (int i = 0; i < PANELS; i++) {
		topic(&b, panel_info[i].name);
		assert_non_null(strstr(b.text, "panel"));
	}
	strbuf_release(&b);
}

static void a_topic_may_be_short_or_several_things(void **state)
{
	struct strbuf b;
	struct err e;

	(void)state;
	strbuf_init(&b);
	topic(&b, "s");
	assert_true(!strncmp(b.text, "step", 4));
	topic(&b, "gradch");
	assert_true(!strncmp(b.text, "gradcheck", 9));
	topic(&b, "--hidden");
	assert_non_null(strstr(b.text, "1..8192"));
	topic(&b, "sample"); /* a command and a panel */
	assert_non_null(strstr(b.text, "temperature"));
	assert_non_null(strstr(b.text, "explain sample"));
	topic(&b, "metrics");
	for (int i = 0; i < metric_count(); i++)
		assert_non_null(strstr(b.text, metric_at(i)->name));
	topic(&b, "settings");
	assert_non_null(strstr(b.text, "learning-rate"));
	topic(&b, "panels");
	topic(&b, "functions");
	assert_false(command_help_topic("xyzzy", &b, &e));
	assert_non_null(strstr(e.text, "unknown topic 'xyzzy'; `help` lists"));
	assert_false(command_help_topic("foo", &b, &e));
	assert_null(strstr(e.text, "near"));
	topic(&b, "samp"); /* a command before the others */
	assert_true(!strncmp(b.text, "sample [N]", 10));
	assert_false(command_help_topic("sample-", &b, &e));
	assert_string_equal(e.text, "'sample-' is ambiguous: sample-every, "
				    "sample-length");
	assert_false(command_help_topic("", &b, &e));
	assert_false(command_help_topic("--", &b, &e));
	strbuf_release(&b);
}

static void the_overview_names_every_command(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	command_overview(&b);
	fits(b.text, "overview");
	for (int i = 0; i < command_count(); i++) {
		assert_non_null(strstr(b.text, command_at(i)->name));
		assert_non_null(strstr(b.text, command_at(i)->summary));
	}
	strbuf_release(&b);
}

static void help_all_has_every_command_and_metric(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	help_all(&b);
	for (int i = 0; i < command_count(); i++) {
		const struct command *c = command_at(i);
		struct strbuf usage;

		strbuf_init(&usage);
		strbuf_add(&usage, "\n  ");
		command_usage(c, &usage);
		assert_non_null(strstr(b.text, usage.text));
		strbuf_release(&usage);
	}
	for (int i = 0; i < metric_count(); i++)
		assert_non_null(strstr(b.text, metric_at(i)->name));
	strbuf_release(&b);
}

static void apropos_searches_all_tables(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	command_apropos("CLIP", &b);
	fits(b.text, "apropos");
	assert_non_null(strstr(b.text, "setting  clip-norm"));
	assert_non_null(strstr(b.text, "metric   clip_fraction"));
	strbuf_clear(&b);
	command_apropos("checkpoint", &b);
	assert_non_null(strstr(b.text, "command  save"));
	assert_non_null(strstr(b.text, "option   resume"));
	strbuf_clear(&b);
	command_apropos("gates", &b);
	assert_non_null(strstr(b.text, "panel    gates"));
	/* what is explained, where the words stand, over the ends of lines */
	strbuf_clear(&b);
	command_apropos("OVERFITTING", &b);
	fits(b.text, "apropos");
	assert_non_null(strstr(b.text, "explain  loss              ... "));
	assert_non_null(
		strstr(b.text, "loss falls is overfitting: the net learns"));
	assert_non_null(strstr(b.text, " ...\n"));
	strbuf_clear(&b);
	command_apropos("learns the text by heart", &b);
	assert_non_null(strstr(b.text, "net learns the text by heart."));
	strbuf_clear(&b);
	command_apropos("xyzzy", &b);
	assert_int_equal(b.length, 0);
	command_apropos("", &b);
	fits(b.text, "apropos");
	assert_non_null(strstr(b.text, "best_valid_iteration\n"));
	strbuf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aliases_are_the_contracts),
		cmocka_unit_test(no_command_is_lost),
		cmocka_unit_test(every_unambiguous_prefix_is_enough),
		cmocka_unit_test(ambiguous_and_unknown_words_are_named),
		cmocka_unit_test(what_is_far_is_not_suggested),
		cmocka_unit_test(
			one_row_is_matched_or_all_candidates_are_named),
		cmocka_unit_test(rows_are_complete),
		cmocka_unit_test(every_command_says_when_it_is_executed),
		cmocka_unit_test(a_line_says_when_it_is_executed),
		cmocka_unit_test(examples_begin_with_their_command),
		cmocka_unit_test(everything_in_the_tables_has_help),
		cmocka_unit_test(a_topic_may_be_short_or_several_things),
		cmocka_unit_test(the_overview_names_every_command),
		cmocka_unit_test(help_all_has_every_command_and_metric),
		cmocka_unit_test(apropos_searches_all_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
