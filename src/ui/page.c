/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.c: a page from its title to the last plot; texts and tables. */
#include "config.h"
#include "ui/page_private.h"
#include "base/utf8.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 22.0
#define LINE 14.0 /* from one line of text to the next */

/* --- colours and text ----------------------------------------------------- */

/* Nearly black, for text in print. */
uint32_t page_colour(enum role role)
{
	int index = palette_role(role, LIGHT_BACKGROUND);

	return index < 0 ? 0x202020 : palette_rgb(index);
}

static uint32_t mix(uint32_t a, uint32_t b, double t)
{
	uint32_t mixed = 0;

	for (int shift = 16; shift >= 0; shift -= 8) {
		double from = (double)(a >> shift & 255);
		double to = (double)(b >> shift & 255);

		mixed |= (uint32_t)lround(from + (to - from) * t) << shift;
	}
	return mixed;
}

/* Interpolates evenly between the centres of the levels. */
uint32_t page_map_colour(const struct page *p, enum map map, double value)
{
	double low = map == MAP_SIGNED ? -1 : 0, at;
	int level;

	if (isnan(value))
		return 0xb0b0b0;
	at = (value - low) / (1 - low) * (MAP_LEVELS - 1);
	at = fmin(fmax(at, 0), MAP_LEVELS - 1);
	level = min_int((int)at, MAP_LEVELS - 2);
	return mix(palette_direct(map, p->palette, LIGHT_BACKGROUND, level),
		   palette_direct(map, p->palette, LIGHT_BACKGROUND, level + 1),
		   at - level);
}

struct font page_font(enum role role, double size)
{
	return (struct font){ .size = size, .rgb = page_colour(role) };
}

void page_text(const struct page *p, double x, double y, struct font font,
	       const char *text)
{
	if (*text)
		p->pen->ops->text(p->pen, x, y, &font, text);
}

double page_text_width(const struct page *p, struct font font, const char *text)
{
	return p->pen->ops->width(p->pen, &font, text);
}

void page_line(const struct page *p, double x0, double y0, double x1, double y1,
	       struct stroke ink)
{
	p->pen->ops->line(p->pen, (struct point[]){ { x0, y0 }, { x1, y1 } }, 2,
			  &ink);
}

/* --- title and legend ----------------------------------------------------- */

static double head_draw(const struct page *p)
{
	struct font title = page_font(ROLE_TEXT, 15);
	double y = MARGIN + 6;

	title.bold = true;
	page_text(p, MARGIN, y, title, p->figure->title);
	if (!*p->figure->note)
		return y + PAGE_GAP;
	y += LINE + 2;
	page_text(p, MARGIN, y, page_font(ROLE_DIM, PAGE_TEXT),
		  p->figure->note);
	return y + PAGE_GAP;
}

static void key_draw(const struct page *p, const struct layer *l, double x,
		     double y)
{
	struct stroke ink = { page_colour(l->role), 1, l->bold ? 2 : 1.2,
			      l->dashed ? 4 : 0 };
	struct box box = { x, y - 7, 16, 8 };

	if (l->kind == LAYER_BAND || l->kind == LAYER_BARS) {
		p->pen->ops->boxes(p->pen, &box, 1, ink.rgb);
	} else if (l->kind == LAYER_LINE) {
		page_line(p, x, y - 3.5, x + 16, y - 3.5, ink);
	} else {
		double r = l->kind == LAYER_POINT ? 3 : 1.2;

		p->pen->ops->area(p->pen,
				  (struct point[]){ { x + 8, y - 3.5 - r },
						    { x + 8 + r, y - 3.5 },
						    { x + 8, y - 3.5 + r },
						    { x + 8 - r, y - 3.5 } },
				  4, &ink);
	}
}

/* The position of the next key. */
struct legend {
	const struct page *page;
	double x, y;
};

static void key_add(struct legend *g, const struct layer *l)
{
	struct font font = page_font(ROLE_TEXT, PAGE_TEXT);
	double width = page_text_width(g->page, font, l->label);

	if (g->x == MARGIN || g->x + 22 + width > g->page->width - MARGIN) {
		g->x = MARGIN;
		g->y += LINE;
	}
	key_draw(g->page, l, g->x, g->y);
	page_text(g->page, g->x + 22, g->y, font, l->label);
	g->x += 22 + width + 3 * PAGE_GAP;
}

/* Draws the curves first, in their order from the top, then the layers below
 * them; returns where the page continues. */
static double legend_draw(const struct page *p, double y)
{
	static const enum layer_kind order[] = { LAYER_LINE, LAYER_POINT,
						 LAYER_BAND, LAYER_BARS,
						 LAYER_DOTS };
	struct legend g = { p, MARGIN, y };
	const struct plot *plot = p->figure->plot;

	for (size_t k = 0; p->figure->plots > 0 && k < LENGTH(order); k++)
		for (int i = plot->layers - 1; i >= 0; i--)
			if (plot->layer[i].kind == order[k] &&
			    *plot->layer[i].label)
				key_add(&g, &plot->layer[i]);
	return g.x > MARGIN ? g.y + PAGE_GAP : g.y;
}

/* --- plots ---------------------------------------------------------------- */

/* The height of a plot relative to the others: maps are high, curves beside
 * them low. */
static double relative_height(const struct plot *plot)
{
	int rows = 0;

	for (int i = 0; i < plot->layers; i++)
		rows += plot->layer[i].kind == LAYER_HEAT ? plot->layer[i].rows
							  : 0;
	return rows == 0 ? 1 : fmin(0.4 + 0.25 * rows, 3);
}

static double sum_of_heights(const struct figure *f)
{
	double all = 0;

	for (int i = 0; i < f->plots; i++)
		all += relative_height(&f->plot[i]);
	return all;
}

static bool has_head(const struct plot *plot)
{
	return *plot->y.name || *plot->title;
}

static void plots_draw(struct page *p, double top)
{
	const struct figure *f = p->figure;
	double height = p->height - MARGIN - top, all = sum_of_heights(f);

	for (int i = 0; i < f->plots; i++) {
		p->left = fmax(
			p->left,
			plot_left(p, &f->plot[i],
				  height / all * relative_height(&f->plot[i])));
		p->right = fmax(p->right, plot_right(p, &f->plot[i]));
	}
	for (int i = 0; i < f->plots; i++) {
		const struct plot *plot = &f->plot[i];
		bool last = i == f->plots - 1;
		double part = height * relative_height(plot) / all;
		double head = has_head(plot) ? LINE + 4 : PAGE_GAP;
		struct box box = { MARGIN + p->left, top + head,
				   p->width - 2 * MARGIN - p->left - p->right,
				   part - head - plot_below(plot, last) };

		if (box.w > 10 && box.h > 10)
			plot_draw(p, plot, box, last);
		top += part;
	}
}

/* --- tables and texts ----------------------------------------------------- */

/* Draws the fields beside each other, above the plots; returns where the page
 * continues. */
static double fields_draw(const struct page *p, double y)
{
	struct font dim = page_font(ROLE_DIM, PAGE_TEXT);
	struct font bold = page_font(ROLE_TEXT, PAGE_TEXT);
	double x = MARGIN;

	bold.bold = true;
	y += LINE;
	for (int i = 0; i < p->figure->rows; i++) {
		const struct figure_row *row = &p->figure->row[i];

		page_text(p, x, y, dim, row->label);
		x += page_text_width(p, dim, row->label) + PAGE_GAP;
		page_text(p, x, y, bold, row->value);
		x += page_text_width(p, bold, row->value) + PAGE_GAP;
		page_text(p, x, y, dim, row->unit);
		x += page_text_width(p, dim, row->unit) + 3 * PAGE_GAP;
	}
	return y + PAGE_GAP;
}

/* Draws two columns if they are wide and the table is long, split where a group
 * ends. */
static void rows_draw(const struct page *p, double top)
{
	enum { LONG = 20, TWO_COLUMNS = 640 };
	const struct figure *f = p->figure;
	int half = f->rows;

	for (int i = (f->rows + 1) / 2; i < half; i++)
		if (f->rows > LONG && p->width >= TWO_COLUMNS &&
		    !*f->row[i].label && !*f->row[i].value)
			half = i;

	for (int i = 0; i < f->rows; i++) {
		double x = MARGIN + (i < half ? 0 : p->width / 2);
		double y = top + LINE * (i < half ? i + 1 : i - half);
		struct font value = page_font(ROLE_TEXT, PAGE_TEXT + 1);

		value.bold = true;
		value.anchor = 1;
		page_text(p, x, y, page_font(ROLE_DIM, PAGE_TEXT),
			  f->row[i].label);
		page_text(p, x + 210, y, value, f->row[i].value);
		page_text(p, x + 216, y, page_font(ROLE_DIM, PAGE_TEXT),
			  f->row[i].unit);
	}
}

/* Draws rows of three columns of words below their names. */
static void table_draw(const struct page *p, double y)
{
	static const double at[] = { 0, 0.5, 0.75 };
	const struct figure *f = p->figure;

	for (int i = -1; i < f->rows && y + LINE < p->height - MARGIN; i++) {
		const char *text[3] = { f->head[0], f->head[1], f->head[2] };
		struct font font =
			page_font(i < 0 ? ROLE_DIM : ROLE_TEXT, PAGE_TEXT);

		if (i >= 0) {
			text[0] = f->row[i].label;
			text[1] = f->row[i].value;
			text[2] = f->row[i].unit;
		}
		y += LINE;
		for (int k = 0; k < 3; k++)
			page_text(p, MARGIN + at[k] * (p->width - 2 * MARGIN),
				  y, font, text[k]);
	}
}

/* Bytes of the first line of text, and of the separator after it. */
static size_t line_of(const char *text, int cols, size_t *separator)
{
	size_t length = strlen(text), n = 0, space = 0;
	int width = 0;

	*separator = 0;
	while (n < length && text[n] != '\n') {
		uint32_t c = 0;
		int bytes = max_int(utf8_decode(text + n, length - n, &c), 1);

		width += max_int(codepoint_width(c), 0);
		if (width > cols)
			break;
		if (c == ' ')
			space = n;
		n += (size_t)bytes;
	}
	if (n < length && text[n] != '\n' && space > 0)
		n = space;
	*separator = n < length && (text[n] == '\n' || text[n] == ' ');
	return n;
}

/* Draws the part that was given in bold. */
static void line_draw(const struct page *p, double y, const char *line,
		      size_t bold, size_t length)
{
	struct font font = page_font(ROLE_TEXT, PAGE_TEXT);
	char *part = xstrndup(line, bold);
	double x = MARGIN;

	font.mono = font.bold = true;
	page_text(p, x, y, font, part);
	x += page_text_width(p, font, part);
	free(part);
	part = xstrndup(line + bold, length - bold);
	font.bold = false;
	page_text(p, x, y, font, part);
	free(part);
}

static double text_draw(const struct page *p, const struct figure_text *t,
			double y)
{
	int cols =
		max_int((int)((p->width - 2 * MARGIN) / (PAGE_TEXT * 0.61)), 1);
	const char *line = t->text;

	y += LINE + 2;
	page_text(p, MARGIN, y, page_font(ROLE_DIM, PAGE_TEXT), t->heading);
	for (size_t at = 0; *line && y + LINE < p->height - MARGIN;) {
		size_t skip, n = line_of(line, cols, &skip);

		if (n + skip == 0)
			break;
		y += LINE;
		line_draw(p, y, line,
			  t->bold > at ? (t->bold - at < n ? t->bold - at : n)
				       : 0,
			  n);
		line += n + skip;
		at += n + skip;
	}
	return y + PAGE_GAP;
}

static void texts_draw(const struct page *p, double y)
{
	for (int i = 0; i < p->figure->texts; i++)
		if (y + 3 * LINE < p->height - MARGIN)
			y = text_draw(p, &p->figure->text[i], y);
}

/* --- the whole ------------------------------------------------------------ */

/* The area of a page whose letters have the usual size. */
enum { USUAL_WIDTH = 800, USUAL_HEIGHT = 500, PNG_SCALE = 2 };

static double scale_of(double width, double height)
{
	return fmax(sqrt(width * height / (USUAL_WIDTH * USUAL_HEIGHT)), 1);
}

bool page_draw(const struct figure *f, const struct page_format *format,
	       struct strbuf *out, struct err *e)
{
	int usual = format->kind == PEN_PNG ? PNG_SCALE : 1;
	double width = (double)(format->width > 0 ? format->width
						  : usual * USUAL_WIDTH);
	double height = (double)(format->height > 0 ? format->height
						    : usual * USUAL_HEIGHT);
	double scale = scale_of(width, height), top;
	struct page p = { .figure = f,
			  .palette = format->palette,
			  .width = width / scale,
			  .height = height / scale };

	p.pen = pen_new(format->kind, p.width, p.height, scale, out, e);
	if (!p.pen)
		return false;
	top = legend_draw(&p, head_draw(&p));
	if (f->plots > 0 && f->rows > 0)
		top = fields_draw(&p, top);
	else if (f->head)
		table_draw(&p, top);
	else
		rows_draw(&p, top);
	texts_draw(&p, top);
	plots_draw(&p, top + PAGE_GAP);
	return pen_finish(p.pen, e);
}
