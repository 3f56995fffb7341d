/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_map.c: maps on a page: values as colours, the text below them, a scale
 * beside them. */
#include "config.h"
#include "ui/page_private.h"
#include "base/utf8.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define SMALL 9.0
#define SCALE_WIDTH 10.0
enum { SHADES = 64 }; /* of one map on paper */

bool plot_is_map(const struct plot *plot)
{
	return plot->layers > 0 && plot->layer[0].kind == LAYER_HEAT;
}

/* --- the rows ------------------------------------------------------------- */

/* Maps of one row have gaps between them; maps of many rows do not need
 * them. */
static double gap_of(const struct plot *plot)
{
	return plot->layers > 1 ? 4 : 0;
}

static struct box layer_box(const struct plot *plot, struct box box, int i)
{
	double gap = gap_of(plot), rows = 0, above = 0, unit;

	for (int k = 0; k < plot->layers; k++) {
		above += k < i ? plot->layer[k].rows : 0;
		rows += plot->layer[k].rows;
	}
	unit = (box.h - gap * (plot->layers - 1)) / fmax(rows, 1);
	return (struct box){ box.x, box.y + above * unit + gap * i, box.w,
			     plot->layer[i].rows * unit };
}

static int shade_of(const struct layer *l, double value)
{
	double low = l->map == MAP_SIGNED ? -1 : 0;
	double at = (value - low) / (1 - low);

	return isnan(value) ? SHADES
			    : (int)lround(fmin(fmax(at, 0), 1) * (SHADES - 1));
}

static double shade_value(const struct layer *l, int shade)
{
	double low = l->map == MAP_SIGNED ? -1 : 0;

	return shade == SHADES ? NAN : low + (1 - low) * shade / (SHADES - 1);
}

/* Draws all cells of one shade at once. */
static void shade_draw(const struct page *p, const struct layer *l,
		       struct box in, int shade, struct box *cell)
{
	double w = in.w / l->cols, h = in.h / l->rows;
	int n = 0;

	for (int row = 0; row < l->rows; row++)
		for (int col = 0; col < l->cols; col++)
			if (shade_of(l, layer_value(l, row, col)) == shade)
				cell[n++] = (struct box){ in.x + col * w,
							  in.y + row * h, w,
							  h };
	if (n > 0)
		p->pen->ops->boxes(
			p->pen, cell, n,
			page_map_colour(p, l->map, shade_value(l, shade)));
}

static void layer_draw(const struct page *p, const struct layer *l,
		       struct box in)
{
	struct box *cell =
		xcalloc((size_t)l->rows * (size_t)l->cols + 1, sizeof *cell);

	for (int shade = 0; l->cols > 0 && shade <= SHADES; shade++)
		shade_draw(p, l, in, shade, cell);
	free(cell);
}

/* --- labels --------------------------------------------------------------- */

/* The names of rows that have them, else numbers at round distances. */
static int number_step(const struct layer *l, double height)
{
	static const int steps[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500 };
	double row = height / l->rows;
	size_t i = 0;

	while (i + 1 < LENGTH(steps) && steps[i] * row < 2 * SMALL)
		i++;
	return steps[i];
}

static void number_label(const struct page *p, const struct layer *l,
			 struct box in, int row, bool chosen)
{
	struct font font = page_font(chosen ? ROLE_ACCENT : ROLE_TEXT, SMALL);
	char text[32];

	font.anchor = 1;
	font.bold = chosen;
	snprintf(text, sizeof text, "%s%d", chosen ? "\u25b8 " : "",
		 l->first_row + row);
	page_text(p, in.x - 4, in.y + in.h * (row + 0.5) / l->rows + 3.2, font,
		  text);
}

static void row_labels(const struct page *p, const struct layer *l,
		       struct box in)
{
	int step = number_step(l, in.h), chosen = l->chosen - l->first_row;

	for (int row = 0; row < l->rows; row++) {
		bool near = l->chosen >= 0 && row != chosen &&
			    abs(row - chosen) * in.h / l->rows < SMALL;

		if (row == chosen ||
		    ((l->first_row + row) % step == 0 && !near))
			number_label(p, l, in, row, row == chosen);
	}
}

static void names_draw(const struct page *p, const struct layer *l,
		       struct box in)
{
	if (*l->label)
		page_text(p, in.x - p->left, in.y + in.h / 2 + 3.2,
			  page_font(ROLE_TEXT, SMALL), l->label);
	else
		row_labels(p, l, in);
	page_text(p, in.x + in.w + PAGE_GAP, in.y + in.h / 2 + 3.2,
		  page_font(ROLE_DIM, SMALL), l->note);
}

double map_left(const struct page *p, const struct plot *plot)
{
	double widest = 24;

	for (int i = 0; i < plot->layers; i++)
		widest = fmax(widest,
			      page_text_width(p, page_font(ROLE_TEXT, SMALL),
					      plot->layer[i].label));
	return widest + PAGE_GAP;
}

/* --- scales --------------------------------------------------------------- */

static bool has_map(const struct plot *plot, enum map map)
{
	for (int i = 0; i < plot->layers; i++)
		if (plot->layer[i].map == map)
			return true;
	return false;
}

static double notes_width(const struct page *p, const struct plot *plot)
{
	double widest = 0;

	for (int i = 0; i < plot->layers; i++)
		widest = fmax(widest,
			      page_text_width(p, page_font(ROLE_DIM, SMALL),
					      plot->layer[i].note));
	return widest > 0 ? widest + PAGE_GAP : 0;
}

double map_right(const struct page *p, const struct plot *plot)
{
	double scale = SCALE_WIDTH + 22;

	return notes_width(p, plot) +
	       scale * (has_map(plot, MAP_SIGNED) + has_map(plot, MAP_UNIT)) +
	       PAGE_GAP;
}

static void scale_draw(const struct page *p, enum map map, double x, double top,
		       double height)
{
	struct font font = page_font(ROLE_TEXT, SMALL);
	double low = map == MAP_SIGNED ? -1 : 0;

	for (int i = 0; i < SHADES; i++) {
		double v = 1 - (1 - low) * (i + 0.5) / SHADES;
		struct box box = { x, top + height * i / SHADES, SCALE_WIDTH,
				   height / SHADES };

		p->pen->ops->boxes(p->pen, &box, 1, page_map_colour(p, map, v));
	}
	x += SCALE_WIDTH + 3;
	page_text(p, x, top + 6, font, "1");
	if (map == MAP_SIGNED)
		page_text(p, x, top + height / 2 + 3, font, "0");
	page_text(p, x, top + height, font, map == MAP_SIGNED ? "-1" : "0");
}

static void scales_draw(const struct page *p, const struct plot *plot,
			struct box box)
{
	double height = fmin(box.h, 120);
	double x = box.x + box.w + notes_width(p, plot) + PAGE_GAP;

	if (has_map(plot, MAP_UNIT)) {
		scale_draw(p, MAP_UNIT, x, box.y, height);
		x += SCALE_WIDTH + 22;
	}
	if (has_map(plot, MAP_SIGNED))
		scale_draw(p, MAP_SIGNED, x, box.y, height);
}

/* --- the text below ------------------------------------------------------- */

static void letter_draw(const struct page *p, const struct letter *l,
			struct box cell)
{
	struct font font = page_font(l->start      ? ROLE_MARK
				     : l->stand_in ? ROLE_DIM
						   : ROLE_TEXT,
				     PAGE_TEXT);
	int cols = max_int(text_width(l->text), 1);
	double foot = cell.y + cell.h;

	font.mono = true;
	font.anchor = 0.5;
	font.size = fmin(font.size, cell.w / (cols * 0.61));
	page_text(p, cell.x + cell.w / 2, foot - 3, font, l->text);
	if (l->window)
		page_line(p, cell.x + 1, foot, cell.x + cell.w - 1, foot,
			  (struct stroke){ page_colour(ROLE_TEXT), 1, 0.8, 0 });
}

void letters_draw(const struct page *p, const struct plot *plot, struct box box)
{
	double w = box.w / max_int(plot->letters, 1);

	for (int i = 0; i < plot->letters; i++)
		letter_draw(p, &plot->letter[i],
			    (struct box){ box.x + i * w, box.y + box.h, w,
					  PAGE_TEXT + 4 });
}

void map_draw(const struct page *p, const struct plot *plot, struct box box)
{
	struct font font = page_font(ROLE_DIM, SMALL);

	page_text(p, box.x - p->left, box.y - PAGE_GAP - 1, font, plot->title);
	for (int i = 0; i < plot->layers; i++) {
		struct box in = layer_box(plot, box, i);

		layer_draw(p, &plot->layer[i], in);
		names_draw(p, &plot->layer[i], in);
	}
	scales_draw(p, plot, box);
}
