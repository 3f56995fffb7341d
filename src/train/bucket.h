/* bucket.h: the summary of a run of iterations whose single values are gone:
 * exact extremes and mean, and a summary of the distribution that merges.
 *
 * The summary is up to BUCKET_ORDER order statistics, each of which stands for
 * equally many values.  Up to BUCKET_ORDER values they are the values
 * themselves.  Merging two summaries sorts both together and keeps every second
 * one (Munro and Paterson 1980): a rank moves by at most the weight of one of
 * them.  So the rank of a quantile of 2^L * BUCKET_ORDER values is off by at
 * most (L + 1) / (2 * BUCKET_ORDER) of them: 3 % for 64 values, 11 % for 2048.
 * That takes an adversary; because the first and the second of each pair are
 * kept in turns, errors cancel, and 2 % is what is met. Plain data, pure
 * functions. */
#ifndef TRAIN_BUCKET_H
#define TRAIN_BUCKET_H

#include <stdbool.h>

enum { BUCKET_ORDER = 32 };

struct bucket {
	double low, high; /* of the raw loss */
	double mean;      /* of the raw loss */
	double smooth;    /* smooth loss at the bucket's end */
	double valid;     /* last validation loss in it (per character, nats);
			     NAN none */
	float order[BUCKET_ORDER]; /* ascending; 0 beyond bucket_orders() */
};

/* Order statistics that a bucket of `values` values holds. */
static inline int bucket_orders(long values)
{
	return values < BUCKET_ORDER ? (int)values : BUCKET_ORDER;
}

struct bucket bucket_of(double loss, double smooth);
/* Joins b after a, each of `values` values, a power of two.  `index` is that of
 * the result among buckets of its size; neighbours keep different halves. */
struct bucket bucket_merge(const struct bucket *a, const struct bucket *b,
			   long values, long index);
/* Estimates an order for a bucket of which only low, mean and high are
 * known. */
void bucket_estimate_order(struct bucket *, long values);

/* The distribution of the values of several buckets. */
struct spread_item {
	float value;
	double weight;
};
struct spread {
	struct spread_item *item;
	int items, capacity;
	double weight;
};
void spread_clear(struct spread *);
/* Skips values that are not numbers. */
void spread_add(struct spread *, const struct bucket *, long values);
/* Sorts; call before spread_quantile(). */
void spread_sort(struct spread *);
/* The value below which a given fraction of the values lies; NAN without
 * any. */
double spread_quantile(const struct spread *, double fraction);
void spread_release(struct spread *);

#endif
