/* vocab.h: the symbols of a text: Unicode code points (or bytes), whose ids
 * are their places in code-point order.  Immutable once made; any thread. */
#ifndef TEXT_VOCAB_H
#define TEXT_VOCAB_H

#include "base/err.h"
#include "base/strbuf.h"
#include <stdint.h>

enum { VOCAB_MAX = 65535 };

struct vocab {
	int size;
	uint32_t *codepoint; /* [size], ascending; a byte b is code point b */
	bool bytes;          /* symbols are bytes, written to files as such */
};

/* A copy of size ascending code points. */
bool vocab_init(struct vocab *, const uint32_t *codepoint, int size, bool bytes,
		struct err *) NODISCARD;
void vocab_release(struct vocab *);
bool vocab_equal(const struct vocab *, const struct vocab *);
int vocab_id(const struct vocab *, uint32_t codepoint); /* -1: not there */
/* Appends the symbol as it stands in the text (UTF-8 or the byte). */
void vocab_add_symbol(const struct vocab *, int id, struct strbuf *);

/* The ids of a string; symbols that are not in the vocabulary are skipped and
 * each is named once, sanitized, in `unknown` (comma-separated; may be NULL).
 * Returns a malloc'd array of *length ids (never NULL). */
int *vocab_encode(const struct vocab *, const char *s, size_t bytes,
		  int *length, struct strbuf *unknown);

#endif
