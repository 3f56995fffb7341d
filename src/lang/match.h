/* match.h: finds the row of a table that a word or its beginning names, and says
 * what may have been meant by one that names none, or too many.
 * Stateless; any thread. */
#ifndef LANG_MATCH_H
#define LANG_MATCH_H

#include "base/err.h"
#include "base/strbuf.h"
#include "base/words.h"

/* The i-th name of a table, "" for one that is not meant, NULL at the end. */
typedef const char *(*row_name)(int i, const void *table);

/* The row that `word` names, or else the only one that begins with it; -1 and
 * the reason as match_error() has it.  '-' and '_' are the same unless they
 * tell two names from each other; a name that stands in two rows is one. */
int match_unique(const char *what, const char *word, row_name,
		 const void *table, struct err *);
/* The reason (ERR_FAILED) why `word`, of which a beginning would do, names
 * nothing: the rows that begin with it, or the most similar ones, and all of
 * them where they are few.  Returns false. */
bool match_error(const char *what, const char *word, row_name,
		 const void *table, struct err *);
/* The same for a word that must be whole; `where` follows the reason, for
 * example " at column 8". */
bool match_error_at(const char *what, const char *word, row_name,
		    const void *table, const char *where, struct err *);
/* A command got no name of the table: "QUESTION? choices: a, b".  Returns false.
 */
bool match_missing(const char *question, row_name, const void *table,
		   struct err *);
/* A row is similar enough to be named in such a reason. */
bool match_any(const char *word, row_name, const void *table);
/* Whether it is the row's name, in which '-' and '_' are the same. */
bool match_same(const char *name, const char *word);
/* The names of a struct words. */
const char *match_word(int i, const void *words);
/* Appends the names of all rows: "a, b, c". */
void match_list(struct strbuf *, row_name, const void *table);
/* Appends a word of the user's in quotes, safe to show and not too long. */
void match_quote(struct strbuf *, const char *word);

#endif
