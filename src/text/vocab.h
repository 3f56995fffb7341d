/* vocab.h: the symbols of a text: Unicode code points (or bytes), whose ids
 * are their indices in code-point order.  Immutable once made; any thread. */
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
	bool utf8;           /* bytes that are UTF-8 for the most part: a typed
				character is looked for as its bytes */
};

/* A copy of size ascending code points. */
bool vocab_init(struct vocab *, const uint32_t *codepoint, int size, bool bytes,
		struct err *) NODISCARD;
void vocab_release(struct vocab *);
bool vocab_equal(const struct vocab *, const struct vocab *);
int vocab_id(const struct vocab *, uint32_t codepoint); /* -1: not there */
/* Appends the symbol as it stands in the text (UTF-8 or the byte). */
void vocab_add_symbol(const struct vocab *, int id, struct strbuf *);

/* Appends it as messages and tables show it, by the flags of base/utf8.h: a
 * byte beyond ASCII is "<b0>". */
void vocab_show_symbol(const struct vocab *, int id, unsigned flags,
		       struct strbuf *);

#endif
