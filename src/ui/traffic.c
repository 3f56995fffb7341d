/* SPDX-License-Identifier: GPL-3.0-or-later */
/* traffic.c: the cost of a frame, from the cells that differ. */
#include "config.h"
#include "ui/traffic.h"
#include "base/utf8.h"
#include <math.h>
#include <string.h>

#define BYTES_PER_CELL 20.0 /* of the screen, per second */
#define MAP_SECONDS 0.1
#define REST_SHARE 0.25

/* Moving the cursor, and what curses sends to change attributes. */
enum { MOVE_BYTES = 6, ATTRIBUTE_BYTES = 9, DEFAULT_BYTES = 8 };

/* "ESC[38;5;208m" and the like: one colour. */
static int colour_bytes(enum colour_depth depth)
{
	switch (depth) {
	case DEPTH_MONO: return 0;
	case DEPTH_8:
	case DEPTH_16: return 5;
	case DEPTH_256: return 11;
	case DEPTH_DIRECT: return 19;
	}
	return 0;
}

_Static_assert(sizeof(struct style) == 8 && sizeof(struct canvas_cell) == 20,
	       "compared as memory: no padding");

static bool same_style(const struct style *a, const struct style *b)
{
	return !memcmp(a, b, sizeof *a);
}

static bool same_cell(const struct canvas_cell *a, const struct canvas_cell *b)
{
	return !memcmp(a, b, sizeof *a);
}

static int text_bytes(const struct canvas_cell *cell)
{
	char out[UTF8_MAX];
	int n = cell->codepoint ? utf8_encode(cell->codepoint, out) : 0;

	for (int i = 0; i < 2 && cell->mark[i]; i++)
		n += utf8_encode(cell->mark[i], out);
	return n;
}

/* A map's foreground has no attributes of its own; that of a role may. */
static int style_bytes(const struct style *from, const struct style *to,
		       enum colour_depth depth)
{
	int bytes = 0;

	if (same_style(from, to))
		return 0;
	if (!from->fg_map || !to->fg_map)
		bytes += to->role == ROLE_TEXT ? DEFAULT_BYTES
					       : ATTRIBUTE_BYTES;
	if (to->fg_map || to->role != ROLE_TEXT)
		bytes += colour_bytes(depth);
	if (to->bg_map)
		bytes += colour_bytes(depth);
	else if (from->bg_map)
		bytes += DEFAULT_BYTES;
	return bytes;
}

static long row_cost(const struct canvas *before, const struct canvas *after,
		     struct rect r, int row, enum colour_depth depth)
{
	struct style style = { 0 };
	long bytes = 0;
	int next = -1; /* where the cursor is */

	for (int col = r.col; col < r.col + r.cols; col++) {
		const struct canvas_cell *cell = canvas_at(after, row, col);

		if (before && same_cell(canvas_at(before, row, col), cell))
			continue;
		if (col != next)
			bytes += MOVE_BYTES;
		bytes += style_bytes(&style, &cell->style, depth) +
			 text_bytes(cell);
		style = cell->style;
		next = col + 1;
	}
	return bytes;
}

long traffic_cost(const struct canvas *before, const struct canvas *after,
		  struct rect r, enum colour_depth depth)
{
	bool same_size = before->rows == after->rows &&
			 before->cols == after->cols;
	long bytes = 0;

	r = canvas_rect(after, r);
	for (int row = r.row; row < r.row + r.rows; row++)
		bytes += row_cost(same_size ? before : NULL, after, r, row,
				  depth);
	return bytes;
}

/* --- pace ----------------------------------------------------------------- */

double pace_rate(int rows, int cols)
{
	return BYTES_PER_CELL * fmax(1, (double)rows * cols);
}

static double owed(const struct pace *p, double now)
{
	return fmax(0, p->debt - p->rate * fmax(0, now - p->at));
}

bool pace_allows_maps(const struct pace *p, double now)
{
	return now >= p->maps_due && owed(p, now) <= 0;
}

bool pace_allows_rest(const struct pace *p, double now)
{
	return now >= p->rest_due;
}

void pace_spend(struct pace *p, double now, long maps, long rest)
{
	p->debt = owed(p, now) + (double)maps + (double)rest;
	p->at = now;
	p->rest_due = now + (double)rest / (REST_SHARE * p->rate);
	if (maps)
		p->maps_due = now + MAP_SECONDS;
}
