/* option_table.h: the rows that options.c and startup.c work on.  Others use
 * option_at() and option_find(). */
#ifndef CMD_OPTION_TABLE_H
#define CMD_OPTION_TABLE_H

#include "cmd/options.h"

extern const struct option option_table[];
extern const int option_rows;

/* Parses `text` into the option's field of whichever struct holds it.  `dash`
 * ("--" or "") stands before the name in a reason. */
bool option_parse(const struct option *, void *home, const char *dash,
		  const char *text, enum err_kind, struct err *) NODISCARD;

#endif
