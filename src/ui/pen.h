/* pen.h: what a page is drawn with: lines, areas and text, on an SVG of our own
 * or through cairo (PDF, PNG).
 *
 * Coordinates are points from the top left, before the scale given at the
 * start.  Text is UTF-8, sanitized by its maker; a pen escapes what its format
 * needs.  Errors are kept until pen_finish().  One thread at a time. */
#ifndef UI_PEN_H
#define UI_PEN_H

#include "base/err.h"
#include "base/strbuf.h"
#include <stdint.h>

enum pen_kind { PEN_SVG, PEN_PDF, PEN_PNG, PENS };

struct stroke {
	uint32_t rgb;
	double alpha; /* 0 transparent .. 1 */
	double width; /* of a line */
	double dash;  /* length of dashes and gaps; 0: none */
};

struct font {
	double size;
	bool mono, bold;
	uint32_t rgb;
	double anchor; /* 0: text begins at the position, 0.5 is centred on
		          it, 1 ends at it */
	bool upwards;  /* turned by a quarter to the left */
};

struct point {
	double x, y;
};
struct box {
	double x, y, w, h;
};

struct pen;
/* One function per format; a pen begins with its table. */
struct pen_ops {
	void (*line)(struct pen *, const struct point *, int n,
		     const struct stroke *);
	void (*area)(struct pen *, const struct point *, int n,
		     const struct stroke *);
	/* Rectangles of one colour that touch without a seam. */
	void (*boxes)(struct pen *, const struct box *, int n, uint32_t rgb);
	void (*text)(struct pen *, double x, double y, const struct font *,
		     const char *);
	/* Roughly; the baseline is at y. */
	double (*width)(struct pen *, const struct font *, const char *);
	void (*clip)(struct pen *, const struct box *); /* NULL: ends it */
	bool (*finish)(struct pen *, struct err *) NODISCARD; /* frees */
};
struct pen {
	const struct pen_ops *ops;
};

/* Can this build draw the format?  Else why not (ERR_FAILED). */
bool pen_available(enum pen_kind, struct err *) NODISCARD;
/* Makes a page of width x height points, each `scale` units of the file; `out`
 * holds the whole file after pen_finish().  NULL: no memory, or the format is
 * not available. */
struct pen *pen_new(enum pen_kind, double width, double height, double scale,
		    struct strbuf *out, struct err *) NODISCARD;
/* Also frees the pen.  False: the file is incomplete, and why. */
bool pen_finish(struct pen *, struct err *) NODISCARD;

/* --- between pen.c and the formats ---------------------------------------- */

struct pen *pen_svg(double width, double height, double scale,
		    struct strbuf *out);
struct pen *pen_cairo(enum pen_kind, double width, double height, double scale,
		      struct strbuf *out, struct err *) NODISCARD;

#endif
