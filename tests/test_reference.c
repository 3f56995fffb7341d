/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_reference.c: every build of the engine against values computed by
 * PyTorch (tests/reference/README.md).  RNNTUI_REFERENCE names another
 * directory of cases. */
#include "config.h"
#include "base/path.h"
#include "base/utf8.h"
#include "base/util.h"
#include "nn/engine.h"
#include "train/safetensors.h"
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Agreement asked for: see README.md. */
static const double step_double = 1e-9, step_float = 2e-4, run_double = 1e-8;

struct test_case {
	const struct engine *engine;
	char *path;
};

/* One case, one engine. */
struct bench {
	const struct engine *e;
	struct safetensors *file;
	struct net_spec spec;
	struct net *net;
	double tolerance;
	int wrong;
};

static const char *meta(const struct safetensors *f, const char *key)
{
	size_t length;
	const char *text = safetensors_meta(f, key, &length);

	if (!text)
		fail_msg("no metadata %s", key);
	return text;
}

static int meta_int(const struct safetensors *f, const char *key)
{
	return atoi(meta(f, key));
}

static struct net_spec spec_of(const struct safetensors *f)
{
	struct net_spec s = { 0 };
	const char *cell = meta(f, "cell");
	size_t length;

	while (s.cell < CELLS && strcmp(cell, cell_info[s.cell].name))
		s.cell++;
	assert_true(s.cell < CELLS);
	s.symbols_in = s.symbols_out = meta_int(f, "vocab");
	if (safetensors_meta(f, "model", &length)) {
		s.model = MODEL_LABEL;
		assert_string_equal(meta(f, "model"), model_info[s.model].name);
		s.symbols_out = meta_int(f, "classes");
		s.embedding = meta_int(f, "embedding");
	}
	s.hidden = meta_int(f, "hidden");
	s.layers = meta_int(f, "layers");
	s.steps = meta_int(f, "seq_length");
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

static int *symbols(const struct safetensors *f, const char *name, int count)
{
	const struct tensor *t = safetensors_find(f, name);
	int64_t *wide = xcalloc((size_t)count, sizeof *wide);
	int *x = xcalloc((size_t)count, sizeof *x);

	if (!t || t->count != count || !safetensors_ints(f, t, 0, count, wide))
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

/* bias_ih + bias_hh, but for gru's n rows, which are bias_hn. */
static void put_bias(struct bench *b, int k)
{
	int H = b->spec.hidden, gates = cell_info[b->spec.cell].gates;
	int shared = b->spec.cell == CELL_GRU ? 2 * H : gates * H;
	char *ih = xasprintf("model.rnn.bias_ih_l%d", k);
	char *hh = xasprintf("model.rnn.bias_hh_l%d", k);
	char *hn = xasprintf("rnn.bias_hn_l%d", k);
	double *a = doubles(b->file, ih, gates * H);
	double *c = doubles(b->file, hh, gates * H);

	for (int i = 0; i < shared; i++)
		a[i] += c[i];
	put_rows(b, ih + strlen("model."), k, a);
	if (shared < gates * H)
		put_rows(b, hn, k, c + shared);
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

		if (q.kind == QUANTITY_PARAMETER &&
		    !strstr(q.name, ".bias_h") && !strstr(q.name, ".bias_ih")) {
			values = doubles(b->file, tensor,
					 (int64_t)q.rows * q.cols);
			put_rows(b, q.name, q.layer, values);
			free(values);
		}
		free(tensor);
	}
	for (int k = 0; k < b->spec.layers; k++)
		put_bias(b, k);
}

/* Each parameter (its gradient, or its value) against `prefix` + its name. */
static void compare_params(struct bench *b, enum part part, const char *prefix,
			   bool biases_are_split)
{
	int H = b->spec.hidden;

	for (int i = 0; i < b->e->count(b->net); i++) {
		struct quantity q = b->e->describe(b->net, i);
		bool inner = strstr(q.name, ".bias_hn") != NULL;
		char *tensor;

		if (q.kind != QUANTITY_PARAMETER)
			continue;
		tensor = inner ? xasprintf("%srnn.bias_hh_l%d", prefix, q.layer)
			       : xasprintf("%s%s", prefix, q.name);
		compare_part(b, q.name, q.layer, part, tensor,
			     inner ? 2 * H : 0);
		free(tensor);
		if (biases_are_split || !strstr(q.name, ".bias_ih"))
			continue;
		/* what bias_hh would have received: the same */
		tensor = xasprintf("%srnn.bias_hh_l%d", prefix, q.layer);
		if (b->spec.cell != CELL_GRU)
			compare_part(b, q.name, q.layer, part, tensor, 0);
		free(tensor);
	}
}

/* gru: the r and z rows of bias_hh's gradient are those of bias_ih's. */
static void compare_gru_bias(struct bench *b)
{
	int H = b->spec.hidden;

	for (int k = 0; k < b->spec.layers; k++) {
		char *name = xasprintf("rnn.bias_ih_l%d", k);
		char *tensor = xasprintf("expect.grad.rnn.bias_hh_l%d", k);
		double *want = doubles(b->file, tensor, 3 * H);
		long n;
		double *got = all_rows(b, name, k, PART_GRADIENT, &n);

		compare(b, tensor, got, want, 2 * H);
		free(name);
		free(tensor);
		free(want);
		free(got);
	}
}

/* ---- a single pass ----------------------------------------------------- */

static void put_state(struct bench *b)
{
	int n = b->spec.batch * b->spec.hidden;
	double *h = doubles(b->file, "h0", b->spec.layers * n);
	double *c = doubles(b->file, "c0", b->spec.layers * n);

	for (int k = 0; k < b->spec.layers; k++) {
		put_rows(b, "state.h", k, h + k * n);
		if (cell_info[b->spec.cell].has_cell_state)
			put_rows(b, "state.c", k, c + k * n);
	}
	free(h);
	free(c);
}

static void compare_states(struct bench *b)
{
	int n = b->spec.batch * b->spec.hidden;

	for (int k = 0; k < b->spec.layers; k++) {
		compare_part(b, "state.h", k, PART_VALUE, "expect.hT", k * n);
		compare_part(b, "state.h", k, PART_GRADIENT, "expect.grad.h0",
			     k * n);
		if (!cell_info[b->spec.cell].has_cell_state)
			continue;
		compare_part(b, "state.c", k, PART_VALUE, "expect.cT", k * n);
		compare_part(b, "state.c", k, PART_GRADIENT, "expect.grad.c0",
			     k * n);
	}
}

static void step_case(struct bench *b)
{
	int n = b->spec.steps * b->spec.batch;
	int *in = symbols(b->file, "inputs", n);
	int *target = symbols(b->file, "targets", n);
	double *want = doubles(b->file, "expect.loss", 1), loss;
	double *weight = safetensors_find(b->file, "weights")
				 ? doubles(b->file, "weights", n)
				 : NULL;
	const struct pass pass = { .backward = true };
	const struct batch batch = {
		.steps = b->spec.steps,
		.id = in,
		.target = target,
		.weight = weight,
	};

	put_state(b);
	loss = b->e->run(b->net, &batch, &pass);
	compare(b, "expect.loss", &loss, want, 1);
	compare_part(b, "h", b->spec.layers - 1, PART_VALUE, "expect.h", 0);
	compare_part(b, "logits", -1, PART_VALUE, "expect.logits", 0);
	compare_states(b);
	compare_params(b, PART_GRADIENT, "expect.grad.", false);
	if (b->spec.cell == CELL_GRU)
		compare_gru_bias(b);
	free(weight);
	free(in);
	free(target);
	free(want);
}

/* ---- a training run ---------------------------------------------------- */

/* corpus-mixed.txt as ids in code point order */
struct text {
	int *id;
	long length;
	int symbols;
};

static char *corpus(size_t *length)
{
	const char *other = getenv("RNNTUI_REFERENCE");
	const char *top = getenv("top_srcdir");
	char *place[] = {
		xasprintf("%s/corpus-mixed.txt", other ? other : "."),
		xasprintf("%s/../corpus-mixed.txt", other ? other : "."),
		xasprintf("%s/tests/reference/corpus-mixed.txt",
			  top ? top : "."),
	};
	char *bytes = NULL;
	struct err e;

	for (size_t i = 0; i < LENGTH(place); i++) {
		if (!bytes)
			bytes = path_read(place[i], 1 << 20, length, &e);
		free(place[i]);
	}
	if (!bytes)
		fail_msg("%s", e.text);
	return bytes;
}

static int upwards(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static struct text text_new(void)
{
	size_t length, at = 0;
	char *bytes = corpus(&length);
	struct text x = { .id = xcalloc(length, sizeof *x.id) };
	int *sorted = xcalloc(length, sizeof *sorted);

	while (at < length) {
		uint32_t c;
		int n = utf8_decode(bytes + at, length - at, &c);

		assert_true(n > 0);
		at += (size_t)n;
		sorted[x.length] = x.id[x.length] = (int)c;
		x.length++;
	}
	qsort(sorted, (size_t)x.length, sizeof *sorted, upwards);
	for (long i = 0; i < x.length; i++)
		if (!i || sorted[i] != sorted[i - 1])
			sorted[x.symbols++] = sorted[i];
	for (long i = 0; i < x.length; i++) {
		int *at_id = bsearch(&x.id[i], sorted, (size_t)x.symbols,
				     sizeof *sorted, upwards);

		x.id[i] = (int)(at_id - sorted);
	}
	free(sorted);
	free(bytes);
	return x;
}

static void run_case(struct bench *b)
{
	int n = meta_int(b->file, "iterations"), T = b->spec.steps;
	double *loss = xcalloc((size_t)n, sizeof *loss);
	double *smooth = xcalloc((size_t)n, sizeof *smooth);
	double *want = doubles(b->file, "expect.loss", n);
	double *want_smooth = doubles(b->file, "expect.smooth_loss", n);
	double mean = log(b->spec.symbols_in) * T;
	struct text text = text_new();
	const struct pass pass = { .backward = true };
	const struct optim optim = {
		.kind = OPTIM_ADAGRAD,
		.rate = atof(meta(b->file, "learning_rate")),
		.clip = meta_int(b->file, "clip"),
	};
	long at = 0;

	assert_int_equal(text.symbols, b->spec.symbols_in);
	for (int i = 0; i < n; i++, at += T) {
		struct update_report report;
		struct batch batch = { .steps = (int)T };

		if (at + T + 1 >= text.length) {
			at = 0;
			b->e->forget(b->net);
		}
		batch.id = text.id + at;
		batch.target = text.id + at + 1;
		loss[i] = b->e->run(b->net, &batch, &pass);
		assert_true(b->e->update(b->net, &optim, &report));
		smooth[i] = mean = 0.999 * mean + 0.001 * loss[i];
	}
	compare(b, "expect.loss", loss, want, n);
	compare(b, "expect.smooth_loss", smooth, want_smooth, n);
	compare_params(b, PART_VALUE, "expect.final.", true);
	free(text.id);
	free(loss);
	free(smooth);
	free(want);
	free(want_smooth);
}

/* ---- the list of tests ------------------------------------------------- */

static bool is_run(const char *path)
{
	const char *name = strrchr(path, '/');

	return !strncmp(name ? name + 1 : path, "run-", 4);
}

static void agrees(void **state)
{
	const struct test_case *c = *state;
	bool twice = c->engine->precision == PRECISION_DOUBLE;
	struct bench b = { .e = c->engine };
	struct err e;

	b.file = safetensors_open(c->path, &e);
	if (!b.file)
		fail_msg("%s", e.text);
	b.spec = spec_of(b.file);
	b.net = b.e->net_new(&b.spec, &e);
	if (!b.net)
		fail_msg("%s", e.text);
	b.tolerance = is_run(c->path) ? run_double
		      : twice         ? step_double
				      : step_float;
	put_weights(&b);
	(is_run(c->path) ? run_case : step_case)(&b);
	b.e->net_free(b.net);
	safetensors_free(b.file);
	assert_int_equal(b.wrong, 0);
}

static bool is_case(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && !strcmp(dot, ".safetensors") &&
	       (!strncmp(name, "step-", 5) || !strncmp(name, "label-", 6) ||
		!strncmp(name, "run-", 4));
}

/* All cases of a directory, sorted; the caller owns them. */
static struct dirent **cases(const char *folder, int *count)
{
	struct dirent **list = NULL;

	*count = scandir(folder, &list, NULL, alphasort);
	return list;
}

struct list {
	struct CMUnitTest *test;
	size_t count;
};

static void add_case(struct list *l, const char *folder, const char *name)
{
	const struct engine *e;
	bool here;

	for (int i = 0; (e = engine_at(i, &here)); i++) {
		struct test_case *c;

		if (!here || (is_run(name) && e->precision == PRECISION_FLOAT))
			continue;
		c = xmalloc(sizeof *c);
		*c = (struct test_case){ e, xasprintf("%s/%s", folder, name) };
		l->test = xreallocarray(l->test, l->count + 1, sizeof *l->test);
		l->test[l->count++] = (struct CMUnitTest){
			.name = xasprintf("%s agrees with %s", e->name, name),
			.test_func = agrees,
			.initial_state = c,
		};
	}
}

static void list_free(struct list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct test_case *c = l->test[i].initial_state;

		free(c->path);
		free(c);
		free((char *)l->test[i].name);
	}
	free(l->test);
}

int main(void)
{
	const char *other = getenv("RNNTUI_REFERENCE");
	const char *top = getenv("top_srcdir");
	char *folder = other ? xstrdup(other)
			     : xasprintf("%s/tests/reference", top ? top : ".");
	struct list l = { NULL, 0 };
	int count, status = 1;
	struct dirent **list = cases(folder, &count);

	for (int i = 0; i < count; i++) {
		if (is_case(list[i]->d_name))
			add_case(&l, folder, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	blas_single_thread();
	if (l.count)
		status = _cmocka_run_group_tests("reference", l.test, l.count,
						 NULL, NULL);
	else
		fprintf(stderr, "no cases in %s\n", folder);
	list_free(&l);
	free(folder);
	return status;
}
