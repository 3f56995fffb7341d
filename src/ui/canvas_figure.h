/* canvas_figure.h: a plot of a figure in cells: a sheet of dots over a
 * rectangle of the canvas.  Pure; the plot is borrowed. */
#ifndef UI_CANVAS_FIGURE_H
#define UI_CANVAS_FIGURE_H

#include "ui/figure.h"

struct cells {
	const struct plot *plot;
	struct rect area;
	struct sheet sheet; /* for one layer after another */
	double *low, *high; /* [sheet.width], likewise */
};

void cells_init(struct cells *, const struct plot *, enum glyphs, struct rect);
void cells_release(struct cells *);
/* Samples at even distances that give every dot column one. */
int cells_samples(enum glyphs, int cols);
/* Column of the canvas where an x lies; inside the area. */
int cells_column(const struct cells *, double x);
/* Row of the canvas of a y; -1: beyond the axis. */
int cells_row(const struct cells *, double y);
int cells_right_row(const struct cells *, double y); /* of the right axis */
/* Draws all layers but maps, each over those before it.  If a plot has as many
 * samples as the sheet has columns of dots, each is one column; else the last
 * of a column counts. */
void cells_draw(struct cells *, struct canvas *);
/* Finds where a layer lies above the axis: the column of its highest dot, or of
 * the last sample of a line, and that value.  False: nowhere. */
bool cells_cut(const struct cells *, const struct layer *, int *col,
	       double *value);

#endif
