/* batch.h: what one pass reads.
 *
 * T time steps, B sequences; row t*B + b is time t of sequence b.  U are the
 * steps of an output that is not as long as the input.  All arrays belong to
 * the caller and are read only during the call.
 *
 * A member is here because a model reads it; a model ignores the others.  A
 * new kind of input or goal becomes a new member, NULL or 0 where absent, so
 * that callers that name what they set stay as they are. */
#ifndef NN_BATCH_H
#define NN_BATCH_H

#include <stdbool.h>
#include <stddef.h>

struct net_spec;

struct batch {
	int steps;            /* T of this pass, at most the net's */
	const int *id;        /* [T*B] symbols read; -1: none, a row of
				 zeros */
	const double *value;  /* [T*B][values] numbers read instead */
	const int *target;    /* [T*B] symbols to predict, seq2seq [U*B] */
	const double *goal;   /* [T*B][goals] numbers to meet instead.  Neither
				 target nor goal: no loss (readers and walkers
				 only) */
	const double *weight; /* factor of the loss of each row of target or
				 goal; NULL: all 1.  0 is padding, or a step
				 that is not judged; its target is not read */
	const bool *fresh;    /* [B] sequences that start from a zero state;
				 NULL: none */

	/* seq2seq */
	const int *length; /* [B] steps of each source, 1..T; what follows is
			      padding, which changes nothing; NULL: all T */
	int out_steps;     /* U of this pass, at most the net's */
	const int *out_id; /* [U*B] symbols that the decoder reads: a start
			      symbol, then those of the target before the
			      last */
};

/* The arrays of a batch, as a list: rows of an element per sequence. */
enum { BATCH_ARRAYS = 8 };
/* Rows of array i in a batch of T and U steps, and bytes of an element. */
size_t batch_rows(const struct net_spec *, int i, int T, int U);
size_t batch_bytes(const struct net_spec *, int i);
const void *batch_array(const struct batch *, int i); /* NULL: absent */
void batch_set_array(struct batch *, int i, const void *);

#endif
