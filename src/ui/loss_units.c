/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loss_units.c: the unit of the loss, and the main metric of a task on an axis
 * of its own. */
#include "config.h"
#include "ui/loss_private.h"
#include <math.h>
#include <stdio.h>

/* --- the unit ------------------------------------------------------------- */

void loss_unit_text(const struct scene *s, char out[NUMBER_TEXT])
{
	int steps = scene_track(s)->spec.steps;

	if (scene_track(s)->examples)
		snprintf(out, NUMBER_TEXT, "%s/%s",
			 chart_quantity(scene_track(s)),
			 chart_per(scene_track(s)));
	else if (!scene_track(s)->corpus)
		snprintf(out, NUMBER_TEXT,
			 s->choice->bits ? "bits/step" : "nats");
	else if (s->choice->bits)
		snprintf(out, NUMBER_TEXT, "bits/char");
	else if (steps == 1)
		snprintf(out, NUMBER_TEXT, "nats/char");
	else
		snprintf(out, NUMBER_TEXT, "nats/%d chars", steps);
}

void loss_text(const struct scene *s, char out[NUMBER_TEXT], double nats)
{
	double bits = nats / M_LN2;

	if (chart_in_bits(s) && fabs(bits) < 100)
		snprintf(out, NUMBER_TEXT, "%.2f", bits);
	else
		number_real(out, chart_in_bits(s)
					 ? bits
					 : nats * chart_steps(scene_track(s)));
}

/* --- the main metric ------------------------------------------------------ */

enum { RIGHT_FROM = 30 }; /* columns of a panel with a right axis */

struct ticks {
	int count;
	double at[AXIS_TICKS];
	char label[AXIS_TICKS][AXIS_LABEL];
};

/* The ticks of the right axis and their labels; returns the columns of the
 * widest. */
static int right_ticks(const struct loss_panel *p, struct ticks *t)
{
	t->count = axis_ticks(&p->chart.figure.plot->right.range,
			      clamp_int(p->cells.area.rows / 2, 2, 5), t->at);
	return axis_labels(t->at, t->count, t->label);
}

int loss_right_columns(const struct loss_panel *p)
{
	struct ticks t;

	if (!p->chart.metric || p->rect.cols < RIGHT_FROM)
		return 0;
	return right_ticks(p, &t) + 1;
}

void loss_right_axis(struct loss_panel *p)
{
	const struct rect *a = &p->cells.area;
	int col = a->col + a->cols;
	struct ticks t;

	if (p->right == 0)
		return;
	right_ticks(p, &t);
	for (int row = a->row; row < a->row + a->rows; row++)
		loss_put(p, row, col, ROLE_DIM, SIGN_BAR);
	for (int i = 0; i < t.count; i++) {
		int row = cells_right_row(&p->cells, t.at[i]);

		if (row < 0)
			continue;
		loss_put(p, row, col, ROLE_DIM, SIGN_RIGHT);
		canvas_text(p->canvas, p->rect, row, col + 1,
			    style_role(ROLE_VALID), t.label[i]);
	}
}

void loss_baseline_label(struct loss_panel *p)
{
	static const int beside[] = { 0, -1, 1 };
	double baseline = scene_track(p->scene)->baseline;
	const struct rect *a = &p->cells.area;
	char value[NUMBER_TEXT], text[NUMBER_TEXT + 16];
	int own, width;

	if (!p->chart.metric || !isfinite(baseline))
		return;
	own = cells_right_row(&p->cells, baseline);
	number_real(value, baseline);
	width = snprintf(text, sizeof text, " baseline %s", value);
	for (int at = a->col + a->cols - width; own >= 0 && at > a->col; at--)
		for (size_t k = 0; k < LENGTH(beside); k++) {
			int row = own + beside[k];

			if (!loss_is_free(p, row, at, width) ||
			    !loss_line_is_seen(p, own, at, width))
				continue;
			canvas_text(p->canvas, *a, row, at,
				    style_role(ROLE_REFERENCE), text);
			return;
		}
}

/* "valid_exact 0.983": how well it does, whatever the header says. */
int loss_metric_field(const struct scene *s, struct field *f)
{
	const struct track_view *t = scene_track(s);

	if (!t->main_metric || !isfinite(t->main_value))
		return 0;
	f->label = t->main_metric;
	number_real(f->value, t->main_value);
	return 1;
}
