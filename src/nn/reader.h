/* reader.h: nets that read with the parameters of another, and decoding, one
 * step at a time.  See engine.h. */
#ifndef NN_READER_H
#define NN_READER_H

#include "nn/core.h"
#include "nn/layers.h"

/* Where a decoder is.  Its states are the carried states of the reader. */
struct decoding {
	struct mark encoded; /* on the tape: what each step starts from */
	struct source source;
	int *length, *of; /* [B] of the source */
	int *from;        /* [B] scratch */
	int memory[];     /* of the three */
};

LOCAL struct net *reader_new(const struct net *, int steps, int out_steps,
			     int batch, struct err *);
LOCAL void decode_begin(struct net *, const struct batch *);
LOCAL void decode_step(struct net *, const int *id);
LOCAL void decode_reorder(struct net *, const int *from);

#endif
