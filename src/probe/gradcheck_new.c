/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gradcheck_new.c: the net, the text and the elements of a gradient check. */
#include "config.h"

#include "probe/gradcheck_private.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the net and its text ------------------------------------------------ */

/* Copies parameters and state; row is as long as the widest. */
static void copy_net(const struct run *run, const struct engine *to,
		     struct net *net, double *row)
{
	for (int i = 0; i < run->engine->count(run->net); i++) {
		struct quantity q = run->engine->describe(run->net, i);
		int j = to->find(net, q.name, q.layer);

		if (q.kind == QUANTITY_SEQUENCE)
			continue;
		assert(j >= 0);
		for (int r = 0; r < q.rows; r++) {
			run->engine->read(run->net, i, PART_VALUE, r, row);
			to->write(net, j, PART_VALUE, r, row);
		}
	}
}

static int widest(const struct engine *engine, const struct net *net)
{
	int most = 1;

	for (int i = 0; i < engine->count(net); i++)
		most = max_int(most, engine->describe(net, i).cols);
	return most;
}

static struct net *double_net(const struct run *run,
			      const struct engine *engine, struct err *e)
{
	struct net *net = engine->net_new(&run->spec, e);
	double *row;

	if (!net)
		return NULL;
	row = calloc((size_t)widest(engine, net), sizeof *row);
	if (!row) {
		err_memory(e, "the gradient check");
		engine->net_free(net);
		return NULL;
	}
	copy_net(run, engine, net, row);
	free(row);
	return net;
}

/* Copies g->state <-> net, all rows of all layers. */
static void move_state(struct gradcheck *g, bool save)
{
	const struct engine *engine = g->engine;
	double *at = g->state;

	for (int i = 0; i < engine->count(g->net); i++) {
		struct quantity q = engine->describe(g->net, i);

		if (q.kind != QUANTITY_STATE)
			continue;
		for (int r = 0; r < q.rows; r++, at += q.cols)
			if (save)
				engine->read(g->net, i, PART_VALUE, r, at);
			else
				engine->write(g->net, i, PART_VALUE, r, at);
	}
}

double gradcheck_loss(struct gradcheck *g, bool backward)
{
	const struct pass pass = { .backward = backward };

	move_state(g, false);
	return g->engine->run(g->net, &g->batch, &pass);
}

/* --- which elements ------------------------------------------------------ */

/* A rectangle of a tensor to draw from: all rows, some columns. */
struct region {
	int rows, cols;
	const int *col; /* [cols], or NULL: all */
};

/* Appends n of the region's elements in their order, each set of n equally
 * likely (Knuth, vol. 2, 3.4.2, algorithm S); all when there are fewer. */
static void draw_elements(struct gradcheck *g, struct region region, long n,
			  gsl_rng *rng)
{
	const long all = (long)region.rows * region.cols;

	for (long i = 0; i < all && n > 0; i++) {
		int col = (int)(i % region.cols);

		if (n < all - i &&
		    gsl_rng_uniform(rng) * (double)(all - i) >= (double)n)
			continue;
		g->element[g->elements++] = (struct element){
			.row = (int)(i / region.cols),
			.col = region.col ? region.col[col] : col,
		};
		n--;
	}
}

/* Sorts the symbols of the text before the others; returns how many are in the
 * text.  col [V]. */
static int sort_symbols(const struct gradcheck *g, int *col)
{
	const int vocab = g->spec.symbols_in; /* 0: the net reads numbers */
	const int n = vocab ? g->batch.steps * g->spec.batch : 0;
	bool *found = xcalloc((size_t)vocab + 1, sizeof *found);
	int seen = 0, last = vocab;

	for (int i = 0; i < n; i++)
		if (g->batch.id[i] >= 0)
			found[g->batch.id[i]] = true;
	for (int v = 0; v < vocab; v++)
		col[found[v] ? seen++ : --last] = v;
	free(found);
	return seen;
}

static void draw_embedding(struct gradcheck *g, const struct tensor_check *t,
			   long n, const int *col, int seen, gsl_rng *rng)
{
	const int unseen = g->spec.symbols_in - seen;
	const long of_unseen = unseen ? (n + 7) / 8 : 0;
	const int rows = t->quantity.rows;

	draw_elements(g, (struct region){ rows, seen, col }, n - of_unseen,
		      rng);
	draw_elements(g, (struct region){ rows, unseen, col + seen }, of_unseen,
		      rng);
}

static void draw(struct gradcheck *g, struct tensor_check *t, int samples,
		 const int *col, int seen, gsl_rng *rng)
{
	const struct quantity *q = &t->quantity;
	const long all = (long)q->rows * q->cols;

	t->first = g->elements;
	if (samples && samples < all && q->role == PARAM_INPUT &&
	    q->col_axis == AXIS_SYMBOLS)
		draw_embedding(g, t, samples, col, seen, rng);
	else
		draw_elements(g, (struct region){ q->rows, q->cols, NULL },
			      samples ? samples : all, rng);
	t->count = g->elements - t->first;
}

static void read_backward(struct gradcheck *g, struct tensor_check *t)
{
	double sum = 0;

	for (long i = t->first; i < t->first + t->count; i++) {
		struct element *el = &g->element[i];

		el->backward = g->engine->get(g->net, t->index, PART_GRADIENT,
					      el->row, el->col);
		sum += el->backward * el->backward;
	}
	t->scale = t->count ? sqrt(sum / (double)t->count) : 0;
	t->worst = -1;
}

/* --- making -------------------------------------------------------------- */

static void find_tensors(struct gradcheck *g)
{
	const int count = g->engine->count(g->net);

	g->tensor = xcalloc((size_t)count, sizeof *g->tensor);
	for (int i = 0; i < count; i++) {
		struct quantity q = g->engine->describe(g->net, i);

		if (q.kind == QUANTITY_PARAMETER)
			g->tensor[g->tensors++] =
				(struct tensor_check){ .quantity = q,
						       .index = i };
	}
}

static bool plan(struct gradcheck *g, int samples, uint64_t seed, struct err *e)
{
	int *col = xcalloc((size_t)g->spec.symbols_in + 1, sizeof *col);
	int seen = sort_symbols(g, col);
	gsl_rng *rng = rng_new(seed, RNG_USER);
	size_t most = 0;

	for (int i = 0; i < g->tensors; i++) {
		const struct quantity *q = &g->tensor[i].quantity;
		size_t all = (size_t)q->rows * (size_t)q->cols;

		most += samples && (size_t)samples < all ? (size_t)samples
							 : all;
	}
	g->element = calloc(most, sizeof *g->element);
	for (int i = 0; rng && g->element && i < g->tensors; i++) {
		draw(g, &g->tensor[i], samples, col, seen, rng);
		read_backward(g, &g->tensor[i]);
	}
	if (rng)
		gsl_rng_free(rng);
	free(col);
	return (rng && g->element) || err_memory(e, "the gradient check");
}

/* Copies all arrays, but for `fresh`: the check begins with the given state. */
static bool take_batch(struct gradcheck *g, const struct batch *from,
		       struct err *e)
{
	g->batch = *from;
	g->batch.fresh = NULL;
	for (int i = 0; i < BATCH_ARRAYS; i++) {
		const void *array = batch_array(&g->batch, i);
		const size_t rows =
			batch_rows(&g->spec, i, from->steps, from->out_steps);
		const size_t bytes =
			batch_bytes(&g->spec, i) * (size_t)g->spec.batch * rows;

		if (!array)
			continue;
		g->array[i] = malloc(bytes + 1);
		if (!g->array[i])
			return err_memory(e, "the gradient check");
		batch_set_array(&g->batch, i,
				memcpy(g->array[i], array, bytes));
	}
	return true;
}

static bool take_state(struct gradcheck *g, struct err *e)
{
	size_t n = 0;

	for (int i = 0; i < g->engine->count(g->net); i++) {
		struct quantity q = g->engine->describe(g->net, i);

		if (q.kind == QUANTITY_STATE)
			n += (size_t)q.rows * (size_t)q.cols;
	}
	g->state = calloc(n + 1, sizeof *g->state);
	if (!g->state)
		return err_memory(e, "the gradient check");
	move_state(g, true);
	return true;
}

static bool first_pass(struct gradcheck *g, struct err *e)
{
	g->loss = gradcheck_loss(g, true);
	return isfinite(g->loss) ||
	       err_set(e, ERR_FAILED,
		       "the loss is not finite: there is no "
		       "gradient to check");
}

struct gradcheck *gradcheck_new_for(const struct engine *engine,
				    struct net *net,
				    const struct net_spec *spec,
				    const struct batch *batch, int samples,
				    uint64_t seed, struct err *e)
{
	struct gradcheck *g = xcalloc(1, sizeof *g);

	assert(engine->precision == PRECISION_DOUBLE && samples >= 0);
	g->engine = engine;
	g->net = net;
	g->spec = *spec;
	g->h = GRADCHECK_STEP;
	find_tensors(g);
	if (take_batch(g, batch, e) && take_state(g, e) && first_pass(g, e) &&
	    plan(g, samples, seed, e))
		return g;
	gradcheck_free(g);
	return NULL;
}

/* The batch of the last iteration; before the first, that of the next. */
static struct batch batch_of(const struct run *run)
{
	struct batch batch = run->batch;
	uint64_t cursor[TASK_WORDS];

	if (batch.steps)
		return batch;
	run->task->get_cursor(run->data, cursor);
	run->task->next(run->data, &batch);
	run->task->set_cursor(run->data, cursor);
	return batch;
}

struct gradcheck *gradcheck_new(const struct run *run, int samples,
				uint64_t seed, struct err *e)
{
	const struct engine *engine =
		engine_find(PRECISION_DOUBLE, run->engine->isa);
	const struct batch batch = batch_of(run);
	struct net *net;

	assert(engine); /* builds come in pairs */
	net = double_net(run, engine, e);
	return net ? gradcheck_new_for(engine, net, &run->spec, &batch, samples,
				       seed, e)
		   : NULL;
}

void gradcheck_free(struct gradcheck *g)
{
	if (!g)
		return;
	free(g->element);
	free(g->tensor);
	free(g->state);
	for (int i = 0; i < BATCH_ARRAYS; i++)
		free(g->array[i]);
	g->engine->net_free(g->net);
	free(g);
}
