/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series.c: the bounded history of the loss. */
#include "config.h"

#include "train/series.h"

#include "train/series_private.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

_Static_assert(SERIES_BUCKETS % 2 == 0, "buckets are merged in pairs");

void series_init(struct series *s, long first_iteration)
{
	memset(s, 0, sizeof *s); /* padding too: copies compare equal */
	s->width = 1;
	s->first = first_iteration;
}

/* All buckets are full: frees half of them. */
static void merge_pairs(struct series *s)
{
	for (int i = 0; i < SERIES_BUCKETS / 2; i++)
		s->bucket[i] = bucket_merge(&s->bucket[2 * i],
					    &s->bucket[2 * i + 1], s->width, i);
	memset(s->bucket + SERIES_BUCKETS / 2, 0,
	       SERIES_BUCKETS / 2 * sizeof *s->bucket);
	s->used = SERIES_BUCKETS / 2;
	s->width *= 2;
	s->in_last = s->width;
}

static void add_to_bucket(struct series *s, double loss, double smooth)
{
	struct bucket *last;

	if (s->used == SERIES_BUCKETS && s->in_last == s->width)
		merge_pairs(s);
	if (s->used == 0 || s->in_last == s->width) {
		s->bucket[s->used++] =
			(struct bucket){ loss, loss, loss, smooth, NAN, { 0 } };
		s->in_last = 1;
		return;
	}
	last = &s->bucket[s->used - 1];
	s->in_last++;
	last->low = fmin(last->low, loss);
	last->high = fmax(last->high, loss);
	last->mean += (loss - last->mean) / (double)s->in_last;
	last->smooth = smooth;
}

/* Hands out b, the 2^level values that end with the n-th. */
static void distribute(struct series *s, long n, int level,
		       const struct bucket *b)
{
	long width = 1L << level;
	int t = (level - TIER_FIRST) / TIER_STEP;

	if (width == s->width)
		memcpy(s->bucket[s->used - 1].order, b->order, sizeof b->order);
	if (level >= TIER_FIRST && tier_level(t) == level && t < SERIES_TIERS)
		s->tier[t][(n / width - 1) % SERIES_TIER] = *b;
	if (width == early_step(s->early_end) && n == s->early_end + width &&
	    s->earlies < SERIES_EARLY) {
		s->early[s->earlies++] = *b;
		s->early_end = n;
	}
}

/* Works like a binary counter: a carry merges two buckets of one width. */
static void add_to_cascade(struct series *s, double loss, double smooth)
{
	long n = series_values(s); /* it is counted already */
	struct bucket b = bucket_of(loss, smooth);
	int level = 0;

	distribute(s, n, level, &b);
	for (; (n - 1) >> level & 1; level++) {
		struct bucket *before = &s->pending[level];

		b = bucket_merge(before, &b, 1L << level,
				 (n >> (level + 1)) - 1);
		memset(before, 0, sizeof *before);
		distribute(s, n, level + 1, &b);
	}
	s->pending[level] = b;
}

void series_add(struct series *s, double loss, double smooth)
{
	add_to_bucket(s, loss, smooth);
	s->recent[(series_values(s) - 1) % SERIES_RECENT] =
		(struct moment){ loss, smooth, NAN };
	if (s->recents < SERIES_RECENT)
		s->recents++;
	add_to_cascade(s, loss, smooth);
}

void series_add_valid(struct series *s, double valid)
{
	long n = series_values(s);

	if (!n)
		return;
	s->bucket[s->used - 1].valid = valid;
	s->recent[(n - 1) % SERIES_RECENT].valid = valid;
	s->pending[__builtin_ctzl((unsigned long)n)].valid = valid;
	if (s->early_end == n)
		s->early[s->earlies - 1].valid = valid;
	for (int t = 0; t < SERIES_TIERS; t++)
		if (n % (1L << tier_level(t)) == 0)
			s->tier[t][((n >> tier_level(t)) - 1) % SERIES_TIER]
				.valid = valid;
}

void series_add_mark(struct series *s, long iteration, const char *text)
{
	size_t length = strnlen(text, SERIES_MARK_TEXT);
	struct mark *mark;

	if (s->marks == SERIES_MARKS) {
		memmove(s->mark, s->mark + 1,
			(SERIES_MARKS - 1) * sizeof *s->mark);
		s->marks--;
	}
	mark = &s->mark[s->marks++];
	memset(mark, 0, sizeof *mark);
	mark->iteration = iteration;
	if (length == SERIES_MARK_TEXT)
		length = utf8_cut(text, length - 1);
	memcpy(mark->text, text, length);
}
