/* page.h: a figure on paper: an SVG, PDF or PNG with axes, a legend and text.
 *
 * A page is white, whatever the terminal is.  Its points stay readable: a
 * larger page has larger letters, a smaller one less between them.  Pure but
 * for the fonts that the system has; any thread. */
#ifndef UI_PAGE_H
#define UI_PAGE_H

#include "ui/figure.h"
#include "ui/palette.h"
#include "ui/pen.h"

enum { PAGE_LEAST = 200, PAGE_MOST = 8192 }; /* of width and height */

struct page_format {
	enum pen_kind kind;
	long width, height; /* pixels of a PNG, else points; 0: the usual
			       size */
	enum palette palette;
};

/* Appends the whole file to `out`. */
bool page_draw(const struct figure *, const struct page_format *,
	       struct strbuf *out, struct err *) NODISCARD;

#endif
