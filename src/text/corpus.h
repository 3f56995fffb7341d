/* corpus.h: a text as an array of symbol ids, one or two bytes each.
 *
 * Read once, in blocks, from a file, a pipe, standard input or memory.  UTF-8 and a
 * named encoding become ids as they are read; what turns out to be something
 * else is kept as bytes until all of it is there, then decoded in place where
 * its encoding is certain enough (choose.h).  What gzip packed is unpacked, and
 * then is the text: its length and CRC are those of what was in it.
 * Immutable after loading; any thread may read. */
#ifndef TEXT_CORPUS_H
#define TEXT_CORPUS_H

#include "text/decoder.h"
#include "text/vocab.h"

struct corpus_options {
	const char *encoding; /* "auto", "utf-8", "bytes" (whatever they are,
				 and as they are) or a name that iconv knows;
				 NULL: auto */
	bool recorded;        /* as a checkpoint says: UTF-8 may have bad bytes,
				 which auto allowed then */
	uint64_t max_bytes;   /* a larger text is refused; 0: no limit */
	size_t block; /* bytes per read(2); 0: the default (tests use 3) */
};

struct corpus {
	char *name;     /* as given; "-" for standard input */
	char *path;     /* absolute; NULL for standard input and memory */
	char *encoding; /* what it was read as: never "auto" */
	struct vocab vocab;
	size_t length; /* symbols */
	int width;     /* bytes per id: 1 or 2 */
	void *ids;
	uint64_t *count; /* [vocab.size] how often each symbol occurs */
	uint64_t bytes;  /* of the file (unpacked), with a BOM */
	uint32_t crc32;  /* of those bytes */
	char *notices;   /* lines for the user, or "" */
};

/* Reads `name` ("-": standard input).  ERR_INPUT with the reason for what is
 * missing, unreadable, a directory, a device, too large, no text at all by how
 * it begins, not in the encoding that is named, has more than 65,535 symbols,
 * or fewer than two characters; ERR_RESOURCE when memory is out. */
bool corpus_load(struct corpus *, const char *name,
		 const struct corpus_options *, struct err *) NODISCARD;
/* The same of n bytes in memory, as if a file held them.  The name is "text",
 * and there is no path. */
bool corpus_from_text(struct corpus *, const char *text, size_t n,
		      const struct corpus_options *, struct err *) NODISCARD;
void corpus_release(struct corpus *);

static inline int corpus_id(const struct corpus *c, size_t i)
{
	return c->width == 1 ? ((const uint8_t *)c->ids)[i]
			     : ((const uint16_t *)c->ids)[i];
}

/* A symbol drawn with its frequency in the text, from u in [0, 1). */
int corpus_draw(const struct corpus *, double u);

#endif
