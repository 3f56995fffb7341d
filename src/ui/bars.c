/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bars.c: bars of eighths of a cell. */
#include "config.h"
#include "ui/bars.h"
#include <math.h>

enum { EIGHTHS = 8 };

/* The k-th cell from the foot of a bar. */
static uint32_t bar_glyph(enum glyphs glyphs, int eighths, int k, bool up)
{
	int part = clamp_int(eighths - EIGHTHS * k, 0, EIGHTHS);

	if (part == 0)
		return ' ';
	if (glyphs == GLYPH_ASCII)
		return part >= EIGHTHS / 2 ? '#' : '.';
	if (glyphs == GLYPH_BLOCKS)
		return part > EIGHTHS / 2 ? 0x2588 : up ? 0x2584 : 0x258c;
	return up ? 0x2580 + (uint32_t)part : 0x2590 - (uint32_t)part;
}

static int eighths_of(double fraction, int cells)
{
	if (!(fraction > 0))
		return 0;
	return max_int((int)lround(fmin(fraction, 1) * EIGHTHS * cells), 1);
}

void bar_right(const struct scene *s, struct canvas *c, struct rect clip,
	       int row, int col, int cols, double fraction, struct style style)
{
	int eighths = eighths_of(fraction, cols);

	for (int k = 0; k < cols; k++)
		canvas_put(c, clip, row, col + k, style,
			   bar_glyph(s->glyphs, eighths, k, false));
}

void bar_up(const struct scene *s, struct canvas *c, struct rect area, int col,
	    int cols, double fraction, struct style style)
{
	int eighths = eighths_of(fraction, area.rows);

	for (int k = 0; k < area.rows; k++)
		for (int i = 0; i < cols; i++)
			canvas_put(c, area, area.row + area.rows - 1 - k,
				   col + i, style,
				   bar_glyph(s->glyphs, eighths, k, true));
}
