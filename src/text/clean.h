/* clean.h: one spelling for what means the same.  Stateless; any thread. */
#ifndef TEXT_CLEAN_H
#define TEXT_CLEAN_H

#include "base/strbuf.h"

/* Appends valid UTF-8 in NFC, without white space at its ends and with one
 * space for each run of it inside.  White space is also U+00A0, U+202F and all
 * of its kind, line ends, and control characters. */
void clean_text(struct strbuf *out, const char *s, size_t length);
/* The same for a name: format characters, which nobody sees, are left out, but
 * for the joiners inside of words and emoji. */
void clean_name(struct strbuf *out, const char *s, size_t length);

#endif
