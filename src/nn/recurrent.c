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

	r->past = tape_var(tape, plain(rows + r->B), r->w->col, false);
	r->h = tape_rows(tape, r->past, r->B, rows);
	r->gates = gates_of(tape, r->z);
	r->packs = r->B >= BATCH_WORTH_PACKING;
	if (r->packs) {
		reserve_packed(tape, r->w);
		r->scratch = tape_reals(tape, 1, tall_reals(r->h->ld));
	} else if (with_transposed) {
		r->wt = transposed(tape, r->w);
	}
}

LOCAL void recurrence_start(struct recurrence *r)
{
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

LOCAL void recurrence_back_start(struct recurrence *r)
{
	bool read_after = grad_add(r->z);

	assert(!read_after);
	(void)read_after;
	grad_begin(r->h);
}

LOCAL void recurrence_back(const struct recurrence *r, int t, const real *da)
{
	if (t < r->T - 1)
		through(r, grad_row(r->h, (long)t * r->B),
			da + (long)(t + 1) * r->B * r->z->ld, t & 1);
}

LOCAL void recurrence_end(struct recurrence *r, const real *da)
{
	int ld = r->h->ld, gld = r->z->ld, rows = r->T * r->B;
	bool add;

	if (r->from->g) {
		grad_begin(r->from);
		through(r, r->from->g, da, true);
	}
	add = grad_add(r->w);
	if (r->packs)
		gemm_tall(gld, ld, rows, da, gld, r->past->v, ld, r->w->g, ld,
			  add, r->scratch);
	for (int s = 0; !r->packs && s < axis_ranges(r->z->col); s++) {
		struct range part = axis_range(r->z->col, s);

		gemm(part.count, ld, rows, flipped(da + part.first, gld),
		     r->past->v, ld, grad_row(r->w, part.first), ld, add);
	}
}
