/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recurrent_lstm.c: long short-term memory with a forget gate and without
 * peepholes (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
#include "nn/recurrent.h"

/* Not single letters: the header of OpenBLAS makes I a macro. */
enum lstm_gate { LSTM_IN, LSTM_FORGET, LSTM_CELL, LSTM_OUT, LSTM_GATES };

struct lstm_op {
	struct recurrence r;
	struct var *c0;
	real *tanh_c; /* [T*B, ld] */
};

/* c_{t-1} of sequence b */
static real *lstm_past_cell(const struct lstm_op *o, int t, int b)
{
	int B = o->r.B;

	return t ? var_row(o->r.c, (long)(t - 1) * B + b) : var_row(o->c0, b);
}

/* i, f, o = sigmoid and g = tanh of a_t = z_t + W h_{t-1}; c_t = f c_{t-1}
 * + i g; h_t = o tanh c_t.  Fused: computes the products too, and a_t never
 * leaves the registers. */
INLINE void lstm_step_of(struct lstm_op *o, int t, int b, bool fused)
{
	struct recurrence *r = &o->r;
	long row = (long)t * r->B + b;
	int ld = r->h->ld;
	const real *past = var_row(r->past, row), *c0 = lstm_past_cell(o, t, b);
	real *z = var_row(r->z, row), *c = var_row(r->c, row);
	real *tanh_c = o->tanh_c + row * ld, *h = var_row(r->h, row);

	for (int i = 0; i < ld; i += VL) {
		int j = t & 1 ? ld - VL - i : i;
		vec *gate = VEC(z + j * LSTM_GATES), a[LSTM_GATES];

		UNROLL
		for (int k = 0; k < LSTM_GATES; k++) {
			a[k] = gate[k];
			if (fused)
				a[k] += recurrence_gate(r, t, j, k, LSTM_GATES,
							past);
		}
		a[LSTM_IN] = vsigmoid(a[LSTM_IN]);
		a[LSTM_FORGET] = vsigmoid(a[LSTM_FORGET]);
		a[LSTM_CELL] = vtanh(a[LSTM_CELL]);
		a[LSTM_OUT] = vsigmoid(a[LSTM_OUT]);
		*VEC(c + j) = a[LSTM_FORGET] * *CVEC(c0 + j) +
			      a[LSTM_IN] * a[LSTM_CELL];
		UNROLL
		for (int k = 0; k < LSTM_GATES; k++)
			gate[k] = a[k];
	}
	/* A separate loop: here all tanh are independent; in the loop above
	 * each would wait for its gates and stall the next products. */
	for (int j = 0; j < ld; j += VL) {
		vec tc = vtanh(*CVEC(c + j));

		*VEC(tanh_c + j) = tc;
		*VEC(h + j) = CVEC(z + j * LSTM_GATES)[LSTM_OUT] * tc;
	}
}

static void lstm_step(struct recurrence *r, int t)
{
	struct lstm_op *o = (struct lstm_op *)r;

	if (r->B == 1) {
		lstm_step_of(o, t, 0, true);
		return;
	}
	recurrence_product(r, t, var_row(r->z, (long)t * r->B));
	for (int b = 0; b < r->B; b++)
		lstm_step_of(o, t, b, false);
}

/* dc_t = dh_t o (1 - tanh^2 c_t) + f_{t+1} dc_{t+1};
 * da: i dc g i (1-i), f dc c_{t-1} f (1-f), g dc i (1-g^2),
 *     o dh tanh(c) o (1-o) */
static void lstm_back_of(struct lstm_op *o, int t, int b)
{
	struct recurrence *r = &o->r;
	long row = (long)t * r->B + b;
	int ld = r->h->ld, gld = r->z->ld;
	const real *z = var_row(r->z, row), *c0 = lstm_past_cell(o, t, b);
	const real *tanh_c = o->tanh_c + row * ld, *dh = grad_row(r->h, row);
	real *dz = grad_row(r->z, row), *dc = grad_row(r->c, row);
	bool last = t == r->T - 1;

	for (int j = 0; j < ld; j += VL) {
		const vec *a = CVEC(z + j * LSTM_GATES);
		vec in = a[LSTM_IN], forget = a[LSTM_FORGET];
		vec candidate = a[LSTM_CELL], out = a[LSTM_OUT];
		vec tc = *CVEC(tanh_c + j), h = *CVEC(dh + j);
		vec cell = *CVEC(dc + j) + h * out * (1 - tc * tc);
		vec *d = VEC(dz + j * LSTM_GATES);

		if (!last)
			cell += *CVEC(dc + (long)r->B * ld + j) *
				CVEC(z + (long)r->B * gld +
				     j * LSTM_GATES)[LSTM_FORGET];
		*VEC(dc + j) = cell;
		d[LSTM_IN] = cell * candidate * in * (1 - in);
		d[LSTM_FORGET] = cell * *CVEC(c0 + j) * forget * (1 - forget);
		d[LSTM_CELL] = cell * in * (1 - candidate * candidate);
		d[LSTM_OUT] = h * tc * out * (1 - out);
	}
}

static void lstm_back(struct recurrence *r, int t)
{
	for (int b = 0; b < r->B; b++)
		lstm_back_of((struct lstm_op *)r, t, b);
}

/* dc_{-1} = f_0 dc_0 */
static void lstm_back_rest(struct recurrence *r)
{
	struct lstm_op *o = (struct lstm_op *)r;

	if (!o->c0->g)
		return;
	grad_begin(o->c0);
	for (int b = 0; b < r->B; b++) {
		const real *z = var_row(r->z, b), *dc = grad_row(r->c, b);
		real *to = grad_row(o->c0, b);

		for (int j = 0; j < r->h->ld; j += VL)
			*VEC(to + j) += *CVEC(dc + j) *
					CVEC(z + j * LSTM_GATES)[LSTM_FORGET];
	}
}

LOCAL struct recurrence *lstm_layer(struct tape *tape, struct var *z,
				    const struct recurrent *p,
				    struct state from, int T, int B)
{
	struct lstm_op *o = tape_node(tape, sizeof *o);
	int rows = T * B;

	o->r = (struct recurrence){
		.step = lstm_step,
		.back = lstm_back,
		.back_rest = lstm_back_rest,
		.z = z,
		.w = p->w,
		.from = from.h,
		.T = T,
		.B = B,
	};
	o->c0 = from.c;
	recurrence_record(tape, &o->r, B > 1);
	o->r.c = tape_var(tape, plain(rows), p->w->col, true);
	o->tanh_c = tape_reals(tape, (size_t)rows, (size_t)p->w->ld);
	return &o->r;
}
