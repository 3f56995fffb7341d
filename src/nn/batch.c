/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch.c: the arrays of a batch, as a list. */
#include "config.h"
#include "nn/engine.h"
#include <string.h>

enum array_rows { IN_STEPS, OUT_STEPS, JUDGED_STEPS, ONE_ROW };

#define ARRAY(name) offsetof(struct batch, name)
#define COUNT(name) offsetof(struct net_spec, name)
static const struct array {
	size_t member; /* of struct batch */
	enum array_rows rows;
	size_t bytes; /* of a number */
	size_t count; /* numbers per element: offset in struct net_spec; 0:
			 one */
} array[BATCH_ARRAYS] = {
	{ ARRAY(id), IN_STEPS, sizeof(int), 0 },
	{ ARRAY(value), IN_STEPS, sizeof(double), COUNT(values) },
	{ ARRAY(target), JUDGED_STEPS, sizeof(int), 0 },
	{ ARRAY(goal), JUDGED_STEPS, sizeof(double), COUNT(goals) },
	{ ARRAY(weight), JUDGED_STEPS, sizeof(double), 0 },
	{ ARRAY(fresh), ONE_ROW, sizeof(bool), 0 },
	{ ARRAY(length), ONE_ROW, sizeof(int), 0 },
	{ ARRAY(out_id), OUT_STEPS, sizeof(int), 0 },
};

size_t batch_rows(const struct net_spec *s, int i, int T, int U)
{
	const enum array_rows rows = array[i].rows;
	const bool two = s->model == MODEL_SEQ2SEQ; /* T and U */

	if (rows == ONE_ROW)
		return 1;
	if (rows == OUT_STEPS && !two)
		return 0;
	return (size_t)(rows != IN_STEPS && two ? U : T);
}

size_t batch_bytes(const struct net_spec *s, int i)
{
	const struct array *a = &array[i];

	if (!a->count)
		return a->bytes;
	if (s->model != MODEL_LABEL) /* which alone reads or meets numbers */
		return 0;
	return a->bytes * (size_t) * (const int *)((const char *)s + a->count);
}

const void *batch_array(const struct batch *b, int i)
{
	const void *p;

	memcpy(&p, (const char *)b + array[i].member, sizeof p);
	return p;
}

void batch_set_array(struct batch *b, int i, const void *p)
{
	memcpy((char *)b + array[i].member, &p, sizeof p);
}
