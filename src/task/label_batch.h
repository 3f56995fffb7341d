/* label_batch.h: a batch for the model "label": sequences of different lengths
 * side by side, padded to the longest.
 *
 * The memory is the batch's own.  One thread. */
#ifndef TASK_LABEL_BATCH_H
#define TASK_LABEL_BATCH_H

#include "nn/batch.h"

#include <stddef.h>

/* Sizes of the examples of a task. */
struct label_sizes {
	int steps;  /* T of the longest */
	int values; /* numbers read per step; 0: an id */
	int goals;  /* numbers to meet; 0: a class */
};

/* One example, in arrays for T steps. */
struct label_item {
	int steps;       /* 1..T */
	int *id;         /* [T] that are read; NULL: `value` */
	double *value;   /* [T][values] */
	int *target;     /* [T] classes; NULL: `goal` */
	double *goal;    /* [T][goals] */
	double *weight;  /* [T] of the losses of its steps */
	int first, last; /* steps whose answers count as right or wrong */
};

struct label_batch {
	struct label_sizes size;
	int sequences;          /* B */
	int *length;            /* [B] steps of each */
	int *first, *last;      /* [B] steps of each that count */
	bool *fresh;            /* [B] true */
	struct label_item all;  /* arrays of T*B rows */
	struct label_item item; /* the example being made */
};

void label_batch_init(struct label_batch *, const struct label_sizes *,
		      int sequences);
void label_batch_release(struct label_batch *);
size_t label_batch_memory(const struct label_batch *); /* bytes */
/* Puts the example in `item` into sequence b. */
void label_batch_put(struct label_batch *, int b);
/* Leaves sequence b without a step that counts: of length 1, weight 0. */
void label_batch_skip(struct label_batch *, int b);
/* As the net reads it, after all sequences are put: T is that of the longest. */
struct batch label_batch_of(struct label_batch *);

#endif
