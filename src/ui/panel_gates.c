/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_gates.c: the gates of one unit over the last characters, and how many
 * of all units are at their ends; for a net without gates the distribution of
 * its state. */
#include "config.h"
#include "ui/panel_draw.h"
#include "ui/chrome.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GATE_ROWS_MAX = 3 };

static double gate_value(const struct snapshot *snap, int gate, int column)
{
	return (double)snap->gate[(size_t)gate * (size_t)snap->columns +
				  (size_t)column];
}

static bool is_cell_state(const struct snapshot *snap, int gate)
{
	return strcmp(snap->gate_name[gate], "c") == 0;
}

/* What the colours' ends stand for: 1, but for c, which has no bounds. */
static double gate_scale(const struct snapshot *snap, int gate,
			 const struct time_axis *a)
{
	double scale = 1;

	for (int i = 0; is_cell_state(snap, gate) && i < a->count; i++) {
		double v = fabs(gate_value(snap, gate, a->first + i));

		if (isfinite(v) && v > scale)
			scale = v;
	}
	return scale;
}

/* `rows` cells high; from two rows on the last has a free lower half. */
static void strip_draw(const struct scene *s, struct canvas *c, struct rect r,
		       const struct time_axis *a, int gate, int row, int rows)
{
	const struct snapshot *snap = s->snap;
	enum map map = snap->gate_signed[gate] ? MAP_SIGNED : MAP_UNIT;
	double scale = gate_scale(snap, gate, a);

	for (int i = 0; i < rows; i++)
		for (int k = 0; k < a->count; k++) {
			double v = gate_value(snap, gate, a->first + k) / scale;
			int col = a->col + k * a->wide;

			if (i > 0 && i == rows - 1 && heat_halves(s))
				heat_two(s, c, r, row + i, col, a->wide, map, v,
					 NAN);
			else
				heat_one(s, c, r, row + i, col, a->wide, map,
					 v);
		}
}

/* "61", or with a sign "^61"; 100 takes the blank before the strip. */
static void share_draw(struct canvas *c, struct rect r, int row,
		       const char *sign, double share)
{
	struct style dim = style_role(ROLE_DIM);

	if (!isfinite(share))
		return;
	canvas_text(c, r, row, r.col + 1, dim, sign);
	canvas_printf(c, r, row, r.col + 2, dim, "%2d",
		      clamp_int((int)lround(100 * share), 0, 100));
}

/* The name and the share of saturated values left of a strip: one figure in
 * one row, in two both ends of a gate; what is signed has one figure, for its
 * ends are alike. */
static void gate_label(const struct scene *s, struct canvas *c, struct rect r,
		       int gate, int row, int rows)
{
	double low = (double)s->snap->saturated_low[gate];
	double high = (double)s->snap->saturated_high[gate];
	struct rect name = { row, r.col, 1, 1 };
	char sign[SIGN_TEXT];

	canvas_text(c, name, row, r.col, style_role(ROLE_VALUE),
		    s->snap->gate_name[gate]);
	if (is_cell_state(s->snap, gate))
		return;
	if (rows == 1) {
		share_draw(c, r, row, "", low + high);
		return;
	}
	if (s->snap->gate_signed[gate]) {
		sign_text(s->glyphs, SIGN_PLUS_MINUS, sign);
		share_draw(c, r, row, sign, high);
		return;
	}
	share_draw(c, r, row, sign_text(s->glyphs, SIGN_HIGH, sign), high);
	share_draw(c, r, row + 1, sign_text(s->glyphs, SIGN_LOW, sign), low);
}

static void head_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct time_axis *a, int rows)
{
	struct field f[TITLE_FIELDS] = { { .unit = "% saturated" } };
	char note[NUMBER_TEXT], sign[3][SIGN_TEXT], ends[NUMBER_TEXT + 16];
	char size[NUMBER_TEXT];
	int n = 1;

	snprintf(note, sizeof note, "unit %d", s->snap->unit);
	if (rows > 1) {
		snprintf(ends, sizeof ends, "%% %s >0.9 %s <0.1 %s |v|>0.9",
			 sign_text(s->glyphs, SIGN_HIGH, sign[0]),
			 sign_text(s->glyphs, SIGN_LOW, sign[1]),
			 sign_text(s->glyphs, SIGN_PLUS_MINUS, sign[2]));
		f[0].unit = ends;
	}
	for (int i = 0; i < s->snap->gates; i++) {
		double scale = gate_scale(s->snap, i, a);

		if (!is_cell_state(s->snap, i))
			continue;
		f[n].label = "c";
		number_real(size, scale);
		snprintf(f[n].value, NUMBER_TEXT, "%s%.20s",
			 sign_text(s->glyphs, SIGN_PLUS_MINUS, sign[0]), size);
		n++;
	}
	f[n++].scale = MAP_UNIT;
	f[n++].scale = MAP_SIGNED;
	title_draw(s, c, r, "gates", note, f, n);
}

static void strips_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct time_axis a = time_axis_of(s, r);
	int room = r.rows - 2, gates = min_int(s->snap->gates, room);
	int rows = clamp_int(room / max_int(gates, 1), 1, GATE_ROWS_MAX);
	int row = r.row + 1;

	head_draw(s, c, r, &a, rows);
	for (int i = 0; i < gates; i++, row += rows) {
		strip_draw(s, c, r, &a, i, row, rows);
		gate_label(s, c, r, i, row, rows);
	}
	time_axis_draw(s, c, r, &a, row);
}

/* --- histogram of the state --------------------------------------------- */

/* Bars of equal width: all bins, or pairs of them. */
struct bars {
	int count, width; /* columns of a bar, the free one included */
	double share[SNAPSHOT_BINS];
	double highest;
};

static struct bars bars_of(const struct snapshot *snap, int cols)
{
	int merge = cols >= 2 * SNAPSHOT_BINS ? 1 : 2;
	struct bars b = { .count = SNAPSHOT_BINS / merge };

	b.width = max_int(cols / b.count, 1);
	for (int i = 0; i < SNAPSHOT_BINS; i++)
		b.share[i / merge] += (double)snap->histogram[i] /
				      max_int(snap->histogram_total, 1);
	for (int i = 0; i < b.count; i++)
		b.highest = fmax(b.highest, b.share[i]);
	return b;
}

/* The cell of a bar `eighths` high, `row` cells above its foot. */
static uint32_t bar_glyph(enum glyphs glyphs, int eighths, int row)
{
	int part = clamp_int(eighths - 8 * row, 0, 8);

	if (part == 0)
		return ' ';
	if (glyphs == GLYPH_ASCII)
		return part >= 4 ? '#' : '.';
	if (glyphs == GLYPH_BLOCKS)
		return part > 4 ? 0x2588 : 0x2584;
	return 0x2580 + (uint32_t)part;
}

static void bars_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct bars *b)
{
	for (int i = 0; i < b->count; i++) {
		double share = b->highest > 0 ? b->share[i] / b->highest : 0;
		int eighths = (int)lround(share * 8 * r.rows);
		int cols = max_int(b->width - 1, 1);

		/* What is there at all is seen. */
		if (b->share[i] > 0 && eighths == 0)
			eighths = 1;
		for (int row = 0; row < r.rows; row++)
			for (int k = 0; k < cols; k++)
				canvas_put(c, r, r.row + r.rows - 1 - row,
					   r.col + i * b->width + k,
					   style_role(ROLE_CURVE),
					   bar_glyph(s->glyphs, eighths, row));
	}
}

static void bars_labels(const struct scene *s, struct canvas *c, struct rect r,
			struct rect area, const struct bars *b)
{
	struct style dim = style_role(ROLE_DIM);
	int foot = area.row + area.rows, width = b->count * b->width;
	char text[NUMBER_TEXT];

	number_percent(text, b->highest);
	label_draw(s, c, r, area.row, text, false);
	label_draw(s, c, r, foot - 1, "0", false);
	canvas_text(c, r, foot, area.col, dim, "-1");
	canvas_text(c, r, foot, area.col + width / 2, dim, "0");
	canvas_text(c, r, foot, area.col + width - 1, dim, "1");
}

static void histogram_draw(const struct scene *s, struct canvas *c,
			   struct rect r)
{
	struct rect area = { r.row, r.col + AXIS_MARGIN, r.rows - 1,
			     r.cols - AXIS_MARGIN - 1 };
	struct bars b;

	if (area.rows <= 0 || area.cols <= 0)
		return;
	b = bars_of(s->snap, area.cols);
	bars_draw(s, c, area, &b);
	bars_labels(s, c, r, area, &b);
}

static void state_head(const struct scene *s, struct canvas *c, struct rect r)
{
	struct field f[2] = { { .label = "|h|>0.9" }, { .unit = "values" } };

	number_percent(f[0].value, (double)s->snap->saturated_high[0]);
	number_grouped(f[1].value, s->snap->histogram_total);
	title_draw(s, c, r, "state", "h, all units", f, 2);
}

/* With room for it the chosen unit's own course comes first. */
static void state_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct time_axis a = time_axis_of(s, r);
	struct rect rest = { r.row + 1, r.col, r.rows - 1, r.cols };
	char text[NUMBER_TEXT];

	state_head(s, c, r);
	if (r.rows >= 11) {
		snprintf(text, sizeof text, "%d", s->snap->unit);
		label_draw(s, c, r, rest.row, text, true);
		strip_draw(s, c, r, &a, 0, rest.row, 1);
		time_axis_draw(s, c, r, &a, rest.row + 1);
		rest.row += 3;
		rest.rows -= 3;
	}
	histogram_draw(s, c, rest);
}

void gates_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = s->snap;

	if (r.cols <= 0)
		return;
	if (snap->columns <= 0 || snap->gates <= 0 || snap->gate == NULL ||
	    r.rows < 3) {
		title_draw(s, c, r, "gates", "", NULL, 0);
		empty_draw(s, c, r, "no activity yet");
	} else if (snap->gates == 1) {
		state_draw(s, c, r);
	} else {
		strips_draw(s, c, r);
	}
}
