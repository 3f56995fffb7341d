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
	static const int bytes[] = {
		[DEPTH_MONO] = 0, [DEPTH_8] = 5, [DEPTH_256] = 11,
		[DEPTH_DIRECT] = 19,
	};

	return bytes[depth];
}

static bool same_style(const struct style *a, const struct style *b)
{
	return a->role == b->role && a->fg_map == b->fg_map &&
	       a->fg_level == b->fg_level && a->bg_map == b->bg_map &&
	       a->bg_level == b->bg_level && a->bold == b->bold &&
	       a->reverse == b->reverse;
}

static bool same_cell(const struct canvas_cell *a, const struct canvas_cell *b)
{
	return a->codepoint == b->codepoint && a->mark[0] == b->mark[0] &&
	       a->mark[1] == b->mark[1] && same_style(&a->style, &b->style);
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
	int next = -1; /* where the cursor stands */

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
