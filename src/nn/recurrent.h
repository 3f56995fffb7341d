/* recurrent.h: what the recurrent layers have in common: the rows of h, the
 * products with the recurrent weight, and the gradients that come of them.
 *
 * W [G*H, H] is the recurrent weight, a_t what W h_{t-1} is added to.  Batches
 * of one sweep W in alternating directions, so that what one step left in L1
 * is used first by the next. */
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
	const real *wt;     /* W transposed; NULL: dot products instead */
	real *ahead, *back; /* batches: W' and W packed, else NULL */
	real *room;         /* of gemm_tall(), for dW */
	int T, B;
};

/* z, w, from, T and B are set; this makes the rest. */
LOCAL void recurrence_record(struct tape *, struct recurrence *,
			     bool with_transposed);
/* h_{-1} = from */
LOCAL void recurrence_start(struct recurrence *);
/* a_t += W h_{t-1} */
LOCAL void recurrence_product(const struct recurrence *, int t, real *a);
/* dh_t += W' da_{t+1}, given all da [T*B, G*H] */
LOCAL void recurrence_back(const struct recurrence *, int t, const real *da);
/* dh_{-1}, where wanted, and dW = sum_t da_t h_{t-1}' */
LOCAL void recurrence_end(struct recurrence *, const real *da);

/* W h_{t-1} of one gate for the units from j on, in a cell that takes the
 * units forwards at even steps and backwards at odd ones. */
FORCE vec recurrence_gate(const struct recurrence *r, int t, int j, int gate,
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
