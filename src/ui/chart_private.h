/* chart_private.h: what the parts of the chart share: chart.c (curves and
 * layers), chart_axis.c (axes).  No other file includes it. */
#ifndef UI_CHART_PRIVATE_H
#define UI_CHART_PRIVATE_H

#include "ui/chart.h"

/* In the order of drawing. */
struct curve {
	size_t value;  /* offset in struct bucket */
	bool per_char; /* else per step */
	bool whole;    /* always inside the axis */
	enum role role;
	bool dashed;
	char sign;
	const char *label;
};
extern const struct curve curve_table[CHART_CURVES];

/* Samples of the run, at even distances on the axis of time; NAN: none. */
struct samples {
	int count;
	double *x;                 /* the last iteration of the sample */
	double *low, *high;        /* extremes of the raw loss */
	double *tenth, *ninetieth; /* its quantiles */
	double *curve[CHART_CURVES];
};

/* `all`: of each run. */
void chart_fit_axis(struct chart *, const struct scene *,
		    const struct samples *all);
/* The right axis, of the current run's main metric. */
void chart_fit_metric(struct chart *, const struct scene *,
		      const struct samples *);

#endif
