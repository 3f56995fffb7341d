/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recurrent_rnn.c: the tanh layer (Elman 1990). */
#include "nn/recurrent.h"

/* Fewest steps for which transposing the weight pays off. */
enum { STEPS_WORTH_TRANSPOSE = 4 };

/* a_t = z_t + W h_{t-1}; h_t = tanh a_t */
static void rnn_forward(struct op *op)
{
	struct recurrence *r = (struct recurrence *)op;
	long n = (long)r->B * r->h->ld;

	recurrence_start(r);
	for (int t = 0; t < r->T; t++) {
		real *a = r->z->v + t * n, *h = r->h->v + t * n;

		recurrence_product(r, t, a);
		/* Ends at the units that the next product reads first. */
		for (long i = 0; i < n; i += VL) {
			long j = t & 1 ? i : n - VL - i;

			*VEC(h + j) = vtanh(*CVEC(a + j));
		}
	}
}

/* da_t = dh_t (1 - h_t^2); dz = da */
static void rnn_backward(struct op *op)
{
	struct recurrence *r = (struct recurrence *)op;
	long n = (long)r->B * r->h->ld;

	recurrence_back_start(r);
	for (int t = r->T - 1; t >= 0; t--) {
		const real *h = r->h->v + t * n;
		real *dh = r->h->g + t * n, *da = r->z->g + t * n;

		recurrence_back(r, t, r->z->g);
		for (long i = 0; i < n; i += VL) {
			long j = t & 1 ? i : n - VL - i;

			*VEC(da + j) = *CVEC(dh + j) *
				       (1 - *CVEC(h + j) * *CVEC(h + j));
		}
	}
	recurrence_end(r, r->z->g);
}

LOCAL struct unrolled rnn_layer(struct tape *tape, struct var *z,
				const struct recurrent *p, struct state from,
				int T, int B)
{
	struct recurrence *r = tape_node(tape, sizeof *r);

	*r = (struct recurrence){
		.z = z,
		.w = p->w,
		.from = from.h,
		.T = T,
		.B = B,
	};
	recurrence_record(tape, r, B > 1 || T >= STEPS_WORTH_TRANSPOSE);
	tape_push(tape, &r->op, r->h, NULL, rnn_forward, rnn_backward);
	return (struct unrolled){ { r->h, NULL }, r->gates };
}
