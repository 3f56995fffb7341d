/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_pane.c: the output of commands, wrapped and scrolled; the status
 * line. */
#include "config.h"

#include "datasets.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "cmd/startup.h"
#include "cmd/workspace.h"
#include "task/task_table.h"
#include "ui/pane.h"
#include "ui/popup.h"
#include "ui/statusline.h"

static void add(struct pane *p, enum say say, const char *text)
{
	pane_add(p, say, text, strlen(text));
}

/* The body, drawn at this size. */
static char *drawn(struct pane *p, int rows, int cols)
{
	struct canvas c;
	struct strbuf out;
	char *text, *body;

	canvas_init(&c);
	assert_true(canvas_resize(&c, rows, cols));
	pane_draw(p, &c, (struct rect){ 0, 0, rows, cols });
	strbuf_init(&out);
	canvas_dump(&c, &out);
	body = strchr(out.text, '\n');
	text = xstrdup(body ? body + 1 : "");
	strbuf_release(&out);
	canvas_release(&c);
	return text;
}

static void expect(struct pane *p, int rows, int cols, const char *want)
{
	char *text = drawn(p, rows, cols);

	assert_string_equal(text, want);
	free(text);
}

static void test_it_opens_with_output_and_wants_what_it_needs(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	assert_int_equal(pane_rows(p, 40, 12), 0);
	add(p, SAY_RESULT, "one\ntwo\n");
	assert_int_equal(pane_rows(p, 40, 12), 3);
	for (int i = 0; i < 50; i++)
		add(p, SAY_RESULT, "more\n");
	assert_int_equal(pane_rows(p, 40, 12), 12);
	pane_close(p);
	assert_int_equal(pane_rows(p, 40, 12), 0);
	add(p, SAY_NOTICE, "again\n");
	assert_int_equal(pane_rows(p, 40, 12), 2);
	pane_free(p);
}

static void test_an_echo_opens_nothing_but_is_above_its_output(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	pane_echo(p, "(lstm) pause");
	assert_false(pane_is_open(p));
	pane_echo(p, "(lstm) print 1");
	add(p, SAY_RESULT, "1 = 1\n");
	assert_int_equal(pane_rows(p, 40, 12), 3);
	expect(p, 3, 40, "(lstm) print 1\n1 = 1\n");
	pane_free(p);
}

static void test_a_long_answer_is_shown_from_its_beginning(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "before\n");
	pane_echo(p, "(lstm) help");
	add(p, SAY_RESULT, "one\ntwo\n");
	add(p, SAY_RESULT, "three\nfour\n");
	expect(p, 4, 40, "(lstm) help\none\ntwo\n");
	pane_scroll(p, 1);
	expect(p, 4, 40, "two\nthree\nfour\n");
	add(p, SAY_NOTICE, "five\n");
	expect(p, 4, 40, "three\nfour\nfive\n");
	pane_free(p);
}

static void test_long_lines_break_at_words(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "the quick brown fox\nabcdefghijklm\n");
	assert_int_equal(pane_rows(p, 10, 20), 5);
	expect(p, 5, 10, "the quick\nbrown fox\nabcdefghij\nklm\n");
	pane_free(p);
}

static void test_wide_characters_are_not_cut(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "안녕하세요\n");
	expect(p, 4, 5, "안녕\n하세\n요\n");
	pane_free(p);
}

static void test_pieces_of_a_line_are_joined(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "half \xec\x95");
	add(p, SAY_RESULT, "\x88 whole\n");
	expect(p, 2, 40, "half 안 whole\n");
	add(p, SAY_RESULT, "begun");
	add(p, SAY_NOTICE, "interrupted by\n");
	expect(p, 4, 40, "half 안 whole\nbegun\ninterrupted by\n");
	pane_free(p);
}

static void test_hostile_output_is_shown_escaped(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "a\033[2Jb\tc\xe2\x80\xae\n");
	expect(p, 2, 40, "a␛[2Jb  c<U+202E>\n");
	pane_free(p);
}

static void test_samples_of_bytes_are_shown_as_bytes(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_BYTES, "a \xea\xb0\x95\tb\n");
	add(p, SAY_RESULT, "a \xea\xb0\x95\n");
	expect(p, 3, 40, "a <ea><b0><95>  b\na 강\n");
	pane_free(p);
}

static void test_scrolling_back_stops_at_the_first_line(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);
	char *end, *top;

	(void)state;
	for (int i = 1; i <= 20; i++) {
		char line[32];

		snprintf(line, sizeof line, "line %d\n", i);
		add(p, SAY_RESULT, line);
	}
	end = drawn(p, 5, 20);
	assert_string_equal(end, "line 17\nline 18\nline 19\nline 20\n");
	pane_scroll(p, -1);
	expect(p, 5, 20, "line 14\nline 15\nline 16\nline 17\n");
	for (int i = 0; i < 30; i++)
		pane_scroll(p, -1);
	top = drawn(p, 5, 20);
	assert_string_equal(top, "line 1\nline 2\nline 3\nline 4\n");
	pane_scroll(p, 1);
	expect(p, 5, 20, "line 4\nline 5\nline 6\nline 7\n");
	add(p, SAY_RESULT, "new\n");
	expect(p, 5, 20, "line 18\nline 19\nline 20\nnew\n");
	free(end);
	free(top);
	pane_free(p);
}

static void test_page_up_reopens_a_closed_pane(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "kept\n");
	pane_close(p);
	pane_scroll(p, 1);
	assert_false(pane_is_open(p));
	pane_scroll(p, -1);
	assert_true(pane_is_open(p));
	assert_true(pane_rows(p, 40, 12) > 1);
	pane_free(p);
}

static void test_a_megabyte_without_newline_stays_quick(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);
	char *block = xmalloc(1 << 20), *text;

	(void)state;
	memset(block, 'x', 1 << 20);
	pane_add(p, SAY_RESULT, block, 1 << 20);
	assert_int_equal(pane_rows(p, 80, 20), 20);
	text = drawn(p, 20, 80);
	assert_int_equal(strspn(text, "x\n"), strlen(text));
	free(text);
	free(block);
	pane_free(p);
}

static void test_any_size_is_drawn(void **state)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "안녕 the quick brown fox\tjumps\n");
	for (int rows = 0; rows < 6; rows++)
		for (int cols = 0; cols < 60; cols++) {
			pane_rows(p, cols, rows);
			free(drawn(p, rows, cols));
		}
	pane_free(p);
}

/* A long answer below its echo, drawn again and again while training runs. */
static void test_a_frame_wraps_only_what_it_shows(void **state)
{
	struct pane *p = pane_new(500, SANITIZE_UTF8);
	long before;

	(void)state;
	pane_echo(p, "(lstm) sample 1000000");
	for (int i = 0; i < 400; i++)
		add(p, SAY_RESULT, "the quick brown fox jumps\n");
	pane_rows(p, 20, 12);
	free(drawn(p, 12, 20));
	before = pane_wraps(p);
	for (int i = 0; i < 10; i++) {
		add(p, SAY_RESULT, "the quick brown fox jumps\n");
		pane_rows(p, 20, 12);
		free(drawn(p, 12, 20));
	}
	assert_in_range(pane_wraps(p) - before, 10, 10 * (1 + 12));
	pane_free(p);
}

/* The remembered rows of a line hold for its width and that line. */
static void test_rows_follow_the_width_and_the_lines(void **state)
{
	struct pane *p = pane_new(3, SANITIZE_UTF8);

	(void)state;
	add(p, SAY_RESULT, "one two\n");
	pane_echo(p, "echo");
	add(p, SAY_RESULT, "three four five\n");
	expect(p, 4, 20, "one two\necho\nthree four five\n");
	expect(p, 4, 12, "echo\nthree four\nfive\n");
	expect(p, 4, 6, "echo\nthree\nfour\n");
	expect(p, 4, 20, "one two\necho\nthree four five\n");
	add(p, SAY_RESULT, "a\nb\nc\nsix seven eight");
	expect(p, 6, 11, "a\nb\nc\nsix seven\neight\n");
	add(p, SAY_RESULT, " nine");
	expect(p, 6, 11, "a\nb\nc\nsix seven\neight nine\n");
	add(p, SAY_RESULT, " ten\n");
	expect(p, 6, 11, "b\nc\nsix seven\neight nine\nten\n");
	pane_free(p);
}

/* --- what a command prints at 80 columns ---------------------------------- */

static void into_pane(void *owner, enum say kind, const char *text, size_t n)
{
	pane_add(owner, kind, text, n);
}

static void never_quit(void *owner UNUSED, int status UNUSED) {}

static struct pane *pane_of_command(const char *command)
{
	struct pane *p = pane_new(100, SANITIZE_UTF8);
	static const char text[] = "the quick brown fox\n"
				   "the quick brown fox\n";
	static const struct corpus_options how;
	struct host host = { .owner = p, .say = into_pane, .quit = never_quit };
	struct startup startup;
	struct settings set;
	struct corpus corpus;
	struct workspace *ws;
	struct err e;

	startup_init(&startup, &set);
	set.hidden = 2;
	startup.given[option_index(option_find("hidden"))] = true;
	assert_true(corpus_from_text(&corpus, text, sizeof text - 1, &how, &e));
	ws = workspace_new(&startup, &set, OF_TEXT(&corpus), &host, &e);
	assert_non_null(ws);
	pane_close(p); /* the output from the start */
	assert_true(workspace_execute(ws, command));
	workspace_free(ws);
	corpus_release(&corpus);
	startup_release(&startup);
	return p;
}

static void test_each_setting_has_a_row(void **state)
{
	struct pane *p = pane_of_command("info settings");
	int rows = pane_rows(p, 80, 100);
	char *text = drawn(p, rows, 80);
	long options = 0;

	(void)state;
	for (int i = 0; i < option_count(); i++)
		options += option_at(i)->home == IN_SETTINGS &&
			   option_is_of(option_at(i), task_at(TASK_CHAR));
	assert_int_equal(rows, 1 + options + 1); /* a title, a footnote */
	assert_non_null(strstr(text, "\nhidden*         2           hidden"));
	assert_non_null(strstr(text, "\nclip            5           each"));
	assert_non_null(strstr(text, "\nexplosion-factor 20 "));
	assert_non_null(strstr(text, "\n* a change restarts from "
				     "iteration 0\n"));
	free(text);
	pane_free(p);
}

/* --- candidates ----------------------------------------------------------- */

struct shown {
	struct popup popup;
	struct canvas canvas;
	struct strbuf out;
};

static void begin_candidates(struct shown *s, struct completion *c)
{
	popup_init(&s->popup, SANITIZE_UTF8);
	canvas_init(&s->canvas);
	strbuf_init(&s->out);
	if (c)
		popup_open(&s->popup, c);
}

static void end_candidates(struct shown *s)
{
	popup_close(&s->popup);
	strbuf_release(&s->out);
	canvas_release(&s->canvas);
}

/* The contents of the rows it takes. */
static void expect_candidates(struct shown *s, int most, int cols,
			      const char *expected)
{
	int rows = popup_rows(&s->popup, most, cols);

	assert_true(rows <= most);
	assert_true(canvas_resize(&s->canvas, rows, 100));
	popup_draw(&s->popup, &s->canvas, (struct rect){ 0, 0, rows, cols });
	strbuf_clear(&s->out);
	canvas_dump(&s->canvas, &s->out);
	assert_string_equal(s->out.text, expected);
}

static void test_paths_are_in_columns_and_pages(void **state)
{
	char a[] = "alpha", b[] = "beta", g[] = "gamma", d[] = "x/y/delta/";
	char *const paths[] = { a, b, g, d };
	struct shown s;

	(void)state;
	begin_candidates(&s, NULL);
	assert_int_equal(popup_rows(&s.popup, 10, 20), 0);
	popup_open_paths(&s.popup, paths, 4);
	expect_candidates(&s, 10, 16, "alpha   gamma\nbeta    delta/\n");
	expect_candidates(&s, 3, 10,
			  "alpha\nbeta\n"
			  "page 1 of\n");
	popup_open_paths(&s.popup, paths, 4); /* the same again: next page */
	expect_candidates(&s, 3, 10, "gamma\ndelta/\npage 2 of\n");
	popup_open_paths(&s.popup, paths, 3);
	expect_candidates(&s, 3, 10, "alpha\nbeta\ngamma\n");
	end_candidates(&s);
}

static struct candidate few[] = {
	{ (char[]){ "gru" }, "gated recurrent unit" },
	{ (char[]){ "lstm" }, NULL },
	{ (char[]){ "\354\225\210" }, "hello" },
};

static void test_candidates_are_beside_their_descriptions(void **state)
{
	struct completion c = { .item = few, .count = LENGTH(few) };
	struct shown s;

	(void)state;
	begin_candidates(&s, &c);
	expect_candidates(&s, 3, 60,
			  "gru   gated recurrent unit\n"
			  "lstm\n\354\225\210    hello\n");
	/* What is cut says so. */
	expect_candidates(&s, 3, 26,
			  "gru   gated recurrent unit\n"
			  "lstm\n\354\225\210    hello\n");
	few[0].help = "gated recurrent units";
	popup_open(&s.popup, &c);
	expect_candidates(&s, 3, 26,
			  "gru   gated recurrent u...\n"
			  "lstm\n\354\225\210    hello\n");
	/* Where that takes too many rows or columns: */
	expect_candidates(&s, 2, 60, "gru   lstm  \354\225\210\n");
	expect_candidates(&s, 3, 25, "gru   lstm  \354\225\210\n");
	few[0].help = few[2].help = NULL;
	popup_open(&s.popup, &c);
	expect_candidates(&s, 3, 60, "gru   lstm  \354\225\210\n");
	end_candidates(&s);
}

static void test_descriptions_are_turned_a_few_pages(void **state)
{
	struct candidate many[13];
	struct completion c = { .item = many, .count = LENGTH(many) };
	char words[LENGTH(many)][4];
	struct shown s;

	(void)state;
	for (size_t i = 0; i < LENGTH(many); i++) {
		snprintf(words[i], sizeof words[i], "w%c", (char)('a' + i));
		many[i] = (struct candidate){ words[i], "a word" };
	}
	begin_candidates(&s, &c);
	expect_candidates(&s, 5, 60,
			  "wa  a word\nwb  a word\nwc  a word\nwd  a word\n"
			  "page 1 of 4: Tab turns, Esc closes\n");
	popup_open(&s.popup, &c);
	popup_open(&s.popup, &c);
	popup_open(&s.popup, &c);
	expect_candidates(&s, 5, 60,
			  "wm  a word\n\n\n\n"
			  "page 4 of 4: Tab turns, Esc closes\n");
	expect_candidates(&s, 4, 60,
			  "wa  wb  wc  wd  we  wf  wg  wh  wi  wj  wk  wl  "
			  "wm\n");
	popup_open(&s.popup, &c);
	expect_candidates(&s, 5, 60,
			  "wa  a word\nwb  a word\nwc  a word\nwd  a word\n"
			  "page 1 of 4: Tab turns, Esc closes\n");
	end_candidates(&s);
}

/* Drawn in the rows it asked for, every word is on one of the pages. */
static void test_candidates_are_complete_at_every_size(void **state)
{
	struct completion c;

	(void)state;
	complete_line(&c, "help ", 5, NULL);
	for (int most = 1; most < 60; most += 1 + most / 6) {
		for (int cols = 1; cols < 130; cols += 1 + cols / 3) {
			struct shown s;
			int rows;

			begin_candidates(&s, &c);
			rows = popup_rows(&s.popup, most, cols);
			assert_in_range(rows, 1, most);
			assert_true(canvas_resize(&s.canvas, rows, cols));
			for (int page = 0; page < c.count; page++) {
				popup_draw(&s.popup, &s.canvas,
					   (struct rect){ 0, 0, rows, cols });
				canvas_dump(&s.canvas, &s.out);
				popup_open(&s.popup, &c);
			}
			for (int i = 0; cols >= 25 && i < c.count; i++)
				assert_non_null(
					strstr(s.out.text, c.item[i].word));
			end_candidates(&s);
		}
	}
	completion_release(&c);
}

/* --- status line ---------------------------------------------------------- */

static char *status_with(const struct track_view *track, const char *cursor,
			 int cols)
{
	struct canvas c;
	struct strbuf out;
	char *text;

	canvas_init(&c);
	assert_true(canvas_resize(&c, 1, cols));
	statusline_draw(track, 112.5, true, cursor, &c,
			(struct rect){ 0, 0, 1, cols });
	strbuf_init(&out);
	canvas_dump(&c, &out);
	text = xstrdup(out.text);
	strbuf_release(&out);
	canvas_release(&c);
	return text;
}

static char *status(const struct track_view *track, int cols)
{
	return status_with(track, NULL, cols);
}

static void assert_status(const struct track_view *track, int cols,
			  const char *expected)
{
	char *text = status(track, cols);

	assert_string_equal(text, expected);
	free(text);
}

/* The position of training is in the header; nothing is repeated. */
static void test_the_status_line_tells_the_save_and_the_work(void **state)
{
	struct track_view track = { .running = true, .saved_seconds = 100 };

	(void)state;
	track.now.chars_per_second = 171234;
	track.now.epoch = 1.371;
	assert_status(&track, 66,
		      "- F1 help  F2 zoom  F5 pause  F10 step --"
		      "-------- saved 12 s ago -\n");
	track.running = false;
	strcpy(track.status, "gradcheck 40 %");
	assert_status(&track, 70,
		      "- F1 help  F2 zoom  F5 continue - gradcheck"
		      " 40 % ---- saved 12 s ago -\n");
	track.saved_seconds = 0;
	*track.status = '\0';
	assert_status(&track, 50,
		      "- F1 help  F2 zoom  F5 continue  F10 step"
		      " --------\n");
	for (int cols = 0; cols < 100; cols++)
		free(status(&track, cols));
	free(status(NULL, 80));
}

/* A state and a status as long as they get. */
static void test_a_long_status_leaves_the_first_key_visible(void **state)
{
	struct track_view track = { .running = true, .unsaved = true };

	(void)state;
	strcpy(track.status, "until loss < 50");
	assert_status(&track, 60,
		      "- F1 help  F2 zoom  F5 pause - until loss"
		      " < 50 - not saved -\n");
	strcpy(track.status, "until smooth_loss < 50 and iteration > 2000");
	assert_status(&track, 60,
		      "- F1 help - until smooth_loss < 50 and iterat.."
		      "  not saved -\n");
	/* no space for a status of any use */
	assert_status(&track, 32, "- F1 help  F2 zoom - not saved -\n");
}

static void test_the_status_line_has_the_values_under_the_cursor(void **state)
{
	static const char values[] = "unit 7 't' h +0.83 i 0.91";
	struct track_view track = { .unsaved = true };
	char *text;

	(void)state;
	text = status_with(&track, values, 60);
	assert_string_equal(text, "- unit 7 't' h +0.83 i 0.91 ----------"
				  "---------- not saved -\n");
	free(text);
	text = status_with(&track, values, 40);
	assert_string_equal(text, "- unit 7 't' h +0.83 i 0.91  not saved -\n");
	free(text);
	text = status_with(&track, values, 38);
	assert_string_equal(text, "- unit 7 't' h +0.83 i 0.91 ----------\n");
	free(text);
	/* how to get one, if possible */
	text = status_with(&track, "", 100);
	assert_non_null(strstr(text, "F10 step  arrows cursor "));
	free(text);
	text = status_with(&track, NULL, 100);
	assert_null(strstr(text, "cursor"));
	free(text);
	track.running = true;
	text = status_with(&track, "", 100);
	assert_null(strstr(text, "cursor"));
	free(text);
	for (int cols = 0; cols < 100; cols++) {
		free(status_with(&track, values, cols));
		free(status_with(&track, "", cols));
	}
}

static int setup(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

static void test_other_candidates_begin_on_page_1(void **state)
{
	char *const paths[] = { (char[]){ "alpha" }, (char[]){ "beta" },
				(char[]){ "gamma" } };
	char *const others[] = { paths[0], paths[1], (char[]){ "delta" } };
	char *const bad[] = { (char[]){ "x\033[31m" } };
	struct shown s;

	(void)state;
	begin_candidates(&s, NULL);
	popup_open_paths(&s.popup, paths, 3);
	popup_open_paths(&s.popup, paths, 3);
	expect_candidates(&s, 2, 10, "beta\npage 2 of\n");
	popup_open_paths(&s.popup, others, 3);
	expect_candidates(&s, 2, 10, "alpha\npage 1 of\n");
	popup_open_paths(&s.popup, bad, 1);
	assert_null(strchr(s.popup.item[0].word, '\033'));
	end_candidates(&s);
}

static void test_the_status_line_tells_hours_and_alarms(void **state)
{
	const struct rect row = { 0, 0, 1, 80 };
	struct track_view track = { .saved_seconds = 1 };
	struct canvas c;
	struct strbuf out;
	int alarms = 0;

	(void)state;
	canvas_init(&c);
	assert_true(canvas_resize(&c, 1, 80));
	strbuf_init(&out);
	statusline_draw(&track, 7300, true, NULL, &c, row);
	canvas_dump(&c, &out);
	assert_non_null(strstr(out.text, "saved 2 h ago"));
	strcpy(track.status, "loss is nan");
	track.broken = true;
	statusline_draw(&track, 7300, true, NULL, &c, row);
	for (int i = 0; i < 80; i++)
		alarms += c.cell[i].style.role == ROLE_ALARM;
	assert_int_equal(alarms, 2 + (int)strlen(track.status));
	strbuf_release(&out);
	canvas_release(&c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_it_opens_with_output_and_wants_what_it_needs),
		cmocka_unit_test(
			test_an_echo_opens_nothing_but_is_above_its_output),
		cmocka_unit_test(
			test_a_long_answer_is_shown_from_its_beginning),
		cmocka_unit_test(test_long_lines_break_at_words),
		cmocka_unit_test(test_wide_characters_are_not_cut),
		cmocka_unit_test(test_pieces_of_a_line_are_joined),
		cmocka_unit_test(test_hostile_output_is_shown_escaped),
		cmocka_unit_test(test_samples_of_bytes_are_shown_as_bytes),
		cmocka_unit_test(test_scrolling_back_stops_at_the_first_line),
		cmocka_unit_test(test_page_up_reopens_a_closed_pane),
		cmocka_unit_test(test_a_megabyte_without_newline_stays_quick),
		cmocka_unit_test(test_any_size_is_drawn),
		cmocka_unit_test(test_a_frame_wraps_only_what_it_shows),
		cmocka_unit_test(test_rows_follow_the_width_and_the_lines),
		cmocka_unit_test(test_each_setting_has_a_row),
		cmocka_unit_test(test_paths_are_in_columns_and_pages),
		cmocka_unit_test(test_candidates_are_beside_their_descriptions),
		cmocka_unit_test(test_descriptions_are_turned_a_few_pages),
		cmocka_unit_test(test_candidates_are_complete_at_every_size),
		cmocka_unit_test(
			test_the_status_line_tells_the_save_and_the_work),
		cmocka_unit_test(
			test_a_long_status_leaves_the_first_key_visible),
		cmocka_unit_test(
			test_the_status_line_has_the_values_under_the_cursor),
		cmocka_unit_test(test_other_candidates_begin_on_page_1),
		cmocka_unit_test(test_the_status_line_tells_hours_and_alarms),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
