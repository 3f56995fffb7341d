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
	struct var *z; /* [T*B, G*H] projection, then gates */
	struct var *w;
	struct var *past; /* [(T+1)*B, H]: row t*B + b is h_{t-1} */
	struct var *h;    /* [T*B, H]: the same from row B on */
	struct var *from;
	struct var *gates;
	bool packs;     /* large batch: reads packed weights */
	const real *wt; /* else W'; NULL: dot products instead */
	real *scratch;  /* if packs: of gemm_tall(), for dW */
	int T, B;
};

/* Sets the other members; z, w, from, T and B are set. */
LOCAL void recurrence_record(struct tape *, struct recurrence *,
			     bool with_transposed);
/* h_{-1} = from */
LOCAL void recurrence_start(struct recurrence *);
/* a_t += W h_{t-1} */
LOCAL void recurrence_product(const struct recurrence *, int t, real *a);
/* Begins the gradient of z, which the cell then stores: as its values are the
 * gates now, no reader with a gradient can have come after the cell. */
LOCAL void recurrence_back_start(struct recurrence *);
/* dh_t += W' da_{t+1}, given all da [T*B, G*H] */
LOCAL void recurrence_back(const struct recurrence *, int t, const real *da);
/* dh_{-1}, if `from` has a gradient, and dW = sum_t da_t h_{t-1}' */
LOCAL void recurrence_end(struct recurrence *, const real *da);

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
