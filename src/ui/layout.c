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
	OWN_COLUMN_ROWS = 48, /* from here on the map of units has a column */
	OWN_COLUMN_COLS = 150,
};

/* Panels one above another, the more important first.  Rows beyond the minima
 * go out by weight. */
struct column {
	int count;
	enum panel_id id[PANELS];
};

/* Below the map of units the gates need little; elsewhere they use more. */
static int weight(const struct column *c, int i)
{
	switch (c->id[i]) {
	case PANEL_LOSS:
	case PANEL_SAMPLE: return 10;
	case PANEL_HIDDEN: return 30;
	default: return i > 0 && c->id[i - 1] == PANEL_HIDDEN ? 1 : 4;
	}
}

static int rows_wanted(const struct column *c, int count)
{
	int rows = 0;

	for (int i = 0; i < count; i++)
		rows += panel_table[c->id[i]].min_rows;
	return rows;
}

/* Leaves out panels that are too wide for the column or too high for what the
 * ones before them leave. */
static void drop(struct column *c, struct rect r)
{
	int kept = 0;

	for (int i = 0; i < c->count; i++) {
		const struct panel *p = &panel_table[c->id[i]];

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
		int share =
			i == c->count - 1
				? spare
				: (spare * weight(c, i) + total / 2) / total;
		int rows = panel_table[id].min_rows + share;

		l->panel[id] = (struct rect){ row, r.col, rows, r.cols };
		row += rows;
		spare -= share;
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

static void add(struct column *c, const struct screen_choice *choice,
		enum panel_id id)
{
	if (choice->shown[id])
		c->id[c->count++] = id;
}

/* Columns without panels give their room to the others. */
static int close_up(struct column *column, int columns)
{
	int kept = 0;

	for (int i = 0; i < columns; i++)
		if (column[i].count > 0)
			column[kept++] = column[i];
	return kept;
}

static void append(struct column *to, const struct column *from)
{
	for (int i = 0; i < from->count; i++)
		to->id[to->count++] = from->id[i];
}

/* Left what is learnt, right how: curve and text beside units and gates. */
static int two_columns(struct column *column,
		       const struct screen_choice *choice, struct rect body)
{
	bool roomy = body.rows >= OWN_COLUMN_ROWS &&
		     body.cols >= OWN_COLUMN_COLS;

	add(&column[0], choice, PANEL_LOSS);
	if (roomy && choice->shown[PANEL_HIDDEN]) {
		add(&column[0], choice, PANEL_GATES);
		add(&column[0], choice, PANEL_SAMPLE);
		add(&column[1], choice, PANEL_HIDDEN);
	} else {
		add(&column[0], choice, PANEL_SAMPLE);
		add(&column[1], choice, PANEL_HIDDEN);
		add(&column[1], choice, PANEL_GATES);
	}
	return 2;
}

/* As many columns as there is width for. */
static int many_columns(struct column *column,
			const struct screen_choice *choice, struct rect body)
{
	add(&column[0], choice, PANEL_LOSS);
	add(&column[1], choice, PANEL_SAMPLE);
	add(&column[2], choice, PANEL_HIDDEN);
	add(&column[3], choice, PANEL_GATES);
	if (body.cols >= 4 * COLUMN_MIN + 3)
		return 4;
	append(&column[0], &column[1]);
	column[1] = column[2];
	column[2] = column[3];
	return 3;
}

static int one_column(struct column *column, const struct screen_choice *choice,
		      bool focus)
{
	add(&column[0], choice, PANEL_LOSS);
	if (focus) {
		add(&column[0], choice, PANEL_SAMPLE);
		return 1;
	}
	add(&column[0], choice, PANEL_HIDDEN);
	add(&column[0], choice, PANEL_SAMPLE);
	add(&column[0], choice, PANEL_GATES);
	return 1;
}

static int choose(struct column *column, const struct screen_choice *choice,
		  struct rect body)
{
	bool focus = choice->layout == LAYOUT_FOCUS &&
		     (choice->shown[PANEL_LOSS] || choice->shown[PANEL_SAMPLE]);

	if (focus || choice->layout == LAYOUT_TALL ||
	    body.cols < 2 * COLUMN_MIN + 1)
		return one_column(column, choice, focus);
	if (choice->layout == LAYOUT_WIDE && body.cols >= 3 * COLUMN_MIN + 2)
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
	return panel_table[id].min_rows <= r.rows &&
	       panel_table[id].min_cols <= r.cols;
}

/* A zoomed header is a panel of its own and needs no header above it. */
static int header_rows(const struct screen_choice *choice, int rows)
{
	if (choice->zoom == PANEL_NUMBERS || !choice->shown[PANEL_NUMBERS])
		return 0;
	return rows >= TALL_HEADER ? 2 : 1;
}

/* Below the header, no panel found a place. */
static bool is_vacant(const struct layout *l, int header)
{
	for (int i = 0; i < PANELS; i++)
		if (l->panel[i].rows > (i == PANEL_NUMBERS ? header : 0))
			return false;
	return true;
}

void layout_compute(struct layout *l, int rows, int cols,
		    const struct screen_choice *choice, int pane_rows)
{
	int header, bottom = rows - 2;
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
	header = header_rows(choice, rows);
	if (header > 0)
		l->panel[PANEL_NUMBERS] = (struct rect){ 0, 0, header, cols };
	body = (struct rect){ header, 0, bottom - pane_rows - header, cols };
	if (!is_zoomed(choice))
		fill_body(l, choice, body);
	else if (fits((enum panel_id)choice->zoom, body))
		l->panel[choice->zoom] = body;
	if (is_vacant(l, header))
		l->vacant = body;
}

/* --- what is said instead of panels --------------------------------------- */

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
	if (n > cols) /* half a number would be another one */
		snprintf(out, size, "!");
}

const char *layout_vacant(const struct layout *l,
			  const struct screen_choice *choice)
{
	bool all_off = !is_zoomed(choice);

	for (int i = 0; i < PANELS; i++)
		if (i != PANEL_NUMBERS && choice->shown[i])
			all_off = false;
	if (all_off)
		return "No panels: \"panel loss on\" shows one.";
	if (l->pane.rows > 0)
		return "No room: Esc closes the output.";
	return "No room for a panel in this window.";
}
