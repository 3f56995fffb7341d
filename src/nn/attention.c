/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attention.c: which rows of a source a query looks at: additive (Bahdanau, Cho
 * and Bengio 2015) or scaled dot product (Vaswani et al. 2017). */
#include "nn/kernels.h"
#include "nn/layers.h"
#include <string.h>

struct attention {
	struct source from;
	struct var *query, *score, *alpha, *context;
	real *hidden; /* additive: tanh(query + keys_t), [U][T*B, ld], 0 in the
			 padding; one step of it without gradients */
	real *slope;  /* [T*B]: d alpha, then d energy */
	real scale;   /* dot: 1 / sqrt(N) */
};

/* One step of it. */
struct attend_op {
	struct op op;
	struct attention *a;
	int u;
};

/* Loops over the source go through time outside and sequences inside, as it is
 * stored: rows of one sequence are a power of two apart and would all want the
 * same lines of L1. */

/* The sequence whose source b reads */
static int source_of_row(const struct source *s, int b)
{
	return s->of ? s->of[b] : b;
}

static int length_of(const struct source *s, int b)
{
	return s->length ? s->length[source_of_row(s, b)] : s->T;
}

/* The row of the source that sequence b reads at time t */
static long row_of(const struct source *s, int t, int b)
{
	return (long)t * s->B + source_of_row(s, b);
}

static real *hidden_of(const struct attention *a, int u)
{
	long rows = (long)a->from.T * a->from.B;

	return a->hidden + (a->context->g ? u * rows * a->query->ld : 0);
}

INLINE vec dot(const real *x, const real *y, int ld)
{
	vec sum = splat(0);

	for (int j = 0; j < ld; j += VL)
		sum += *CVEC(x + j) * *CVEC(y + j);
	return sum;
}

/* y += by x */
INLINE void add_scaled(real *y, real by, const real *x, int ld)
{
	for (int j = 0; j < ld; j += VL)
		*VEC(y + j) += by * *CVEC(x + j);
}

/* ---- forward ----------------------------------------------------------- */

static real additive_energy(const struct attention *a, const real *query,
			    const real *key, real *hidden)
{
	vec sum = splat(0);

	for (int j = 0; j < a->query->ld; j += VL) {
		vec h = vtanh(*CVEC(query + j) + *CVEC(key + j));

		*VEC(hidden + j) = h;
		sum += h * *CVEC(a->score->v + j);
	}
	return vsum(sum);
}

/* Of all sequences at time t */
static void energies(const struct attention *a, int u, int t)
{
	const struct source *s = &a->from;
	int ld = a->query->ld;

	for (int b = 0; b < s->B; b++) {
		long row = (long)u * s->B + b;
		const real *query = var_row(a->query, row);
		const real *key = var_row(s->keys, row_of(s, t, b));
		real *out = var_row(a->alpha, row) + t;
		real *hidden =
			a->score ? hidden_of(a, u) + ((long)t * s->B + b) * ld
				 : NULL;

		if (t < length_of(s, b))
			*out = hidden ? additive_energy(a, query, key, hidden)
				      : a->scale * vsum(dot(query, key, ld));
		else if (hidden)
			memset(hidden, 0, (size_t)ld * sizeof *hidden);
	}
}

/* In place; zeros behind n, up to ld. */
static void softmax_of(real *x, int n, int ld)
{
	vec top = splat(-REAL_MAX), sum = splat(0);
	real most, total;
	int whole = pad(n);

	for (int j = n; j < whole; j++)
		x[j] = -REAL_MAX;
	for (int j = 0; j < whole; j += VL)
		top = vmax(*CVEC(x + j), top);
	most = vtop(top);
	for (int j = 0; j < whole; j += VL)
		sum += *VEC(x + j) = vexp(*CVEC(x + j) - most);
	total = vsum(sum);
	for (int j = 0; j < whole; j += VL)
		*VEC(x + j) *= 1 / total;
	memset(x + whole, 0, (size_t)(ld - whole) * sizeof *x);
}

static void attend_forward(struct op *op)
{
	struct attend_op *o = (struct attend_op *)op;
	struct attention *a = o->a;
	const struct source *s = &a->from;
	long first = (long)o->u * s->B;
	int ld = s->memory->ld;

	for (int t = 0; t < s->T; t++)
		energies(a, o->u, t);
	for (int b = 0; b < s->B; b++)
		softmax_of(var_row(a->alpha, first + b), length_of(s, b),
			   a->alpha->ld);
	memset(var_row(a->context, first), 0,
	       (size_t)s->B * (size_t)ld * sizeof(real));
	for (int t = 0; t < s->T; t++)
		for (int b = 0; b < s->B; b++)
			if (t < length_of(s, b))
				add_scaled(var_row(a->context, first + b),
					   var_row(a->alpha, first + b)[t],
					   var_row(s->memory, row_of(s, t, b)),
					   ld);
}

/* ---- backward ---------------------------------------------------------- */

/* dalpha_t = dcontext memory_t; dmemory_t += alpha_t dcontext */
static void back_context(const struct attention *a, int u, int t, int b)
{
	const struct source *s = &a->from;
	long row = (long)u * s->B + b, at = row_of(s, t, b);
	const real *dc = grad_row(a->context, row);
	int ld = s->memory->ld;

	a->slope[(long)t * s->B + b] =
		vsum(dot(dc, var_row(s->memory, at), ld));
	add_scaled(grad_row(s->memory, at), var_row(a->alpha, row)[t], dc, ld);
}

/* denergy = alpha (dalpha - sum alpha dalpha), in place; 0 in the padding */
static void back_softmax(const struct attention *a, int u, int b)
{
	const real *alpha = var_row(a->alpha, (long)u * a->from.B + b);
	int B = a->from.B, n = length_of(&a->from, b);
	real mean = 0, *d = a->slope + b;

	for (int t = 0; t < n; t++)
		mean += alpha[t] * d[(long)t * B];
	for (int t = 0; t < n; t++)
		d[(long)t * B] = alpha[t] * (d[(long)t * B] - mean);
	for (int t = n; t < a->from.T; t++)
		d[(long)t * B] = 0;
}

/* With h = tanh(query + key): dquery and dkey += de score (1 - h^2) */
static void back_additive(const struct attention *a, real de, const real *h,
			  real *dquery, real *dkey)
{
	for (int j = 0; j < a->query->ld; j += VL) {
		vec y = *CVEC(h + j);
		vec d = de * *CVEC(a->score->v + j) * (1 - y * y);

		*VEC(dquery + j) += d;
		*VEC(dkey + j) += d;
	}
}

static void back_energy(const struct attention *a, int u, int t, int b)
{
	const struct source *s = &a->from;
	long row = (long)u * s->B + b, at = row_of(s, t, b);
	long here = (long)t * s->B + b;
	real de = a->slope[here];
	real *dquery = grad_row(a->query, row), *dkey = grad_row(s->keys, at);
	int ld = a->query->ld;

	if (a->score) {
		back_additive(a, de, hidden_of(a, u) + here * ld, dquery, dkey);
		return;
	}
	de *= a->scale;
	add_scaled(dquery, de, var_row(s->keys, at), ld);
	add_scaled(dkey, de, var_row(a->query, row), ld);
}

/* One of the two above for all that is attended, in the order of the source */
static void for_source(const struct attention *a, int u,
		       void (*back)(const struct attention *, int u, int t,
				    int b))
{
	for (int t = 0; t < a->from.T; t++)
		for (int b = 0; b < a->from.B; b++)
			if (t < length_of(&a->from, b))
				back(a, u, t, b);
}

static void attend_backward(struct op *op)
{
	struct attend_op *o = (struct attend_op *)op;
	struct attention *a = o->a;
	const struct source *s = &a->from;
	int rows = s->T * s->B, ld = a->query->ld;

	grad_begin(s->memory);
	grad_begin(s->keys);
	grad_begin(a->query);
	for_source(a, o->u, back_context);
	for (int b = 0; b < s->B; b++)
		back_softmax(a, o->u, b);
	for_source(a, o->u, back_energy);
	if (!a->score)
		return;
	/* dscore += sum over rows of de h */
	grad_begin(a->score);
	axpy_rows(ld, a->score->g, hidden_of(a, o->u), ld, a->slope,
		  plain(rows), false);
}

/* ---- recording --------------------------------------------------------- */

LOCAL struct attended attention_begin(struct tape *tape,
				      const struct source *from,
				      struct var *query, struct var *score,
				      int U, int columns)
{
	struct attention *a = tape_node(tape, sizeof *a);
	size_t rows = (size_t)from->T * (size_t)from->B;
	size_t steps = tape->gradients ? (size_t)U : 1;

	*a = (struct attention){
		.from = *from,
		.query = query,
		.score = score,
		.scale = 1 / real_sqrt((real)query->col.n),
	};
	a->alpha = tape_var(tape, plain(U * from->B), plain(columns), false);
	a->context =
		tape_var(tape, plain(U * from->B), from->memory->col, true);
	if (score)
		a->hidden = tape_reals(tape, steps * rows, (size_t)query->ld);
	if (tape->gradients)
		a->slope = tape_reals(tape, 1, rows);
	return (struct attended){ a->alpha, a->context, a };
}

LOCAL void attention_step(struct tape *tape, struct attention *a, int u)
{
	struct attend_op *o = tape_node(tape, sizeof *o);

	*o = (struct attend_op){ .a = a, .u = u };
	tape_push(tape, &o->op, a->context, NULL, attend_forward,
		  attend_backward);
}
