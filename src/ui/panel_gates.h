/* panel_gates.h: the gates panel from the inside: panel_gates.c has the strips
 * of colour, panel_curves.c the curves below them, panel_state.c replaces them
 * for a net without gates. */
#ifndef UI_PANEL_GATES_H
#define UI_PANEL_GATES_H

#include "ui/chrome.h"
#include "ui/figure.h"

/* Fraction of a gate's values near its low end (0), or its high one (1); NAN:
 * not known. */
double saturated(const struct snapshot *, int gate, int end);
/* Draws one gate over time, `rows` cells high. */
void strip_draw(const struct scene *, struct canvas *, struct rect,
		const struct time_axis *, int gate, int row, int rows);
/* Rows of the curves in a panel with `rows` below its title whose strips need
 * at least `strips`; 0: no curves. */
int curves_rows(const struct scene *, int rows, int strips);
/* Draws the curves over the time axis of the strips, from `row` on, `rows`
 * high. */
void curves_draw(const struct scene *, struct canvas *, struct rect,
		 const struct time_axis *, int row, int rows);
/* Adds the distribution of all units to a figure. */
void state_figure(const struct scene *, struct figure *);
/* Draws the whole panel. */
void state_draw(const struct scene *, struct canvas *, struct rect);
/* Its rows with a time axis, below its title. */
int state_axis_rows(struct rect);

#endif
