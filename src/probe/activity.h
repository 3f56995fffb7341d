/* activity.h: the rows of the probe table about the top layer (probe.h). */
#ifndef PROBE_ACTIVITY_H
#define PROBE_ACTIVITY_H

#include "probe/probe.h"

extern const struct trace activity;
void hidden_collect(const struct run *, const struct view *,
		    const struct snapshot *, struct reading *);
void gates_collect(const struct run *, const struct view *,
		   const struct snapshot *, struct reading *);
void saturation_collect(const struct run *, const struct view *,
			const struct snapshot *, struct reading *);
void histogram_collect(const struct run *, const struct view *,
		       const struct snapshot *, struct reading *);
/* Makes the steps of the snapshot's example its time axis, and fills the
 * readings above that are wanted; without one there are no columns.  `unit` is
 * clamped to the units of the example. */
void activity_of_example(enum cell, const struct snapshot_wants *,
			 struct snapshot *);

#endif
