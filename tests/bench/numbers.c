/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbers.c: samples and their quantiles. */
#include "config.h"
#include "bench.h"
#include "base/util.h"
#include <math.h>
#include <stdlib.h>

void samples_add(struct samples *s, double x)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->x = xreallocarray(s->x, (size_t)s->room, sizeof *s->x);
	}
	s->x[s->n++] = x;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double samples_at(struct samples *s, double share)
{
	if (!s->n)
		return NAN;
	qsort(s->x, (size_t)s->n, sizeof *s->x, by_size);
	return s->x[min_int(s->n - 1, (int)(share * s->n))];
}

double samples_median(struct samples *s) { return samples_at(s, 0.5); }

void samples_release(struct samples *s)
{
	free(s->x);
	*s = (struct samples){ 0 };
}
