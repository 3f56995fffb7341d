/* SPDX-License-Identifier: GPL-3.0-or-later */
/* activity.c: the activity of the top layer at every character: its state, its
 * gates, and how many of their values are saturated. */
#include "config.h"

#include "probe/activity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probe/view.h"

enum { ROWS_MAX = 6 };

/* The rows shown of each cell, in order: the gates as the engine stores them, c
 * if there is one, h always last. */
static const struct shown {
	int rows;
	struct reading_column row[ROWS_MAX];
} shown[CELLS] = {
	[CELL_RNN] = { 1, { { "h", "state", true, true, true } } },
	[CELL_GRU] = { 4,
		       { { "r", "reset", false, true, false },
			 { "z", "update", false, true, false },
			 { "n", "candidate", true, true, true },
			 { "h", "state", true, true, true } } },
	[CELL_LSTM] = { 6,
			{ { "i", "input", false, true, false },
			  { "f", "forget", false, true, false },
			  { "g", "candidate", true, true, false },
			  { "o", "output", false, true, false },
			  { "c", "cell", true, false, true },
			  { "h", "state", true, true, true } } },
};

/* The trace: [rows][H] values, then over all units [rows] low and [rows] high
 * values, [HISTOGRAM_BINS] of h. */
static const struct shown *shown_of(const struct run *run)
{
	return &shown[run->spec.cell];
}

static int activity_width(const struct run *run)
{
	return shown_of(run)->rows * (run->spec.hidden + 2) + HISTOGRAM_BINS;
}

/* Appends a quantity of the top layer; returns the position after it. */
static double *read_quantity(const struct run *run, const char *name, int step,
			     double *out)
{
	const struct engine *engine = run->engine;
	int i = engine->find(run->net, name, run->spec.layers - 1);

	engine->read(run->net, i, PART_VALUE, step * run->spec.batch, out);
	return out + engine->describe(run->net, i).cols;
}

/* Counts values near an end.  Signed values saturate at -1 and 1, and both
 * count as high.  (tanh is steepest near 0, so 0 is not saturation there.) */
static void count_saturated(const double *x, int n,
			    const struct reading_column *row, double *low,
			    double *high)
{
	*low = *high = 0;
	if (!row->bounded)
		return;
	for (int i = 0; i < n; i++) {
		double size = row->is_signed ? fabs(x[i]) : x[i];

		*low += !row->is_signed && size < 0.1;
		*high += size > 0.9;
	}
}

/* h = 1 belongs to the last bin, NAN to none. */
static void count_bins(const double *h, int n, double *histogram)
{
	memset(histogram, 0, HISTOGRAM_BINS * sizeof *histogram);
	for (int i = 0; i < n; i++)
		if (!isnan(h[i])) {
			int bin = (int)((h[i] + 1) / 2 * HISTOGRAM_BINS);

			histogram[clamp_int(bin, 0, HISTOGRAM_BINS - 1)]++;
		}
}

static void activity_read(const struct run *run, int step, double *out)
{
	const struct cell_info *cell = &cell_info[run->spec.cell];
	const struct shown *s = shown_of(run);
	const int hidden = run->spec.hidden;
	double *next = out, *low, *high;

	if (cell->gates > 1)
		next = read_quantity(run, "gates", step, next);
	if (cell->has_cell_state)
		next = read_quantity(run, "c", step, next);
	low = read_quantity(run, "h", step, next);
	high = low + s->rows;
	for (int r = 0; r < s->rows; r++)
		count_saturated(out + r * hidden, hidden, &s->row[r], &low[r],
				&high[r]);
	count_bins(next, hidden, high + s->rows);
}

const struct trace activity = { .width = activity_width,
				.read = activity_read };

/* --- readings ------------------------------------------------------------ */

void hidden_collect(const struct run *run, const struct view *v,
		    const struct snapshot *s, struct reading *r)
{
	const size_t hidden = (size_t)run->spec.hidden;
	const size_t first = (size_t)(shown_of(run)->rows - 1) * hidden;

	if (!reading_reserve(r, s->columns, run->spec.hidden))
		return;
	for (int i = 0; i < s->columns; i++)
		memcpy(r->value + (size_t)i * hidden,
		       view_trace(v, &activity, s->columns, i) + first,
		       hidden * sizeof *r->value);
}

void gates_collect(const struct run *run, const struct view *v,
		   const struct snapshot *s, struct reading *r)
{
	const int rows = shown_of(run)->rows;
	float *out;

	if (!reading_reserve(r, s->columns, rows))
		return;
	r->column = shown_of(run)->row;
	out = r->value;
	for (int i = 0; i < s->columns; i++) {
		const float *value = view_trace(v, &activity, s->columns, i);

		for (int row = 0; row < rows; row++)
			*out++ = value[row * run->spec.hidden + s->unit];
	}
}

/* Adds the counts of the newest columns, from the `first` of the trace on. */
static void add_counts(const struct view *v, const struct snapshot *s,
		       int first, int n, float *sum)
{
	memset(sum, 0, (size_t)n * sizeof *sum);
	for (int i = 0; i < s->columns; i++) {
		const float *count =
			view_trace(v, &activity, s->columns, i) + first;

		for (int k = 0; k < n; k++)
			sum[k] += count[k];
	}
}

void saturation_collect(const struct run *run, const struct view *v,
			const struct snapshot *s, struct reading *r)
{
	const int rows = shown_of(run)->rows, hidden = run->spec.hidden;
	const double all = (double)s->columns * hidden;
	float count[2 * ROWS_MAX];

	if (!s->columns || !reading_reserve(r, rows, 2))
		return;
	add_counts(v, s, rows * hidden, 2 * rows, count);
	for (int row = 0; row < rows; row++)
		for (int end = 0; end < 2; end++)
			r->value[2 * row + end] =
				(float)((double)count[end * rows + row] / all);
}

void histogram_collect(const struct run *run, const struct view *v,
		       const struct snapshot *s, struct reading *r)
{
	const int rows = shown_of(run)->rows, hidden = run->spec.hidden;

	if (s->columns && reading_reserve(r, 1, HISTOGRAM_BINS))
		add_counts(v, s, rows * (hidden + 2), HISTOGRAM_BINS, r->value);
}

/* --- of an example -------------------------------------------------------- */

/* The rows shown of one step in the arrays of an example. */
struct step_values {
	const struct example_array *gates, *cell, *h; /* NULL: it has none */
	const struct shown *shown;
	int rows;
};

/* False: it has no hidden state. */
static bool find_values(enum cell cell, const struct example *x,
			struct step_values *v)
{
	const int gates = cell_info[cell].gates;

	*v = (struct step_values){ .h = example_find(x, "h"),
				   .gates = example_find(x, "gates"),
				   .cell = example_find(x, "c"),
				   .shown = &shown[cell] };
	if (!v->h || v->h->cols < 1)
		return false;
	v->rows = v->shown->rows;
	if (gates > 1 && !(v->gates && v->gates->rows == v->h->rows &&
			   v->gates->cols == gates * v->h->cols))
		v->rows = 0;
	if (cell_info[cell].has_cell_state &&
	    !(v->cell && v->cell->rows == v->h->rows &&
	      v->cell->cols == v->h->cols))
		v->rows = 0;
	return true;
}

/* The H values of a row at a step: the gates, c, h. */
static const float *row_at(const struct step_values *v, int row, int step)
{
	const int units = v->h->cols,
		  gates = v->gates ? v->gates->cols / units : 0;

	if (row == v->rows - 1)
		return example_row(v->h, step);
	if (row < gates)
		return example_row(v->gates, step) + row * units;
	return example_row(v->cell, step);
}

static void hidden_of(const struct step_values *v, const struct snapshot *s,
		      int first, struct reading *r)
{
	const size_t units = (size_t)v->h->cols;

	if (reading_reserve(r, s->columns, v->h->cols))
		memcpy(r->value, example_row(v->h, first),
		       (size_t)s->columns * units * sizeof *r->value);
}

static void gates_of(const struct step_values *v, const struct snapshot *s,
		     int first, struct reading *r)
{
	if (!v->rows || !reading_reserve(r, s->columns, v->rows))
		return;
	r->column = v->shown->row;
	for (int i = 0; i < s->columns; i++)
		for (int row = 0; row < v->rows; row++)
			r->value[i * v->rows + row] =
				row_at(v, row, first + i)[s->unit];
}

/* Counts over all units and columns. */
static void counts_of(const struct step_values *v, const struct snapshot *s,
		      int first, struct reading *saturation,
		      struct reading *histogram)
{
	const double all = (double)s->columns * v->h->cols;
	double *x = xcalloc((size_t)v->h->cols, sizeof *x);
	double low, high, bin[HISTOGRAM_BINS];

	memset(saturation->value, 0,
	       2 * (size_t)v->rows * sizeof *saturation->value);
	memset(histogram->value, 0, HISTOGRAM_BINS * sizeof *histogram->value);
	for (int i = 0; i < s->columns * v->rows; i++) {
		const int row = i % v->rows;
		const float *value = row_at(v, row, first + i / v->rows);

		for (int k = 0; k < v->h->cols; k++)
			x[k] = (double)value[k];
		count_saturated(x, v->h->cols, &v->shown->row[row], &low,
				&high);
		saturation->value[2 * row] += (float)(low / all);
		saturation->value[2 * row + 1] += (float)(high / all);
		if (row < v->rows - 1)
			continue;
		count_bins(x, v->h->cols, bin);
		for (int k = 0; k < HISTOGRAM_BINS; k++)
			histogram->value[k] += (float)bin[k];
	}
	free(x);
}

static void clear_axis(struct snapshot *s)
{
	static const enum probe_id mine[] = { PROBE_HIDDEN, PROBE_GATES,
					      PROBE_SATURATION,
					      PROBE_HISTOGRAM };

	s->columns = 0;
	for (size_t i = 0; i < LENGTH(mine); i++)
		s->reading[mine[i]].rows = 0;
}

void activity_of_example(enum cell cell, const struct snapshot_wants *wants,
			 struct snapshot *s)
{
	struct step_values v;
	int first;

	clear_axis(s);
	if (!s->example || !find_values(cell, s->example, &v))
		return;
	s->unit = clamp_int(wants->unit, 0, v.h->cols - 1);
	s->columns = min_int(v.h->rows, SNAPSHOT_COLUMNS);
	first = v.h->rows - s->columns;
	memset(s->start, 0, sizeof s->start);
	memset(s->window, 0, sizeof s->window);
	memset(s->symbol, 0, sizeof s->symbol);
	if (wants->probes & PROBE_BIT(PROBE_HIDDEN))
		hidden_of(&v, s, first, &s->reading[PROBE_HIDDEN]);
	if (wants->probes & PROBE_BIT(PROBE_GATES))
		gates_of(&v, s, first, &s->reading[PROBE_GATES]);
	if (wants->probes & PROBE_BIT(PROBE_SATURATION) && v.rows &&
	    s->columns &&
	    reading_reserve(&s->reading[PROBE_SATURATION], v.rows, 2) &&
	    reading_reserve(&s->reading[PROBE_HISTOGRAM], 1, HISTOGRAM_BINS))
		counts_of(&v, s, first, &s->reading[PROBE_SATURATION],
			  &s->reading[PROBE_HISTOGRAM]);
}
