/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_palette.c: colours order values by lightness, for every eye, and text
 * can be read, on a dark background and on a light one. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "ui/palette.h"
#include <math.h>

enum { MIDDLE = MAP_LEVELS / 2 };

/* Of terminals: plain, and as popular themes have it. */
static const uint32_t shown_on[BACKGROUNDS][2] = { { 0x000000, 0x1e1e1e },
						   { 0xffffff, 0xfdf6e3 } };

static double lightness_of(int index)
{
	return palette_lightness(palette_rgb(index));
}

static void lightness_of_known_colours(void **state)
{
	(void)state;
	assert_true(fabs(lightness_of(16) - 0) < 0.01);
	assert_true(fabs(lightness_of(231) - 100) < 0.01);
	assert_true(fabs(lightness_of(196) - 53.24) < 0.05); /* ff0000 */
	assert_true(fabs(lightness_of(21) - 32.30) < 0.05);  /* 0000ff */
	assert_true(fabs(lightness_of(244) - 53.59) < 0.05); /* 808080 */
	assert_int_equal(palette_rgb(67), 0x5f87af);
	assert_int_equal(palette_rgb(255), 0xeeeeee);
	assert_int_equal(palette_rgb(12), 0x5c5cff);
}

static void contrast_of_known_colours(void **state)
{
	(void)state;
	assert_true(fabs(palette_contrast(0x000000, 0xffffff) - 21) < 0.01);
	assert_true(fabs(palette_contrast(0xffffff, 0x777777) - 4.48) < 0.01);
	assert_true(fabs(palette_contrast(0x777777, 0x777777) - 1) < 1e-9);
}

/* --- maps ----------------------------------------------------------------- */

/* A map as this many colours show it: 8, 16, 256, 1 << 24. */
struct shown_map {
	enum map map;
	enum palette palette;
	enum background background;
	int colours;
};

static uint32_t colour_at(const struct shown_map *m, int level)
{
	if (m->colours <= 16)
		return palette_rgb(palette_basic(m->map, m->colours,
						 m->background, level));
	if (m->colours == 256)
		return palette_rgb(palette_xterm(m->map, m->palette,
						 m->background, level));
	return palette_direct(m->map, m->palette, m->background, level);
}

static double lightness_at(const struct shown_map *m, int level)
{
	return palette_lightness(colour_at(m, level));
}

static void for_each_map(enum map map, void (*check)(const struct shown_map *))
{
	static const int colours[] = { 8, 16, 256, 1 << 24 };

	for (size_t i = 0; i < LENGTH(colours); i++)
		for (int p = 0; p < PALETTES; p++)
			for (int b = 0; b < BACKGROUNDS; b++)
				check(&(struct shown_map){ map, (enum palette)p,
							   (enum background)b,
							   colours[i] });
}

/* From level `from` to `to` away from the background; with few colours some
 * levels share one. */
static void assert_leaves_background(const struct shown_map *m, int from,
				     int to)
{
	int step = from < to ? 1 : -1;
	double sign = m->background == DARK_BACKGROUND ? 1 : -1;

	for (int i = from; i != to; i += step) {
		double more =
			sign * (lightness_at(m, i + step) - lightness_at(m, i));

		assert_true(m->colours <= 16 ? more >= 0 : more > 0);
	}
	assert_true(sign * (lightness_at(m, to) - lightness_at(m, from)) > 40);
}

/* Within this many L* of the background. */
static void assert_on_background(const struct shown_map *m, int level,
				 double most)
{
	for (int i = 0; i < 2; i++) {
		double paper = palette_lightness(shown_on[m->background][i]);

		assert_true(fabs(lightness_at(m, level) - paper) < most);
	}
}

static void check_unit(const struct shown_map *m)
{
	assert_leaves_background(m, 0, MAP_LEVELS - 1);
	assert_on_background(m, 0, 12); /* also where it begins with black */
}

static void sequential_maps_leave_the_background(void **state)
{
	(void)state;
	for_each_map(MAP_UNIT, check_unit);
}

static void check_arms(const struct shown_map *m)
{
	assert_leaves_background(m, MIDDLE - 1, 0);
	assert_leaves_background(m, MIDDLE, MAP_LEVELS - 1);
}

static void both_arms_leave_the_background(void **state)
{
	(void)state;
	for_each_map(MAP_SIGNED, check_arms);
}

/* The 8 and 16 have black but no dark grey, the 8 no white but a light grey. */
static void check_middle(const struct shown_map *m)
{
	assert_int_equal(colour_at(m, MIDDLE - 1), colour_at(m, MIDDLE));
	assert_on_background(m, MIDDLE, m->colours <= 16 ? 12 : 7);
}

static void zero_is_the_background(void **state)
{
	(void)state;
	for_each_map(MAP_SIGNED, check_middle);
}

/* So that -0.7 and 0.7 look equally strong.  The 8 have no blue as light as
 * their red, nor a red as dark as their blue. */
static void check_ends(const struct shown_map *m)
{
	double off = lightness_at(m, 0) - lightness_at(m, MAP_LEVELS - 1);

	assert_true(fabs(off) < (m->colours == 8 ? 14 : 7));
	if (m->colours <= 16)
		return;
	for (int i = 0; i < MIDDLE; i++) {
		off = lightness_at(m, i) - lightness_at(m, MAP_LEVELS - 1 - i);
		assert_true(fabs(off) < 7);
	}
}

static void the_arms_are_equally_strong(void **state)
{
	(void)state;
	for_each_map(MAP_SIGNED, check_ends);
}

static int blueness(uint32_t rgb)
{
	return (int)(rgb & 255) - (int)(rgb >> 16);
}

/* Red-green blindness leaves blue against red, and lightness. */
static void check_hues(const struct shown_map *m)
{
	for (int i = 0; i < MIDDLE - 1; i++) {
		assert_true(blueness(colour_at(m, i)) > 30);
		assert_true(blueness(colour_at(m, MAP_LEVELS - 1 - i)) < -30);
	}
}

static void the_arms_are_blue_and_red(void **state)
{
	(void)state;
	for_each_map(MAP_SIGNED, check_hues);
}

static void check_index(const struct shown_map *m)
{
	for (int i = 0; i < MAP_LEVELS; i++) {
		assert_true(palette_xterm(m->map, m->palette, m->background,
					  i) >= 16);
		assert_true(palette_basic(m->map, 8, m->background, i) < 8);
		assert_true(palette_basic(m->map, 16, m->background, i) < 16);
	}
}

static void levels_are_never_the_first_sixteen(void **state)
{
	(void)state; /* which users redefine */
	for_each_map(MAP_UNIT, check_index);
	for_each_map(MAP_SIGNED, check_index);
}

static void check_beyond(const struct shown_map *m)
{
	assert_int_equal(colour_at(m, -5), colour_at(m, 0));
	assert_int_equal(colour_at(m, 99), colour_at(m, MAP_LEVELS - 1));
}

static void levels_beyond_are_the_last(void **state)
{
	(void)state;
	for_each_map(MAP_UNIT, check_beyond);
	for_each_map(MAP_SIGNED, check_beyond);
}

/* Its eight colours, of which yellow is a brown. */
static void the_linux_console_keeps_the_order(void **state)
{
	static const uint32_t console[] = { 0x000000, 0xaa0000, 0x00aa00,
					    0xaa5500, 0x0000aa, 0xaa00aa,
					    0x00aaaa, 0xaaaaaa };
	double before[3] = { -1, -1, -1 };

	(void)state;
	for (int i = 0; i < MAP_LEVELS; i++) {
		double now = palette_lightness(console[palette_basic(
			MAP_UNIT, 8, DARK_BACKGROUND, i)]);

		assert_true(now >= before[0]);
		before[0] = now;
	}
	for (int i = MIDDLE; i < MAP_LEVELS; i++)
		for (int arm = 0; arm < 2; arm++) {
			int level = arm ? i : MAP_LEVELS - 1 - i;
			double now = palette_lightness(console[palette_basic(
				MAP_SIGNED, 8, DARK_BACKGROUND, level)]);

			assert_true(now >= before[1 + arm]);
			before[1 + arm] = now;
		}
}

/* --- roles ---------------------------------------------------------------- */

static double contrast_on(int index, enum background b)
{
	uint32_t rgb = palette_rgb(index);

	return fmin(palette_contrast(rgb, shown_on[b][0]),
		    palette_contrast(rgb, shown_on[b][1]));
}

/* ROLE_ALARM is reversed: its text is the background's colour on its own, so
 * the same contrast. */
static void text_can_be_read(void **state)
{
	(void)state;
	for (int role = 0; role < ROLES; role++)
		for (int b = 0; b < BACKGROUNDS; b++) {
			enum background on = (enum background)b;
			int index = palette_role((enum role)role, on);

			if (index < 0)
				continue;
			assert_true(index >= 16 && index < 256);
			assert_true(contrast_on(index, on) >=
				    (palette_role_is_text((enum role)role)
					     ? 4.5
					     : 1.5));
		}
}

static void lines_do_not_shout(void **state)
{
	static const enum role lines[] = { ROLE_TITLE_LINE, ROLE_BAND };

	(void)state;
	for (size_t i = 0; i < LENGTH(lines); i++)
		for (int b = 0; b < BACKGROUNDS; b++) {
			enum background on = (enum background)b;

			assert_false(palette_role_is_text(lines[i]));
			assert_true(contrast_on(palette_role(lines[i], on),
						on) <= 3);
		}
	assert_true(palette_role_is_text(ROLE_DIM));
	assert_true(palette_role_is_text(ROLE_REFERENCE));
	assert_true(palette_role_is_text(ROLE_ALARM));
}

/* By xterm's values, on its own black and white: of the 8 red and magenta are a
 * little dark on black, where many terminals brighten bold text. */
static void text_of_few_colours_can_be_read(void **state)
{
	static const uint32_t paper[BACKGROUNDS] = { 0x000000, 0xffffff };

	(void)state;
	for (int role = 0; role < ROLES; role++)
		for (int b = 0; b < BACKGROUNDS; b++)
			for (int n = 8; n <= 16; n += 8) {
				int i = palette_role_basic((enum role)role, n,
							   (enum background)b);

				if (i < 0 ||
				    !palette_role_is_text((enum role)role))
					continue;
				assert_true(i < n);
				assert_true(palette_contrast(palette_rgb(i),
							     paper[b]) >=
					    (n == 8 && b == DARK_BACKGROUND
						     ? 3.5
						     : 4.5));
			}
}

/* CIE 1976 b*, blue to yellow. */
static double yellowness(uint32_t rgb)
{
	double c[3], y, z;

	for (int i = 0; i < 3; i++) {
		double v = (double)(rgb >> (16 - 8 * i) & 255) / 255;

		c[i] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
	}
	y = 0.2126729 * c[0] + 0.7151522 * c[1] + 0.0721750 * c[2];
	z = (0.0193339 * c[0] + 0.1191920 * c[1] + 0.9503041 * c[2]) / 1.08883;
	return 200 * (cbrt(y) - cbrt(z)); /* none of them is that dark */
}

static void assert_told_apart(const enum role *plot, size_t n)
{
	for (int b = 0; b < BACKGROUNDS; b++)
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < i; j++) {
				enum background on = (enum background)b;
				uint32_t x =
					palette_rgb(palette_role(plot[i], on));
				uint32_t y =
					palette_rgb(palette_role(plot[j], on));

				if (hypot(palette_lightness(x) -
						  palette_lightness(y),
					  yellowness(x) - yellowness(y)) <= 15)
					fail_msg("background %d: roles %d, %d",
						 b, plot[j], plot[i]);
			}
}

/* Roles that may share the loss plot, for eyes that cannot distinguish red from
 * green. */
static void roles_of_a_plot_are_distinguishable(void **state)
{
	static const enum role one[] = { ROLE_CURVE, ROLE_VALID, ROLE_MARK,
					 ROLE_REFERENCE, ROLE_BAND };
	static const enum role several[] = { ROLE_TRACK_1,   ROLE_TRACK_2,
					     ROLE_TRACK_3,   ROLE_TRACK_4,
					     ROLE_REFERENCE, ROLE_BAND };

	(void)state;
	assert_told_apart(one, LENGTH(one));
	assert_told_apart(several, LENGTH(several));
}

/* Levels at which the two palettes have another colour. */
static int levels_that_differ(enum map map, enum background b, bool direct)
{
	int n = 0;

	for (int i = 0; i < MAP_LEVELS; i++)
		n += direct ? palette_direct(map, PALETTE_VIRIDIS, b, i) !=
				      palette_direct(map, PALETTE_INFERNO, b, i)
			    : palette_xterm(map, PALETTE_VIRIDIS, b, i) !=
				      palette_xterm(map, PALETTE_INFERNO, b, i);
	return n;
}

static void the_palettes_differ(void **state)
{
	(void)state;
	for (int b = 0; b < BACKGROUNDS; b++)
		for (int direct = 0; direct < 2; direct++) {
			enum background back = (enum background)b;

			assert_true(levels_that_differ(MAP_UNIT, back, direct) >
				    8);
			assert_true(levels_that_differ(MAP_SIGNED, back,
						       direct) > 2);
		}
}

static void few_colours_distinguish_the_curves(void **state)
{
	static const enum role plot[] = { ROLE_CURVE, ROLE_VALID, ROLE_MARK };

	(void)state;
	for (int b = 0; b < BACKGROUNDS; b++)
		for (int n = 8; n <= 16; n += 8)
			for (int i = 1; i < 3; i++)
				for (int k = 0; k < i; k++)
					assert_int_not_equal(
						palette_role_basic(
							plot[i], n,
							(enum background)b),
						palette_role_basic(
							plot[k], n,
							(enum background)b));
}

static void what_warns_has_a_colour(void **state)
{
	static const enum role role[] = { ROLE_GOOD, ROLE_WARN, ROLE_ERROR,
					  ROLE_ALARM };

	(void)state;
	for (int b = 0; b < BACKGROUNDS; b++)
		for (size_t i = 0; i < LENGTH(role); i++)
			assert_true(palette_role(role[i], (enum background)b) >=
				    0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lightness_of_known_colours),
		cmocka_unit_test(contrast_of_known_colours),
		cmocka_unit_test(sequential_maps_leave_the_background),
		cmocka_unit_test(both_arms_leave_the_background),
		cmocka_unit_test(zero_is_the_background),
		cmocka_unit_test(the_arms_are_equally_strong),
		cmocka_unit_test(the_arms_are_blue_and_red),
		cmocka_unit_test(levels_are_never_the_first_sixteen),
		cmocka_unit_test(levels_beyond_are_the_last),
		cmocka_unit_test(the_linux_console_keeps_the_order),
		cmocka_unit_test(text_can_be_read),
		cmocka_unit_test(lines_do_not_shout),
		cmocka_unit_test(text_of_few_colours_can_be_read),
		cmocka_unit_test(roles_of_a_plot_are_distinguishable),
		cmocka_unit_test(the_palettes_differ),
		cmocka_unit_test(few_colours_distinguish_the_curves),
		cmocka_unit_test(what_warns_has_a_colour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
