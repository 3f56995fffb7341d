/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart_axis.c: fits the axes of the loss history to its curves. */
#include "config.h"
#include "ui/chart_private.h"
#include <math.h>
#include <stdlib.h>

/* How far beyond the rest, as a fraction of its range, a reference or a
 * validation may lie and still widen the axis. */
static const double reference_reach = 0.2, curve_reach = 0.5;
/* An axis holds at least this fraction of its highest value. */
static const double least_range = 0.01;

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value below which a fraction of the finite ones lie; NAN without any. */
static double value_at(const double *v, int n, double fraction)
{
	double *sorted = xcalloc((size_t)n + 1, sizeof *sorted), value = NAN;
	int count = 0;

	for (int i = 0; i < n; i++)
		if (isfinite(v[i]))
			sorted[count++] = v[i];
	qsort(sorted, (size_t)count, sizeof *sorted, ascending);
	if (count > 0)
		value = sorted[(int)lround(fraction * (count - 1))];
	free(sorted);
	return value;
}

struct range {
	double low, high;
};

/* Widens the range by a value that is at most `reach` of the range away. */
static void widen(struct range *r, double value, double reach, bool log_axis)
{
	struct axis a = axis_around(r->low, r->high, log_axis);
	double at = axis_position(&a, value);

	if (!(at >= -reach && at <= 1 + reach))
		return;
	r->low = fmin(r->low, value);
	r->high = fmax(r->high, value);
}

/* Widens the range by a curve that need not be inside: by all below, and by
 * what is near above. */
static void widen_by_curve(struct range *r, const double *v, int n,
			   bool log_axis)
{
	double low = value_at(v, n, 0), high = value_at(v, n, 1);

	if (low < r->high)
		r->low = fmin(r->low, low);
	widen(r, high, curve_reach, log_axis);
}

static void hold_curves(struct range *r, const struct samples *s)
{
	for (int i = 0; i < CHART_CURVES; i++)
		for (int x = 0; curve_table[i].whole && x < s->count; x++) {
			r->low = fmin(r->low, s->curve[i][x]);
			r->high = fmax(r->high, s->curve[i][x]);
		}
}

/* Fits the axis to the smooth curves as a whole, and to what is usual of the
 * band: a few wild iterations must not flatten the rest.  Then to the
 * references and the validation, if they are near. */
void chart_fit_axis(struct chart *ch, const struct scene *s,
		    const struct samples *all)
{
	const struct samples *to = &all[s->snap->current];
	bool log_axis = s->choice->log_axis;
	struct reference ref[CHART_REFERENCES];
	struct range r = { value_at(to->tenth, to->count, 0.1),
			   value_at(to->ninetieth, to->count, 0.9) };

	for (int i = 0; i < s->snap->tracks; i++)
		hold_curves(&r, &all[i]);
	chart_references(&s->ngram, ref);
	for (int i = CHART_REFERENCES - 1; i >= 0 && r.low < r.high; i--)
		widen(&r, ref[i].nats * ch->per_char, reference_reach,
		      log_axis);
	for (int i = 0; i < CHART_CURVES; i++)
		if (!curve_table[i].whole && !ch->metric)
			widen_by_curve(&r, to->curve[i], to->count, log_axis);
	/* No loss is below 0: a text of one symbol has nothing to learn. */
	if (r.low == 0 && r.high == 0)
		r.high = 1;
	/* Values that differ only by rounding get no ticks of nine digits. */
	if (r.high - r.low < least_range * r.high) {
		r.low -= least_range / 2 * r.high;
		r.high += least_range / 2 * r.high;
	}
	ch->figure.plot->y.range = axis_around(r.low, r.high, log_axis);
}

/* A metric that rises is a fraction or a percentage and has a whole axis; one
 * that falls begins at 0, and what is usual of it fits. */
void chart_fit_metric(struct chart *ch, const struct scene *s,
		      const struct samples *to)
{
	const struct track_view *t = scene_track(s);
	const double *v = to->curve[CHART_VALID];
	struct figure_axis *right = &ch->figure.plot->right;
	double most = fmax(value_at(v, to->count, t->main_falls ? 0.9 : 1),
			   t->baseline);

	right->name = ch->metric;
	if (t->main_falls)
		most = 1.1 * fmax(most, value_at(v, to->count, 0.5));
	else if (!(most > 1))
		most = 1;
	else if (most <= 100)
		most = 100;
	right->range = axis_around(0, most > 0 ? most : 1, false);
}

const char *chart_quantity(const struct track_view *t)
{
	return t->spec.goals > 0 ? "squared error" : "nats";
}

const char *chart_per(const struct track_view *t)
{
	return t->spec.model == MODEL_SEQ2SEQ ? "symbol" : "example";
}
