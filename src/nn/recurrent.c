/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recurrent.c: the common part of recurrent layers. */
#include "nn/recurrent.h"
#include "nn/kernels.h"
#include "nn/packed.h"
#include <assert.h>
#include <string.h>

/* Smallest batch for which packing the weight pays off. */
enum { BATCH_WORTH_PACKING = 6 };

/* Values and storage of z, but not its gradient, which is another */
static struct var *gates_of(struct tape *tape, const struct var *z)
{
	struct var *x = tape_node(tape, sizeof *x);

	*x = (struct var){
		.row = z->row,
		.col = z->col,
		.ld = z->ld,
		.v = z->v,
	};
	return x;
}

LOCAL void recurrence_record(struct tape *tape, struct recurrence *r,
			     bool with_transposed)
{
	int rows = r->T * r->B;

	r->past = tape_var(tape, plain(rows + r->B), r->w->col, true);
	r->h = tape_node(tape, sizeof *r->h);
	*r->h = *r->past;
	r->h->row = plain(rows);
	if (r->h->v)
		r->h->v = var_row(r->past, r->B);
	if (r->h->g)
		r->h->g = grad_row(r->past, r->B);
	r->gates = gates_of(tape, r->z);
	r->da = r->z->g;
	r->packs = r->B >= BATCH_WORTH_PACKING;
	if (r->packs) {
		reserve_packed(tape, r->w);
		r->scratch = tape_reals(tape, 1, tall_reals(r->h->ld));
	} else if (with_transposed) {
		r->wt = transposed(tape, r->w);
	}
}

/* h_{-1} = from */
static void start(struct op *op)
{
	struct recurrence *r = (struct recurrence *)op;

	memcpy(r->past->v, r->from->v,
	       (size_t)r->B * (size_t)r->h->ld * sizeof(real));
}

LOCAL void recurrence_product(const struct recurrence *r, int t, real *a)
{
	const real *h = var_row(r->past, (long)t * r->B);
	int ld = r->h->ld, gld = r->z->ld;

	if (r->packs)
		gemm_packed(r->B, gld, ld, h, ld, packed_wt(r->w),
			    (struct start){ a, gld }, a, gld);
	else if (!r->wt)
		for (int b = 0; b < r->B; b++)
			dot_rows(gld, a + (long)b * gld, r->w->v, ld,
				 h + (long)b * ld, ld);
	else if (r->B == 1)
		axpy_rows(gld, a, r->wt, gld, h, r->h->col, t & 1);
	else
		gemm(r->B, gld, r->h->col.n, normal(h, ld), r->wt, gld, a, gld,
		     true);
}

/* dh [B, H] += da [B, G*H] W */
static void through(const struct recurrence *r, real *dh, const real *da,
		    bool backwards)
{
	int ld = r->h->ld, gld = r->z->ld;

	if (r->B == 1)
		axpy_rows(ld, dh, r->w->v, ld, da, r->z->col, backwards);
	else if (r->packs)
		gemm_packed(r->B, ld, gld, da, gld, packed_w(r->w),
			    (struct start){ dh, ld }, dh, ld);
	else
		gemm(r->B, ld, axis_used(r->z->col), normal(da, gld), r->w->v,
		     ld, dh, ld, true);
}

/* The cell stores the gradient of z: as its values are the gates now, no reader
 * with a gradient can have come after the cell. */
static void back_start(struct recurrence *r)
{
	bool read_after = grad_add(r->z);

	assert(!read_after);
	(void)read_after;
	grad_begin(r->h);
	if (r->c)
		grad_begin(r->c);
}

/* dh_t += W' da_{t+1}, and the cell's part */
static void back_step(struct recurrence *r, int t)
{
	if (t < r->T - 1)
		through(r, grad_row(r->h, (long)t * r->B),
			r->da + (long)(t + 1) * r->B * r->z->ld, t & 1);
	r->back(r, t);
}

/* dh_{-1}, if `from` has a gradient, and dW = sum_t da_t h_{t-1}' */
static void back_end(struct recurrence *r)
{
	int ld = r->h->ld, gld = r->z->ld, rows = r->T * r->B;
	bool add;

	if (r->back_rest)
		r->back_rest(r);
	if (r->from->g) {
		grad_begin(r->from);
		through(r, r->from->g, r->da, true);
	}
	add = grad_add(r->w);
	if (r->packs)
		gemm_tall(gld, ld, rows, r->da, gld, r->past->v, ld, r->w->g,
			  ld, add, r->scratch);
	for (int s = 0; !r->packs && s < axis_ranges(r->z->col); s++) {
		struct range part = axis_range(r->z->col, s);

		gemm(part.count, ld, rows, flipped(r->da + part.first, gld),
		     r->past->v, ld, grad_row(r->w, part.first), ld, add);
	}
}

/* ---- unrolling --------------------------------------------------------- */

static void unroll_forward(struct op *op)
{
	struct recurrence *r = (struct recurrence *)op;

	start(op);
	for (int t = 0; t < r->T; t++)
		r->step(r, t);
}

static void unroll_backward(struct op *op)
{
	struct recurrence *r = (struct recurrence *)op;

	back_start(r);
	for (int t = r->T - 1; t >= 0; t--)
		back_step(r, t);
	back_end(r);
}

static struct unrolled unrolled(const struct recurrence *r)
{
	return (struct unrolled){ { r->h, r->c }, r->gates };
}

LOCAL struct unrolled unroll(struct tape *tape, struct recurrence *r)
{
	tape_push(tape, &r->op, r->h, r->c, unroll_forward, unroll_backward);
	return unrolled(r);
}

struct unroll_op {
	struct op op;
	struct recurrence *r;
	int t;
};

static void step_forward(struct op *op)
{
	struct unroll_op *o = (struct unroll_op *)op;

	o->r->step(o->r, o->t);
}

static void step_backward(struct op *op)
{
	struct unroll_op *o = (struct unroll_op *)op;
	struct recurrence *r = o->r;

	if (o->t == r->T - 1) {
		back_start(r);
		r->past->has_grad = true;
		memset(r->past->g, 0,
		       (size_t)r->B * (size_t)r->h->ld * sizeof(real));
	}
	back_step(r, o->t);
}

/* Called after the backwards of all steps: dfrom += dpast_0 of other readers. */
static void begin_backward(struct op *op)
{
	struct recurrence *r = (struct recurrence *)op;
	long n = (long)r->B * r->h->ld;

	if (r->from->g) {
		grad_begin(r->from);
		for (long i = 0; i < n; i += VL)
			*VEC(r->from->g + i) += *CVEC(r->past->g + i);
	}
	back_end(r);
}

LOCAL struct unrolled unroll_begin(struct tape *tape, struct recurrence *r)
{
	tape_push(tape, &r->op, r->h, r->c, start, begin_backward);
	return unrolled(r);
}

LOCAL void unroll_step(struct tape *tape, struct recurrence *r, int t)
{
	struct unroll_op *o = tape_node(tape, sizeof *o);

	*o = (struct unroll_op){ .r = r, .t = t };
	tape_push(tape, &o->op, r->h, r->c, step_forward, step_backward);
}

LOCAL struct var *unroll_past(const struct recurrence *r) { return r->past; }
