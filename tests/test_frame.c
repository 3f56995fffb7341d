/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_frame.c: the maps of a frame that is not waited for come at their own
 * pace, and a user's action shows all of them at once. */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/frame.h"
#include "scene_fixture.h"

/* Readline drops undo lists when a line is given up. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libreadline\n"; }

enum { ROWS = 30, COLS = 100, FPS = 30 };
static const char text[] =
	"It was a dark night, and the wind blew: \"Who goes?\" nobody said. "
	"Then the rain came down on roofs and lanes; dogs barked, far off. ";

struct show {
	struct fixture fixture;
	struct frame frame;
	double now;
};

static void show_open(struct show *s)
{
	struct prompt_options options = { .utf8 = true };

	fixture_init(&s->fixture);
	fixture_text(&s->fixture, text, 100);
	fixture_gates(&s->fixture, "ifgoch");
	fixture_series(&s->fixture, 200, 10, 105, 50);
	frame_init(&s->frame);
	s->frame.rows = ROWS;
	s->frame.cols = COLS;
	s->frame.colour = true;
	s->frame.depth = DEPTH_256;
	s->frame.sanitize = SANITIZE_UTF8;
	s->frame.snap = &s->fixture.snap;
	s->frame.choice = &s->fixture.choice;
	s->frame.prompt = prompt_new(&options);
	s->frame.pane = pane_new(100, SANITIZE_UTF8);
	s->now = 1000;
}

static void show_close(struct show *s)
{
	prompt_free(s->frame.prompt);
	pane_free(s->frame.pane);
	frame_release(&s->frame);
	fixture_release(&s->fixture);
}

/* Another snapshot: all of both maps changes, and the header. */
static void train(struct show *s)
{
	struct snapshot *snap = &s->fixture.snap;
	unsigned n = (unsigned)++snap->track[0].now.iteration;

	for (int p = PROBE_HIDDEN; p <= PROBE_GATES; p++)
		for (int i = 0; i < snap->columns * snap->reading[p].cols; i++)
			snap->reading[p].value[i] =
				(float)fixture_noise((unsigned)i, n);
}

static bool same_cells(const struct frame *f, struct rect r)
{
	for (int row = r.row; row < r.row + r.rows; row++)
		for (int col = r.col; col < r.col + r.cols; col++)
			if (memcmp(canvas_at(&f->before, row, col),
				   canvas_at(&f->canvas, row, col),
				   sizeof(struct canvas_cell)) != 0)
				return false;
	return true;
}

static bool same_panel(const struct frame *f, enum panel_id id)
{
	return same_cells(f, f->layout.panel[id]);
}

static void draw(struct show *s, bool whole)
{
	frame_draw(&s->frame, s->now, whole);
}

/* A minute of snapshots, FPS per second; how often each panel changed. */
static void a_minute(struct show *s, int changed[PANELS])
{
	memset(changed, 0, PANELS * sizeof *changed);
	for (int i = 0; i < 60 * FPS; i++) {
		s->now += 1.0 / FPS;
		train(s);
		if (!frame_is_due(&s->frame, s->now, true))
			continue;
		draw(s, false);
		for (int id = 0; id < PANELS; id++)
			changed[id] +=
				!same_panel(&s->frame, (enum panel_id)id);
	}
}

static void maps_change_at_most_ten_times_a_second(void **state)
{
	struct show s;
	int changed[PANELS];

	(void)state;
	show_open(&s);
	draw(&s, true);
	a_minute(&s, changed);
	assert_in_range(changed[PANEL_HIDDEN], 60, 600);
	assert_in_range(changed[PANEL_GATES], 60, 600);
	assert_true(changed[PANEL_NUMBERS] > 2 * changed[PANEL_HIDDEN]);
	show_close(&s);
}

/* Both are of one snapshot, always. */
static void the_maps_change_together(void **state)
{
	struct show s;

	(void)state;
	show_open(&s);
	draw(&s, true);
	for (int i = 0; i < 100; i++) {
		s.now += 0.02;
		train(&s);
		draw(&s, false);
		assert_int_equal(same_panel(&s.frame, PANEL_HIDDEN),
				 same_panel(&s.frame, PANEL_GATES));
		assert_false(same_panel(&s.frame, PANEL_NUMBERS));
		assert_int_equal(s.frame.maps_are_old,
				 same_panel(&s.frame, PANEL_HIDDEN));
	}
	show_close(&s);
}

/* When training stops just after a frame without its maps, they follow. */
static void old_maps_come_without_another_snapshot(void **state)
{
	struct show s;

	(void)state;
	show_open(&s);
	draw(&s, true);
	s.now += 0.04;
	train(&s);
	draw(&s, false);
	assert_true(s.frame.maps_are_old);
	assert_true(same_panel(&s.frame, PANEL_HIDDEN));
	assert_false(frame_is_due(&s.frame, s.now, false));
	s.now += 5;
	assert_true(frame_is_due(&s.frame, s.now, false));
	draw(&s, false);
	assert_false(same_panel(&s.frame, PANEL_HIDDEN));
	assert_false(same_panel(&s.frame, PANEL_GATES));
	assert_false(frame_is_due(&s.frame, s.now + 5, false));
	show_close(&s);
}

static void what_a_user_did_shows_whole_maps(void **state)
{
	struct show s;

	(void)state;
	show_open(&s);
	draw(&s, true);
	for (int i = 0; i < 10; i++) {
		s.now += 0.01;
		train(&s);
		draw(&s, true);
		assert_false(same_panel(&s.frame, PANEL_HIDDEN));
		assert_false(same_panel(&s.frame, PANEL_GATES));
	}
	/* ... and is paid for afterwards */
	assert_false(frame_is_due(&s.frame, s.now + 0.2, false));
	train(&s);
	s.now += 0.2;
	draw(&s, false);
	assert_true(same_panel(&s.frame, PANEL_HIDDEN));
	show_close(&s);
}

/* Cells of the frame before are kept only where the same panel was. */
static void a_map_that_moved_is_drawn(void **state)
{
	struct show s;
	struct rect all = { 0, 0, ROWS, COLS - 1 };

	(void)state;
	for (int how = 0; how < 2; how++) {
		show_open(&s);
		draw(&s, true);
		s.now += 0.01;
		train(&s);
		if (how == 0)
			s.frame.cols = COLS - 1;
		else
			s.fixture.choice.zoom = PANEL_HIDDEN;
		draw(&s, false);
		draw(&s, true); /* the right contents of the one before */
		assert_true(same_cells(&s.frame, all));
		show_close(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_change_at_most_ten_times_a_second),
		cmocka_unit_test(the_maps_change_together),
		cmocka_unit_test(old_maps_come_without_another_snapshot),
		cmocka_unit_test(what_a_user_did_shows_whole_maps),
		cmocka_unit_test(a_map_that_moved_is_drawn),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
