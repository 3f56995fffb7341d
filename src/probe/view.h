/* view.h: the time axis of the screen, collected from the last passes.
 *
 * Columns are the characters of stream 0, with the numbers of every trace of
 * the probe table.  They are kept while the text is unbroken, and begin again
 * if the text did (wrapped) or an iteration was not collected.  A view belongs
 * to the run it was made for, and knows nothing of the iterations before.  It
 * keeps the values of all units in at most 8 MB (fewer columns for a large
 * net), so another unit can be looked at while training pauses.  That of a net
 * whose symbols are not characters stays empty (activity_of_example()).  The
 * trainer's thread. */
#ifndef PROBE_VIEW_H
#define PROBE_VIEW_H

#include "probe/probe.h"
#include "train/run.h"

/* columns 0: SNAPSHOT_COLUMNS.  NULL: no memory. */
struct view *view_new(const struct run *, int columns);
void view_free(struct view *);
/* Called after an iteration whose activity is to be shown (the trainer calls it
 * for the few iterations before a publication is due), with the bits of what is
 * wanted.  A second call for the same iteration adds newly wanted readings. */
void view_collect(struct view *, const struct run *, uint64_t probes);
/* How many characters are still to be collected until `columns` of them are
 * unbroken text; also 0 if the text or the view began later than that. */
int view_missing(const struct view *, const struct run *, int columns);
/* The numbers of a trace at the i-th of the newest n columns; the first is NAN
 * if they were not kept. */
const float *view_trace(const struct view *, const struct trace *, int n,
			int i);
/* Fills the time axis of a snapshot with the newest columns, and the wanted
 * readings.  Without any there are no columns.  `unit` is clamped to its
 * range. */
void view_fill(const struct view *, const struct run *,
	       const struct snapshot_wants *, struct snapshot *);

#endif
