/* sample_list.h: the newest texts of the net, for the screen.
 *
 * At most SAMPLES_KEPT, and beside the newest, which is always kept, at most
 * SAMPLES_BYTES: the oldest are dropped first.  Owns its texts.  One thread. */
#ifndef TRAIN_SAMPLE_LIST_H
#define TRAIN_SAMPLE_LIST_H

#include <stddef.h>

enum { SAMPLES_KEPT = 8, SAMPLES_BYTES = 64 << 10 };

struct sampled {
	long iteration;
	double temperature;
	char *text;    /* NUL-terminated symbols in UTF-8 (bytes as they
			  are), never sanitized here */
	size_t length; /* bytes, including the seed */
	size_t seed;   /* bytes at the beginning that the net had read */
};

struct sample_list {
	unsigned long serial; /* differs: other texts */
	int count;
	struct sampled item[SAMPLES_KEPT]; /* the newest first */
};

/* Copies the text. */
void sample_list_add(struct sample_list *, const struct sampled *);
/* Drops all; the serial goes on. */
void sample_list_clear(struct sample_list *);
/* Makes `to` equal to `from`; cheap if it already is. */
void sample_list_copy(struct sample_list *to, const struct sample_list *from);

#endif
