/* analyst.h: the thread that makes the readings which take their time.
 *
 * The screen's thread gives it what a snapshot has for the rows of the probe
 * table with a make(), and takes what it made of that.  While it works, newer
 * ones wait, and of those the newest alone is worked on. */
#ifndef PROBE_ANALYST_H
#define PROBE_ANALYST_H

#include "base/err.h"
#include "probe/probe.h"

struct analyst;
/* wake_fd, a pipe that does not block, gets a byte when there is something to
 * take. */
struct analyst *analyst_new(int wake_fd, struct err *) NODISCARD;
/* Waits for the work under way. */
void analyst_free(struct analyst *);
/* Copies what is wanted of the snapshot, if any of it is new and due. */
void analyst_give(struct analyst *, const struct snapshot *, double now);
/* All that was made, by row of the table [PROBES]; rows 0: not yet.  Valid until
 * the next call; another pointer has other readings.  NULL before the first. */
const struct reading *analyst_take(struct analyst *);

#endif
