/* info_data.h: `info data`: what a task's examples are made of.  The thread
 * that owns the workspace. */
#ifndef CMD_INFO_DATA_H
#define CMD_INFO_DATA_H

#include "base/strbuf.h"
#include "train/summary.h"

/* "NAME = VALUE" lines, then the classes with their counts, then the first
 * reasons why rows were rejected. */
void info_data_add(const struct summary *, struct strbuf *out);

#endif
