/* layout.h: which panel goes where.  Pure geometry, total for every size from
 * 0x0: rectangles never overlap, never leave the screen, and a panel that does
 * not fit is left out. */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "cmd/panels.h"
#include "ui/canvas.h"

enum { LAYOUT_MIN_ROWS = 12, LAYOUT_MIN_COLS = 40 };

struct layout {
	bool too_small;            /* only layout_needs() is shown */
	struct rect panel[PANELS]; /* rows 0: left out; numbers: header */
	struct rect pane;          /* what commands print; rows 0: closed */
	struct rect status;        /* one line above the prompt */
	struct rect prompt;        /* the last line */
	struct rect vacant;        /* the room of the panels when none is in
				      it, for layout_vacant(); else rows 0 */
};

/* pane_rows: how many rows the pane would like (0 closed); it gets at most
 * half the screen. */
void layout_compute(struct layout *, int rows, int cols,
		    const struct screen_choice *, int pane_rows);
/* What too small a screen says: the longest that fits its width. */
void layout_needs(int rows, int cols, char *out, size_t size);
/* Why `vacant` is, and what to do about it; fits LAYOUT_MIN_COLS. */
const char *layout_vacant(const struct layout *, const struct screen_choice *);

#endif
