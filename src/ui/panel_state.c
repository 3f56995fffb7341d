/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_state.c: the distribution of the states of all units, for a net without
 * gates. */
#include "config.h"
#include "ui/bars.h"
#include "ui/panel_gates.h"
#include <math.h>
#include <stdio.h>

/* Bars of equal width: all bins, or pairs of them. */
struct bars {
	int count, width; /* columns of a bar, including the free one */
	double fraction[HISTOGRAM_BINS];
	double highest;
};

static double count_of(const struct snapshot *snap, int bin)
{
	const struct reading *r = snapshot_reading(snap, PROBE_HISTOGRAM);

	return r ? reading_at(r, 0, bin) : 0;
}

static long count_all(const struct snapshot *snap)
{
	double all = 0;

	for (int i = 0; i < HISTOGRAM_BINS; i++)
		all += count_of(snap, i);
	return (long)all;
}

static struct bars bars_of(const struct snapshot *snap, int cols)
{
	int merge = cols >= 2 * HISTOGRAM_BINS ? 1 : 2;
	struct bars b = { .count = HISTOGRAM_BINS / merge };
	double all = (double)count_all(snap);

	b.width = max_int(cols / b.count, 1);
	for (int i = 0; i < HISTOGRAM_BINS; i++)
		b.fraction[i / merge] += count_of(snap, i) / fmax(all, 1);
	for (int i = 0; i < b.count; i++)
		b.highest = fmax(b.highest, b.fraction[i]);
	return b;
}

static void bars_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct bars *b)
{
	for (int i = 0; i < b->count; i++)
		bar_up(s, c, r, r.col + i * b->width, max_int(b->width - 1, 1),
		       b->highest > 0 ? b->fraction[i] / b->highest : 0,
		       style_role(ROLE_CURVE));
}

static void bars_labels(const struct scene *s, struct canvas *c, struct rect r,
			struct rect area, const struct bars *b)
{
	struct style dim = style_role(ROLE_DIM);
	int foot = area.row + area.rows, width = b->count * b->width;
	char text[NUMBER_TEXT];

	number_percent(text, b->highest);
	label_draw(s, c, r, area.row, text, false);
	label_draw(s, c, r, foot - 1, "0", false);
	canvas_text(c, r, foot, area.col, dim, "-1");
	canvas_text(c, r, foot, area.col + width / 2, dim, "0");
	canvas_text(c, r, foot, area.col + width - 1, dim, "1");
}

static void histogram_draw(const struct scene *s, struct canvas *c,
			   struct rect r)
{
	struct rect area = { r.row, r.col + AXIS_MARGIN, r.rows - 1,
			     r.cols - AXIS_MARGIN - 1 };
	struct bars b;

	if (area.rows <= 0 || area.cols <= 0)
		return;
	b = bars_of(s->snap, area.cols);
	bars_draw(s, c, area, &b);
	bars_labels(s, c, r, area, &b);
}

void state_figure(const struct scene *s, struct figure *f)
{
	struct plot *plot = figure_plot(f);
	struct layer *l = plot_layer(plot, LAYER_BARS, ROLE_CURVE, "");
	double most = 0, all = (double)count_all(s->snap);

	l->count = HISTOGRAM_BINS;
	l->x = figure_array(f, 3 * l->count);
	l->y = l->x + l->count;
	l->high = l->y + l->count;
	for (int i = 0; i < l->count; i++) {
		l->x[i] = -1 + 2.0 * i / HISTOGRAM_BINS;
		l->high[i] = -1 + 2.0 * (i + 1) / HISTOGRAM_BINS;
		l->y[i] = 100 * count_of(s->snap, i) / fmax(all, 1);
		most = fmax(most, l->y[i]);
	}
	plot->x = (struct figure_axis){ { -1, 1, false }, 0, "h of all units" };
	plot->y = (struct figure_axis){ axis_around(0, most, false), 0,
					"% of the values" };
}

int state_axis_rows(struct rect r) { return r.rows >= 11 ? 2 : 0; }

static void state_head(const struct scene *s, struct canvas *c, struct rect r)
{
	struct field f[3] = { { .label = "|h|>0.9" },
			      { .unit = "values" },
			      { .scale = MAP_SIGNED, .cells = SCALE_SHORT } };
	int fields = state_axis_rows(r) > 0 ? 3 : 2;

	number_percent(f[0].value, saturated(s->snap, 0, 1));
	number_grouped(f[1].value, count_all(s->snap));
	title_draw(s, c, r, "state", "h, all units", f, fields);
}

/* The chosen unit's own curve comes first, if the panel is high enough. */
void state_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct time_axis a = time_axis_of(s, r);
	struct rect rest = { r.row + 1, r.col, r.rows - 1, r.cols };
	char text[NUMBER_TEXT];

	state_head(s, c, r);
	if (state_axis_rows(r) > 0) {
		snprintf(text, sizeof text, "%d", s->snap->unit);
		label_draw(s, c, r, rest.row, text, true);
		strip_draw(s, c, r, &a, 0, rest.row, 1);
		time_axis_draw(s, c, r, &a, rest.row + 1);
		rest.row += 3;
		rest.rows -= 3;
	}
	histogram_draw(s, c, rest);
}
