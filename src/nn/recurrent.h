/* recurrent.h: the common part of recurrent layers: the rows of h, the products
 * with the recurrent weight, and their gradients.
 *
 * W [G*H, H] is the recurrent weight; W h_{t-1} is added to a_t.  Batches of
 * one sweep W in alternating directions, so that each step first uses the rows
 * that the last one left in L1. */
#ifndef NN_RECURRENT_H
#define NN_RECURRENT_H

#include "nn/kernels.h"
#include "nn/layers.h"

struct recurrence {
	struct op op;
	/* Of the cell: one step of the forward; of the backward, given dh_t;
	 * what the backward sums after all steps, or NULL. */
	void (*step)(struct recurrence *, int t);
	void (*back)(struct recurrence *, int t);
	void (*back_rest)(struct recurrence *);
	struct var *z; /* [T*B, G*H] projection, then gates */
	struct var *w;
	struct var *past; /* [(T+1)*B, H]: row t*B + b is h_{t-1} */
	struct var *h;    /* [T*B, H]: the same from row B on */
	struct var *c;    /* [T*B, H]; NULL if the cell has none */
	struct var *from;
	struct var *gates;
	real *da;       /* [T*B, G*ld]: gradient of W h_{t-1} */
	bool packs;     /* large batch: reads packed weights */
	const real *wt; /* else W'; NULL: dot products instead */
	real *scratch;  /* if packs: of gemm_tall(), for dW */
	int T, B;
};

/* Sets the members that all cells have; the functions, z, w, from, T and B are
 * set. */
LOCAL void recurrence_record(struct tape *, struct recurrence *,
			     bool with_transposed);
/* a_t += W h_{t-1} */
LOCAL void recurrence_product(const struct recurrence *, int t, real *a);

/* W h_{t-1} of one gate for units j..j+VL-1, in a cell that visits the units
 * forwards at even steps and backwards at odd ones. */
INLINE vec recurrence_gate(const struct recurrence *r, int t, int j, int gate,
			   int gates, const real *past)
{
	int ld = r->h->ld, then = t & 1 ? j - VL : j + VL;
	const real *w = var_row(r->w, j * gates + gate * VL), *next = w;

	if (gate + 1 < gates)
		next += VL * ld;
	else if (then >= 0 && then < ld)
		next = var_row(r->w, then * gates);
	if (r->h->col.n - j <= VL / 2)
		return dot_block(w, ld, past, ld, VL / 2, next);
	return dot_block(w, ld, past, ld, VL, next);
}

#endif
