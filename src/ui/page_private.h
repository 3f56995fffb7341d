/* page_private.h: what the parts of a page share: page.c (title, legend, text),
 * page_plot.c (axes and curves), page_map.c (maps).  No other file includes
 * it. */
#ifndef UI_PAGE_PRIVATE_H
#define UI_PAGE_PRIVATE_H

#include "ui/page.h"

#define PAGE_TEXT 10.0 /* size of most letters */
#define PAGE_GAP 6.0   /* between related things */

struct page {
	struct pen *pen;
	const struct figure *figure;
	enum palette palette;
	double width, height;
	double left, right; /* columns beside every plot, for labels */
};

/* --- page.c --------------------------------------------------------------- */

/* Colours on paper of a role, and of a value of a map. */
uint32_t page_colour(enum role);
uint32_t page_map_colour(const struct page *, enum map, double value);
struct font page_font(enum role, double size);
void page_text(const struct page *, double x, double y, struct font,
	       const char *);
double page_text_width(const struct page *, struct font, const char *);
void page_line(const struct page *, double x0, double y0, double x1, double y1,
	       struct stroke);

/* --- page_plot.c ---------------------------------------------------------- */

/* Columns for the labels left and right of a plot, and rows below it. */
double plot_left(const struct page *, const struct plot *, double height);
double plot_right(const struct page *, const struct plot *);
double plot_below(const struct plot *, bool last);
/* Draws into the box, which excludes those. */
void plot_draw(const struct page *, const struct plot *, struct box, bool last);

/* --- page_map.c ----------------------------------------------------------- */

bool plot_is_map(const struct plot *);
double map_left(const struct page *, const struct plot *);
double map_right(const struct page *, const struct plot *);
void map_draw(const struct page *, const struct plot *, struct box);
void letters_draw(const struct page *, const struct plot *, struct box);

#endif
