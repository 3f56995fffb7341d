/* reference_case.h: a case of tests/reference and a net with its weights: reads
 * its tensors and compares them with quantities. */
#ifndef TESTS_REFERENCE_CASE_H
#define TESTS_REFERENCE_CASE_H

#include "base/util.h"
#include "nn/engine.h"
#include "train/safetensors.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One case, one engine. */
struct bench {
	const struct engine *e;
	struct safetensors *file;
	struct net_spec spec;
	struct net *net;
	double tolerance;
	int wrong;
};

/* NULL: absent */
static const char *meta(const struct safetensors *f, const char *key)
{
	size_t length;

	return safetensors_meta(f, key, &length);
}

/* 0: absent */
static int meta_int(const struct safetensors *f, const char *key)
{
	const char *text = meta(f, key);

	return text ? atoi(text) : 0;
}

/* Which of the words; absent: the first. */
static int meta_word(const struct safetensors *f, const char *key,
		     const char *const *word, int words)
{
	const char *text = meta(f, key);
	int i = 0;

	while (text && i < words && strcmp(text, word[i]))
		i++;
	if (i == words)
		fail_msg("%s is %s", key, text);
	return i;
}

static struct net_spec spec_of(const struct safetensors *f)
{
	struct net_spec s = { 0 };
	const char *model_names[MODELS], *cell_names[CELLS];

	for (int i = 0; i < MODELS; i++)
		model_names[i] = model_info[i].name;
	for (int i = 0; i < CELLS; i++)
		cell_names[i] = cell_info[i].name;
	s.cell = (enum cell)meta_word(f, "cell", cell_names, CELLS);
	s.model = (enum model_kind)meta_word(f, "model", model_names, MODELS);
	s.attend = (enum attend)meta_word(f, "attend", attend_name, ATTENDS);
	s.symbols_in = s.symbols_out = meta_int(f, "vocab");
	if (s.model != MODEL_CHAR)
		s.symbols_out = meta_int(f, "classes");
	s.embedding = meta_int(f, "embedding");
	s.values = meta_int(f, "values");
	s.goals = meta_int(f, "goals");
	s.attention = meta_int(f, "attention");
	s.hidden = meta_int(f, "hidden");
	s.layers = meta_int(f, "layers");
	s.steps = meta_int(f, "seq_length");
	s.out_steps = meta_int(f, "out_length");
	s.batch = meta_int(f, "batch");
	return s;
}

static double *doubles(const struct safetensors *f, const char *name,
		       int64_t count)
{
	const struct tensor *t = safetensors_find(f, name);
	double *x = xcalloc((size_t)count, sizeof *x);

	if (!t || t->count != count || !safetensors_doubles(f, t, 0, count, x))
		fail_msg("no tensor %s of %lld numbers", name,
			 (long long)count);
	return x;
}

/* NULL: absent */
static double *doubles_if(const struct safetensors *f, const char *name,
			  int64_t count)
{
	return safetensors_find(f, name) ? doubles(f, name, count) : NULL;
}

/* Likewise */
static int *ints_if(const struct safetensors *f, const char *name, int count)
{
	const struct tensor *t = safetensors_find(f, name);
	int64_t *wide;
	int *x;

	if (!t)
		return NULL;
	wide = xcalloc((size_t)count, sizeof *wide);
	x = xcalloc((size_t)count, sizeof *x);
	if (t->count != count || !safetensors_ints(f, t, 0, count, wide))
		fail_msg("no tensor %s of %d integers", name, count);
	for (int i = 0; i < count; i++)
		x[i] = (int)wide[i];
	free(wide);
	return x;
}

/* ---- comparing --------------------------------------------------------- */

static void compare(struct bench *b, const char *name, const double *got,
		    const double *want, long n)
{
	double top = 0, off = 0;

	for (long i = 0; i < n; i++) {
		double d = fabs(got[i] - want[i]);

		top = fmax(top, fabs(want[i]));
		off = d <= off ? off : d; /* not a number wins */
	}
	if (top > 0)
		off /= top;
	if (off <= b->tolerance)
		return;
	print_message("%s: %s is off by %g\n", b->e->name, name, off);
	b->wrong++;
}

/* All rows of a quantity, in a new array. */
static double *all_rows(const struct bench *b, const char *name, int layer,
			enum part part, long *count)
{
	int i = b->e->find(b->net, name, layer);
	struct quantity q;
	double *x;

	if (i < 0)
		fail_msg("no quantity %s of layer %d", name, layer);
	q = b->e->describe(b->net, i);
	x = xcalloc((size_t)q.rows * (size_t)q.cols, sizeof *x);
	for (int r = 0; r < q.rows; r++)
		b->e->read(b->net, i, part, r, x + (long)r * q.cols);
	*count = (long)q.rows * q.cols;
	return x;
}

/* A quantity against `count` numbers of a tensor, from `first`. */
static void compare_part(struct bench *b, const char *name, int layer,
			 enum part part, const char *tensor, long first)
{
	const struct tensor *t = safetensors_find(b->file, tensor);
	double *got, *want;
	long n;

	if (!t)
		fail_msg("no tensor %s", tensor);
	want = doubles(b->file, tensor, t->count);
	got = all_rows(b, name, layer, part, &n);
	assert_true(first + n <= t->count);
	compare(b, tensor, got, want + first, n);
	free(got);
	free(want);
}

/* ---- weights ----------------------------------------------------------- */

static void put_rows(struct bench *b, const char *name, int layer,
		     const double *values)
{
	int i = b->e->find(b->net, name, layer);
	struct quantity q;

	assert_true(i >= 0);
	q = b->e->describe(b->net, i);
	for (int r = 0; r < q.rows; r++)
		b->e->write(b->net, i, PART_VALUE, r,
			    values + (long)r * q.cols);
}

/* The name with the kind of its bias replaced. */
static char *bias_named(const char *prefix, const char *name, const char *kind)
{
	const char *at = strstr(name, "bias_");

	return xasprintf("%s%.*s%s%s", prefix, (int)(at - name), name, kind,
			 at + strlen("bias_xx"));
}

/* bias_ih + bias_hh, but for gru's n rows, which are bias_hn. */
static void put_bias(struct bench *b, const struct quantity *q)
{
	int shared = b->spec.cell == CELL_GRU ? q->cols / 3 * 2 : q->cols;
	char *ih = bias_named("model.", q->name, "bias_ih");
	char *hh = bias_named("model.", q->name, "bias_hh");
	char *hn = bias_named("", q->name, "bias_hn");
	double *a = doubles(b->file, ih, q->cols);
	double *c = doubles(b->file, hh, q->cols);

	for (int i = 0; i < shared; i++)
		a[i] += c[i];
	put_rows(b, q->name, q->layer, a);
	if (shared < q->cols)
		put_rows(b, hn, q->layer, c + shared);
	free(ih);
	free(hh);
	free(hn);
	free(a);
	free(c);
}

static void put_weights(struct bench *b)
{
	for (int i = 0; i < b->e->count(b->net); i++) {
		struct quantity q = b->e->describe(b->net, i);
		char *tensor = xasprintf("model.%s", q.name);
		double *values;

		if (q.kind == QUANTITY_PARAMETER && q.role == PARAM_GATE_BIAS)
			put_bias(b, &q);
		else if (q.kind == QUANTITY_PARAMETER &&
			 q.role != PARAM_INNER_BIAS) {
			values = doubles(b->file, tensor,
					 (int64_t)q.rows * q.cols);
			put_rows(b, q.name, q.layer, values);
			free(values);
		}
		free(tensor);
	}
}

/* Each parameter (its gradient, or its value) against `prefix` + its name. */
static void compare_param(struct bench *b, const struct quantity *q,
			  enum part part, const char *prefix,
			  bool biases_are_split)
{
	bool inner = q->role == PARAM_INNER_BIAS;
	char *tensor = inner ? bias_named(prefix, q->name, "bias_hh")
			     : xasprintf("%s%s", prefix, q->name);

	compare_part(b, q->name, q->layer, part, tensor,
		     inner ? 2 * q->cols : 0);
	free(tensor);
	if (biases_are_split || q->role != PARAM_GATE_BIAS ||
	    b->spec.cell == CELL_GRU)
		return;
	/* what bias_hh would have received: the same */
	tensor = bias_named(prefix, q->name, "bias_hh");
	compare_part(b, q->name, q->layer, part, tensor, 0);
	free(tensor);
}

static void compare_params(struct bench *b, enum part part, const char *prefix,
			   bool biases_are_split)
{
	for (int i = 0; i < b->e->count(b->net); i++) {
		struct quantity q = b->e->describe(b->net, i);

		if (q.kind == QUANTITY_PARAMETER)
			compare_param(b, &q, part, prefix, biases_are_split);
	}
}

/* gru: the r and z rows of bias_hh's gradient are those of bias_ih's. */
static void compare_gru_biases(struct bench *b)
{
	for (int i = 0; i < b->e->count(b->net); i++) {
		struct quantity q = b->e->describe(b->net, i);
		double *want, *got;
		char *tensor;
		long n;

		if (q.kind != QUANTITY_PARAMETER || q.role != PARAM_GATE_BIAS)
			continue;
		tensor = bias_named("expect.grad.", q.name, "bias_hh");
		want = doubles(b->file, tensor, q.cols);
		got = all_rows(b, q.name, q.layer, PART_GRADIENT, &n);
		compare(b, tensor, got, want, q.cols / 3 * 2);
		free(tensor);
		free(want);
		free(got);
	}
}

#endif
