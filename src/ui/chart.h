/* chart.h: the loss history as a figure of one plot.  Pure; panel_loss.c decides
 * what stands around it in cells, figure_panels.c on a page. */
#ifndef UI_CHART_H
#define UI_CHART_H

#include "ui/figure.h"

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
	struct figure figure;
	double per_step, per_char; /* from nats a step, nats a character */
	long origin;               /* iterations before the whole history */
	long first, end;           /* the window: first + 1 .. end */
	bool log_time;             /* of the iterations since the origin */
	bool has[CHART_CURVES], has_best;
	int curve[CHART_CURVES], highest; /* their layers */
};

/* Chooses the window and the unit, collects so many samples of each curve and
 * fits the axis. */
void chart_init(struct chart *, const struct scene *, int samples);
void chart_release(struct chart *);

#endif
