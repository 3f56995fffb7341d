/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recurrent.c: the common part of recurrent layers. */
#include "nn/recurrent.h"
#include "nn/kernels.h"
#include "nn/packed.h"
#include <string.h>

/* Smallest batch for which packing the weight pays off. */
enum { BATCH_WORTH_PACKING = 6 };

static real *packed_scratch(struct tape *tape, int K, int N)
{
	return tape_reals(tape, 1, packed_reals(K, N));
}

LOCAL void recurrence_record(struct tape *tape, struct recurrence *r,
			     bool with_transposed)
{
	int rows = r->T * r->B;

	r->past = tape_var(tape, plain(rows + r->B), r->w->col, false);
	r->h = tape_rows(tape, r->past, r->B, rows);
	if (r->B >= BATCH_WORTH_PACKING) {
		r->packed_wt = packed_scratch(tape, r->h->ld, r->z->ld);
		r->packed_w = packed_scratch(tape, r->z->ld, r->h->ld);
		r->scratch = tape_reals(tape, 1, tall_reals(r->h->ld));
	} else if (with_transposed) {
		r->wt = transposed(tape, r->w);
	}
}

LOCAL void recurrence_start(struct recurrence *r)
{
	if (r->packed_wt)
		pack(r->h->ld, r->z->ld, r->w->v, r->w->ld, true, r->packed_wt);
	memcpy(r->past->v, r->from->v,
	       (size_t)r->B * (size_t)r->h->ld * sizeof(real));
}

LOCAL void recurrence_product(const struct recurrence *r, int t, real *a)
{
	const real *h = var_row(r->past, (long)t * r->B);
	int ld = r->h->ld, gld = r->z->ld;

	if (r->packed_wt)
		gemm_packed(r->B, gld, ld, h, ld, r->packed_wt,
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
	else if (r->packed_w)
		gemm_packed(r->B, ld, gld, da, gld, r->packed_w,
			    (struct start){ dh, ld }, dh, ld);
	else
		gemm(r->B, ld, axis_used(r->z->col), normal(da, gld), r->w->v,
		     ld, dh, ld, true);
}

LOCAL void recurrence_back(const struct recurrence *r, int t, const real *da)
{
	if (t == r->T - 1 && r->packed_w)
		pack(r->z->ld, r->h->ld, r->w->v, r->w->ld, false, r->packed_w);
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
	if (r->scratch)
		gemm_tall(gld, ld, rows, da, gld, r->past->v, ld, r->w->g, ld,
			  add, r->scratch);
	for (int s = 0; !r->scratch && s < axis_ranges(r->z->col); s++) {
		struct range part = axis_range(r->z->col, s);

		gemm(part.count, ld, rows, flipped(da + part.first, gld),
		     r->past->v, ld, grad_row(r->w, part.first), ld, add);
	}
}
