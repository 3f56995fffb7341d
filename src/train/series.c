/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series.c: the bounded history of the loss. */
#include "config.h"

#include "train/series.h"

#include <math.h>
#include <string.h>

_Static_assert(SERIES_BUCKETS % 2 == 0, "buckets are merged in pairs");

void series_init(struct series *s, long first_iteration)
{
	memset(s, 0, sizeof *s); /* padding too: copies compare equal */
	s->width = 1;
	s->first = first_iteration;
}

/* Both hold the same number of values. */
static struct bucket merged(const struct bucket *a, const struct bucket *b)
{
	return (struct bucket){
		.low = fmin(a->low, b->low),
		.high = fmax(a->high, b->high),
		.mean = a->mean / 2 + b->mean / 2,
		.smooth = b->smooth,
		.valid = isnan(b->valid) ? a->valid : b->valid,
	};
}

/* All buckets are full: half of them are free afterwards. */
static void merge_pairs(struct series *s)
{
	for (int i = 0; i < SERIES_BUCKETS / 2; i++)
		s->bucket[i] = merged(&s->bucket[2 * i], &s->bucket[2 * i + 1]);
	memset(s->bucket + SERIES_BUCKETS / 2, 0,
	       SERIES_BUCKETS / 2 * sizeof *s->bucket);
	s->used = SERIES_BUCKETS / 2;
	s->width *= 2;
	s->in_last = s->width;
}

void series_add(struct series *s, double loss, double smooth)
{
	struct bucket *last;

	if (s->used == SERIES_BUCKETS && s->in_last == s->width)
		merge_pairs(s);
	if (s->used == 0 || s->in_last == s->width) {
		s->bucket[s->used++] =
			(struct bucket){ loss, loss, loss, smooth, NAN };
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

void series_add_valid(struct series *s, double valid)
{
	if (s->used)
		s->bucket[s->used - 1].valid = valid;
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
	/* Cut between two UTF-8 characters. */
	if (length == SERIES_MARK_TEXT)
		for (length--; length && (text[length] & 0xc0) == 0x80;)
			length--;
	memcpy(mark->text, text, length);
}
