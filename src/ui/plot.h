/* plot.h: curves as dots, and the arithmetic of axes.  Pure: no snapshot, no
 * curses.  Numbers may be anything: NAN and infinity leave a gap, a constant
 * or an empty series divides nothing by zero. */
#ifndef UI_PLOT_H
#define UI_PLOT_H

#include "ui/panel.h"

/* --- axes --------------------------------------------------------------- */

struct axis {
	double low, high; /* finite, low < high; above 0 when log */
	bool log;
};

/* An axis that holds low..high, widened if they are equal.  Falls back to
 * linear if low is not above 0, to 0..1 if they are not finite. */
struct axis axis_around(double low, double high, bool log);
/* 0 at the low end, 1 at the high end, beyond outside; NAN if the value has no
 * position. */
double axis_position(const struct axis *, double value);
enum { AXIS_TICKS = 16 };
/* At most `most` (up to AXIS_TICKS) round values inside the axis, ascending. */
int axis_ticks(const struct axis *, int most, double tick[AXIS_TICKS]);
/* Labels all ticks, 9.5k, 1.5M, 2e12, with enough digits to distinguish each
 * from its neighbours.  Returns the columns of the widest. */
enum { AXIS_LABEL = 24 };
int axis_labels(const double *tick, int ticks,
		char label[AXIS_TICKS][AXIS_LABEL]);

/* --- dots --------------------------------------------------------------- */

/* A sheet of dots over rows x cols cells: braille has 2x4 dots per cell, blocks
 * 1x2, ASCII 1x1.  Dot (0, 0) is at the top left. */
struct sheet {
	enum glyphs glyphs;
	int rows, cols;    /* cells */
	int width, height; /* dots */
	bool *dot;         /* [height][width] */
};

int sheet_dots(enum glyphs); /* dot columns per cell */
void sheet_init(struct sheet *, enum glyphs, int rows, int cols);
void sheet_release(struct sheet *);
void sheet_clear(struct sheet *);
/* y[width], one value per dot column; joined if neighbours have values. `dash`:
 * of 2*dash columns only the first half is drawn; 0: a whole line. */
void sheet_curve(struct sheet *, const struct axis *, const double *y,
		 int dash);
/* Makes the set dots one dot higher, if dots are as fine as in braille. */
void sheet_thicken(struct sheet *);
/* Fills low[width]..high[width]. */
void sheet_band(struct sheet *, const struct axis *, const double *low,
		const double *high);
/* Single dots, if inside. */
void sheet_points(struct sheet *, const struct axis *, const double *y);
/* Row of cells in which a value lies; -1: outside the axis. */
int sheet_row(const struct sheet *, const struct axis *, double value);

/* How cells with dots are shown: a line as its dots, a band as a shade, points
 * and dashes as small signs if dots are coarse, so that they differ without
 * colour; ASCII shows `ascii`. */
enum ink { INK_LINE, INK_BAND, INK_POINT, INK_DASH };
/* Skips cells without dots.  The sheet's top left cell goes to that of the
 * rectangle. */
void sheet_draw(const struct sheet *, struct canvas *, struct rect,
		struct style, enum ink, char ascii);

/* Fills the NANs between two values with the straight line between them. */
void plot_join(double *y, int n);

#endif
