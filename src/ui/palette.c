/* SPDX-License-Identifier: GPL-3.0-or-later */
/* palette.c: the colours of the maps, as numbers: no curses here. */
#include "config.h"
#include "ui/colour.h"
#include <math.h>

/* Of the xterm-256 colours near matplotlib's viridis and inferno those whose
 * lightness grows at every level: taking the nearest of each alone would
 * repeat some and go back in others. */
static const uint8_t viridis[MAP_LEVELS] = {
	17, 53, 54, 24, 25, 60, 30, 66, 36, 72, 108, 77, 113, 148, 184, 220,
};
static const uint8_t inferno[MAP_LEVELS] = {
	16, 232, 17, 53, 54, 89, 90, 125, 161, 167, 202, 172, 208, 214, 221,
	229,
};
/* Blue, white, red; both arms darken away from the middle, and the hue of each
 * changes evenly, so that no level stands out but by its value. */
static const uint8_t blue_red[MAP_LEVELS] = {
	25, 26, 32, 74, 110, 153, 189, 254, 255, 224, 216, 209, 203, 167, 160,
	124,
};

/* The same for those who chose inferno: 0 is as dark as there, and what is far
 * from it shines. */
static const uint8_t blue_dark_red[MAP_LEVELS] = {
	117, 75, 69, 32, 26, 24, 18, 233, 234, 52, 88, 130, 166, 173, 215, 223,
};

const uint8_t *palette_levels(enum map map, enum palette palette)
{
	if (map == MAP_SIGNED)
		return palette == PALETTE_INFERNO ? blue_dark_red : blue_red;
	return palette == PALETTE_INFERNO ? inferno : viridis;
}

/* Eight colours: blue cyan white yellow red, and black blue magenta cyan
 * yellow white, lightness-monotone on every terminal's set of them. */
uint8_t palette_basic(enum map map, int level)
{
	static const uint8_t signed_map[] = { 4, 4, 6, 7, 7, 3, 1, 1 };
	static const uint8_t unit_map[] = { 0, 4, 5, 5, 6, 6, 3, 7 };

	level = clamp_int(level, 0, MAP_LEVELS - 1) / 2;
	return map == MAP_SIGNED ? signed_map[level] : unit_map[level];
}

uint32_t palette_rgb(int index)
{
	static const uint8_t step[] = { 0, 95, 135, 175, 215, 255 };
	uint32_t r, g, b;

	if (index >= 232) {
		r = g = b = (uint32_t)(8 + 10 * (min_int(index, 255) - 232));
	} else if (index >= 16) {
		r = step[(index - 16) / 36];
		g = step[(index - 16) / 6 % 6];
		b = step[(index - 16) % 6];
	} else { /* xterm's, though users change them */
		uint32_t on = index >= 8 ? 255 : 205;

		r = index & 1 ? on : 0;
		g = index & 2 ? on : 0;
		b = index & 4 ? on : 0;
	}
	return r << 16 | g << 8 | b;
}

static double linear(uint32_t channel)
{
	double v = (double)(channel & 255) / 255;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* CIE 1976 L* of an sRGB colour, white point D65. */
double palette_lightness(int index)
{
	uint32_t rgb = palette_rgb(index);
	double y = 0.2126729 * linear(rgb >> 16) +
		   0.7151522 * linear(rgb >> 8) + 0.0721750 * linear(rgb);

	return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27;
}
