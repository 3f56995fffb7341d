/* seed.h: a text that the user typed, in UTF-8, as the symbols of a corpus.
 *
 * Where symbols are code points, a character with its marks that the corpus
 * does not have is tried composed (NFC) and in parts (NFD).  Where symbols are
 * bytes, \xNN is a byte, \u00NN the byte that is called so; what was typed is
 * taken byte by byte where the corpus is UTF-8 for the most part, else U+00b is
 * byte b.  Stateless; any thread. */
#ifndef TEXT_SEED_H
#define TEXT_SEED_H

#include "text/vocab.h"

struct seed {
	const char *text;
	const char *escape; /* [length] 'u' or 'x' where an escape of that
			       name stood, else 0; NULL: none did */
	size_t length;
};

struct seed_notes {
	struct strbuf unknown; /* what was skipped, each once, sanitized,
				  comma-separated */
	const char *form;      /* "NFC", "NFD": something was taken in that
				  form; else NULL */
};

/* Returns a malloc'd array of *length ids (never NULL).  `notes` was
 * initialized; NULL: not wanted. */
int *seed_ids(const struct vocab *, const struct seed *, int *length,
	      struct seed_notes *);

#endif
