/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_plot.c: curves fall on the right dots, and no number breaks an axis. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "ui/plot.h"
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The picture of one curve of `n` values in rows x cols cells. */
static void assert_curve(enum glyphs glyphs, int rows, int cols,
			 struct axis axis, const double *y, int dash,
			 const char *expected)
{
	struct canvas c;
	struct sheet s;
	struct strbuf out;

	canvas_init(&c);
	assert_true(canvas_resize(&c, rows, cols));
	sheet_init(&s, glyphs, rows, cols);
	strbuf_init(&out);
	sheet_curve(&s, &axis, y, dash);
	sheet_draw(&s, &c, (struct rect){ 0, 0, rows, cols },
		   style_role(ROLE_CURVE), INK_LINE, '*');
	canvas_dump(&c, &out);
	assert_string_equal(out.text, expected);
	strbuf_release(&out);
	sheet_release(&s);
	canvas_release(&c);
}

static void a_rising_line_in_every_glyph(void **state)
{
	static const double y[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

	(void)state;
	assert_curve(GLYPH_BRAILLE, 2, 4, (struct axis){ 0, 7, false }, y, 0,
		     "  ⡠⠊\n⡠⠊\n");
	assert_curve(GLYPH_BLOCKS, 2, 4, (struct axis){ 0, 3, false }, y, 0,
		     "  ▄▀\n▄▀\n");
	assert_curve(GLYPH_ASCII, 3, 3, (struct axis){ 0, 2, false }, y, 0,
		     "  *\n *\n*\n");
}

static void steep_pieces_stay_joined(void **state)
{
	static const double y[] = { 0, 0, 7, 7 };

	(void)state;
	assert_curve(GLYPH_BRAILLE, 2, 2, (struct axis){ 0, 7, false }, y, 0,
		     " ⡏\n⣀⠇\n");
	assert_curve(GLYPH_ASCII, 3, 4, (struct axis){ 0, 7, false }, y, 0,
		     "  **\n  *\n**\n");
}

static void gaps_and_dashes_are_left_free(void **state)
{
	static const double gap[] = { 1, NAN, INFINITY, 1, -INFINITY, 0 };
	static const double flat[] = { 1, 1, 1, 1, 1, 1 };

	(void)state;
	assert_curve(GLYPH_ASCII, 2, 6, (struct axis){ 0, 1, false }, gap, 0,
		     "*  *\n     *\n");
	assert_curve(GLYPH_ASCII, 1, 6, (struct axis){ 0, 1, false }, flat, 2,
		     "**  **\n");
}

static void what_is_outside_the_axis_stays_outside(void **state)
{
	static const double y[] = { -1e300, 0, 1e300, DBL_MAX };

	(void)state;
	assert_curve(GLYPH_ASCII, 2, 4, (struct axis){ 0, 1, false }, y, 0,
		     "  *\n *\n");
}

static void bands_differ_from_lines_without_colour(void **state)
{
	static const char *const expected[] = {
		[GLYPH_BRAILLE] = "⢕⢕\n⢕⢕\n",
		[GLYPH_BLOCKS] = "░░\n░░\n",
		[GLYPH_ASCII] = "::\n::\n",
	};
	double low[4] = { 0, 0, 0, 0 }, high[4] = { 1, 1, 1, 1 };
	struct axis axis = { 0, 1, false };

	(void)state;
	for (int g = GLYPH_BRAILLE; g <= GLYPH_ASCII; g++) {
		struct canvas c;
		struct sheet s;
		struct strbuf out;

		canvas_init(&c);
		assert_true(canvas_resize(&c, 2, 2));
		sheet_init(&s, (enum glyphs)g, 2, 2);
		strbuf_init(&out);
		sheet_band(&s, &axis, low, high);
		sheet_draw(&s, &c, (struct rect){ 0, 0, 2, 2 },
			   style_role(ROLE_BAND), INK_BAND, ':');
		canvas_dump(&c, &out);
		assert_string_equal(out.text, expected[g]);
		strbuf_release(&out);
		sheet_release(&s);
		canvas_release(&c);
	}
}

static void any_range_makes_an_axis(void **state)
{
	static const double odd[] = {
		0,       -0.0,     1,        -1,
		5,       1e-300,   -1e-300,  1e300,
		DBL_MAX, -DBL_MAX, INFINITY, -INFINITY,
		NAN,     DBL_MIN,  104.4,    104.4000000001
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(odd); i++)
		for (size_t k = 0; k < LENGTH(odd); k++)
			for (int l = 0; l < 2; l++) {
				struct axis a = axis_around(odd[i], odd[k], l);
				double tick[AXIS_TICKS];
				char label[AXIS_TICKS][AXIS_LABEL];
				int n = axis_ticks(&a, 6, tick);
				int width = axis_labels(tick, n, label);

				assert_true(a.low < a.high);
				assert_true(isfinite(a.high - a.low));
				assert_true(!a.log || a.low > 0);
				assert_in_range(n, 0, 6);
				assert_true(axis_position(&a, a.low) == 0);
				assert_in_range(width, n > 0, AXIS_LABEL - 1);
				for (int t = 0; t < n; t++) {
					assert_true(isfinite(tick[t]));
					assert_in_range(strlen(label[t]), 1,
							width);
				}
			}
}

static void constants_and_nothing_divide_by_nothing(void **state)
{
	static const double same[] = { 3, 3, 3, 3 },
			    none[] = { NAN, NAN, NAN, NAN };
	struct axis a = axis_around(3, 3, false);

	(void)state;
	assert_curve(GLYPH_ASCII, 3, 4, a, same, 0, "\n****\n\n");
	assert_curve(GLYPH_ASCII, 1, 4, a, none, 0, "\n");
	assert_curve(GLYPH_BRAILLE, 0, 2, a, same, 0, "");
	assert_curve(GLYPH_BRAILLE, 2, 0, a, same, 0, "\n\n");
	assert_true(isnan(axis_position(&a, NAN)));
}

static void ticks_are_round_and_inside(void **state)
{
	struct axis linear = axis_around(51.3, 104.4, false);
	struct axis log_axis = axis_around(0.5, 200, true);
	double tick[AXIS_TICKS];

	(void)state;
	assert_int_equal(axis_ticks(&linear, 6, tick), 5);
	assert_true(tick[0] == 60 && tick[4] == 100);
	assert_int_equal(axis_ticks(&log_axis, 9, tick), 9);
	assert_true(fabs(tick[0] - 0.5) < 1e-12 && fabs(tick[8] - 200) < 1e-9);
	assert_int_equal(axis_ticks(&linear, 0, tick), 0);
}

/* The labels of an axis with at most five ticks, ascending, in one line. */
static void assert_labels(double low, double high, bool log_axis,
			  const char *expected)
{
	struct axis a = axis_around(low, high, log_axis);
	double tick[AXIS_TICKS];
	char label[AXIS_TICKS][AXIS_LABEL], line[AXIS_TICKS * AXIS_LABEL] = "";
	int n = axis_ticks(&a, 5, tick);

	axis_labels(tick, n, label);
	for (int i = 0; i < n; i++) {
		strcat(line, i > 0 ? " " : "");
		strcat(line, label[i]);
	}
	assert_string_equal(line, expected);
}

static void labels_are_short_and_alike(void **state)
{
	(void)state;
	assert_labels(51.3, 104.4, false, "60 80 100");
	assert_labels(0, 1, false, "0.0 0.5 1.0");
	assert_labels(0, 9000, false, "0 2000 4000 6000 8000");
	assert_labels(7000, 15000, false, "8k 10k 12k 14k");
	assert_labels(9300, 10600, false, "9.5k 10.0k 10.5k");
	assert_labels(0, 2e6, false, "0 500k 1.0M 1.5M 2.0M");
	assert_labels(3e8, 1.2e9, false, "400M 600M 800M 1.0e9 1.2e9");
	assert_labels(0, 2e12, false, "0 5e11 1.0e12 1.5e12 2.0e12");
	assert_labels(9e22, 5e23, false, "1e23 2e23 3e23 4e23 5e23");
	assert_labels(0, 2e-5, false, "0 5e-6 1.0e-5 1.5e-5 2.0e-5");
	assert_labels(1000100, 1000500, false,
		      "1.0001M 1.0002M 1.0003M 1.0004M 1.0005M");
	assert_labels(0.01, 100, true, "0.01 0.1 1 10 100");
	assert_labels(10, 1e5, true, "10 100 1k 10k 100k");
}

/* 9.5k, 1.5M, 2e12 */
static double value_of(const char *label)
{
	char *end;
	double v = strtod(label, &end);

	if (*end == 'k' || *end == 'M')
		v *= *end++ == 'k' ? 1e3 : 1e6;
	if (*end != '\0' || end == label)
		fail_msg("'%s' is no number", label);
	return v;
}

static void every_label_tells_the_value_of_its_tick(void **state)
{
	static const double part[] = { 0, 0.3, 0.5, 0.9, 0.97, 0.999, 0.99999 };

	(void)state;
	for (int i = 0; i < 45 * 7 * 9 * 2; i++) {
		double high = pow(10, i % 45 - 6) * (1 + i / 45 % 9);
		struct axis a = axis_around(part[i / 45 / 9 % 7] * high, high,
					    i / 45 / 9 / 7);
		double tick[AXIS_TICKS];
		char label[AXIS_TICKS][AXIS_LABEL];
		int n = axis_ticks(&a, 8, tick);

		assert_true(n > 0);
		axis_labels(tick, n, label);
		for (int t = 0; t < n; t++) {
			double gap = n == 1  ? high
				     : t > 0 ? tick[t] - tick[t - 1]
					     : tick[1] - tick[0];
			double off = value_of(label[t]) - tick[t];

			if (fabs(off) > gap / 50)
				fail_msg("%.12g is labelled %s", tick[t],
					 label[t]);
		}
	}
}

static void a_log_axis_gives_decades_equal_width(void **state)
{
	struct axis a = axis_around(1, 100, true);

	(void)state;
	assert_true(fabs(axis_position(&a, 10) - 0.5) < 1e-12);
	assert_true(isnan(axis_position(&a, 0)));
	assert_true(isnan(axis_position(&a, -1)));
	assert_false(axis_around(0, 100, true).log);
}

static void joining_fills_only_between_values(void **state)
{
	double y[] = { NAN, 1, NAN, NAN, 4, NAN };

	(void)state;
	plot_join(y, 6);
	assert_true(isnan(y[0]) && isnan(y[5]));
	assert_true(y[2] == 2 && y[3] == 3);
	plot_join(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rising_line_in_every_glyph),
		cmocka_unit_test(steep_pieces_stay_joined),
		cmocka_unit_test(gaps_and_dashes_are_left_free),
		cmocka_unit_test(what_is_outside_the_axis_stays_outside),
		cmocka_unit_test(bands_differ_from_lines_without_colour),
		cmocka_unit_test(any_range_makes_an_axis),
		cmocka_unit_test(constants_and_nothing_divide_by_nothing),
		cmocka_unit_test(ticks_are_round_and_inside),
		cmocka_unit_test(labels_are_short_and_alike),
		cmocka_unit_test(every_label_tells_the_value_of_its_tick),
		cmocka_unit_test(a_log_axis_gives_decades_equal_width),
		cmocka_unit_test(joining_fills_only_between_values),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
