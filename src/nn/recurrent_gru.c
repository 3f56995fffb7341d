/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recurrent_gru.c: the gated recurrent unit (Cho et al. 2014) with the reset
 * gate after the recurrent product, as PyTorch and cuDNN have it. */
#include "nn/recurrent.h"
#include <string.h>

enum gru_gate { GRU_RESET, GRU_UPDATE, GRU_NEW, GRU_GATES };

struct gru_op {
	struct recurrence r;
	struct var *bn;
	real *u; /* [B, G*ld]: U h_{t-1} of one step; batches only */
	real *q; /* [T*B, ld]: U_n h_{t-1} + b_n */
};

/* r, z = sigmoid(x + U h_{t-1}); q = U_n h_{t-1} + b_n; n = tanh(x_n + r q);
 * h_t = (1 - z) n + z h_{t-1}.  Fused: see lstm_step_of(). */
INLINE void gru_step_of(struct gru_op *o, int t, int b, bool fused)
{
	struct recurrence *r = &o->r;
	long row = (long)t * r->B + b;
	int ld = r->h->ld;
	const real *past = var_row(r->past, row);
	const real *u = fused ? NULL : o->u + (long)b * r->z->ld;
	real *x = var_row(r->z, row), *q = o->q + row * ld;
	real *h = var_row(r->h, row);

	for (int i = 0; i < ld; i += VL) {
		int j = t & 1 ? ld - VL - i : i;
		vec *gate = VEC(x + j * GRU_GATES), a[GRU_GATES];
		vec reset, inner;

		UNROLL
		for (int k = 0; k < GRU_GATES; k++)
			a[k] = fused ? recurrence_gate(r, t, j, k, GRU_GATES,
						       past)
				     : CVEC(u + j * GRU_GATES)[k];
		reset = vsigmoid(gate[GRU_RESET] + a[GRU_RESET]);
		inner = a[GRU_NEW] + *CVEC(o->bn->v + j);
		gate[GRU_RESET] = reset;
		gate[GRU_UPDATE] = vsigmoid(gate[GRU_UPDATE] + a[GRU_UPDATE]);
		gate[GRU_NEW] += reset * inner;
		*VEC(q + j) = inner;
	}
	for (int j = 0; j < ld; j += VL) { /* separate: see lstm_step_of() */
		vec *gate = VEC(x + j * GRU_GATES);
		vec candidate = vtanh(gate[GRU_NEW]);

		gate[GRU_NEW] = candidate;
		*VEC(h + j) = candidate +
			      gate[GRU_UPDATE] * (*CVEC(past + j) - candidate);
	}
}

static void gru_step(struct recurrence *r, int t)
{
	struct gru_op *o = (struct gru_op *)r;

	if (r->B == 1) {
		gru_step_of(o, t, 0, true);
		return;
	}
	memset(o->u, 0, (size_t)r->B * (size_t)r->z->ld * sizeof(real));
	recurrence_product(r, t, o->u);
	for (int b = 0; b < r->B; b++)
		gru_step_of(o, t, b, false);
}

/* dx: n dh (1-z)(1-n^2), r dx_n q r (1-r), z dh (h_{t-1} - n) z (1-z);
 * da the same but r dx_n for n; dh_{t-1} += z dh besides U' da */
static void gru_back_of(struct gru_op *o, int t, int b)
{
	struct recurrence *r = &o->r;
	long row = (long)t * r->B + b;
	int ld = r->h->ld;
	const real *gates = var_row(r->z, row), *q = o->q + row * ld;
	const real *past = var_row(r->past, row);
	real *dh = grad_row(r->h, row), *dx = grad_row(r->z, row);
	real *da = r->da + row * r->z->ld;
	bool last = t == r->T - 1;

	for (int j = 0; j < ld; j += VL) {
		const vec *a = CVEC(gates + j * GRU_GATES);
		vec reset = a[GRU_RESET], update = a[GRU_UPDATE];
		vec candidate = a[GRU_NEW], h = *CVEC(dh + j), dn, dr, dz;
		vec *x = VEC(dx + j * GRU_GATES), *d = VEC(da + j * GRU_GATES);

		if (!last) {
			h += *CVEC(dh + (long)r->B * ld + j) *
			     CVEC(gates + (long)r->B * r->z->ld +
				  j * GRU_GATES)[GRU_UPDATE];
			*VEC(dh + j) = h;
		}
		dn = h * (1 - update) * (1 - candidate * candidate);
		dr = dn * *CVEC(q + j) * reset * (1 - reset);
		dz = h * (*CVEC(past + j) - candidate) * update * (1 - update);
		d[GRU_RESET] = x[GRU_RESET] = dr;
		d[GRU_UPDATE] = x[GRU_UPDATE] = dz;
		x[GRU_NEW] = dn;
		d[GRU_NEW] = dn * reset;
	}
}

static void gru_back(struct recurrence *r, int t)
{
	for (int b = 0; b < r->B; b++)
		gru_back_of((struct gru_op *)r, t, b);
}

/* dh_{-1} += z_0 dh_0; db_n = sum of the n part of da */
static void gru_back_rest(struct recurrence *r)
{
	struct gru_op *o = (struct gru_op *)r;
	int ld = r->h->ld;

	grad_begin(o->bn);
	for (long row = 0; row < r->h->row.n; row++)
		for (int j = 0; j < ld; j += VL)
			*VEC(o->bn->g + j) += CVEC(r->da + row * r->z->ld +
						   j * GRU_GATES)[GRU_NEW];
	if (!r->from->g)
		return;
	grad_begin(r->from);
	for (int b = 0; b < r->B; b++)
		for (int j = 0; j < ld; j += VL)
			*VEC(grad_row(r->from, b) + j) +=
				*CVEC(grad_row(r->h, b) + j) *
				CVEC(var_row(r->z, b) +
				     j * GRU_GATES)[GRU_UPDATE];
}

LOCAL struct recurrence *gru_layer(struct tape *tape, struct var *z,
				   const struct recurrent *p, struct state from,
				   int T, int B)
{
	struct gru_op *o = tape_node(tape, sizeof *o);
	size_t rows = (size_t)T * (size_t)B;

	o->r = (struct recurrence){
		.step = gru_step,
		.back = gru_back,
		.back_rest = gru_back_rest,
		.z = z,
		.w = p->w,
		.from = from.h,
		.T = T,
		.B = B,
	};
	o->bn = p->bn;
	recurrence_record(tape, &o->r, B > 1);
	if (B > 1)
		o->u = tape_reals(tape, (size_t)B, (size_t)z->ld);
	o->q = tape_reals(tape, rows, (size_t)p->w->ld);
	if (tape->gradients)
		o->r.da = tape_reals(tape, rows, (size_t)z->ld);
	return &o->r;
}
