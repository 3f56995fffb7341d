/* stream.h: how training walks a text: B parallel cursors, T steps at a time.
 *
 * The first `train` symbols are cut into B equal streams of `stride` symbols;
 * what follows them is the validation part.  Contract: the cursor p starts at
 * 0 and advances by T per iteration; when p + T + 1 >= stride, tested before
 * the iteration, it returns to 0 and the recurrent state to zero.
 * Owned by a run; one thread. */
#ifndef TEXT_STREAM_H
#define TEXT_STREAM_H

#include "text/corpus.h"

struct stream {
	const struct corpus *corpus; /* borrowed */
	size_t train;                /* symbols; the rest validates */
	size_t stride;               /* symbols of each stream */
	size_t position;             /* cursor p of the next iteration */
	int steps, batch;            /* T, B */
};

/* `valid` is the fraction of the text kept for validation, 0..0.5.  *steps is
 * cut to what fits (>= 1).  A batch too large for the text: ERR_INPUT. */
bool stream_init(struct stream *, const struct corpus *, double valid,
		 int *steps, int batch, struct err *) NODISCARD;
/* Fills in[T*B], target[T*B] (row t*B + b) for the next iteration and advances.
 * Returns true when the cursor went back to 0: zero the state first. */
bool stream_next(struct stream *, int *in, int *target);
/* Moves the cursor back to where the last iteration began to read, so that
 * stream_next() gives the same again.  False at the start, where there is
 * none. */
bool stream_back(struct stream *);
/* Iterations until the next one begins at 0 again; 0: the next does. */
size_t stream_left(const struct stream *);
/* Iterations until the cursor wraps, from p = 0: the length of an epoch. */
size_t stream_epoch(const struct stream *);
size_t stream_valid_length(const struct stream *);

#endif
