/* view.h: the time axis of the screen, collected from the last passes. */
#ifndef TRAIN_VIEW_H
#define TRAIN_VIEW_H

#include "train/run.h"
#include "train/snapshot.h"

/* The trainer's collector of the time axis: columns of stream 0 and the top
 * layer, kept while the text is unbroken: they begin anew where the text did
 * (wrapped) or where an iteration was not collected.  view_collect() is called
 * after an iteration whose activity shall be shown (the trainer calls it for
 * the few iterations before a publication is due); a second call for the same
 * iteration does nothing.  A view belongs to the run it was made for, and knows
 * nothing of the iterations before.  It keeps the values of all units in at
 * most 8 MB (fewer columns for a large net), so another unit can be looked at
 * while training pauses. */
struct view;
/* columns 0: SNAPSHOT_COLUMNS.  NULL: no memory. */
struct view *view_new(const struct run *, int columns);
void view_free(struct view *);
void view_collect(struct view *, const struct run *);
/* How many characters are still to be collected until `columns` of them stand
 * in one piece; 0 too where the text or the view began later than that. */
int view_missing(const struct view *, const struct run *, int columns);
/* Fills the time-axis part of a snapshot with the newest columns: all of it
 * when hidden or gates are wanted, else columns and gates are 0.  `unit` is
 * brought into range.  saturated_*: c has no bounds and gets 0. */
void view_fill(const struct view *, const struct run *,
	       const struct snapshot_wants *, struct snapshot *);

#endif
