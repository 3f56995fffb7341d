/* SPDX-License-Identifier: GPL-3.0-or-later */
/* supply.c: which examples an iteration trains on. */
#include "config.h"

#include "task/supply.h"

#include "base/draws.h"
#include "base/shuffle.h"
#include "base/util.h"

#include <stdlib.h>
#include <string.h>

enum {
	TOGETHER = 16,      /* batches whose rows are sorted by length */
	ORDER = 0x62617463, /* purpose of draws: the order of these */
};

void supply_init(struct supply *s, uint64_t seed, size_t rows,
		 const int *length, int batch)
{
	*s = (struct supply){
		.seed = seed,
		.batch = batch,
		.rows = rows,
		.length = length,
		.epoch = UINT64_MAX,
	};
	if (rows)
		s->order = xcalloc(rows, sizeof *s->order);
}

void supply_release(struct supply *s)
{
	free(s->order);
	s->order = NULL;
}

size_t supply_memory(const struct supply *s)
{
	return s->rows * sizeof *s->order;
}

/* Sorts by length, and of equal ones by number: `key` is both. */
static int compare_keys(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sorts the rows of some whole batches by length, then puts the batches in
 * another order. */
static void gather(const struct supply *s, uint32_t *order, size_t batches,
		   struct draws *draws)
{
	const size_t B = (size_t)s->batch;
	uint64_t *key = xcalloc(batches * B, sizeof *key);
	uint32_t *at = xcalloc(batches, sizeof *at);

	for (size_t i = 0; i < batches * B; i++)
		key[i] = (uint64_t)s->length[order[i]] << 32 | order[i];
	qsort(key, batches * B, sizeof *key, compare_keys);
	for (size_t i = 0; i < batches; i++) {
		const size_t k = (size_t)draws_below(draws, (int)i + 1);

		at[i] = at[k];
		at[k] = (uint32_t)i;
	}
	for (size_t i = 0; i < batches * B; i++)
		order[i] = (uint32_t)key[at[i / B] * B + i % B];
	free(at);
	free(key);
}

static void arrange(struct supply *s, uint64_t epoch)
{
	struct draws draws = draws_from(s->seed, epoch, ORDER);
	const size_t B = (size_t)s->batch, whole = s->rows / B;

	shuffle(s->order, (uint32_t)s->rows, s->seed, epoch);
	for (size_t i = 0; s->length && i < whole; i += TOGETHER)
		gather(s, s->order + i * B,
		       whole - i < TOGETHER ? whole - i : TOGETHER, &draws);
	s->epoch = epoch;
}

size_t supply_epoch(const struct supply *s)
{
	return (s->rows + (size_t)s->batch - 1) / (size_t)s->batch;
}

size_t supply_left(const struct supply *s)
{
	const uint64_t epoch = supply_epoch(s);
	const uint64_t taken = epoch ? s->next % epoch : 0;

	return taken ? (size_t)(epoch - taken) : 0;
}

void supply_take(struct supply *s, uint64_t *number)
{
	const size_t B = (size_t)s->batch, epoch = supply_epoch(s);
	const uint64_t k = s->next++;

	if (s->rows && k / epoch != s->epoch)
		arrange(s, k / epoch);
	for (size_t b = 0; b < B; b++)
		number[b] = s->rows ? s->order[((size_t)(k % epoch) * B + b) %
					       s->rows]
				    : k * B + b;
}

bool supply_back(struct supply *s)
{
	if (!s->next)
		return false;
	s->next--;
	return true;
}

void supply_get_cursor(const struct supply *s, uint64_t words[TASK_WORDS])
{
	memset(words, 0, TASK_WORDS * sizeof *words);
	words[0] = s->next;
}

bool supply_set_cursor(struct supply *s, const uint64_t words[TASK_WORDS])
{
	for (int i = 1; i < TASK_WORDS; i++)
		if (words[i])
			return false;
	s->next = words[0];
	return true;
}
