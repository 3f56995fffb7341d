/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_look.c: a window of the history in its finest resolution. */
#include "config.h"

#include "train/series.h"

#include "train/series_private.h"

#include "base/util.h"

#include <math.h>
#include <stdint.h>

struct visit {
	const struct series *s;
	long from; /* values before the window */
	series_visitor *visitor;
	void *owner;
};

static void visit_piece(const struct visit *v, long end, long values,
			const struct bucket *b)
{
	struct series_piece piece = { v->s->first + end, values, b };

	if (end > v->from)
		v->visitor(v->owner, &piece);
}

/* Visits the values that no closed bucket holds yet: the pending buckets of the
 * cascade, widest first. */
static void visit_tail(const struct visit *v, long end)
{
	long n = series_values(v->s);

	for (int level = SERIES_LEVELS - 1; level >= 0; level--) {
		long width = 1L << level;

		if (!((n - end) & width))
			continue;
		end += width;
		visit_piece(v, end, width, &v->s->pending[level]);
	}
}

static void visit_recent(const struct visit *v)
{
	long n = series_values(v->s);

	for (long k = max_long(v->from, n - v->s->recents); k < n; k++) {
		const struct moment *m = &v->s->recent[k % SERIES_RECENT];
		struct bucket b = bucket_of(m->loss, m->smooth);

		b.valid = m->valid;
		visit_piece(v, k + 1, 1, &b);
	}
}

static long tier_begin(const struct series *s, int t)
{
	long buckets = series_values(s) >> tier_level(t);

	return max_long(buckets - SERIES_TIER, 0) << tier_level(t);
}

static void visit_tier(const struct visit *v, int t)
{
	int level = tier_level(t);
	long buckets = series_values(v->s) >> level;

	for (long k = max_long(buckets - SERIES_TIER, 0); k < buckets; k++)
		visit_piece(v, (k + 1) << level, 1L << level,
			    &v->s->tier[t][k % SERIES_TIER]);
	visit_tail(v, buckets << level);
}

static void visit_buckets(const struct visit *v)
{
	const struct series *s = v->s;
	int full = s->used - (s->used > 0 && s->in_last < s->width);

	for (int i = 0; i < full; i++)
		visit_piece(v, (i + 1) * s->width, s->width, &s->bucket[i]);
	visit_tail(v, full * s->width);
}

void series_visit(const struct series *s, long from, series_visitor *visitor,
		  void *owner)
{
	struct visit v = { s, max_long(from - s->first, 0), visitor, owner };

	if (s->width > 1 && v.from >= series_values(s) - s->recents) {
		visit_recent(&v);
		return;
	}
	for (int t = 0; t < SERIES_TIERS && 1L << tier_level(t) < s->width; t++)
		if (v.from >= tier_begin(s, t)) {
			visit_tier(&v, t);
			return;
		}
	visit_buckets(&v);
}

void series_visit_early(const struct series *s, series_visitor *visitor,
			void *owner)
{
	struct visit v = { s, 0, visitor, owner };
	long end = 0;

	for (int i = 0; i < s->earlies; i++) {
		long width = early_step(end);

		end += width;
		visit_piece(&v, end, width, &s->early[i]);
	}
	visit_tail(&v, end);
}

/* --- crossings ------------------------------------------------------------ */

struct crossing {
	double level, before; /* `before`: smooth loss of the last piece */
	long end;             /* end of that piece */
	long since, width;    /* -1: at or above the level */
};

static void see_crossing(void *owner, const struct series_piece *p)
{
	struct crossing *c = owner;
	double smooth = p->bucket->smooth;

	if (!(smooth < c->level)) {
		c->since = -1;
	} else if (c->before >= c->level) {
		double part = (c->before - c->level) / (c->before - smooth);

		c->since = c->end +
			   max_long(1, (long)ceil(part *
						  (double)(p->end - c->end)));
		c->width = p->values;
	}
	c->before = smooth;
	c->end = p->end;
}

long series_below_since(const struct series *s, double level, long *width)
{
	struct crossing c = { level, NAN, s->first, -1, 1 };

	series_visit_early(s, see_crossing, &c);
	*width = c.width;
	return c.since;
}

/* --- for checkpoints ------------------------------------------------------ */

void series_lay_out(struct series *s)
{
	long n = series_values(s);

	s->earlies = 0;
	s->early_end = 0;
	while (s->earlies < SERIES_EARLY &&
	       s->early_end + early_step(s->early_end) <= n) {
		s->early_end += early_step(s->early_end);
		s->earlies++;
	}
}

int series_buckets(const struct series *constant,
		   struct bucket *row[SERIES_BUCKETS])
{
	struct series *s = (struct series *)(uintptr_t)constant;

	for (int i = 0; i < s->used; i++)
		row[i] = &s->bucket[i];
	return s->used;
}

int series_details(const struct series *constant,
		   struct bucket *row[SERIES_DETAILS])
{
	struct series *s = (struct series *)(uintptr_t)constant;
	long n = series_values(s);
	int rows = 0;

	for (int i = 0; i < s->earlies; i++)
		row[rows++] = &s->early[i];
	for (int level = SERIES_LEVELS - 1; level >= 0; level--)
		if (n >> level & 1)
			row[rows++] = &s->pending[level];
	for (int t = 0; t < SERIES_TIERS; t++) {
		long buckets = n >> tier_level(t);

		for (long k = max_long(buckets - SERIES_TIER, 0); k < buckets;
		     k++)
			row[rows++] = &s->tier[t][k % SERIES_TIER];
	}
	return rows;
}

/* Estimates what `bucket` knows of `values` values, the last of which is the
 * end-th.  One validation is one dot, at the end of its bucket. */
static void estimate(const struct series *s, long end, long values,
		     struct bucket *out)
{
	int last = clamp_int((int)((end - 1) / s->width), 0, s->used - 1);
	double valid = NAN;

	*out = s->bucket[last];
	for (int i = (int)((end - values) / s->width); i <= last; i++) {
		const struct bucket *b = &s->bucket[i];
		long filled = i == s->used - 1 ? s->in_last : s->width;

		out->low = fmin(out->low, b->low);
		out->high = fmax(out->high, b->high);
		if (i * s->width + filled <= end && !isnan(b->valid))
			valid = b->valid;
	}
	out->valid = valid;
	bucket_estimate_order(out, values);
}

void series_estimate_details(struct series *s)
{
	long n = series_values(s), end = 0;

	for (int i = 0; i < s->used; i++)
		if (i < s->used - 1 || s->in_last == s->width)
			bucket_estimate_order(&s->bucket[i], s->width);
	for (int i = 0; i < s->earlies; i++) {
		long width = early_step(end);

		end += width;
		estimate(s, end, width, &s->early[i]);
	}
	end = 0;
	for (int level = SERIES_LEVELS - 1; level >= 0; level--)
		if (n >> level & 1) {
			end += 1L << level;
			estimate(s, end, 1L << level, &s->pending[level]);
		}
	for (int t = 0; t < SERIES_TIERS; t++) {
		long buckets = n >> tier_level(t);

		for (long k = max_long(buckets - SERIES_TIER, 0); k < buckets;
		     k++)
			estimate(s, (k + 1) << tier_level(t),
				 1L << tier_level(t),
				 &s->tier[t][k % SERIES_TIER]);
	}
}
