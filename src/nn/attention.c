/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attention.c: which rows of a source a query looks at: additive (Bahdanau, Cho
 * and Bengio 2015) or scaled dot product (Vaswani et al. 2017). */
#include "nn/layers.h"
#include <string.h>

struct attention {
	struct source from;
	struct var *query, *score, *alpha, *context;
	real *hidden; /* additive: tanh(query + keys_t), [U][T*B, ld] */
	real *slope;  /* [B, ld of alpha]: d alpha, then d energy */
	real scale;   /* dot: 1 / sqrt(N) */
};

/* One step of it. */
struct attend_op {
	struct op op;
	struct attention *a;
	int u;
};

static int length_of(const struct source *s, int b)
{
	return s->length ? s->length[b] : s->T;
}

/* The row of the source that sequence b reads at time t */
static long source_row(const struct source *s, int t, int b)
{
	return (long)t * s->B + (s->of ? s->of[b] : b);
}

static int source_length(const struct source *s, int b)
{
	return length_of(s, s->of ? s->of[b] : b);
}

static real *hidden_at(const struct attention *a, int u, int t, int b)
{
	long row = ((long)u * a->from.T + t) * a->from.B + b;

	return a->hidden + row * a->query->ld;
}

INLINE vec dot(const real *x, const real *y, int ld)
{
	vec sum = splat(0);

	for (int j = 0; j < ld; j += VL)
		sum += *CVEC(x + j) * *CVEC(y + j);
	return sum;
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

static void energies(const struct attention *a, int u, int b, real *out)
{
	const struct source *s = &a->from;
	const real *query = var_row(a->query, (long)u * s->B + b);

	for (int t = 0; t < source_length(s, b); t++) {
		const real *key = var_row(s->keys, source_row(s, t, b));

		if (a->score)
			out[t] = additive_energy(a, query, key,
						 hidden_at(a, u, t, b));
		else
			out[t] = a->scale * vsum(dot(query, key, a->query->ld));
	}
}

/* In place; zeros behind n, up to ld. */
static void softmax_of(real *x, int n, int ld)
{
	vec top = splat(-REAL_MAX), sum = splat(0);
	real most, total;
	int whole = (n + VL - 1) / VL * VL;

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
	int ld = s->memory->ld;

	for (int b = 0; b < s->B; b++) {
		long row = (long)o->u * s->B + b;
		real *alpha = var_row(a->alpha, row);
		real *context = var_row(a->context, row);
		int n = source_length(s, b);

		energies(a, o->u, b, alpha);
		softmax_of(alpha, n, a->alpha->ld);
		memset(context, 0, (size_t)ld * sizeof *context);
		for (int t = 0; t < n; t++) {
			const real *m = var_row(s->memory, source_row(s, t, b));

			for (int j = 0; j < ld; j += VL)
				*VEC(context + j) += alpha[t] * *CVEC(m + j);
		}
	}
}

/* ---- backward ---------------------------------------------------------- */

/* dalpha_t = dcontext memory_t; dmemory_t += alpha_t dcontext */
static void back_context(const struct attention *a, long row, int b,
			 real *dalpha)
{
	const struct source *s = &a->from;
	const real *alpha = var_row(a->alpha, row);
	const real *dc = grad_row(a->context, row);
	int ld = s->memory->ld;

	for (int t = 0; t < source_length(s, b); t++) {
		long at = source_row(s, t, b);
		real *dm = grad_row(s->memory, at);

		dalpha[t] = vsum(dot(dc, var_row(s->memory, at), ld));
		for (int j = 0; j < ld; j += VL)
			*VEC(dm + j) += alpha[t] * *CVEC(dc + j);
	}
}

/* denergy = alpha (dalpha - sum alpha dalpha), in place */
static void back_softmax(const real *alpha, real *d, int n)
{
	real mean = 0;

	for (int t = 0; t < n; t++)
		mean += alpha[t] * d[t];
	for (int t = 0; t < n; t++)
		d[t] = alpha[t] * (d[t] - mean);
}

/* With h = tanh(query + key): dscore += de h; dquery and dkey += de score
 * (1 - h^2) */
static void back_additive(const struct attention *a, real de, const real *h,
			  real *dquery, real *dkey)
{
	for (int j = 0; j < a->query->ld; j += VL) {
		vec y = *CVEC(h + j);
		vec d = de * *CVEC(a->score->v + j) * (1 - y * y);

		*VEC(a->score->g + j) += de * y;
		*VEC(dquery + j) += d;
		*VEC(dkey + j) += d;
	}
}

/* dquery += de scale key; dkey += de scale query */
static void back_dot(const struct attention *a, real de, const real *query,
		     const real *key, real *dquery, real *dkey)
{
	de *= a->scale;
	for (int j = 0; j < a->query->ld; j += VL) {
		*VEC(dquery + j) += de * *CVEC(key + j);
		*VEC(dkey + j) += de * *CVEC(query + j);
	}
}

static void back_energies(const struct attention *a, int u, int b,
			  const real *de)
{
	const struct source *s = &a->from;
	long row = (long)u * s->B + b;

	for (int t = 0; t < source_length(s, b); t++) {
		long at = source_row(s, t, b);
		real *dquery = grad_row(a->query, row);
		real *dkey = grad_row(s->keys, at);

		if (a->score)
			back_additive(a, de[t], hidden_at(a, u, t, b), dquery,
				      dkey);
		else
			back_dot(a, de[t], var_row(a->query, row),
				 var_row(s->keys, at), dquery, dkey);
	}
}

static void attend_backward(struct op *op)
{
	struct attend_op *o = (struct attend_op *)op;
	struct attention *a = o->a;
	const struct source *s = &a->from;

	grad_begin(s->memory);
	grad_begin(s->keys);
	grad_begin(a->query);
	if (a->score)
		grad_begin(a->score);
	for (int b = 0; b < s->B; b++) {
		long row = (long)o->u * s->B + b;

		back_context(a, row, b, a->slope);
		back_softmax(var_row(a->alpha, row), a->slope,
			     source_length(s, b));
		back_energies(a, o->u, b, a->slope);
	}
}

/* ---- recording --------------------------------------------------------- */

LOCAL struct attended attention_begin(struct tape *tape,
				      const struct source *from,
				      struct var *query, struct var *score,
				      int U, int columns)
{
	struct attention *a = tape_node(tape, sizeof *a);
	size_t rows = (size_t)from->T * (size_t)from->B;

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
		a->hidden =
			tape_reals(tape, (size_t)U * rows, (size_t)query->ld);
	a->slope = tape_reals(tape, 1, (size_t)a->alpha->ld);
	return (struct attended){ a->alpha, a->context, a };
}

LOCAL void attention_step(struct tape *tape, struct attention *a, int u)
{
	struct attend_op *o = tape_node(tape, sizeof *o);

	*o = (struct attend_op){ .a = a, .u = u };
	tape_push(tape, &o->op, a->context, NULL, attend_forward,
		  attend_backward);
}
