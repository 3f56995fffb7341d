/* option_table.h: parsing a row's field, for options.c, settings_codec.c and the
 * command line.  Others use option_set(). */
#ifndef LANG_OPTION_TABLE_H
#define LANG_OPTION_TABLE_H

#include "lang/options.h"

/* Parses `text` into the option's field of whichever struct holds it.  `dash`
 * ("--" or "") stands before the name in a reason. */
bool option_parse(const struct option *, void *home, const char *dash,
		  const char *text, enum err_kind, struct err *) NODISCARD;
/* Of a number. */
bool option_in_range(const struct option *, double);

#endif
