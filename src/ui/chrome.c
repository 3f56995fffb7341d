/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chrome.c: what the panels share: title lines and signs. */
#include "config.h"
#include "ui/chrome.h"
#include "base/utf8.h"
#include <string.h>

enum { GAP = 2, SCALE_CELLS = 6 };

uint32_t sign_of(enum glyphs glyphs, enum sign sign)
{
	/* Blocks keep to what the console's font (code page 437) has. */
	static const uint32_t table[SIGNS][3] = {
		[SIGN_RULE] = { 0x2500, 0x2500, '-' },
		[SIGN_BAR] = { 0x2502, 0x2502, '|' },
		[SIGN_TEE] = { 0x252c, 0x252c, '+' },
		[SIGN_LEFT] = { 0x2524, 0x2524, '+' },
		[SIGN_RIGHT] = { 0x251c, 0x251c, '+' },
		[SIGN_CROSS] = { 0x253c, 0x253c, '+' },
		[SIGN_TICK] = { 0x2524, 0x2524, '+' },
		[SIGN_DASH] = { 0x254c, 0xb7, '-' },
		[SIGN_MARK] = { 0x25b2, 0x25b2, '^' },
		[SIGN_MARK_LINE] = { 0x250a, 0x2502, '|' },
		[SIGN_RUN] = { 0x25ba, 0x25ba, '>' },
		[SIGN_PAUSE] = { 0x2551, 0x2551, '=' },
		[SIGN_MORE] = { 0x2026, '~', '~' },
		[SIGN_CHOSEN] = { 0x25ba, 0x25ba, '>' },
		[SIGN_HIGH] = { 0x2191, 0x2191, '^' },
		[SIGN_LOW] = { 0x2193, 0x2193, 'v' },
		[SIGN_PLUS_MINUS] = { 0xb1, 0xb1, '~' },
		[SIGN_BEST] = { 0x25c6, 0x25a0, '@' },
		/* the same as on the time axis: sanitize_symbol() */
		[SIGN_NEWLINE] = { 0x21b5, 0x21b5, '|' },
		[SIGN_NAN] = { 0xb7, 0xb7, '?' },
		[SIGN_CURSOR] = { 0x253c, 0x253c, '+' },
		[SIGN_CUT] = { 0x25b4, 0x25b2, '^' },
		[SIGN_CORRECT] = { 0x2713, 0x221a, '+' },
		[SIGN_WRONG] = { 0x2717, 'x', '-' },
		[SIGN_TO] = { 0x2192, 0x2192, '>' },
	};

	return table[sign][glyphs - GLYPH_BRAILLE];
}

const char *sign_text(enum glyphs glyphs, enum sign sign, char out[SIGN_TEXT])
{
	out[utf8_encode(sign_of(glyphs, sign), out)] = '\0';
	return out;
}

/* --- fields ------------------------------------------------------------- */

static int part_width(const char *text)
{
	return text != NULL && *text != '\0' ? text_width(text) + 1 : 0;
}

static int scale_cells(const struct field *f)
{
	return f->cells > 0 ? f->cells : SCALE_CELLS;
}

static int field_width(const struct field *f)
{
	if (f->scale != MAP_NONE) /* "-1 " or "0 ", cells, " 1" */
		return scale_cells(f) + (f->scale == MAP_SIGNED ? 5 : 4) +
		       part_width(f->label) + part_width(f->unit);
	return max_int(part_width(f->label) + part_width(f->value) +
			       part_width(f->unit) - 1,
		       0);
}

static int part_draw(struct canvas *c, struct rect clip, int row, int col,
		     enum role role, const char *text)
{
	if (text == NULL || *text == '\0')
		return 0;
	return canvas_text(c, clip, row, col, style_role(role), text) + 1;
}

static int scale_draw(const struct scene *s, struct canvas *c, struct rect clip,
		      int row, int col, const struct field *f)
{
	double low = f->scale == MAP_SIGNED ? -1 : 0;
	int start = col, cells = scale_cells(f);

	col += part_draw(c, clip, row, col, ROLE_DIM,
			 f->scale == MAP_SIGNED ? "-1" : "0");
	col += part_draw(c, clip, row, col, ROLE_DIM, f->label);
	for (int i = 0; i < cells; i++)
		heat_key(s, c, clip, row, col++, f->scale,
			 low + (1 - low) * (i + 0.5) / cells);
	col++;
	col += part_draw(c, clip, row, col, ROLE_DIM, f->unit);
	col += canvas_text(c, clip, row, col, style_role(ROLE_DIM), "1");
	return col - start;
}

/* Draws one field, `role` its value; returns the columns it took. */
static int field_draw(const struct scene *s, struct canvas *c, struct rect clip,
		      int row, int col, const struct field *f, enum role role)
{
	int start = col;

	if (f->scale != MAP_NONE)
		return scale_draw(s, c, clip, row, col, f);
	col += part_draw(c, clip, row, col, ROLE_DIM, f->label);
	col += part_draw(c, clip, row, col, role, f->value);
	col += part_draw(c, clip, row, col, ROLE_DIM, f->unit);
	return max_int(col - start - 1, 0);
}

/* --- title line --------------------------------------------------------- */

static int fields_that_fit(const struct field *f, int fields, int width,
			   int *used)
{
	int n = 0;

	*used = 0;
	while (n < fields && *used + GAP + field_width(&f[n]) <= width)
		*used += GAP + field_width(&f[n++]);
	return n;
}

int fields_columns(const struct field *f, int fields)
{
	int used = 0;

	for (int i = 0; i < fields; i++)
		used += GAP + field_width(&f[i]);
	return used;
}

/* Columns beside a title that begins with `left` columns: blanks around them,
 * one piece of rule, the fields, " -". */
static int columns_beside(struct rect r, int left) { return r.cols - left - 5; }

int title_columns(struct rect r, const char *name, const char *note)
{
	return columns_beside(r, text_width(name) + part_width(note));
}

static int name_draw(struct canvas *c, struct rect line, const char *name,
		     const char *note)
{
	struct rect inner = { line.row, line.col, 1, line.cols - 1 };
	struct style plain = style_role(ROLE_TEXT);
	int col = line.col + 2, start = col;

	col += canvas_text(c, inner, line.row, col, style_role(ROLE_TITLE),
			   name);
	/* Leaves out a note that would lose its end: it would say nothing. */
	if (*note != '\0' &&
	    col + 1 + text_width(note) + 2 < line.col + line.cols) {
		col += canvas_text(c, inner, line.row, col, plain, " ");
		col += canvas_text(c, inner, line.row, col,
				   style_role(ROLE_ACCENT), note);
	}
	return col - start;
}

static struct rect blank_between(struct rect line, int col, int cols)
{
	return (struct rect){ line.row, col, 1, cols };
}

void title_draw(const struct scene *s, struct canvas *c, struct rect r,
		const char *name, const char *note, const struct field *f,
		int fields)
{
	struct rect line = { r.row, r.col, min_int(r.rows, 1), r.cols };
	struct style plain = style_role(ROLE_TEXT);
	int used, n, col, left;

	canvas_fill(c, line, style_role(ROLE_TITLE_LINE),
		    sign_of(s->glyphs, SIGN_RULE));
	if (line.rows <= 0 || line.cols < 4)
		return;
	left = name_draw(c, line, name, note);
	canvas_fill(c, blank_between(line, r.col + 1, 1), plain, ' ');
	if (r.col + 2 + left < r.col + r.cols)
		canvas_fill(c, blank_between(line, r.col + 2 + left, 1), plain,
			    ' ');
	n = fields_that_fit(f, fields, columns_beside(r, left), &used);
	if (n == 0)
		return;
	col = r.col + r.cols - 1 - used;
	canvas_fill(c, blank_between(line, col, used), plain, ' ');
	col++;
	for (int i = 0; i < n; i++)
		col += GAP +
		       field_draw(s, c, line, r.row, col, &f[i], ROLE_VALUE);
}

void no_activity_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	if (scene_track(s)->now.iteration == 0)
		empty_draw(s, c, r, "no activity yet");
}

void empty_draw(const struct scene *s, struct canvas *c, struct rect r,
		const char *text)
{
	struct rect inside = { r.row + 1, r.col, r.rows - 1, r.cols };

	(void)s;
	canvas_text(c, inside, r.row + r.rows / 2,
		    r.col + max_int((r.cols - text_width(text)) / 2, 0),
		    style_role(ROLE_DIM), text);
}

/* --- words of an example -------------------------------------------------- */

/* Bytes of the text that take at most `cols` columns. */
static size_t fitting(const char *text, int cols)
{
	size_t length = strlen(text), n = 0;
	int width = 0;

	while (n < length) {
		uint32_t code = 0;
		int bytes =
			max_int(utf8_decode(text + n, length - n, &code), 1);

		width += max_int(codepoint_width(code), 0);
		if (width > cols)
			break;
		n += (size_t)bytes;
	}
	return n;
}

int text_cut(const struct scene *s, const char *text, int cols,
	     struct strbuf *out)
{
	int width = text_width(text);
	char sign[SIGN_TEXT];
	size_t before = out->length;

	if (width <= cols) {
		strbuf_add(out, text);
		return width;
	}
	if (cols <= 0)
		return 0;
	strbuf_add_bytes(out, text, fitting(text, cols - 1));
	strbuf_add(out, sign_text(s->glyphs, SIGN_MORE, sign));
	return text_width(out->text + before);
}

enum sign verdict_sign(enum verdict verdict)
{
	return verdict == VERDICT_RIGHT ? SIGN_CORRECT : SIGN_WRONG;
}

enum role verdict_role(enum verdict verdict)
{
	return verdict == VERDICT_RIGHT   ? ROLE_GOOD
	       : verdict == VERDICT_WRONG ? ROLE_ERROR
					  : ROLE_TEXT;
}
