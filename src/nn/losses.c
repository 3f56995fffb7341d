/* SPDX-License-Identifier: GPL-3.0-or-later */
/* losses.c: softmax with cross-entropy, and the squared error. */
#include "nn/layers.h"
#include <assert.h>

/* What the losses of rows have in common. */
struct loss_op {
	struct op op;
	struct var *y;    /* what is judged */
	struct var *each; /* [rows, 1] */
	const double *weight;
	int B;
	double sum;
	const int *target; /* cross-entropy */
	struct var *p;
	const double *goal; /* squared error */
};

static double weight_of(const struct loss_op *o, int row)
{
	return o->weight ? o->weight[row] : 1;
}

/* d sum / d each */
static real scale_of(const struct loss_op *o, int row)
{
	real scale = (real)1 / (real)o->B;

	return o->weight ? scale * (real)o->weight[row] : scale;
}

/* ---- softmax with cross-entropy ---------------------------------------- */

/* y[j..j+VL-1], continued with minus infinity after V */
INLINE vec logits_at(const real *y, int j, int V)
{
	ivec lane;

	for (int i = 0; i < VL; i++)
		lane[i] = i;
	return pick(lane < (ireal)(V - j), *CVEC(y + j), splat(-REAL_MAX));
}

/* p = softmax y; returns -ln p[target], 0 with target -1.  The padding of p is
 * 0. */
static real softmax(const real *y, real *p, int V, int target)
{
	int whole = V / VL * VL, ld = pad(V);
	vec last, top, sum = splat(0);
	real most, total;

	top = last = logits_at(y, ld - VL, V);
	for (int j = 0; j < whole; j += VL)
		top = vmax(top, *CVEC(y + j));
	most = vtop(top);
	for (int j = 0; j < whole; j += VL)
		sum += *VEC(p + j) = vexp(*CVEC(y + j) - most);
	if (whole < ld)
		sum += *VEC(p + whole) = vexp(last - most);
	total = vsum(sum);
	for (int j = 0; j < ld; j += VL)
		*VEC(p + j) *= 1 / total;
	return target < 0 ? 0 : real_log(total) - (y[target] - most);
}

static void softmax_forward(struct op *op)
{
	struct loss_op *o = (struct loss_op *)op;

	for (int r = 0; r < o->y->row.n; r++)
		softmax(var_row(o->y, r), var_row(o->p, r), o->y->col.n, -1);
}

static void loss_forward(struct op *op)
{
	struct loss_op *o = (struct loss_op *)op;
	int V = o->y->col.n;
	double sum = 0;

	for (int r = 0; r < o->y->row.n; r++) {
		double weight = weight_of(o, r);
		int target = weight == 0 ? -1 : o->target[r];
		real each;

		assert(weight == 0 || (target >= 0 && target < V));
		each = softmax(var_row(o->y, r), var_row(o->p, r), V, target);
		*VEC(var_row(o->each, r)) = (vec){ each };
		sum += weight * (double)each;
	}
	o->sum = sum / o->B;
}

/* dy += (p - [target]) weight / B */
static void loss_backward(struct op *op)
{
	struct loss_op *o = (struct loss_op *)op;
	int ld = o->y->ld;
	bool add = grad_add(o->y);

	for (int r = 0; r < o->y->row.n; r++) {
		const real *p = var_row(o->p, r);
		real *dy = grad_row(o->y, r), scale = scale_of(o, r);

		for (int j = 0; j < ld; j += VL)
			*VEC(dy + j) = *CVEC(p + j) * scale +
				       (add ? *CVEC(dy + j) : splat(0));
		if (scale != 0)
			dy[o->target[r]] -= scale;
	}
}

LOCAL struct losses cross_entropy(struct tape *tape, struct var *y,
				  const int *target, const double *weight,
				  int B)
{
	struct loss_op *o = tape_node(tape, sizeof *o);

	*o = (struct loss_op){
		.y = y,
		.target = target,
		.weight = weight,
		.B = B,
	};
	o->p = tape_var(tape, y->row, y->col, false);
	o->each = tape_var(tape, y->row, plain(1), false);
	tape_push(tape, &o->op, NULL, NULL, loss_forward, loss_backward);
	return (struct losses){ o->p, o->each, o->sum };
}

LOCAL struct var *softmax_rows(struct tape *tape, struct var *y)
{
	struct loss_op *o = tape_node(tape, sizeof *o);

	assert(!tape->gradients || tape->measuring);
	*o = (struct loss_op){ .y = y };
	o->p = tape_var(tape, y->row, y->col, false);
	tape_push(tape, &o->op, o->p, NULL, softmax_forward, NULL);
	return o->p;
}

/* ---- squared error ----------------------------------------------------- */

static void squared_forward(struct op *op)
{
	struct loss_op *o = (struct loss_op *)op;
	int n = o->y->col.n;
	double sum = 0;

	for (int r = 0; r < o->y->row.n; r++) {
		const real *y = var_row(o->y, r);
		const double *goal = o->goal + (long)r * n;
		double weight = weight_of(o, r), each = 0;

		for (int j = 0; weight != 0 && j < n; j++)
			each += ((double)y[j] - goal[j]) *
				((double)y[j] - goal[j]);
		*VEC(var_row(o->each, r)) = (vec){ (real)each };
		sum += weight * each;
	}
	o->sum = sum / o->B;
}

/* dy += 2 (y - goal) weight / B */
static void squared_backward(struct op *op)
{
	struct loss_op *o = (struct loss_op *)op;
	int n = o->y->col.n;

	grad_begin(o->y);
	for (int r = 0; r < o->y->row.n; r++) {
		const real *y = var_row(o->y, r);
		const double *goal = o->goal + (long)r * n;
		real *dy = grad_row(o->y, r), scale = 2 * scale_of(o, r);

		for (int j = 0; scale != 0 && j < n; j++)
			dy[j] += scale * (y[j] - (real)goal[j]);
	}
}

LOCAL struct losses squared_error(struct tape *tape, struct var *y,
				  const double *goal, const double *weight,
				  int B)
{
	struct loss_op *o = tape_node(tape, sizeof *o);

	*o = (struct loss_op){
		.y = y,
		.goal = goal,
		.weight = weight,
		.B = B,
	};
	o->each = tape_var(tape, y->row, plain(1), false);
	tape_push(tape, &o->op, NULL, NULL, squared_forward, squared_backward);
	return (struct losses){ NULL, o->each, o->sum };
}
