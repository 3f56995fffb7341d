/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canvas.c: cells, and text put into them. */
#include "config.h"
#include "ui/canvas.h"
#include "base/utf8.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 10000 }; /* of the largest canvas: 10^8 cells at most */

static const struct canvas_cell blank = { .codepoint = ' ' };

void canvas_init(struct canvas *c)
{
	*c = (struct canvas){ .cursor_row = -1, .cursor_col = -1 };
}

void canvas_release(struct canvas *c)
{
	free(c->cell);
	canvas_init(c);
}

bool canvas_resize(struct canvas *c, int rows, int cols)
{
	rows = clamp_int(rows, 0, SIDE_MAX);
	cols = clamp_int(cols, 0, SIDE_MAX);
	if (rows != c->rows || cols != c->cols) {
		size_t cells = (size_t)rows * (size_t)cols;
		struct canvas_cell *cell = malloc((cells + 1) * sizeof *cell);

		if (cell == NULL)
			return false;
		free(c->cell);
		c->cell = cell;
		c->rows = rows;
		c->cols = cols;
	}
	canvas_clear(c);
	return true;
}

void canvas_clear(struct canvas *c)
{
	size_t cells = (size_t)c->rows * (size_t)c->cols;

	for (size_t i = 0; i < cells; i++)
		c->cell[i] = blank;
	c->cursor_row = c->cursor_col = -1;
}

struct style style_role(enum role role)
{
	return (struct style){ .role = (uint8_t)role };
}

static int end_of(int first, int count, int limit)
{
	long end = (long)first + (count > 0 ? count : 0);

	return (int)(end < 0 ? 0 : end > limit ? limit : end);
}

struct rect canvas_rect(const struct canvas *c, struct rect r)
{
	int bottom = end_of(r.row, r.rows, c->rows);
	int right = end_of(r.col, r.cols, c->cols);
	struct rect in = { .row = clamp_int(r.row, 0, c->rows),
			   .col = clamp_int(r.col, 0, c->cols) };

	in.rows = max_int(bottom - in.row, 0);
	in.cols = max_int(right - in.col, 0);
	return in;
}

bool rect_holds(struct rect r, int row, int col)
{
	return row >= r.row && row - r.row < r.rows && col >= r.col &&
	       col - r.col < r.cols;
}

static struct canvas_cell *cell_at(struct canvas *c, int row, int col)
{
	return &c->cell[(size_t)row * (size_t)c->cols + (size_t)col];
}

const struct canvas_cell *canvas_at(const struct canvas *c, int row, int col)
{
	if (!rect_holds((struct rect){ 0, 0, c->rows, c->cols }, row, col))
		return &blank;
	return &c->cell[(size_t)row * (size_t)c->cols + (size_t)col];
}

static bool is_wide(const struct canvas *c, const struct canvas_cell *cell,
		    int col)
{
	return col + 1 < c->cols && cell[1].codepoint == 0;
}

/* Blanks what is left of a wide character that lost a half. */
static void split_wide(struct canvas *c, int row, int col)
{
	struct canvas_cell *cell = cell_at(c, row, col), *other = NULL;

	if (cell->codepoint == 0 && col > 0)
		other = &cell[-1];
	else if (is_wide(c, cell, col))
		other = &cell[1]; /* its right half */
	if (other != NULL)
		*other = (struct canvas_cell){ .codepoint = ' ',
					       .style = other->style };
}

static void set_cell(struct canvas *c, int row, int col, struct style style,
		     uint32_t codepoint)
{
	split_wide(c, row, col);
	*cell_at(c, row, col) =
		(struct canvas_cell){ .codepoint = codepoint, .style = style };
}

/* Draws the visible half of a wide character as a space. */
static void put_half(struct canvas *c, struct rect in, int row, int col,
		     struct style style)
{
	for (int i = col; i < col + 2; i++)
		if (rect_holds(in, row, i))
			set_cell(c, row, i, style, ' ');
}

/* `in` lies inside the canvas. */
static void put_clipped(struct canvas *c, struct rect in, int row, int col,
			struct style style, uint32_t codepoint, int width)
{
	if (width == 1) {
		if (rect_holds(in, row, col))
			set_cell(c, row, col, style, codepoint);
	} else if (rect_holds(in, row, col) && rect_holds(in, row, col + 1)) {
		set_cell(c, row, col, style, codepoint);
		set_cell(c, row, col + 1, style, ' ');
		cell_at(c, row, col + 1)->codepoint = 0;
	} else {
		put_half(c, in, row, col, style);
	}
}

void canvas_put(struct canvas *c, struct rect clip, int row, int col,
		struct style style, uint32_t codepoint)
{
	int width = codepoint_width(codepoint);

	if (width > 0)
		put_clipped(c, canvas_rect(c, clip), row, col, style, codepoint,
			    width);
}

/* A combining mark joins the character that ends left of `col`. */
static void add_mark(struct canvas *c, struct rect in, int row, int col,
		     uint32_t mark)
{
	struct canvas_cell *cell;

	if (!rect_holds(in, row, col - 1))
		return;
	cell = cell_at(c, row, col - 1);
	if (cell->codepoint == 0 && rect_holds(in, row, col - 2))
		cell--;
	if (cell->codepoint == 0 || cell->mark[1] != 0)
		return;
	cell->mark[cell->mark[0] != 0] = mark;
}

int canvas_text(struct canvas *c, struct rect clip, int row, int col,
		struct style style, const char *text)
{
	struct rect in = canvas_rect(c, clip);
	size_t length = strlen(text);
	int start = col;

	while (length > 0 && col <= in.col + in.cols) {
		uint32_t codepoint;
		int n = utf8_decode(text, length, &codepoint);
		int width = n > 0 ? codepoint_width(codepoint) : -1;

		/* A ZWNJ takes no columns; a ZWJ goes: some terminals put
		 * what it joins into one cell, and all that follows moves. */
		if (n > 0 && codepoint == ZWNJ)
			width = 0;
		n = max_int(n, 1);
		text += n;
		length -= (size_t)n;
		if (width == 0 && col > start)
			add_mark(c, in, row, col, codepoint);
		if (width <= 0)
			continue;
		put_clipped(c, in, row, col, style, codepoint, width);
		col += width;
	}
	return col - start;
}

int canvas_printf(struct canvas *c, struct rect clip, int row, int col,
		  struct style style, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return canvas_text(c, clip, row, col, style, text);
}

void canvas_fill(struct canvas *c, struct rect r, struct style style,
		 uint32_t codepoint)
{
	struct rect in = canvas_rect(c, r);
	int width = codepoint_width(codepoint);

	if (width <= 0)
		return;
	for (int row = in.row; row < in.row + in.rows; row++)
		for (int col = in.col; col < in.col + in.cols; col += width)
			put_clipped(c, in, row, col, style, codepoint, width);
}

static void dump_cell(const struct canvas_cell *cell, struct strbuf *out)
{
	if (cell->codepoint == 0)
		return;
	strbuf_add_codepoint(out, cell->codepoint);
	for (int i = 0; i < 2 && cell->mark[i] != 0; i++)
		strbuf_add_codepoint(out, cell->mark[i]);
}

void canvas_dump(const struct canvas *c, struct strbuf *out)
{
	for (int row = 0; row < c->rows; row++) {
		const struct canvas_cell *cell =
			&c->cell[(size_t)row * (size_t)c->cols];
		int end = c->cols;

		while (end > 0 && cell[end - 1].codepoint == ' ')
			end--;
		for (int col = 0; col < end; col++)
			dump_cell(&cell[col], out);
		strbuf_add_char(out, '\n');
	}
}
