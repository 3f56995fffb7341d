/* guess.h: guesses what the bytes of a text are when no encoding is given.
 * Stateless; any thread. */
#ifndef TEXT_GUESS_H
#define TEXT_GUESS_H

#include "base/util.h"
#include <stdint.h>

/* "a PNG picture" by how it begins; NULL when it may be a text. */
const char *guess_kind(const char *head, size_t length);
/* UTF-16 or UTF-32 by its byte order mark, as iconv calls it with that order;
 * NULL none. */
const char *guess_by_mark(const char *head, size_t length);
/* The same without a mark, by where its zero bytes are: in ASCII, and at
 * spaces and line ends of other scripts, the high bytes are 0; one in `share`
 * of them must be. */
const char *guess_by_zeros(const char *text, size_t length, size_t share);
/* By uchardet, as iconv calls it; NULL: no answer but UTF-8.  The caller
 * frees. */
char *guess_by_letters(const char *text, size_t length);

#endif
