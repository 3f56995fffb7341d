/* series.h: the history of a quantity over millions of iterations in bounded
 * memory.  Buckets of equal width (in iterations); when all are used, pairs
 * are merged and the width doubles.  Nothing is lost but resolution: the
 * minimum, maximum and mean of every stretch stay exact.
 * Plain data without pointers (copy by assignment); one thread. */
#ifndef TRAIN_SERIES_H
#define TRAIN_SERIES_H

#include <stdbool.h>

enum { SERIES_BUCKETS = 1024, SERIES_MARKS = 64, SERIES_MARK_TEXT = 24 };

struct bucket {
	double low, high;   /* of the raw loss */
	double mean;        /* of the raw loss */
	double smooth;      /* smooth loss at the bucket's end */
	double valid;       /* last validation loss in it (per character, nats);
			       NAN none */
};

/* A place where the user intervened. */
struct mark {
	long iteration;
	char text[SERIES_MARK_TEXT]; /* "lr 0.05", sanitized by its maker */
};

struct series {
	long width;         /* iterations a bucket: 1, 2, 4, ... */
	long first;         /* iteration of the first value (0, or where a
			       resumed history begins) */
	int used;           /* buckets with at least one value */
	long in_last;       /* values in the last used bucket, 1..width */
	struct bucket bucket[SERIES_BUCKETS];
	int marks;
	struct mark mark[SERIES_MARKS]; /* the last ones */
};

void series_init(struct series *, long first_iteration);
/* Values arrive in the order of iterations, none left out. */
void series_add(struct series *, double loss, double smooth);
void series_add_valid(struct series *, double valid); /* to the last bucket */
void series_add_mark(struct series *, long iteration, const char *text);
static inline long series_end(const struct series *s) /* one past the last */
{
	return s->used ? s->first + (s->used - 1) * s->width + s->in_last
		       : s->first;
}

#endif
