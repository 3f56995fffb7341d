/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parts.c: trains a net with several threads. */
#include "nn/parts.h"
#include "base/pool.h"
#include "base/util.h"
#include <stdlib.h>
#include <string.h>

struct slice {
	struct net *net;
	int first; /* sequence of the whole */
	struct batch batch;
	char *columns; /* its columns of the batch's arrays, one after another */
	gsl_rng *rng;  /* of its dropout masks */
	struct pass pass;
	double loss; /* its summand of the whole's */
};

struct parts {
	struct pool *pool;
	int count;
	struct slice slice[];
};

/* ---- the batch of a part ----------------------------------------------- */

/* Of array i of a batch of B sequences, up to whole doubles */
static size_t array_bytes(const struct net_spec *s, int i, int T, int U, int B)
{
	size_t bytes = batch_rows(s, i, T, U) * batch_bytes(s, i) * (size_t)B;

	return (bytes + sizeof(double) - 1) / sizeof(double) * sizeof(double);
}

/* Of all arrays of the largest batch */
static size_t columns_bytes(const struct net_spec *s)
{
	size_t bytes = 0;

	for (int i = 0; i < BATCH_ARRAYS; i++)
		bytes += array_bytes(s, i, s->steps, s->out_steps, s->batch);
	return bytes;
}

/* Copies the part's columns of array i, if there is one. */
static void cut(struct slice *p, const struct net *whole, int i, char *to)
{
	const struct net_spec *s = &whole->spec;
	size_t size = batch_bytes(s, i), row = (size_t)s->batch * size;
	size_t own = (size_t)p->net->spec.batch * size;
	size_t rows = batch_rows(s, i, p->batch.steps, p->batch.out_steps);
	const char *from = batch_array(&p->batch, i);

	if (!from)
		return;
	for (size_t t = 0; t < rows; t++)
		memcpy(to + t * own, from + t * row + (size_t)p->first * size,
		       own);
	batch_set_array(&p->batch, i, to);
}

/* ---- making ------------------------------------------------------------ */

static bool slice_new(struct slice *p, const struct net *whole, int i,
		      int count, struct err *e)
{
	struct net_spec spec = whole->spec;

	p->first = spec.batch * i / count;
	spec.batch = spec.batch * (i + 1) / count - p->first;
	spec.threads = 1;
	p->net = core_new(&spec, i ? OWNS_GRADIENTS : OWNS_STATE, whole, e);
	if (!p->net)
		return false;
	p->net->averaged_over = whole->spec.batch;
	p->columns = calloc(1, columns_bytes(&spec));
	p->rng = rng_new(0, RNG_DROPOUT);
	return (p->columns && p->rng) ||
	       err_set(e, ERR_RESOURCE, "no memory for another thread");
}

LOCAL bool parts_new(struct net *whole, struct err *e)
{
	int count = whole->spec.threads;
	struct parts *all =
		xcalloc(1, sizeof *all + (size_t)count * sizeof *all->slice);

	whole->parts = all;
	for (int i = 0; i < count; i++) {
		all->count++;
		if (!slice_new(&all->slice[i], whole, i, count, e))
			return false;
	}
	all->pool = pool_new(count, e);
	return all->pool;
}

LOCAL void parts_free(struct net *whole)
{
	struct parts *all = whole->parts;

	if (!all)
		return;
	pool_free(all->pool);
	for (int i = 0; i < all->count; i++) {
		struct slice *p = &all->slice[i];

		if (p->rng)
			gsl_rng_free(p->rng);
		free(p->columns);
		core_free(p->net);
	}
	free(all);
}

/* ---- running ----------------------------------------------------------- */

/* Each part draws its masks from its own generator, seeded from the whole
 * net's. */
static void prepare(struct slice *p, const struct net *whole,
		    const struct batch *all, const struct pass *pass)
{
	char *to = p->columns;

	p->batch = *all;
	for (int i = 0; i < BATCH_ARRAYS; i++) {
		cut(p, whole, i, to);
		to += array_bytes(&whole->spec, i, all->steps, all->out_steps,
				  p->net->spec.batch);
	}
	p->pass = *pass;
	p->pass.rng = p->rng;
	if (pass->dropout > 0) {
		uint64_t high = gsl_rng_get(pass->rng);

		rng_seed(p->rng, high << 32 ^ gsl_rng_get(pass->rng),
			 RNG_DROPOUT);
	}
}

static void work(void *arg, int i)
{
	struct slice *p = &((struct parts *)arg)->slice[i];

	p->loss = core_run(p->net, &p->batch, &p->pass);
}

/* A visitor of the gradients of a part; arg: the whole's. */
static void add(void *arg, const struct flat *from, long at, long n)
{
	real *to = arg;

	for (long i = at; i < at + n; i += VL)
		*VEC(to + i) += *CVEC(from->g + i);
}

/* Rows of a lookup table that a part did not touch are zero in it. */
static void add_gradients(const struct flat *to, const struct flat *from)
{
	for (int i = 0; i < to->tables; i++)
		for (int r = 0; r < to->table[i].rows; r++)
			to->table[i].touched[r] |= from->table[i].touched[r];
	flat_visit(from, false, add, to->g);
}

LOCAL double parts_run(struct net *whole, const struct batch *batch,
		       const struct pass *pass)
{
	struct parts *all = whole->parts;
	double loss = 0;

	for (int i = 0; i < all->count; i++)
		prepare(&all->slice[i], whole, batch, pass);
	pool_run(all->pool, work, all);
	for (int i = 0; i < all->count; i++) {
		loss += all->slice[i].loss;
		if (i && pass->backward)
			add_gradients(&whole->flat, &all->slice[i].net->flat);
	}
	return loss;
}

LOCAL int parts_count(const struct net *n)
{
	return n->parts ? n->parts->count : 1;
}

LOCAL struct net *parts_net(struct net *n, int i)
{
	return n->parts ? n->parts->slice[i].net : n;
}

LOCAL const struct net *parts_at(const struct net *n, enum quantity_kind kind,
				 int *row)
{
	const struct parts *all = n->parts;
	int b, t, i;

	if (!all || kind == QUANTITY_PARAMETER)
		return n;
	t = *row / n->spec.batch; /* of a state: 0 */
	b = *row % n->spec.batch;
	for (i = all->count - 1; all->slice[i].first > b; i--)
		;
	*row = t * all->slice[i].net->spec.batch + b - all->slice[i].first;
	return all->slice[i].net;
}

LOCAL size_t parts_memory(const struct net *n)
{
	size_t bytes = 0;

	for (int i = 0; n->parts && i < n->parts->count; i++) {
		const struct net *p = n->parts->slice[i].net;

		bytes += sizeof n->parts->slice[i] + sizeof *p + p->bytes +
			 columns_bytes(&p->spec);
	}
	return bytes;
}
