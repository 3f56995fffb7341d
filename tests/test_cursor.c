/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_cursor.c: the unit and the character that are pointed at. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "scene_fixture.h"
#include "ui/chrome.h"
#include "ui/cursor.h"
#include "ui/layout.h"
#include <locale.h>

static void expect_text(const struct fixture *f, int cols, const char *text)
{
	struct strbuf out;

	strbuf_init(&out);
	cursor_text(&f->scene, cols, &out);
	assert_string_equal(out.text, text);
	strbuf_release(&out);
}

/* Unit 7 of 10; the gates of character t are 0.01 t more for each row. */
static void set_values(struct fixture *f, const char *names)
{
	struct snapshot *s = &f->snap;

	fixture_text(f, "at\n물", 10);
	fixture_gates(f, names);
	s->unit = 7;
	for (int t = 0; t < s->columns; t++) {
		*fixture_at(s, PROBE_HIDDEN, t, 7) = (float)(0.83 - t);
		for (int g = 0; g < snapshot_gates(s); g++)
			*fixture_at(s, PROBE_GATES, t, g) =
				(float)((g + 1) / 10.0 + t / 100.0);
	}
}

static void the_values_of_every_cell(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_values(&f, "ifgoch");
	expect_text(&f, 80, "");
	f.choice.cursor = true;
	f.choice.cursor_back = 2;
	expect_text(&f, 80,
		    "unit 7 't' h -0.17 i 0.11 f 0.21 o 0.41 c +0.51 "
		    "g +0.31");
	expect_text(&f, 40, "unit 7 't' h -0.17 i 0.11 f 0.21 o 0.41");
	set_values(&f, "rznh");
	expect_text(&f, 80, "unit 7 't' h -0.17 r 0.11 z 0.21 n +0.31");
	set_values(&f, "h");
	expect_text(&f, 80, "unit 7 't' h -0.17");
	f.choice.cursor_back = 3;
	expect_text(&f, 80, "unit 7 'a' h +0.83");
	f.choice.cursor_back = 1;
	expect_text(&f, 80, "unit 7 '↵' h -1.17");
	f.choice.cursor_back = 0;
	expect_text(&f, 80, "unit 7 '물' h -2.17");
	f.scene.sanitize = 0;
	expect_text(&f, 80, "unit 7 'BB3C' h -2.17");
	/* A snapshot of fewer columns than the cursor knew. */
	f.choice.cursor_back = 100;
	expect_text(&f, 80, "unit 7 'a' h +0.83");
	f.snap.columns = 0;
	expect_text(&f, 80, "");
	fixture_release(&f);
}

/* Whatever is asked for, the unit is in view and the view is inside. */
static void the_view_holds_the_unit(void **state)
{
	(void)state;
	for (int units = 1; units < 40; units++)
		for (int fit = 1; fit < 30; fit++)
			for (int i = 0; i < units * 50; i++) {
				int unit = i / 50, first = i % 50;
				bool even = fit % 2 == 0;
				int at = cursor_first(units, fit, first, unit,
						      even);

				assert_true(at >= 0 && at <= unit);
				assert_true(unit < at + fit);
				assert_true(!even || at % 2 == 0);
				/* no more than one line stays free */
				assert_true(units < fit
						    ? at == 0
						    : at + fit <= units + even);
			}
	assert_int_equal(cursor_first(100, 20, 30, 35, true), 30);
}

static void the_view_follows_the_unit_and_no_more(void **state)
{
	struct fixture f;
	struct screen_choice *c = &f.choice;

	(void)state;
	fixture_init(&f); /* 100 units */
	c->unit = 0;
	cursor_choose(&f.scene, 20, c, 19);
	assert_int_equal(c->first_unit, 0);
	cursor_choose(&f.scene, 20, c, 20);
	assert_int_equal(c->first_unit, 2);
	cursor_choose(&f.scene, 20, c, 2);
	assert_int_equal(c->first_unit, 2);
	cursor_choose(&f.scene, 20, c, 1);
	assert_int_equal(c->first_unit, 0);
	cursor_choose(&f.scene, 20, c, 1000);
	assert_int_equal(c->unit, 99);
	assert_int_equal(c->first_unit, 80);
	/* By a command: the view moved when the screen showed it. */
	c->unit = 50;
	cursor_choose(&f.scene, 20, c, 51);
	assert_int_equal(c->first_unit, 50);
	/* Not on the screen: nothing to follow. */
	cursor_choose(&f.scene, 0, c, 7);
	assert_int_equal(c->unit, 7);
	assert_int_equal(c->first_unit, 50);
	fixture_release(&f);
}

static void scrolling_takes_the_unit_along(void **state)
{
	struct fixture f;
	struct screen_choice *c = &f.choice;

	(void)state;
	fixture_init(&f);
	c->unit = 5;
	cursor_scroll(&f.scene, 20, c, 4);
	assert_int_equal(c->first_unit, 4);
	assert_int_equal(c->unit, 5);
	cursor_scroll(&f.scene, 20, c, 20);
	assert_int_equal(c->first_unit, 24);
	assert_int_equal(c->unit, 24);
	cursor_scroll(&f.scene, 20, c, 1000);
	assert_int_equal(c->first_unit, 80);
	assert_int_equal(c->unit, 80);
	cursor_scroll(&f.scene, 20, c, -20);
	assert_int_equal(c->first_unit, 60);
	assert_int_equal(c->unit, 79);
	cursor_scroll(&f.scene, 200, c, 200);
	assert_int_equal(c->first_unit, 0);
	assert_int_equal(c->unit, 79);
	cursor_scroll(&f.scene, 0, c, 4);
	assert_int_equal(c->unit, 79);
	fixture_release(&f);
}

/* --- on the screen -------------------------------------------------------- */

/* Cells found under a character are those that show it. */
static void what_is_drawn_is_what_is_found(void **state)
{
	struct fixture f;
	struct layout l;
	struct spot spot;
	struct rect hidden, gates;

	(void)state;
	fixture_init(&f);
	fixture_text(&f, "where does the water go?  asked the child", 100);
	fixture_gates(&f, "ifgoch");
	layout_compute(&l, 40, 120, &f.choice, 0);
	hidden = l.panel[PANEL_HIDDEN];
	gates = l.panel[PANEL_GATES];
	assert_int_equal(panels_find(&f.scene, &l, hidden.row + 3,
				     hidden.col + AXIS_MARGIN + 4, &spot),
			 PANEL_HIDDEN);
	assert_int_equal(spot.column, 4);
	assert_int_equal(spot.unit,
			 (37 - panels_units(&f.scene, &l) + 2 < 0
				  ? 0
				  : 37 - panels_units(&f.scene, &l) + 2) +
				 4);
	/* a label names a unit and no character, the title neither */
	panels_find(&f.scene, &l, hidden.row + 1, hidden.col, &spot);
	assert_true(spot.unit >= 0 && spot.column == -1);
	panels_find(&f.scene, &l, hidden.row, hidden.col + 20, &spot);
	assert_true(spot.unit == -1 && spot.column == -1);
	/* beyond the text there is none */
	panels_find(&f.scene, &l, hidden.row + 1, hidden.col + AXIS_MARGIN + 41,
		    &spot);
	assert_int_equal(spot.column, -1);
	assert_int_equal(panels_find(&f.scene, &l, gates.row + 2,
				     gates.col + AXIS_MARGIN + 40, &spot),
			 PANEL_GATES);
	assert_true(spot.unit == -1 && spot.column == 40);
	assert_int_equal(panels_find(&f.scene, &l, 0, 500, &spot), -1);
	assert_int_equal(panels_characters(&f.scene, &l), 41);
	fixture_release(&f);
}

/* Without colour too: reversed cells, one of the map and one of each axis. */
static void the_cursor_is_seen_in_both_maps(void **state)
{
	struct fixture f;
	struct canvas c;
	struct layout l;
	int cell = 0, axis = 0;

	(void)state;
	fixture_init(&f);
	fixture_text(&f, "where does the water go?", 100);
	fixture_gates(&f, "ifgoch");
	f.scene.colour = false;
	f.choice.cursor = true;
	f.choice.cursor_back = 1;
	canvas_init(&c);
	assert_true(canvas_resize(&c, 40, 120));
	layout_compute(&l, 40, 120, &f.choice, 0);
	panels_draw(&f.scene, &l, &c);
	for (int i = 0; i < c.rows * c.cols; i++) {
		cell += c.cell[i].style.role == ROLE_SELECTED;
		axis += c.cell[i].style.reverse && c.cell[i].codepoint == 'o';
	}
	assert_int_equal(cell, 1);
	assert_int_equal(axis, 2);
	canvas_release(&c);
	fixture_release(&f);
}

/* At that size, with the view beginning there: wherever something of the
 * cursor is seen, a click finds its unit and its character. */
static void check_cursor(int rows, int cols, int first, int back)
{
	struct fixture f;
	struct canvas c;
	struct layout l;
	int seen = 0;

	fixture_init(&f);
	fixture_text(&f, "where does the water go?", 100);
	fixture_gates(&f, "ifgoch");
	f.scene.colour = false;
	f.choice.cursor = true;
	f.choice.cursor_back = back;
	f.choice.first_unit = first;
	f.choice.layout = rows == 60 ? LAYOUT_TALL : LAYOUT_AUTO;
	canvas_init(&c);
	assert_true(canvas_resize(&c, rows, cols));
	layout_compute(&l, rows, cols, &f.choice, 0);
	panels_draw(&f.scene, &l, &c);
	for (int i = 0; i < rows * cols; i++) {
		bool cell = c.cell[i].style.role == ROLE_SELECTED;
		struct spot spot;

		if (!cell && !c.cell[i].style.reverse)
			continue;
		panels_find(&f.scene, &l, i / cols, i % cols, &spot);
		assert_int_equal(spot.column, f.snap.columns - 1 - back);
		if (cell)
			assert_int_equal(spot.unit, f.snap.unit);
		seen++;
	}
	assert_int_equal(seen, 3);
	struct spot title;
	panels_find(&f.scene, &l, l.panel[PANEL_GATES].row,
		    l.panel[PANEL_GATES].col + 20, &title);
	assert_int_equal(title.column, -1);
	canvas_release(&c);
	fixture_release(&f);
}

static void what_is_seen_of_the_cursor_is_what_is_found(void **state)
{
	static const int size[][2] = {
		{ 24, 80 }, { 40, 120 }, { 60, 200 }, { 60, 100 }
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(size); i++)
		for (int first = 0; first < 40; first += 13)
			for (int back = 0; back < 20; back += 7)
				check_cursor(size[i][0], size[i][1], first,
					     back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_values_of_every_cell),
		cmocka_unit_test(the_view_holds_the_unit),
		cmocka_unit_test(the_view_follows_the_unit_and_no_more),
		cmocka_unit_test(scrolling_takes_the_unit_along),
		cmocka_unit_test(what_is_drawn_is_what_is_found),
		cmocka_unit_test(the_cursor_is_seen_in_both_maps),
		cmocka_unit_test(what_is_seen_of_the_cursor_is_what_is_found),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
