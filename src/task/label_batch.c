/* SPDX-License-Identifier: GPL-3.0-or-later */
/* label_batch.c: sequences of different lengths side by side. */
#include "config.h"

#include "task/label_batch.h"

#include "base/util.h"

#include <stdlib.h>
#include <string.h>

/* --- making --------------------------------------------------------------- */

static void item_init(struct label_item *item, const struct label_sizes *size,
		      size_t rows)
{
	if (size->values)
		item->value = xcalloc(rows * (size_t)size->values,
				      sizeof *item->value);
	else
		item->id = xcalloc(rows, sizeof *item->id);
	if (size->goals)
		item->goal =
			xcalloc(rows * (size_t)size->goals, sizeof *item->goal);
	else
		item->target = xcalloc(rows, sizeof *item->target);
	item->weight = xcalloc(rows, sizeof *item->weight);
}

static void item_release(struct label_item *item)
{
	free(item->id);
	free(item->value);
	free(item->target);
	free(item->goal);
	free(item->weight);
}

void label_batch_init(struct label_batch *b, const struct label_sizes *size,
		      int sequences)
{
	const size_t B = (size_t)sequences, T = (size_t)size->steps;

	*b = (struct label_batch){ .size = *size, .sequences = sequences };
	b->length = xcalloc(B, sizeof *b->length);
	b->first = xcalloc(B, sizeof *b->first);
	b->last = xcalloc(B, sizeof *b->last);
	b->fresh = xcalloc(B, sizeof *b->fresh);
	memset(b->fresh, true, B * sizeof *b->fresh);
	item_init(&b->all, size, T * B);
	item_init(&b->item, size, T);
}

void label_batch_release(struct label_batch *b)
{
	free(b->length);
	free(b->first);
	free(b->last);
	free(b->fresh);
	item_release(&b->all);
	item_release(&b->item);
	*b = (struct label_batch){ 0 };
}

size_t label_batch_memory(const struct label_batch *b)
{
	const size_t per_step =
		(b->size.values ? (size_t)b->size.values * sizeof(double)
				: sizeof(int)) +
		(b->size.goals ? (size_t)b->size.goals * sizeof(double)
			       : sizeof(int)) +
		sizeof(double);

	return per_step * (size_t)b->size.steps * ((size_t)b->sequences + 1);
}

/* --- filling -------------------------------------------------------------- */

/* Copies what is there of row `from` of the item to row `to` of the batch. */
static void put_row(struct label_batch *b, size_t to, size_t from)
{
	const size_t values = (size_t)b->size.values;
	const size_t goals = (size_t)b->size.goals;

	if (values)
		memcpy(b->all.value + to * values,
		       b->item.value + from * values,
		       values * sizeof *b->all.value);
	else
		b->all.id[to] = b->item.id[from];
	if (goals)
		memcpy(b->all.goal + to * goals, b->item.goal + from * goals,
		       goals * sizeof *b->all.goal);
	else
		b->all.target[to] = b->item.target[from];
	b->all.weight[to] = b->item.weight[from];
}

void label_batch_put(struct label_batch *b, int sequence)
{
	b->length[sequence] = b->item.steps;
	b->first[sequence] = b->item.first;
	b->last[sequence] = b->item.last;
	for (int t = 0; t < b->item.steps; t++)
		put_row(b, (size_t)(t * b->sequences + sequence), (size_t)t);
}

void label_batch_skip(struct label_batch *b, int sequence)
{
	const size_t values = (size_t)b->size.values;

	b->length[sequence] = 1;
	b->first[sequence] = 0;
	b->last[sequence] = -1;
	b->all.weight[sequence] = 0;
	if (values)
		memset(b->all.value + (size_t)sequence * values, 0,
		       values * sizeof *b->all.value);
	else
		b->all.id[sequence] = 0;
}

/* Steps after the end of a sequence read zeros, so that the numbers do not depend
 * on the batch before, and are not judged. */
static void pad(struct label_batch *b, int sequence, int steps)
{
	const size_t B = (size_t)b->sequences, values = (size_t)b->size.values;

	for (int t = b->length[sequence]; t < steps; t++) {
		const size_t to = (size_t)t * B + (size_t)sequence;

		if (values)
			memset(b->all.value + to * values, 0,
			       values * sizeof *b->all.value);
		else
			b->all.id[to] = 0;
		b->all.weight[to] = 0;
	}
}

struct batch label_batch_of(struct label_batch *b)
{
	int steps = 1;

	for (int i = 0; i < b->sequences; i++)
		steps = max_int(steps, b->length[i]);
	for (int i = 0; i < b->sequences; i++)
		pad(b, i, steps);
	return (struct batch){
		.steps = steps,
		.id = b->all.id,
		.value = b->all.value,
		.target = b->all.target,
		.goal = b->all.goal,
		.weight = b->all.weight,
		.fresh = b->fresh,
	};
}
