/* SPDX-License-Identifier: GPL-3.0-or-later */
/* activity.c: the activity of the top layer at every character: its state, its
 * gates, and how many of their values are saturated. */
#include "config.h"

#include "probe/activity.h"

#include <math.h>
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
