/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_hidden.c: the state of the units over the last characters. */
#include "config.h"
#include "ui/chrome.h"
#include "ui/cursor.h"
#include "ui/figure.h"
#include <stdio.h>

/* Lines of the map: rows of cells, or half rows.  It shows consecutive units:
 * if they are fewer than lines, all of them, each on several lines; else as
 * many as there are lines, including the chosen one (the snapshot's: that of
 * the gates). */
struct map_plan {
	int per_row;    /* lines per row of cells: 1 or 2 */
	int first, end; /* units */
	int repeat;     /* lines per unit */
	int rows;       /* of cells used */
};

enum { REPEAT_MAX = 4 };

static struct map_plan plan_of(const struct scene *s, int rows)
{
	int units = scene_units(s), lines;
	struct map_plan p = { .per_row = heat_halves(s) ? 2 : 1, .repeat = 1 };

	lines = rows * p.per_row;
	p.first = cursor_first(units, lines, (int)s->choice->first_unit,
			       s->snap->unit, p.per_row == 2);
	p.end = min_int(p.first + lines, units);
	if (lines > units)
		p.repeat = clamp_int(lines / units, 1, REPEAT_MAX);
	lines = (p.end - p.first) * p.repeat;
	p.rows = (lines + p.per_row - 1) / p.per_row;
	return p;
}

/* The unit on a line; -1: below the last. */
static int unit_at(const struct map_plan *p, int line)
{
	int unit = p->first + line / p->repeat;

	return unit < p->end ? unit : -1;
}

/* A map of all units over `count` columns of the snapshot. */
static struct layer map_layer(const struct snapshot *snap, int first, int count)
{
	const struct reading *r = &snap->reading[PROBE_HIDDEN];
	struct layer l = layer_heat(MAP_SIGNED, "", r->cols, count,
				    r->value + (size_t)first * (size_t)r->cols);

	l.row_step = 1;
	l.col_step = r->cols;
	l.chosen = snap->unit;
	return l;
}

/* Draws the cursor without the value's colour, against which a sign could
 * hardly be seen; the status line has the value. */
static void cursor_draw(const struct scene *s, struct canvas *c, struct rect r,
			int row, int col, int wide)
{
	struct style style = style_role(ROLE_SELECTED);

	for (int i = 0; i < wide; i++)
		canvas_put(c, r, row, col + i, style,
			   i ? ' ' : sign_of(s->glyphs, SIGN_CURSOR));
}

static void row_draw(const struct scene *s, struct canvas *c, struct rect r,
		     const struct time_axis *a, const struct map_plan *p, int i)
{
	int top = unit_at(p, i * p->per_row), row = r.row + 1 + i;
	int bottom = p->per_row == 2 ? unit_at(p, 2 * i + 1) : -1;
	bool chosen = s->snap->unit == top || s->snap->unit == bottom;
	struct layer map = map_layer(s->snap, a->first, a->count);

	for (int k = 0; k < a->count; k++) {
		int col = time_axis_col(a, k), wide = time_axis_wide(a, k);
		int column = a->first + k;
		double value = layer_value(&map, top, k);

		if (chosen && column == cursor_column(s))
			cursor_draw(s, c, r, row, col, wide);
		else if (p->per_row == 1)
			heat_one(s, c, r, row, col, wide, MAP_SIGNED, value);
		else if (bottom < 0)
			heat_upper(s, c, r, row, col, wide, MAP_SIGNED, value);
		else
			heat_two(s, c, r, row, col, wide, MAP_SIGNED, value,
				 layer_value(&map, bottom, k));
	}
}

/* Round numbers at even distances, and the chosen unit. */
static void labels_draw(const struct scene *s, struct canvas *c, struct rect r,
			const struct map_plan *p)
{
	int step = p->repeat > 1 ? 1 : (p->rows <= 10 ? 2 : 5) * p->per_row;
	int last = -1;

	for (int i = 0; i < p->rows; i++) {
		int top = unit_at(p, i * p->per_row);
		int bottom = unit_at(p, i * p->per_row + p->per_row - 1);
		bool chosen = s->snap->unit == top || s->snap->unit == bottom;
		int unit = chosen ? s->snap->unit : top;
		char text[NUMBER_TEXT];

		if (unit == last || (unit % step != 0 && !chosen))
			continue;
		snprintf(text, sizeof text, "%d", unit);
		label_draw(s, c, r, r.row + 1 + i, text, chosen);
		last = unit;
	}
}

/* Chooses the longest words for which units are shown that leave the scale its
 * columns, long or short. */
static void note_choose(const struct scene *s, struct rect r,
			const struct map_plan *p, struct field *scale,
			char *out, size_t size)
{
	static const char *const words[] = { "units ", "" };

	for (size_t i = 0; i < LENGTH(words); i++)
		for (int cells = 0; cells <= SCALE_SHORT;
		     cells += SCALE_SHORT) {
			scale->cells = cells;
			snprintf(out, size, "%s%d-%d of %d", words[i], p->first,
				 p->end - 1, scene_units(s));
			if (fields_columns(scale, 1) <=
			    title_columns(r, "hidden", out))
				return;
		}
}

static void head_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct map_plan *p, int columns)
{
	struct field f[3] = { { .scale = MAP_SIGNED } };
	char note[3 * NUMBER_TEXT] = "";
	int n = 1;

	if (p->end - p->first < scene_units(s)) {
		note_choose(s, r, p, f, note, sizeof note);
	} else {
		f[n].unit = scene_units(s) == 1 ? "unit" : "units";
		snprintf(f[n++].value, NUMBER_TEXT, "%d", scene_units(s));
	}
	if (scene_track(s)->corpus)
		f[n].unit = columns == 1 ? "char" : "chars";
	else
		f[n].unit = columns == 1 ? "step" : "steps";
	snprintf(f[n++].value, NUMBER_TEXT, "%d", columns);
	title_draw(s, c, r, "hidden", note, f, n);
}

/* The rectangle of the map, with the columns of the gates below. */
static struct rect map_of(const struct scene *s, struct rect r)
{
	return s->stacked && axis_is_named(s, r) ? axis_beside_names(r) : r;
}

static bool is_empty(const struct scene *s, struct rect r)
{
	return !snapshot_reading(s->snap, PROBE_HIDDEN) || r.rows < 3;
}

static void hidden_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct time_axis a;
	struct map_plan p;

	if (is_empty(s, r)) {
		title_draw(s, c, r, "hidden", "", NULL, 0);
		no_activity_draw(s, c, r);
		return;
	}
	a = time_axis_of(s, map_of(s, r));
	p = plan_of(s, r.rows - 2);
	head_draw(s, c, r, &p, a.count);
	r = map_of(s, r);
	for (int i = 0; i < p.rows; i++)
		row_draw(s, c, r, &a, &p, i);
	labels_draw(s, c, r, &p);
	time_axis_draw(s, c, r, &a, r.row + 1 + p.rows);
}

static void hidden_figure(const struct scene *s,
			  const struct figure_detail *detail, struct figure *f)
{
	struct plot *plot;
	int count = min_int(s->snap->columns, detail->letters);

	scene_title(s, f, "hidden");
	if (is_empty(s, (struct rect){ 0, 0, 3, 1 }))
		return;
	plot = figure_plot(f);
	plot->title = "unit";
	figure_letters(s, f, plot, s->snap->columns - count, count);
	plot_add(plot, map_layer(s->snap, s->snap->columns - count, count));
}

/* --- where things are ---------------------------------------------------- */

static int hidden_units(const struct scene *s, struct rect r)
{
	struct map_plan p;

	if (is_empty(s, r))
		return 0;
	p = plan_of(s, r.rows - 2);
	return p.end - p.first;
}

static int hidden_characters(const struct scene *s, struct rect r)
{
	struct time_axis a;

	if (is_empty(s, r))
		return 0;
	a = time_axis_of(s, map_of(s, r));
	return time_axis_characters(s, &a);
}

/* Of two units in a cell finds the upper one. */
static struct spot hidden_find(const struct scene *s, struct rect r, int row,
			       int col)
{
	struct spot spot = { -1, -1 };
	struct time_axis a;
	struct map_plan p;
	int i = row - r.row - 1;

	if (is_empty(s, r))
		return spot;
	a = time_axis_of(s, map_of(s, r));
	p = plan_of(s, r.rows - 2);
	if (i >= 0 && i < p.rows)
		spot.unit = unit_at(&p, i * p.per_row);
	if (i >= 0 && i <= p.rows)
		spot.column = time_axis_find(&a, col);
	return spot;
}

const struct panel hidden_panel = {
	.min_rows = 5,
	.min_cols = 20,
	.side = SIDE_RIGHT,
	.order = 2,
	.narrow = 2,
	.weight = 30,
	.own_column = true,
	.map = true,
	.time_axis = true,
	.probes = PROBE_BIT(PROBE_HIDDEN),
	.parts = WANT_EXAMPLE,
	.draw = hidden_draw,
	.figure = hidden_figure,
	.columns = time_axis_columns,
	.find = hidden_find,
	.characters = hidden_characters,
	.units = hidden_units,
};
