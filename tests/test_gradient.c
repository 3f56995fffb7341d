/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_gradient.c: every gradient of the double engines against central
 * differences of fourth order of the loss. */
#include "config.h"
#include "nets.h"
#include "base/rng.h"

static const double tolerance = 1e-6; /* of the norm of a quantity */

struct check {
	struct subject s;
	struct pass pass;
	double **start; /* a state quantity's values before the pass */
	int quantities;
};

static void keep_start(struct check *c)
{
	c->quantities = c->s.e->count(c->s.net);
	c->start = xcalloc((size_t)c->quantities, sizeof *c->start);
	for (int i = 0; i < c->quantities; i++)
		if (c->s.e->describe(c->s.net, i).kind == QUANTITY_STATE)
			c->start[i] = values(&c->s, i, PART_VALUE).x;
}

static void put_start(struct check *c)
{
	for (int i = 0; i < c->quantities; i++)
		if (c->start[i])
			put_values(&c->s, i, PART_VALUE, c->start[i]);
	if (c->pass.rng)
		rng_seed(c->pass.rng, 3, RNG_DROPOUT);
}

/* The loss with one number of a parameter or of the first state moved. */
static double moved(struct check *c, int i, int row, int col, double by)
{
	struct subject *s = &c->s;
	double was, loss;

	put_start(c);
	was = s->e->get(s->net, i, PART_VALUE, row, col);
	s->e->set(s->net, i, PART_VALUE, row, col, was + by);
	loss = run(s, &c->pass);
	put_start(c);
	s->e->set(s->net, i, PART_VALUE, row, col, was);
	return loss;
}

static double difference(struct check *c, int i, int row, int col)
{
	double h = 2e-3;

	return (8 * (moved(c, i, row, col, h) - moved(c, i, row, col, -h)) -
		(moved(c, i, row, col, 2 * h) -
		 moved(c, i, row, col, -2 * h))) /
	       (12 * h);
}

static void check_quantity(struct check *c, int i)
{
	struct values v = values(&c->s, i, PART_GRADIENT);
	double off = 0, norm = 0;

	for (int r = 0; r < v.q.rows; r++) {
		for (int k = 0; k < v.q.cols; k++) {
			double d = difference(c, i, r, k);
			double g = v.x[(long)r * v.q.cols + k];

			off += (d - g) * (d - g);
			norm += d * d;
		}
	}
	if (!(sqrt(off) <= tolerance * sqrt(norm)) || !(norm > 0))
		fail_msg("%s, layer %d: off by %g of %g", v.q.name, v.q.layer,
			 sqrt(off), sqrt(norm));
	free(v.x);
}

static void check_subject(struct subject s, double dropout)
{
	struct check c = { .s = s, .pass = looking };

	if (dropout > 0) {
		c.pass.dropout = dropout;
		c.pass.rng = rng_new(3, RNG_DROPOUT);
	}
	keep_start(&c);
	put_start(&c);
	c.pass.backward = true;
	run(&c.s, &c.pass);
	c.pass.backward = false;
	for (int i = 0; i < c.quantities; i++)
		if (c.s.e->describe(c.s.net, i).kind != QUANTITY_SEQUENCE)
			check_quantity(&c, i);
	for (int i = 0; i < c.quantities; i++)
		free(c.start[i]);
	free(c.start);
	gsl_rng_free(c.pass.rng);
	subject_end(&c.s);
}

static void check_net(const struct engine *e, struct net_spec spec,
		      double dropout)
{
	check_subject(subject(e, spec), dropout);
}

static void check_cell(const struct engine *e, enum cell cell)
{
	struct net_spec spec = char_spec(cell, 6, 5, 1, 4, 1, 1);

	for (spec.layers = 1; spec.layers <= 2; spec.layers++)
		for (spec.batch = 1; spec.batch <= 3; spec.batch += 2)
			check_net(e, spec, 0);
	/* more steps than a tile has rows, fewer symbols than a vector */
	spec = char_spec(cell, 2, 9, 1, 19, 1, 1);
	check_net(e, spec, 0);
}

static void rnn_gradients_are_right(void **state)
{
	check_cell(*state, CELL_RNN);
}

static void gru_gradients_are_right(void **state)
{
	check_cell(*state, CELL_GRU);
}

static void lstm_gradients_are_right(void **state)
{
	check_cell(*state, CELL_LSTM);
}

static void gradients_go_through_dropout(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = char_spec(CELL_RNN, 6, 5, 3, 4, 2, 1);

	for (; spec.cell < CELLS; spec.cell++)
		for (spec.layers = 1; spec.layers <= 3; spec.layers += 2)
			check_net(e, spec, 0.4);
}

static void weights_of_rows_are_in_the_gradients(void **state)
{
	struct net_spec spec = char_spec(CELL_RNN, 6, 5, 2, 4, 3, 1);

	for (; spec.cell < CELLS; spec.cell++) {
		struct subject s = subject(*state, spec);

		weigh(&s, 12);
		check_subject(s, 0);
	}
}

static void label_gradients_are_right(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = label_spec(CELL_RNN, 6, 3, 5, 4, 1);

	for (; spec.cell < CELLS; spec.cell++)
		for (spec.layers = 1; spec.layers <= 2; spec.layers++) {
			struct subject s = subject(e, spec);

			weigh(&s, 12); /* many to one, more or less */
			check_subject(s, spec.layers == 2 ? 0.3 : 0);
			check_net(e, spec, 0);
		}
}

static void gradients_of_numbers_are_right(void **state)
{
	struct net_spec spec = label_spec(CELL_RNN, 6, 3, 5, 4, 1);

	spec.values = 2;
	for (; spec.cell < CELLS; spec.cell++)
		for (spec.goals = 0; spec.goals <= 3; spec.goals += 3) {
			struct subject s;

			spec.layers = 1 + (spec.goals > 0);
			s = subject(*state, spec);
			weigh(&s, 12);
			check_subject(s, 0);
			check_net(*state, spec, spec.goals ? 0.3 : 0);
		}
}

static void check_seq2seq(const struct engine *e, enum attend attend)
{
	struct net_spec spec = seq2seq_spec(CELL_RNN, attend, 5, 1);

	for (; spec.cell < CELLS; spec.cell++)
		for (spec.layers = 1; spec.layers <= 2; spec.layers++) {
			struct subject s = subject(e, spec);

			weigh(&s, 12);
			check_subject(s, spec.layers == 2 ? 0.3 : 0);
			spec.threads = 3 - spec.layers;
			check_net(e, spec, 0);
		}
}

static void additive_attention_gradients_are_right(void **state)
{
	check_seq2seq(*state, ATTEND_ADDITIVE);
}

static void dot_attention_gradients_are_right(void **state)
{
	check_seq2seq(*state, ATTEND_DOT);
}

static void gradients_without_attention_are_right(void **state)
{
	check_seq2seq(*state, ATTEND_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rnn_gradients_are_right),
		cmocka_unit_test(gru_gradients_are_right),
		cmocka_unit_test(lstm_gradients_are_right),
		cmocka_unit_test(gradients_go_through_dropout),
		cmocka_unit_test(weights_of_rows_are_in_the_gradients),
		cmocka_unit_test(label_gradients_are_right),
		cmocka_unit_test(gradients_of_numbers_are_right),
		cmocka_unit_test(additive_attention_gradients_are_right),
		cmocka_unit_test(dot_attention_gradients_are_right),
		cmocka_unit_test(gradients_without_attention_are_right),
	};

	return run_for_engines("gradient", tests, LENGTH(tests), is_double);
}
