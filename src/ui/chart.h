/* chart.h: the loss history as a figure of one plot.  Pure; panel_loss.c adds
 * titles and labels in cells, figure_panels.c on a page. */
#ifndef UI_CHART_H
#define UI_CHART_H

#include "ui/figure.h"

/* One more curve is one more row of the table in chart.c. */
enum chart_curve { CHART_VALID, CHART_SMOOTH, CHART_CURVES };

/* Losses that simpler models reach on the text, the highest first. */
enum { CHART_REFERENCES = 4 };
struct reference {
	const char *name;
	double nats; /* NAN: not known */
};
void chart_references(const struct ngram *, struct reference[CHART_REFERENCES]);

/* The colour of the curve of a run; two may share one and differ by a dash. */
enum role chart_track_role(int track);
/* Its sign in ASCII. */
char chart_track_sign(int track);
/* Factor from nats per step of a run to the unit of the axis, which is that of
 * the current run. */
double chart_unit(const struct scene *, const struct track_view *);
/* Nats or squared error per example, whose validation is the task's main metric;
 * else per character or step. */
static inline bool chart_has_metric(const struct scene *s)
{
	return scene_track(s)->main_metric != NULL;
}
/* A task with examples has no bits per character. */
static inline bool chart_in_bits(const struct scene *s)
{
	return s->choice->bits && !scene_track(s)->examples;
}
/* The loss of an iteration is the sum of so many. */
static inline int chart_steps(const struct track_view *t)
{
	return t->examples ? 1 : max_int(t->spec.steps, 1);
}
/* What the loss of a task with examples counts, and per what: "nats" or "squared
 * error", per "example" or "symbol" that is written. */
const char *chart_quantity(const struct track_view *);
const char *chart_per(const struct track_view *);
/* Is it the role of a curve of a loss, of any run? */
bool chart_is_curve(enum role);

struct chart {
	struct figure figure;
	const char *metric; /* that the validation is, on the right axis; NULL:
			       it is a loss */
	double per_step, per_char; /* from nats per step, nats per character */
	long origin;               /* iterations before the whole history */
	long first, end;           /* the window: first + 1 .. end */
	bool log_time;             /* of the iterations since the origin */
	bool has[CHART_CURVES], has_best; /* of the current run */
	int curve[CHART_CURVES], highest; /* their layers */
};

/* Chooses the window and the unit, collects `samples` values of each curve and
 * fits the axis.  The runs share axes, in the unit of the current one; only the
 * current one has a band, validation and marks. */
void chart_init(struct chart *, const struct scene *, int samples);
void chart_release(struct chart *);
/* Whether any run of the scene has made an iteration. */
bool chart_has_any(const struct scene *);

struct figure_detail;
/* The loss panel as a figure. */
void loss_figure(const struct scene *, const struct figure_detail *,
		 struct figure *);

#endif
