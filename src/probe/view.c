/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view.c: the time axis of the screen, collected from the last passes. */
#include "config.h"

#include "probe/view.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { VIEW_BYTES = 8 << 20 };

/* One character of the axis. */
struct column {
	uint32_t symbol;
	bool start, window;
};

/* A ring of columns, each with the numbers of all traces. */
struct view {
	int hidden; /* of its run */
	int traces;
	struct {
		const struct trace *trace;
		uint64_t probes; /* that read the column */
		int at, width;
	} kept[PROBES];
	int width; /* of all of them */
	int capacity, used, next;
	struct column *column; /* [capacity] */
	float *value;          /* [capacity][width] */
	double *row;           /* [width] of one trace at most */
	long iteration;        /* the last collected */
	bool cut;              /* text before the first column is missing */
	long passes;           /* of the run, then */
};

/* Several probes may read one trace. */
static void keep(struct view *v, int probe, const struct run *run)
{
	const struct trace *trace = probe_table[probe].trace;
	int i = 0;

	while (i < v->traces && v->kept[i].trace != trace)
		i++;
	v->kept[i].probes |= PROBE_BIT(probe);
	if (i < v->traces)
		return;
	v->kept[i].trace = trace;
	v->kept[i].at = v->width;
	v->kept[i].width = trace->width(run);
	v->width += v->kept[i].width;
	v->traces++;
}

struct view *view_new(const struct run *run, int columns)
{
	struct view *v = xcalloc(1, sizeof *v);
	size_t width, fit;

	v->hidden = run->spec.hidden;
	v->iteration = run->now.iteration;
	for (int i = 0; i < PROBES; i++)
		if (probe_table[i].trace)
			keep(v, i, run);
	width = (size_t)v->width;
	fit = VIEW_BYTES / (width * sizeof *v->value + sizeof *v->column);
	v->capacity = columns > 0 ? columns : SNAPSHOT_COLUMNS;
	v->capacity = min_int(v->capacity, SNAPSHOT_COLUMNS);
	v->capacity = max_int(1, min_int(v->capacity, (int)fit));
	v->column = calloc((size_t)v->capacity, sizeof *v->column);
	v->value = calloc((size_t)v->capacity * width, sizeof *v->value);
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

static float *values_of(const struct view *v, int column)
{
	return v->value + (size_t)column * (size_t)v->width;
}

/* Did the first sequence of the last batch begin from a zero state? */
static bool starts(const struct run *run)
{
	return run->batch.fresh && run->batch.fresh[0];
}

/* Reads the traces that `probes` need and the column lacks. */
static void read_traces(struct view *v, const struct run *run, int at, int step,
			uint64_t probes)
{
	for (int i = 0; i < v->traces; i++) {
		const struct trace *trace = v->kept[i].trace;
		float *value = values_of(v, at) + v->kept[i].at;

		if (v->kept[i].width == 0 || !isnan(*value) ||
		    (trace->costly && !(v->kept[i].probes & probes)))
			continue;
		trace->read(run, step, v->row);
		for (int k = 0; k < v->kept[i].width; k++)
			value[k] = (float)v->row[k];
	}
}

static void view_put(struct view *v, const struct run *run, int step,
		     uint64_t probes)
{
	struct column *column = &v->column[v->next];
	int id = run->batch.id[step * run->spec.batch];

	for (int i = 0; i < v->traces; i++)
		if (v->kept[i].width > 0)
			values_of(v, v->next)[v->kept[i].at] = NAN;
	read_traces(v, run, v->next, step, probes);
	column->symbol = run_symbols(run)->codepoint[id];
	column->window = step == 0;
	column->start = column->window && starts(run);
	v->next = (v->next + 1) % v->capacity;
	v->used = min_int(v->used + 1, v->capacity);
}

/* Ring index of the i-th of the newest n columns. */
static int view_at(const struct view *v, int n, int i)
{
	return (v->next - n + i + v->capacity) % v->capacity;
}

/* Reads what became wanted since the last pass was collected, while the net
 * still has its values: another pass, even one taken back, replaces them. */
static void complete(struct view *v, const struct run *run, uint64_t probes)
{
	const int steps = run->spec.steps, n = min_int(steps, v->used);

	if (run->passes != v->passes)
		return;
	for (int i = 0; i < n; i++)
		read_traces(v, run, view_at(v, n, i), steps - n + i, probes);
}

void view_collect(struct view *v, const struct run *run, uint64_t probes)
{
	const bool follows = run->now.iteration == v->iteration + 1;
	const int steps = run->spec.steps;

	assert(v->hidden == run->spec.hidden);
	if (!run_symbols(run))
		return;
	if (run->now.iteration == v->iteration) {
		complete(v, run, probes);
		return;
	}
	if (starts(run) || !follows) {
		v->cut = !starts(run);
		v->used = 0;
	}
	for (int t = max_int(0, steps - v->capacity); t < steps; t++)
		view_put(v, run, t, probes);
	v->iteration = run->now.iteration;
	v->passes = run->passes;
}

int view_missing(const struct view *v, const struct run *run, int columns)
{
	int most = min_int(columns, v->capacity);

	if (!run_symbols(run))
		return 0;
	if (run->now.iteration != v->iteration)
		return most;
	return v->cut ? max_int(0, most - v->used) : 0;
}

/* --- showing ------------------------------------------------------------- */

const float *view_trace(const struct view *v, const struct trace *trace, int n,
			int i)
{
	int k = 0;

	while (v->kept[k].trace != trace)
		k++;
	return values_of(v, view_at(v, n, i)) + v->kept[k].at;
}

static void fill_axis(const struct view *v, struct snapshot *s, int columns)
{
	s->columns = columns;
	for (int i = 0; i < columns; i++) {
		const struct column *column =
			&v->column[view_at(v, columns, i)];

		s->symbol[i] = column->symbol;
		s->start[i] = column->start;
		s->window[i] = column->window;
	}
}

void view_fill(const struct view *v, const struct run *run,
	       const struct snapshot_wants *wants, struct snapshot *s)
{
	int columns = wants->probes ? clamp_int(wants->columns, 0, v->used) : 0;

	assert(v->hidden == run->spec.hidden);
	s->unit = clamp_int(wants->unit, 0, v->hidden - 1);
	fill_axis(v, s, columns);
	for (int i = 0; i < PROBES; i++) {
		const struct probe *p = &probe_table[i];

		s->reading[i].rows = 0;
		if (p->collect && wants->probes & PROBE_BIT(i))
			p->collect(run, v, s, &s->reading[i]);
	}
}
