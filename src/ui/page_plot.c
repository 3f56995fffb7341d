/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_plot.c: a plot on a page: axes, curves, and names beside what they
 * name. */
#include "config.h"
#include "ui/number.h"
#include "ui/page_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 9.0 /* letters of ticks and names */
#define LINE 11.0
enum { RIGHT_TICKS = 6 };

static const struct stroke grid = { 0xe8e8e8, 1, 0.6, 0 };
static const struct stroke frame = { 0x808080, 1, 0.8, 0 };

/* Where the plot's data are inside a box. */
struct view {
	const struct page *page;
	const struct plot *plot;
	struct box box;
};

static double x_of(const struct view *v, double x)
{
	return v->box.x +
	       v->box.w * fmin(fmax(figure_axis_at(&v->plot->x, x), 0), 1);
}

/* Limits y to just beyond the clip. */
static double y_on(const struct view *v, const struct figure_axis *a, double y)
{
	double at = fmin(fmax(axis_position(&a->range, y), -1), 2);

	return v->box.y + v->box.h * (1 - at);
}

static double y_of(const struct view *v, const struct layer *l, double y)
{
	return y_on(v, plot_axis(v->plot, l), y);
}

/* --- axes ----------------------------------------------------------------- */

struct ticks {
	int count;
	double at[AXIS_TICKS];
	char label[AXIS_TICKS][AXIS_LABEL];
};

static void ticks_of(struct ticks *t, const struct axis *a, double length,
		     double apart)
{
	t->count =
		axis_ticks(a, clamp_int((int)(length / apart), 3, 10), t->at);
	axis_labels(t->at, t->count, t->label);
}

static void y_ticks(struct ticks *t, const struct plot *plot, double height)
{
	ticks_of(t, &plot->y.range, height, 30);
}

double plot_left(const struct page *p, const struct plot *plot, double height)
{
	struct ticks t;
	double widest = 0;

	if (plot_is_map(plot))
		return map_left(p, plot);
	y_ticks(&t, plot, height);
	for (int i = 0; i < t.count; i++)
		widest = fmax(widest,
			      page_text_width(p, page_font(ROLE_TEXT, SMALL),
					      t.label[i]));
	return widest + PAGE_GAP + 2;
}

double plot_below(const struct plot *plot, bool last)
{
	if (plot->letters > 0)
		return plot->repeats && !last ? PAGE_GAP : LINE + PAGE_GAP;
	return 2 * LINE + PAGE_GAP;
}

static void y_axis(const struct view *v)
{
	struct font font = page_font(ROLE_TEXT, SMALL);
	const struct box *b = &v->box;
	struct ticks t;

	font.anchor = 1;
	y_ticks(&t, v->plot, b->h);
	for (int i = 0; i < t.count; i++) {
		double y = y_on(v, &v->plot->y, t.at[i]);

		page_line(v->page, b->x, y, b->x + b->w, y, grid);
		page_line(v->page, b->x - 3, y, b->x, y, frame);
		page_text(v->page, b->x - 5, y + 3.2, font, t.label[i]);
	}
	font.anchor = 0;
	font.rgb = page_colour(ROLE_DIM);
	page_text(v->page, b->x - v->page->left, b->y - PAGE_GAP - 1, font,
		  *v->plot->title ? v->plot->title : v->plot->y.name);
}

static void x_axis(const struct view *v)
{
	struct font font = page_font(ROLE_TEXT, SMALL);
	const struct box *b = &v->box;
	double foot = b->y + b->h;
	struct ticks t;

	font.anchor = 0.5;
	ticks_of(&t, &v->plot->x.range, b->w, 70);
	for (int i = 0; i < t.count; i++) {
		double x = x_of(v, t.at[i] + v->plot->x.origin);

		page_line(v->page, x, b->y, x, foot, grid);
		page_line(v->page, x, foot, x, foot + 3, frame);
		page_text(v->page, x, foot + LINE + 1, font, t.label[i]);
	}
	font.rgb = page_colour(ROLE_DIM);
	page_text(v->page, b->x + b->w / 2, foot + 2 * LINE + 2, font,
		  v->plot->x.name);
}

static void frame_draw(const struct view *v)
{
	const struct box *b = &v->box;

	page_line(v->page, b->x, b->y, b->x, b->y + b->h, frame);
	page_line(v->page, b->x, b->y + b->h, b->x + b->w, b->y + b->h, frame);
}

/* --- layers --------------------------------------------------------------- */

static bool has_sample(const struct layer *l, int i)
{
	return isfinite(l->x[i]) && isfinite(l->y[i]) &&
	       (!l->high || isfinite(l->high[i]));
}

/* The points of a line, or those around a band; the caller frees them. */
static struct point *points_of(const struct view *v, const struct layer *l,
			       int *n)
{
	struct point *p = xcalloc(2 * (size_t)l->count + 1, sizeof *p);

	*n = 0;
	for (int i = 0; i < l->count; i++)
		if (has_sample(l, i))
			p[(*n)++] = (struct point){ x_of(v, l->x[i]),
						    y_of(v, l, l->y[i]) };
	for (int i = l->count - 1; l->kind == LAYER_BAND && i >= 0; i--)
		if (has_sample(l, i))
			p[(*n)++] = (struct point){ x_of(v, l->x[i]),
						    y_of(v, l, l->high[i]) };
	return p;
}

static void sampled_draw(const struct view *v, const struct layer *l)
{
	struct stroke ink = { page_colour(l->role), 1, l->bold ? 2 : 1.2,
			      l->dashed ? 4 : 0 };
	struct pen *pen = v->page->pen;
	int n;
	struct point *p = points_of(v, l, &n);

	if (l->kind == LAYER_BAND) {
		ink.alpha = 0.45;
		pen->ops->area(pen, p, n, &ink);
	} else if (n > 1) {
		pen->ops->line(pen, p, n, &ink);
	}
	free(p);
}

static void dots_draw(const struct view *v, const struct layer *l)
{
	struct pen *pen = v->page->pen;
	struct box *b = xcalloc((size_t)l->count + 1, sizeof *b);
	int n = 0;

	for (int i = 0; i < l->count; i++)
		if (has_sample(l, i))
			b[n++] = (struct box){ x_of(v, l->x[i]) - 0.5,
					       y_of(v, l, l->y[i]) - 0.5, 1,
					       1 };
	if (n > 0)
		pen->ops->boxes(pen, b, n, page_colour(l->role));
	free(b);
}

static void bars_draw(const struct view *v, const struct layer *l)
{
	struct pen *pen = v->page->pen;

	for (int i = 0; i < l->count; i++) {
		double left = x_of(v, l->x[i]), right = x_of(v, l->high[i]);
		double top = y_of(v, l, l->y[i]), foot = v->box.y + v->box.h;

		if (l->y[i] > 0)
			pen->ops->boxes(pen,
					&(struct box){ left + 1, top,
						       right - left - 2,
						       foot - top },
					1, page_colour(l->role));
	}
}

static bool is_inside(const struct view *v, const struct layer *l, double y)
{
	double at = axis_position(&plot_axis(v->plot, l)->range, y);

	return at >= 0 && at <= 1;
}

static void point_draw(const struct view *v, const struct layer *l)
{
	struct stroke ink = { page_colour(l->role), 1, 0, 0 };
	double x = x_of(v, l->x[0]), y = y_of(v, l, l->y[0]), r = 4;
	struct point p[] = {
		{ x, y - r }, { x + r, y }, { x, y + r }, { x - r, y }
	};

	if (is_inside(v, l, l->y[0]))
		v->page->pen->ops->area(v->page->pen, p, 4, &ink);
}

static void across_draw(const struct view *v, const struct layer *l)
{
	struct stroke ink = { page_colour(l->role), 1, 0.9, 3 };
	const struct box *b = &v->box;

	if (l->kind == LAYER_MARK) {
		double x = x_of(v, l->x[0]);

		page_line(v->page, x, b->y, x, b->y + b->h, ink);
	} else if (is_inside(v, l, l->y[0])) {
		double y = y_of(v, l, l->y[0]);

		page_line(v->page, b->x, y, b->x + b->w, y, ink);
	}
}

static void layer_draw(const struct view *v, const struct layer *l)
{
	switch (l->kind) {
	case LAYER_LINE:
	case LAYER_BAND: sampled_draw(v, l); break;
	case LAYER_DOTS: dots_draw(v, l); break;
	case LAYER_LEVEL:
	case LAYER_MARK: across_draw(v, l); break;
	case LAYER_POINT: point_draw(v, l); break;
	case LAYER_BARS: bars_draw(v, l); break;
	case LAYER_HEAT: break;
	}
}

/* --- names ---------------------------------------------------------------- */

/* A name beside the plot, at the height of its layer. */
struct name {
	double y;
	const char *text;
	enum role role;
	bool bold;
};
enum { NAMES = 32 };

static double last_value(const struct layer *l)
{
	if (l->kind == LAYER_LEVEL)
		return l->y[0];
	for (int i = l->count - 1; i >= 0; i--)
		if (has_sample(l, i))
			return l->y[i];
	return NAN;
}

/* Does a layer have a name beside the plot: a level, or a line that the legend
 * cannot distinguish? */
static bool is_named(const struct layer *l)
{
	return *l->label &&
	       (l->kind == LAYER_LEVEL || (l->kind == LAYER_LINE && l->named));
}

static void name_text(const struct layer *l, char out[2 * NUMBER_TEXT])
{
	char value[NUMBER_TEXT];

	number_real(value, last_value(l));
	snprintf(out, 2 * NUMBER_TEXT, "%.24s %s", l->label, value);
}

/* Columns of the labels of a second y axis. */
static double right_axis_width(const struct page *p, const struct plot *plot)
{
	struct ticks t;
	double widest = 0;

	if (!*plot->right.name)
		return 0;
	ticks_of(&t, &plot->right.range, RIGHT_TICKS, 1);
	for (int i = 0; i < t.count; i++)
		widest = fmax(widest,
			      page_text_width(p, page_font(ROLE_TEXT, SMALL),
					      t.label[i]));
	return widest + PAGE_GAP + 2;
}

static void right_axis(const struct view *v)
{
	struct font font = page_font(ROLE_VALID, SMALL);
	const struct box *b = &v->box;
	double x = b->x + b->w;
	struct ticks t;

	if (!*v->plot->right.name)
		return;
	ticks_of(&t, &v->plot->right.range, RIGHT_TICKS, 1);
	page_line(v->page, x, b->y, x, b->y + b->h, frame);
	for (int i = 0; i < t.count; i++) {
		double y = y_on(v, &v->plot->right, t.at[i]);

		page_line(v->page, x, y, x + 3, y, frame);
		page_text(v->page, x + 5, y + 3.2, font, t.label[i]);
	}
	font.anchor = 1;
	page_text(v->page, x, b->y - PAGE_GAP - 1, font, v->plot->right.name);
}

double plot_right(const struct page *p, const struct plot *plot)
{
	struct font font = page_font(ROLE_TEXT, SMALL);
	double widest = 0;

	if (plot_is_map(plot))
		return map_right(p, plot);
	font.bold = true;
	for (int i = 0; i < plot->layers; i++) {
		char text[2 * NUMBER_TEXT];

		if (!is_named(&plot->layer[i]))
			continue;
		name_text(&plot->layer[i], text);
		widest = fmax(widest, page_text_width(p, font, text));
	}
	return right_axis_width(p, plot) + (widest > 0 ? widest + PAGE_GAP : 0);
}

static int by_height(const void *a, const void *b)
{
	double x = ((const struct name *)a)->y, y = ((const struct name *)b)->y;

	return (x > y) - (x < y);
}

/* Moves names down so that none covers another; the last moves up from the end
 * of the page. */
static void names_spread(struct name *name, int names, double top, double end)
{
	double least = top;

	qsort(name, (size_t)names, sizeof *name, by_height);
	for (int i = 0; i < names; i++) {
		name[i].y = fmax(name[i].y, least);
		least = name[i].y + LINE;
	}
	for (int i = names - 1; i >= 0; i--) {
		name[i].y = fmin(name[i].y, end);
		end = name[i].y - LINE;
	}
}

static void names_draw(const struct view *v)
{
	char text[NAMES][2 * NUMBER_TEXT];
	struct name name[NAMES];
	int n = 0;

	for (int i = 0; i < v->plot->layers && n < NAMES; i++) {
		const struct layer *l = &v->plot->layer[i];
		double y = is_named(l) ? last_value(l) : NAN;

		if (!is_inside(v, l, y))
			continue;
		name_text(l, text[n]);
		name[n] = (struct name){ y_of(v, l, y) + 3, text[n], l->role,
					 l->bold };
		n++;
	}
	names_spread(name, n, v->box.y, v->box.y + v->box.h + 3);
	for (int i = 0; i < n; i++) {
		struct font font = page_font(name[i].role, SMALL);

		font.bold = name[i].bold;
		page_text(v->page,
			  v->box.x + v->box.w + PAGE_GAP +
				  right_axis_width(v->page, v->plot),
			  name[i].y, font, name[i].text);
	}
}

/* Writes names up the lines of the marks, unless they are too near. */
static void mark_names(const struct view *v)
{
	struct font font = page_font(ROLE_MARK, SMALL);
	double free = v->box.x;

	font.upwards = true;
	font.anchor = 1;
	for (int i = 0; i < v->plot->layers; i++) {
		const struct layer *l = &v->plot->layer[i];
		double x;

		if (l->kind != LAYER_MARK)
			continue;
		x = x_of(v, l->x[0]) - 2;
		if (x - SMALL < free)
			continue;
		page_text(v->page, x, v->box.y + 2, font, l->label);
		free = x;
	}
}

/* Writes the highest value if the axis ends below it. */
static void cut_draw(const struct view *v)
{
	double most = v->plot->y.range.high;
	struct font font = page_font(ROLE_DIM, SMALL);
	char value[NUMBER_TEXT], text[NUMBER_TEXT + 32];

	for (int k = 0; k < v->plot->layers; k++) {
		const struct layer *l = &v->plot->layer[k];

		for (int i = 0; i < l->count; i++)
			if (l->kind <= LAYER_DOTS && !l->on_right &&
			    has_sample(l, i))
				most = fmax(most, l->y[i]);
	}
	if (!(most > v->plot->y.range.high))
		return;
	number_real(value, most);
	snprintf(text, sizeof text, "beyond the axis, up to %s \u2191", value);
	font.anchor = 1;
	page_text(v->page, v->box.x + v->box.w, v->box.y - PAGE_GAP - 1, font,
		  text);
}

/* --- the plot ------------------------------------------------------------- */

void plot_draw(const struct page *p, const struct plot *plot, struct box box,
	       bool last)
{
	struct view v = { p, plot, box };

	if (plot_is_map(plot)) {
		map_draw(p, plot, box);
		letters_draw(p, plot, box);
		return;
	}
	y_axis(&v);
	if (plot->letters == 0)
		x_axis(&v);
	else if (last || !plot->repeats)
		letters_draw(p, plot, box);
	p->pen->ops->clip(p->pen, &box);
	for (int i = 0; i < plot->layers; i++)
		layer_draw(&v, &plot->layer[i]);
	p->pen->ops->clip(p->pen, NULL);
	frame_draw(&v);
	right_axis(&v);
	names_draw(&v);
	mark_names(&v);
	cut_draw(&v);
}
