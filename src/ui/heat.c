/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heat.c: values as colours or shades. */
#include "config.h"
#include "ui/chrome.h"
#include <math.h>

/* --- heat --------------------------------------------------------------- */

/* 0..MAP_LEVELS-1; -1 for NAN. */
static int heat_level(enum map map, double value)
{
	double low = map == MAP_SIGNED ? -1 : 0;

	if (isnan(value))
		return -1;
	value = (value - low) / (1 - low) * MAP_LEVELS;
	return (int)fmin(fmax(value, 0), MAP_LEVELS - 1);
}

bool heat_halves(const struct scene *s)
{
	return s->colour && s->glyphs != GLYPH_ASCII;
}

/* Five shades; a signed zero is in the middle. */
static uint32_t shade(enum glyphs glyphs, int level)
{
	static const uint32_t block[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 };
	static const char ascii[] = " .:*#";
	int i = level * (int)LENGTH(block) / MAP_LEVELS;

	return glyphs == GLYPH_ASCII ? (uint32_t)ascii[i] : block[i];
}

static struct style level_style(const struct scene *s, enum map map, int level)
{
	struct style style = style_role(ROLE_TEXT);

	if (s->colour && level >= 0) {
		style.fg_map = (uint8_t)map;
		style.fg_level = (uint8_t)level;
	}
	return style;
}

static void cells_put(struct canvas *c, struct rect clip, int row, int col,
		      int cols, struct style style, uint32_t glyph)
{
	for (int i = 0; i < cols; i++)
		canvas_put(c, clip, row, col + i, style, glyph);
}

/* Makes a level the background of a style. */
static void set_ground(struct style *style, enum map map, int level)
{
	style->bg_map = (uint8_t)map;
	style->bg_level = (uint8_t)level;
}

void heat_one(const struct scene *s, struct canvas *c, struct rect clip,
	      int row, int col, int cols, enum map map, double value)
{
	int level = heat_level(map, value);
	struct style style = level_style(s, map, level);
	uint32_t glyph = 0x2588;

	if (level < 0) {
		style = style_role(ROLE_DIM);
		glyph = sign_of(s->glyphs, SIGN_NAN);
	} else if (!s->colour) {
		glyph = shade(s->glyphs, level);
	} else if (s->glyphs == GLYPH_ASCII) {
		style = style_role(ROLE_TEXT);
		set_ground(&style, map, level);
		glyph = ' ';
	}
	cells_put(c, clip, row, col, cols, style, glyph);
}

void heat_upper(const struct scene *s, struct canvas *c, struct rect clip,
		int row, int col, int cols, enum map map, double value)
{
	int level = heat_level(map, value);

	if (level < 0)
		heat_one(s, c, clip, row, col, cols, map, value);
	else
		cells_put(c, clip, row, col, cols, level_style(s, map, level),
			  0x2580);
}

void heat_two(const struct scene *s, struct canvas *c, struct rect clip,
	      int row, int col, int cols, enum map map, double top,
	      double bottom)
{
	int over = heat_level(map, top), under = heat_level(map, bottom);
	struct style style = level_style(s, map, over);

	if (under < 0) {
		heat_upper(s, c, clip, row, col, cols, map, top);
	} else if (over < 0) {
		cells_put(c, clip, row, col, cols, level_style(s, map, under),
			  0x2584);
	} else {
		set_ground(&style, map, under);
		cells_put(c, clip, row, col, cols, style, 0x2580);
	}
}

/* Far from the background's own side of the map text has the colour of that
 * side, which the map's ends are distinct from. */
struct style heat_ground(const struct scene *s, enum map map, double value)
{
	enum { MIDDLE = MAP_LEVELS / 2, FAR = 5 };
	int level = heat_level(map, value);
	int near = map == MAP_SIGNED ? MIDDLE : 0;
	struct style style = style_role(ROLE_TEXT);

	if (level < 0)
		return style;
	if (!s->colour) {
		style.reverse = level >= MIDDLE;
		return style;
	}
	set_ground(&style, map, level);
	if (level - near >= FAR || near - level > FAR) {
		style.fg_map = (uint8_t)map;
		style.fg_level = (uint8_t)near;
	}
	return style;
}

void heat_key(const struct scene *s, struct canvas *c, struct rect clip,
	      int row, int col, enum map map, double value)
{
	int level = heat_level(map, value);

	/* A small square is distinct from the map below. */
	if (heat_halves(s) && level >= 0)
		canvas_put(c, clip, row, col, level_style(s, map, level),
			   0x25a0);
	else
		heat_one(s, c, clip, row, col, 1, map, value);
}
