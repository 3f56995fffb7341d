/* SPDX-License-Identifier: GPL-3.0-or-later */
/* palette.c: the colours of the maps, as numbers. */
#include "config.h"
#include "ui/palette.h"
#include <math.h>

/* The xterm-256 colours near matplotlib's viridis and inferno whose lightness
 * changes at every level: the nearest of each alone would repeat some and go
 * back in others.  The light ones start paler than matplotlib's, near white. */
static const uint32_t unit_xterm[PALETTES][BACKGROUNDS][MAP_LEVELS] = {
	[PALETTE_VIRIDIS] = {
		{ 17, 53, 54, 24, 25, 60, 30, 66, 36, 72, 108, 77, 113, 148,
		  184, 220 },
		{ 230, 193, 186, 150, 113, 77, 108, 72, 36, 66, 30, 60, 25, 54,
		  53, 17 },
	},
	[PALETTE_INFERNO] = {
		{ 16, 232, 17, 53, 54, 89, 90, 125, 161, 167, 202, 172, 208,
		  214, 221, 229 },
		{ 230, 229, 221, 214, 208, 172, 202, 167, 161, 125, 90, 89, 54,
		  53, 17, 232 },
	},
};
/* The same curves at even steps of L*, extended to the background's side. */
static const uint32_t unit_direct[PALETTES][BACKGROUNDS][MAP_LEVELS] = {
	[PALETTE_VIRIDIS] = {
		{ 0x150720, 0x2c0a3a, 0x440356, 0x471d6b, 0x46327c, 0x404886,
		  0x385c8c, 0x2e708e, 0x28838d, 0x23968a, 0x28a883, 0x45ba74,
		  0x64ca60, 0x98d643, 0xcae02d, 0xfde725 },
		{ 0xf7f6ea, 0xe3eca6, 0xc5e277, 0x9fd867, 0x71cd63, 0x4fbf6e,
		  0x2caf7f, 0x269e87, 0x248c8c, 0x2b7a8e, 0x33688d, 0x3a568b,
		  0x424283, 0x472e7a, 0x471a68, 0x440154 },
	},
	[PALETTE_INFERNO] = {
		{ 0x07040c, 0x1d0c3e, 0x360e57, 0x51106a, 0x70186c, 0x8c2369,
		  0xaa2f5d, 0xc43e4e, 0xd9513c, 0xe9682b, 0xf4811b, 0xfa9c15,
		  0xfab728, 0xfad144, 0xfde876, 0xfcffa4 },
		{ 0xfbf8e6, 0xfee696, 0xfbd252, 0xfabc2b, 0xfaa31a, 0xf78a11,
		  0xee7326, 0xe45a31, 0xd14944, 0xbc3754, 0xa32c60, 0x88216a,
		  0x6e176c, 0x52106b, 0x390f59, 0x1f0c48 },
	},
};

/* A diverging map is two arms around a neutral middle of two levels: a value
 * near zero of either sign has the background's colour.  Each arm is given from
 * dark to light: on a dark background it brightens away from the middle, on a
 * light one it darkens.  Every eye distinguishes blue from red or orange, and
 * the arms have equal lightness level by level. */
enum { ARM = MAP_LEVELS / 2 - 1 };

static const uint32_t arm_xterm[PALETTES][2][ARM] = {
	[PALETTE_VIRIDIS] = { { 18, 19, 25, 32, 74, 117, 189 },
			      { 52, 88, 124, 167, 209, 216, 223 } },
	[PALETTE_INFERNO] = { { 18, 55, 57, 63, 105, 147, 189 },
			      { 52, 88, 124, 130, 172, 214, 222 } },
};
static const uint32_t arm_direct[PALETTES][2][ARM] = {
	[PALETTE_VIRIDIS] = {
		{ 0x1c2743, 0x184179, 0x1e5ea2, 0x2a7dc9, 0x4a9de3, 0x71bef7,
		  0xa3dcff },
		{ 0x451c13, 0x782516, 0xa43822, 0xcc5232, 0xea774c, 0xfba176,
		  0xffcba8 },
	},
	[PALETTE_INFERNO] = {
		{ 0x262250, 0x36368d, 0x504ebd, 0x6e6bdf, 0x8d8cf7, 0xb0affd,
		  0xcfd2ff },
		{ 0x401e10, 0x6f2e0d, 0x99440c, 0xbe5f0f, 0xdd811a, 0xf3a73c,
		  0xfbd371 },
	},
};
static const uint8_t middle_xterm[BACKGROUNDS] = { 233, 255 };

/* The arm of a level of the diverging map, and its distance from the middle in
 * levels, 0..ARM. */
static int arm_of(int level, int *distance)
{
	int arm = level >= MAP_LEVELS / 2;

	*distance = arm ? level - MAP_LEVELS / 2 : MAP_LEVELS / 2 - 1 - level;
	return arm;
}

/* The element of an arm that is `distance` levels, not 0, from the middle. */
static int arm_index(enum background b, int distance)
{
	return b == LIGHT_BACKGROUND ? ARM - distance : distance - 1;
}

static int clamp_level(int level)
{
	return clamp_int(level, 0, MAP_LEVELS - 1);
}

/* Looks a level up in the tables of one palette. */
static uint32_t map_colour(const uint32_t unit[BACKGROUNDS][MAP_LEVELS],
			   const uint32_t arms[2][ARM], uint32_t middle,
			   enum map map, enum background b, int level)
{
	int distance, arm;

	level = clamp_level(level);
	if (map != MAP_SIGNED)
		return unit[b][level];
	arm = arm_of(level, &distance);
	return distance ? arms[arm][arm_index(b, distance)] : middle;
}

uint8_t palette_xterm(enum map map, enum palette palette, enum background b,
		      int level)
{
	return (uint8_t)map_colour(unit_xterm[palette], arm_xterm[palette],
				   middle_xterm[b], map, b, level);
}

uint32_t palette_direct(enum map map, enum palette palette, enum background b,
			int level)
{
	return map_colour(unit_direct[palette], arm_direct[palette],
			  palette_rgb(middle_xterm[b]), map, b, level);
}

/* Ordered by lightness both by xterm's values and by those of the Linux
 * console, whose yellow is a dark brown.  Two levels share a colour. */
static uint8_t unit_basic(bool sixteen, enum background b, int level)
{
	static const uint8_t colour[2][BACKGROUNDS][MAP_LEVELS / 2] = {
		{ { 0, 4, 4, 5, 5, 6, 6, 7 }, { 7, 6, 6, 5, 5, 4, 4, 0 } },
		{ { 0, 4, 5, 13, 6, 10, 11, 15 },
		  { 15, 11, 10, 6, 13, 5, 4, 0 } },
	};

	return colour[sixteen][b][level / 2];
}

/* Given from the middle outwards.  Eight colours have no red as dark as their
 * blue; of sixteen the bright blue is about as light as the red. */
static uint8_t signed_basic(bool sixteen, enum background b, int level)
{
	static const uint8_t colour[2][BACKGROUNDS][2][1 + (ARM + 1) / 2] = {
		{ { { 0, 4, 4, 6, 6 }, { 0, 1, 1, 3, 3 } },
		  { { 7, 6, 6, 4, 4 }, { 7, 3, 3, 1, 1 } } },
		{ { { 0, 4, 12, 6, 14 }, { 0, 1, 9, 3, 11 } },
		  { { 15, 14, 6, 6, 12 }, { 15, 11, 3, 9, 1 } } },
	};
	int distance, arm = arm_of(level, &distance);

	return colour[sixteen][b][arm][(distance + 1) / 2];
}

uint8_t palette_basic(enum map map, int colours, enum background b, int level)
{
	bool sixteen = colours >= 16;

	level = clamp_level(level);
	return map == MAP_SIGNED ? signed_basic(sixteen, b, level)
				 : unit_basic(sixteen, b, level);
}

/* --- measures ------------------------------------------------------------- */

uint32_t palette_rgb(int index)
{
	/* the defaults of xterm; users may change them */
	static const uint32_t basic[] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
		0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
		0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	};
	static const uint8_t step[] = { 0, 95, 135, 175, 215, 255 };
	uint32_t grey;

	if (index < 16)
		return basic[max_int(index, 0)];
	if (index >= 232) {
		grey = (uint32_t)(8 + 10 * (min_int(index, 255) - 232));
		return grey << 16 | grey << 8 | grey;
	}
	index -= 16;
	return (uint32_t)(step[index / 36] << 16 | step[index / 6 % 6] << 8 |
			  step[index % 6]);
}

static double linear(uint32_t channel)
{
	double v = (double)(channel & 255) / 255;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* The luminance of an sRGB colour, white point D65. */
double palette_luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) +
	       0.0722 * linear(rgb);
}

/* CIE 1976 */
double palette_lightness(uint32_t rgb)
{
	double y = palette_luminance(rgb);

	return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27;
}

/* WCAG 2 */
double palette_contrast(uint32_t rgb, uint32_t other)
{
	double a = palette_luminance(rgb), b = palette_luminance(other);

	return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}
