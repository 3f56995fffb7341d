/* choose.h: chooses the encoding of a text that is not UTF-8, once all of it
 * is in memory.  Private to corpus.c. */
#ifndef TEXT_CHOOSE_H
#define TEXT_CHOOSE_H

#include "text/intake.h"

struct choice {
	const char *title; /* the text's name for the user */
	struct strbuf *notices;
	bool as_utf8; /* UTF-8, however much of it is bad */
};

/* Makes code points of an intake's bytes where their encoding is certain
 * enough; else they stay bytes.  Says so in the notices.  Returns the name of
 * the encoding (the caller frees), NULL: no memory. */
char *choose_encoding(struct intake *, const struct choice *,
		      struct err *) NODISCARD;

#endif
