/* cursor.h: the unit and the character that the user points at in the maps.
 *
 * The choice of the screen holds it as a unit and a character counted back from
 * the newest, so that it stays on its character when the axis becomes longer.
 * Pure, like the panels. */
#ifndef UI_CURSOR_H
#define UI_CURSOR_H

#include "base/strbuf.h"
#include "ui/panel.h"

/* The probes that cursor_text() needs. */
#define CURSOR_PROBES (PROBE_BIT(PROBE_HIDDEN) | PROBE_BIT(PROBE_GATES))

/* The column of the snapshot under the cursor; -1: there is no cursor. */
int cursor_column(const struct scene *);
/* Appends "unit 7 't' h +0.83 i 0.91 ...": the values under the cursor, the
 * most important first, in at most `cols` columns.  Nothing without a
 * cursor. */
void cursor_text(const struct scene *, int cols, struct strbuf *out);
/* The first of `fit` units to show of `units`, so that `unit` is among them:
 * `first`, or the nearest to it.  `even`: an even number, since two units share
 * a row. */
int cursor_first(int units, int fit, int first, int unit, bool even);
/* Chooses another unit, with `fit` of them in hidden at once (0: it is not on
 * the screen); the view follows it. */
void cursor_choose(const struct scene *, int fit, struct screen_choice *,
		   long unit);
/* Scrolls the view by some units; the chosen one stays inside. */
void cursor_scroll(const struct scene *, int fit, struct screen_choice *,
		   int by);

#endif
