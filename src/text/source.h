/* source.h: the bytes of a text, from a file, a pipe, standard input or memory,
 * and unpacked where they are gzip's.
 *
 * They can be read only once; the first of them can be looked at before that.
 * Corpora are read through it, and texts whose CRC is asked for.  One thread.
 */
#ifndef TEXT_SOURCE_H
#define TEXT_SOURCE_H

#include "base/err.h"
#include <stdint.h>
#include <sys/stat.h>

enum { SOURCE_HEAD = 4096 };

struct unpacking; /* gzip's side */

struct source {
	const char *title;      /* for reasons */
	uint64_t limit;         /* of bytes given out; 0: none */
	uint64_t bytes;         /* given out so far, unpacked */
	uint32_t crc32;         /* of those */
	char head[SOURCE_HEAD]; /* the first bytes, unpacked */
	size_t head_length, head_given;
	struct unpacking *gzip; /* NULL: not packed */
	const char *memory;     /* the bytes still to be read where there is no
			       file (fd is -1), `remaining` of them */
	size_t remaining;
	int fd;
	bool named_pipe; /* whose writer may still be to come */
	struct stat before;
};

/* `name` "-": standard input.  `unpack`: gzip files are given out unpacked.
 * Also after a failure source_close() is due. */
bool source_open(struct source *, const char *name, const char *title,
		 uint64_t limit, bool unpack, struct err *) NODISCARD;
/* The same of n bytes in memory, which are borrowed until source_close(). */
bool source_open_memory(struct source *, const char *bytes, size_t n,
			const char *title, uint64_t limit, bool unpack,
			struct err *) NODISCARD;
/* The next 1..capacity bytes; *n is 0 at the end.  ERR_INPUT: a read error,
 * damaged gzip, more than the limit. */
bool source_read(struct source *, char *into, size_t capacity, size_t *n,
		 struct err *) NODISCARD;
/* Whether a file was written to since it was opened. */
bool source_changed(const struct source *);
void source_close(struct source *);

#endif
