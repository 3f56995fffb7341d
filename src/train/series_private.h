/* series_private.h: the widths in the parts of a series. */
#ifndef TRAIN_SERIES_PRIVATE_H
#define TRAIN_SERIES_PRIVATE_H

#include "train/series.h"

enum { TIER_FIRST = 6, TIER_STEP = 2, EARLY_BITS = 4 };

/* The buckets of tier t hold 2^tier_level(t) values. */
static inline int tier_level(int t) { return TIER_FIRST + TIER_STEP * t; }

/* Width of the bucket of `early` that follows the end-th value. */
static inline long early_step(long end)
{
	int bits = end ? SERIES_LEVELS + 1 - __builtin_clzl((unsigned long)end)
		       : 0;

	return bits <= EARLY_BITS ? 1 : 1L << (bits - EARLY_BITS);
}

#endif
