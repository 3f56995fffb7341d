/* rows_names.h: the names that users give to columns and keys.  Stateless; any
 * thread.  Private to rows_*.c. */
#ifndef TEXT_ROWS_NAMES_H
#define TEXT_ROWS_NAMES_H

#include "text/rows_private.h"

/* Says how well a name suits a role (label and text, source and target): 1 is
 * best, 0: not at all. */
int rows_name_rank(enum rows_kind, int role, struct span name);
/* The English, Korean or ISO 639 name of a language? */
bool rows_is_language(struct span name);

/* The two columns that --columns names. */
struct chosen {
	struct span name[2];
	int number[2]; /* from 1; 0: it is no number */
};
/* ERR_INPUT if the option is not two different names or numbers. */
bool rows_parse_columns(const char *option, struct chosen *,
			struct err *) NODISCARD;
/* The same name, case apart, without the spaces around? */
bool rows_same_name(struct span, struct span);

#endif
