/* traffic.h: what frames cost on the way to the terminal, and how often they
 * may come.  Over a slow line a picture that changes faster than it is sent
 * arrives late.  Pure. */
#ifndef UI_TRAFFIC_H
#define UI_TRAFFIC_H

#include "ui/colour.h"

/* An estimate of the bytes that turn the rectangle of `before` into that of
 * `after`; if their sizes differ, those of all cells. */
long traffic_cost(const struct canvas *before, const struct canvas *after,
		  struct rect, enum colour_depth);

/* Decides which frames that are not waited for are shown.  Heat maps change in
 * nearly every cell: they come when nothing is owed any more, at most ten times
 * a second.  The rest comes as often as a quarter of the budget allows, so that
 * neither waits for the other. */
struct pace {
	double rate;     /* the budget, bytes per second */
	double debt, at; /* bytes still being sent at that clock */
	double rest_due, maps_due;
};
/* From the size of the screen: a large one has a faster line. */
double pace_rate(int rows, int cols);
bool pace_allows_maps(const struct pace *, double now);
bool pace_allows_rest(const struct pace *, double now);
/* Accounts for a shown frame, by the bytes of its maps and of its rest. */
void pace_spend(struct pace *, double now, long maps, long rest);

#endif
