/* bars.h: bars of eighths of a cell, in what the terminal's font has.  Pure. */
#ifndef UI_BARS_H
#define UI_BARS_H

#include "ui/panel.h"

/* Draws a bar to the right, `fraction` of `cols` long, and blanks after it; more
 * than 0 is always visible. */
void bar_right(const struct scene *, struct canvas *, struct rect clip, int row,
	       int col, int cols, double fraction, struct style);
/* Draws a bar up from the foot of a rectangle, `fraction` of its rows high,
 * likewise. */
void bar_up(const struct scene *, struct canvas *, struct rect area, int col,
	    int cols, double fraction, struct style);

#endif
