/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_panels.c: the panel table and the commands of the screen. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "cmd/panels.h"

enum { UNITS = 100 };

struct screen {
	struct screen_choice choice;
	struct strbuf out;
	struct err err;
};

static int begin(void **state)
{
	struct screen *s = xcalloc(1, sizeof *s);

	screen_choice_default(&s->choice, false);
	strbuf_init(&s->out);
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct screen *s = *state;

	strbuf_release(&s->out);
	free(s);
	return 0;
}

static bool execute(struct screen *s, const char *line)
{
	struct args args;
	bool ok;

	if (!args_parse(&args, line, &s->err))
		fail_msg("%s", s->err.text);
	ok = screen_execute(&s->choice, &args, UNITS, &s->out, &s->err);
	args_release(&args);
	return ok;
}

static void does(struct screen *s, const char *line)
{
	if (!execute(s, line))
		fail_msg("%s: %s", line, s->err.text);
}

/* Fails, says `reason`, and changes nothing. */
static void refuses(struct screen *s, const char *line, const char *reason)
{
	struct screen_choice before = s->choice;

	if (execute(s, line))
		fail_msg("'%s' was accepted", line);
	assert_int_equal(s->err.kind, ERR_FAILED);
	if (!strstr(s->err.text, reason))
		fail_msg("'%s' lacks '%s'", s->err.text, reason);
	assert_memory_equal(&before, &s->choice, sizeof before);
}

static void the_panels_shown_at_the_start(void **state)
{
	static const char *const names[] = { "numbers", "loss", "sample",
					     "hidden", "gates" };
	struct screen *s = *state;

	for (size_t i = 0; i < LENGTH(names); i++)
		assert_string_equal(panel_info[i].name, names[i]);
	for (int i = 0; i < PANELS; i++)
		assert_int_equal(s->choice.shown[i], i < (int)LENGTH(names));
	assert_int_equal(s->choice.zoom, -1);
	assert_int_equal(s->choice.layout, LAYOUT_AUTO);
}

static void explanations_say_what_to_see_and_to_try(void **state)
{
	(void)state;
	for (int i = 0; i < PANELS; i++) {
		const char *text = panel_info[i].explain;
		size_t n = strlen(panel_info[i].name);

		assert_true(!strncmp(text, panel_info[i].name, n));
		assert_non_null(strstr(text, "What it shows."));
		assert_non_null(strstr(text, "How to read it."));
		assert_non_null(strstr(text, "What to try."));
		assert_true(text[strlen(text) - 1] != '\n');
		while (*text) {
			char *line;

			n = strcspn(text, "\n");
			line = xstrndup(text, n);
			if (text_width(line) > 76)
				fail_msg("too wide: %s", line);
			free(line);
			text += n + (text[n] == '\n');
		}
	}
}

static void a_panel_is_switched_or_changed_over(void **state)
{
	struct screen *s = *state;

	does(s, "panel gates off");
	assert_false(s->choice.shown[PANEL_GATES]);
	does(s, "panel gates off");
	assert_false(s->choice.shown[PANEL_GATES]);
	does(s, "panel ga");
	assert_true(s->choice.shown[PANEL_GATES]);
	does(s, "panel gates");
	assert_false(s->choice.shown[PANEL_GATES]);
	does(s, "panel gates on");
	assert_true(s->choice.shown[PANEL_GATES]);
	refuses(s, "panel", "usage");
	refuses(s, "panel gates maybe", "on or off");
	refuses(s, "panel gates on now", "usage");
	refuses(s, "panel gats", "near: gates");
	refuses(s, "panel xyz",
		"unknown panel 'xyz'; choices: numbers, loss, "
		"sample, hidden, gates, predict, "
		"answers, example, data");
	refuses(s, "panel \"\"", "panel");
}

static void the_loss_has_an_axis_and_a_unit(void **state)
{
	struct screen *s = *state;

	assert_false(s->choice.log_axis || s->choice.bits);
	does(s, "panel loss log");
	does(s, "panel loss bits");
	assert_true(s->choice.log_axis && s->choice.bits);
	assert_string_equal(s->out.text,
			    "loss has a log axis\nloss is in bits\n");
	does(s, "panel lo linear");
	assert_false(s->choice.log_axis);
	does(s, "panel loss nats");
	assert_false(s->choice.bits);
	assert_true(s->choice.shown[PANEL_LOSS]);
	refuses(s, "panel loss lo",
		"on or off, log, linear, bits, nats, "
		"all, last");
	refuses(s, "panel loss log bits", "usage");
	refuses(s, "panel gates log",
		"panel gates: the last word is on or "
		"off");
}

static void the_loss_has_a_window_of_time(void **state)
{
	static const struct {
		const char *word;
		long last;
	} number[] = {
		{ "1", 1 },          { "2000", 2000 }, { "2k", 2000 },
		{ "1.5M", 1500000 }, { "0.5k", 500 },
	};
	static const char *const wrong[] = {
		"0",  "-5", "2.5", "0.0001k", "0x10",  "2kk",
		"2m", "k",  "nan", "inf",     "1e999", "",
	};
	struct screen *s = *state;

	assert_int_equal(s->choice.window, WINDOW_ALL);
	for (size_t i = 0; i < LENGTH(number); i++) {
		char *line = xasprintf("panel loss last %s", number[i].word);

		does(s, line);
		assert_int_equal(s->choice.window, WINDOW_LAST);
		assert_int_equal(s->choice.last, number[i].last);
		free(line);
	}
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		char *line = xasprintf("panel loss last \"%s\"", wrong[i]);

		refuses(s, line, "panel loss last: ");
		free(line);
	}
	does(s, "panel loss last log");
	assert_int_equal(s->choice.window, WINDOW_LOG);
	assert_false(s->choice.log_axis); /* that of the loss */
	does(s, "panel loss last all");
	assert_int_equal(s->choice.window, WINDOW_ALL);
	does(s, "panel loss last 10k");
	does(s, "panel loss all");
	assert_int_equal(s->choice.window, WINDOW_ALL);
	refuses(s, "panel loss last", "usage");
	refuses(s, "panel loss last 2k 3k", "usage");
	refuses(s, "panel gates last 2k", "usage");
}

static void every_view_of_the_table_is_taken(void **state)
{
	struct screen *s = *state;

	for (int i = 0; i < PANELS; i++)
		for (int v = 0; v < panel_info[i].views.count; v++) {
			const char *view = word_at(&panel_info[i].views, v);
			bool window = !strcmp(view, "last");
			char *line = xasprintf("panel %s %s%s",
					       panel_info[i].name, view,
					       window ? " 2k" : "");

			does(s, line);
			free(line);
		}
}

static void zoom_goes_there_and_back(void **state)
{
	struct screen *s = *state;

	refuses(s, "zoom", "which panel");
	does(s, "zoom hidden");
	assert_int_equal(s->choice.zoom, PANEL_HIDDEN);
	does(s, "zoom lo");
	assert_int_equal(s->choice.zoom, PANEL_LOSS);
	does(s, "zoom");
	assert_int_equal(s->choice.zoom, -1);
	does(s, "zoom loss");
	does(s, "zoom loss");
	assert_int_equal(s->choice.zoom, -1);
	does(s, "zoom loss");
	does(s, "panel loss off"); /* a hidden panel cannot fill the screen */
	assert_int_equal(s->choice.zoom, -1);
	refuses(s, "zoom loss gates", "usage");
	refuses(s, "zoom x",
		"unknown panel 'x'; choices: numbers, loss, "
		"sample, hidden, gates, predict, "
		"answers, example, data");
	s->choice.zoom = -1;
	refuses(s, "zoom", "zoom which panel? choices: numbers, loss");
}

static void units_are_counted_from_0(void **state)
{
	struct screen *s = *state;

	does(s, "unit 99");
	assert_int_equal(s->choice.unit, 99);
	does(s, "unit 0");
	assert_int_equal(s->choice.unit, 0);
	refuses(s, "unit 100", "0..99");
	refuses(s, "unit -1", "0..99");
	refuses(s, "unit x", "0..99");
	refuses(s, "unit", "usage");
}

static void layouts_have_names(void **state)
{
	struct screen *s = *state;

	for (int i = 0; i < LAYOUTS; i++) {
		char *line = xasprintf("layout %s",
				       word_at(&layout_choices.name, i));

		does(s, line);
		assert_int_equal(s->choice.layout, i);
		free(line);
	}
	does(s, "layout w");
	assert_int_equal(s->choice.layout, LAYOUT_WIDE);
	refuses(s, "layout", "wide");
	refuses(s, "layout square",
		"unknown layout 'square'; choices: auto, wide, "
		"tall, focus");
}

static void other_commands_are_not_the_screens(void **state)
{
	struct screen *s = *state;

	refuses(s, "step 3", "step");
	refuses(s, "nonsense", "unknown command");
	refuses(s, "", "command");
	does(s, "pan gates off"); /* prefixes as everywhere */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_panels_shown_at_the_start),
		TEST(explanations_say_what_to_see_and_to_try),
		TEST(a_panel_is_switched_or_changed_over),
		TEST(the_loss_has_an_axis_and_a_unit),
		TEST(the_loss_has_a_window_of_time),
		TEST(every_view_of_the_table_is_taken),
		TEST(zoom_goes_there_and_back),
		TEST(units_are_counted_from_0),
		TEST(layouts_have_names),
		TEST(other_commands_are_not_the_screens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
