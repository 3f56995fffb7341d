/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canvas_figure.c: the layers of a plot as dots in cells. */
#include "config.h"
#include "ui/canvas_figure.h"
#include "ui/chrome.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lengths of the dashes of a line, in columns of dots. */
enum { DASH = 3, LEVEL_DASH = 2 };

int cells_samples(enum glyphs glyphs, int cols)
{
	return max_int(cols, 0) * sheet_dots(glyphs);
}

void cells_init(struct cells *c, const struct plot *plot, enum glyphs glyphs,
		struct rect area)
{
	*c = (struct cells){ .plot = plot, .area = area };
	sheet_init(&c->sheet, glyphs, area.rows, area.cols);
	c->low = xcalloc(2 * (size_t)c->sheet.width + 1, sizeof *c->low);
	c->high = c->low + c->sheet.width;
}

void cells_release(struct cells *c)
{
	sheet_release(&c->sheet);
	free(c->low);
	c->low = NULL;
}

/* --- positions ------------------------------------------------------------ */

static int dot_at(const struct cells *c, double x)
{
	double at = figure_axis_at(&c->plot->x, x);

	/* Values before the first of a logarithmic axis are at its left end. */
	return (int)lround(fmin(fmax(isnan(at) ? 0 : at, 0), 1) *
			   max_int(c->sheet.width - 1, 0));
}

int cells_column(const struct cells *c, double x)
{
	return c->area.col + dot_at(c, x) / sheet_dots(c->sheet.glyphs);
}

static int row_on(const struct cells *c, const struct figure_axis *a, double y)
{
	int row = sheet_row(&c->sheet, &a->range, y - a->origin);

	return row < 0 ? -1 : c->area.row + row;
}

int cells_row(const struct cells *c, double y)
{
	return row_on(c, &c->plot->y, y);
}

int cells_right_row(const struct cells *c, double y)
{
	return row_on(c, &c->plot->right, y);
}

static const struct axis *range_of(const struct cells *c, const struct layer *l)
{
	return &plot_axis(c->plot, l)->range;
}

/* Samples, one per column of dots. */
static void spread_out(const struct cells *c, const struct layer *l,
		       const double *from, double *to)
{
	int width = c->sheet.width;

	if (l->count == width) {
		memcpy(to, from, (size_t)width * sizeof *to);
		return;
	}
	for (int i = 0; i < width; i++)
		to[i] = NAN;
	for (int i = 0; i < l->count; i++)
		if (isfinite(l->x[i]) && isfinite(from[i]) && width > 0)
			to[dot_at(c, l->x[i])] = from[i];
}

/* --- one layer ------------------------------------------------------------ */

static void sheet_out(struct cells *c, struct canvas *canvas,
		      const struct layer *l, enum ink ink)
{
	struct style style = style_role(l->role);

	style.bold = l->named && l->bold;
	sheet_draw(&c->sheet, canvas, c->area, style, ink, l->sign);
}

static void line_draw(struct cells *c, struct canvas *canvas,
		      const struct layer *l)
{
	spread_out(c, l, l->y, c->low);
	plot_join(c->low, c->sheet.width);
	sheet_curve(&c->sheet, range_of(c, l), c->low, l->dashed ? DASH : 0);
	sheet_thicken(&c->sheet);
	sheet_out(c, canvas, l, INK_LINE);
}

static void band_draw(struct cells *c, struct canvas *canvas,
		      const struct layer *l)
{
	spread_out(c, l, l->y, c->low);
	spread_out(c, l, l->high, c->high);
	plot_join(c->low, c->sheet.width);
	plot_join(c->high, c->sheet.width);
	sheet_band(&c->sheet, range_of(c, l), c->low, c->high);
	sheet_out(c, canvas, l, INK_BAND);
}

static void level_set(struct cells *c, const struct layer *l)
{
	bool fine = c->sheet.glyphs == GLYPH_BRAILLE;

	if (row_on(c, plot_axis(c->plot, l), l->y[0]) < 0)
		return;
	for (int x = 0; x < c->sheet.width; x++)
		c->low[x] = l->y[0];
	sheet_curve(&c->sheet, range_of(c, l), c->low, fine ? LEVEL_DASH : 0);
}

static void mark_draw(const struct cells *c, struct canvas *canvas,
		      const struct layer *l)
{
	for (int i = 0; i < c->area.rows; i++)
		canvas_put(canvas, c->area, c->area.row + i,
			   cells_column(c, l->x[0]), style_role(l->role),
			   sign_of(c->sheet.glyphs, SIGN_MARK_LINE));
}

static void point_draw(const struct cells *c, struct canvas *canvas,
		       const struct layer *l)
{
	int row = cells_row(c, l->y[0]);

	if (row >= 0)
		canvas_put(canvas, c->area, row, cells_column(c, l->x[0]),
			   style_role(l->role),
			   sign_of(c->sheet.glyphs, SIGN_BEST));
}

/* Dots and levels that follow each other share a sheet, so that two in the same
 * cells are both seen.  True: the next layer goes on the same sheet. */
static bool shares_sheet(const struct plot *p, int i)
{
	enum layer_kind kind = p->layer[i].kind;

	return (kind == LAYER_DOTS || kind == LAYER_LEVEL) &&
	       i + 1 < p->layers && p->layer[i + 1].kind == kind;
}

static void layer_draw(struct cells *c, struct canvas *canvas, int i)
{
	const struct layer *l = &c->plot->layer[i];
	bool more = shares_sheet(c->plot, i);

	switch (l->kind) {
	case LAYER_LINE: line_draw(c, canvas, l); break;
	case LAYER_BAND: band_draw(c, canvas, l); break;
	case LAYER_DOTS:
		spread_out(c, l, l->y, c->low);
		sheet_points(&c->sheet, range_of(c, l), c->low);
		if (!more)
			sheet_out(c, canvas, l, INK_POINT);
		break;
	case LAYER_LEVEL:
		level_set(c, l);
		if (!more)
			sheet_out(c, canvas, l, INK_DASH);
		break;
	case LAYER_MARK: mark_draw(c, canvas, l); break;
	case LAYER_POINT: point_draw(c, canvas, l); break;
	case LAYER_HEAT:
	case LAYER_BARS: break;
	}
	if (!more)
		sheet_clear(&c->sheet);
}

void cells_draw(struct cells *c, struct canvas *canvas)
{
	sheet_clear(&c->sheet);
	for (int i = 0; i < c->plot->layers; i++)
		layer_draw(c, canvas, i);
}

/* --- what is cut ---------------------------------------------------------- */

static int column_of_dot(const struct cells *c, int x)
{
	return c->area.col + x / sheet_dots(c->sheet.glyphs);
}

bool cells_cut(const struct cells *c, const struct layer *l, int *col,
	       double *value)
{
	double most = range_of(c, l)->high;
	int at = -1;

	spread_out(c, l, l->y, c->low);
	for (int x = 0; x < c->sheet.width; x++)
		if (c->low[x] > most) {
			at = x;
			*value = c->low[x];
			if (l->kind == LAYER_DOTS)
				most = *value;
		}
	if (at >= 0)
		*col = column_of_dot(c, at);
	return at >= 0;
}
