/* analyst.h: the thread that makes slow readings.
 *
 * The screen's thread gives it a snapshot's input for the rows of the probe
 * table with a make(), and takes the results.  While it works, newer inputs
 * wait, and only the newest of those is worked on. */
#ifndef PROBE_ANALYST_H
#define PROBE_ANALYST_H

#include "base/err.h"
#include "probe/probe.h"

struct analyst;
/* wake_fd, a non-blocking pipe, gets a byte when there is something to take. */
struct analyst *analyst_new(int wake_fd, struct err *) NODISCARD;
/* Waits for the current work. */
void analyst_free(struct analyst *);
/* Copies the wanted inputs from the snapshot, if any of them is new and due. */
void analyst_give(struct analyst *, const struct snapshot *, double now);
/* All results, by row of the table [PROBES]; rows 0: not yet.  Valid until the
 * next call; another pointer has other readings.  NULL before the first. */
const struct reading *analyst_take(struct analyst *);

#endif
