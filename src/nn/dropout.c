/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dropout.c: dropout as an operation on the tape. */
#include "nn/layers.h"
#include <assert.h>

struct dropout_op {
	struct op op;
	struct var *x, *y;
	real *mask; /* [rows, ld]: 0 or 1 / (1 - probability) */
	double probability;
	gsl_rng *rng;
	int first, rows; /* that it computes */
};

/* Draws one number per element, row by row and without the padding: every build
 * draws the same mask from the same state of the generator. */
static void dropout_forward(struct op *op)
{
	struct dropout_op *o = (struct dropout_op *)op;
	real keep = (real)(1 / (1 - o->probability));
	int ld = o->x->ld;

	for (int r = o->first; r < o->first + o->rows; r++) {
		const real *x = var_row(o->x, r);
		real *y = var_row(o->y, r), *mask = o->mask + (long)r * ld;

		for (int j = 0; j < o->x->col.n; j++) {
			double u = gsl_rng_uniform(o->rng);

			mask[j] = u < o->probability ? 0 : keep;
		}
		for (int j = o->x->col.n; j < ld; j++)
			mask[j] = 0;
		for (int j = 0; j < ld; j += VL)
			*VEC(y + j) = *CVEC(x + j) * *CVEC(mask + j);
	}
}

/* dx += dy * mask */
static void dropout_backward(struct op *op)
{
	struct dropout_op *o = (struct dropout_op *)op;
	long from = (long)o->first * o->x->ld, n = (long)o->rows * o->x->ld;

	grad_begin(o->x);
	for (long i = from; i < from + n; i += VL)
		*VEC(o->x->g + i) += *CVEC(o->y->g + i) * *CVEC(o->mask + i);
}

static struct dropout_op *dropout_op(struct tape *tape, struct var *x, int rows,
				     double probability, gsl_rng *rng)
{
	struct dropout_op *o = tape_node(tape, sizeof *o);

	assert(probability < 1 && (rng || tape->measuring));
	*o = (struct dropout_op){
		.x = x,
		.probability = probability,
		.rng = rng,
		.rows = rows,
	};
	o->y = tape_var(tape, x->row, x->col, true);
	o->mask = tape_reals(tape, (size_t)x->row.n, (size_t)x->ld);
	return o;
}

static void push(struct tape *tape, struct dropout_op *o)
{
	tape_push(tape, &o->op, o->y, NULL, dropout_forward, dropout_backward);
}

LOCAL struct var *dropout(struct tape *tape, struct var *x, double probability,
			  gsl_rng *rng)
{
	struct dropout_op *o;

	if (probability <= 0)
		return x;
	o = dropout_op(tape, x, x->row.n, probability, rng);
	push(tape, o);
	return o->y;
}

LOCAL struct dropout_op *dropout_begin(struct tape *tape, struct var *x,
				       int rows, double probability,
				       gsl_rng *rng)
{
	return dropout_op(tape, x, rows, probability, rng);
}

LOCAL struct var *dropout_result(const struct dropout_op *o) { return o->y; }

LOCAL void dropout_step(struct tape *tape, const struct dropout_op *all, int t)
{
	struct dropout_op *o = tape_node(tape, sizeof *o);

	*o = *all;
	o->first = t * all->rows;
	push(tape, o);
}
