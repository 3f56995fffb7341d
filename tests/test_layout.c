/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_layout.c: every size and every choice of panels gives a sound screen. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "ui/layout.h"
#include "ui/panel.h"
#include <stdlib.h>

enum { RANDOM_SIZES = 5000, SIDE = 300 };

/* The panels of the start. */
static struct screen_choice all_shown(void)
{
	struct screen_choice c = { .zoom = -1 };

	for (int i = 0; i < PANELS; i++)
		c.shown[i] = panel_info[i].shown;
	return c;
}

static bool overlap(struct rect a, struct rect b)
{
	return a.row < b.row + b.rows && b.row < a.row + a.rows &&
	       a.col < b.col + b.cols && b.col < a.col + a.cols;
}

static void assert_inside(struct rect r, int rows, int cols)
{
	assert_true(r.rows >= 0 && r.cols >= 0);
	assert_true(r.row >= 0 && r.row + r.rows <= rows);
	assert_true(r.col >= 0 && r.col + r.cols <= cols);
}

static void assert_sound(const struct layout *l, int rows, int cols)
{
	struct rect all[PANELS + 3];
	int n = 0;

	for (int i = 0; i < PANELS; i++)
		all[n++] = l->panel[i];
	all[n++] = l->pane;
	all[n++] = l->status;
	all[n++] = l->prompt;
	for (int i = 0; i < n; i++) {
		assert_inside(all[i], rows, cols);
		for (int k = 0; k < i; k++)
			if (all[i].rows > 0 && all[k].rows > 0)
				assert_false(overlap(all[i], all[k]));
	}
	for (int i = 0; i < PANELS; i++)
		if (l->panel[i].rows > 0) {
			const struct panel *p = panel_table[i];

			assert_true(l->panel[i].rows >= p->min_rows);
			assert_true(l->panel[i].cols >= p->min_cols);
		}
}

static void random_sizes_and_choices_are_sound(void **state)
{
	unsigned seed = 20240607;

	(void)state;
	for (int n = 0; n < RANDOM_SIZES; n++) {
		int rows = rand_r(&seed) % (SIDE + 1);
		int cols = rand_r(&seed) % (SIDE + 1);
		int pane = rand_r(&seed) % 3 ? 0 : rand_r(&seed) % 400 - 20;
		struct screen_choice c = { 0 };
		struct layout l;

		for (int i = 0; i < PANELS; i++)
			c.shown[i] = rand_r(&seed) % 4 != 0;
		c.zoom = rand_r(&seed) % 3 ? -1 : rand_r(&seed) % PANELS;
		c.layout = (enum layout_id)(rand_r(&seed) % LAYOUTS);
		layout_compute(&l, rows, cols, &c, pane);
		assert_sound(&l, rows, cols);
		assert_true(l.too_small ==
			    (rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS));
		if (l.too_small)
			continue;
		assert_true(l.prompt.row == rows - 1 && l.prompt.rows == 1);
		assert_true(l.status.row == rows - 2 && l.status.rows == 1);
		assert_true(l.pane.rows <= (rows - 2) / 2);
		for (int i = 0; i < PANELS; i++)
			if (!c.shown[i] && i != c.zoom)
				assert_int_equal(l.panel[i].rows, 0);
	}
}

static void nonsense_sizes_are_too_small(void **state)
{
	static const int odd[] = { -2147483647, -1, 0, 1, 11 };
	struct screen_choice c = all_shown();
	struct layout l;

	(void)state;
	for (size_t i = 0; i < LENGTH(odd); i++)
		for (size_t k = 0; k < LENGTH(odd); k++) {
			layout_compute(&l, odd[i], odd[k], &c, 5);
			assert_true(l.too_small);
			assert_int_equal(l.panel[PANEL_LOSS].rows, 0);
		}
	layout_compute(&l, LAYOUT_MIN_ROWS, LAYOUT_MIN_COLS, &c, 0);
	assert_false(l.too_small);
	assert_true(l.panel[PANEL_LOSS].rows > 0);
	assert_true(l.panel[PANEL_SAMPLE].rows > 0);
}

static void assert_rect(struct rect r, int row, int col, int rows, int cols)
{
	assert_int_equal(r.row, row);
	assert_int_equal(r.col, col);
	assert_int_equal(r.rows, rows);
	assert_int_equal(r.cols, cols);
}

static void the_usual_sizes_hold_all_five(void **state)
{
	static const struct {
		int rows, cols;
		struct rect panel[PANELS];
	} size[] = {
		{ 24,
		  80,
		  { { 0, 0, 2, 80 },
		    { 2, 0, 12, 39 },
		    { 14, 0, 8, 39 },
		    { 2, 40, 12, 40 },
		    { 14, 40, 8, 40 } } },
		{ 30,
		  100,
		  { { 0, 0, 2, 100 },
		    { 2, 0, 15, 49 },
		    { 17, 0, 11, 49 },
		    { 2, 50, 18, 50 },
		    { 20, 50, 8, 50 } } },
		{ 40,
		  120,
		  { { 0, 0, 2, 120 },
		    { 2, 0, 20, 59 },
		    { 22, 0, 16, 59 },
		    { 2, 60, 27, 60 },
		    { 29, 60, 9, 60 } } },
		{ 60,
		  200,
		  { { 0, 0, 2, 200 },
		    { 2, 0, 22, 99 },
		    { 39, 0, 19, 99 },
		    { 2, 100, 56, 100 },
		    { 24, 0, 15, 99 } } },
	};
	struct screen_choice c = all_shown();
	struct layout l;

	(void)state;
	for (size_t i = 0; i < LENGTH(size); i++) {
		layout_compute(&l, size[i].rows, size[i].cols, &c, 0);
		for (int p = 0; p < PANELS; p++) {
			const struct rect *r = &size[i].panel[p];

			assert_rect(l.panel[p], r->row, r->col, r->rows,
				    r->cols);
		}
	}
}

static void hidden_panels_give_their_space_to_the_rest(void **state)
{
	struct screen_choice c = all_shown();
	struct layout l;

	(void)state;
	c.shown[PANEL_HIDDEN] = c.shown[PANEL_GATES] = false;
	layout_compute(&l, 24, 80, &c, 0);
	assert_rect(l.panel[PANEL_LOSS], 2, 0, 12, 80);
	assert_rect(l.panel[PANEL_SAMPLE], 14, 0, 8, 80);
	c.shown[PANEL_SAMPLE] = c.shown[PANEL_NUMBERS] = false;
	layout_compute(&l, 24, 80, &c, 0);
	assert_rect(l.panel[PANEL_LOSS], 0, 0, 22, 80);
}

static void nothing_shown_is_an_empty_body(void **state)
{
	struct screen_choice c = { .zoom = -1 };
	struct layout l;

	(void)state;
	for (int i = 0; i < LAYOUTS; i++) {
		c.layout = (enum layout_id)i;
		layout_compute(&l, 40, 120, &c, 0);
		for (int p = 0; p < PANELS; p++)
			assert_int_equal(l.panel[p].rows, 0);
		assert_rect(l.prompt, 39, 0, 1, 120);
		assert_rect(l.vacant, 0, 0, 38, 120);
	}
}

static void an_empty_body_says_what_brings_a_panel_back(void **state)
{
	struct screen_choice c = { .zoom = -1 };
	struct layout l;

	(void)state;
	c.shown[PANEL_NUMBERS] = true;
	layout_compute(&l, 24, 80, &c, 0);
	assert_rect(l.vacant, 2, 0, 20, 80);
	assert_string_equal(layout_vacant(&l, &c),
			    "No panels: \"panel loss on\" shows one.");
	c.shown[PANEL_LOSS] = true;
	layout_compute(&l, 24, 80, &c, 0);
	assert_int_equal(l.vacant.rows, 0);
	c.zoom = PANEL_GATES;
	layout_compute(&l, 12, 40, &c, 5);
	assert_rect(l.vacant, 1, 0, 4, 40);
	assert_string_equal(layout_vacant(&l, &c),
			    "No space: Esc closes the output.");
	c.zoom = PANEL_NUMBERS;
	layout_compute(&l, 24, 80, &c, 0);
	assert_int_equal(l.vacant.rows, 0);
}

static void what_a_screen_needs_is_never_cut(void **state)
{
	static const struct {
		int rows, cols;
		const char *text;
	} size[] = {
		{ 5, 21, "needs 40x12, has 21x5" },
		{ 5, 20, "needs 40x12" },
		{ 100, 11, "needs 40x12" },
		{ 1, 10, "40x12" },
		{ 5, 4, "!" },
		{ 5, 1, "!" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < LENGTH(size); i++) {
		layout_needs(size[i].rows, size[i].cols, text, sizeof text);
		assert_string_equal(text, size[i].text);
	}
}

static void zoom_takes_all_but_header_and_prompt(void **state)
{
	struct screen_choice c = all_shown();
	struct layout l;

	(void)state;
	c.zoom = PANEL_HIDDEN;
	layout_compute(&l, 40, 120, &c, 0);
	assert_rect(l.panel[PANEL_NUMBERS], 0, 0, 2, 120);
	assert_rect(l.panel[PANEL_HIDDEN], 2, 0, 36, 120);
	assert_int_equal(l.panel[PANEL_LOSS].rows, 0);
	c.zoom = PANEL_NUMBERS;
	layout_compute(&l, 40, 120, &c, 0);
	assert_rect(l.panel[PANEL_NUMBERS], 0, 0, 38, 120);
	c.zoom = 99;
	layout_compute(&l, 40, 120, &c, 0);
	assert_true(l.panel[PANEL_LOSS].rows > 0);
}

static void the_pane_takes_at_most_half(void **state)
{
	struct screen_choice c = all_shown();
	struct layout l;

	(void)state;
	layout_compute(&l, 24, 80, &c, 500);
	assert_rect(l.pane, 11, 0, 11, 80);
	assert_true(l.panel[PANEL_LOSS].rows > 0);
	assert_true(l.panel[PANEL_HIDDEN].rows > 0);
	layout_compute(&l, 24, 80, &c, 4);
	assert_rect(l.pane, 18, 0, 4, 80);
	layout_compute(&l, 24, 80, &c, -1);
	assert_int_equal(l.pane.rows, 0);
}

static void layouts_differ_where_there_is_space(void **state)
{
	struct screen_choice c = all_shown();
	struct layout l;

	(void)state;
	c.layout = LAYOUT_TALL;
	layout_compute(&l, 60, 120, &c, 0);
	for (int i = PANEL_LOSS; i <= PANEL_GATES; i++)
		assert_int_equal(l.panel[i].cols, 120);
	c.layout = LAYOUT_WIDE;
	layout_compute(&l, 40, 160, &c, 0);
	for (int i = PANEL_LOSS; i <= PANEL_GATES; i++)
		assert_int_equal(l.panel[i].rows, 36);
	c.layout = LAYOUT_FOCUS;
	layout_compute(&l, 40, 120, &c, 0);
	assert_int_equal(l.panel[PANEL_LOSS].cols, 120);
	assert_int_equal(l.panel[PANEL_SAMPLE].cols, 120);
	assert_int_equal(l.panel[PANEL_HIDDEN].rows, 0);
}

/* On the left between the curve and the text; also if each has a column. */
static void a_further_panel_is_arranged_by_its_row(void **state)
{
	struct screen_choice c = all_shown();
	const struct rect *loss, *predict, *sample;
	struct layout l;

	(void)state;
	c.shown[PANEL_PREDICT] = true;
	layout_compute(&l, 40, 120, &c, 0);
	loss = &l.panel[PANEL_LOSS];
	predict = &l.panel[PANEL_PREDICT];
	sample = &l.panel[PANEL_SAMPLE];
	assert_int_equal(predict->row, loss->row + loss->rows);
	assert_int_equal(sample->row, predict->row + predict->rows);
	assert_int_equal(predict->cols, loss->cols);
	c.layout = LAYOUT_WIDE;
	layout_compute(&l, 40, 160, &c, 0); /* three on the left share it */
	assert_int_equal(predict->row, loss->row + loss->rows);
	assert_int_equal(l.panel[PANEL_HIDDEN].rows, 36);
	assert_int_equal(l.panel[PANEL_GATES].rows, 36);
	layout_compute(&l, 40, 200, &c, 0);
	for (int i = PANEL_LOSS; i <= PANEL_PREDICT; i++)
		assert_int_equal(l.panel[i].rows, 36);
}

/* Zoomed, it has no other panel whose time axis it could read. */
static void a_panel_that_reads_a_trace_asks_for_columns(void **state)
{
	(void)state;
	for (int i = 0; i < PANELS; i++)
		for (int p = 0; p < PROBES; p++)
			if (panel_table[i]->probes & PROBE_BIT(p) &&
			    probe_table[p].trace)
				assert_non_null(panel_table[i]->columns);
}

/* Results left, the example and what happens inside right, at every usual
 * size. */
static void a_task_with_examples_has_its_panels(void **state)
{
	static const int size[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };
	struct screen_choice c;
	struct layout l;

	(void)state;
	screen_choice_default(&c, true);
	for (size_t i = 0; i < LENGTH(size); i++) {
		const struct rect *p = l.panel;

		layout_compute(&l, size[i][0], size[i][1], &c, 0);
		assert_true(p[PANEL_LOSS].rows > 0);
		assert_true(p[PANEL_EXAMPLE].rows >= 10);
		assert_int_equal(p[PANEL_SAMPLE].rows, 0);
		assert_int_equal(p[PANEL_ANSWERS].col, p[PANEL_LOSS].col);
		assert_int_equal(p[PANEL_HIDDEN].col, p[PANEL_EXAMPLE].col);
		assert_true(p[PANEL_EXAMPLE].col > p[PANEL_LOSS].col);
		assert_int_equal(p[PANEL_GATES].rows > 0, i > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_sizes_and_choices_are_sound),
		cmocka_unit_test(nonsense_sizes_are_too_small),
		cmocka_unit_test(the_usual_sizes_hold_all_five),
		cmocka_unit_test(hidden_panels_give_their_space_to_the_rest),
		cmocka_unit_test(nothing_shown_is_an_empty_body),
		cmocka_unit_test(an_empty_body_says_what_brings_a_panel_back),
		cmocka_unit_test(what_a_screen_needs_is_never_cut),
		cmocka_unit_test(zoom_takes_all_but_header_and_prompt),
		cmocka_unit_test(the_pane_takes_at_most_half),
		cmocka_unit_test(layouts_differ_where_there_is_space),
		cmocka_unit_test(a_further_panel_is_arranged_by_its_row),
		cmocka_unit_test(a_panel_that_reads_a_trace_asks_for_columns),
		cmocka_unit_test(a_task_with_examples_has_its_panels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
