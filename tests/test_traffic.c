/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_traffic.c: what a frame costs is estimated as curses sends it, and the
 * pace keeps to the budget. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "scene_fixture.h"
#include "ui/layout.h"
#include "ui/screen.h"
#include "ui/traffic.h"
#include <fcntl.h>
#include <locale.h>
#include <sys/wait.h>
#include <unistd.h>

/* The size that terminfo gives a terminal that is a file. */
enum { ROWS = 24, COLS = 80, FRAMES = 12 };

/* --- the estimate and what curses writes ---------------------------------- */

struct cost {
	double estimated, measured;
};

/* Frame n of a kind, and its changes. */
enum kind { WHOLE, MAPS, HEADER, SAMPLE, KINDS };

static void change(struct fixture *f, enum kind kind, int n)
{
	static const char *const text[] = {
		"where does the water go? asked the child, and looked down",
		"It goes to the sea, said the old man, and it comes again.",
	};
	char written[200];

	if (kind == WHOLE || kind == MAPS) {
		fixture_text(f, text[n % 2], 100);
		fixture_gates(f, "ifgoch");
	}
	if (kind == WHOLE || kind == HEADER) {
		f->snap.track[0].now.iteration += 171;
		f->snap.track[0].now.smooth_loss *= 0.999;
		f->snap.track[0].now.epoch += 0.01;
	}
	if (kind == WHOLE || kind == SAMPLE) {
		snprintf(written, sizeof written, "%s\nand %d %s", text[n % 2],
			 n * 7919, text[(n + 1) % 2]);
		sample_list_add(&f->snap.samples,
				&(struct sampled){ .iteration = n,
						   .temperature = 1,
						   .text = written,
						   .length = strlen(written),
						   .seed = 12 });
	}
}

/* Draws to a file instead of the terminal; its growth is the cost. */
static struct cost draw_frames(struct screen *screen, enum kind kind)
{
	struct cost sum = { 0, 0 };
	struct canvas canvas[2];
	struct layout layout;
	struct fixture f;

	fixture_init(&f);
	f.scene.colour = screen_has_colour(screen);
	fixture_series(&f, 256, 64, 104.36, 51.4);
	canvas_init(&canvas[0]);
	canvas_init(&canvas[1]);
	change(&f, WHOLE, 0);
	layout_compute(&layout, ROWS, COLS, &f.choice, 0);
	for (int n = 0; n < FRAMES; n++) {
		struct canvas *now = &canvas[n % 2];
		off_t before = lseek(STDOUT_FILENO, 0, SEEK_END);

		change(&f, kind, n);
		canvas_resize(now, ROWS, COLS);
		panels_draw(&f.scene, &layout, now);
		screen_show(screen, now);
		if (n == 0)
			continue;
		sum.measured +=
			(double)(lseek(STDOUT_FILENO, 0, SEEK_END) - before);
		sum.estimated +=
			(double)traffic_cost(&canvas[(n + 1) % 2], now,
					     (struct rect){ 0, 0, ROWS, COLS },
					     screen_depth(screen));
	}
	canvas_release(&canvas[0]);
	canvas_release(&canvas[1]);
	fixture_release(&f);
	return sum;
}

/* Curses has globals and a standard output: it gets a process. */
static void draw_in_child(const char *term, struct cost cost[KINDS], int out)
{
	struct screen_options options = { .in = stdin };
	struct screen *screen;
	struct err e;
	FILE *file = tmpfile();

	setenv("TERM", term, 1);
	if (!file || dup2(fileno(file), STDOUT_FILENO) < 0 ||
	    !(screen = screen_new(&options, &e)))
		_exit(1);
	for (int kind = 0; kind < KINDS; kind++)
		cost[kind] = draw_frames(screen, (enum kind)kind);
	_exit(write(out, cost, KINDS * sizeof *cost) < 0);
}

static void measure(const char *term, struct cost cost[KINDS])
{
	int fd[2], status;
	pid_t pid;

	fflush(stdout);
	assert_int_equal(pipe(fd), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		draw_in_child(term, cost, fd[1]);
	close(fd[1]);
	assert_int_equal(read(fd[0], cost, KINDS * sizeof *cost),
			 KINDS * sizeof *cost);
	close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void the_estimate_equals_what_curses_writes(void **state)
{
	static const char *const term[] = { "xterm-256color", "xterm-direct",
					    "xterm-16color", "xterm", "vt100" };

	(void)state;
	for (size_t i = 0; i < LENGTH(term); i++) {
		struct cost cost[KINDS];

		measure(term[i], cost);
		for (int kind = 0; kind < KINDS; kind++) {
			double ratio =
				cost[kind].estimated / cost[kind].measured;

			print_message("# %s %d: %.0f bytes, estimated %.0f\n",
				      term[i], kind,
				      cost[kind].measured / (FRAMES - 1),
				      cost[kind].estimated / (FRAMES - 1));
			if (!(ratio > 0.7 && ratio < 1.3))
				fail_msg("%s, kind %d: %g", term[i], kind,
					 ratio);
		}
	}
}

static void what_does_not_change_costs_nothing(void **state)
{
	struct rect all = { 0, 0, ROWS, COLS };
	struct style underlined = style_role(ROLE_TEXT);
	struct canvas a, b;

	(void)state;
	underlined.underline = true;
	canvas_init(&a);
	canvas_init(&b);
	assert_true(canvas_resize(&a, ROWS, COLS) &&
		    canvas_resize(&b, ROWS, COLS));
	assert_int_equal(traffic_cost(&a, &b, all, DEPTH_256), 0);
	canvas_text(&b, all, 3, 7, style_role(ROLE_TEXT), "x");
	assert_in_range(traffic_cost(&a, &b, all, DEPTH_256), 2, 20);
	assert_int_equal(
		traffic_cost(&a, &b, (struct rect){ 4, 0, 9, 50 }, DEPTH_256),
		0);
	canvas_text(&a, all, 3, 7, underlined, "x");
	assert_in_range(traffic_cost(&a, &b, all, DEPTH_256), 2, 20);
	/* another size is painted completely, and no cell of the old is read */
	assert_true(canvas_resize(&a, 2, 2));
	assert_true(traffic_cost(&a, &b, all, DEPTH_256) >= ROWS * COLS);
	assert_int_equal(
		traffic_cost(&b, &a, (struct rect){ 5, 5, 9, 9 }, DEPTH_256),
		0);
	canvas_release(&a);
	canvas_release(&b);
}

/* --- the pace ------------------------------------------------------------- */

struct shown {
	double bytes, maps, rest; /* per second */
};

/* Snapshots come 30 times per second for a minute. */
static struct shown simulate(int rows, int cols, long maps, long rest)
{
	struct pace pace = { .rate = pace_rate(rows, cols) };
	struct shown shown = { 0, 0, 0 };
	bool old = false;

	for (int i = 0; i < 30 * 60; i++) {
		double now = 1000 + i / 30.0;
		bool may_rest = pace_allows_rest(&pace, now);
		bool with_maps = pace_allows_maps(&pace, now);
		long spent;

		if (!may_rest && !(old && with_maps))
			continue;
		old = !with_maps;
		spent = with_maps ? maps : 0;
		pace_spend(&pace, now, spent, rest);
		shown.bytes += (double)(spent + rest) / 60;
		shown.maps += with_maps / 60.0;
		shown.rest += 1 / 60.0;
	}
	return shown;
}

static void the_pace_keeps_the_budget_and_everything_moves(void **state)
{
	struct shown s;

	(void)state;
	/* maps of nearly all cells, a header and a curve */
	s = simulate(30, 100, 35000, 1500);
	assert_true(s.bytes < 60000 * 1.02);
	assert_true(s.maps > 1 && s.rest > 5);
	s = simulate(24, 80, 20000, 1200);
	assert_true(s.bytes < 38400 * 1.02);
	assert_true(s.maps > 1 && s.rest > 5);
	/* twice as much in 24-bit colour */
	s = simulate(30, 100, 70000, 2500);
	assert_true(s.bytes < 60000 * 1.02);
	assert_true(s.maps > 0.5 && s.rest > 4);
	/* never more than ten maps per second, at any cost */
	s = simulate(30, 100, 10, 10);
	assert_true(s.maps < 10.1 && s.maps > 7 && s.rest > 29);
	/* no maps, much else */
	s = simulate(30, 100, 0, 30000);
	assert_true(s.bytes < 60000 * 1.02);
}

/* What a user did is shown at once; the rest waits until it is paid. */
static void a_frame_out_of_turn_is_paid_later(void **state)
{
	struct pace p = { .rate = pace_rate(30, 100) };

	(void)state;
	pace_spend(&p, 10, 60000, 0);
	assert_false(pace_allows_maps(&p, 10.9));
	assert_true(pace_allows_rest(&p, 10.01));
	pace_spend(&p, 10.5, 60000, 0);
	assert_false(pace_allows_maps(&p, 11.9));
	assert_true(pace_allows_maps(&p, 12.1));
}

static void every_part_of_a_cell_costs(void **state)
{
	struct rect all = { 0, 0, ROWS, COLS };
	struct style bold = style_role(ROLE_TEXT);
	struct canvas a, b;

	(void)state;
	bold.bold = true;
	canvas_init(&a);
	canvas_init(&b);
	assert_true(canvas_resize(&a, ROWS, COLS) &&
		    canvas_resize(&b, ROWS, COLS));
	canvas_text(&a, all, 3, 7, style_role(ROLE_TEXT), "e");
	canvas_text(&b, all, 3, 7, bold, "e");
	assert_in_range(traffic_cost(&a, &b, all, DEPTH_256), 2, 30);
	canvas_text(&b, all, 3, 7, style_role(ROLE_TEXT), "e\u0301");
	assert_in_range(traffic_cost(&a, &b, all, DEPTH_256), 2, 30);
	canvas_release(&a);
	canvas_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_estimate_equals_what_curses_writes),
		cmocka_unit_test(what_does_not_change_costs_nothing),
		cmocka_unit_test(
			the_pace_keeps_the_budget_and_everything_moves),
		cmocka_unit_test(a_frame_out_of_turn_is_paid_later),
		cmocka_unit_test(every_part_of_a_cell_costs),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
