/* layout.h: which panel goes where.  Pure geometry, total for every size from
 * 0x0: rectangles never overlap, never leave the screen, and a panel that does
 * not fit is left out. */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "cmd/panels.h"
#include "ui/canvas.h"

enum { LAYOUT_MIN_ROWS = 12, LAYOUT_MIN_COLS = 40 };

struct layout {
	bool too_small;             /* only `message` is shown */
	struct rect panel[PANELS];  /* rows 0: left out; numbers: header */
	struct rect pane;           /* what commands print; rows 0: closed */
	struct rect status;         /* one line above the prompt */
	struct rect prompt;         /* the last line */
};

/* pane_rows: how many rows the pane would like (0 closed); it gets at most
 * half the screen. */
void layout_compute(struct layout *, int rows, int cols,
		    const struct screen_choice *, int pane_rows);

#endif
