/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_gates.c: the gates of one unit over the last characters, and the
 * fraction of all units that is saturated. */
#include "config.h"
#include "ui/figure.h"
#include "ui/panel_gates.h"
#include <math.h>
#include <stdio.h>

enum { GATE_ROWS_MAX = 3 };

double saturated(const struct snapshot *snap, int gate, int end)
{
	const struct reading *r = snapshot_reading(snap, PROBE_SATURATION);

	return r ? reading_at(r, gate, end) : NAN;
}

/* The value at the colours' ends: 1, or the largest one of a row without
 * bounds. */
static double gate_scale(const struct snapshot *snap, int gate, int first,
			 int count)
{
	double scale = 1;

	for (int i = 0; !snapshot_gate_column(snap, gate)->bounded && i < count;
	     i++) {
		double v = fabs(snapshot_gate(snap, gate, first + i));

		if (isfinite(v) && v > scale)
			scale = v;
	}
	return scale;
}

static struct layer gate_layer(const struct snapshot *snap, int gate, int first,
			       int count)
{
	const struct reading *r = &snap->reading[PROBE_GATES];
	const struct reading_column *column = &r->column[gate];
	struct layer l = layer_heat(
		column->is_signed ? MAP_SIGNED : MAP_UNIT, column->name, 1,
		count, r->value + (size_t)first * (size_t)r->cols + gate);

	l.col_step = r->cols;
	l.scale = gate_scale(snap, gate, first, count);
	return l;
}

/* From two rows on the last has a free lower half. */
void strip_draw(const struct scene *s, struct canvas *c, struct rect r,
		const struct time_axis *a, int gate, int row, int rows)
{
	struct layer l = gate_layer(s->snap, gate, a->first, a->count);

	for (int i = 0; i < rows; i++)
		for (int k = 0; k < a->count; k++) {
			double v = layer_value(&l, 0, k);
			int col = time_axis_col(a, k);
			int wide = time_axis_wide(a, k);

			if (i > 0 && i == rows - 1 && heat_halves(s))
				heat_upper(s, c, r, row + i, col, wide, l.map,
					   v);
			else
				heat_one(s, c, r, row + i, col, wide, l.map, v);
		}
}

static struct time_axis gates_axis(const struct scene *s, struct rect r)
{
	return time_axis_of(s, axis_is_named(s, r) ? axis_beside_names(r) : r);
}

/* --- labels -------------------------------------------------------------- */

/* Writes "61", or with a sign "^61"; 100 takes the blank before the strip.
 * Beside names there is space for "%". */
static void percent_draw(const struct scene *s, struct canvas *c, struct rect r,
			 int row, const char *sign, double fraction)
{
	struct style dim = style_role(ROLE_DIM);
	bool named = axis_is_named(s, r);
	int col = r.col + (named ? AXIS_NAMES - 1 : 1);

	if (!isfinite(fraction))
		return;
	canvas_text(c, r, row, col, dim, sign);
	canvas_printf(c, r, row, col + 1, dim, "%2d%s",
		      clamp_int((int)lround(100 * fraction), 0, 100),
		      named ? "%" : "");
}

static void name_draw(const struct scene *s, struct canvas *c, struct rect r,
		      int gate, int row)
{
	canvas_text(c, r, row, r.col, style_role(ROLE_VALUE),
		    snapshot_gate_column(s->snap, gate)->name);
	if (axis_is_named(s, r))
		canvas_text(c, r, row, r.col + 2, style_role(ROLE_TEXT),
			    snapshot_gate_column(s->snap, gate)->word);
}

/* Writes the name and the saturated fraction left of a strip: one figure in one
 * row, in two rows both ends of a gate.  A signed row has one figure, for its
 * ends are alike. */
static void gate_label(const struct scene *s, struct canvas *c, struct rect r,
		       int gate, int row, int rows)
{
	double low = saturated(s->snap, gate, 0);
	double high = saturated(s->snap, gate, 1);
	char sign[SIGN_TEXT];

	name_draw(s, c, r, gate, row);
	if (!snapshot_gate_column(s->snap, gate)->bounded)
		return;
	if (rows == 1) {
		percent_draw(s, c, r, row, "", low + high);
		return;
	}
	if (snapshot_gate_column(s->snap, gate)->is_signed) {
		sign_text(s->glyphs, SIGN_PLUS_MINUS, sign);
		percent_draw(s, c, r, row, sign, high);
		return;
	}
	percent_draw(s, c, r, row, sign_text(s->glyphs, SIGN_HIGH, sign), high);
	percent_draw(s, c, r, row + 1, sign_text(s->glyphs, SIGN_LOW, sign),
		     low);
}

/* --- title --------------------------------------------------------------- */

/* Chooses the scales of both kinds of rows before all else: in words if they
 * fit, small if that leaves columns for the next field. */
static void scales_choose(struct rect r, const char *note, struct field f[3])
{
	static const struct {
		bool words;
		int cells, fields;
	} form[] = {
		{ true, 0, 3 },
		{ true, SCALE_SHORT, 3 },
		{ true, 0, 2 },
		{ true, SCALE_SHORT, 2 },
		{ false, SCALE_SHORT, 2 },
	};

	for (size_t i = 0; i < LENGTH(form); i++) {
		f[0] = (struct field){ .scale = MAP_UNIT,
				       .cells = form[i].cells };
		f[1] = (struct field){ .scale = MAP_SIGNED,
				       .cells = form[i].cells };
		if (form[i].words) {
			f[0].label = "closed";
			f[0].unit = "open";
		}
		if (fields_columns(f, form[i].fields) <=
		    title_columns(r, "gates", note))
			return;
	}
}

static void head_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct time_axis *a, int rows)
{
	struct field f[TITLE_FIELDS];
	char note[NUMBER_TEXT], sign[3][SIGN_TEXT], ends[NUMBER_TEXT + 16];
	char size[NUMBER_TEXT];
	int n = 3;

	snprintf(note, sizeof note, "unit %d", s->snap->unit);
	snprintf(ends, sizeof ends, "%% %s >0.9 %s <0.1 %s |v|>0.9",
		 sign_text(s->glyphs, SIGN_HIGH, sign[0]),
		 sign_text(s->glyphs, SIGN_LOW, sign[1]),
		 sign_text(s->glyphs, SIGN_PLUS_MINUS, sign[2]));
	f[2] = (struct field){ .unit = rows > 1 ? ends : "% saturated" };
	scales_choose(r, note, f);
	for (int i = 0; i < snapshot_gates(s->snap); i++) {
		if (snapshot_gate_column(s->snap, i)->bounded)
			continue;
		f[n] = (struct field){
			.label = snapshot_gate_column(s->snap, i)->name
		};
		number_real(size, gate_scale(s->snap, i, a->first, a->count));
		snprintf(f[n].value, NUMBER_TEXT, "%s%.20s", sign[2], size);
		n++;
	}
	title_draw(s, c, r, "gates", note, f, n);
}

/* --- the panel ----------------------------------------------------------- */

static void strips_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct time_axis a = gates_axis(s, r);
	int left = r.rows - 2, gates = min_int(snapshot_gates(s->snap), left);
	int curves = curves_rows(s, left, gates);
	int rows = clamp_int((left - curves) / max_int(gates, 1), 1,
			     GATE_ROWS_MAX);
	int row = r.row + 1;

	head_draw(s, c, r, &a, rows);
	for (int i = 0; i < gates; i++, row += rows) {
		strip_draw(s, c, r, &a, i, row, rows);
		gate_label(s, c, r, i, row, rows);
	}
	time_axis_draw(s, c, r, &a, row);
	if (curves > 0)
		curves_draw(s, c, r, &a, row + 1, left - gates * rows);
}

static bool is_empty(const struct scene *s, struct rect r)
{
	const struct snapshot *snap = s->snap;

	return snapshot_gates(snap) == 0 || r.rows < 3;
}

static void gates_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	if (r.cols <= 0)
		return;
	if (is_empty(s, r)) {
		title_draw(s, c, r, "gates", "", NULL, 0);
		no_activity_draw(s, c, r);
	} else if (snapshot_gates(s->snap) == 1) {
		state_draw(s, c, r);
	} else {
		strips_draw(s, c, r);
	}
}

/* --- as a figure ---------------------------------------------------------- */

static const char *gate_note(const struct snapshot *snap, struct figure *f,
			     const struct layer *l, int gate)
{
	const struct reading_column *column = snapshot_gate_column(snap, gate);

	if (!column->bounded)
		return figure_printf(f, "the ends are \u00b1%.3g", l->scale);
	if (column->is_signed)
		return figure_printf(f, "%.0f %% beyond \u00b10.9",
				     100 * saturated(snap, gate, 1));
	return figure_printf(f, "%.0f %% open, %.0f %% closed",
			     100 * saturated(snap, gate, 1),
			     100 * saturated(snap, gate, 0));
}

/* Plots a gate over the letters, each value over the whole of its letter. */
static void gate_plot(const struct snapshot *snap, struct figure *f, int gate,
		      int first, int count)
{
	struct plot *plot = figure_plot(f);
	struct layer *l = plot_layer(plot, LAYER_LINE, ROLE_CURVE, "");
	double low = -1, high = 1;

	plot->title = figure_printf(f, "%s %s",
				    snapshot_gate_column(snap, gate)->name,
				    snapshot_gate_column(snap, gate)->word);
	plot->repeats = true;
	l->bold = true;
	l->count = 2 * count;
	l->x = figure_array(f, 2 * l->count);
	l->y = l->x + l->count;
	for (int i = 0; i < l->count; i++) {
		l->x[i] = i / 2 + i % 2;
		l->y[i] = snapshot_gate(snap, gate, first + i / 2);
		low = fmin(low, l->y[i]);
		high = fmax(high, l->y[i]);
	}
	plot->y.range = axis_around(low, high, false);
}

static void strips_figure(const struct scene *s, struct figure *f, int first,
			  int count)
{
	const struct snapshot *snap = s->snap;
	struct plot *plot = figure_plot(f);

	plot->title = figure_printf(f, "unit %d; percentages of all units",
				    snap->unit);
	figure_letters(s, f, plot, first, count);
	for (int i = 0; i < snapshot_gates(snap); i++) {
		struct layer l = gate_layer(snap, i, first, count);

		l.label = figure_printf(f, "%s %s",
					snapshot_gate_column(snap, i)->name,
					snapshot_gate_column(snap, i)->word);
		l.note = gate_note(snap, f, &l, i);
		plot_add(plot, l);
	}
}

static void gates_figure(const struct scene *s,
			 const struct figure_detail *detail, struct figure *f)
{
	const struct snapshot *snap = s->snap;
	int count = min_int(snap->columns, detail->letters);
	int first = snap->columns - count, gates = snapshot_gates(snap);

	scene_title(s, f, gates == 1 ? "state" : "gates");
	if (count <= 0 || gates == 0)
		return;
	strips_figure(s, f, first, count);
	for (int i = 0; i < gates; i++) {
		if (!snapshot_gate_column(snap, i)->is_curve)
			continue;
		gate_plot(snap, f, i, first, count);
		figure_letters(s, f, &f->plot[f->plots - 1], first, count);
	}
	if (gates == 1)
		state_figure(s, f);
}

/* --- where things are ----------------------------------------------------- */

/* Rows below the title that have a time axis. */
static int axis_rows(const struct scene *s, struct rect r)
{
	if (r.cols <= 0 || is_empty(s, r))
		return 0;
	return snapshot_gates(s->snap) == 1 ? state_axis_rows(r) : r.rows - 1;
}

static int gates_characters(const struct scene *s, struct rect r)
{
	struct time_axis a = gates_axis(s, r);

	return axis_rows(s, r) > 0 ? time_axis_characters(s, &a) : 0;
}

/* All its rows are of one unit, the chosen one. */
static struct spot gates_find(const struct scene *s, struct rect r, int row,
			      int col)
{
	struct spot spot = { -1, -1 };
	struct time_axis a;

	if (row <= r.row || row > r.row + axis_rows(s, r))
		return spot;
	a = gates_axis(s, r);
	spot.column = time_axis_find(&a, col);
	return spot;
}

const struct panel gates_panel = {
	/* lstm's six, the title and the characters */
	.min_rows = 8,
	.min_cols = 20,
	.side = SIDE_RIGHT,
	.order = 3,
	.narrow = 5,
	.weight = 4,
	.below = 1,
	.map = true,
	.time_axis = true,
	.probes = PROBE_BIT(PROBE_GATES) | PROBE_BIT(PROBE_SATURATION) |
		  PROBE_BIT(PROBE_HISTOGRAM),
	.parts = WANT_EXAMPLE,
	.draw = gates_draw,
	.figure = gates_figure,
	.columns = time_axis_columns,
	.find = gates_find,
	.characters = gates_characters,
};
