/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plot.c: curves as dots, and the arithmetic of axes. */
#include "config.h"
#include "ui/plot.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- axes --------------------------------------------------------------- */

struct axis axis_around(double low, double high, bool log_axis)
{
	double pad;

	if (!isfinite(low) || !isfinite(high))
		return (struct axis){ 0, 1, false };
	if (low > high)
		return axis_around(high, low, log_axis);
	/* A double cannot resolve a hundred steps below this. */
	pad = fmax(fabs(low), fabs(high)) * 1e-9;
	if (high - low <= pad) {
		pad = low == 0 ? 1 : fabs(low) * 0.05;
		high += pad;
		low -= pad;
	}
	if (!isfinite(high - low))
		return (struct axis){ 0, 1, false };
	return (struct axis){ low, high, log_axis && low > 0 };
}

double axis_position(const struct axis *a, double v)
{
	if (!isfinite(v) || (a->log && v <= 0))
		return NAN;
	if (a->log)
		return log(v / a->low) / log(a->high / a->low);
	return (v - a->low) / (a->high - a->low);
}

/* The smallest of 1, 2, 5 times a power of ten that is not below x. */
static double nice_step(double x)
{
	double power = pow(10, floor(log10(x)));
	double m = x / power;

	return power * (m <= 1 ? 1 : m <= 2 ? 2 : m <= 5 ? 5 : 10);
}

static int linear_ticks(const struct axis *a, int most, double *tick)
{
	double step = nice_step((a->high - a->low) / most);
	double first;
	int n = 0;

	if (!isnormal(step)) /* too near to 0 for decades */
		return 0;
	/* A range may touch one more tick than steps. */
	if (floor(a->high / step) - ceil(a->low / step) + 1 > most)
		step = nice_step(step * 1.01);
	first = ceil(a->low / step - 1e-9);
	for (int i = 0; i < most; i++) {
		double v = (first + i) * step;

		if (v - a->high > step * 1e-9)
			break;
		tick[n++] = v == 0 ? 0 : v; /* no -0 */
	}
	return n;
}

/* Ticks at 1, 2, 5 of each decade, or 1 of every `every`-th; only counts them
 * without `tick`. */
static int decade_ticks(const struct axis *a, bool all, int every, double *tick)
{
	int from = (int)floor(log10(a->low)), to = (int)ceil(log10(a->high));
	int n = 0;

	for (int e = from; e <= to; e += all ? 1 : every)
		for (int i = 0; i < (all ? 3 : 1); i++) {
			double v = pow(10, e) * (double[]){ 1, 2, 5 }[i];

			if (v < a->low || v > a->high)
				continue;
			if (tick)
				tick[n] = v;
			n++;
		}
	return n;
}

static int log_ticks(const struct axis *a, int most, double *tick)
{
	bool all = decade_ticks(a, true, 1, NULL) <= most;
	int every = 1;

	while (!all && decade_ticks(a, false, every, NULL) > most)
		every++;
	return decade_ticks(a, all, every, tick);
}

int axis_ticks(const struct axis *a, int most, double tick[AXIS_TICKS])
{
	int n = 0;

	most = min_int(most, AXIS_TICKS);
	if (most <= 0)
		return 0;
	if (a->log)
		n = log_ticks(a, most, tick);
	/* Inside one decade few ticks fall: there a line looks straight. */
	return n >= min_int(3, most) ? n : linear_ticks(a, most, tick);
}

/* --- labels -------------------------------------------------------------- */

/* How a tick is written: 12k, 1.5M, 1e12. */
struct notation {
	double unit;
	int decimals;
	char suffix[8];
};

static struct notation notation_of(double v, double largest)
{
	double a = fabs(v);
	struct notation n = { .unit = 1 };
	int e;

	/* Four digits are as short as three and a letter. */
	if (a == 0 || (a >= 1e-3 && (a < 1e3 || largest < 1e4)))
		return n;
	if (a >= 1e3 && a < 1e9) {
		n.unit = a < 1e6 ? 1e3 : 1e6;
		strcpy(n.suffix, a < 1e6 ? "k" : "M");
		return n;
	}
	e = (int)floor(log10(a) + 1e-9); /* of 1e23, too */
	n.unit = pow(10, e);
	snprintf(n.suffix, sizeof n.suffix, "e%d", e);
	return n;
}

/* Distance to the nearest other tick. */
static double tick_gap(const double *tick, int ticks, int i)
{
	double gap = INFINITY;

	if (i > 0)
		gap = tick[i] - tick[i - 1];
	if (i + 1 < ticks)
		gap = fmin(gap, tick[i + 1] - tick[i]);
	return isfinite(gap) ? gap : fmax(fabs(tick[i]), 1);
}

/* Decimals that tell x to a hundredth of the gap. */
static int decimals_of(double x, double gap)
{
	double power = 1;
	int n = 0;

	while (n < 12 && fabs(nearbyint(x * power) / power - x) > gap / 100) {
		power *= 10;
		n++;
	}
	return n;
}

/* Are the steps equal, as on a linear axis? */
static bool is_even(const double *tick, int ticks)
{
	return ticks > 2 &&
	       fabs((tick[ticks - 1] - tick[ticks - 2]) / (tick[1] - tick[0]) -
		    1) < 0.01;
}

int axis_labels(const double *tick, int ticks,
		char label[AXIS_TICKS][AXIS_LABEL])
{
	struct notation n[AXIS_TICKS];
	double largest = 0;
	int width = 0;

	for (int i = 0; i < ticks; i++)
		largest = fmax(largest, fabs(tick[i]));
	for (int i = 0; i < ticks; i++) {
		n[i] = notation_of(tick[i], largest);
		n[i].decimals =
			decimals_of(tick[i] / n[i].unit,
				    tick_gap(tick, ticks, i) / n[i].unit);
	}
	for (int i = 0; i < ticks; i++) {
		int decimals = n[i].decimals;

		for (int k = 0; k < ticks && is_even(tick, ticks); k++)
			if (n[k].unit == n[i].unit)
				decimals = max_int(decimals, n[k].decimals);
		width = max_int(width, snprintf(label[i], AXIS_LABEL, "%.*f%s",
						decimals, tick[i] / n[i].unit,
						n[i].suffix));
	}
	return width;
}

/* --- dots --------------------------------------------------------------- */

int sheet_dots(enum glyphs g) { return g == GLYPH_BRAILLE ? 2 : 1; }

static int dot_rows(enum glyphs g)
{
	return g == GLYPH_BRAILLE ? 4 : g == GLYPH_BLOCKS ? 2 : 1;
}

void sheet_init(struct sheet *s, enum glyphs glyphs, int rows, int cols)
{
	rows = max_int(rows, 0);
	cols = max_int(cols, 0);
	*s = (struct sheet){ .glyphs = glyphs,
			     .rows = rows,
			     .cols = cols,
			     .width = cols * sheet_dots(glyphs),
			     .height = rows * dot_rows(glyphs) };
	s->dot = xcalloc((size_t)s->width * (size_t)s->height + 1,
			 sizeof *s->dot);
}

void sheet_release(struct sheet *s)
{
	free(s->dot);
	s->dot = NULL;
}

void sheet_clear(struct sheet *s)
{
	memset(s->dot, 0,
	       (size_t)s->width * (size_t)s->height * sizeof *s->dot);
}

/* Outside: nothing. */
static void sheet_set(struct sheet *s, int x, int y)
{
	if (x >= 0 && x < s->width && y >= 0 && y < s->height)
		s->dot[y * s->width + x] = true;
}

/* Dot row of a value, from just above the sheet to just below it; the caller
 * has checked that it has a position. */
static int dot_y(const struct sheet *s, const struct axis *a, double value)
{
	double at = fmin(fmax(axis_position(a, value), -1), 2);

	return (int)lround((1 - at) * (s->height - 1));
}

static bool has_position(const struct axis *a, double value)
{
	return isfinite(axis_position(a, value));
}

/* Sets the dots of column x between rows a and b, both included. */
static void set_run(struct sheet *s, int x, int a, int b)
{
	int top = clamp_int(min_int(a, b), 0, s->height);
	int bottom = clamp_int(max_int(a, b), -1, s->height - 1);

	for (int y = top; y <= bottom; y++)
		sheet_set(s, x, y);
}

void sheet_curve(struct sheet *s, const struct axis *a, const double *y,
		 int dash)
{
	bool joined = false;
	int before = 0;

	for (int x = 0; x < s->width; x++) {
		int at, from;

		if (!has_position(a, y[x])) {
			joined = false;
			continue;
		}
		at = dot_y(s, a, y[x]);
		/* A steep piece is in the column it leads to. */
		from = !joined || abs(at - before) <= 1
			       ? at
			       : before + (at > before ? 1 : -1);
		if (dash == 0 || x / dash % 2 == 0)
			set_run(s, x, from, at);
		before = at;
		joined = true;
	}
}

void sheet_thicken(struct sheet *s)
{
	if (s->glyphs != GLYPH_BRAILLE)
		return;
	for (int y = 0; y + 1 < s->height; y++)
		for (int x = 0; x < s->width; x++)
			if (s->dot[(y + 1) * s->width + x])
				sheet_set(s, x, y);
}

void sheet_band(struct sheet *s, const struct axis *a, const double *low,
		const double *high)
{
	for (int x = 0; x < s->width; x++)
		if (has_position(a, low[x]) && has_position(a, high[x]))
			set_run(s, x, dot_y(s, a, low[x]),
				dot_y(s, a, high[x]));
}

void sheet_points(struct sheet *s, const struct axis *a, const double *y)
{
	for (int x = 0; x < s->width; x++)
		if (has_position(a, y[x]))
			sheet_set(s, x, dot_y(s, a, y[x]));
}

int sheet_row(const struct sheet *s, const struct axis *a, double value)
{
	double at = axis_position(a, value);

	if (!(at >= 0 && at <= 1) || s->rows == 0)
		return -1;
	return dot_y(s, a, value) / dot_rows(s->glyphs);
}

/* Bits of a cell's dots, row by row; the first is the top left. */
static unsigned cell_dots(const struct sheet *s, int row, int col)
{
	int w = sheet_dots(s->glyphs), h = dot_rows(s->glyphs);
	unsigned bits = 0;

	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++)
			if (s->dot[(row * h + y) * s->width + col * w + x])
				bits |= 1u << (y * w + x);
	return bits;
}

/* Unicode numbers the dots of braille down the left side first, with 7 and 8
 * below. */
static uint32_t braille(unsigned bits)
{
	static const uint8_t bit[8] = { 0, 3, 1, 4, 2, 5, 6, 7 };
	uint32_t code = 0x2800;

	for (int i = 0; i < 8; i++)
		if (bits & 1u << i)
			code |= 1u << bit[i];
	return code;
}

/* A band in braille is every other dot. */
static const unsigned HALFTONE = 0x01 | 0x08 | 0x10 | 0x80;

static uint32_t cell_glyph(enum glyphs glyphs, unsigned bits, enum ink ink,
			   char ascii)
{
	static const uint32_t half[] = { ' ', 0x2580, 0x2584, 0x2588 };

	if (glyphs == GLYPH_ASCII)
		return (uint32_t)(unsigned char)ascii;
	if (glyphs == GLYPH_BLOCKS)
		return ink == INK_BAND    ? 0x2591
		       : ink == INK_POINT ? 0x2219
		       : ink == INK_DASH  ? 0xb7
					  : half[bits & 3];
	if (ink == INK_BAND && (bits & HALFTONE) != 0)
		bits &= HALFTONE;
	return braille(bits);
}

void sheet_draw(const struct sheet *s, struct canvas *c, struct rect r,
		struct style style, enum ink ink, char ascii)
{
	for (int row = 0; row < s->rows; row++)
		for (int col = 0; col < s->cols; col++) {
			unsigned bits = cell_dots(s, row, col);

			if (bits == 0)
				continue;
			canvas_put(c, r, r.row + row, r.col + col, style,
				   cell_glyph(s->glyphs, bits, ink, ascii));
		}
}

void plot_join(double *y, int n)
{
	int last = -1;

	for (int i = 0; i < n; i++) {
		if (!isfinite(y[i]))
			continue;
		for (int k = last + 1; last >= 0 && k < i; k++)
			y[k] = y[last] +
			       (y[i] - y[last]) * (k - last) / (i - last);
		last = i;
	}
}
