/* run_support.h: helpers of the tests of runs: small texts, small settings, and
 * reading a net by names. */
#ifndef TESTS_RUN_SUPPORT_H
#define TESTS_RUN_SUPPORT_H

#include "datasets.h"
#include "task/task_char.h"
#include "train/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Reads a file of the source tree's tests. */
static inline char *reference_path(const char *name)
{
	const char *top = getenv("srcdir");

	return xasprintf("%s/tests/reference/%s", top ? top : ".", name);
}

static inline void corpus_of_file(struct corpus *c, const char *path)
{
	const struct corpus_options options = { .max_bytes = 1 << 24 };
	struct err e;

	if (!corpus_load(c, path, &options, &e))
		fail_msg("%s", e.text);
}

static inline void corpus_in(struct corpus *c, const char *text,
			     const char *encoding)
{
	const struct corpus_options options = { .encoding = encoding };
	struct err e;

	if (!corpus_from_text(c, text, strlen(text), &options, &e))
		fail_msg("%s", e.text);
}

static inline void corpus_of(struct corpus *c, const char *text)
{
	corpus_in(c, text, "auto");
}

/* n symbols of an irregular, learnable text over "a" to "h" and newline. */
static inline void corpus_of_length(struct corpus *c, int n)
{
	char *text = xcalloc((size_t)n + 1, 1);
	unsigned state = 12345;

	for (int i = 0; i < n; i++) {
		state = state * 1103515245u + 12345u;
		text[i] = i % 17 == 16 ? '\n'
			  : i % 3      ? "abcd"[i % 4]
				       : (char)('a' + (state >> 16) % 8);
	}
	corpus_of(c, text);
	free(text);
}

/* Double, so that results can be compared with what a test computes. */
static inline struct settings small_settings(enum cell cell)
{
	struct settings set;

	settings_default(&set);
	set.cell = cell;
	set.hidden = 7;
	set.seq_length = 5;
	set.precision = PRECISION_DOUBLE;
	set.valid_every = 0;
	settings_settle(&set);
	return set;
}

/* The cursor over the text of a run, and the text. */
static inline struct stream *stream_of(const struct run *r)
{
	return &((struct char_task *)r->data)->stream;
}

static inline const struct corpus *text_of(const struct run *r)
{
	return char_task_of(r)->text;
}

static inline struct run *run_of(const struct settings *set,
				 const struct corpus *c)
{
	struct err e;
	struct run *r = run_new(set, &task_char, OF_TEXT(c), &e);

	if (!r)
		fail_msg("%s", e.text);
	return r;
}

static inline void iterate(struct run *r, int n)
{
	struct err e;

	for (int i = 0; i < n; i++)
		if (!run_iterate(r, &e))
			fail_msg("%s", e.text);
}

static inline int quantity_of(const struct run *r, const char *name, int layer)
{
	int i = r->engine->find(r->net, name, layer);

	if (i < 0)
		fail_msg("there is no %s of layer %d", name, layer);
	return i;
}

static inline double peek(const struct run *r, const char *name, int layer,
			  int row, int col)
{
	return r->engine->get(r->net, quantity_of(r, name, layer), PART_VALUE,
			      row, col);
}

static inline void poke(struct run *r, const char *name, int layer, int row,
			int col, double value)
{
	r->engine->set(r->net, quantity_of(r, name, layer), PART_VALUE, row,
		       col, value);
}

static inline void assert_same_rows(const struct run *a, const struct run *b,
				    int quantity, enum part part)
{
	struct quantity q = a->engine->describe(a->net, quantity);
	double *x = xcalloc(2 * (size_t)q.cols, sizeof *x), *y = x + q.cols;

	for (int row = 0; row < q.rows; row++) {
		a->engine->read(a->net, quantity, part, row, x);
		b->engine->read(b->net, quantity, part, row, y);
		if (memcmp(x, y, (size_t)q.cols * sizeof *x))
			fail_msg("%s differs in row %d", q.name, row);
	}
	free(x);
}

static inline void assert_same_tensors(const struct run *a, const struct run *b)
{
	const int slots = optimizer_info[a->set.optimizer].slots;

	for (int i = 0; i < a->engine->count(a->net); i++) {
		struct quantity q = a->engine->describe(a->net, i);

		if (q.kind == QUANTITY_SEQUENCE)
			continue;
		assert_same_rows(a, b, i, PART_VALUE);
		for (int s = 0; q.kind == QUANTITY_PARAMETER && s < slots; s++)
			assert_same_rows(a, b, i, s ? PART_SLOT1 : PART_SLOT0);
	}
}

static inline struct state *state_of(const struct run *r)
{
	struct err e;
	struct state *s = state_take(r, WITH_HISTORY, NULL, &e);

	if (!s)
		fail_msg("%s", e.text);
	return s;
}

/* The states are equal, and so is the batch of the last iteration. */
static inline void assert_same_run(const struct run *a, const struct run *b)
{
	const size_t symbols = (size_t)a->spec.steps * (size_t)a->spec.batch;
	struct state *x = state_of(a), *y = state_of(b);

	assert_same_tensors(a, b); /* says which */
	assert_true(state_equal(x, y));
	assert_true(!a->batch.id == !b->batch.id);
	assert_true(!a->batch.fresh == !b->batch.fresh);
	if (a->batch.id) {
		assert_memory_equal(a->batch.id, b->batch.id,
				    symbols * sizeof *a->batch.id);
		assert_memory_equal(a->batch.target, b->batch.target,
				    symbols * sizeof *a->batch.target);
	}
	state_free(y);
	state_free(x);
}

#endif
