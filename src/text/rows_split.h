/* rows_split.h: which rows a net learns from. */
#ifndef TEXT_ROWS_SPLIT_H
#define TEXT_ROWS_SPLIT_H

#include "text/rows.h"

/* Rows by their index, ascending.  Equal inputs are on the same side, so that no
 * net is asked what it was taught.  One owner. */
struct rows_split {
	uint32_t *train, *held; /* held out for validation */
	size_t trains, helds;
};

/* Holds out this fraction (0 .. 1) of the different inputs, rounded, but at
 * least one of them and not all; 0: none.  Which ones follows from the texts
 * alone, so it is the same in every run and whatever the order of the rows. */
void rows_split_make(struct rows_split *, const struct rows *, double fraction);
void rows_split_release(struct rows_split *);

#endif
