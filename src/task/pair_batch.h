/* pair_batch.h: pairs side by side, padded to the longest, as the model seq2seq
 * reads them.
 *
 * The loss is the mean over all symbols that are to be written, "</s>" included.
 * The memory is the batch's own.  One thread. */
#ifndef TASK_PAIR_BATCH_H
#define TASK_PAIR_BATCH_H

#include "nn/batch.h"
#include "task/pair_set.h"

struct pair_batch {
	int pairs;                         /* B */
	int most[PAIR_SIDES];              /* T and U of the largest */
	int *id, *length;                  /* [T*B], [B] */
	int *out_id, *target, *out_length; /* [U*B], [U*B], [B] */
	double *weight;                    /* [U*B] */
	bool backwards;                    /* sources are read from their end */
};

void pair_batch_init(struct pair_batch *, const struct pair_set *, int pairs,
		     int source_most, int target_most);
void pair_batch_release(struct pair_batch *);
size_t pair_batch_memory(const struct pair_batch *);
/* Pair b becomes this one; NULL: nothing, which does not count. */
void pair_batch_put(struct pair_batch *, int b, const struct pair *);
/* All of them, padded to the longest. */
struct batch pair_batch_of(struct pair_batch *);
/* Symbols that are to be written, "</s>" included. */
long pair_batch_symbols(const struct pair_batch *);

#endif
