/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_threads.c: a net that learns with several threads is the net that
 * learns with one, and the same bits every time. */
#include "config.h"
#include "nets.h"
#include "base/pool.h"
#include "base/rng.h"

enum { PASSES = 6, MOST = 4 };

static const struct optim adagrad = {
	.kind = OPTIM_ADAGRAD,
	.rate = 0.1,
	.clip = 5,
};

static struct net_spec spec_of(enum cell cell, int batch, int threads)
{
	return (struct net_spec){
		.cell = cell,
		.symbols_in = 13,
		.symbols_out = 13,
		.hidden = 11,
		.layers = 2,
		.steps = 6,
		.batch = batch,
		.threads = threads,
	};
}

static double learn(struct subject *s, const struct pass *pass, int times)
{
	struct update_report report;
	double loss = 0;

	for (int i = 0; i < times; i++) {
		loss = run(s, pass);
		assert_true(s->e->update(s->net, &adagrad, &report));
	}
	return loss;
}

static void assert_near(const struct subject *a, const struct subject *b,
			double most)
{
	assert_int_equal(a->e->count(a->net), b->e->count(b->net));
	for (int i = 0; i < a->e->count(a->net); i++) {
		struct quantity q = a->e->describe(a->net, i);

		for (int p = PART_VALUE; p <= PART_SLOT0; p++) {
			struct values x, y;

			if ((p == PART_SLOT0 && q.kind != QUANTITY_PARAMETER) ||
			    (p == PART_GRADIENT && !q.has_gradient))
				continue;
			x = values(a, i, (enum part)p);
			y = values(b, i, (enum part)p);
			assert_int_equal(x.n, y.n);
			if (!(distance(x.x, y.x, x.n) <= most))
				fail_msg("%s, layer %d, part %d: %g", q.name,
					 q.layer, p, distance(x.x, y.x, x.n));
			free(x.x);
			free(y.x);
		}
	}
}

/* Values, gradients, slots, state, in every row of every quantity. */
static void each_number_agrees_with_one(void **state)
{
	const struct engine *e = *state;
	double most = is_double(e) ? 1e-12 : 2e-4;

	for (int cell = 0; cell < CELLS; cell++)
		for (int threads = 2; threads <= MOST; threads++) {
			struct subject one, many;

			one = subject(e, spec_of((enum cell)cell, 5, 1));
			many = subject(e, spec_of((enum cell)cell, 5, threads));
			assert_near(&one, &many, 0);
			assert_true(fabs(learn(&one, &learning, PASSES) -
					 learn(&many, &learning, PASSES)) <
				    most * 100);
			assert_near(&one, &many, most);
			e->forget(one.net);
			e->forget(many.net);
			run(&one, &looking);
			run(&many, &looking);
			assert_near(&one, &many, most);
			subject_end(&many);
			subject_end(&one);
		}
}

static struct net_spec label_of(enum cell cell, int batch, int threads)
{
	struct net_spec spec = spec_of(cell, batch, threads);

	spec.model = MODEL_LABEL;
	spec.embedding = 5;
	return spec;
}

/* For a label model, whose lookup table has a row per symbol. */
static void each_part_has_its_weights_and_fresh_sequences(void **state)
{
	const struct engine *e = *state;
	double most = is_double(e) ? 1e-12 : 2e-4;

	for (int threads = 2; threads <= MOST; threads++) {
		struct subject one = subject(e, label_of(CELL_GRU, 5, 1));
		struct subject many =
			subject(e, label_of(CELL_GRU, 5, threads));

		weigh(&one, 12);
		weigh(&many, 12);
		refresh(&one);
		refresh(&many);
		learn(&one, &learning, PASSES);
		learn(&many, &learning, PASSES);
		assert_near(&one, &many, most);
		subject_end(&many);
		subject_end(&one);
	}
}

static void two_runs_have_the_same_bits(void **state)
{
	for (int threads = 1; threads <= MOST; threads++) {
		struct subject s[2];

		for (int i = 0; i < 2; i++) {
			struct pass pass = { .backward = true,
					     .dropout = 0.4,
					     .rng = rng_new(3, RNG_DROPOUT) };

			s[i] = subject(*state, spec_of(CELL_GRU, 7, threads));
			learn(&s[i], &pass, PASSES);
			gsl_rng_free(pass.rng);
		}
		assert_same_nets(&s[0], &s[1]);
		subject_end(&s[1]);
		subject_end(&s[0]);
	}
}

static void more_threads_than_sequences_are_as_many_as_sequences(void **state)
{
	struct subject a = subject(*state, spec_of(CELL_LSTM, 2, 2));
	struct subject b = subject(*state, spec_of(CELL_LSTM, 2, 64));

	learn(&a, &learning, PASSES);
	learn(&b, &learning, PASSES);
	assert_same_nets(&a, &b);
	subject_end(&b);
	subject_end(&a);
}

static void one_thread_is_none(void **state)
{
	struct subject a = subject(*state, spec_of(CELL_LSTM, 3, 0));
	struct subject b = subject(*state, spec_of(CELL_LSTM, 3, 1));

	learn(&a, &learning, PASSES);
	learn(&b, &learning, PASSES);
	assert_same_nets(&a, &b);
	subject_end(&b);
	subject_end(&a);
}

/* A written row is read back, and no other row changes. */
static void rows_are_written_where_they_are_read(void **state)
{
	struct subject s = subject(*state, spec_of(CELL_LSTM, 5, 3));
	int i = must_find(&s, "state.c", 1);
	struct quantity q = s.e->describe(s.net, i);
	double row[11];

	assert_int_equal(q.rows, 5);
	for (int b = 0; b < q.rows; b++) {
		for (int k = 0; k < q.cols; k++)
			row[k] = b + k / 16.;
		s.e->write(s.net, i, PART_VALUE, b, row);
	}
	for (int b = 0; b < q.rows; b++)
		for (int k = 0; k < q.cols; k++)
			assert_true(s.e->get(s.net, i, PART_VALUE, b, k) ==
				    b + k / 16.);
	subject_end(&s);
}

static void a_walker_goes_on_from_sequence_0(void **state)
{
	const struct engine *e = *state;
	struct subject s = subject(e, spec_of(CELL_LSTM, 4, 2));
	struct walker *w;
	struct err err;
	double h[11], c[11], h0[11], c0[11];

	learn(&s, &learning, PASSES);
	w = e->walker_new(s.net, 1, &err);
	assert_non_null(w);
	e->walker_continue(w);
	e->walker_state(w, 1, h, c);
	e->read(s.net, must_find(&s, "state.h", 1), PART_VALUE, 0, h0);
	e->read(s.net, must_find(&s, "state.c", 1), PART_VALUE, 0, c0);
	assert_memory_equal(h, h0, sizeof h);
	assert_memory_equal(c, c0, sizeof c);
	e->walker_free(w);
	subject_end(&s);
}

/* ---- the pool ---------------------------------------------------------- */

static void count_up(void *arg, int part) { ((int *)arg)[part] += part + 1; }

static void each_part_is_done_once_a_turn(void **state UNUSED)
{
	int count[MOST] = { 0 };
	struct err err;
	struct pool *p = pool_new(MOST, &err);

	assert_non_null(p);
	for (int i = 0; i < 1000; i++)
		pool_run(p, count_up, count);
	for (int i = 0; i < MOST; i++)
		assert_int_equal(count[i], 1000 * (i + 1));
	pool_free(p);
	pool_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_is_done_once_a_turn),
		cmocka_unit_test(each_number_agrees_with_one),
		cmocka_unit_test(each_part_has_its_weights_and_fresh_sequences),
		cmocka_unit_test(two_runs_have_the_same_bits),
		cmocka_unit_test(
			more_threads_than_sequences_are_as_many_as_sequences),
		cmocka_unit_test(one_thread_is_none),
		cmocka_unit_test(rows_are_written_where_they_are_read),
		cmocka_unit_test(a_walker_goes_on_from_sequence_0),
	};

	return run_for_engines("threads", tests, LENGTH(tests), NULL);
}
