/* dataset.h: what the user's files contain, as a task reads it.
 *
 * Copied by assignment; what its members point to is immutable and outlives the
 * runs that learn from it.  A member is NULL where there is nothing of its kind; what a task reads says its
 * `reads` (train/task.h). */
#ifndef TRAIN_DATASET_H
#define TRAIN_DATASET_H

#include "text/corpus.h"
#include <stddef.h>

struct rows;

struct dataset {
	const struct corpus *text;   /* a text for prediction */
	const struct rows *rows;     /* labelled sentences, or pairs; NULL: the
					 task generates its examples */
	const struct rows *held_out; /* --valid-file; NULL: a part of `rows` */
	const char *columns;         /* --columns, as given; NULL: found */
};

#endif
