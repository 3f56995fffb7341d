/* batch.h: what one pass reads.
 *
 * T time steps, B sequences; row t*B + b is time t of sequence b.  All arrays
 * belong to the caller and are read only during the call.
 *
 * A member is here because a model reads it; a model ignores the others.  A
 * new kind of input or goal becomes a new member, NULL or 0 where absent, so
 * that callers that name what they set stay as they are. */
#ifndef NN_BATCH_H
#define NN_BATCH_H

#include <stdbool.h>

struct batch {
	int steps;            /* T of this pass, at most the net's */
	const int *id;        /* [T*B] symbols read */
	const int *target;    /* [T*B] symbols to predict; NULL: no loss
				 (walkers only) */
	const double *weight; /* [T*B] factor of each row's loss; NULL: all 1.
				 0 is padding, or a step that is not judged;
				 its target is not read */
	const bool *fresh;    /* [B] sequences that start from a zero state;
				 NULL: none */
};

#endif
