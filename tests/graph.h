/* graph.h: graphs that belong to no model, and their gradients against central
 * differences.  Holds a build of the engine. */
#ifndef TESTS_GRAPH_H
#define TESTS_GRAPH_H

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

#endif
