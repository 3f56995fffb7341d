/* graph_checks.h: gradients of graphs that belong to no model, against central
 * differences: operations with several readers, unused branches, slices,
 * several lookup tables.  test_graph_float.c and test_graph_double.c are this
 * file, which holds a build of the engine. */
#define NN_ISA graph
#define ISA_graph "graph"
#include "nn/unit.c"

#include "nets.h"
#include "base/rng.h"

enum { V = 6, H = 5, PARAMS = 8, MOST_IDS = 96 };

#if NN_DOUBLE
static const double step = 2e-3, tolerance = 1e-7;
#else
static const double step = 3e-2, tolerance = 3e-3;
#endif

/* Parameters and a function that records their loss. */
struct graph {
	struct tape tape;
	void *memory;
	struct var p[PARAMS];
	int params, unused; /* the last `unused` have no part in the loss */
	int id[MOST_IDS], target[MOST_IDS];
	gsl_rng *rng;
	double (*loss)(struct graph *);
};

static void fill_with_noise(struct var *x, unsigned seed)
{
	for (int r = 0; r < x->row.n; r++)
		for (int c = 0; c < x->col.n; c++)
			var_row(x, axis_at(x->row, r))[axis_at(x->col, c)] =
				(real)(0.6 * noise(&seed));
}

static struct var *parameter(struct graph *g, struct axis row, struct axis col)
{
	struct var *x = &g->p[g->params++];
	size_t rows = (size_t)axis_padded(row), ld = (size_t)axis_padded(col);

	*x = (struct var){ .row = row, .col = col, .ld = (int)ld };
	x->v = aligned_alloc(64, (rows * ld * sizeof(real) + 63) / 64 * 64);
	x->g = aligned_alloc(64, (rows * ld * sizeof(real) + 63) / 64 * 64);
	memset(x->v, 0, rows * ld * sizeof(real));
	memset(x->g, 0, rows * ld * sizeof(real));
	x->requires_grad = true;
	fill_with_noise(x, 31 * (unsigned)g->params);
	return x;
}

static struct var *lookup_table(struct graph *g, int rows, struct axis col)
{
	struct var *x = parameter(g, plain(rows), col);

	x->touched = xcalloc((size_t)rows, 1);
	return x;
}

static double record_again(struct graph *g)
{
	tape_reset(&g->tape);
	for (int i = 0; i < g->params; i++)
		g->p[i].copies = (struct copies){ 0 };
	if (g->rng)
		rng_seed(g->rng, 3, RNG_DROPOUT);
	return g->loss(g);
}

static void graph_start(struct graph *g)
{
	size_t bytes;
	unsigned seed = 77;

	for (int i = 0; i < MOST_IDS; i++) {
		g->id[i] = (int)((noise(&seed) + 1) / 2 * V);
		g->target[i] = (int)((noise(&seed) + 1) / 2 * V);
	}
	tape_measure(&g->tape, true);
	record_again(g);
	bytes = (tape_needs(&g->tape) + 63) / 64 * 64;
	g->memory = aligned_alloc(64, bytes);
	memset(g->memory, 0, bytes);
	tape_allocate(&g->tape, g->memory);
	g->tape.measuring = false;
}

static void graph_end(struct graph *g)
{
	for (int i = 0; i < g->params; i++) {
		free(g->p[i].v);
		free(g->p[i].g);
		free(g->p[i].touched);
	}
	tape_release(&g->tape);
	free(g->memory);
	gsl_rng_free(g->rng);
}

static double moved(struct graph *g, real *w, double by)
{
	real was = *w;
	double loss;

	*w = (real)((double)was + by);
	loss = record_again(g);
	*w = was;
	return loss;
}

static double difference(struct graph *g, real *w)
{
	return (8 * (moved(g, w, step) - moved(g, w, -step)) -
		(moved(g, w, 2 * step) - moved(g, w, -2 * step))) /
	       (12 * step);
}

static void check_param(struct graph *g, struct var *x)
{
	double off = 0, norm = 0;

	for (int r = 0; r < x->row.n; r++)
		for (int c = 0; c < x->col.n; c++) {
			long at = (long)axis_at(x->row, r) * x->ld +
				  axis_at(x->col, c);
			double d = difference(g, x->v + at);

			off += (d - (double)x->g[at]) * (d - (double)x->g[at]);
			norm += d * d;
		}
	if (!(sqrt(off) <= tolerance * sqrt(norm)) || !(norm > 0))
		fail_msg("parameter %d: off by %g of %g", (int)(x - g->p),
			 sqrt(off), sqrt(norm));
}

/* Compares the gradients of all parameters; first leaves NaN in all gradients
 * that the pass has to store. */
static void check_graph(struct graph *g)
{
	graph_start(g);
	memset(g->memory, 0xff, g->tape.size);
	record_again(g);
	for (int i = 0; i < g->params; i++)
		g->p[i].has_grad = false;
	tape_backward(&g->tape);
	for (int i = 0; i < g->params - g->unused; i++)
		check_param(g, &g->p[i]);
	for (int i = g->params - g->unused; i < g->params; i++)
		assert_false(g->p[i].has_grad);
	graph_end(g);
}

static double loss_of(struct graph *g, struct var *logits)
{
	return cross_entropy(&g->tape, logits, g->target, NULL, 2).sum;
}

/* Rows first.. of x */
static struct var *rows_from(struct graph *g, struct var *x, int first, int n)
{
	struct var *const alone[2] = { x, NULL };
	int *row = tape_ints(&g->tape, (size_t)n);
	const int *const index[2] = { row, NULL };

	for (int i = 0; row && i < n; i++)
		row[i] = first + i;
	return gather(&g->tape, alone, index, n);
}

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

static recurrent_layer *const cell_layer_of[CELLS] = {
	[CELL_RNN] = rnn_layer,
	[CELL_GRU] = gru_layer,
	[CELL_LSTM] = lstm_layer,
};

static enum cell cell_of(const struct graph *g)
{
	return g->p[0].col.gates == 1   ? CELL_RNN
	       : g->p[0].col.gates == 3 ? CELL_GRU
					: CELL_LSTM;
}

static struct var *first_state(struct graph *g, int rows)
{
	struct var *x = tape_var(&g->tape, plain(rows), plain(H), true);

	if (x->v)
		memset(x->v, 0, (size_t)rows * (size_t)x->ld * sizeof *x->v);
	return x;
}

static struct var *unrolled_h(struct graph *g, struct var *z, int B)
{
	enum cell cell = cell_of(g);
	struct state from = { first_state(g, B), NULL };
	struct recurrent p = { .w = &g->p[1] };

	if (cell == CELL_LSTM)
		from.c = first_state(g, B);
	if (cell == CELL_GRU)
		p.bn = &g->p[g->params - 1];
	return unroll(&g->tape, cell_layer_of[cell](&g->tape, z, &p, from,
						    z->row.n / B, B))
		.s.h;
}

/* z goes into the cell and, through a mask, to the output. */
static double z_with_two_readers(struct graph *g)
{
	struct var *z = embed(&g->tape, &g->p[0], NULL, g->id, 8);
	struct var *y = dropout(&g->tape, z, 0.3, g->rng);
	struct var *h = unrolled_h(g, z, 2);
	double loss = loss_of(g, linear(&g->tape, h, &g->p[2], &g->p[3]));

	return loss + loss_of(g, linear(&g->tape, y, &g->p[4], &g->p[3]));
}

static struct graph cell_graph(enum cell cell, double (*loss)(struct graph *))
{
	struct axis z = gated(H, cell_info[cell].gates);
	struct graph g = { .loss = loss, .rng = rng_new(3, RNG_DROPOUT) };

	lookup_table(&g, V, z);
	parameter(&g, z, plain(H));
	parameter(&g, plain(V), plain(H));
	parameter(&g, plain(1), plain(V));
	return g;
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
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
