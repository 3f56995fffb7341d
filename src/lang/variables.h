/* variables.h: numbers that the user has named: `set $x = EXPR`, then $x in any
 * expression.
 *
 * A variable keeps its address until all are released, so a compiled expression
 * may refer to it and always sees its present value.  One thread, that of the
 * workspace. */
#ifndef LANG_VARIABLES_H
#define LANG_VARIABLES_H

#include "base/err.h"
#include "base/strbuf.h"

struct variable {
	struct variable *next;
	double value; /* NAN: unknown */
	char name[];  /* without the $ */
};

struct variables {
	struct variable *first; /* in the order in which they were made */
	int count;
};

/* All zero is a valid set without any. */
void variables_release(struct variables *);
/* Bytes of `text` that are a name: a letter or '_', then also digits; 0: it
 * begins with none. */
size_t variable_name_length(const char *text);
/* NULL: there is none of that name, which ends after `length` bytes. */
const struct variable *variables_find(const struct variables *,
				      const char *name, size_t length);
/* Makes it if there is none of that name.  ERR_FAILED: there are too many. */
bool variables_set(struct variables *, const char *name, size_t length,
		   double value, struct err *) NODISCARD;
/* Appends "$x = value" lines. */
void variables_list(const struct variables *, struct strbuf *);

#endif
