/* SPDX-License-Identifier: GPL-3.0-or-later */
/* supply.c: which examples an iteration trains on. */
#include "config.h"

#include "task/supply.h"

#include "base/draws.h"
#include "base/util.h"

#include <stdlib.h>
#include <string.h>

enum { ORDER = 0x6f726472 }; /* purpose of draws: "ordr" */

void supply_init(struct supply *s, uint64_t seed, size_t rows, int batch)
{
	*s = (struct supply){
		.seed = seed,
		.batch = batch,
		.rows = rows,
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

/* Shuffles by Fisher and Yates, from the order of the numbers. */
static void arrange(struct supply *s, uint64_t epoch)
{
	struct draws draws = draws_from(s->seed, epoch, ORDER);

	for (size_t i = 0; i < s->rows; i++)
		s->order[i] = (uint32_t)i;
	for (size_t i = s->rows - 1; i > 0; i--) {
		const size_t k = (size_t)draws_below(&draws, (int)i + 1);
		const uint32_t swapped = s->order[i];

		s->order[i] = s->order[k];
		s->order[k] = swapped;
	}
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
