/* rows_stats.h: which rows a net learns from, and how long their texts are. */
#ifndef TEXT_ROWS_STATS_H
#define TEXT_ROWS_STATS_H

#include "text/rows.h"
#include "text/tokens.h"

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

/* How many rows have texts of which length in tokens. */
enum { ROW_LENGTH_BINS = 20 };
struct row_lengths {
	size_t longest;
	double mean;
	size_t width; /* lengths per bin: 1, 2, 5, 10, 20, ... */
	int bins;     /* that are needed */
	size_t count
		[ROW_LENGTH_BINS]; /* bin i: i * width + 1 .. (i + 1) * width */
};

/* Of the inputs or the outputs of all rows; `ids` are those of their table. */
void row_lengths_make(struct row_lengths *, const struct rows *, bool outputs,
		      const struct token_ids *ids);

#endif
