/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_palette.c: colours order values by lightness, for every eye. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "ui/colour.h"
#include <math.h>

static void lightness_of_known_colours(void **state)
{
	(void)state;
	assert_true(fabs(palette_lightness(16) - 0) < 0.01);
	assert_true(fabs(palette_lightness(231) - 100) < 0.01);
	assert_true(fabs(palette_lightness(196) - 53.24) < 0.05); /* ff0000 */
	assert_true(fabs(palette_lightness(21) - 32.30) < 0.05);  /* 0000ff */
	assert_true(fabs(palette_lightness(244) - 53.59) < 0.05); /* 808080 */
	assert_int_equal(palette_rgb(67), 0x5f87af);
	assert_int_equal(palette_rgb(255), 0xeeeeee);
}

static void assert_rises(const uint8_t *level, int from, int to, int step)
{
	for (int i = from; i != to; i += step)
		assert_true(palette_lightness(level[i + step]) >
			    palette_lightness(level[i]));
}

static void sequential_maps_grow_lighter(void **state)
{
	(void)state;
	for (int p = 0; p < PALETTES; p++)
		assert_rises(palette_levels(MAP_UNIT, (enum palette)p), 0,
			     MAP_LEVELS - 1, 1);
}

static void both_arms_of_a_signed_map_are_monotone(void **state)
{
	const uint8_t *light = palette_levels(MAP_SIGNED, PALETTE_VIRIDIS);
	const uint8_t *dark = palette_levels(MAP_SIGNED, PALETTE_INFERNO);

	(void)state;
	assert_rises(light, 0, MAP_LEVELS / 2 - 1, 1);
	assert_rises(light, MAP_LEVELS - 1, MAP_LEVELS / 2, -1);
	assert_rises(dark, MAP_LEVELS / 2 - 1, 0, -1);
	assert_rises(dark, MAP_LEVELS / 2, MAP_LEVELS - 1, 1);
}

static int blueness(int index)
{
	uint32_t rgb = palette_rgb(index);

	return (int)(rgb & 255) - (int)(rgb >> 16);
}

/* Red-green blindness leaves blue against red, and lightness. */
static void the_arms_are_blue_and_red(void **state)
{
	(void)state;
	for (int p = 0; p < PALETTES; p++) {
		const uint8_t *level = palette_levels(MAP_SIGNED,
						      (enum palette)p);

		for (int i = 0; i < 6; i++) {
			assert_true(blueness(level[i]) > 30);
			assert_true(blueness(level[MAP_LEVELS - 1 - i]) < -30);
		}
	}
}

static void levels_are_never_the_first_sixteen(void **state)
{
	(void)state; /* which users redefine */
	for (int p = 0; p < PALETTES; p++)
		for (int i = 0; i < MAP_LEVELS; i++) {
			assert_true(palette_levels(MAP_UNIT,
						   (enum palette)p)[i] >= 16);
			assert_true(palette_levels(MAP_SIGNED,
						   (enum palette)p)[i] >= 16);
		}
}

static void eight_colours_keep_the_order(void **state)
{
	(void)state;
	for (int i = 0; i < MAP_LEVELS; i++) {
		assert_true(palette_basic(MAP_UNIT, i) < 8);
		assert_true(palette_basic(MAP_SIGNED, i) < 8);
	}
	for (int i = 1; i < MAP_LEVELS; i++)
		assert_true(palette_lightness(palette_basic(MAP_UNIT, i)) >=
			    palette_lightness(palette_basic(MAP_UNIT, i - 1)));
	for (int i = 1; i < MAP_LEVELS / 2; i++) {
		assert_true(
			palette_lightness(palette_basic(MAP_SIGNED, i)) >=
			palette_lightness(palette_basic(MAP_SIGNED, i - 1)));
		assert_true(
			palette_lightness(palette_basic(MAP_SIGNED, 15 - i)) >=
			palette_lightness(palette_basic(MAP_SIGNED, 16 - i)));
	}
	assert_int_equal(palette_basic(MAP_UNIT, -5),
			 palette_basic(MAP_UNIT, 0));
	assert_int_equal(palette_basic(MAP_UNIT, 99),
			 palette_basic(MAP_UNIT, 15));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lightness_of_known_colours),
		cmocka_unit_test(sequential_maps_grow_lighter),
		cmocka_unit_test(both_arms_of_a_signed_map_are_monotone),
		cmocka_unit_test(the_arms_are_blue_and_red),
		cmocka_unit_test(levels_are_never_the_first_sixteen),
		cmocka_unit_test(eight_colours_keep_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
