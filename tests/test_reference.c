/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_reference.c: every build of the engine against values computed by
 * PyTorch (tests/reference/README.md).  RNNTUI_REFERENCE names another
 * directory of cases. */
#include "config.h"
#include "reference_case.h"

#include "base/path.h"
#include "base/utf8.h"

#include <dirent.h>

/* Agreement asked for: see README.md. */
static const double step_double = 1e-9, step_float = 2e-4, run_double = 1e-8;

struct test_case {
	const struct engine *engine;
	char *path;
};

/* ---- a single pass ----------------------------------------------------- */

static void put_states(struct bench *b, const char *tensor, const char *name)
{
	int n = b->spec.batch * b->spec.hidden;
	double *x = doubles_if(b->file, tensor, b->spec.layers * n);

	for (int k = 0; x && k < b->spec.layers; k++)
		put_rows(b, name, k, x + k * n);
	free(x);
}

static void compare_states(struct bench *b, const char *name,
			   const char *tensor, const char *gradient)
{
	int n = b->spec.batch * b->spec.hidden;

	for (int k = 0; safetensors_find(b->file, tensor) && k < b->spec.layers;
	     k++) {
		compare_part(b, name, k, PART_VALUE, tensor, k * n);
		compare_part(b, name, k, PART_GRADIENT, gradient, k * n);
	}
}

/* The arrays of a batch that the case has; the caller frees. */
static struct batch batch_of(const struct bench *b)
{
	const struct net_spec *s = &b->spec;
	const struct safetensors *f = b->file;
	int T = s->steps, U = s->out_steps, B = s->batch;
	int judged = (U ? U : T) * B;

	return (struct batch){
		.steps = T,
		.out_steps = U,
		.id = ints_if(f, "inputs", T * B),
		.value = doubles_if(f, "values", T * B * s->values),
		.target = ints_if(f, "targets", judged),
		.goal = doubles_if(f, "goals", judged * s->goals),
		.weight = doubles_if(f, "weights", judged),
		.length = ints_if(f, "lengths", B),
		.out_id = ints_if(f, "out_inputs", U * B),
	};
}

static void compare_sequences(struct bench *b)
{
	compare_part(b, "h", b->spec.layers - 1, PART_VALUE, "expect.h", 0);
	compare_part(b, "logits", -1, PART_VALUE, "expect.logits", 0);
	if (b->spec.model != MODEL_SEQ2SEQ)
		return;
	compare_part(b, "encoder.h", -1, PART_VALUE, "expect.encoder.h", 0);
	if (b->spec.attend != ATTEND_NONE)
		compare_part(b, "alpha", -1, PART_VALUE, "expect.alpha", 0);
}

static void step_case(struct bench *b)
{
	const struct pass pass = { .backward = true };
	struct batch batch = batch_of(b);
	double *want = doubles(b->file, "expect.loss", 1), loss;
	bool two = cell_info[b->spec.cell].has_cell_state;

	put_states(b, "h0", "state.h");
	if (two)
		put_states(b, "c0", "state.c");
	loss = b->e->run(b->net, &batch, &pass);
	compare(b, "expect.loss", &loss, want, 1);
	compare_sequences(b);
	compare_states(b, "state.h", "expect.hT", "expect.grad.h0");
	if (two)
		compare_states(b, "state.c", "expect.cT", "expect.grad.c0");
	compare_params(b, PART_GRADIENT, "expect.grad.", false);
	if (b->spec.cell == CELL_GRU)
		compare_gru_biases(b);
	for (int i = 0; i < BATCH_ARRAYS; i++)
		free((void *)(uintptr_t)batch_array(&batch, i));
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
	static const char *const kind[] = { "step-", "label-", "numbers-",
					    "seq2seq-", "run-" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < LENGTH(kind); i++)
		if (!strncmp(name, kind[i], strlen(kind[i])))
			return !strcmp(dot, ".safetensors");
	return false;
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
