/* near.h: what was meant by a word that is in no table, or in too many rows.
 * Stateless; any thread. */
#ifndef LANG_NEAR_H
#define LANG_NEAR_H

#include "base/err.h"
#include "base/strbuf.h"

/* The i-th name of a table, "" for one that is not meant, NULL at the end. */
typedef const char *(*near_name)(int i, const void *table);

/* The row that `word` names, or the only one that begins with it; -1 and the
 * reason as near_error() has it. */
int near_find(const char *what, const char *word, near_name, const void *table,
	      struct err *);
/* The reason (ERR_FAILED) why `word`, of which a beginning would do, names
 * nothing: the rows that begin with it, or the most similar ones, and all of
 * them where they are few.  Returns false. */
bool near_error(const char *what, const char *word, near_name,
		const void *table, struct err *);
/* The same for a word that must be whole; `where` follows the reason, for
 * example " at column 8". */
bool near_error_at(const char *what, const char *word, near_name,
		   const void *table, const char *where, struct err *);
/* A row is similar enough to be named in such a reason. */
bool near_any(const char *word, near_name, const void *table);
/* Appends the names of all rows: "a, b, c". */
void near_list(struct strbuf *, near_name, const void *table);
/* Appends a word of the user's in quotes, safe to show and not too long. */
void near_quote(struct strbuf *, const char *word);

#endif
