/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout.c: rectangles from a size and a choice. */
#include "config.h"
#include "ui/layout.h"
#include "ui/panel.h"
#include <stdio.h>
#include <string.h>

enum {
	COLUMN_MIN = 37,      /* a column of panels that reads well */
	TALL_HEADER = 24,     /* rows from which the header has two */
	OWN_COLUMN_ROWS = 48, /* rows for a column of the map of units */
	OWN_COLUMN_COLS = 150,
};

/* Panels one above another.  Spare rows are shared out by weight. */
struct column {
	int count;
	enum panel_id id[PANELS];
};

/* Gates below another map need little; elsewhere they use more. */
static int weight(const struct column *c, int i)
{
	const struct panel *p = panel_table[c->id[i]];
	bool below = i > 0 && panel_table[c->id[i - 1]]->time_axis;

	return below && p->below ? p->below : p->weight;
}

static int rows_wanted(const struct column *c, int count)
{
	int rows = 0;

	for (int i = 0; i < count; i++)
		rows += panel_table[c->id[i]]->min_rows;
	return rows;
}

/* Leaves out panels that are wider than the column or higher than the rows
 * left. */
static void drop(struct column *c, struct rect r)
{
	int kept = 0;

	for (int i = 0; i < c->count; i++) {
		const struct panel *p = panel_table[c->id[i]];

		if (p->min_cols <= r.cols &&
		    rows_wanted(c, kept) + p->min_rows <= r.rows)
			c->id[kept++] = c->id[i];
	}
	c->count = kept;
}

static void stack(struct layout *l, struct column *c, struct rect r)
{
	int spare, total = 0, row = r.row;

	drop(c, r);
	spare = r.rows - rows_wanted(c, c->count);
	for (int i = 0; i < c->count; i++)
		total += weight(c, i);
	for (int i = 0; i < c->count; i++) {
		enum panel_id id = c->id[i];
		int extra =
			i == c->count - 1
				? spare
				: (spare * weight(c, i) + total / 2) / total;
		int rows = panel_table[id]->min_rows + extra;

		l->panel[id] = (struct rect){ row, r.col, rows, r.cols };
		row += rows;
		spare -= extra;
		total -= weight(c, i);
	}
}

/* Columns of equal width with one free between them. */
static void place(struct layout *l, struct column *column, int columns,
		  struct rect body)
{
	int col = body.col, left = body.cols;

	for (int i = 0; i < columns; i++) {
		int cols = (left - (columns - 1 - i)) / (columns - i);
		struct rect r = { body.row, col, body.rows, cols };

		stack(l, &column[i], r);
		col += cols + 1;
		left -= cols + 1;
	}
}

static bool is_header(int id) { return panel_table[id]->side == SIDE_HEADER; }

/* Inserts a panel by `order`, or by `narrow`. */
static void add(struct column *c, int id, bool narrow)
{
	const struct panel *new = panel_table[id];
	int i = c->count++;

	for (; i > 0; i--) {
		const struct panel *p = panel_table[c->id[i - 1]];

		if (narrow ? p->narrow < new->narrow : p->order < new->order)
			break;
		c->id[i] = c->id[i - 1];
	}
	c->id[i] = (enum panel_id)id;
}

static void add_side(struct column *c, const struct screen_choice *choice,
		     enum side side, bool narrow)
{
	for (int id = 0; id < PANELS; id++)
		if (choice->shown[id] && panel_table[id]->side == side)
			add(c, id, narrow);
}

/* Columns without panels leave their width to the others. */
static int close_up(struct column *column, int columns)
{
	int kept = 0;

	for (int i = 0; i < columns; i++)
		if (column[i].count > 0)
			column[kept++] = column[i];
	return kept;
}

/* On a large screen one of the right panels has its own column, and the others
 * join those of the left.  The steps of an example do not fill a column. */
static int two_columns(struct column *column,
		       const struct screen_choice *choice, struct rect body)
{
	bool large = !choice->examples && body.rows >= OWN_COLUMN_ROWS &&
		     body.cols >= OWN_COLUMN_COLS;
	struct column *others = &column[1];

	for (int id = 0; id < PANELS; id++)
		if (choice->shown[id] && panel_table[id]->own_column && large)
			others = &column[0];
	for (int id = 0; id < PANELS; id++) {
		const struct panel *p = panel_table[id];

		if (!choice->shown[id] || p->side == SIDE_HEADER)
			continue;
		add(p->side == SIDE_LEFT ? &column[0]
		    : p->own_column      ? &column[1]
					 : others,
		    id, false);
	}
	return 2;
}

static bool columns_fit(int columns, struct rect body)
{
	return body.cols >= columns * COLUMN_MIN + columns - 1;
}

/* Gives every panel of a side its own column. */
static int spread(struct column *column, const struct screen_choice *choice,
		  enum side side)
{
	struct column all = { 0 };

	add_side(&all, choice, side, false);
	for (int i = 0; i < all.count; i++)
		column[i] = (struct column){ 1, { all.id[i] } };
	return all.count;
}

/* As many columns as fit the width. */
static int many_columns(struct column *column,
			const struct screen_choice *choice, struct rect body)
{
	int left = spread(column, choice, SIDE_LEFT);
	int right = spread(column + left, choice, SIDE_RIGHT);

	if (columns_fit(left + right, body))
		return left + right;
	memset(column, 0, PANELS * sizeof *column);
	if (!columns_fit(1 + right, body))
		return two_columns(column, choice, body);
	add_side(&column[0], choice, SIDE_LEFT, false);
	return 1 + spread(column + 1, choice, SIDE_RIGHT);
}

static int one_column(struct column *column, const struct screen_choice *choice,
		      bool focus)
{
	add_side(&column[0], choice, SIDE_LEFT, true);
	if (!focus)
		add_side(&column[0], choice, SIDE_RIGHT, true);
	return 1;
}

static int choose(struct column *column, const struct screen_choice *choice,
		  struct rect body)
{
	struct column left = { 0 };
	bool focus;

	add_side(&left, choice, SIDE_LEFT, true);
	focus = choice->layout == LAYOUT_FOCUS && left.count > 0;
	if (focus || choice->layout == LAYOUT_TALL || !columns_fit(2, body))
		return one_column(column, choice, focus);
	if (choice->layout == LAYOUT_WIDE && columns_fit(3, body))
		return many_columns(column, choice, body);
	return two_columns(column, choice, body);
}

static void fill_body(struct layout *l, const struct screen_choice *choice,
		      struct rect body)
{
	struct column column[PANELS] = { 0 };
	int columns = close_up(column, choose(column, choice, body));

	place(l, column, columns, body);
}

static bool is_zoomed(const struct screen_choice *choice)
{
	return choice->zoom >= 0 && choice->zoom < PANELS;
}

static bool fits(enum panel_id id, struct rect r)
{
	return panel_table[id]->min_rows <= r.rows &&
	       panel_table[id]->min_cols <= r.cols;
}

/* A zoomed header is the panel itself and has no header above it. */
static int header_rows(const struct screen_choice *choice, int rows)
{
	for (int id = 0; id < PANELS; id++)
		if (is_header(id) && choice->shown[id] && choice->zoom != id)
			return rows >= TALL_HEADER ? 2 : 1;
	return 0;
}

/* Is no panel shown below the header? */
static bool is_vacant(const struct layout *l)
{
	for (int i = 0; i < PANELS; i++)
		if (l->panel[i].rows > (is_header(i) ? l->header : 0))
			return false;
	return true;
}

static void place_header(struct layout *l, const struct screen_choice *choice,
			 int rows, int cols)
{
	l->header = header_rows(choice, rows);
	for (int id = 0; id < PANELS && l->header > 0; id++)
		if (is_header(id))
			l->panel[id] = (struct rect){ 0, 0, l->header, cols };
}

void layout_compute(struct layout *l, int rows, int cols,
		    const struct screen_choice *choice, int pane_rows)
{
	int bottom = rows - 2;
	struct rect body;

	memset(l, 0, sizeof *l);
	if (rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS) {
		l->too_small = true;
		return;
	}
	l->prompt = (struct rect){ rows - 1, 0, 1, cols };
	l->status = (struct rect){ bottom, 0, 1, cols };
	pane_rows = clamp_int(pane_rows, 0, bottom / 2);
	if (pane_rows > 0)
		l->pane =
			(struct rect){ bottom - pane_rows, 0, pane_rows, cols };
	place_header(l, choice, rows, cols);
	body = (struct rect){ l->header, 0, bottom - pane_rows - l->header,
			      cols };
	if (!is_zoomed(choice))
		fill_body(l, choice, body);
	else if (fits((enum panel_id)choice->zoom, body))
		l->panel[choice->zoom] = body;
	if (is_vacant(l))
		l->vacant = body;
}

/* --- text instead of panels --------------------------------------- */

void layout_needs(int rows, int cols, char *out, size_t size)
{
	int n = snprintf(out, size, "needs %dx%d, has %dx%d", LAYOUT_MIN_COLS,
			 LAYOUT_MIN_ROWS, cols, rows);

	if (n > cols)
		n = snprintf(out, size, "needs %dx%d", LAYOUT_MIN_COLS,
			     LAYOUT_MIN_ROWS);
	if (n > cols)
		n = snprintf(out, size, "%dx%d", LAYOUT_MIN_COLS,
			     LAYOUT_MIN_ROWS);
	if (n > cols) /* a number cut short would be another number */
		snprintf(out, size, "!");
}

const char *layout_vacant(const struct layout *l,
			  const struct screen_choice *choice)
{
	bool all_off = !is_zoomed(choice);

	for (int i = 0; i < PANELS; i++)
		if (!is_header(i) && choice->shown[i])
			all_off = false;
	if (all_off)
		return "No panels: \"panel loss on\" shows one.";
	if (l->pane.rows > 0)
		return "No space: Esc closes the output.";
	return "No space for a panel in this window.";
}
