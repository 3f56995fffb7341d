/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layers.c: embedding and linear, whole and in steps: each operation's forward,
 * and directly below it its backward. */
#include "nn/layers.h"
#include "nn/kernels.h"
#include "nn/packed.h"
#include <assert.h>
#include <string.h>

/* Fewest rows for which transposing or packing the weight pays off. */
enum {
	ROWS_WORTH_TRANSPOSE = 8,
	ROWS_WORTH_PACKING = 64,
	STEPS_WORTH_PACKING = 6, /* rows per step: the weight is read again */
};

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

/* y_r = w[id_r] + b; 0 without a symbol */
static void embed_forward(struct op *op)
{
	struct embed_op *o = (struct embed_op *)op;
	int ld = o->y->ld;

	for (int r = 0; r < o->y->row.n; r++) {
		const real *w = var_row(o->w, o->id[r]);
		real *y = var_row(o->y, r);

		assert(o->id[r] >= -1 && o->id[r] < o->w->row.n);
		if (o->id[r] < 0) {
			memset(y, 0, (size_t)ld * sizeof *y);
			continue;
		}
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

		if (o->id[r] < 0)
			continue;
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

/* Rows that are computed by one product. */
struct linear_op {
	struct op op;
	struct var *x, *w, *b, *y; /* b may be NULL */
	bool adds;                 /* to y, which has values */
	bool packs;                /* many rows: reads packed weights */
	const real *wt; /* some rows: w'; NULL: few, dot products instead */
	real *scratch;  /* if packs: of gemm_tall(), for dw */
	int first, rows;
};

/* y = x w' + b, or y += x w' */
static void linear_forward(struct op *op)
{
	const struct linear_op *o = (struct linear_op *)op;
	const struct var *x = o->x;
	int ld = o->y->ld, rows = o->rows;
	real *y = var_row(o->y, o->first);
	const real *in = var_row(x, o->first);

	if (o->packs) {
		struct start from = { o->b ? o->b->v : NULL, 0 };

		if (o->adds)
			from = (struct start){ y, ld };
		gemm_packed(rows, ld, x->ld, in, x->ld, packed_wt(o->w), from,
			    y, ld);
		return;
	}
	for (int r = 0; !o->adds && r < rows; r++)
		if (o->b)
			memcpy(y + (long)r * ld, o->b->v,
			       (size_t)ld * sizeof *y);
		else
			memset(y + (long)r * ld, 0, (size_t)ld * sizeof *y);
	if (o->wt)
		gemm(rows, ld, axis_used(x->col), normal(in, x->ld), o->wt, ld,
		     y, ld, true);
	else
		for (int r = 0; r < rows; r++)
			dot_rows(ld, y + (long)r * ld, o->w->v, o->w->ld,
				 in + (long)r * x->ld, x->ld);
}

/* dx = dy w */
static void linear_back_input(const struct linear_op *o, bool add)
{
	const struct var *x = o->x, *y = o->y;
	const real *dy = grad_row(y, o->first);
	real *dx = grad_row(x, o->first);

	if (o->packs)
		gemm_packed(o->rows, x->ld, y->ld, dy, y->ld, packed_w(o->w),
			    (struct start){ add ? dx : NULL, x->ld }, dx,
			    x->ld);
	else
		gemm(o->rows, x->ld, axis_used(y->col), normal(dy, y->ld),
		     o->w->v, o->w->ld, dx, x->ld, add);
}

/* dw = dy' x; db = sum_r dy_r */
static void linear_back_weight(const struct linear_op *o)
{
	struct var *x = o->x, *w = o->w, *y = o->y;
	int rows = y->row.n;

	if (o->scratch)
		gemm_tall(axis_used(y->col), x->ld, rows, y->g, y->ld, x->v,
			  x->ld, w->g, w->ld, grad_add(w), o->scratch);
	else
		gemm(axis_used(y->col), x->ld, rows, flipped(y->g, y->ld), x->v,
		     x->ld, w->g, w->ld, grad_add(w));
	if (o->b)
		bias_grad(o->b, y);
}

static void linear_backward(struct op *op)
{
	const struct linear_op *o = (struct linear_op *)op;

	if (o->x->g)
		linear_back_input(o, grad_add(o->x));
	linear_back_weight(o);
}

static struct linear_op *linear_op(struct tape *tape, struct linear_op made,
				   bool packs, bool transposes)
{
	struct linear_op *o = tape_node(tape, sizeof *o);

	*o = made;
	o->packs = packs;
	if (packs)
		reserve_packed(tape, o->w);
	else if (transposes)
		o->wt = transposed(tape, o->w);
	if (o->y->row.n >= ROWS_WORTH_PACKING)
		o->scratch = tape_reals(tape, 1, tall_reals(o->x->ld));
	return o;
}

static struct var *whole_linear(struct tape *tape, struct linear_op made)
{
	int rows = made.y->row.n;
	struct linear_op *o;

	made.rows = rows;
	o = linear_op(tape, made, rows >= ROWS_WORTH_PACKING,
		      rows >= ROWS_WORTH_TRANSPOSE);
	tape_push(tape, &o->op, o->y, NULL, linear_forward, linear_backward);
	return o->y;
}

LOCAL struct var *linear(struct tape *tape, struct var *x, struct var *w,
			 struct var *b)
{
	struct var *y = tape_var(tape, x->row, w->row, true);

	return whole_linear(
		tape, (struct linear_op){ .x = x, .w = w, .b = b, .y = y });
}

LOCAL void linear_add(struct tape *tape, struct var *y, struct var *x,
		      struct var *w)
{
	whole_linear(tape, (struct linear_op){
				   .x = x, .w = w, .y = y, .adds = true });
}

/* ---- linear in steps --------------------------------------------------- */

static void nothing_forward(struct op *op UNUSED) {}

/* Called after the backwards of all steps. */
static void begin_linear_backward(struct op *op)
{
	linear_back_weight((struct linear_op *)op);
}

static void linear_step_backward(struct op *op)
{
	const struct linear_op *o = (struct linear_op *)op;

	if (!o->x->g)
		return;
	grad_begin(o->x);
	linear_back_input(o, true);
}

LOCAL struct linear_op *linear_begin(struct tape *tape, struct var *y,
				     struct var *x, struct var *w,
				     struct var *b, int rows, bool adds)
{
	struct linear_op *o = linear_op(tape,
					(struct linear_op){ .x = x,
							    .w = w,
							    .b = b,
							    .y = y,
							    .adds = adds,
							    .rows = rows },
					rows >= STEPS_WORTH_PACKING, rows > 1);

	tape_push(tape, &o->op, y, NULL, nothing_forward,
		  begin_linear_backward);
	return o;
}

LOCAL void linear_step(struct tape *tape, const struct linear_op *all, int t)
{
	struct linear_op *o = tape_node(tape, sizeof *o);

	*o = *all;
	o->first = t * all->rows;
	tape_push(tape, &o->op, o->y, NULL, linear_forward,
		  linear_step_backward);
}
