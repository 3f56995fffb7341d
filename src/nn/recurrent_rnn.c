/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recurrent_rnn.c: the tanh layer (Elman 1990). */
#include "nn/recurrent.h"

/* Fewest steps for which transposing the weight pays off. */
enum { STEPS_WORTH_TRANSPOSE = 4 };

/* a_t = z_t + W h_{t-1}; h_t = tanh a_t */
static void rnn_step(struct recurrence *r, int t)
{
	long n = (long)r->B * r->h->ld;
	real *a = r->z->v + t * n, *h = r->h->v + t * n;

	recurrence_product(r, t, a);
	/* Ends at the units that the next product reads first. */
	for (long i = 0; i < n; i += VL) {
		long j = t & 1 ? i : n - VL - i;

		*VEC(h + j) = vtanh(*CVEC(a + j));
	}
}

/* da_t = dh_t (1 - h_t^2); dz = da */
static void rnn_back(struct recurrence *r, int t)
{
	long n = (long)r->B * r->h->ld;
	const real *h = r->h->v + t * n;
	real *dh = r->h->g + t * n, *da = r->z->g + t * n;

	for (long i = 0; i < n; i += VL) {
		long j = t & 1 ? i : n - VL - i;

		*VEC(da + j) =
			*CVEC(dh + j) * (1 - *CVEC(h + j) * *CVEC(h + j));
	}
}

LOCAL struct recurrence *rnn_layer(struct tape *tape, struct var *z,
				   const struct recurrent *p, struct state from,
				   int T, int B)
{
	struct recurrence *r = tape_node(tape, sizeof *r);

	*r = (struct recurrence){
		.step = rnn_step,
		.back = rnn_back,
		.z = z,
		.w = p->w,
		.from = from.h,
		.T = T,
		.B = B,
	};
	recurrence_record(tape, r, B > 1 || T >= STEPS_WORTH_TRANSPOSE);
	return r;
}
