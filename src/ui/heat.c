/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heat.c: values as colours or shades, and the characters as time axis. */
#include "config.h"
#include "ui/chrome.h"
#include "ui/cursor.h"
#include "ui/figure.h"
#include "base/utf8.h"
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

/* --- time axis ---------------------------------------------------------- */

/* A picture of a control is no letter of the text, nor are the digits of a byte
 * or of a code point. */
bool symbol_stands_in(const struct scene *s, uint32_t symbol)
{
	bool digits = track_reads_bytes(scene_track(s)) ||
		      !(s->sanitize & SANITIZE_UTF8);

	return symbol < 0x20 || symbol == 0x7f || (symbol >= 0x80 && digits);
}

int symbol_text(const struct scene *s, uint32_t symbol, struct strbuf *out)
{
	bool bytes = track_reads_bytes(scene_track(s));

	strbuf_clear(out);
	if (symbol >= 0x80 && !bytes && !(s->sanitize & SANITIZE_UTF8))
		strbuf_printf(out, "%04X", (unsigned)symbol & 0xffffff);
	else
		sanitize_symbol(out, symbol,
				s->sanitize | (bytes ? SANITIZE_BYTES : 0));
	return text_width(out->text);
}

bool axis_is_named(const struct scene *s, struct rect r)
{
	enum { NAMED_FROM = 80 };

	return snapshot_gates(s->snap) > 1 && r.cols >= NAMED_FROM;
}

struct rect axis_beside_names(struct rect r)
{
	r.col += AXIS_NAMES;
	r.cols -= AXIS_NAMES;
	return r;
}

int time_axis_columns(struct rect r)
{
	return clamp_int(r.cols - AXIS_MARGIN, 0, SNAPSHOT_COLUMNS);
}

/* Hexadecimal digits would run into each other: a blank separates them. */
static int symbol_columns(const struct scene *s, uint32_t symbol,
			  struct strbuf *text)
{
	int width = symbol_text(s, symbol, text);

	return clamp_int(width > 2 ? width + 1 : width, 1, AXIS_WIDE_MAX);
}

/* Goes back from the newest while all fit at the width of the widest. */
struct time_axis time_axis_of(const struct scene *s, struct rect r)
{
	const struct snapshot *snap = s->snap;
	struct time_axis a = { .wide = 1, .col = r.col + AXIS_MARGIN };
	int width = max_int(r.cols - AXIS_MARGIN, 0);
	struct strbuf text;

	strbuf_init(&text);
	for (; a.count < snap->columns; a.count++) {
		int at = snap->columns - 1 - a.count;
		int wide = max_int(a.wide,
				   symbol_columns(s, snap->symbol[at], &text));

		if ((a.count + 1) * wide > width)
			break;
		a.wide = wide;
	}
	strbuf_release(&text);
	a.first = snap->columns - a.count;
	return a;
}

int time_axis_find(const struct time_axis *a, int col)
{
	int i = col < a->col ? -1 : (col - a->col) / a->wide;

	return i >= 0 && i < a->count ? a->first + i : -1;
}

static struct style symbol_style(const struct scene *s, int column)
{
	const struct snapshot *snap = s->snap;
	bool dim = symbol_stands_in(s, snap->symbol[column]);
	struct style style = style_role(dim ? ROLE_DIM : ROLE_TEXT);

	/* The state was zero: the text begins here. */
	if (snap->start[column])
		style.role = ROLE_MARK;
	/* With T = 1 every character would be marked. */
	style.underline = snap->window[column] &&
			  snapshot_track(snap)->spec.steps > 1;
	style.reverse = column == cursor_column(s);
	return style;
}

void time_axis_draw(const struct scene *s, struct canvas *c, struct rect r,
		    const struct time_axis *a, int row)
{
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; i < a->count; i++) {
		struct style style = symbol_style(s, a->first + i);
		int col = a->col + i * a->wide;

		symbol_text(s, s->snap->symbol[a->first + i], &text);
		if (style.reverse)
			cells_put(c, r, row, col, a->wide, style, ' ');
		canvas_text(c, r, row, col, style, text.text);
	}
	strbuf_release(&text);
}

void figure_letters(const struct scene *s, struct figure *f, struct plot *plot,
		    int first, int count)
{
	const struct snapshot *snap = s->snap;
	struct strbuf text;

	strbuf_init(&text);
	plot->letters = count;
	plot->letter = figure_alloc(f, (size_t)count * sizeof *plot->letter);
	for (int i = 0; i < count; i++) {
		symbol_text(s, snap->symbol[first + i], &text);
		plot->letter[i] = (struct letter){
			.text = figure_printf(f, "%s", text.text),
			.stand_in =
				symbol_stands_in(s, snap->symbol[first + i]),
			.start = snap->start[first + i],
			.window = snap->window[first + i] &&
				  scene_track(s)->spec.steps > 1,
		};
	}
	plot->x.range = axis_around(0, count, false);
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
