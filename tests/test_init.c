/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_init.c: the weights a run begins with, for every scheme. */
#include "config.h"

#include "run_support.h"

#include <math.h>

enum { HIDDEN = 24 };

struct start {
	struct corpus c;
	struct run *r;
};

static void start_begin(struct start *s, enum cell cell,
			enum init_scheme scheme)
{
	struct settings set = small_settings(cell);

	set.hidden = HIDDEN;
	set.layers = 2;
	set.init_scheme = scheme;
	set.forget_bias = 1.5;
	corpus_of_length(&s->c, 200);
	s->r = run_of(&set, &s->c);
}

static void start_end(struct start *s)
{
	run_free(s->r);
	corpus_release(&s->c);
}

/* Mean and standard deviation of a matrix. */
static void measure(const struct run *r, const char *name, int layer,
		    double *mean, double *sigma, double *largest)
{
	struct quantity q =
		r->engine->describe(r->net, quantity_of(r, name, layer));
	double n = (double)q.rows * q.cols, sum = 0, squares = 0;

	*largest = 0;
	for (int i = 0; i < q.rows; i++)
		for (int k = 0; k < q.cols; k++) {
			double x = peek(r, name, layer, i, k);

			sum += x;
			squares += x * x;
			*largest = fmax(*largest, fabs(x));
		}
	*mean = sum / n;
	*sigma = sqrt(squares / n - *mean * *mean);
}

static void assert_normal(const struct run *r, const char *name, int layer)
{
	double mean, sigma, largest;

	measure(r, name, layer, &mean, &sigma, &largest);
	assert_true(fabs(mean) < 0.003);
	assert_true(sigma > 0.0085 && sigma < 0.0115);
	assert_true(largest > 0.02 && largest < 0.06);
}

static void normal_weights_have_a_deviation_of_a_hundredth(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct start s;

		start_begin(&s, (enum cell)cell, INIT_NORMAL);
		assert_normal(s.r, "rnn.weight_ih_l0", 0);
		assert_normal(s.r, "rnn.weight_hh_l0", 0);
		assert_normal(s.r, "rnn.weight_ih_l1", 1);
		assert_normal(s.r, "rnn.weight_hh_l1", 1);
		assert_normal(s.r, "out.weight", -1);
		start_end(&s);
	}
}

static void biases_are_zero_but_the_forget_gates(void **state)
{
	(void)state;
	for (int scheme = 0; scheme < INIT_SCHEMES; scheme++)
		for (int cell = 0; cell < CELLS; cell++) {
			struct start s;
			int rows = cell_info[cell].gates * HIDDEN;

			start_begin(&s, (enum cell)cell,
				    (enum init_scheme)scheme);
			for (int i = 0; i < rows; i++) {
				bool forget = cell == CELL_LSTM &&
					      i / HIDDEN == 1;

				assert_true(peek(s.r, "rnn.bias_ih_l1", 1, 0,
						 i) == (forget ? 1.5 : 0));
			}
			for (int i = 0; i < s.c.vocab.size; i++)
				assert_true(peek(s.r, "out.bias", -1, 0, i) ==
					    0);
			start_end(&s);
		}
}

static void assert_uniform(const struct run *r, const char *name, int layer,
			   double a)
{
	double mean, sigma, largest;

	measure(r, name, layer, &mean, &sigma, &largest);
	assert_true(largest <= a && largest > 0.95 * a);
	assert_true(fabs(sigma / (a / sqrt(3)) - 1) < 0.1);
	assert_true(fabs(mean) < 0.15 * a);
}

static void xavier_weights_are_uniform_by_their_fans(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct start s;

		start_begin(&s, (enum cell)cell, INIT_XAVIER);
		assert_uniform(s.r, "rnn.weight_ih_l0", 0,
			       sqrt(6.0 / (9 + HIDDEN)));
		assert_uniform(s.r, "rnn.weight_hh_l1", 1,
			       sqrt(6.0 / (2 * HIDDEN)));
		assert_uniform(s.r, "out.weight", -1, sqrt(6.0 / (9 + HIDDEN)));
		start_end(&s);
	}
}

/* Rows of gate g are orthonormal. */
static void assert_orthogonal(const struct run *r, int layer, int g)
{
	const char *name = layer ? "rnn.weight_hh_l1" : "rnn.weight_hh_l0";

	for (int a = 0; a < HIDDEN; a++)
		for (int b = 0; b < HIDDEN; b++) {
			double sum = 0;

			for (int k = 0; k < HIDDEN; k++)
				sum += peek(r, name, layer, g * HIDDEN + a, k) *
				       peek(r, name, layer, g * HIDDEN + b, k);
			assert_true(fabs(sum - (a == b)) < 1e-12);
		}
}

static void orthogonal_recurrent_matrices_are_so_per_gate(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct start s;
		double trace = 0;

		start_begin(&s, (enum cell)cell, INIT_ORTHOGONAL);
		for (int g = 0; g < cell_info[cell].gates; g++)
			assert_orthogonal(s.r, g % 2, g);
		/* Uniform over the group, not near the identity. */
		for (int i = 0; i < HIDDEN; i++)
			trace += peek(s.r, "rnn.weight_hh_l0", 0, i, i);
		assert_true(fabs(trace) < 6);
		assert_normal(s.r, "rnn.weight_ih_l1", 1);
		assert_normal(s.r, "out.weight", -1);
		start_end(&s);
	}
}

static void identity_recurrent_matrices_are_so_per_gate(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct start s;

		start_begin(&s, (enum cell)cell, INIT_IDENTITY);
		for (int i = 0; i < cell_info[cell].gates * HIDDEN; i++)
			for (int k = 0; k < HIDDEN; k++)
				assert_true(peek(s.r, "rnn.weight_hh_l1", 1, i,
						 k) == (i % HIDDEN == k));
		assert_normal(s.r, "rnn.weight_ih_l0", 0);
		start_end(&s);
	}
}

static void the_same_seed_draws_the_same_weights_again(void **state)
{
	(void)state;
	for (int scheme = 0; scheme < INIT_SCHEMES; scheme++) {
		struct start s;
		struct run *again;

		start_begin(&s, CELL_GRU, (enum init_scheme)scheme);
		again = run_of(&s.r->set, &s.c);
		assert_same_run(s.r, again);
		iterate(again, 5);
		run_free(again);
		start_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			normal_weights_have_a_deviation_of_a_hundredth),
		cmocka_unit_test(biases_are_zero_but_the_forget_gates),
		cmocka_unit_test(xavier_weights_are_uniform_by_their_fans),
		cmocka_unit_test(orthogonal_recurrent_matrices_are_so_per_gate),
		cmocka_unit_test(identity_recurrent_matrices_are_so_per_gate),
		cmocka_unit_test(the_same_seed_draws_the_same_weights_again),
	};

	return cmocka_run_group_tests_name("init", tests, NULL, NULL);
}
