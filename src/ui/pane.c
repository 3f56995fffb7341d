/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pane.c: the output of commands. */
#include "config.h"

#include "ui/pane.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
	PIECE_MAX = 4096, /* bytes after which a line ends even without a
			     newline */
	TAB_STOP = 8,
};

/* The rows of a line, kept: wrapping in every frame would cost more than
 * drawing. */
struct height {
	long line; /* counted from the first line ever, from 1; 0: not known */
	int rows;
};

struct pane {
	struct logring *lines;
	struct height *height;     /* [capacity]: of line n at n % capacity */
	int capacity, height_cols; /* the width they are for */
	long wraps;                /* lines wrapped so far */
	struct strbuf piece;       /* of a line that is not complete */
	enum say piece_say;
	unsigned sanitize;
	bool open;
	long since;     /* lines ever added before it was opened */
	long echoed;    /* likewise before the last echo of a command */
	bool from_echo; /* show from the echo on, not the end */
	int back;       /* rows scrolled back from the end */
	int grown;      /* rows it has had since it was opened */
	int body;       /* rows of the last drawing */
};

/* The rows of one line at some width: offsets into its safe text. */
struct wrapped {
	struct strbuf text;
	size_t *start; /* [rows + 1] */
	int rows;
};

struct pane *pane_new(int lines, unsigned flags)
{
	struct pane *p = xcalloc(1, sizeof *p);

	p->lines = logring_new(lines);
	p->capacity = max_int(lines, 1);
	p->height = xcalloc((size_t)p->capacity, sizeof *p->height);
	p->sanitize = flags;
	p->body = 10;
	strbuf_init(&p->piece);
	return p;
}

void pane_free(struct pane *p)
{
	if (!p)
		return;
	logring_free(p->lines);
	free(p->height);
	strbuf_release(&p->piece);
	free(p);
}

/* --- lines ---------------------------------------------------------------- */

static void end_line(struct pane *p)
{
	logring_add(p->lines, p->piece_say, p->piece.text, p->piece.length);
	strbuf_clear(&p->piece);
}

/* A long piece continues in the next line, never within a character. */
static void add_piece(struct pane *p, const char *s, size_t n)
{
	while (n) {
		size_t left = PIECE_MAX - p->piece.length;
		size_t take = n < left ? n : left;

		while (take && take < n && take + 4 > left &&
		       ((unsigned char)s[take] & 0xc0) == 0x80)
			take--;
		strbuf_add_bytes(&p->piece, s, take);
		s += take;
		n -= take;
		if (n || p->piece.length >= PIECE_MAX)
			end_line(p);
	}
}

static void pane_open(struct pane *p)
{
	if (p->open)
		return;
	p->open = true;
	p->since = logring_total(p->lines);
	if (p->echoed == p->since) /* its line belongs to what comes */
		p->since--;
	p->grown = 0;
}

void pane_add(struct pane *p, enum say say, const char *text, size_t length)
{
	const char *end = text + length, *stop;

	if (!length)
		return;
	if (p->piece.length && p->piece_say != say)
		end_line(p);
	pane_open(p);
	if (!p->from_echo)
		p->back = 0;
	p->piece_say = say;
	while ((stop = memchr(text, '\n', (size_t)(end - text)))) {
		add_piece(p, text, (size_t)(stop - text));
		end_line(p);
		text = stop + 1;
	}
	add_piece(p, text, (size_t)(end - text));
}

void pane_echo(struct pane *p, const char *text)
{
	if (p->piece.length)
		end_line(p);
	logring_add(p->lines, SAY_ECHO, text, strlen(text));
	p->echoed = logring_total(p->lines);
	p->from_echo = true;
	p->back = 0;
}

bool pane_is_open(const struct pane *p) { return p->open; }

void pane_close(struct pane *p)
{
	p->open = false;
	p->from_echo = false;
	p->back = 0;
}

void pane_scroll(struct pane *p, int direction)
{
	int step = max_int(1, p->body - 1);

	if (!p->open) {
		if (direction > 0)
			return;
		pane_open(p);
		p->grown = p->body + 1;
		return;
	}
	p->from_echo = false;
	/* Drawing clips it at the first line. */
	p->back = max_int(0, p->back - direction * step);
}

/* --- wrapping ------------------------------------------------------------- */

/* Complete lines, and the incomplete one. */
static int line_count(const struct pane *p)
{
	return logring_count(p->lines) + (p->piece.length > 0);
}

static const char *line_at(const struct pane *p, int i, enum say *say)
{
	if (i < logring_count(p->lines))
		return logring_line(p->lines, i, say);
	*say = p->piece_say;
	return p->piece.text;
}

/* A tab here is a user's column, not a trick. */
static void add_safe(struct strbuf *out, const char *s, unsigned flags)
{
	int col = 0;

	for (;;) {
		size_t n = strcspn(s, "\t"), from = out->length;

		sanitize(out, s, n, flags);
		if (!s[n])
			return;
		col += text_width(out->text + from);
		do
			strbuf_add_char(out, ' ');
		while (++col % TAB_STOP);
		s += n + 1;
	}
}

/* Where a row of at most `cols` columns ends: after its last space when a word
 * would be cut, else anywhere.  At least one character. */
static size_t row_end(const char *s, size_t from, size_t length, int cols)
{
	size_t i = from, space = 0;
	int used = 0;

	while (i < length) {
		uint32_t c = ' ';
		int n = utf8_decode(s + i, length - i, &c);
		int width = max_int(0, codepoint_width(c));

		if (used + width > cols && i > from)
			return space ? space : i;
		used += width;
		i += (size_t)max_int(n, 1);
		if (c == ' ')
			space = i;
	}
	return length;
}

static void wrap(struct wrapped *w, struct pane *p, int i, int cols,
		 enum say *say)
{
	const char *line;
	size_t at = 0;

	p->wraps++;
	strbuf_init(&w->text);
	line = line_at(p, i, say);
	add_safe(&w->text, line,
		 p->sanitize | (*say == SAY_BYTES ? SANITIZE_BYTES : 0));
	w->start = xcalloc(2, sizeof *w->start);
	w->rows = 0;
	do {
		at = row_end(w->text.text, at, w->text.length,
			     max_int(cols, 1));
		w->rows++;
		w->start = xreallocarray(w->start, (size_t)w->rows + 1,
					 sizeof *w->start);
		w->start[w->rows] = at;
	} while (at < w->text.length);
}

static void wrapped_release(struct wrapped *w)
{
	strbuf_release(&w->text);
	free(w->start);
}

static int wrapped_rows(struct pane *p, int i, int cols)
{
	struct wrapped w;
	enum say say;
	int rows;

	wrap(&w, p, i, cols, &say);
	rows = w.rows;
	wrapped_release(&w);
	return rows;
}

static void forget_heights(struct pane *p, int cols)
{
	if (cols == p->height_cols)
		return;
	memset(p->height, 0, (size_t)p->capacity * sizeof *p->height);
	p->height_cols = cols;
}

/* Wraps a line once per width; an incomplete one still grows. */
static int line_rows(struct pane *p, int i, int cols)
{
	int count = logring_count(p->lines);
	long line = logring_total(p->lines) - count + i + 1;
	struct height *h = &p->height[line % p->capacity];

	if (i >= count)
		return wrapped_rows(p, i, cols);
	forget_heights(p, cols);
	if (h->line != line)
		*h = (struct height){ line, wrapped_rows(p, i, cols) };
	return h->rows;
}

long pane_wraps(const struct pane *p) { return p->wraps; }

/* --- drawing -------------------------------------------------------------- */

int pane_rows(struct pane *p, int cols, int limit)
{
	long fresh = logring_total(p->lines) - p->since;
	int first, rows = 1;

	if (!p->open)
		return 0;
	first = fresh < logring_count(p->lines)
			? logring_count(p->lines) - (int)fresh
			: 0;
	for (int i = line_count(p) - 1; i >= first && rows < limit; i--)
		rows += line_rows(p, i, cols);
	p->grown = max_int(p->grown, rows);
	return min_int(p->grown, limit);
}

static enum role role_of(enum say say)
{
	switch (say) {
	case SAY_ERROR: return ROLE_ERROR;
	case SAY_NOTICE: return ROLE_DIM;
	case SAY_ECHO: return ROLE_PROMPT;
	default: return ROLE_TEXT;
	}
}

/* Draws the rows of one line, the last one on row `bottom` of the body. */
static void draw_line(const struct wrapped *w, struct canvas *c, struct rect r,
		      int bottom, enum say say)
{
	for (int k = 0; k < w->rows; k++) {
		size_t from = w->start[k], to = w->start[k + 1];
		char *row = xstrndup(w->text.text + from, to - from);

		canvas_text(c, r, r.row + bottom - (w->rows - 1 - k), r.col,
			    style_role(role_of(say)), row);
		free(row);
	}
}

/* Scrolls to the beginning of a command's output, as a pager shows it. */
static void scroll_to_echo(struct pane *p, struct rect body)
{
	int count = line_count(p), rows = 0;
	long gone = logring_total(p->lines) - logring_count(p->lines);
	int first = (int)(p->echoed - 1 - gone);

	for (int i = max_int(first, 0); i < count; i++)
		rows += line_rows(p, i, body.cols);
	p->back = max_int(0, rows - body.rows);
}

/* Draws from the end upwards; scrolling stops at the first line. */
static int draw_body(struct pane *p, struct canvas *c, struct rect r)
{
	int bottom = r.rows - 1 + p->back, i = line_count(p) - 1;

	for (; i >= 0; i--) { /* lines below the body */
		int rows = line_rows(p, i, r.cols);

		if (bottom - rows < r.rows - 1)
			break;
		bottom -= rows;
	}
	for (; i >= 0 && bottom >= 0; i--) {
		struct wrapped w;
		enum say say = SAY_RESULT;

		wrap(&w, p, i, r.cols, &say);
		draw_line(&w, c, r, bottom, say);
		bottom -= w.rows;
		wrapped_release(&w);
	}
	return bottom + 1; /* empty rows above */
}

static void draw_title(const struct pane *p, struct canvas *c, struct rect r)
{
	struct rect line = { r.row, r.col, 1, r.cols };
	bool ascii = !(p->sanitize & SANITIZE_UTF8);
	int col = r.col;

	canvas_fill(c, line, style_role(ROLE_TITLE_LINE), ascii ? '-' : 0x2500);
	col += canvas_text(c, line, r.row, col + 1, style_role(ROLE_TITLE),
			   " output ") +
	       1;
	if (p->back)
		col += canvas_printf(c, line, r.row, col + 2,
				     style_role(ROLE_ACCENT), " %d more below ",
				     p->back) +
		       2;
	if (r.cols > col - r.col + 32)
		canvas_text(c, line, r.row, r.col + r.cols - 30,
			    style_role(ROLE_DIM),
			    " PgUp PgDn scroll, Esc closes ");
}

void pane_draw(struct pane *p, struct canvas *c, struct rect r)
{
	struct rect body = { r.row + 1, r.col, r.rows - 1, r.cols };
	int empty;

	if (!p->open || r.rows <= 0 || r.cols <= 0)
		return;
	p->body = max_int(1, body.rows);
	canvas_fill(c, body, style_role(ROLE_TEXT), ' ');
	if (p->from_echo)
		scroll_to_echo(p, body);
	empty = draw_body(p, c, body);
	if (empty > 0 && p->back) {
		p->back = max_int(0, p->back - empty);
		canvas_fill(c, body, style_role(ROLE_TEXT), ' ');
		draw_body(p, c, body);
	}
	draw_title(p, c, r);
}
