/* chart.h: the loss history as a chart: what is to be drawn, in the units and
 * dots of the chart.  Pure; panel_loss.c decides what stands around it. */
#ifndef UI_CHART_H
#define UI_CHART_H

#include "ui/plot.h"

/* One more curve is one more row of the table in chart.c. */
enum chart_curve { CHART_VALID, CHART_SMOOTH, CHART_CURVES };

/* What simpler models reach on the text, the highest first. */
enum { CHART_REFERENCES = 4 };
struct reference {
	const char *name;
	double nats; /* NAN: not known */
};
void chart_references(const struct ngram *, struct reference[CHART_REFERENCES]);

struct chart {
	struct rect area;          /* of the plot itself */
	struct axis y;             /* in the unit shown */
	double per_step, per_char; /* from nats a step, nats a character */
	long origin;               /* iterations before the whole history */
	long first, end;           /* the window: first + 1 .. end */
	bool log_time;             /* of the iterations since the origin */
	struct sheet sheet;        /* for one curve after another */
	double *low, *high;        /* [sheet.width]: extremes of the raw
				      loss, NAN none */
	double *tenth, *ninetieth; /* its quantiles */
	double *curve[CHART_CURVES];
	bool has[CHART_CURVES];
};

/* Chooses the window and the unit, collects the curves and fits the axis. */
void chart_init(struct chart *, const struct scene *, struct rect area);
void chart_release(struct chart *);
/* Column of the canvas where an iteration lies; inside the area. */
int chart_column(const struct chart *, double iteration);
/* Row of the canvas of a value; -1: beyond the axis. */
int chart_row(const struct chart *, double value);
/* The band of the quantiles and, as dots, the extremes. */
void chart_band(struct chart *, struct canvas *);
/* The references as dashed lines, as high as curves of their values are. */
void chart_reference_lines(struct chart *, struct canvas *,
			   const struct reference[CHART_REFERENCES]);
/* What stays visible on all else. */
void chart_curves(struct chart *, struct canvas *);

/* Where something lies above the axis: the column of its highest value, or of
 * the last one of a curve, and that value; false: nowhere. */
bool chart_raw_cut(const struct chart *, int *col, double *value);
bool chart_curve_cut(const struct chart *, enum chart_curve, int *col,
		     double *value);
enum role chart_role(enum chart_curve);

#endif
