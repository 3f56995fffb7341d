/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layers.c: embedding, linear, softmax with cross-entropy: each operation's
 * forward, and directly below it its backward. */
#include "nn/layers.h"
#include "nn/kernels.h"
#include "nn/packed.h"
#include <assert.h>
#include <string.h>

/* Fewest rows for which transposing or packing the weight pays off. */
enum { ROWS_WORTH_TRANSPOSE = 8, ROWS_WORTH_PACKING = 64 };

/* Sums the rows of dy into the gradient of a bias. */
static void bias_grad(struct var *b, const struct var *y)
{
	grad_begin(b);
	add_rows(y->row.n, y->ld, y->g, y->ld, b->g);
}

/* ---- embedding --------------------------------------------------------- */

struct embed_op {
	struct op op;
	struct var *w, *b, *y;
	const int *id;
};

/* y_r = w[id_r] + b */
static void embed_forward(struct op *op)
{
	struct embed_op *o = (struct embed_op *)op;
	int ld = o->y->ld;

	for (int r = 0; r < o->y->row.n; r++) {
		const real *w = var_row(o->w, o->id[r]);
		real *y = var_row(o->y, r);

		assert(o->id[r] >= 0 && o->id[r] < o->w->row.n);
		for (int j = 0; o->b && j < ld; j += VL)
			*VEC(y + j) = *CVEC(w + j) + *CVEC(o->b->v + j);
		if (!o->b)
			memcpy(y, w, (size_t)ld * sizeof *y);
	}
}

/* dw[id_r] += dy_r; db = sum_r dy_r */
static void embed_backward(struct op *op)
{
	struct embed_op *o = (struct embed_op *)op;
	int ld = o->y->ld;

	o->w->has_grad = true;
	for (int r = 0; r < o->y->row.n; r++) {
		const real *dy = grad_row(o->y, r);
		real *dw = grad_row(o->w, o->id[r]);

		o->w->touched[o->id[r]] = 1;
		for (int j = 0; j < ld; j += VL)
			*VEC(dw + j) += *CVEC(dy + j);
	}
	if (o->b)
		bias_grad(o->b, o->y);
}

LOCAL struct var *embed(struct tape *tape, struct var *w, struct var *b,
			const int *id, int rows)
{
	struct embed_op *o = tape_node(tape, sizeof *o);

	*o = (struct embed_op){ .w = w, .b = b, .id = id };
	o->y = tape_var(tape, plain(rows), w->col, true);
	tape_push(tape, &o->op, o->y, NULL, embed_forward, embed_backward);
	return o->y;
}

/* ---- linear ------------------------------------------------------------ */

struct linear_op {
	struct op op;
	struct var *x, *w, *b, *y;
	bool packs;     /* many rows: reads packed weights */
	const real *wt; /* some rows: w'; NULL: few, dot products instead */
	real *scratch;  /* if packs: of gemm_tall(), for dw */
};

/* y = x w' + b */
static void linear_forward(struct op *op)
{
	struct linear_op *o = (struct linear_op *)op;
	struct var *x = o->x, *y = o->y;
	int rows = y->row.n;

	if (o->packs) {
		gemm_packed(rows, y->ld, x->ld, x->v, x->ld, packed_wt(o->w),
			    (struct start){ o->b->v, 0 }, y->v, y->ld);
		return;
	}
	for (int r = 0; r < rows; r++)
		memcpy(var_row(y, r), o->b->v, (size_t)y->ld * sizeof(real));
	if (o->wt)
		gemm(rows, y->ld, axis_used(x->col), normal(x->v, x->ld), o->wt,
		     y->ld, y->v, y->ld, true);
	else
		for (int r = 0; r < rows; r++)
			dot_rows(y->ld, var_row(y, r), o->w->v, o->w->ld,
				 var_row(x, r), x->ld);
}

/* dx = dy w; dw = dy' x; db = sum_r dy_r */
static void linear_backward(struct op *op)
{
	struct linear_op *o = (struct linear_op *)op;
	struct var *x = o->x, *w = o->w, *y = o->y;
	int rows = y->row.n;

	if (x->g && o->packs) {
		gemm_packed(rows, x->ld, y->ld, y->g, y->ld, packed_w(w),
			    (struct start){ grad_add(x) ? x->g : NULL, x->ld },
			    x->g, x->ld);
	} else if (x->g)
		gemm(rows, x->ld, axis_used(y->col), normal(y->g, y->ld), w->v,
		     w->ld, x->g, x->ld, grad_add(x));
	if (o->packs)
		gemm_tall(axis_used(y->col), x->ld, rows, y->g, y->ld, x->v,
			  x->ld, w->g, w->ld, grad_add(w), o->scratch);
	else
		gemm(axis_used(y->col), x->ld, rows, flipped(y->g, y->ld), x->v,
		     x->ld, w->g, w->ld, grad_add(w));
	bias_grad(o->b, y);
}

LOCAL struct var *linear(struct tape *tape, struct var *x, struct var *w,
			 struct var *b)
{
	struct linear_op *o = tape_node(tape, sizeof *o);

	*o = (struct linear_op){ .x = x, .w = w, .b = b };
	o->y = tape_var(tape, x->row, w->row, true);
	o->packs = x->row.n >= ROWS_WORTH_PACKING;
	if (o->packs) {
		reserve_packed(tape, w);
		o->scratch = tape_reals(tape, 1, tall_reals(x->ld));
	} else if (x->row.n >= ROWS_WORTH_TRANSPOSE)
		o->wt = transposed(tape, w);
	tape_push(tape, &o->op, o->y, NULL, linear_forward, linear_backward);
	return o->y;
}

/* ---- softmax with cross-entropy ---------------------------------------- */

struct loss_op {
	struct op op;
	struct var *y, *p, *each;
	const int *target;
	const double *weight;
	int B;
	double sum;
};

static double weight_of(const struct loss_op *o, int row)
{
	return o->weight ? o->weight[row] : 1;
}

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
	real mean = (real)1 / (real)o->B;

	for (int r = 0; r < o->y->row.n; r++) {
		const real *p = var_row(o->p, r);
		real *dy = grad_row(o->y, r), scale = mean;

		if (o->weight)
			scale *= (real)o->weight[r];
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
