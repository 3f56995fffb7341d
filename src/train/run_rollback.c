/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_rollback.c: puts a run back to the start of an iteration. */
#include "config.h"

#include "train/run_rollback.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The recurrent state of a layer. */
struct carried {
	int quantity;   /* of the engine: state.h, state.c of a layer */
	int rows, cols; /* B, H */
	double *value;  /* [rows * cols] */
};

struct rollback {
	uint64_t cursor[TASK_WORDS];
	uint64_t dropout[RNG_WORDS];
	int count;
	struct carried carried[];
};

static int count_states(const struct run *r)
{
	int count = 0;

	for (int i = 0; i < r->engine->count(r->net); i++)
		count += r->engine->describe(r->net, i).kind == QUANTITY_STATE;
	return count;
}

struct rollback *rollback_new(const struct run *r, struct err *e)
{
	size_t count = (size_t)count_states(r);
	struct rollback *b = xcalloc(1, sizeof *b + count * sizeof *b->carried);

	for (int i = 0; i < r->engine->count(r->net); i++) {
		struct quantity q = r->engine->describe(r->net, i);
		struct carried *c = &b->carried[b->count];

		if (q.kind != QUANTITY_STATE)
			continue;
		c->quantity = i;
		c->rows = q.rows;
		c->cols = q.cols;
		c->value = calloc((size_t)q.rows * (size_t)q.cols,
				  sizeof *c->value);
		b->count++;
		if (!c->value) {
			rollback_free(b);
			err_memory(e, "the state of the net");
			return NULL;
		}
	}
	return b;
}

void rollback_free(struct rollback *b)
{
	if (!b)
		return;
	for (int i = 0; i < b->count; i++)
		free(b->carried[i].value);
	free(b);
}

void rollback_note(struct rollback *b, const struct run *r)
{
	r->task->get_cursor(r->data, b->cursor);
	rng_get_words(r->rng[RNG_DROPOUT], b->dropout);
	for (int i = 0; i < b->count; i++) {
		const struct carried *c = &b->carried[i];

		for (int row = 0; row < c->rows; row++)
			r->engine->read(r->net, c->quantity, PART_VALUE, row,
					c->value +
						(size_t)row * (size_t)c->cols);
	}
}

void rollback_apply(const struct rollback *b, struct run *r)
{
	r->task->set_cursor(r->data, b->cursor);
	run_reread(r);
	rng_set_words(r->rng[RNG_DROPOUT], b->dropout);
	/* Rows are padded inside the engine, and the padding went bad too;
	 * writing reaches only the units. */
	r->engine->forget(r->net);
	for (int i = 0; i < b->count; i++) {
		const struct carried *c = &b->carried[i];

		for (int row = 0; row < c->rows; row++)
			r->engine->write(r->net, c->quantity, PART_VALUE, row,
					 c->value +
						 (size_t)row * (size_t)c->cols);
	}
}

size_t rollback_memory(const struct rollback *b)
{
	size_t bytes = sizeof *b;

	for (int i = 0; i < b->count; i++)
		bytes += sizeof b->carried[i] +
			 (size_t)b->carried[i].rows *
				 (size_t)b->carried[i].cols * sizeof(double);
	return bytes;
}
