/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_curves.c: the quantities of a unit, as curves with numbers beside
 * them. */
#include "config.h"
#include "ui/panel_gates.h"
#include "ui/cursor.h"
#include "ui/plot.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of one curve, including its name. */
enum { CURVE_LEAST = 4 };

static int curve_count(const struct snapshot *snap)
{
	int n = 0;

	for (int i = 0; i < snapshot_gates(snap); i++)
		n += snapshot_gate_column(snap, i)->is_curve;
	return n;
}

int curves_rows(const struct scene *s, int rows, int strips)
{
	int n = curve_count(s->snap), left = min_int(rows - strips, rows / 2);

	if (s->choice->zoom != PANEL_GATES || n == 0 || left < n * CURVE_LEAST)
		return 0;
	return left;
}

/* From -1 to 1, wider if the values need it. */
static struct axis axis_of(const struct snapshot *snap, int gate,
			   const struct time_axis *a)
{
	double low = -1, high = 1;

	for (int i = 0; i < a->count; i++) {
		double v = snapshot_gate(snap, gate, a->first + i);

		if (isfinite(v)) {
			low = fmin(low, v);
			high = fmax(high, v);
		}
	}
	return axis_around(low, high, false);
}

/* Draws the labels, the ticks and the line of 0. */
static void scale_draw(const struct scene *s, struct canvas *c, struct rect r,
		       struct rect area, const struct sheet *sheet,
		       const struct axis *y)
{
	struct style dim = style_role(ROLE_DIM);
	char label[AXIS_TICKS][AXIS_LABEL];
	double tick[AXIS_TICKS];
	int n = axis_ticks(y, max_int(area.rows / 2, 3), tick);
	int zero = sheet_row(sheet, y, 0);

	axis_labels(tick, n, label);
	for (int i = 0; i < area.rows; i++)
		canvas_put(c, r, area.row + i, area.col - 1, dim,
			   sign_of(s->glyphs, SIGN_BAR));
	for (int k = 0; zero >= 0 && k < area.cols; k++)
		canvas_put(c, area, area.row + zero, area.col + k, dim,
			   sign_of(s->glyphs, SIGN_DASH));
	for (int i = 0; i < n; i++) {
		int row = sheet_row(sheet, y, tick[i]);
		int width = (int)strlen(label[i]);

		/* A number cut short would be another number. */
		if (row < 0 || width > area.col - 1 - r.col)
			continue;
		canvas_text(c, r, area.row + row, area.col - 1 - width, dim,
			    label[i]);
		canvas_put(c, r, area.row + row, area.col - 1, dim,
			   sign_of(s->glyphs, SIGN_TICK));
	}
}

/* Draws each value over the whole width of its character, as in the strips. */
static void course_draw(const struct scene *s, struct canvas *c,
			struct rect area, struct sheet *sheet,
			const struct axis *y, const struct time_axis *a,
			int gate)
{
	double *value = xcalloc((size_t)sheet->width + 1, sizeof *value);
	int dots = sheet_dots(s->glyphs);

	for (int x = 0, k = 0; x < sheet->width; x++) {
		while (k < a->count - 1 && x >= dots * a->at[k + 1])
			k++;
		value[x] = snapshot_gate(s->snap, gate, a->first + k);
	}
	sheet_curve(sheet, y, value, 0);
	sheet_draw(sheet, c, area, style_role(ROLE_CURVE), INK_LINE, '*');
	free(value);
}

static void cursor_draw(const struct scene *s, struct canvas *c,
			struct rect area, const struct time_axis *a)
{
	int column = cursor_column(s) - a->first;

	for (int i = 0; column >= 0 && column < a->count && i < area.rows; i++)
		canvas_put(c, area, area.row + i, time_axis_col(a, column),
			   style_role(ROLE_ACCENT),
			   sign_of(s->glyphs, SIGN_MARK_LINE));
}

static void curve_draw(const struct scene *s, struct canvas *c, struct rect r,
		       const struct time_axis *a, int gate)
{
	struct rect area = { r.row + 1, a->col, r.rows - 1, a->at[a->count] };
	struct axis y = axis_of(s->snap, gate, a);
	struct sheet sheet;

	canvas_printf(c, r, r.row, r.col, style_role(ROLE_VALUE), "%s %s",
		      snapshot_gate_column(s->snap, gate)->name,
		      snapshot_gate_column(s->snap, gate)->word);
	sheet_init(&sheet, s->glyphs, area.rows, area.cols);
	scale_draw(s, c, r, area, &sheet, &y);
	cursor_draw(s, c, area, a);
	course_draw(s, c, area, &sheet, &y, a, gate);
	sheet_release(&sheet);
}

void curves_draw(const struct scene *s, struct canvas *c, struct rect r,
		 const struct time_axis *a, int row, int rows)
{
	int left = curve_count(s->snap);

	for (int i = 0; i < snapshot_gates(s->snap) && left > 0; i++) {
		struct rect part = { row, r.col, rows / left, r.cols };

		if (!snapshot_gate_column(s->snap, i)->is_curve)
			continue;
		curve_draw(s, c, part, a, i);
		row += part.rows;
		rows -= part.rows;
		left--;
	}
}
