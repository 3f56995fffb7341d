/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loss_lines.c: the reference lines of the loss panel, and curves beyond its
 * axis. */
#include "config.h"
#include "ui/loss_private.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	LONG_LABELS = 60, /* columns of a plot that has space for long ones */
	CUT_ROWS = 2,     /* at the top, for the numbers beyond the axis */
};

static int reference_row(const struct loss_panel *p, const struct reference *r)
{
	return cells_row(&p->cells, r->nats * p->chart.per_char);
}

/* --- crossings ------------------------------------------------------------ */

/* Rounds to the largest power of ten that is not above its uncertainty. */
static bool crossed_since(const struct loss_panel *p, const struct reference *r,
			  char since[NUMBER_TEXT])
{
	int steps = max_int(scene_track(p->scene)->spec.steps, 1);
	long width, step = 1;
	long at = series_below_since(scene_track(p->scene)->series,
				     r->nats * steps, &width);

	if (at < 0)
		return false;
	while (step <= width / 10)
		step *= 10;
	number_grouped(since, max_long((at + step / 2) / step * step, 1));
	return true;
}

bool loss_lowest_crossed(const struct loss_panel *p, const char **name,
			 char since[NUMBER_TEXT])
{
	struct reference ref[CHART_REFERENCES];

	chart_references(&p->scene->ngram, ref);
	/* Every net begins near the first. */
	for (int i = CHART_REFERENCES - 1; i > 0; i--)
		if (crossed_since(p, &ref[i], since)) {
			*name = ref[i].name;
			return true;
		}
	return false;
}

bool loss_labels_tell_crossings(const struct loss_panel *p)
{
	return p->cells.area.cols >= LONG_LABELS;
}

/* --- labels --------------------------------------------------------------- */

bool loss_line_is_seen(const struct loss_panel *p, int row, int col, int cols)
{
	for (int i = col; i < col + cols; i++) {
		int role = canvas_at(p->canvas, row, i)->style.role;

		if (role == ROLE_CURVE || role == ROLE_VALID)
			return false;
	}
	return true;
}

/* Does the row belong to another reference, or would the label of the i-th be
 * on the wrong side of one that shares its row? */
static bool is_others_row(const struct loss_panel *p,
			  const struct reference ref[CHART_REFERENCES], int i,
			  int row)
{
	int own = reference_row(p, &ref[i]);

	for (int k = 0; k < CHART_REFERENCES; k++) {
		int other = reference_row(p, &ref[k]);

		if (k == i || other < 0)
			continue;
		if (other == row && other != own)
			return true;
		if (other == own && row != own &&
		    (ref[k].nats > ref[i].nats) == (row < own))
			return true;
	}
	return false;
}

/* Finds the cells of a label: on its own line, as far right as the curves
 * allow; else directly above or below a visible part of the line. */
static bool find_label_cells(const struct loss_panel *p,
			     const struct reference ref[CHART_REFERENCES],
			     int i, int width, int *row, int *col)
{
	static const int beside[] = { 0, -1, 1 };
	const struct rect *a = &p->cells.area;
	int own = reference_row(p, &ref[i]), last = a->col + a->cols - width;

	for (int at = last; at > a->col; at--)
		for (size_t k = 0; k < LENGTH(beside); k++) {
			int cols = width + (at < last); /* with a blank */

			*row = own + beside[k];
			*col = at;
			if (loss_is_free(p, *row, at, cols) &&
			    !is_others_row(p, ref, i, *row) &&
			    loss_line_is_seen(p, own, at, cols))
				return true;
		}
	return false;
}

static void label_text(const struct loss_panel *p, const struct reference *r,
		       char text[96])
{
	char value[NUMBER_TEXT], since[NUMBER_TEXT];

	snprintf(value, sizeof value, chart_in_bits(p->scene) ? "%.2f" : "%.1f",
		 r->nats * p->chart.per_char);
	if (strcmp(r->name, "uniform") && loss_labels_tell_crossings(p) &&
	    crossed_since(p, r, since))
		snprintf(text, 96, " %s %s, below since %s ", r->name, value,
			 since);
	else
		snprintf(text, 96, " %s %s ", r->name, value);
}

void loss_reference_labels(struct loss_panel *p)
{
	struct reference ref[CHART_REFERENCES];
	char text[96];
	int row, col;

	chart_references(&p->scene->ngram, ref);
	for (int i = 0; i < CHART_REFERENCES; i++) {
		if (reference_row(p, &ref[i]) < 0)
			continue;
		label_text(p, &ref[i], text);
		if (find_label_cells(p, ref, i, (int)strlen(text) - 1, &row,
				     &col))
			canvas_text(p->canvas, p->cells.area, row, col,
				    style_role(ROLE_REFERENCE), text);
	}
}

/* --- what is cut ---------------------------------------------------------- */

/* Is there space for words, with a blank on both sides?  Not above the name of
 * a line along this row: it would separate the line from its name. */
static bool cut_fits(const struct loss_panel *p, int row, int col, int width)
{
	return loss_is_free(p, row, col, width + 1) &&
	       !loss_has_words(p, row + 1, col - 1, width + 3);
}

/* Finds the cells nearest to the column that the curves leave free: for the
 * sign, and for the number to its right or to its left. */
static bool find_cut_cells(const struct loss_panel *p, int width, int *row,
			   int *col, bool *left)
{
	const struct rect *a = &p->cells.area;
	const int column = *col;

	for (*row = a->row; *row < a->row + CUT_ROWS; ++*row)
		for (int away = 0; away < a->cols; away++)
			for (int side = 0; side < 2; side++) {
				*left = side;
				*col = side ? column - away - width + 1
					    : column + away;
				if (cut_fits(p, *row, *col, width))
					return true;
			}
	return false;
}

static void cut_draw(struct loss_panel *p, int col, enum role role,
		     const char *number)
{
	char text[NUMBER_TEXT + 8], sign[SIGN_TEXT];
	bool left;
	int row;

	if (!find_cut_cells(p, 2 + (int)strlen(number), &row, &col, &left))
		return;
	sign_text(p->scene->glyphs, SIGN_CUT, sign);
	snprintf(text, sizeof text, left ? "%2$s %1$s" : "%1$s %2$s", sign,
		 number);
	canvas_text(p->canvas, p->cells.area, row, col, style_role(role), text);
}

void loss_cuts(struct loss_panel *p)
{
	const struct layer *layer = p->cells.plot->layer;
	char number[NUMBER_TEXT];
	double value;
	int col;

	for (int i = 0; i < p->cells.plot->layers; i++)
		if (layer[i].kind == LAYER_LINE &&
		    cells_cut(&p->cells, &layer[i], &col, &value)) {
			number_real(number, value);
			cut_draw(p, col, layer[i].role, number);
		}
	if (cells_cut(&p->cells, &layer[p->chart.highest], &col, &value)) {
		number_real(number, value);
		cut_draw(p, col, ROLE_DIM, number);
	}
}
