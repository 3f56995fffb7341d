/* supply.h: which examples an iteration trains on: the numbers of those of batch
 * k, as a function of the seed and of k alone.
 *
 * Generated examples have no end: batch k has numbers k*B to k*B + B - 1.  Rows
 * of a file are read in another order each epoch, and an epoch is whole batches:
 * the last is filled up from the beginning of its order.  Rows that are about as
 * long come together, so that little of a batch is padding.  Its cursor is one
 * word.  One thread. */
#ifndef TASK_SUPPLY_H
#define TASK_SUPPLY_H

#include "train/task.h"

struct supply {
	uint64_t seed;
	int batch;         /* B */
	size_t rows;       /* examples; 0: generated */
	const int *length; /* [rows] borrowed; NULL: not known */
	uint32_t *order;   /* [rows] that of `epoch` */
	uint64_t epoch;    /* UINT64_MAX: none yet */
	uint64_t next;     /* batches that were taken: the cursor */
};

/* `rows` examples numbered from 0, or 0.  `length` may be NULL. */
void supply_init(struct supply *, uint64_t seed, size_t rows, const int *length,
		 int batch);
void supply_release(struct supply *);
/* The numbers of the next batch. */
void supply_take(struct supply *, uint64_t *number);
/* False: no batch was taken yet. */
bool supply_back(struct supply *);
void supply_get_cursor(const struct supply *, uint64_t words[TASK_WORDS]);
bool supply_set_cursor(struct supply *, const uint64_t words[TASK_WORDS]);
/* Batches per epoch; 0: no end.  And how many are left of it; 0: the next
 * begins another. */
size_t supply_epoch(const struct supply *);
size_t supply_left(const struct supply *);
size_t supply_memory(const struct supply *);

#endif
