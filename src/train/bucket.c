/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bucket.c: extremes, mean and mergeable quantiles of a run of iterations. */
#include "config.h"

#include "train/bucket.h"

#include "base/util.h"

#include <math.h>
#include <stdlib.h>

struct bucket bucket_of(double loss, double smooth)
{
	return (struct bucket){
		loss, loss, loss, smooth, NAN, { (float)loss }
	};
}

/* Merges a[n] and b[n] in ascending order. */
static void merge_orders(const float *a, const float *b, int n, float *out)
{
	int i = 0, k = 0;

	while (i < n && k < n)
		*out++ = b[k] < a[i] ? b[k++] : a[i++];
	while (i < n)
		*out++ = a[i++];
	while (k < n)
		*out++ = b[k++];
}

struct bucket bucket_merge(const struct bucket *a, const struct bucket *b,
			   long values, long index)
{
	int n = bucket_orders(values);
	struct bucket out = {
		.low = fmin(a->low, b->low),
		.high = fmax(a->high, b->high),
		.mean = a->mean / 2 + b->mean / 2,
		.smooth = b->smooth,
		.valid = isnan(b->valid) ? a->valid : b->valid,
	};
	float both[2 * BUCKET_ORDER];

	if (2 * n <= BUCKET_ORDER) {
		merge_orders(a->order, b->order, n, out.order);
		return out;
	}
	merge_orders(a->order, b->order, n, both);
	for (int i = 0; i < BUCKET_ORDER; i++)
		out.order[i] = both[2 * i + (index & 1)];
	return out;
}

void bucket_estimate_order(struct bucket *b, long values)
{
	int n = bucket_orders(values);

	for (int i = 0; i < n; i++) {
		double at = (i + 0.5) / n * 2 - 1;
		double end = at < 0 ? b->low : b->high;

		b->order[i] = (float)(b->mean + (end - b->mean) * fabs(at));
	}
}

/* --- several buckets ------------------------------------------------------ */

void spread_clear(struct spread *s)
{
	s->items = 0;
	s->weight = 0;
}

void spread_release(struct spread *s)
{
	free(s->item);
	*s = (struct spread){ .item = NULL };
}

void spread_add(struct spread *s, const struct bucket *b, long values)
{
	int n = bucket_orders(values);
	double weight = (double)values / n;

	if (s->items + n > s->capacity) {
		s->capacity = 2 * s->capacity + BUCKET_ORDER;
		s->item = xreallocarray(s->item, (size_t)s->capacity,
					sizeof *s->item);
	}
	for (int i = 0; i < n; i++) {
		if (!isfinite(b->order[i]))
			continue;
		s->item[s->items++] =
			(struct spread_item){ b->order[i], weight };
		s->weight += weight;
	}
}

static int by_value(const void *a, const void *b)
{
	const struct spread_item *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

void spread_sort(struct spread *s)
{
	if (s->items > 1)
		qsort(s->item, (size_t)s->items, sizeof *s->item, by_value);
}

double spread_quantile(const struct spread *s, double fraction)
{
	double below = 0;

	for (int i = 0; i < s->items; i++) {
		below += s->item[i].weight;
		if (below >= fraction * s->weight)
			return s->item[i].value;
	}
	return s->items ? s->item[s->items - 1].value : NAN;
}
