/* graph_checks.h: operations with several readers, unused branches, slices,
 * several lookup tables, and each operation by itself.  test_graph_float.c and
 * test_graph_double.c are this file. */
#include "graph.h"
#include "graph_operations.h"

/* ---- several lookup tables --------------------------------------------- */

static double two_tables(struct graph *g)
{
	struct var *a = embed(&g->tape, &g->p[3], &g->p[0], g->id, 7);
	struct var *b = embed(&g->tape, &g->p[4], NULL, g->id + 7, 8);
	double loss = loss_of(g, linear(&g->tape, a, &g->p[1], &g->p[2]));

	return loss + loss_of(g, linear(&g->tape, b, &g->p[1], &g->p[2]));
}

static void each_table_has_its_rows(void **state UNUSED)
{
	struct graph g = { .loss = two_tables };

	parameter(&g, plain(1), plain(H));
	parameter(&g, plain(V), plain(H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(H));
	lookup_table(&g, V + 3, plain(H));
	check_graph(&g);
}

/* ---- unused branches --------------------------------------------------- */

static double unused_branch(struct graph *g)
{
	struct var *a = embed(&g->tape, &g->p[2], NULL, g->id, 70);
	struct var *c = linear(&g->tape, a, &g->p[3], &g->p[4]);

	dropout(&g->tape, rows_from(g, c, 3, 5), 0.5, g->rng);
	return loss_of(g, linear(&g->tape, a, &g->p[0], &g->p[1]));
}

static void unused_branch_has_no_gradient(void **state UNUSED)
{
	struct graph g = {
		.loss = unused_branch,
		.rng = rng_new(3, RNG_DROPOUT),
		.unused = 2,
	};

	parameter(&g, plain(V), plain(H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(H));
	parameter(&g, plain(H), plain(H));
	parameter(&g, plain(1), plain(H));
	check_graph(&g);
}

/* ---- several readers --------------------------------------------------- */

/* z goes into the cell and, through a mask, to the output. */
static double z_with_two_readers(struct graph *g)
{
	struct var *z = embed(&g->tape, &g->p[0], NULL, g->id, 8);
	struct var *y = dropout(&g->tape, z, 0.3, g->rng);
	struct var *h = unrolled_h(g, z, 2);
	double loss = loss_of(g, linear(&g->tape, h, &g->p[2], &g->p[3]));

	return loss + loss_of(g, linear(&g->tape, y, &g->p[4], &g->p[3]));
}

static void gradients_of_two_readers_of_z_add(void **state UNUSED)
{
	for (int cell = 0; cell < CELLS; cell++) {
		struct graph g =
			cell_graph((enum cell)cell, z_with_two_readers);

		parameter(&g, plain(V), gated(H, cell_info[cell].gates));
		if (cell == CELL_GRU)
			parameter(&g, plain(1), plain(H));
		check_graph(&g);
	}
}

static double logits_with_two_readers(struct graph *g)
{
	struct var *a = embed(&g->tape, &g->p[2], NULL, g->id, 9);
	struct var *y = linear(&g->tape, a, &g->p[0], &g->p[1]);
	double one = loss_of(g, y);

	return one + cross_entropy(&g->tape, y, g->target + 9, NULL, 3).sum;
}

static void gradients_of_two_losses_of_logits_add(void **state UNUSED)
{
	struct graph g = { .loss = logits_with_two_readers };

	parameter(&g, plain(V), plain(H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(H));
	check_graph(&g);
}

/* One weight as dot products, transposed and packed, the last one twice. */
static double weight_with_many_readers(struct graph *g)
{
	const int rows[] = { 3, 11, 70, 65 };
	double loss = 0;

	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct var *a =
			embed(&g->tape, &g->p[2], NULL, g->id + 5 * i, rows[i]);

		loss += loss_of(g, linear(&g->tape, a, &g->p[0], &g->p[1]));
	}
	return loss;
}

static void readers_of_a_weight_share_its_copies(void **state UNUSED)
{
	struct graph g = { .loss = weight_with_many_readers };
	size_t shared;

	parameter(&g, plain(V), plain(H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(H));
	check_graph(&g);
	/* the second packed reader takes memory for its rows only */
	tape_measure(&g.tape, true);
	g.p[0].copies = (struct copies){ 0 };
	reserve_packed(&g.tape, &g.p[0]);
	shared = tape_needs(&g.tape);
	reserve_packed(&g.tape, &g.p[0]);
	assert_int_equal(tape_needs(&g.tape), shared);
	tape_release(&g.tape);
}

/* The second layer reads the first one's recurrent weight. */
static double two_layers_of_one_weight(struct graph *g)
{
	int B = 6; /* packs */
	struct var *z = embed(&g->tape, &g->p[0], NULL, g->id, 4 * B);
	struct var *h = unrolled_h(g, z, B);

	z = linear(&g->tape, h, &g->p[4], &g->p[5]);
	h = unrolled_h(g, z, B);
	return loss_of(g, linear(&g->tape, h, &g->p[2], &g->p[3]));
}

static void layers_can_share_a_recurrent_weight(void **state UNUSED)
{
	for (int cell = 0; cell < CELLS; cell++) {
		struct axis z = gated(H, cell_info[cell].gates);
		struct graph g =
			cell_graph((enum cell)cell, two_layers_of_one_weight);

		parameter(&g, z, plain(H));
		parameter(&g, plain(1), z);
		if (cell == CELL_GRU)
			parameter(&g, plain(1), plain(H));
		check_graph(&g);
	}
}

/* ---- slices ------------------------------------------------------------ */

/* Rows 3 and 4 are read three times.  The gradient of a starts with that of its
 * slice. */
static double slice_and_whole(struct graph *g)
{
	struct var *a = embed(&g->tape, &g->p[2], NULL, g->id, 9), *s, *t;
	double loss = loss_of(g, linear(&g->tape, a, &g->p[0], &g->p[1]));

	s = rows_from(g, a, 2, 4);
	t = rows_from(g, s, 1, 2);
	loss += loss_of(g, linear(&g->tape, t, &g->p[0], &g->p[1]));
	return loss + loss_of(g, linear(&g->tape, s, &g->p[0], &g->p[1]));
}

static void slices_add_to_the_gradient_of_the_whole(void **state UNUSED)
{
	struct graph g = { .loss = slice_and_whole };

	parameter(&g, plain(V), plain(H));
	parameter(&g, plain(1), plain(V));
	lookup_table(&g, V, plain(H));
	check_graph(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_table_has_its_rows),
		cmocka_unit_test(unused_branch_has_no_gradient),
		cmocka_unit_test(gradients_of_two_readers_of_z_add),
		cmocka_unit_test(gradients_of_two_losses_of_logits_add),
		cmocka_unit_test(readers_of_a_weight_share_its_copies),
		cmocka_unit_test(layers_can_share_a_recurrent_weight),
		cmocka_unit_test(slices_add_to_the_gradient_of_the_whole),
		cmocka_unit_test(numbers_meet_their_goals),
		cmocka_unit_test(rows_are_gathered_side_by_side),
		cmocka_unit_test(columns_of_a_weight_are_read_apart),
		cmocka_unit_test(an_unread_half_of_a_weight_has_no_gradient),
		cmocka_unit_test(linear_can_be_computed_in_steps),
		cmocka_unit_test(states_are_read_between_steps),
		cmocka_unit_test(additive_attention_has_gradients),
		cmocka_unit_test(dot_attention_has_gradients),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
