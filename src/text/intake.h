/* intake.h: the ids of a text while it is being read.
 *
 * A symbol's id is its index in the order of first appearance (of a byte: the
 * byte) until intake_order() puts the ids in code-point order in place.  There
 * is only ever one array of at most two bytes per symbol: it grows by small
 * steps, which realloc() makes by moving pages.  Private to corpus.c. */
#ifndef TEXT_INTAKE_H
#define TEXT_INTAKE_H

#include "text/vocab.h"

struct intake {
	void *ids;               /* [length], `width` bytes each */
	size_t length, capacity; /* symbols; bytes at ids */
	int width;               /* 1 or 2 */
	bool bytes;              /* symbols are bytes */
	bool bom;                /* a byte order mark was left out */
	uint64_t taken;   /* bytes that ids stand for, the BOM included */
	int symbols;      /* different ones; above VOCAB_MAX only counted */
	uint32_t *symbol; /* [VOCAB_MAX] by first appearance */
	uint16_t *id_of;  /* [code point] 1 + its first id; 0: not seen */
};

/* Also after a failure intake_release() is due. */
bool intake_init(struct intake *, bool bytes, struct err *) NODISCARD;
void intake_release(struct intake *);
/* Takes the whole characters at the beginning of s and says how many bytes
 * they were; utf8_decode() judges the byte that stops it.  Not for bytes. */
bool intake_text(struct intake *, const char *s, size_t length, size_t *used,
		 struct err *) NODISCARD;
/* Takes all of s as bytes; only for bytes. */
bool intake_bytes(struct intake *, const char *s, size_t length,
		  struct err *) NODISCARD;
/* Takes code points; not for bytes. */
bool intake_symbols(struct intake *, const uint32_t *symbol, size_t count,
		    struct err *) NODISCARD;
/* The characters taken so far become the bytes they came from. */
bool intake_become_bytes(struct intake *, struct err *) NODISCARD;
/* The way back: the bytes taken so far move to the end of the array, where
 * they stay readable at *bytes while intake_put() takes the code points they
 * are decoded to, `width` bytes each, from its beginning on.  `extra` is by
 * how much those may get ahead of the bytes that are decoded. */
bool intake_begin_decoding(struct intake *, int width, size_t extra,
			   const char **bytes, struct err *) NODISCARD;
void intake_put(struct intake *, const uint32_t *symbol, size_t count);
/* The end: final ids, in no more memory than they need; their vocabulary; how
 * often each occurs (the caller frees). */
bool intake_order(struct intake *, struct vocab *, uint64_t **count,
		  struct err *) NODISCARD;

#endif
