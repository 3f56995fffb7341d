/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_gradcheck.c: the gradient check passes where the gradients are right,
 * fails where they are wrong, and leaves the run alone. */
#include "config.h"

#include "datasets.h"

#include "probe/gradcheck.h"
#include "task/task_char.h"
#include "train/safetensors.h"

#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 40 };

/* --- the reference cases ------------------------------------------------- */

static long meta_number(const struct safetensors *s, const char *key)
{
	size_t length;
	const char *text = safetensors_meta(s, key, &length);

	assert_non_null(text);
	return strtol(text, NULL, 10);
}

static enum cell meta_cell(const struct safetensors *s)
{
	size_t length;
	const char *text = safetensors_meta(s, "cell", &length);

	assert_non_null(text);
	for (int c = 0; c < CELLS; c++)
		if (!strcmp(text, cell_info[c].name))
			return (enum cell)c;
	fail_msg("no such cell: %s", text);
	return CELL_RNN;
}

static double *values(const struct safetensors *s, const char *name)
{
	const struct tensor *t = safetensors_find(s, name);
	double *out;

	if (!t)
		return NULL;
	out = xcalloc((size_t)t->count, sizeof *out);
	assert_true(safetensors_doubles(s, t, 0, t->count, out));
	return out;
}

static int *symbols(const struct safetensors *s, const char *name)
{
	const struct tensor *t = safetensors_find(s, name);
	int64_t *wide;
	int *out;

	assert_non_null(t);
	wide = xcalloc((size_t)t->count, sizeof *wide);
	out = xcalloc((size_t)t->count, sizeof *out);
	assert_true(safetensors_ints(s, t, 0, t->count, wide));
	for (int64_t i = 0; i < t->count; i++)
		out[i] = (int)wide[i];
	free(wide);
	return out;
}

static void write_rows(const struct engine *engine, struct net *net, int i,
		       const double *v)
{
	struct quantity q = engine->describe(net, i);

	for (int r = 0; r < q.rows; r++)
		engine->write(net, i, PART_VALUE, r, v + r * q.cols);
}

/* Two biases per gate row are one of ours, except for n of a gru. */
static double *bias(const struct safetensors *s, const struct net_spec *spec,
		    const char *name)
{
	const int h = spec->hidden;
	char other[100];
	double *ih, *hh;

	snprintf(other, sizeof other, "model.rnn.bias_hh_l%s",
		 strrchr(name, 'l') + 1);
	hh = values(s, other);
	if (strstr(name, "bias_hn")) {
		memmove(hh, hh + 2 * h, (size_t)h * sizeof *hh);
		return hh;
	}
	snprintf(other, sizeof other, "model.%s", name);
	ih = values(s, other);
	for (int i = 0; i < cell_info[spec->cell].gates * h; i++)
		if (spec->cell != CELL_GRU || i < 2 * h)
			ih[i] += hh[i];
	free(hh);
	return ih;
}

static double *parameter(const struct safetensors *s,
			 const struct net_spec *spec, const char *name)
{
	char full[100];

	if (strstr(name, "rnn.bias"))
		return bias(s, spec, name);
	snprintf(full, sizeof full, "model.%s", name);
	return values(s, full);
}

static void load(const struct safetensors *s, const struct engine *engine,
		 struct net *net, const struct net_spec *spec)
{
	const size_t layer = (size_t)spec->batch * (size_t)spec->hidden;
	double *h = values(s, "h0"), *c = values(s, "c0"), *v;

	for (int i = 0; i < engine->count(net); i++) {
		struct quantity q = engine->describe(net, i);

		if (q.kind == QUANTITY_STATE) {
			v = strcmp(q.name, "state.c") ? h : c;
			write_rows(engine, net, i, v + (size_t)q.layer * layer);
		} else if (q.kind == QUANTITY_PARAMETER) {
			v = parameter(s, spec, q.name);
			assert_non_null(v);
			write_rows(engine, net, i, v);
			free(v);
		}
	}
	free(c);
	free(h);
}

/* A check of a case by an engine, complete. */
static struct gradcheck *check_case(const char *path,
				    const struct engine *engine, int samples)
{
	struct err e = { .kind = ERR_NONE };
	struct safetensors *s = safetensors_open(path, &e);
	struct net_spec spec;
	struct net *net;
	int *in, *target;
	struct batch batch;
	struct gradcheck *g;

	if (!s)
		fail_msg("%s", e.text);
	spec = (struct net_spec){
		.cell = meta_cell(s),
		.symbols_in = (int)meta_number(s, "vocab"),
		.symbols_out = (int)meta_number(s, "vocab"),
		.hidden = (int)meta_number(s, "hidden"),
		.layers = (int)meta_number(s, "layers"),
		.steps = (int)meta_number(s, "seq_length"),
		.batch = (int)meta_number(s, "batch"),
	};
	net = engine->net_new(&spec, &e);
	assert_non_null(net);
	load(s, engine, net, &spec);
	in = symbols(s, "inputs");
	target = symbols(s, "targets");
	batch = (struct batch){
		.steps = spec.steps,
		.id = in,
		.target = target,
	};
	g = gradcheck_new_for(engine, net, &spec, &batch, samples, 1, &e);
	if (!g)
		fail_msg("%s: %s", path, e.text);
	while (!gradcheck_more(g, 1))
		;
	free(target);
	free(in);
	safetensors_free(s);
	return g;
}

static void find_cases(const char *pattern, glob_t *found)
{
	const char *folder = getenv("RNNTUI_REFERENCE");
	const char *top = getenv("srcdir");
	char full[4096];

	if (folder)
		snprintf(full, sizeof full, "%s/%s", folder, pattern);
	else
		snprintf(full, sizeof full, "%s/tests/reference/%s",
			 top ? top : ".", pattern);
	if (glob(full, 0, NULL, found))
		fail_msg("no reference cases: %s", full);
}

/* Of all builds of this program that run here. */
static const struct engine *double_engine(int n)
{
	const struct engine *engine;
	bool runs;

	for (int i = 0; (engine = engine_at(i, &runs)); i++)
		if (runs && engine->precision == PRECISION_DOUBLE && n-- == 0)
			return engine;
	return NULL;
}

static void expect_right(const struct gradcheck *g, const char *what)
{
	struct gradcheck_result r[ROOM];
	int n = gradcheck_results(g, r, ROOM);

	assert_in_range(n, 5, ROOM);
	for (int i = 0; i < n; i++) {
		if (getenv("VERBOSE"))
			print_message("%s %s: %d checked, %.2g of %.2g, noise "
				      "%.2g\n",
				      what, r[i].name, r[i].checked,
				      r[i].relative, r[i].norm, r[i].noise);
		/* resolved, not excused */
		if (!(r[i].relative < GRADCHECK_TOLERANCE) ||
		    r[i].below_resolution || !r[i].good)
			fail_msg("%s: %s is off by %g of %g", what, r[i].name,
				 r[i].relative, r[i].norm);
	}
}

static void expect_cases_right(const struct engine *engine, const char *pattern,
			       size_t least, int samples)
{
	glob_t found;

	find_cases(pattern, &found);
	assert_true(found.gl_pathc >= least);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct gradcheck *g =
			check_case(found.gl_pathv[i], engine, samples);

		expect_right(g, found.gl_pathv[i]);
		gradcheck_free(g);
	}
	globfree(&found);
}

static void every_element_of_the_small_cases_is_right(void **state)
{
	(void)state;
	expect_cases_right(engine_find(PRECISION_DOUBLE, NULL),
			   "step-*-l*.safetensors", 12, 0);
}

static void samples_of_all_cases_are_right_in_every_build(void **state)
{
	const struct engine *engine;

	(void)state;
	for (int n = 0; (engine = double_engine(n)); n++)
		expect_cases_right(engine, "step-*.safetensors", 15,
				   GRADCHECK_SAMPLES / 2);
}

/* --- engines with a mistake ---------------------------------------------- */

/* The right engine, and how the wrong one changes a gradient. */
static const struct engine *right;
static double wrong_factor, wrong_addend;
static const char *wrong_tensor;

static double get_wrong(const struct net *net, int i, enum part part, int row,
			int col)
{
	double x = right->get(net, i, part, row, col);

	if (part != PART_GRADIENT ||
	    strcmp(right->describe(net, i).name, wrong_tensor) != 0)
		return x;
	return x * wrong_factor + wrong_addend;
}

/* Which tensors of a case are found wrong, as a list of names. */
static void found_wrong(const char *pattern, char *names, size_t size)
{
	struct gradcheck_result r[ROOM];
	struct engine wrong;
	struct gradcheck *g;
	glob_t found;
	int n;

	right = double_engine(0);
	wrong = *right;
	wrong.get = get_wrong;
	find_cases(pattern, &found);
	g = check_case(found.gl_pathv[0], &wrong, 0);
	globfree(&found);
	n = gradcheck_results(g, r, ROOM);
	names[0] = '\0';
	for (int i = 0; i < n; i++)
		if (!r[i].good) {
			size_t used = strlen(names);

			snprintf(names + used, size - used, "%s ", r[i].name);
		}
	gradcheck_free(g);
}

static void a_gradient_scaled_by_a_hundred_thousandth_is_found(void **state)
{
	char names[500];

	(void)state;
	wrong_factor = 1.00001;
	wrong_addend = 0;
	wrong_tensor = "rnn.weight_hh_l1";
	found_wrong("step-lstm-l2-b3.safetensors", names, sizeof names);
	assert_string_equal(names, "rnn.weight_hh_l1 ");
	wrong_tensor = "out.bias";
	found_wrong("step-gru-l2-b1.safetensors", names, sizeof names);
	assert_string_equal(names, "out.bias ");
}

static void a_missing_gradient_is_found(void **state)
{
	char names[500];

	(void)state;
	wrong_factor = 0;
	wrong_addend = 0;
	wrong_tensor = "rnn.bias_ih_l0";
	found_wrong("step-rnn-l1-b1.safetensors", names, sizeof names);
	assert_string_equal(names, "rnn.bias_ih_l0 ");
}

static void a_gradient_that_is_not_a_number_is_found(void **state)
{
	char names[500];

	(void)state;
	wrong_factor = 1;
	wrong_addend = NAN;
	wrong_tensor = "rnn.weight_ih_l0";
	found_wrong("step-rnn-l1-b1.safetensors", names, sizeof names);
	assert_string_equal(names, "rnn.weight_ih_l0 ");
}

/* --- a run --------------------------------------------------------------- */

static struct corpus corpus;

static int load_corpus(void **state)
{
	static const char line[] =
		"The quick brown fox, says \"who?\", and jumps over the lazy "
		"dog; a vexed king quotes.\n";
	static const struct corpus_options options;
	struct err e = { .kind = ERR_NONE };
	struct strbuf text;

	(void)state;
	strbuf_init(&text);
	for (int i = 0; i < 20; i++)
		strbuf_printf(&text, "%d %s", i, line + i);
	/* symbols that the first iterations do not see */
	strbuf_add(&text, "ABCDEFGHIJKLMNOPRSUVWXYZ#$%&/()=[]{}<>*+-_^~\n");
	if (!corpus_from_text(&corpus, text.text, text.length, &options, &e))
		fail_msg("%s", e.text);
	strbuf_release(&text);
	return 0;
}

static int release_corpus(void **state)
{
	(void)state;
	corpus_release(&corpus);
	return 0;
}

static struct run *make_deep_run(enum cell cell, enum precision precision,
				 long iterations, long layers)
{
	struct err e = { .kind = ERR_NONE };
	struct settings set;
	struct run *run;

	settings_default(&set);
	set.cell = (int)cell;
	set.precision = (int)precision;
	set.hidden = 20;
	set.seq_length = 10;
	set.batch_size = 2;
	set.layers = layers;
	set.dropout = 0.3;
	settings_settle(&set);
	run = run_new(&set, &task_char, OF_TEXT(&corpus), &e);
	if (!run)
		fail_msg("%s", e.text);
	for (long i = 0; i < iterations; i++)
		assert_true(run_iterate(run, &e));
	return run;
}

static struct run *make_run(enum cell cell, enum precision precision,
			    long iterations)
{
	return make_deep_run(cell, precision, iterations, 2);
}

static struct gradcheck *check_run(const struct run *run, int samples)
{
	struct err e = { .kind = ERR_NONE };
	struct gradcheck *g = gradcheck_new(run, samples, 1, &e);

	if (!g)
		fail_msg("%s", e.text);
	while (!gradcheck_more(g, 0.01))
		;
	return g;
}

static void scale_weights(struct run *run, double by)
{
	const struct engine *engine = run->engine;

	for (int i = 0; i < engine->count(run->net); i++) {
		struct quantity q = engine->describe(run->net, i);
		double row[512];

		assert_true(q.cols <= 512);
		for (int r = 0; q.kind == QUANTITY_PARAMETER && r < q.rows;
		     r++) {
			engine->read(run->net, i, PART_VALUE, r, row);
			for (int c = 0; c < q.cols; c++)
				row[c] *= by;
			engine->write(run->net, i, PART_VALUE, r, row);
		}
	}
}

static void a_trained_run_of_either_precision_is_right(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++)
		for (int p = PRECISION_FLOAT; p <= PRECISION_DOUBLE; p++) {
			struct run *run = make_run((enum cell)cell,
						   (enum precision)p, 300);
			struct gradcheck *g = check_run(run, 40);

			expect_right(g, run->engine->name);
			gradcheck_free(g);
			run_free(run);
		}
}

/* Large weights bend the loss sharply: there a step that looks small enough by
 * one estimate is not. */
static void a_sharply_bent_loss_is_right(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++)
		for (int scale = 4; scale <= 16; scale *= 4) {
			struct run *run = make_run((enum cell)cell,
						   PRECISION_DOUBLE, 300);
			struct gradcheck *g;

			scale_weights(run, scale);
			g = check_run(run, 40);
			expect_right(g, cell_info[cell].name);
			gradcheck_free(g);
			run_free(run);
		}
}

/* Small weights: parameters below several of them have a gradient that no
 * difference can resolve.  It passes as such, and only if it is that small. */
static void a_fresh_run_is_right_or_below_resolution(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct run *run =
			make_deep_run((enum cell)cell, PRECISION_DOUBLE, 0, 4);
		struct gradcheck *g = check_run(run, 40);
		struct gradcheck_result r[ROOM];
		int n = gradcheck_results(g, r, ROOM), below = 0;

		for (int i = 0; i < n; i++) {
			if (!r[i].good)
				fail_msg("%s %s %g of %g", cell_info[cell].name,
					 r[i].name, r[i].relative, r[i].norm);
			below += r[i].below_resolution;
			if (r[i].below_resolution)
				assert_true(r[i].norm < 1e-3);
		}
		assert_in_range(below, 1, n - 2);
		gradcheck_free(g);
		run_free(run);
	}
}

/* Too small for the tolerance is not too small to be wrong. */
static void a_wrong_gradient_below_resolution_is_found(void **state)
{
	struct run *run = make_deep_run(CELL_GRU, PRECISION_DOUBLE, 0, 4);
	struct engine wrong = *run->engine;
	struct gradcheck_result r[ROOM];
	struct gradcheck *g = check_run(run, 20);
	bool below = false;
	int n = gradcheck_results(g, r, ROOM);

	(void)state;
	wrong_tensor = "rnn.weight_hh_l0";
	for (int i = 0; i < n; i++)
		below = below || (!strcmp(r[i].name, wrong_tensor) &&
				  r[i].below_resolution);
	assert_true(below);
	gradcheck_free(g);

	right = run->engine;
	wrong.get = get_wrong;
	wrong_factor = 1.1;
	wrong_addend = 0;
	run->task->next(run->data, &run->batch);
	g = gradcheck_new_for(&wrong, run->net, &run->spec, &run->batch, 20, 1,
			      &(struct err){ 0 });
	run->net = NULL;
	assert_non_null(g);
	while (!gradcheck_more(g, 1))
		;
	gradcheck_results(g, r, ROOM);
	for (int i = 0; i < n; i++)
		assert_int_equal(r[i].good,
				 strcmp(r[i].name, wrong_tensor) != 0);
	gradcheck_free(g);
	run_free(run);
}

/* All numbers of a net that can be read, added to `sum` so that any changed bit
 * shows. */
static uint64_t fingerprint(const struct run *run)
{
	const struct engine *engine = run->engine;
	uint64_t sum = 14695981039346656037u, bits;
	static double row[1000];

	for (int i = 0; i < engine->count(run->net); i++) {
		struct quantity q = engine->describe(run->net, i);
		int last = q.kind == QUANTITY_PARAMETER ? PART_SLOT0
			   : q.has_gradient             ? PART_GRADIENT
							: PART_VALUE;

		assert_true(q.cols <= 1000);
		for (int part = 0; part <= last; part++)
			for (int r = 0; r < q.rows; r++) {
				engine->read(run->net, i, (enum part)part, r,
					     row);
				for (int c = 0; c < q.cols; c++) {
					memcpy(&bits, &row[c], sizeof bits);
					sum = (sum ^ bits) * 1099511628211u;
				}
			}
	}
	return sum;
}

static void the_run_goes_on_as_if_not_looked_at(void **state)
{
	struct run *looked = make_run(CELL_GRU, PRECISION_FLOAT, 30);
	struct run *other = make_run(CELL_GRU, PRECISION_FLOAT, 30);
	struct err e;
	uint64_t before = fingerprint(looked);
	size_t position = char_task_of(looked)->stream.position;

	(void)state;
	assert_true(before == fingerprint(other));
	gradcheck_free(check_run(looked, 20));
	assert_true(fingerprint(looked) == before);
	assert_int_equal(char_task_of(looked)->stream.position, position);
	for (int i = 0; i < 30; i++) {
		assert_true(run_iterate(looked, &e));
		assert_true(run_iterate(other, &e));
	}
	assert_true(fingerprint(looked) == fingerprint(other));
	assert_true(fingerprint(looked) != before);
	run_free(other);
	run_free(looked);
}

static void it_works_in_slices_and_tells_how_far_it_is(void **state)
{
	struct run *run = make_run(CELL_RNN, PRECISION_FLOAT, 3);
	struct err e;
	struct gradcheck *g = gradcheck_new(run, 5, 1, &e);
	struct gradcheck_result r[ROOM];
	double last = 0;
	long slices = 0;
	int n;

	(void)state;
	assert_non_null(g);
	assert_true(gradcheck_progress(g) == 0);
	n = gradcheck_results(g, r, ROOM);
	assert_int_equal(r[0].checked, 0);
	assert_int_equal(r[0].worst_row, -1);
	while (!gradcheck_more(g, 0)) {
		assert_true(gradcheck_progress(g) >= last);
		last = gradcheck_progress(g);
		slices++;
	}
	assert_true(gradcheck_progress(g) == 1);
	/* at least four forward passes per element */
	assert_true(slices >= n * 5 * 4 - 1);
	assert_int_equal(gradcheck_results(g, r, ROOM), n);
	for (int i = 0; i < n; i++)
		assert_int_equal(r[i].checked, 5);
	assert_true(gradcheck_more(g, 1));
	gradcheck_free(g);
	gradcheck_free(NULL);
	run_free(run);
}

static void the_same_seed_checks_the_same_elements(void **state)
{
	struct run *run = make_run(CELL_LSTM, PRECISION_FLOAT, 20);
	struct gradcheck *a = check_run(run, 10), *b = check_run(run, 10);
	struct gradcheck_result ra[ROOM], rb[ROOM];
	int n = gradcheck_results(a, ra, ROOM);

	(void)state;
	assert_int_equal(gradcheck_results(b, rb, ROOM), n);
	for (int i = 0; i < n; i++) {
		assert_int_equal(ra[i].worst_row, rb[i].worst_row);
		assert_int_equal(ra[i].worst_col, rb[i].worst_col);
		assert_true(ra[i].norm == rb[i].norm);
		assert_true(ra[i].relative == rb[i].relative);
	}
	gradcheck_free(b);
	gradcheck_free(a);
	run_free(run);
}

/* Rows of symbols that are not in the text are among the samples, so a
 * gradient left there from another text is found. */
static double get_stale(const struct net *net, int i, enum part part, int row,
			int col)
{
	double x = right->get(net, i, part, row, col);

	if (part != PART_GRADIENT || x != 0 ||
	    strcmp(right->describe(net, i).name, "rnn.weight_ih_l0") != 0)
		return x;
	return 0.01;
}

static void stale_gradients_of_symbols_not_in_the_text_are_found(void **state)
{
	struct run *run = make_run(CELL_RNN, PRECISION_DOUBLE, 50);
	struct engine wrong;
	struct gradcheck_result r[ROOM];
	struct gradcheck *g;
	int n;

	(void)state;
	right = run->engine;
	wrong = *right;
	wrong.get = get_stale;
	g = gradcheck_new_for(&wrong, run->net, &run->spec, &run->batch, 16, 1,
			      &(struct err){ 0 });
	run->net = NULL;
	assert_non_null(g);
	while (!gradcheck_more(g, 1))
		;
	n = gradcheck_results(g, r, ROOM);
	for (int i = 0; i < n; i++)
		assert_int_equal(r[i].good,
				 strcmp(r[i].name, "rnn.weight_ih_l0") != 0);
	gradcheck_free(g);
	run_free(run);
}

static void weights_that_are_not_finite_are_refused(void **state)
{
	struct run *run = make_run(CELL_RNN, PRECISION_FLOAT, 1);
	struct err e = { .kind = ERR_NONE };
	int bias = run->engine->find(run->net, "out.bias", -1);

	(void)state;
	assert_true(bias >= 0);
	run->engine->set(run->net, bias, PART_VALUE, 0, 0, NAN);
	assert_null(gradcheck_new(run, 5, 1, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	assert_non_null(strstr(e.text, "not finite"));
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_element_of_the_small_cases_is_right),
		cmocka_unit_test(samples_of_all_cases_are_right_in_every_build),
		cmocka_unit_test(
			a_gradient_scaled_by_a_hundred_thousandth_is_found),
		cmocka_unit_test(a_missing_gradient_is_found),
		cmocka_unit_test(a_gradient_that_is_not_a_number_is_found),
		cmocka_unit_test(a_trained_run_of_either_precision_is_right),
		cmocka_unit_test(a_sharply_bent_loss_is_right),
		cmocka_unit_test(a_fresh_run_is_right_or_below_resolution),
		cmocka_unit_test(a_wrong_gradient_below_resolution_is_found),
		cmocka_unit_test(the_run_goes_on_as_if_not_looked_at),
		cmocka_unit_test(it_works_in_slices_and_tells_how_far_it_is),
		cmocka_unit_test(the_same_seed_checks_the_same_elements),
		cmocka_unit_test(
			stale_gradients_of_symbols_not_in_the_text_are_found),
		cmocka_unit_test(weights_that_are_not_finite_are_refused),
	};

	blas_single_thread();
	return cmocka_run_group_tests(tests, load_corpus, release_corpus);
}
