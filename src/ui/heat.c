/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heat.c: values as colours or shades, and the characters as time axis. */
#include "config.h"
#include "ui/chrome.h"
#include "base/utf8.h"
#include <math.h>

/* --- heat --------------------------------------------------------------- */

/* 0..MAP_LEVELS-1; -1 for a NAN. */
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

void heat_one(const struct scene *s, struct canvas *c, struct rect clip,
	      int row, int col, int cols, enum map map, double value)
{
	int level = heat_level(map, value);
	struct style style = level_style(s, map, level);
	uint32_t glyph = ' ';

	if (level >= 0)
		glyph = heat_halves(s) ? 0x2588 : shade(s->glyphs, level);
	for (int i = 0; i < cols; i++)
		canvas_put(c, clip, row, col + i, style, glyph);
}

void heat_two(const struct scene *s, struct canvas *c, struct rect clip,
	      int row, int col, int cols, enum map map, double top,
	      double bottom)
{
	int over = heat_level(map, top), under = heat_level(map, bottom);
	struct style style = level_style(s, map, over);
	uint32_t glyph = over >= 0 ? 0x2580 : ' ';

	if (under >= 0) {
		style.bg_map = (uint8_t)map;
		style.bg_level = (uint8_t)under;
	}
	for (int i = 0; i < cols; i++)
		canvas_put(c, clip, row, col + i, style, glyph);
}

void heat_key(const struct scene *s, struct canvas *c, struct rect clip,
	      int row, int col, enum map map, double value)
{
	int level = heat_level(map, value);

	/* A small square stands apart from the map below. */
	if (heat_halves(s) && level >= 0)
		canvas_put(c, clip, row, col, level_style(s, map, level),
			   0x25a0);
	else
		heat_one(s, c, clip, row, col, 1, map, value);
}

/* --- time axis ---------------------------------------------------------- */

static int symbol_text(const struct scene *s, uint32_t symbol,
		       struct strbuf *out)
{
	strbuf_clear(out);
	sanitize_symbol(out, symbol, s->sanitize |
			(s->snap->corpus->vocab.bytes ? SANITIZE_BYTES : 0));
	return text_width(out->text);
}

int time_axis_columns(struct rect r)
{
	return clamp_int(r.cols - AXIS_MARGIN, 0, SNAPSHOT_COLUMNS);
}

struct time_axis time_axis_of(const struct scene *s, struct rect r)
{
	const struct snapshot *snap = s->snap;
	struct time_axis a = { .wide = 1, .col = r.col + AXIS_MARGIN };
	int room = max_int(r.cols - AXIS_MARGIN, 0);
	struct strbuf text;

	a.count = min_int(snap->columns, room);
	a.first = snap->columns - a.count;
	strbuf_init(&text);
	for (int i = a.first; i < snap->columns && a.wide == 1; i++)
		if (symbol_text(s, snap->symbol[i], &text) > 1)
			a.wide = 2;
	strbuf_release(&text);
	if (a.wide == 2) {
		a.count = min_int(snap->columns, room / 2);
		a.first = snap->columns - a.count;
	}
	return a;
}

void time_axis_draw(const struct scene *s, struct canvas *c, struct rect r,
		    const struct time_axis *a, int row)
{
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; i < a->count; i++) {
		uint32_t symbol = s->snap->symbol[a->first + i];
		bool is_byte = s->snap->corpus->vocab.bytes && symbol >= 0x80;
		/* A control's picture is no letter of the text, nor are the
		 * digits of a byte. */
		enum role role = symbol < 0x20 || symbol == 0x7f || is_byte
				 ? ROLE_DIM : ROLE_TEXT;

		/* Here the state was zero: the text begins. */
		if (s->snap->start[a->first + i])
			role = ROLE_MARK;
		symbol_text(s, symbol, &text);
		canvas_text(c, r, row, a->col + i * a->wide, style_role(role),
			    text.text);
	}
	strbuf_release(&text);
}

void label_draw(const struct scene *s, struct canvas *c, struct rect r, int row,
		const char *text, bool chosen)
{
	struct style style = style_role(chosen ? ROLE_ACCENT : ROLE_DIM);
	int col = r.col + AXIS_MARGIN - 1 - text_width(text);

	if (chosen && col > r.col)
		canvas_put(c, r, row, col - 1, style,
			   sign_of(s->glyphs, SIGN_CHOSEN));
	canvas_text(c, r, row, max_int(col, r.col), style, text);
}
