/* metrics.h: the metric table: `print`, `until`, the log's columns and
 * completion read it.  Rows are in the order of the log's columns (contract,
 * section 5).  Read on the thread that owns the run. */
#ifndef LANG_METRICS_H
#define LANG_METRICS_H

#include "train/rows.h"
#include "train/run.h"

int metric_count(void);
const struct metric *metric_at(int i);
const struct metric *
metric_find(const char *name); /* exact, or with '-' for '_';
				  NULL none */
/* Its value in the log's row of the iteration just made.  A row names what its
 * own iteration had, get() what the next one has: the two differ in `iteration`
 * and `learning_rate`. */
double metric_in_log(const struct metric *, const struct run *);

#endif
