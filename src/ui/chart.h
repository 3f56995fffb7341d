/* chart.h: the loss history as a chart: what is to be drawn, in the units and
 * dots of the chart.  Pure; panel_loss.c decides what stands around it. */
#ifndef UI_CHART_H
#define UI_CHART_H

#include "ui/plot.h"

struct chart {
	struct rect area;            /* of the plot itself */
	struct axis y;               /* in the unit shown */
	double per_step, per_char;   /* from nats a step, nats a character */
	long first, end;             /* iterations */
	struct sheet sheet;          /* for one curve after another */
	double *low, *high, *smooth, *valid; /* [sheet.width], NAN none */
	bool has_valid;
};

/* Chooses the unit, collects the curves and fits the axis. */
void chart_init(struct chart *, const struct scene *, struct rect area);
void chart_release(struct chart *);
/* Column of the canvas where an iteration lies; inside the area. */
int chart_column(const struct chart *, double iteration);
/* Row of the canvas of a value; -1: beyond the axis. */
int chart_row(const struct chart *, double value);
/* The background, and what is to stay visible on it and on all else. */
void chart_band(struct chart *, struct canvas *);
void chart_curves(struct chart *, struct canvas *);

#endif
