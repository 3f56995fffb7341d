/* graph_operations.h: gradients of the operations that the tests of several
 * readers do not use, each in a graph as small as can be. */
#ifndef TESTS_GRAPH_OPERATIONS_H
#define TESTS_GRAPH_OPERATIONS_H

#include "graph.h"

/* ---- numbers and the squared error ------------------------------------- */

static double numbers_to_goals(struct graph *g)
{
	static const int rows[] = { 5, 70 };
	/* the backward reads them too */
	static double value[70 * 3], goal[70 * H], weight[70];
	double loss = 0;
	unsigned seed = 9;

	for (int i = 0; i < 70 * 3; i++)
		value[i] = noise(&seed);
	for (int i = 0; i < 70 * H; i++)
		goal[i] = noise(&seed);
	for (int r = 0; r < 70; r++)
		weight[r] = r % 3 / 2.0;
	for (int i = 0; i < 2; i++) {
		struct var *x = numbers(&g->tape, value, rows[i], 3);
		struct var *y =
			tanh_of(&g->tape, linear(&g->tape, x, &g->p[0], NULL));

		loss += squared_error(&g->tape, y, goal, weight, 7).sum;
		/* two readers */
		loss += squared_error(&g->tape, y, goal, NULL, 40).sum;
	}
	return loss;
}

static void numbers_meet_their_goals(void **state UNUSED)
{
	struct graph g = { .loss = numbers_to_goals };

	parameter(&g, plain(H), plain(3));
	check_graph(&g);
}

/* ---- rows and columns -------------------------------------------------- */

static double side_by_side(struct graph *g)
{
	static const int left[7] = { 3, -1, 0, 0, 4, 2, -1 };
	static const int right[7] = { 1, 1, -1, 4, 0, -1, -1 };
	struct var *const x[2] = { embed(&g->tape, &g->p[0], NULL, g->id, 5),
				   embed(&g->tape, &g->p[1], NULL, g->id + 9,
					 5) };
	const int *const index[2] = { left, right };
	struct var *y = gather(&g->tape, x, index, 7);

	return loss_of(g, linear(&g->tape, y, &g->p[2], &g->p[3])) +
	       loss_of(g, linear(&g->tape, x[0], &g->p[4], &g->p[3]));
}

static void rows_are_gathered_side_by_side(void **state UNUSED)
{
	struct graph g = { .loss = side_by_side };

	lookup_table(&g, V, plain(H));
	lookup_table(&g, V, plain(3));
	parameter(&g, plain(V), plain(H + 3));
	parameter(&g, plain(1), plain(V));
	parameter(&g, plain(V), plain(H));
	check_graph(&g);
}

static double two_halves(struct graph *g)
{
	static const int rows[] = { 4, 11, 70 };
	struct var *w[2];
	double loss = 0;

	split_columns(&g->tape, &g->p[0], w);
	for (int i = 0; i < 3; i++) {
		struct var *a = embed(&g->tape, &g->p[2], NULL, g->id, rows[i]);
		struct var *b =
			embed(&g->tape, &g->p[3], NULL, g->id + 20, rows[i]);
		struct var *y = linear(&g->tape, a, w[0], &g->p[1]);

		linear_add(&g->tape, y, b, w[1]);
		loss += loss_of(g, y);
	}
	return loss;
}

static void columns_of_a_weight_are_read_apart(void **state UNUSED)
{
	struct graph g = { .loss = two_halves };

	parameter(&g, plain(V), joined(3, H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(3));
	lookup_table(&g, V, plain(H));
	check_graph(&g);
}

static double one_half(struct graph *g)
{
	struct var *w[2];
	struct var *a = embed(&g->tape, &g->p[2], NULL, g->id, 4);

	split_columns(&g->tape, &g->p[0], w);
	return loss_of(g, linear(&g->tape, a, w[0], &g->p[1]));
}

static void an_unread_half_of_a_weight_has_no_gradient(void **state UNUSED)
{
	struct graph g = { .loss = one_half };

	parameter(&g, plain(V), joined(3, H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(3));
	memset(g.p[0].g, 0xff, V * (size_t)g.p[0].ld * sizeof(real));
	check_graph(&g);
}

/* ---- in steps ---------------------------------------------------------- */

enum { STEPS = 3 };

/* Products of one, few and many rows: dot products, transposed, packed. */
static const int rows_per_step[] = { 1, 3, 7, 24 };

/* x through a mask, step by step, to logits that have values already */
static double linear_in_steps(struct graph *g)
{
	double loss = 0;

	for (size_t i = 0; i < LENGTH(rows_per_step); i++) {
		int B = rows_per_step[i];
		struct var *x =
			embed(&g->tape, &g->p[2], NULL, g->id, STEPS * B);
		struct var *y = linear(&g->tape, x, &g->p[3], &g->p[1]);
		struct var *z = tape_var(&g->tape, x->row, plain(V), true);
		struct dropout_op *d =
			dropout_begin(&g->tape, x, B, 0.3, g->rng);
		struct linear_op *add, *make;

		x = dropout_result(d);
		add = linear_begin(&g->tape, y, x, &g->p[0], NULL, B, true);
		make = linear_begin(&g->tape, z, x, &g->p[0], &g->p[1], B,
				    false);
		for (int t = 0; t < STEPS; t++) {
			dropout_step(&g->tape, d, t);
			linear_step(&g->tape, add, t);
			linear_step(&g->tape, make, t);
		}
		loss += loss_of(g, y) + loss_of(g, z);
	}
	return loss;
}

static void linear_can_be_computed_in_steps(void **state UNUSED)
{
	struct graph g = {
		.loss = linear_in_steps,
		.rng = rng_new(3, RNG_DROPOUT),
	};

	parameter(&g, plain(V), plain(H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(H));
	parameter(&g, plain(V), plain(H));
	check_graph(&g);
}

/* A recurrence with a second recurrent weight, which reads the state before
 * each step, from a first state with a gradient. */
static double read_between_steps(struct graph *g)
{
	double loss = 0;

	for (size_t i = 0; i < LENGTH(rows_per_step); i++) {
		int B = rows_per_step[i];
		enum cell cell = cell_of(g);
		struct var *z =
			embed(&g->tape, &g->p[0], NULL, g->id + 5, STEPS * B);
		struct var *first = embed(&g->tape, &g->p[5], NULL, g->id, B);
		struct state from = { first, first };
		struct recurrent p = {
			.w = &g->p[1],
			.bn = cell == CELL_GRU ? &g->p[6] : NULL,
		};
		struct recurrence *r =
			cell_layer_of[cell](&g->tape, z, &p, from, STEPS, B);
		struct unrolled u = unroll_begin(&g->tape, r);
		struct linear_op *past = linear_begin(
			&g->tape, z, unroll_past(r), &g->p[4], NULL, B, true);

		for (int t = 0; t < STEPS; t++) {
			linear_step(&g->tape, past, t);
			unroll_step(&g->tape, r, t);
		}
		loss += loss_of(g, linear(&g->tape, u.s.h, &g->p[2], &g->p[3]));
	}
	return loss;
}

static void states_are_read_between_steps(void **state UNUSED)
{
	for (int cell = 0; cell < CELLS; cell++) {
		struct axis z = gated(H, cell_info[cell].gates);
		struct graph g =
			cell_graph((enum cell)cell, read_between_steps);

		parameter(&g, z, plain(H));
		lookup_table(&g, V, plain(H));
		if (cell == CELL_GRU)
			parameter(&g, plain(1), plain(H));
		check_graph(&g);
	}
}

/* ---- attention --------------------------------------------------------- */

/* Two queries for each of three sources of different lengths; p[4], if there is
 * one, is the score of additive attention. */
static double attended(struct graph *g)
{
	static const int length[3] = { 4, 1, 3 };
	enum { T = 4, B = 3, U = 2 };
	struct tape *tape = &g->tape;
	struct source s = {
		.memory = embed(tape, &g->p[0], NULL, g->id, T * B),
		.length = length,
		.T = T,
		.B = B,
	};
	struct var *query = embed(tape, &g->p[3], NULL, g->id + 30, U * B);
	struct attended a;

	s.keys = linear(tape, s.memory, &g->p[1], NULL);
	a = attention_begin(tape, &s, query, g->params > 5 ? &g->p[5] : NULL, U,
			    T + 2);
	for (int u = 0; u < U; u++)
		attention_step(tape, a.op, u);
	return loss_of(g, linear(tape, a.context, &g->p[2], &g->p[4])) +
	       loss_of(g, linear(tape, s.memory, &g->p[2], &g->p[4]));
}

/* The width of a query is more than a vector of numbers. */
static struct graph attention_graph(void)
{
	enum { M = 5, N = 11 };
	struct graph g = { .loss = attended };

	lookup_table(&g, V, plain(M));
	parameter(&g, plain(N), plain(M));
	parameter(&g, plain(V), plain(M));
	lookup_table(&g, V, plain(N));
	parameter(&g, plain(1), plain(V));
	return g;
}

static void additive_attention_has_gradients(void **state UNUSED)
{
	struct graph g = attention_graph();

	parameter(&g, plain(1), plain(11));
	check_graph(&g);
}

static void dot_attention_has_gradients(void **state UNUSED)
{
	struct graph g = attention_graph();

	check_graph(&g);
}

#endif
