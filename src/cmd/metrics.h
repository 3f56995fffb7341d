/* metrics.h: the metric table: `print`, `until`, the log's columns and
 * completion read it.  Rows are in the order of the log's columns (contract,
 * section 5).  Read on the thread that owns the run. */
#ifndef CMD_METRICS_H
#define CMD_METRICS_H

#include "train/run.h"

struct metric {
	const char *name, *unit, *help;
	bool integer;
	double (*get)(const struct run *); /* NAN: no value yet */
};

int metric_count(void);
const struct metric *metric_at(int i);
const struct metric *metric_find(const char *name); /* exact, NULL none */

#endif
