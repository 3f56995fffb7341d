/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_panels_draw.c: the drawing of each panel, as text. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "panel_text.h"
#include "probe/prediction.h"
#include "ui/chrome.h"
#include "ui/figure_csv.h"
#include "ui/layout.h"
#include <locale.h>

/* --- numbers ------------------------------------------------------------ */

static void the_header_keeps_what_matters_most(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.snap.track[0].now.iteration = 61184;
	f.snap.track[0].now.smooth_loss = 51.49;
	assert_panel(
		&f, PANEL_NUMBERS, 2, 110,
		" rnntui  tinyshakespeare.txt  1,115,394 chars  65 symbols          lstm 1x100  adagrad 0.1  clip 5  ► RUNNING\n"
		" iteration 61,184  epoch 1.37  smooth loss 51.49  2.971 bits/char                 171k chars/s  trained 3 min\n");
	assert_panel(
		&f, PANEL_NUMBERS, 2, 150,
		" rnntui  tinyshakespeare.txt  1,115,394 chars  65 symbols                                                  lstm 1x100  adagrad 0.1  clip 5  ► RUNNING\n"
		" iteration 61,184  epoch 1.37  smooth loss 51.49  2.971 bits/char                           gradient 4.210  clipped 0.3%  171k chars/s  trained 3 min\n");
	assert_panel(
		&f, PANEL_NUMBERS, 2, 80,
		" rnntui  tinyshakespeare.txt         lstm 1x100  adagrad 0.1  clip 5  ► RUNNING\n"
		" iteration 61,184  epoch 1.37  smooth loss 51.49  2.971 bits/char  171k chars/s\n");
	f.snap.track[0].now.epoch = 146.46;
	assert_says(&f, PANEL_NUMBERS, 2, 80, "  epoch 146  smooth", NULL);
	f.snap.track[0].now.epoch = 137372.4;
	assert_says(&f, PANEL_NUMBERS, 2, 80, "  epoch 137,372  smooth", NULL);
	/* on a low screen */
	assert_panel(
		&f, PANEL_NUMBERS, 1, 80,
		" tinyshakespeare.txt  iteration 61,184  smooth loss 51.49             ► RUNNING\n");
	f.snap.track[0].now.epoch = NAN; /* the task has none */
	assert_says(&f, PANEL_NUMBERS, 2, 80, "61,184  smooth", "epoch");
	f.snap.track[0].now.epoch = 1.37;
	f.snap.track[0].running = false;
	/* no speed at rest */
	assert_panel(
		&f, PANEL_NUMBERS, 2, 100,
		" rnntui  tinyshakespeare.txt  1,115,394 chars             lstm 1x100  adagrad 0.1  clip 5  ║ PAUSED\n"
		" iteration 61,184  epoch 1.37  smooth loss 51.49  2.971 bits/char     gradient 4.210  trained 3 min\n");
	assert_panel(&f, PANEL_NUMBERS, 1, 40,
		     " iteration 61,184              ║ PAUSED\n");
	set_ascii(&f);
	assert_panel(&f, PANEL_NUMBERS, 1, 20, "           = PAUSED\n");
	fixture_release(&f);
}

static void the_zoomed_header_has_all_numbers(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.snap.track[0].now.iteration = 61184;
	f.snap.track[0].now.smooth_loss = 51.49;
	assert_panel(
		&f, PANEL_NUMBERS, 20, 90,
		" rnntui  tinyshakespeare.txt  1,115,394 chars  lstm 1x100  adagrad 0.1  clip 5  ► RUNNING\n"
		"\n"
		" iteration            61,184                  net              lstm 1x100 layers x units\n"
		" epoch                 1.370                  symbols V                65\n"
		" time trained          3 min                  steps T                  25 characters\n"
		" speed                  171k chars/s          streams B                 1\n"
		"                                              engine          float/x86-64-v3\n"
		" loss                  52.11 nats over T\n"
		" smooth loss           51.49 nats over T      optimizer           adagrad\n"
		" smooth, per char      2.060 nats             learning rate           0.1\n"
		"                       2.971 bits             clip by value             5 0 off\n"
		" perplexity            7.843 of V symbols     clip by norm              0 0 off\n"
		" best smooth           51.40 nats             dropout                   0 0 off\n"
		" validation                - nats a char\n"
		" validation, warm          - nats a char\n"
		" best validation           - nats a char\n"
		"\n"
		" gradient norm         4.210 before clipping\n"
		" clipped                0.3% of the elements\n"
		"\n");
	fixture_release(&f);
}

/* --- loss --------------------------------------------------------------- */

static void the_loss_in_every_glyph(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	fixture_series(&f, 256, 64, 104.36, 51.4);
	assert_panel(&f, PANEL_LOSS, 12, 39,
		     "─ loss nats/25 chars ────── ppl 7.821 ─\n"
		     " 100┤⢹▴ 115.55 ⠉ ⠉ ⠉ ⠉ ⠉  uniform 104.4\n"
		     "    │⠈⡇⠁              ⣕⣕ raw  ⠶⠶ smooth\n"
		     "    │⠐⢹⡀⢄\n"
		     "    │⠤⠐⢧⠄⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ unigram 83.0\n"
		     "  80┤ ⠐⠈⢧⢅ ⡀\n"
		     "    │  ⠐⠈⢧⡀⠄⠢ ⡀\n"
		     "    │⠤ ⠤⠈⠤⠳⣄⡀⠤⢄⠤⠔⠤⢄⠤⣀⠤⡀⠤ ⠤  bigram 64.8\n"
		     "  60┤   ⠈⠡⠑⠈⠙⠶⣤⣀⡀⢔⢄⢀⢄⢄⠄⢀⡀⠄⡀⢄⢀⢂⢀⡠⠤⢀⢀⠒⢄⡠⡀\n"
		     "    │⠉ ⠉ ⠉⠐⠉⠐⠉⢕⠉⠙⠛⠳⠶⠶⠶⠶⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤\n"
		     "    │       ⠈⠑⠤⡈⠈⠑⠑⠅⠕⠕⠑⢕⠕⢕⢕⠕⠕⢕⢕⢑⠑⠕⠕⢕⠑⢕⠕\n"
		     "     0                  10k   it 16,384\n");
	f.scene.glyphs = GLYPH_BLOCKS;
	assert_panel(&f, PANEL_LOSS, 8, 39,
		     "─ loss nats/25 chars ────── ppl 7.821 ─\n"
		     " 100┤▄▲ 115.55··········· uniform 104.4\n"
		     "    │░█░∙\n"
		     "  80┤··▀▄················· unigram 83.0\n"
		     "    │····▀▄················ bigram 64.8\n"
		     "  60┤······▀▀▄▄▄▄▄▄······· trigram 56.0\n"
		     "    │      ∙∙░░░░░░▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀\n"
		     "     0                  10k   it 16,384\n");
	set_ascii(&f);
	assert_panel(
		&f, PANEL_LOSS, 12, 60,
		"- loss nats/25 chars ----------- ppl 7.821  2.97 bits/char -\n"
		"    |*^ 115.55-------------------------------- uniform 104.4\n"
		" 100+:*:.                                  :: raw  ** smooth\n"
		"    | :*:..\n"
		"    |---*-------------------------------------- unigram 83.0\n"
		"  80+  .:**:: ..\n"
		"    |    ::**:::.. .\n"
		"    |--------***-------------------------------- bigram 64.8\n"
		"  60+-----------*******------------------------ trigram 56.0\n"
		"    |         ...::::::*************************************\n"
		"    |              ... ...::.:::::::::::::::::::::::::::::::\n"
		"     0              5k               10k           it 16,384\n");
	fixture_release(&f);
}

static void marks_units_and_validation_are_shown(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	fixture_series(&f, 256, 64, 104.36, 51.4);
	set_ascii(&f);
	f.choice.bits = true;
	f.choice.log_axis = true;
	f.snap.track[0].series->marks = 2;
	f.snap.track[0].series->mark[0] = (struct mark){ 4000, "lr 0.05" };
	f.snap.track[0].series->mark[1] = (struct mark){ 9000, "dropout 0.2" };
	for (int i = 8; i < 256; i += 8)
		f.snap.track[0].series->bucket[i].valid = 3;
	f.snap.track[0].now.valid_loss = 3;
	assert_panel(
		&f, PANEL_LOSS, 14, 70,
		"- loss bits/char --------------- ppl 7.821  2.06 nats/char  log axis -\n"
		"   6+*^ 6.668-------------------------------------------- uniform 6.02\n"
		"    |:*::.           |                  |  :: raw  ** smooth  oo valid\n"
		"   5+ :**::.         |                  |\n"
		"    |----*----------------------------------------------- unigram 4.79\n"
		"    |  o.:**oo. .ooo | ooo   ooo   ooo  |ooo   ooo   ooo   ooo   ooo\n"
		"   4+    .::**:::.::.|.                 |\n"
		"    |---------***----------------------------------------- bigram 3.74\n"
		"    |       ..:::****|::::::::::..:.... |..:...:. .. .. . ......:. ..\n"
		"    |----------------*******----------------------------- trigram 3.23\n"
		"   3+          .... :|::::::******************************************\n"
		"    |              ..|.  . :: ::::::::::|:::::::::::::::::::::::::::::\n"
		"    |                | .. ...... :. . ::|:  ::::.:: :. ::.:.: : ...:::\n"
		"     0               ^ lr 0.05          ^ dropout 0.2        it 16,384\n");
	fixture_release(&f);
}

/* Validation that has risen again: where it was lowest, and how low. */
static void the_lowest_validation_is_marked(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	fixture_series(&f, 256, 64, 104.36, 51.4);
	set_ascii(&f);
	for (int i = 8; i < 256; i += 8)
		f.snap.track[0].series->bucket[i].valid =
			2.5 + 0.00005 * (i - 128) * (i - 128);
	f.snap.track[0].now.valid_loss = 3.22;
	f.snap.track[0].now.best_valid = 2.5;
	f.snap.track[0].now.best_valid_at = 128 * 64;
	assert_panel(
		&f, PANEL_LOSS, 12, 60,
		"- loss nats/25 chars ----------- ppl 7.821  2.97 bits/char -\n"
		"    |*^ 115.55-------------------------------- uniform 104.4\n"
		" 100+:*:.               :: raw  ** smooth  oo valid  @  best\n"
		"    | :*:..\n"
		"    |---*-------------------------------------- unigram 83.0\n"
		"  80+  o:**o: ..                                     ooo\n"
		"    |    ::**o::.o .                           ooo\n"
		"    |--------***--oo---ooo---ooo@--ooo---ooo---- bigram 64.8\n"
		"  60+-----------*******------------------------ trigram 56.0\n"
		"    |         ...::::::*************************************\n"
		"    |              ... ...::.:::::::::::::::::::::::::::::::\n"
		"     0              5k               10k           it 16,384\n");
	assert_panel(
		&f, PANEL_NUMBERS, 2, 110,
		" rnntui  tinyshakespeare.txt  1,115,394 chars  65 symbols          lstm 1x100  adagrad 0.1  clip 5  > RUNNING\n"
		" iteration 16,384  epoch 1.37  smooth loss 51.42  2.967 bits/char  validation 4.645 bits/char    171k chars/s\n");
	assert_says(&f, PANEL_NUMBERS, 2, 130,
		    "validation 4.645 bits/char  best 3.607  ", NULL);
	assert_says(&f, PANEL_NUMBERS, 2, 80,
		    " iteration 16,384  epoch 1.37"
		    "  smooth loss 51.42  validation 4.645 bits/char\n",
		    "best");
	/* the best is the last: nothing to distinguish */
	f.snap.track[0].now.valid_loss = 2.5;
	assert_panel(
		&f, PANEL_NUMBERS, 2, 110,
		" rnntui  tinyshakespeare.txt  1,115,394 chars  65 symbols          lstm 1x100  adagrad 0.1  clip 5  > RUNNING\n"
		" iteration 16,384  epoch 1.37  smooth loss 51.42  2.967 bits/char  validation 3.607 bits/char    171k chars/s\n");
	fixture_release(&f);
}

static void a_first_iteration_is_a_chart_already(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	assert_panel(&f, PANEL_LOSS, 6, 39,
		     "- loss nats/25 chars ------ ppl 65.00 -\n"
		     "\n"
		     "\n"
		     "           no iterations yet\n"
		     "\n"
		     "\n");
	fixture_series(&f, 1, 1, 104.36, 51.4);
	assert_panel(&f, PANEL_LOSS, 6, 39,
		     "- loss nats/25 chars ------ ppl 65.00 -\n"
		     "    |^ 108.55\n"
		     "    |:\n"
		     "    |*------------------- uniform 104.4\n"
		     " 104+\n"
		     "     1                             it 1\n");
	fixture_release(&f);
}

/* 9.5k, 1.5M, 2e12 as a number. */
static double tick_value(const char *label, const char *end)
{
	char *rest;
	double v = strtod(label, &rest);

	if (*rest == 'k' || *rest == 'M')
		v *= *rest++ == 'k' ? 1e3 : 1e6;
	if (rest != end)
		fail_msg("no number: %s", label);
	return v;
}

/* The ticks of the y axis are whole numbers, fall from row to row by equal
 * steps, and lie in the range of the curve. */
static void assert_ticks(const char *text, double low, double high)
{
	double value[16];
	int row[16], n = 0, at = 0;

	for (const char *line = text; *line; at++) {
		const char *end = strchr(line, '\n');
		const char *tick = memchr(line, '+', (size_t)(end - line));

		if (tick && at > 0 && tick > line) {
			row[n] = at;
			value[n++] = tick_value(line, tick);
		}
		line = end + 1;
	}
	assert_true(n >= 2);
	for (int i = 0; i < n; i++)
		if (value[i] < low || value[i] > high)
			fail_msg("%g..%g:\n%s", low, high, text);
	for (int i = 2; i < n; i++) {
		double a = (value[i - 1] - value[i]) / (row[i] - row[i - 1]);
		double b = (value[0] - value[1]) / (row[1] - row[0]);

		/* a value is anywhere in its row */
		if (!(a > b / 3 && a < b * 3))
			fail_msg("steps differ:\n%s", text);
	}
}

static void no_label_of_the_axis_is_cut(void **state)
{
	(void)state;
	for (int i = 0; i < 45 * 3; i++) {
		double high = pow(10, i % 45 - 6) * (1 + 1.3 * (i / 45));
		struct fixture f;
		char *text;

		fixture_init(&f);
		set_ascii(&f);
		fixture_series(&f, 60, 1, high, high / 2);
		for (int k = 0; k < 60; k++)
			f.snap.track[0]
				.series->bucket[k]
				.low = f.snap.track[0].series->bucket[k].high =
				f.snap.track[0].series->bucket[k].smooth;
		f.scene.ngram = (struct ngram){ NAN, NAN, NAN, NAN };
		text = panel_text(&f, PANEL_LOSS, 12, i % 2 ? 39 : 70);
		assert_ticks(text, high * 0.49, high * 1.01);
		free(text);
		fixture_release(&f);
	}
}

/* The band leaps up in every n-th column; the axis stays. */
static void set_spikes(struct fixture *f, int n)
{
	fixture_series(f, 55, 1, 104.36, 51.4);
	for (int i = 0; i < 55; i++) {
		struct bucket *b = &f->snap.track[0].series->bucket[i];

		b->low = 40;
		b->high = i % n == 0 ? 105 : b->smooth;
		b->valid = i == 40 ? 2.3 : NAN;
	}
}

/* Rows of the panel that end in a name or the legend, and those ends. */
static char *right_side(const struct fixture *f)
{
	static const char *const ends[] = { " uniform 104.4", " unigram 83.0",
					    " bigram 64.8", " trigram 56.0",
					    ":: raw  ** smooth  oo valid" };
	char *text = panel_text(f, PANEL_LOSS, 16, 60), *next;
	struct strbuf out;
	int row = 0;

	strbuf_init(&out);
	for (char *line = text; *line; line = next, row++) {
		next = strchr(line, '\n') + 1;
		next[-1] = '\0';
		for (size_t i = 0; i < LENGTH(ends); i++) {
			size_t n = strlen(line), tail = strlen(ends[i]);

			if (n == 60 && !strcmp(line + n - tail, ends[i]))
				strbuf_printf(&out, "%d%s\n", row, ends[i]);
		}
	}
	free(text);
	text = strbuf_detach(&out);
	strbuf_release(&out);
	return text;
}

static void names_and_keys_do_not_dodge_the_band(void **state)
{
	struct fixture f;

	(void)state;
	for (int n = 1; n < 6; n++) {
		char *right;

		fixture_init(&f);
		set_ascii(&f);
		set_spikes(&f, n);
		right = right_side(&f);
		assert_string_equal(right, "1 uniform 104.4\n"
					   "2:: raw  ** smooth  oo valid\n"
					   "6 unigram 83.0\n"
					   "11 bigram 64.8\n"
					   "13 trigram 56.0\n");
		free(right);
		fixture_release(&f);
	}
}

static void names_on_one_row_keep_the_order_of_their_values(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	f.scene.ngram.bigram = 2.36;
	for (int rows = 8; rows < 40; rows++) {
		char *text, *bigram, *trigram;

		fixture_series(&f, 256, 64, 104.36, 35);
		text = panel_text(&f, PANEL_LOSS, rows, 60);
		bigram = strstr(text, " bigram 59.0\n");
		trigram = strstr(text, " trigram 56.0");
		if (bigram && trigram && bigram > trigram)
			fail_msg("order:\n%s", text);
		assert_true(bigram || rows < 12);
		assert_true(trigram || rows < 12);
		free(text);
	}
	fixture_release(&f);
}

/* --- lines are drawn at their values --------------------------------------- */

enum { REFERENCES = 4 };
static const char *const reference_name[REFERENCES] = {
	" uniform ",
	" unigram ",
	" bigram ",
	" trigram ",
};

static bool is_line(const struct canvas_cell *cell)
{
	uint32_t code = cell->codepoint;

	return cell->style.role == ROLE_REFERENCE &&
	       (code == '-' || code == 0xb7 || (code & ~0xffu) == 0x2800);
}

/* The rows that hold a piece of a reference line, the highest first. */
static int line_rows(const struct canvas *c, int row[REFERENCES])
{
	int n = 0;

	for (int r = 1; r < c->rows - 1; r++) {
		int pieces = 0;

		for (int col = 0; col < c->cols; col++)
			pieces += is_line(&c->cell[r * c->cols + col]);
		if (pieces > 1 && n < REFERENCES)
			row[n++] = r;
	}
	return n;
}

/* The row of the words; -1. */
static int row_with(const struct canvas *c, const char *words)
{
	struct strbuf out;
	const char *at, *end;
	int row = 0;

	strbuf_init(&out);
	canvas_dump(c, &out);
	end = strstr(out.text, words);
	for (at = out.text; end && at < end; at++)
		row += *at == '\n';
	strbuf_release(&out);
	return end ? row : -1;
}

/* The row in which the smooth curve ends. */
static int curve_end(const struct canvas *c)
{
	for (int col = c->cols - 1; col >= 0; col--)
		for (int row = c->rows - 1; row > 0; row--)
			if (c->cell[row * c->cols + col].style.role ==
			    ROLE_CURVE)
				return row;
	return -1;
}

/* Each reference in its order, the curve on its side of each, and every name at
 * most a row from its own line and not on another's. */
static void check_order(const struct fixture *f, const struct canvas *c)
{
	const struct ngram *g = &f->scene.ngram;
	const double nats[REFERENCES] = { g->uniform, g->unigram, g->bigram,
					  g->trigram };
	double smooth =
		f->snap.track[0].now.smooth_loss / f->snap.track[0].spec.steps;
	int row[REFERENCES], end = curve_end(c);

	if (line_rows(c, row) < REFERENCES || end < 0)
		return; /* two share a row, or the axis ends before one */
	for (int i = 0; i < REFERENCES; i++) {
		int name = row_with(c, reference_name[i]);

		if (nats[i] > smooth)
			assert_true(row[i] <= end);
		else
			assert_true(row[i] >= end - 1);
		if (name < 0)
			continue;
		assert_in_range(name, row[i] - 1, row[i] + 1);
		for (int k = 0; k < REFERENCES; k++)
			assert_true(k == i || name != row[k]);
	}
}

static void lines_and_names_are_at_their_values(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	for (unsigned i = 0; i < 600; i++) {
		double low = 60 + 50 * fixture_noise(31, i);
		int rows = 8 + (int)(i % 30), cols = 36 + (int)(i % 7) * 20;
		struct canvas c;

		f.scene.glyphs = (enum glyphs)(GLYPH_BRAILLE + i % 3);
		f.choice.log_axis = i % 2;
		f.choice.bits = i / 2 % 2;
		fixture_series(&f, 200, 1 + i % 9, 104.36, low);
		canvas_init(&c);
		assert_true(canvas_resize(&c, rows, cols));
		draw(&f, PANEL_LOSS, &c, (struct rect){ 0, 0, rows, cols });
		check_order(&f, &c);
		canvas_release(&c);
	}
	fixture_release(&f);
}

static void a_window_is_named_at_any_width(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	fixture_series(&f, 256, 64, 104.36, 51.4);
	f.choice.window = WINDOW_LAST;
	f.choice.last = 2000;
	assert_says(&f, PANEL_LOSS, 8, 39, "last 2k of 16.4k", "nats/25");
	assert_says(&f, PANEL_LOSS, 8, 90, "nats/25 chars", NULL);
	assert_says(&f, PANEL_LOSS, 8, 90, "last 2k of 16.4k", NULL);
	f.choice.last = 999999999999999;
	assert_says(&f, PANEL_LOSS, 8, 39, "last 1000T ", "of");
	f.choice.last = 1870000;
	assert_says(&f, PANEL_LOSS, 8, 39, "last 1.87M ", "of");
	f.choice.window = WINDOW_LOG;
	assert_says(&f, PANEL_LOSS, 8, 39, "log time", NULL);
	assert_says(&f, PANEL_LOSS, 8, 90, " 1k ", " 20 ");
	fixture_release(&f);
}

static void the_title_says_the_unit_and_drops_perplexity_first(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	fixture_series(&f, 256, 64, 104.36, 51.4);
	f.snap.track[0].now.valid_loss = 3;
	assert_says(&f, PANEL_LOSS, 8, 24, "loss nats/25 chars", NULL);
	assert_says(&f, PANEL_LOSS, 8, 39, "ppl 7.821", "log");
	assert_says(&f, PANEL_LOSS, 8, 59, "2.97 bits/char", "smooth");
	assert_says(&f, PANEL_LOSS, 8, 90, "ppl 7.821  2.97 bits/char", NULL);
	f.choice.bits = true;
	assert_says(&f, PANEL_LOSS, 8, 59, "ppl 7.821  2.06 nats/char -",
		    "valid");
	f.choice.log_axis = true;
	assert_says(&f, PANEL_LOSS, 8, 59, "loss bits/char ", NULL);
	assert_says(&f, PANEL_LOSS, 8, 59, "nats/char  log axis -", NULL);
	fixture_release(&f);
}

static void a_text_of_one_symbol_has_an_axis_from_0(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	fixture_series(&f, 9, 1, 0, 0);
	for (int i = 0; i < 9; i++)
		f.snap.track[0].series->bucket[i].low =
			f.snap.track[0].series->bucket[i].high = 0;
	f.scene.ngram = (struct ngram){ 0, 0, 0, 0 };
	assert_says(&f, PANEL_LOSS, 8, 60, " 0.0+*", "-0");
	assert_says(&f, PANEL_LOSS, 8, 60, " 1.0+", "-1");
	fixture_release(&f);
}

/* --- sample ------------------------------------------------------------- */

static void set_sample(struct fixture *f, const char *text)
{
	sample_list_clear(&f->snap.samples);
	sample_list_add(&f->snap.samples,
			&(struct sampled){ .iteration = 1200,
					   .temperature = 1,
					   .text = (char *)(uintptr_t)text,
					   .length = strlen(text) });
}

/* Even if they happen to be UTF-8. */
static void bytes_are_shown_as_bytes_in_all_panels(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.corpus.vocab.bytes = true;
	set_sample(&f, "Gr\xf6\xdf"
		       "e \xea\xb0\x95");
	assert_panel(&f, PANEL_SAMPLE, 3, 32,
		     "─ sample ──────────── it 1,200 ─\n"
		     " Gr<f6><df>e <ea><b0><95>\n"
		     "\n");
	fixture_text(&f, "Gößeê\n", 20);
	assert_says(&f, PANEL_HIDDEN, 6, 60, "G f6dfe ea↵", "ö");
	set_ascii(&f);
	assert_says(&f, PANEL_HIDDEN, 6, 60, "G f6dfe ea|", NULL);
	fixture_release(&f);
}

static void samples_wrap_by_columns(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_panel(&f, PANEL_SAMPLE, 5, 30,
		     "─ sample ─────────────────────\n"
		     "\n"
		     "        no sample yet\n"
		     "\n"
		     "\n");
	f.snap.track[0].set.sample_every = 0;
	assert_says(&f, PANEL_SAMPLE, 5, 30, "sample-every is 0", "it -1");
	set_sample(&f, "To be, or not to be: that is\nthe question.\n\nMiddle");
	assert_panel(&f, PANEL_SAMPLE, 6, 30,
		     "─ sample ────────── it 1,200 ─\n"
		     " To be, or not to be: that is\n"
		     " the question.↵\n"
		     " ↵\n"
		     " Middle\n"
		     "\n");
	set_sample(&f, "아이는 강가에 앉아 물었다. 물은 어디로 가나요");
	assert_panel(&f, PANEL_SAMPLE, 4, 23,
		     "─ sample ─── it 1,200 ─\n"
		     " 아이는 강가에 앉아\n"
		     " 물었다. 물은 어디로\n"
		     " 가나요\n");
	set_sample(&f, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
	set_ascii(&f);
	assert_panel(&f, PANEL_SAMPLE, 3, 20,
		     "- sample -----------\n"
		     " abcdefghijklmnopqr\n"
		     " stuvwxyzabcdefghi~\n");
	fixture_release(&f);
}

static void add_sample(struct fixture *f, long at, double temperature,
		       const char *text, size_t seed)
{
	sample_list_add(&f->snap.samples,
			&(struct sampled){ .iteration = at,
					   .temperature = temperature,
					   .text = (char *)(uintptr_t)text,
					   .length = strlen(text),
					   .seed = seed });
}

static void earlier_samples_fill_the_space_below(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	add_sample(&f, 900, 0.5, "xx the the", 3);
	add_sample(&f, 1100, 1, "down to\nthe vifer", 8);
	add_sample(&f, 1200, 1, "of the sea,\nthe river\n", 7);
	assert_panel(&f, PANEL_SAMPLE, 9, 40,
		     "─ sample ─── it 1,200  temperature 1.0 ─\n"
		     " of the sea,↵\n"
		     " the river↵\n"
		     " it 1,100\n"
		     " down to↵\n"
		     " the vifer\n"
		     " it 900  temperature 0.5\n"
		     " xx the the\n"
		     "\n");
	/* no heading without a line below it */
	assert_says(&f, PANEL_SAMPLE, 7, 40, "the vifer", "it 900");
	set_ascii(&f);
	assert_says(&f, PANEL_SAMPLE, 9, 40, " of the sea,|\n", NULL);
	fixture_release(&f);
}

/* The context is bold, over lines and across a break. */
static void what_the_net_had_read_is_bold(void **state)
{
	struct fixture f;
	struct canvas c;

	(void)state;
	fixture_init(&f);
	add_sample(&f, 1200, 1, "abcdefg한hi", 10);
	canvas_init(&c);
	assert_true(canvas_resize(&c, 4, 6));
	draw(&f, PANEL_SAMPLE, &c, (struct rect){ 0, 0, 4, 6 });
	for (int row = 1; row < 4; row++)
		for (int col = 1; col < 5; col++) {
			const struct canvas_cell *cell =
				&c.cell[row * c.cols + col];
			bool written = cell->codepoint == 'h' ||
				       cell->codepoint == 'i';

			if (cell->codepoint > ' ')
				assert_int_equal(cell->style.bold, !written);
		}
	assert_int_equal(c.cell[3 * c.cols + 3].codepoint, 'h');
	canvas_release(&c);
	fixture_release(&f);
}

/* --- hidden ------------------------------------------------------------- */

/* Unit u of column t: rises with both, from -1 to 1. */
static void set_ramp(struct fixture *f, const char *text, int units)
{
	fixture_text(f, text, units);
	for (int t = 0; t < f->snap.columns; t++)
		for (int u = 0; u < units; u++)
			*fixture_at(&f->snap, PROBE_HIDDEN, t, u) =
				(float)(2.0 * (t + u) /
						(f->snap.columns + units - 2) -
					1);
	f->snap.unit = 1;
}

static void the_map_has_characters_below(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "the cat\nsat", 4);
	f.snap.start[4] = true;
	assert_panel(&f, PANEL_HIDDEN, 7, 42,
		     "─ hidden ────────── -1 ■■■■■■ 1  4 units ─\n"
		     "   0 ▀▀▀▀▀▀▀▀▀▀▀\n"
		     "  ►1 ▀▀▀▀▀▀▀▀▀▀▀\n"
		     "   2 ▀▀▀▀▀▀▀▀▀▀▀\n"
		     "   3 ▀▀▀▀▀▀▀▀▀▀▀\n"
		     "     the cat↵sat\n"
		     "\n");
	f.scene.colour = false;
	assert_panel(&f, PANEL_HIDDEN, 6, 24,
		     "─ hidden ─ -1  ░░▒▓█ 1 ─\n"
		     "   0     ░░▒▒▒▓▓\n"
		     "  ►1    ░░▒▒▒▓▓█\n"
		     "   2   ░░▒▒▒▓▓██\n"
		     "      ░░▒▒▒▓▓███\n"
		     "     the cat↵sat\n");
	set_ascii(&f);
	assert_panel(&f, PANEL_HIDDEN, 6, 14,
		     "- hidden -----\n"
		     "   0   ..:::**\n"
		     "  >1  ..:::**#\n"
		     "   2 ..:::**##\n"
		     "     .:::**###\n"
		     "     e cat|sat\n");
	fixture_release(&f);
}

static void units_that_do_not_fit_are_left_out_at_the_ends(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "abcdefgh", 40);
	f.snap.unit = 17;
	set_ascii(&f);
	assert_panel(&f, PANEL_HIDDEN, 6, 40,
		     "- hidden units 14-17 of 40 -- -1  :# 1 -\n"
		     "  14 .......:\n"
		     "     ......::\n"
		     "  16 .....:::\n"
		     " >17 ....::::\n"
		     "     abcdefgh\n");
	/* The view begins as told, if the unit is then in it. */
	f.choice.first_unit = 16;
	assert_says(&f, PANEL_HIDDEN, 6, 40, "units 16-19 of 40", NULL);
	f.choice.first_unit = 39;
	assert_says(&f, PANEL_HIDDEN, 6, 40, "units 17-20 of 40", NULL);
	f.snap.unit = 39;
	assert_says(&f, PANEL_HIDDEN, 6, 40, "units 36-39 of 40", NULL);
	/* A narrow title has fewer words, and the scale. */
	assert_says(&f, PANEL_HIDDEN, 6, 38,
		    "hidden 36-39 of 40 --- -1  ..:*# 1 -", "units");
	assert_says(&f, PANEL_HIDDEN, 6, 34, "hidden 36-39 of 40 -- -1  :# 1 -",
		    "units");
	fixture_release(&f);
}

/* Rows of the map that show anything. */
static int rows_used(const struct fixture *f, int rows)
{
	struct canvas c;
	int used = 0;

	canvas_init(&c);
	assert_true(canvas_resize(&c, rows, 30));
	draw(f, PANEL_HIDDEN, &c, (struct rect){ 0, 0, rows, 30 });
	for (int row = 1; row < rows - 1; row++)
		used += c.cell[row * 30 + AXIS_MARGIN].style.fg_map ==
			MAP_SIGNED;
	canvas_release(&c);
	return used;
}

/* Whatever the height: either every unit is shown or every row is used, and
 * the chosen unit is among those that are. */
static void no_row_is_empty_below_a_map_that_leaves_units_out(void **state)
{
	static const int units[] = { 1, 8, 99, 100, 512 };
	struct fixture f;

	(void)state;
	for (int i = 0; i < 5; i++)
		for (int rows = 3; rows < 60; rows++) {
			int fit = 2 * (rows - 2);
			char label[NUMBER_TEXT + 4];

			fixture_init(&f);
			fixture_text(&f, "abc", units[i]);
			f.snap.unit = (rows * 7) % units[i];
			f.choice.first_unit = rows * 3;
			/* Of an odd number the last half row stays free. */
			assert_in_range(
				panel_table[PANEL_HIDDEN]->units(
					&f.scene,
					(struct rect){ 0, 0, rows, 30 }),
				min_int(fit, units[i]) - units[i] % 2,
				min_int(fit, units[i]));
			if (fit <= units[i])
				assert_int_equal(rows_used(&f, rows), rows - 2);
			snprintf(label, sizeof label, "►%d ", f.snap.unit);
			assert_says(&f, PANEL_HIDDEN, rows, 30, label, NULL);
			fixture_release(&f);
		}
}

/* A run with fewer units has replaced another: both panels show the unit of the
 * snapshot. */
static void a_unit_beyond_the_last_is_marked_as_the_gates_show_it(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "the cat", 4);
	fixture_gates(&f, "rznh");
	f.choice.unit = 37;
	f.snap.unit = 3;
	assert_says(&f, PANEL_HIDDEN, 7, 42, "►3", NULL);
	assert_says(&f, PANEL_GATES, 8, 42, "unit 3", NULL);
	fixture_release(&f);
}

static void wide_characters_make_wide_columns(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "물은 a어디로", 2);
	f.scene.colour = false;
	assert_panel(&f, PANEL_HIDDEN, 5, 24,
		     "─ hidden ─ -1  ░░▒▓█ 1 ─\n"
		     "   0     ░░░░▒▒▓▓██\n"
		     "  ►1   ░░░░▒▒▓▓████\n"
		     "     물은  a 어디로\n"
		     "\n");
	assert_panel(&f, PANEL_HIDDEN, 5, 12,
		     "─ hidden ───\n"
		     "   0 ▒▒▓▓██\n"
		     "  ►1 ▓▓████\n"
		     "     어디로\n"
		     "\n");
	fixture_release(&f);
}

static void half_blocks_hold_two_units(void **state)
{
	struct fixture f;
	struct canvas c;
	const struct canvas_cell *cell;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "ab", 3);
	canvas_init(&c);
	assert_true(canvas_resize(&c, 4, 20));
	/* Four lines for three units: the last line is free. */
	draw(&f, PANEL_HIDDEN, &c, (struct rect){ 0, 0, 4, 20 });
	cell = &c.cell[1 * c.cols + 5];
	assert_int_equal(cell->codepoint, 0x2580);
	assert_int_equal(cell->style.fg_map, MAP_SIGNED);
	assert_int_equal(cell->style.fg_level, 0);
	assert_int_equal(cell->style.bg_map, MAP_SIGNED);
	assert_int_equal(cell->style.bg_level, 5); /* -1/3 */
	cell = &c.cell[2 * c.cols + 6];
	assert_int_equal(cell->style.fg_level, 15);
	assert_int_equal(cell->style.bg_map, MAP_NONE);
	canvas_release(&c);
	fixture_release(&f);
}

/* The cell of the canvas `c` that shows column `column` on row `row`. */
static const struct canvas_cell *map_cell(const struct canvas *c, int row,
					  int column)
{
	return &c->cell[row * c->cols + AXIS_MARGIN + column];
}

static void a_value_that_is_no_number_looks_like_none(void **state)
{
	struct fixture f;
	struct canvas c;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "abc", 3);
	*fixture_at(&f.snap, PROBE_HIDDEN, 0, 0) = NAN;
	*fixture_at(&f.snap, PROBE_HIDDEN, 0, 1) = NAN;
	*fixture_at(&f.snap, PROBE_HIDDEN, 1, 0) = NAN;
	*fixture_at(&f.snap, PROBE_HIDDEN, 2, 1) = NAN;
	canvas_init(&c);
	assert_true(canvas_resize(&c, 4, 20));
	draw(&f, PANEL_HIDDEN, &c, (struct rect){ 0, 0, 4, 20 });
	assert_int_equal(map_cell(&c, 1, 0)->codepoint, 0xb7);
	assert_int_equal(map_cell(&c, 1, 0)->style.role, ROLE_DIM);
	assert_int_equal(map_cell(&c, 1, 1)->codepoint, 0x2584);
	assert_int_equal(map_cell(&c, 1, 2)->codepoint, 0x2580);
	assert_int_equal(map_cell(&c, 1, 2)->style.bg_map, MAP_NONE);
	set_ascii(&f);
	assert_says(&f, PANEL_HIDDEN, 5, 14, "   0 ??", NULL);
	canvas_release(&c);
	fixture_release(&f);
}

/* Colour needs no glyphs: a map of letters would be a picture of none. */
static void a_map_in_ascii_with_colours_has_no_letters(void **state)
{
	struct fixture f;
	struct canvas c;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "abc", 4);
	set_ascii(&f);
	f.scene.colour = true;
	canvas_init(&c);
	assert_true(canvas_resize(&c, 6, 40));
	draw(&f, PANEL_HIDDEN, &c, (struct rect){ 0, 0, 6, 40 });
	for (int unit = 0; unit < 4; unit++)
		for (int column = 0; column < 3; column++) {
			const struct canvas_cell *cell =
				map_cell(&c, 1 + unit, column);

			assert_int_equal(cell->codepoint, ' ');
			assert_int_equal(cell->style.bg_map, MAP_SIGNED);
			assert_int_equal(cell->style.bg_level,
					 min_int(15, 16 * (unit + column) / 5));
		}
	assert_panel(&f, PANEL_HIDDEN, 6, 40,
		     "- hidden -------- -1        1  4 units -\n"
		     "   0\n"
		     "  >1\n"
		     "   2\n"
		     "\n"
		     "     abc\n");
	canvas_release(&c);
	fixture_release(&f);
}

static void what_the_locale_cannot_show_is_a_short_number(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "a나는\n😀", 2);
	set_ascii(&f);
	assert_panel(&f, PANEL_HIDDEN, 4, 40,
		     "- hidden -------- -1  ..:*# 1  2 units -\n"
		     "   0             ......::::::******\n"
		     "  >1       ......::::::******######\n"
		     "     a     B098  B294  |     1F600\n");
	fixture_release(&f);
}

/* The first character of an iteration is underlined; with T = 1 that is each,
 * and none of them is. */
static void the_axis_shows_where_iterations_begin(void **state)
{
	struct fixture f;
	struct canvas c;

	(void)state;
	fixture_init(&f);
	set_ramp(&f, "the cat sat", 4);
	for (int i = 0; i < 11; i += 5)
		f.snap.window[i] = true;
	f.snap.track[0].spec.steps = 5;
	canvas_init(&c);
	assert_true(canvas_resize(&c, 6, 40));
	for (int steps = 5; steps >= 1; steps -= 4) {
		f.snap.track[0].spec.steps = steps;
		draw(&f, PANEL_HIDDEN, &c, (struct rect){ 0, 0, 6, 40 });
		for (int i = 0; i < 11; i++)
			assert_int_equal(map_cell(&c, 5, i)->style.underline,
					 steps > 1 && i % 5 == 0);
	}
	canvas_release(&c);
	fixture_release(&f);
}

/* --- predict ------------------------------------------------------------ */

/* After the last character of `text`: `next` came, the rank-th of those in
 * `top`, whose probabilities halve; rank 0: as the 9th, with 0.1 %. */
static void set_prediction(struct fixture *f, const char *text, uint32_t next,
			   int rank, const uint32_t *top, int count)
{
	struct reading *r = &f->snap.reading[PROBE_PREDICTION];
	const int width = 5 + 2 * PREDICTION_TOP;

	fixture_text(f, text, 4);
	assert_true(reading_reserve(r, f->snap.columns, width));
	for (int i = 0; i < r->rows * width; i++)
		r->value[i] = i % width ? 0 : NAN;
	for (int i = 0; i < 5 + 2 * count; i++) {
		const float head[5] = { (float)next,
					rank ? (float)pow(0.5, rank) : 0.001f,
					(float)(rank ? rank : 9), 1.75f,
					(float)count };
		int k = (i - 5) / 2;

		*fixture_at(&f->snap, PROBE_PREDICTION, r->rows - 1, i) =
			i < 5        ? head[i]
			: i % 2 == 1 ? (float)top[k]
				     : (float)pow(0.5, k + 1);
	}
}

static void the_next_characters_are_bars(void **state)
{
	static const uint32_t top[] = { 'd', ' ', '\n', 'e' };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.scene.glyphs = GLYPH_ASCII;
	set_prediction(&f, "the boy sai", 'd', 1, top, 4);
	assert_panel(&f, PANEL_PREDICT, 6, 40,
		     "- predict --------- surprise 1.00 bits -\n"
		     " the boy said\n"
		     ">      d ############             50.0%\n"
		     "   space ######                   25.0%\n"
		     " newline ###                      12.5%\n"
		     "       e ##                       6.25%\n");
	fixture_release(&f);
}

static void what_came_has_the_last_row_if_it_is_not_above(void **state)
{
	static const uint32_t top[] = { 'd', ' ', '\n', 'e' };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	set_prediction(&f, "the boy sai", 'x', 0, top, 4);
	assert_panel(
		&f, PANEL_PREDICT, 6, 64,
		"- predict -------------- surprise 9.97 bits  entropy "
		"1.75 bits -\n"
		" the boy saix\n"
		"       d ########################"
		"                         50.0%\n"
		"   space ############"
		"                                     25.0%\n"
		" newline ######"
		"                                           12.5%\n"
		">      x .                                                "
		"0.10%\n");
	fixture_release(&f);
}

static void assert_predict_table(const struct fixture *f, const char *expected)
{
	const struct figure_detail detail = { 100, 40 };
	struct figure figure;
	struct strbuf out;

	figure_init(&figure);
	strbuf_init(&out);
	panel_table[PANEL_PREDICT]->figure(&f->scene, &detail, &figure);
	figure_csv(&figure, &out);
	assert_non_null(strstr(out.text, "symbol"));
	assert_string_equal(strstr(out.text, "symbol"), expected);
	assert_non_null(strstr(out.text, "\"\"\"the boy sai\"\"\""));
	strbuf_release(&out);
	figure_release(&figure);
}

static void a_table_of_the_next_characters_marks_what_came(void **state)
{
	static const uint32_t top[] = { 'd', ' ', ',', 'e' };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_prediction(&f, "the boy sai", 'd', 1, top, 3);
	assert_predict_table(&f, "symbol,% probability,came\n"
				 "d,50,50\n"
				 "\u2423,25,\n"
				 "\",\",12.5,\n");
	set_prediction(&f, "the boy sai", ',', 3, top, 4);
	assert_predict_table(&f, "symbol,% probability,came\n"
				 "d,50,\n"
				 "\u2423,25,\n"
				 "\",\",12.5,12.5\n"
				 "e,6.25,\n");
	set_prediction(&f, "the boy sai", 'x', 0, top, 2);
	*fixture_at(&f.snap, PROBE_PREDICTION,
		    f.snap.reading[PROBE_PREDICTION].rows - 1, 1) = 0.03125F;
	assert_predict_table(&f, "symbol,% probability,came\n"
				 "d,50,\n"
				 "\u2423,25,\n"
				 "x,,3.125\n");
	fixture_release(&f);
}

/* Nothing is shown for it that was not known. */
static void a_character_without_a_prediction_says_so(void **state)
{
	static const uint32_t top[] = { 'd' };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_prediction(&f, "the boy sai", 'd', 1, top, 1);
	f.choice.cursor = true;
	assert_says(&f, PANEL_PREDICT, 6, 60, "surprise 1.00", "not kept");
	f.choice.cursor_back = 1;
	assert_says(&f, PANEL_PREDICT, 6, 60, "not kept here", "surprise");
	f.snap.reading[PROBE_PREDICTION].rows = 0;
	f.choice.cursor = false;
	assert_says(&f, PANEL_PREDICT, 6, 60, "no activity", "surprise");
	fixture_release(&f);
}

static void korean_letters_are_bars(void **state)
{
	static const uint32_t top[] = { 0xacf0, 0x1b, 0xc744 };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_prediction(&f, "\uac00\ub098", 0xc744, 3, top, 3);
	assert_panel(&f, PANEL_PREDICT, 5, 44,
		     "─ predict ───────────── surprise 3.00 bits ─\n"
		     " 가나을\n"
		     "      곰 █████████████▌               50.0%\n"
		     "      ^[ ██████▊                      25.0%\n"
		     "►     을 ███▍                         12.5%\n");
	f.scene.sanitize = 0;
	f.scene.glyphs = GLYPH_ASCII;
	assert_panel(&f, PANEL_PREDICT, 5, 44,
		     "- predict ------------- surprise 3.00 bits -\n"
		     " AC00 B098 C744\n"
		     "    ACF0 ##############               50.0%\n"
		     "      ^[ #######                      25.0%\n"
		     ">   C744 ###.                         12.5%\n");
	fixture_release(&f);
}

/* --- gates -------------------------------------------------------------- */

static void percentages_are_separate_from_the_name(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	fixture_text(&f, "where", 10);
	fixture_gates(&f, "rznh");
	*fixture_at(&f.snap, PROBE_SATURATION, 0, 1) = 1;
	*fixture_at(&f.snap, PROBE_SATURATION, 3, 1) = 1;
	assert_says(&f, PANEL_GATES, 8, 30, "\nr 100", "r100");
	assert_says(&f, PANEL_GATES, 10, 30, "\nr^100", NULL);
	assert_says(&f, PANEL_GATES, 10, 30, "\nh~100", NULL);
	assert_says(&f, PANEL_GATES, 10, 79, "% ^ >0.9 v <0.1 ~ |v|>0.9",
		    "saturated");
	fixture_release(&f);
}

static void gates_of_every_cell(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	fixture_text(&f, "where does the water go", 10);
	fixture_gates(&f, "ifgoch");
	assert_panel(&f, PANEL_GATES, 8, 44,
		     "- gates unit 37 -------- 0  :# 1  -1  :# 1 -\n"
		     "i 61 :*.*       .:  ..: :.*:\n"
		     "f 33 ##:.   : ...#. *#*.  .*\n"
		     "g 20 :     :. ::.   .    ..\n"
		     "o 21 :#..       :#.  .#.. :\n"
		     "c    :::::.:.:    . ....: ..\n"
		     "h 10 #:.:.      :   :##**.:\n"
		     "     where does the water go\n");
	fixture_gates(&f, "rznh");
	assert_panel(&f, PANEL_GATES, 10, 44,
		     "- gates unit 37 -------- 0  :# 1  -1  :# 1 -\n"
		     "r^61 ::....#*:  .:........\n"
		     " v 0 ::....#*:  .:........\n"
		     "z^31 .*:.   ....*#*:.:#:..**\n"
		     " v 2 .*:.   ....*#*:.:#:..**\n"
		     "n~20 * *.#:  **.. *.:*:#:\n"
		     "     * *.#:  **.. *.:*:#:\n"
		     "h~15 #:.:.      :   :##**.:\n"
		     "     #:.:.      :   :##**.:\n"
		     "     where does the water go\n");
	fixture_gates(&f, "h");
	assert_panel(&f, PANEL_GATES, 8, 50,
		     "- state h, all units - |h|>0.9 61%  5,886 values -\n"
		     " 15% #                                     #\n"
		     "     # .                                 . #\n"
		     "     # #                                 # #\n"
		     "     # # #                             # # #\n"
		     "     # # # # .                     . # # # #\n"
		     "   0 # # # # # # # # # # # # # # # # # # # #\n"
		     "     -1                  0                  1\n");
	f.scene.glyphs = GLYPH_BRAILLE;
	f.scene.sanitize = SANITIZE_UTF8;
	assert_panel(&f, PANEL_GATES, 12, 30,
		     "─ state h, all units ─────────\n"
		     " ►37 █▒░▒░      ▒   ▒██▓▓░▒\n"
		     "     where does the water go\n"
		     "\n"
		     " 26% █                 █\n"
		     "     █                 █\n"
		     "     █                 █\n"
		     "     █ ▁             ▁ █\n"
		     "     █ █             █ █\n"
		     "     █ █ ▄         ▄ █ █\n"
		     "   0 █ █ █ █ ▇ ▇ █ █ █ █\n"
		     "     -1        0        1\n");
	fixture_release(&f);
}

/* Wide, rows have their names, and the scale is in words.  One above the other
 * both maps have one axis. */
static void wide_panels_name_the_rows(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	fixture_text(&f, "where does the water go", 10);
	fixture_gates(&f, "ifgoch");
	assert_panel(
		&f, PANEL_GATES, 8, 90,
		"- gates unit 37 ------------- 0 closed  ..:*# open 1  -1  ..:*# 1  % saturated  c ~2.783 -\n"
		"i input      61%  :*.*       .:  ..: :.*:\n"
		"f forget     33%  ##:.   : ...#. *#*.  .*\n"
		"g candidate  20%  :     :. ::.   .    ..\n"
		"o output     21%  :#..       :#.  .#.. :\n"
		"c cell            :::::.:.:    . ....: ..\n"
		"h state      10%  #:.:.      :   :##**.:\n"
		"                  where does the water go\n");
	assert_says(&f, PANEL_HIDDEN, 8, 90, "\n     where does", NULL);
	f.scene.stacked = true;
	assert_says(&f, PANEL_HIDDEN, 8, 90, "\n                  where does",
		    NULL);
	fixture_release(&f);
}

static void a_zoomed_panel_has_curves_of_the_state(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	fixture_text(&f, "where does the water go", 10);
	fixture_gates(&f, "ifgoch");
	assert_says(&f, PANEL_GATES, 21, 60, NULL, "c cell");
	f.choice.zoom = PANEL_GATES;
	assert_panel(
		&f, PANEL_GATES, 21, 60,
		"- gates unit 37 ------ 0 closed  ..:*# open 1  -1  ..:*# 1 -\n"
		"i 61 :*.*       .:  ..: :.*:\n"
		"f 33 ##:.   : ...#. *#*.  .*\n"
		"g 20 :     :. ::.   .    ..\n"
		"o 21 :#..       :#.  .#.. :\n"
		"c    :::::.:.:    . ....: ..\n"
		"h 10 #:.:.      :   :##**.:\n"
		"     where does the water go\n"
		"c cell\n"
		"    |    *\n"
		"   0+****-**-*----------*---\n"
		"    |     * * *   * **** ***\n"
		"  -2+         *  * *     *\n"
		"    |          **\n"
		"h state\n"
		"   1+                **\n"
		"    |*               * **\n"
		"    | * *           *    **\n"
		"   0+-*-**------*---*----***\n"
		"    |  *  *     *** *    * *\n"
		"  -1+     ******   *\n");
	fixture_gates(&f, "rznh");
	assert_says(&f, PANEL_GATES, 21, 60, "\nn candidate\n", NULL);
	assert_says(&f, PANEL_GATES, 21, 60, "\nh state\n", NULL);
	/* Too low for curves that one can read. */
	assert_says(&f, PANEL_GATES, 10, 60, NULL, "candidate");
	fixture_release(&f);
}

/* --- properties of all panels ------------------------------------------- */

/* Texts as an enemy would write them. */
static void make_hostile(struct fixture *f)
{
	static const char bad[] =
		"\x1b[31m\a\b\u202e\u200b\u2066\U000e0041"
		"e\u0301\u0301\u0301\r\n\t\x7f\xc2\x9b\xff\xed\xa0\x80"
		"물\u115f\ufdd0";
	static char name[] = "/tmp/\x1b]0;x\a\u202etxt";

	fixture_text(f, bad, 5);
	f->corpus.name = name;
	set_sample(f, bad);
	for (int i = 0; i < 8; i++) {
		f->snap.track[0].series->mark[i].iteration = i * 50;
		memcpy(f->snap.track[0].series->mark[i].text, bad,
		       SERIES_MARK_TEXT);
	}
	f->snap.track[0].series->marks = 8; /* without a NUL at that */
}

static void random_fixture(struct fixture *f, unsigned *seed)
{
	static const char *const gates[] = { "ifgoch", "rznh", "h" };
	static const char *const texts[] = {
		"", "a", "물은 어디로 가나요",
		"a long line of text, \"with\" marks\nand breaks\n"
	};
	static const int units[] = { 1, 2, 7, 100, 333 };
	int cell = rand_r(seed) % 3, used;
	const char *text;

	fixture_init(f);
	text = texts[rand_r(seed) % 4];
	fixture_text(f, text, units[rand_r(seed) % 5]);
	used = rand_r(seed) % 3 ? rand_r(seed) % SERIES_BUCKETS : 0;
	fixture_series(f, used, 1L << rand_r(seed) % 12, 104.36, 51.4);
	if (rand_r(seed) % 2)
		make_hostile(f);
	if (rand_r(seed) % 4)
		fixture_gates(f, gates[cell]);
	if (rand_r(seed) % 5 == 0 && f->snap.track[0].series->used > 0) {
		f->snap.track[0].series->bucket[0].high = INFINITY;
		f->snap.track[0].series->bucket[0].low = NAN;
		f->snap.track[0].now.smooth_loss = NAN;
	}
	if (rand_r(seed) % 5 == 0)
		f->scene.ngram = (struct ngram){ NAN, -1, 0, INFINITY };
	for (int i = rand_r(seed) % 4; i > 0; i--)
		add_sample(f, i, i, text, strlen(text) / 2);
	f->choice.unit = rand_r(seed) % f->snap.track[0].spec.hidden;
	f->snap.unit = (int)f->choice.unit;
	f->choice.bits = rand_r(seed) % 2;
	f->choice.log_axis = rand_r(seed) % 2;
	f->choice.zoom = rand_r(seed) % 4 ? -1 : PANEL_GATES;
	f->choice.first_unit = rand_r(seed) % 400;
	f->choice.cursor = rand_r(seed) % 2;
	f->choice.cursor_back = rand_r(seed) % 60;
	f->scene.colour = rand_r(seed) % 2;
	f->scene.glyphs = (enum glyphs)(GLYPH_BRAILLE + rand_r(seed) % 3);
	f->scene.sanitize = f->scene.glyphs == GLYPH_ASCII ? 0 : SANITIZE_UTF8;
}

/* One statement a number: every compiler draws the same scenes. */
static struct rect random_rect(unsigned *seed)
{
	struct rect r;

	r.row = rand_r(seed) % 50 - 10;
	r.col = rand_r(seed) % 120 - 20;
	r.rows = rand_r(seed) % 60 - 2;
	r.cols = rand_r(seed) % 140 - 2;
	return r;
}

/* Nothing outside the rectangle, nothing a terminal must not get, and no half
 * of a wide character. */
static void assert_clean(const struct canvas *c, struct rect r, bool ascii)
{
	for (int i = 0; i < c->rows * c->cols; i++) {
		const struct canvas_cell *cell = &c->cell[i];
		int row = i / c->cols, col = i % c->cols;

		if (row < r.row || row >= r.row + r.rows || col < r.col ||
		    col >= r.col + r.cols) {
			assert_int_equal(cell->codepoint, '@');
			continue;
		}
		if (cell->codepoint == 0)
			assert_true(col > 0 &&
				    codepoint_width(cell[-1].codepoint) == 2);
		else
			assert_true(codepoint_width(cell->codepoint) > 0);
		for (int k = 0; k < 2 && cell->mark[k] != 0; k++)
			assert_int_equal(codepoint_width(cell->mark[k]), 0);
		assert_true(!ascii || cell->codepoint < 0x7f);
		assert_true(cell->style.role < ROLES);
		assert_true(cell->style.fg_level < MAP_LEVELS);
		assert_true(cell->style.bg_level < MAP_LEVELS);
	}
}

static void panels_stay_inside_and_clean(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int n = 0; n < 1500; n++) {
		enum panel_id id = (enum panel_id)(rand_r(&seed) % PANELS);
		struct rect r = random_rect(&seed);
		struct canvas c;
		struct fixture f;

		random_fixture(&f, &seed);
		canvas_init(&c);
		assert_true(canvas_resize(&c, 40, 100));
		canvas_fill(&c, (struct rect){ 0, 0, 40, 100 },
			    style_role(ROLE_TEXT), '@');
		draw(&f, id, &c, r);
		assert_clean(&c, r, f.scene.sanitize == 0);
		canvas_release(&c);
		fixture_release(&f);
	}
}

static void the_same_scene_gives_the_same_cells(void **state)
{
	struct canvas a, b;
	struct fixture f;
	struct layout l;
	unsigned seed = 3;

	(void)state;
	random_fixture(&f, &seed);
	canvas_init(&a);
	canvas_init(&b);
	assert_true(canvas_resize(&a, 40, 120) && canvas_resize(&b, 40, 120));
	layout_compute(&l, 40, 120, &f.choice, 0);
	panels_draw(&f.scene, &l, &a);
	panels_draw(&f.scene, &l, &b);
	assert_memory_equal(a.cell, b.cell, 40 * 120 * sizeof *a.cell);
	canvas_release(&a);
	canvas_release(&b);
	fixture_release(&f);
}

static void time_axes_of_both_maps_agree(void **state)
{
	struct rect r = { 3, 40, 20, 60 };

	(void)state;
	assert_int_equal(panel_table[PANEL_HIDDEN]->columns(r),
			 panel_table[PANEL_GATES]->columns(r));
	assert_int_equal(panel_table[PANEL_HIDDEN]->columns(r), 55);
	assert_null(panel_table[PANEL_LOSS]->columns);
	r.cols = 2;
	assert_int_equal(panel_table[PANEL_HIDDEN]->columns(r), 0);
	r.cols = 5000;
	assert_int_equal(panel_table[PANEL_HIDDEN]->columns(r),
			 SNAPSHOT_COLUMNS);
}

/* As a run makes it, with all the parts of its history. */
static void real_series(struct fixture *f, long n, double (*smooth_at)(long),
			double (*valid_at)(long))
{
	series_init(f->snap.track[0].series, 0);
	for (long i = 1; i <= n; i++) {
		series_add(f->snap.track[0].series, smooth_at(i), smooth_at(i));
		if (valid_at && i % 500 == 0)
			series_add_valid(f->snap.track[0].series, valid_at(i));
	}
	f->snap.track[0].now.iteration = n;
	f->snap.track[0].now.smooth_loss = smooth_at(n);
}

static double two_steps(long i) { return i < 1234 ? 100 : i < 2500 ? 80 : 60; }

static double falling_valid(long i)
{
	return i == 1500 ? 40 : i == 2000 ? 30 : 3;
}

static double low_valid(long i)
{
	(void)i;
	return 1;
}

static void labels_tell_crossings(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	real_series(&f, 3000, two_steps, NULL);
	assert_says(&f, PANEL_LOSS, 12, 90, " bigram 64.8, below since 2,500 ",
		    "below bigram");
	assert_says(&f, PANEL_LOSS, 12, 90,
		    " unigram 83.0, below since 1,270\n", "uniform 104.4, ");
	/* where the labels are short the title tells the lowest */
	assert_says(&f, PANEL_LOSS, 12, 60,
		    "- below bigram since 2,500  ppl 11.02 -", "83.0, ");
	assert_says(&f, PANEL_LOSS, 12, 39, "- ppl 11.02 -", "below");
	fixture_release(&f);
}

static void a_window_shows_its_iterations_alone(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	real_series(&f, 3000, two_steps, falling_valid);
	f.snap.track[0].now.valid_loss = 3;
	f.snap.track[0].now.best_valid = 2.5;
	f.snap.track[0].now.best_valid_at = 1000;
	f.choice.window = WINDOW_LAST;
	f.choice.last = 400;
	assert_says(&f, PANEL_LOSS, 12, 60, "\n     2600 ", " 100+");
	assert_says(&f, PANEL_LOSS, 12, 60, "last 400 of 3k", "best");
	f.choice.last = 5000;
	assert_says(&f, PANEL_LOSS, 12, 60, "last 5k  ", " of ");
	fixture_release(&f);
}

static void a_validation_that_is_cut_is_told(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	real_series(&f, 3000, two_steps, falling_valid);
	f.snap.track[0].now.valid_loss = 3;
	assert_says(&f, PANEL_LOSS, 14, 90, "^ 750.00", NULL);
	assert_says(&f, PANEL_LOSS, 14, 90, " 100+", " 500+");
	real_series(&f, 3000, two_steps, low_valid);
	f.snap.track[0].now.valid_loss = 1;
	assert_says(&f, PANEL_LOSS, 14, 90, "\n  40+", NULL);
	fixture_release(&f);
}

static void the_title_has_the_loss_without_a_header(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	real_series(&f, 3000, two_steps, NULL);
	f.choice.shown[PANEL_NUMBERS] = false;
	f.snap.track[0].now.valid_loss = 4;
	f.snap.track[0].now.best_valid = 3;
	assert_says(&f, PANEL_LOSS, 12, 100,
		    " smooth 60.00  valid 100.00  best 75.00  ppl ", NULL);
	fixture_release(&f);
}

static void marks_that_crowd_are_listed(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	real_series(&f, 3000, two_steps, falling_valid);
	f.snap.track[0].now.valid_loss = 3;
	f.snap.track[0].now.best_valid = 3;
	f.snap.track[0].now.best_valid_at = 1000;
	for (int i = -3; i < 5; i++) {
		char text[20];

		snprintf(text, sizeof text, "lr 0.%d", i + 4);
		series_add_mark(f.snap.track[0].series,
				i < 0 ? 5 : 1000 + 20 * i, text);
	}
	f.choice.window = WINDOW_LAST;
	f.choice.last = 2500;
	assert_panel(
		&f, PANEL_LOSS, 20, 60,
		"- loss nats/25 chars ---------- last 2.5k of 3k  ppl 11.02 -\n"
		"    |------------o-------750.00 ^ uniform 104.4 o--  @  best\n"
		" 100+****************:                          o\n"
		"    |           |o|  *                          o\n"
		"    |           |o|  *                          o\n"
		"  90+           |o|  *                          o\n"
		"    |------------o---*------------ unigram 83.0 o-----------\n"
		"  80+           |o|  ***************************o\n"
		"    |           @||                             *o   ooo   o\n"
		"    |           |||                             *\n"
		"  70+           ^1|                             *\n"
		"    |-----------^2----------------- bigram 64.8 *-----------\n"
		"  60+           |^3                             ************\n"
		"    |------------^4---------------------------- trigram 56.0\n"
		"                  ^5               2000             it 3,000\n"
		"     ^5  lr 0.8  it 1,080\n"
		"     ^4  lr 0.7  it 1,060\n"
		"     ^3  lr 0.6  it 1,040\n"
		"     ^2  lr 0.5  it 1,020\n"
		"     ^1  lr 0.4  it 1,000\n");
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_keeps_what_matters_most),
		cmocka_unit_test(the_zoomed_header_has_all_numbers),
		cmocka_unit_test(the_loss_in_every_glyph),
		cmocka_unit_test(marks_units_and_validation_are_shown),
		cmocka_unit_test(the_lowest_validation_is_marked),
		cmocka_unit_test(a_first_iteration_is_a_chart_already),
		cmocka_unit_test(no_label_of_the_axis_is_cut),
		cmocka_unit_test(names_and_keys_do_not_dodge_the_band),
		cmocka_unit_test(
			names_on_one_row_keep_the_order_of_their_values),
		cmocka_unit_test(
			the_title_says_the_unit_and_drops_perplexity_first),
		cmocka_unit_test(lines_and_names_are_at_their_values),
		cmocka_unit_test(a_window_is_named_at_any_width),
		cmocka_unit_test(a_text_of_one_symbol_has_an_axis_from_0),
		cmocka_unit_test(bytes_are_shown_as_bytes_in_all_panels),
		cmocka_unit_test(samples_wrap_by_columns),
		cmocka_unit_test(earlier_samples_fill_the_space_below),
		cmocka_unit_test(what_the_net_had_read_is_bold),
		cmocka_unit_test(the_map_has_characters_below),
		cmocka_unit_test(
			units_that_do_not_fit_are_left_out_at_the_ends),
		cmocka_unit_test(
			no_row_is_empty_below_a_map_that_leaves_units_out),
		cmocka_unit_test(
			a_unit_beyond_the_last_is_marked_as_the_gates_show_it),
		cmocka_unit_test(wide_characters_make_wide_columns),
		cmocka_unit_test(half_blocks_hold_two_units),
		cmocka_unit_test(a_value_that_is_no_number_looks_like_none),
		cmocka_unit_test(a_map_in_ascii_with_colours_has_no_letters),
		cmocka_unit_test(what_the_locale_cannot_show_is_a_short_number),
		cmocka_unit_test(the_axis_shows_where_iterations_begin),
		cmocka_unit_test(percentages_are_separate_from_the_name),
		cmocka_unit_test(gates_of_every_cell),
		cmocka_unit_test(the_next_characters_are_bars),
		cmocka_unit_test(what_came_has_the_last_row_if_it_is_not_above),
		cmocka_unit_test(
			a_table_of_the_next_characters_marks_what_came),
		cmocka_unit_test(a_character_without_a_prediction_says_so),
		cmocka_unit_test(korean_letters_are_bars),
		cmocka_unit_test(wide_panels_name_the_rows),
		cmocka_unit_test(a_zoomed_panel_has_curves_of_the_state),
		cmocka_unit_test(panels_stay_inside_and_clean),
		cmocka_unit_test(the_same_scene_gives_the_same_cells),
		cmocka_unit_test(time_axes_of_both_maps_agree),
		cmocka_unit_test(labels_tell_crossings),
		cmocka_unit_test(a_window_shows_its_iterations_alone),
		cmocka_unit_test(a_validation_that_is_cut_is_told),
		cmocka_unit_test(the_title_has_the_loss_without_a_header),
		cmocka_unit_test(marks_that_crowd_are_listed),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
