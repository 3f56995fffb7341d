/* decoder.h: the names of encodings, and bytes to code points by iconv(3). */
#ifndef TEXT_DECODER_H
#define TEXT_DECODER_H

#include "base/err.h"
#include <iconv.h>
#include <stdint.h>

enum encoding {
	ENCODING_AUTO,
	ENCODING_UTF8,
	ENCODING_BYTES,
	ENCODING_NAMED, /* iconv knows it */
	ENCODING_UNKNOWN,
};
/* NULL is auto; small and capital letters are the same. */
enum encoding encoding_of(const char *name);
/* Says why a name cannot be used, to follow it: "is ..."; NULL: it can. */
const char *encoding_wrong(const char *name);

/* Why decoder_take() stopped. */
enum decoded {
	DECODED_ALL,
	DECODED_FULL, /* there is more than `capacity` */
	DECODED_CUT,  /* the rest begins a character that goes on */
	DECODED_BAD,  /* the rest begins with no character */
};

struct decoder {
	iconv_t iconv;     /* (iconv_t)-1: UTF-8 with replacements */
	uint64_t replaced; /* bad sequences that became U+FFFD */
	size_t first;      /* where in a decoder_walk() the first was */
	bool cut;          /* one of them is a cut last character */
};

/* Of a name that is ENCODING_NAMED; "utf-8" replaces what is bad, and never
 * ends in DECODED_BAD.  False: iconv lacks it, or memory. */
bool decoder_open(struct decoder *, const char *name, struct err *) NODISCARD;
void decoder_close(struct decoder *);
/* Decodes the beginning of *s into out[0..capacity), moves *s and *length past
 * what it took; *count code points, all valid. */
enum decoded decoder_take(struct decoder *, const char **s, size_t *length,
			  uint32_t *out, size_t capacity, size_t *count);
/* At the end of the text: what an encoding held back, at most capacity. */
size_t decoder_end(struct decoder *, uint32_t *out, size_t capacity);

/* All of a text in memory, piece by piece: `taken` bytes are decoded before
 * take() is called, and not looked at again.  A cut last character becomes
 * U+FFFD.  False when something else is no character. */
struct decoder_sink {
	void (*take)(struct decoder_sink *, const uint32_t *symbol,
		     size_t count, size_t taken);
};
bool decoder_walk(struct decoder *, const char *s, size_t length,
		  struct decoder_sink *);

#endif
