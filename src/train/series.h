/* series.h: the history of the loss over millions of iterations in bounded
 * memory, fine enough for every window:
 *
 *   bucket  everything, in buckets of equal width (in iterations); when all
 *           are used, pairs are merged and the width doubles
 *   recent  the last 4096 iterations, one by one
 *   tier    the last ones in buckets of 64, 256, 1024, ... iterations, so that
 *           a window between the two has at least 48 buckets
 *   early   everything in buckets that grow with the iteration, 16 to 32 for
 *           each doubling: a logarithmic axis, and the time a value was crossed
 *
 * Minimum, maximum and mean of every bucket are exact, its quantiles as bucket.h
 * says.  One cascade feeds tier, early and the orders of bucket: pending[l] holds
 * the 2^l values that wait for as many more.  All merging depends only on the
 * number of values, so the same values give the same bytes.
 * Plain data without pointers, about 650 kB (copied by assignment); one thread.
 */
#ifndef TRAIN_SERIES_H
#define TRAIN_SERIES_H

#include "train/bucket.h"

enum {
	SERIES_BUCKETS = 1024,
	SERIES_RECENT = 4096,
	SERIES_TIERS = 8,
	SERIES_TIER = 192,  /* buckets per tier */
	SERIES_EARLY = 640, /* enough for 2^43 iterations */
	SERIES_LEVELS = 8 * (int)sizeof(long) - 2,
	SERIES_DETAILS =
		SERIES_TIERS * SERIES_TIER + SERIES_EARLY + SERIES_LEVELS,
	SERIES_MARKS = 64,
	SERIES_MARK_TEXT = 24,
};

/* An iteration at which the user intervened. */
struct mark {
	long iteration;
	char text[SERIES_MARK_TEXT]; /* "lr 0.05", sanitized by its maker */
};

/* One iteration. */
struct moment {
	double loss, smooth, valid;
};

struct series {
	long width;   /* iterations per bucket: 1, 2, 4, ... */
	long first;   /* iterations before the first value */
	int used;     /* buckets with at least one value */
	long in_last; /* values in the last used bucket, 1..width */
	struct bucket bucket[SERIES_BUCKETS]; /* no order in an unfilled one */
	int recents; /* number of the last values in `recent` */
	struct moment recent[SERIES_RECENT];  /* value k (from 0) at k modulo
						 SERIES_RECENT */
	struct bucket pending[SERIES_LEVELS]; /* [l]: bit l of the number of
						 values is set */
	struct bucket tier[SERIES_TIERS][SERIES_TIER]; /* bucket k (from 0) at
							  k modulo SERIES_TIER */
	int earlies;
	long early_end; /* values that `early` holds */
	struct bucket early[SERIES_EARLY];
	int marks;
	struct mark mark[SERIES_MARKS]; /* the last ones */
};

void series_init(struct series *, long first_iteration);
/* Values arrive in the order of iterations, none left out. */
void series_add(struct series *, double loss, double smooth);
void series_add_valid(struct series *, double valid); /* to the last value */
void series_add_mark(struct series *, long iteration, const char *text);
static inline long series_values(const struct series *s)
{
	return s->used ? (s->used - 1) * s->width + s->in_last : 0;
}
static inline long series_end(const struct series *s) /* one past the last */
{
	return s->first + series_values(s);
}

/* --- looking -------------------------------------------------------------- */

/* A run of iterations: `values` of them, the last of which was the end-th. */
struct series_piece {
	long end, values;
	const struct bucket *bucket;
};
typedef void series_visitor(void *owner, const struct series_piece *);
/* Visits pieces in order of time, without gaps, that cover the iterations from
 * `from` on, in the finest resolution available for that window. */
void series_visit(const struct series *, long from, series_visitor *,
		  void *owner);
/* Visits all iterations; each piece is at most 1/16 of those before it. */
void series_visit_early(const struct series *, series_visitor *, void *owner);
/* The iteration since which the smooth loss has been below `level`; -1: it is
 * not, or has always been.  `width`: its uncertainty. */
long series_below_since(const struct series *, double level, long *width);

/* --- for checkpoints ---------------------------------------------------------
 * All that width, first, used and in_last imply about the rest. */

void series_lay_out(struct series *);
/* Pointers to those of `bucket`. */
int series_buckets(const struct series *, struct bucket *row[SERIES_BUCKETS]);
/* Pointers to every used bucket of early, pending and tier, in that order, and
 * in order of time each; returns their number.  As constant as the series (as
 * strchr() does). */
int series_details(const struct series *, struct bucket *row[SERIES_DETAILS]);
/* For a history of which only `bucket` is known, without orders: derives the
 * rest from that, as coarse as it is. */
void series_estimate_details(struct series *);

#endif
