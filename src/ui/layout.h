/* layout.h: which panel goes where.  Pure geometry, defined for every size down
 * to 0x0: rectangles never overlap and never leave the screen, and a panel that
 * does not fit is left out. */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "cmd/panels.h"
#include "ui/canvas.h"

enum { LAYOUT_MIN_ROWS = 12, LAYOUT_MIN_COLS = 40 };

struct layout {
	bool too_small;            /* only layout_needs() is shown */
	struct rect panel[PANELS]; /* rows 0: left out */
	int header;                /* rows of the header above the others */
	struct rect pane;          /* what commands print; rows 0: closed */
	struct rect status;        /* one line above the prompt */
	struct rect prompt;        /* the last line */
	struct rect vacant;        /* the area of the panels if there is
				      none, for layout_vacant(); else rows 0 */
};

/* pane_rows: rows that the pane asks for (0 closed); it gets at most half the
 * screen. */
void layout_compute(struct layout *, int rows, int cols,
		    const struct screen_choice *, int pane_rows);
/* Tells how large the screen must be, in the longest words that fit it. */
void layout_needs(int rows, int cols, char *out, size_t size);
/* Why no panel is shown, and how to change that; fits LAYOUT_MIN_COLS. */
const char *layout_vacant(const struct layout *, const struct screen_choice *);

#endif
