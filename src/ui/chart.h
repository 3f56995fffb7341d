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

/* The colour of the curve of a run; two may share one and differ by a dash. */
enum role chart_track_role(int track);
/* What it is drawn with in ASCII. */
char chart_track_sign(int track);
/* From nats per step of a run to the unit of the axis, which is that of the
 * current run. */
double chart_unit(const struct scene *, const struct track_view *);
/* The curve of a loss, of whichever run. */
bool chart_is_curve(enum role);

struct chart {
	struct figure figure;
	double per_step, per_char; /* from nats a step, nats a character */
	long origin;               /* iterations before the whole history */
	long first, end;           /* the window: first + 1 .. end */
	bool log_time;             /* of the iterations since the origin */
	bool has[CHART_CURVES], has_best; /* of the current run */
	int curve[CHART_CURVES], highest; /* their layers */
};

/* Chooses the window and the unit, collects so many samples of each curve and
 * fits the axis.  The runs share axes, in the unit of the current one; band,
 * validation and marks are its alone. */
void chart_init(struct chart *, const struct scene *, int samples);
void chart_release(struct chart *);
/* Whether any run of the scene has made an iteration. */
bool chart_has_any(const struct scene *);

struct figure_detail;
/* The loss panel as a figure. */
void loss_figure(const struct scene *, const struct figure_detail *,
		 struct figure *);

#endif
