/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_run.c: the training loop: the contract of loss, cursor and schedules,
 * the reference runs, and what happens when numbers go bad. */
#include "config.h"

#include "run_support.h"
#include "train/checkpoint.h"
#include "train/safetensors.h"
#include "task/sampler.h"

#include <math.h>

/* --- the contract --------------------------------------------------------- */

static void
smooth_loss_starts_at_ln_v_times_t_and_moves_by_a_thousandth(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct corpus c;
	struct run *r;
	double smooth;

	(void)state;
	corpus_of_length(&c, 400);
	r = run_of(&set, &c);
	smooth = log(9) * 5;
	assert_int_equal(c.vocab.size, 9);
	assert_true(fabs(r->now.smooth_loss - smooth) < 1e-12);
	assert_true(isnan(r->now.loss) && isnan(r->now.valid_loss));
	assert_true(r->now.learning_rate == 0.1);
	for (int i = 0; i < 50; i++) {
		iterate(r, 1);
		smooth = 0.999 * smooth + 0.001 * r->now.loss;
		assert_true(fabs(r->now.smooth_loss - smooth) < 1e-12);
	}
	assert_int_equal(r->now.iteration, 50);
	assert_int_equal(series_end(&r->series), 50);
	run_free(r);
	corpus_release(&c);
}

/* The loss of the text from the cursor on, by a walker. */
static double walked_loss(const struct run *r, size_t at, bool from_zero)
{
	struct walker *w;
	double loss = 0;
	struct err e;

	w = r->engine->walker_new(r->net, 1, &e);
	assert_non_null(w);
	if (from_zero)
		r->engine->walker_forget(w);
	else
		r->engine->walker_continue(w);
	for (size_t i = at; i < at + (size_t)r->spec.steps; i++) {
		int in = corpus_id(text_of(r), i);
		int target = corpus_id(text_of(r), i + 1);

		loss += r->engine->walker_run(w, &in, &target, 1);
	}
	r->engine->walker_free(w);
	return loss;
}

/* p advances by T; when p + T + 1 >= length it returns to 0 and the state to
 * zero; else the state carries over. */
static void the_cursor_wraps_and_the_state_with_it(void **state)
{
	static const int length[] = { 51, 52, 53, 54, 55, 56, 7, 6 };

	(void)state;
	for (size_t k = 0; k < LENGTH(length); k++) {
		struct settings set = small_settings(CELL_GRU);
		struct corpus c;
		struct run *r;
		size_t p = 0;

		corpus_of_length(&c, length[k]);
		r = run_of(&set, &c);
		for (int i = 0; i < 30; i++) {
			bool wraps = p + 5 + 1 >= (size_t)length[k];
			double expected;

			if (wraps)
				p = 0;
			expected = walked_loss(r, p, wraps || i == 0);
			iterate(r, 1);
			assert_int_equal(stream_of(r)->position, p + 5);
			assert_int_equal(r->batch.id[4], corpus_id(&c, p + 4));
			assert_int_equal(r->batch.target[4],
					 corpus_id(&c, p + 5));
			assert_true(fabs(r->now.loss - expected) < 1e-12);
			p += 5;
		}
		run_free(r);
		corpus_release(&c);
	}
}

static void the_epoch_counts_passes_over_the_text(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct corpus c;
	struct run *r;
	int wraps = 0;

	(void)state;
	corpus_of_length(&c, 203);
	r = run_of(&set, &c);
	for (int i = 0; i < 200; i++) {
		iterate(r, 1);
		wraps += stream_of(r)->position == 5;
		assert_int_equal(i / (int)run_epoch(r) + 1, wraps);
	}
	assert_true(fabs(r->now.epoch - 200.0 / 40) < 1e-12);
	run_free(r);
	corpus_release(&c);
}

static void schedules_follow_their_closed_forms(void **state)
{
	struct settings set = small_settings(CELL_RNN);

	(void)state;
	set.learning_rate = 0.2;
	set.schedule_factor = 0.5;
	set.schedule_every = 10;
	for (long i = 0; i < 50; i++) {
		double part = (double)i / 10;

		set.schedule = SCHEDULE_CONSTANT;
		assert_true(settings_rate(&set, i) == 0.2);
		set.schedule = SCHEDULE_STEP;
		assert_true(fabs(settings_rate(&set, i) -
				 0.2 / (double)(1 << i / 10)) < 1e-15);
		set.schedule = SCHEDULE_EXPONENTIAL;
		assert_true(fabs(settings_rate(&set, i) -
				 0.2 * exp(-part * log(2))) < 1e-15);
		set.schedule = SCHEDULE_COSINE;
		assert_true(
			fabs(settings_rate(&set, i) -
			     (i > 10 ? 0 : 0.1 * (1 + cos(acos(-1) * part)))) <
			1e-15);
	}
}

static void the_rate_of_an_iteration_is_the_schedules(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct corpus c;
	struct run *r;

	(void)state;
	set.schedule = SCHEDULE_STEP;
	set.schedule_every = 2;
	corpus_of_length(&c, 100);
	r = run_of(&set, &c);
	for (int i = 0; i < 6; i++) {
		iterate(r, 1);
		assert_true(fabs(r->now.learning_rate -
				 0.1 / (double)(1 << i / 2)) < 1e-15);
	}
	run_free(r);
	corpus_release(&c);
}

static void a_long_sequence_is_cut_with_a_notice(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct corpus c;
	struct run *r;

	(void)state;
	set.seq_length = 100;
	corpus_of(&c, "hello");
	r = run_of(&set, &c);
	assert_int_equal(r->set.seq_length, 4);
	assert_int_equal(r->spec.steps, 4);
	assert_non_null(strstr(r->notices.text, "seq-length"));
	iterate(r, 3);
	run_free(r);
	corpus_release(&c);
}

static void a_batch_too_large_for_the_text_is_an_input_error(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct corpus c;
	struct err e;

	(void)state;
	set.batch_size = 50;
	corpus_of_length(&c, 60);
	assert_null(run_new(&set, &task_char, OF_TEXT(&c), &e));
	assert_int_equal(e.kind, ERR_INPUT);
	corpus_release(&c);
}

/* --- the reference runs --------------------------------------------------- */

static double largest_difference(const double *a, const double *b, int n)
{
	double difference = 0, size = 0;

	for (int i = 0; i < n; i++) {
		difference = fmax(difference, fabs(a[i] - b[i]));
		size = fmax(size, fabs(b[i]));
	}
	return size > 0 ? difference / size : difference;
}

static double *read_tensor(const struct safetensors *s, const char *name,
			   int *count)
{
	const struct tensor *t = safetensors_find(s, name);
	double *x;

	assert_non_null(t);
	x = xcalloc((size_t)t->count, sizeof *x);
	assert_true(safetensors_doubles(s, t, 0, t->count, x));
	*count = (int)t->count;
	return x;
}

static void assert_parameter(const struct run *r, const struct safetensors *s,
			     const char *name, int layer)
{
	struct quantity q =
		r->engine->describe(r->net, quantity_of(r, name, layer));
	char full[64];
	double *x = xcalloc((size_t)q.rows * (size_t)q.cols, sizeof *x), *y;
	int n;

	snprintf(full, sizeof full, "expect.final.%s", name);
	y = read_tensor(s, full, &n);
	assert_int_equal(n, q.rows * q.cols);
	for (int i = 0; i < q.rows; i++)
		r->engine->read(r->net, quantity_of(r, name, layer), PART_VALUE,
				i, x + i * q.cols);
	assert_true(largest_difference(x, y, n) < 1e-8);
	free(y);
	free(x);
}

/* 400 iterations from the weights in the file. */
static void follow_reference(const char *cell, enum engine_choice engine)
{
	struct settings base = small_settings(CELL_RNN);
	struct checkpoint start;
	struct corpus c;
	struct run *r;
	char *path = NULL, *name = xasprintf("run-%s.safetensors", cell);
	double *loss, *smooth, got[2][400];
	int n;
	struct err e;

	base.engine = (int)engine;
	base.seq_length = 25;
	base.learning_rate = strcmp(cell, "rnn") ? 0.1 : 0.05;
	path = reference_path("corpus-mixed.txt");
	corpus_of_file(&c, path);
	free(path);
	path = reference_path(name);
	if (!checkpoint_open(&start, path, NULL, &base, &e))
		fail_msg("%s", e.text);
	r = checkpoint_init(&start, &start.set, &task_char, OF_TEXT(&c), &e);
	if (!r)
		fail_msg("%s", e.text);
	loss = read_tensor(start.file, "expect.loss", &n);
	smooth = read_tensor(start.file, "expect.smooth_loss", &n);
	assert_int_equal(n, 400);
	for (int i = 0; i < n; i++) {
		iterate(r, 1);
		got[0][i] = r->now.loss;
		got[1][i] = r->now.smooth_loss;
	}
	assert_true(largest_difference(got[0], loss, n) < 1e-8);
	assert_true(largest_difference(got[1], smooth, n) < 1e-8);
	assert_parameter(r, start.file, "rnn.weight_ih_l0", 0);
	assert_parameter(r, start.file, "rnn.weight_hh_l0", 0);
	assert_parameter(r, start.file, "rnn.bias_ih_l0", 0);
	assert_parameter(r, start.file, "out.weight", -1);
	assert_parameter(r, start.file, "out.bias", -1);
	free(smooth);
	free(loss);
	run_free(r);
	checkpoint_close(&start);
	corpus_release(&c);
	free(path);
	free(name);
}

static void the_loop_is_that_of_the_reference_runs(void **state)
{
	(void)state;
	for (int i = 0; i < CELLS; i++) {
		follow_reference(cell_info[i].name, ENGINE_BASELINE);
		if (engine_find(PRECISION_DOUBLE, "x86-64-v3"))
			follow_reference(cell_info[i].name, ENGINE_V3);
	}
}

/* --- bad numbers ---------------------------------------------------------- */

struct twins {
	struct corpus c;
	struct run *r, *same; /* the second is never disturbed */
};

static void twins_begin(struct twins *w, const struct settings *set, int n)
{
	corpus_of_length(&w->c, 300);
	w->r = run_of(set, &w->c);
	w->same = run_of(set, &w->c);
	iterate(w->r, n);
	iterate(w->same, n);
	assert_same_run(w->r, w->same);
}

/* Whatever happened to the first, it goes on as the second. */
static void twins_end(struct twins *w)
{
	assert_same_run(w->r, w->same);
	iterate(w->r, 40);
	iterate(w->same, 40);
	assert_same_run(w->r, w->same);
	run_free(w->r);
	run_free(w->same);
	corpus_release(&w->c);
}

static void a_bad_weight_stops_before_anything_is_applied(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct settings set = small_settings((enum cell)cell);
		struct twins w;
		struct err e;
		double old;

		set.layers = 2;
		set.dropout = 0.5;
		set.batch_size = 3;
		twins_begin(&w, &set, 7);
		old = peek(w.r, "out.weight", -1, 2, 3);
		poke(w.r, "out.weight", -1, 2, 3, NAN);
		for (int i = 0; i < 2; i++) {
			memset(&e, 0, sizeof e);
			assert_false(run_iterate(w.r, &e));
			assert_int_equal(e.kind, ERR_FAILED);
			assert_non_null(strstr(e.text, "loss is not finite: "
						       "logits at time step 0 "
						       "(iteration 7; "
						       "out.weight"));
		}
		poke(w.r, "out.weight", -1, 2, 3, old);
		twins_end(&w);
	}
}

/* The input row of one symbol is bad: nothing is, until it is read. */
static void the_reason_names_the_time_step(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct twins w;
	struct err e;
	char expected[64];
	double old;
	int t, symbol;

	(void)state;
	set.layers = 2;
	twins_begin(&w, &set, 11);
	for (t = 4; t > 0; t--) { /* a symbol that comes late */
		bool earlier = false;

		symbol = corpus_id(&w.c, stream_of(w.r)->position + (size_t)t);
		for (int i = 0; i < t; i++)
			earlier |= symbol ==
				   corpus_id(&w.c, stream_of(w.r)->position +
							   (size_t)i);
		if (!earlier)
			break;
	}
	assert_true(t > 0);
	old = peek(w.r, "rnn.weight_ih_l0", 0, 1, symbol);
	poke(w.r, "rnn.weight_ih_l0", 0, 1, symbol, NAN);
	assert_false(run_iterate(w.r, &e));
	snprintf(expected, sizeof expected,
		 "gates of layer 0 at time step %d (iteration 11", t);
	assert_non_null(strstr(e.text, expected));
	assert_non_null(strstr(e.text, "rnn.weight_ih_l0 was not finite"));
	poke(w.r, "rnn.weight_ih_l0", 0, 1, symbol, old);
	twins_end(&w);
}

static void a_wrapping_iteration_is_taken_back_too(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct twins w;
	struct err e;
	double old;

	(void)state;
	/* 300 symbols: the 60th iteration begins anew. */
	twins_begin(&w, &set, 59);
	assert_true(stream_of(w.r)->position + 6 >= stream_of(w.r)->stride);
	old = peek(w.r, "out.bias", -1, 0, 0);
	poke(w.r, "out.bias", -1, 0, 0, INFINITY);
	assert_false(run_iterate(w.r, &e));
	poke(w.r, "out.bias", -1, 0, 0, old);
	assert_int_equal(w.r->now.iteration, 59);
	twins_end(&w);
}

static void an_infinite_rate_stops_before_anything_is_applied(void **state)
{
	static const double rate[] = { INFINITY, NAN, 1e300 };

	(void)state;
	for (int k = 0; k < 3; k++) {
		struct settings set = small_settings(CELL_RNN);
		struct twins w;
		struct err e;

		set.precision = PRECISION_FLOAT;
		twins_begin(&w, &set, 5);
		w.r->set.learning_rate = rate[k];
		assert_false(run_iterate(w.r, &e));
		assert_int_equal(e.kind, ERR_FAILED);
		assert_non_null(strstr(e.text, "learning rate"));
		w.r->set.learning_rate = w.same->set.learning_rate;
		twins_end(&w);
	}
}

/* A finite loss whose gradient overflows: h is 0, so the output weights do
 * not show in the logits, but where "a" is the target dL/dh is their
 * difference. */
static void an_infinite_gradient_is_not_applied(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct run *r;
	struct corpus c;
	struct err e;

	(void)state;
	corpus_of(&c, "abcabcabcabcabcabc");
	r = run_of(&set, &c);
	for (int row = 0; row < 7; row++)
		for (int col = 0; col < 3; col++)
			poke(r, "rnn.weight_ih_l0", 0, row, col, 0);
	poke(r, "out.weight", -1, 0, 0, -1.7e308);
	poke(r, "out.weight", -1, 1, 0, 1.7e308);
	poke(r, "out.weight", -1, 2, 0, 1.7e308);
	assert_false(run_iterate(r, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	assert_non_null(strstr(e.text, "gradient is not finite: gradient of h "
				       "at time step 2 (iteration 0)"));
	assert_int_equal(r->now.iteration, 0);
	assert_int_equal(r->updates, 0);
	assert_int_equal(stream_of(r)->position, 0);
	assert_true(peek(r, "out.bias", -1, 0, 0) == 0);
	assert_true(peek(r, "rnn.weight_ih_l0", 0, 3, 1) == 0);
	run_free(r);
	corpus_release(&c);
}

/* --- an iteration in two halves ------------------------------------------- */

static struct settings halves_settings(enum cell cell, int kind)
{
	struct settings set = small_settings(cell);

	set.layers = 2;
	set.dropout = 0.5;
	set.batch_size = kind % 2 ? 3 : 1;
	set.threads = kind == 3 ? 2 : 1;
	set.precision = kind == 2 ? PRECISION_FLOAT : PRECISION_DOUBLE;
	return set;
}

/* At 0, in the middle of the text, and where the cursor returns (300 symbols:
 * in the 60th iteration of one stream, in the 20th of three). */
static void what_is_begun_can_be_cancelled(void **state)
{
	static const int after[] = { 0, 7, 59, 19 };

	(void)state;
	for (int cell = 0; cell < CELLS; cell++)
		for (size_t kind = 0; kind < LENGTH(after); kind++) {
			struct settings set =
				halves_settings((enum cell)cell, (int)kind);
			struct twins w;
			struct err e;

			twins_begin(&w, &set, after[kind]);
			for (int i = 0; i < 2; i++) {
				assert_true(run_begin(w.r, &e));
				run_cancel(w.r);
				run_cancel(w.r);
				assert_same_run(w.r, w.same);
			}
			twins_end(&w);
		}
}

static double largest_gradient(const struct run *r)
{
	double most = 0;

	for (int row = 0; row < r->spec.hidden; row++)
		most = fmax(most, fabs(r->engine->get(
					  r->net,
					  quantity_of(r, "rnn.weight_hh_l0", 0),
					  PART_GRADIENT, row, 0)));
	return most;
}

static void between_the_halves_nothing_is_applied(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++)
		for (int kind = 0; kind < 4; kind++) {
			struct settings set =
				halves_settings((enum cell)cell, kind);
			struct twins w;
			struct err e;

			twins_begin(&w, &set, 18);
			for (int i = 0; i < 50; i++) {
				double before =
					peek(w.r, "rnn.weight_hh_l0", 0, 0, 0);

				assert_true(run_begin(w.r, &e));
				assert_true(largest_gradient(w.r) > 0);
				assert_true(peek(w.r, "rnn.weight_hh_l0", 0, 0,
						 0) == before);
				assert_int_equal(w.r->now.iteration, 18 + i);
				assert_true(run_finish(w.r, &e));
				iterate(w.same, 1);
			}
			twins_end(&w);
		}
}

/* The rate becomes impossible after the pass. */
static void a_second_half_that_fails_is_taken_back(void **state)
{
	struct settings set = halves_settings(CELL_GRU, 1);
	struct twins w;
	struct err e;

	(void)state;
	twins_begin(&w, &set, 5);
	assert_true(run_begin(w.r, &e));
	w.r->set.learning_rate = INFINITY;
	assert_false(run_finish(w.r, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	w.r->set.learning_rate = w.same->set.learning_rate;
	twins_end(&w);
}

/* --- looking -------------------------------------------------------------- */

static void validation_is_the_mean_over_the_last_part_from_zero(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct settings set = small_settings((enum cell)cell);
		struct corpus c;
		struct run *r;
		double sum;

		set.valid = 0.4;
		set.valid_every = 10;
		corpus_of_length(&c, 1000);
		r = run_of(&set, &c);
		iterate(r, 9);
		assert_true(isnan(r->now.valid_loss));
		iterate(r, 1);
		assert_int_equal(stream_of(r)->train, 600);
		/* 400 symbols make 399 pairs, walked in one go here. */
		r->spec.steps = 399;
		sum = walked_loss(r, 600, true);
		r->spec.steps = 5;
		assert_true(fabs(r->now.valid_loss - sum / 399) < 1e-12);
		assert_true(r->now.best_valid == r->now.valid_loss);
		assert_true(r->now.best_valid_at == 10);
		assert_true(r->series.bucket[9].valid == r->now.valid_loss);
		run_free(r);
		corpus_release(&c);
	}
}

/* Training that goes wrong leaves the best unchanged. */
static void the_best_validation_is_remembered_with_its_iteration(void **state)
{
	struct settings set = small_settings(CELL_GRU);
	struct corpus c;
	struct run *r;
	double best;

	(void)state;
	set.valid = 0.2;
	set.valid_every = 5;
	corpus_of_length(&c, 1000);
	r = run_of(&set, &c);
	iterate(r, 20);
	assert_true(r->now.best_valid_at == 20);
	best = r->now.best_valid;
	r->set.learning_rate = 3;
	iterate(r, 10);
	assert_true(r->now.valid_loss > best);
	assert_true(r->now.best_valid == best);
	assert_true(r->now.best_valid_at == 20);
	run_free(r);
	corpus_release(&c);
}

static void without_a_validation_part_there_is_no_validation_loss(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct corpus c;
	struct run *r;

	(void)state;
	set.valid_every = 1;
	corpus_of_length(&c, 100);
	r = run_of(&set, &c);
	assert_null(strstr(r->notices.text, "validation"));
	iterate(r, 3);
	assert_true(isnan(r->now.valid_loss) && isnan(run_validate(r)));
	run_free(r);
	/* one that is wanted, but too small */
	set.valid = 0.01;
	r = run_of(&set, &c);
	assert_non_null(strstr(r->notices.text, "no validation: valid keeps"));
	iterate(r, 3);
	assert_true(isnan(r->now.valid_loss) && isnan(run_validate(r)));
	run_free(r);
	set.valid = 0.02;
	r = run_of(&set, &c);
	assert_null(strstr(r->notices.text, "validation"));
	iterate(r, 3);
	assert_true(isfinite(r->now.valid_loss));
	run_free(r);
	corpus_release(&c);
}

/* Samples and validation between iterations change no bit of training. */
static void looking_does_not_change_training(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct settings set = small_settings((enum cell)cell);
		struct twins w;

		set.layers = 2;
		set.dropout = 0.3;
		set.precision = PRECISION_FLOAT;
		set.valid = 0.2;
		twins_begin(&w, &set, 3);
		for (int i = 0; i < 30; i++) {
			struct sample_request q = { .length = 20,
						    .temperature = 1,
						    .from_state = i % 2,
						    .first = -1 };
			gsl_rng *rng = rng_new(7, RNG_USER);
			struct sampler *s;
			struct strbuf out;
			struct err e;

			strbuf_init(&out);
			s = sampler_new(w.r, &q, rng, &e);
			assert_non_null(s);
			assert_false(sampler_more(s, 10, &out));
			assert_true(run_validate(w.r) > 0);
			iterate(w.r, 1);
			assert_true(sampler_more(s, 1000, &out));
			sampler_free(s);
			gsl_rng_free(rng);
			strbuf_release(&out);
			iterate(w.same, 1);
		}
		twins_end(&w);
	}
}

static void the_same_settings_give_the_same_bits(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++)
		for (int optimizer = 0; optimizer < OPTIMIZERS; optimizer++) {
			struct settings set = small_settings((enum cell)cell);
			struct twins w;

			set.precision = PRECISION_FLOAT;
			set.optimizer = optimizer;
			set.learning_rate = 0;
			set.dropout = 0.4;
			set.layers = 2;
			settings_settle(&set);
			twins_begin(&w, &set, 20);
			twins_end(&w);
		}
}

static void another_seed_gives_another_run(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct corpus c;
	struct run *a, *b;

	(void)state;
	corpus_of_length(&c, 100);
	a = run_of(&set, &c);
	set.seed = 2;
	b = run_of(&set, &c);
	iterate(a, 1);
	iterate(b, 1);
	assert_true(a->now.loss != b->now.loss);
	run_free(a);
	run_free(b);
	corpus_release(&c);
}

/* --- changing ------------------------------------------------------------- */

static void a_change_leaves_a_mark_and_a_new_optimiser_new_slots(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct settings old;
	struct corpus c;
	struct run *r;
	double slot;

	(void)state;
	corpus_of_length(&c, 100);
	r = run_of(&set, &c);
	iterate(r, 10);
	old = r->set;
	r->set.learning_rate = 0.05;
	run_settings_changed(r, &old);
	assert_int_equal(r->series.marks, 1);
	assert_int_equal(r->series.mark[0].iteration, 10);
	assert_string_equal(r->series.mark[0].text, "lr 0.05");
	slot = r->engine->get(r->net, quantity_of(r, "out.bias", -1),
			      PART_SLOT0, 0, 0);
	assert_true(slot > 0);
	assert_int_equal(r->updates, 10);
	old = r->set;
	r->set.optimizer = OPTIM_ADAM;
	run_settings_changed(r, &old);
	assert_string_equal(r->series.mark[1].text, "adam");
	slot = r->engine->get(r->net, quantity_of(r, "out.bias", -1),
			      PART_SLOT0, 0, 0);
	assert_true(slot == 0);
	assert_int_equal(r->updates, 0);
	iterate(r, 10);
	run_free(r);
	corpus_release(&c);
}

static void training_learns(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct settings set = small_settings((enum cell)cell);
		struct corpus c;
		struct run *r;

		set.hidden = 16;
		corpus_of_length(&c, 500);
		r = run_of(&set, &c);
		iterate(r, 3000);
		/* Two thirds of the text are certain, one third is not. */
		assert_true(r->now.smooth_loss < 0.7 * log(9) * 5);
		assert_true(r->now.best_smooth <= r->now.smooth_loss);
		run_free(r);
		corpus_release(&c);
	}
}

static void time_is_measured_and_pauses_are_not(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct corpus c;
	struct run *r;
	double before;

	(void)state;
	corpus_of_length(&c, 100);
	r = run_of(&set, &c);
	assert_true(isnan(r->now.chars_per_second));
	iterate(r, 10);
	assert_true(r->now.seconds > 0 && r->now.chars_per_second > 0);
	before = r->now.seconds;
	r->clock -= 1000; /* as if a long pause had been */
	r->rate_since -= 1000;
	run_restart_clock(r);
	iterate(r, 1);
	assert_true(r->now.seconds - before < 100);
	assert_true(r->now.chars_per_second > 0);
	run_free(r);
	corpus_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			smooth_loss_starts_at_ln_v_times_t_and_moves_by_a_thousandth),
		cmocka_unit_test(the_cursor_wraps_and_the_state_with_it),
		cmocka_unit_test(the_epoch_counts_passes_over_the_text),
		cmocka_unit_test(schedules_follow_their_closed_forms),
		cmocka_unit_test(the_rate_of_an_iteration_is_the_schedules),
		cmocka_unit_test(a_long_sequence_is_cut_with_a_notice),
		cmocka_unit_test(
			a_batch_too_large_for_the_text_is_an_input_error),
		cmocka_unit_test(the_loop_is_that_of_the_reference_runs),
		cmocka_unit_test(a_bad_weight_stops_before_anything_is_applied),
		cmocka_unit_test(the_reason_names_the_time_step),
		cmocka_unit_test(a_wrapping_iteration_is_taken_back_too),
		cmocka_unit_test(
			an_infinite_rate_stops_before_anything_is_applied),
		cmocka_unit_test(an_infinite_gradient_is_not_applied),
		cmocka_unit_test(what_is_begun_can_be_cancelled),
		cmocka_unit_test(between_the_halves_nothing_is_applied),
		cmocka_unit_test(a_second_half_that_fails_is_taken_back),
		cmocka_unit_test(
			validation_is_the_mean_over_the_last_part_from_zero),
		cmocka_unit_test(
			the_best_validation_is_remembered_with_its_iteration),
		cmocka_unit_test(
			without_a_validation_part_there_is_no_validation_loss),
		cmocka_unit_test(looking_does_not_change_training),
		cmocka_unit_test(the_same_settings_give_the_same_bits),
		cmocka_unit_test(another_seed_gives_another_run),
		cmocka_unit_test(
			a_change_leaves_a_mark_and_a_new_optimiser_new_slots),
		cmocka_unit_test(training_learns),
		cmocka_unit_test(time_is_measured_and_pauses_are_not),
	};

	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
