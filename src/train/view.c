/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view.c: the time axis of the screen, collected from the last passes. */
#include "config.h"

#include "train/view.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { VIEW_BYTES = 8 << 20 };

/* What is shown of a cell, in the order of its rows: the gates as the engine
 * keeps them, c where there is one, h always last. */
static const struct shown {
	int rows;
	struct shown_row {
		const char *name, *word;
		bool is_signed, bounded, is_curve;
	} row[SNAPSHOT_GATES];
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

/* One character of the axis; the counts are over all units. */
struct column {
	uint32_t symbol;
	bool start, window;
	int low[SNAPSHOT_GATES], high[SNAPSHOT_GATES];
	int histogram[SNAPSHOT_BINS];
};

struct view {
	const struct shown *shown;
	int hidden;
	int gates, c, h;       /* quantities of the top layer; -1: none */
	int room, used, next;  /* a ring of columns, next to be written */
	struct column *column; /* [room] */
	float *value;          /* [room][rows][H] */
	double *row;           /* [rows * H] */
	long iteration;        /* the last collected */
	bool cut;              /* text before the first column is missing */
	size_t position;       /* where the text goes on */
};

static size_t column_bytes(const struct view *v)
{
	return (size_t)v->shown->rows * (size_t)v->hidden * sizeof *v->value +
	       sizeof *v->column;
}

struct view *view_new(const struct run *run, int columns)
{
	const struct engine *engine = run->engine;
	int top = run->spec.layers - 1;
	size_t fit, width;
	struct view *v = xcalloc(1, sizeof *v);

	v->shown = &shown[run->spec.cell];
	v->hidden = run->spec.hidden;
	v->gates = v->c = -1;
	if (cell_info[run->spec.cell].gates > 1)
		v->gates = engine->find(run->net, "gates", top);
	if (cell_info[run->spec.cell].has_cell_state)
		v->c = engine->find(run->net, "c", top);
	v->h = engine->find(run->net, "h", top);
	v->iteration = run->now.iteration;

	fit = VIEW_BYTES / column_bytes(v);
	v->room = columns > 0 ? columns : SNAPSHOT_COLUMNS;
	v->room = min_int(v->room, SNAPSHOT_COLUMNS);
	v->room = max_int(1, min_int(v->room, (int)fit));
	width = (size_t)v->shown->rows * (size_t)v->hidden;
	v->column = calloc((size_t)v->room, sizeof *v->column);
	v->value = calloc((size_t)v->room * width, sizeof *v->value);
	v->row = calloc(width, sizeof *v->row);
	if (v->column && v->value && v->row)
		return v;
	view_free(v);
	return NULL;
}

void view_free(struct view *v)
{
	if (!v)
		return;
	free(v->row);
	free(v->value);
	free(v->column);
	free(v);
}

/* --- collecting ---------------------------------------------------------- */

/* Row `row` of column `column`, [H]. */
static float *view_row(const struct view *v, int column, int row)
{
	size_t rows = (size_t)v->shown->rows;

	return v->value +
	       ((size_t)column * rows + (size_t)row) * (size_t)v->hidden;
}

/* All rows of stream 0 at one time step, one after the other in v->row. */
static void view_read(struct view *v, const struct run *run, int step)
{
	const struct engine *engine = run->engine;
	int row = step * run->spec.batch;
	double *out = v->row;

	if (v->gates >= 0) {
		engine->read(run->net, v->gates, PART_VALUE, row, out);
		out += cell_info[run->spec.cell].gates * v->hidden;
	}
	if (v->c >= 0) {
		engine->read(run->net, v->c, PART_VALUE, row, out);
		out += v->hidden;
	}
	engine->read(run->net, v->h, PART_VALUE, row, out);
}

/* What is signed is saturated at -1 and 1, which both count as high: near 0,
 * the low end of a gate, tanh has its steepest slope. */
static void count_saturated(const double *x, int n, const struct shown_row *row,
			    int *low, int *high)
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

/* h = 1 belongs to the last bin; what is not a number to none. */
static void count_bins(const double *h, int n, int *histogram)
{
	memset(histogram, 0, SNAPSHOT_BINS * sizeof *histogram);
	for (int i = 0; i < n; i++)
		if (!isnan(h[i])) {
			int bin = (int)((h[i] + 1) / 2 * SNAPSHOT_BINS);

			histogram[clamp_int(bin, 0, SNAPSHOT_BINS - 1)]++;
		}
}

static void view_put(struct view *v, const struct run *run, int step)
{
	struct column *column = &v->column[v->next];
	const int rows = v->shown->rows, hidden = v->hidden;
	float *value = view_row(v, v->next, 0);
	int id = run->in[step * run->spec.batch];

	view_read(v, run, step);
	for (int i = 0; i < rows * hidden; i++)
		value[i] = (float)v->row[i];
	for (int r = 0; r < rows; r++)
		count_saturated(v->row + r * hidden, hidden, &v->shown->row[r],
				&column->low[r], &column->high[r]);
	count_bins(v->row + (rows - 1) * hidden, hidden, column->histogram);
	column->symbol = run->corpus->vocab.codepoint[id];
	column->window = step == 0;
	column->start = column->window && run->in_position == 0;
	v->next = (v->next + 1) % v->room;
	v->used = min_int(v->used + 1, v->room);
}

void view_collect(struct view *v, const struct run *run)
{
	const int steps = run->spec.steps;

	assert(v->hidden == run->spec.hidden);
	if (run->now.iteration == v->iteration)
		return;
	/* at a wrap too: the text goes on at 0 then */
	if (run->in_position != v->position) {
		v->cut = run->in_position != 0 &&
			 run->now.iteration != v->iteration + 1;
		v->used = 0;
	}
	for (int t = max_int(0, steps - v->room); t < steps; t++)
		view_put(v, run, t);
	v->iteration = run->now.iteration;
	v->position = run->in_position + (size_t)steps;
}

int view_missing(const struct view *v, const struct run *run, int columns)
{
	int most = min_int(columns, v->room);

	if (run->now.iteration != v->iteration)
		return most;
	return v->cut ? max_int(0, most - v->used) : 0;
}

/* --- showing ------------------------------------------------------------- */

/* Ring index of the i-th of the newest n columns. */
static int view_at(const struct view *v, int n, int i)
{
	return (v->next - n + i + v->room) % v->room;
}

static void fill_hidden(const struct view *v, struct snapshot *s)
{
	const size_t hidden = (size_t)v->hidden;

	for (int i = 0; i < s->columns; i++) {
		int at = view_at(v, s->columns, i);

		s->symbol[i] = v->column[at].symbol;
		s->start[i] = v->column[at].start;
		s->window[i] = v->column[at].window;
		memcpy(s->hidden + (size_t)i * hidden,
		       view_row(v, at, v->shown->rows - 1),
		       hidden * sizeof *s->hidden);
	}
}

static void fill_gate(const struct view *v, struct snapshot *s, int row)
{
	long low = 0, high = 0;
	double all = (double)s->columns * v->hidden;

	for (int i = 0; i < s->columns; i++) {
		int at = view_at(v, s->columns, i);

		s->gate[row * s->columns + i] = view_row(v, at, row)[s->unit];
		low += v->column[at].low[row];
		high += v->column[at].high[row];
	}
	s->saturated_low[row] = s->columns ? (float)(low / all) : 0;
	s->saturated_high[row] = s->columns ? (float)(high / all) : 0;
	strcpy(s->gate_name[row], v->shown->row[row].name);
	s->gate_word[row] = v->shown->row[row].word;
	s->gate_signed[row] = v->shown->row[row].is_signed;
	s->gate_bounded[row] = v->shown->row[row].bounded;
	s->gate_curve[row] = v->shown->row[row].is_curve;
}

static void fill_histogram(const struct view *v, struct snapshot *s)
{
	s->histogram_total = 0;
	memset(s->histogram, 0, sizeof s->histogram);
	for (int i = 0; i < s->columns; i++) {
		int at = view_at(v, s->columns, i);

		for (int bin = 0; bin < SNAPSHOT_BINS; bin++) {
			s->histogram[bin] += v->column[at].histogram[bin];
			s->histogram_total += v->column[at].histogram[bin];
		}
	}
}

void view_fill(const struct view *v, const struct run *run,
	       const struct snapshot_wants *wants, struct snapshot *s)
{
	bool any = wants->hidden || wants->gates;
	int columns = any ? clamp_int(wants->columns, 0, v->used) : 0;
	int gates = any ? v->shown->rows : 0;

	assert(v->hidden == run->spec.hidden);
	s->unit = clamp_int(wants->unit, 0, v->hidden - 1);
	/* what does not fit in memory leaves an empty axis */
	snapshot_reserve(s, columns, v->hidden, gates);
	fill_hidden(v, s);
	for (int row = 0; row < s->gates; row++)
		fill_gate(v, s, row);
	fill_histogram(v, s);
}
