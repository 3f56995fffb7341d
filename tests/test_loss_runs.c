/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_loss_runs.c: the loss panel with the curves of several runs. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "scene_fixture.h"
#include "ui/chart.h"

/* A run of 400 iterations whose smooth loss falls to `low`. */
static void add_run(struct fixture *f, const char *name, double low)
{
	int i = f->snap.tracks - 1;
	struct track_view *t;

	if (*f->snap.track[i].name)
		snapshot_set_tracks(&f->snap, ++i + 1);
	t = &f->snap.track[i];
	if (i > 0) {
		struct series *series = t->series;

		*t = f->snap.track[0];
		t->series = series;
	}
	strcpy(t->name, name);
	series_init(t->series, 0);
	for (int k = 0; k < 400; k++) {
		double v = low + (100 - low) * exp(-k / 60.0);

		series_add(t->series, v + 4 * sin(k), v);
		t->now.smooth_loss = v;
	}
	t->now.iteration = 400;
}

static void draw(const struct fixture *f, int rows, int cols, struct canvas *c)
{
	canvas_init(c);
	assert_true(canvas_resize(c, rows, cols));
	panel_table[PANEL_LOSS]->draw(&f->scene, c,
				      (struct rect){ 0, 0, rows, cols });
}

static void assert_drawn(const struct fixture *f, int rows, int cols,
			 const char *expected)
{
	struct canvas c;
	struct strbuf out;

	strbuf_init(&out);
	draw(f, rows, cols, &c);
	canvas_dump(&c, &out);
	assert_string_equal(out.text, expected);
	strbuf_release(&out);
	canvas_release(&c);
}

static void set_ascii(struct fixture *f)
{
	f->scene.glyphs = GLYPH_ASCII;
	f->scene.colour = false;
	f->scene.sanitize = 0;
}

/* As on a terminal of 80x24. */
static void two_runs_have_signs_of_their_own_in_ascii(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set_ascii(&f);
	add_run(&f, "rnn", 60);
	add_run(&f, "lstm", 30);
	assert_drawn(&f, 10, 39,
		     "- loss nats/25 chars ------ ppl 11.05 -\n"
		     " 100+------- uniform 104.4 ** rnn 60.05\n"
		     "    |**:                  ++ lstm 30.09\n"
		     "  80+-+**----------------- unigram 83.0\n"
		     "    |  +.*****::::          bigram 64.8\n"
		     "  60+---++----*************************\n"
		     "    |-----++-------------- trigram 56.0\n"
		     "  40+       ++++++               :: raw\n"
		     "    |             +++++++++++++++++++++\n"
		     "     0                           it 400\n");
	fixture_release(&f);
}

static void three_runs_are_named_with_their_losses(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	add_run(&f, "rnn", 60);
	add_run(&f, "gru", 36);
	add_run(&f, "lstm", 30);
	f.snap.current = 2;
	assert_drawn(
		&f, 16, 64,
		"─ loss nats/25 chars ─────── below trigram since 61  ppl 3.332 ─\n"
		" 100┤⡀ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉   ⠶⠶ lstm 30.09\n"
		"    │⢹⡀                               uniform 104.4 ⠶⠶ rnn 60.05\n"
		"    │⠐⢳⡀⡄                                           ⠶⠶ gru 36.08\n"
		"    │⣀⠐⢧⡀⢦⡀⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀  unigram 83.0\n"
		"  80┤  ⠈⢧⡄⠙⠳⣤⡀                                            ⣕⣕ raw\n"
		"    │   ⠈⢧⣄  ⠙⠳⢦⣄⡀\n"
		"    │    ⠈⢳⡀⡀   ⠈⠙⠛⠶⢦⣤⣄⣀⣀                            bigram 64.8\n"
		"  60┤⠉ ⠉ ⠉⠈⠹⣄⣦⡀⠉ ⠉ ⠉ ⠉⠈⠉⠉⠛⠛⠛⠛⠶⠶⠶⠶⠶⠶⠶⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤\n"
		"    │⠤ ⠤ ⠤ ⠤⠈⠳⣄⢦⣀⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤  trigram 56.0\n"
		"    │        ⠁⠈⠳⣄⡀⢦⣄⡀\n"
		"    │          ⠈⠈⠙⠶⣤⣀⠳⠶⣤⣤⣀⣀\n"
		"  40┤             ⠐⠐⠉⠛⠶⢦⣤⣀⣀⠛⠛⠳⠶⠶⠶⢦⣤⣤⣤⣤⣤⣤⣄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀\n"
		"    │                 ⠈⠁⠅⠉⠉⠛⠛⠳⠶⠶⠶⣤⣤⣤⣤⣤⣤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀\n"
		"    │                        ⠁⠈⠐⠐⠑⠑⠅⠅⠅⠕⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉\n"
		"     0                           200                      it 400\n");
	fixture_release(&f);
}

static int cells_of(const struct canvas *c, enum role role, bool bold)
{
	int n = 0;

	for (int row = 0; row < c->rows; row++)
		for (int col = 0; col < c->cols; col++) {
			struct style style = canvas_at(c, row, col)->style;

			n += style.role == role && style.bold == bold;
		}
	return n;
}

static void the_current_run_is_bold_and_each_keeps_its_colour(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	add_run(&f, "rnn", 60);
	add_run(&f, "gru", 36);
	add_run(&f, "lstm", 30);
	for (int current = 0; current < 3; current++) {
		struct canvas c;

		f.snap.current = current;
		draw(&f, 20, 80, &c);
		for (int i = 0; i < 3; i++) {
			enum role role = chart_track_role(i);

			assert_true(cells_of(&c, role, i == current) > 40);
			assert_int_equal(cells_of(&c, role, i != current), 0);
		}
		assert_true(cells_of(&c, ROLE_BAND, false) > 10);
		canvas_release(&c);
	}
	fixture_release(&f);
}

/* A run that has not begun takes no part, and a single one looks as usual. */
static void a_run_without_iterations_has_no_curve(void **state)
{
	struct fixture f;
	struct canvas c;

	(void)state;
	fixture_init(&f);
	add_run(&f, "rnn", 60);
	add_run(&f, "gru", 36);
	series_init(f.snap.track[0].series, 0);
	draw(&f, 20, 80, &c);
	assert_true(cells_of(&c, chart_track_role(1), false) > 40);
	canvas_release(&c);
	snapshot_set_tracks(&f.snap, 1);
	draw(&f, 20, 80, &c);
	assert_int_equal(cells_of(&c, ROLE_CURVE, false), 0);
	canvas_release(&c);
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_runs_have_signs_of_their_own_in_ascii),
		cmocka_unit_test(three_runs_are_named_with_their_losses),
		cmocka_unit_test(
			the_current_run_is_bold_and_each_keeps_its_colour),
		cmocka_unit_test(a_run_without_iterations_has_no_curve),
	};

	return cmocka_run_group_tests_name("loss_runs", tests, NULL, NULL);
}
