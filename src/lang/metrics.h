/* metrics.h: the metric table: `print`, `until`, the log's columns and
 * completion read it.  The common rows come first, in the order of the log's
 * columns (contract, section 5), then those of each task.  Read on the thread
 * that owns the run. */
#ifndef LANG_METRICS_H
#define LANG_METRICS_H

#include "train/rows.h"
#include "train/run.h"

/* Of all tasks; names differ: one that tasks share is listed once. */
int metric_count(void);
const struct metric *metric_at(int i);
/* Exact, or with '-' for '_'; NULL none. */
const struct metric *metric_find(const char *name);
/* The columns of a log: the common rows and the task's own. */
int metric_columns(const struct task *);
const struct metric *metric_column(const struct task *, int i);
/* NAN: no value yet, or a metric of another task. */
double metric_value(const struct metric *, const struct run *);
/* Its value in the log's row of the iteration just made.  A row names what its
 * own iteration had, metric_value() what the next one has: the two differ in
 * `iteration` and `learning_rate`. */
double metric_in_log(const struct metric *, const struct run *);

#endif
