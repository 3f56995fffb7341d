/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows.c: operations on rows and columns without weights: gathering, halves of
 * a weight, tanh, and what comes from outside. */
#include "nn/layers.h"
#include <assert.h>
#include <string.h>

/* ---- constants --------------------------------------------------------- */

LOCAL struct var *numbers(struct tape *tape, const double *value, int rows,
			  int cols)
{
	struct var *x = tape_var(tape, plain(rows), plain(cols), false);

	for (int r = 0; !tape->measuring && r < rows; r++) {
		real *to = var_row(x, r);

		for (int j = 0; j < cols; j++)
			to[j] = (real)*value++;
		for (int j = cols; j < x->ld; j++)
			to[j] = 0;
	}
	return x;
}

LOCAL struct var *zeros(struct tape *tape, int rows, struct axis col)
{
	struct var *x = tape_var(tape, plain(rows), col, false);

	if (!tape->measuring)
		memset(x->v, 0, (size_t)rows * (size_t)x->ld * sizeof *x->v);
	return x;
}

/* ---- tanh -------------------------------------------------------------- */

struct tanh_op {
	struct op op;
	struct var *x, *y;
};

static long elements(const struct var *x) { return (long)x->row.n * x->ld; }

static void tanh_forward(struct op *op)
{
	struct tanh_op *o = (struct tanh_op *)op;

	for (long i = 0; i < elements(o->x); i += VL)
		*VEC(o->y->v + i) = vtanh(*CVEC(o->x->v + i));
}

/* dx += dy (1 - y^2) */
static void tanh_backward(struct op *op)
{
	struct tanh_op *o = (struct tanh_op *)op;

	grad_begin(o->x);
	for (long i = 0; i < elements(o->x); i += VL) {
		vec y = *CVEC(o->y->v + i);

		*VEC(o->x->g + i) += *CVEC(o->y->g + i) * (1 - y * y);
	}
}

LOCAL struct var *tanh_of(struct tape *tape, struct var *x)
{
	struct tanh_op *o = tape_node(tape, sizeof *o);

	*o = (struct tanh_op){ .x = x };
	o->y = tape_var(tape, x->row, x->col, true);
	tape_push(tape, &o->op, o->y, NULL, tanh_forward, tanh_backward);
	return o->y;
}

/* ---- gather ------------------------------------------------------------ */

struct gather_op {
	struct op op;
	struct var *x[2], *y;
	const int *index[2];
};

static void gather_forward(struct op *op)
{
	struct gather_op *o = (struct gather_op *)op;

	for (int r = 0; r < o->y->row.n; r++) {
		real *y = var_row(o->y, r);
		int at = 0;

		for (int i = 0; i < 2 && o->x[i]; i++) {
			int n = o->x[i]->col.n, row = o->index[i][r];

			assert(row < o->x[i]->row.n);
			if (row < 0)
				memset(y + at, 0, (size_t)n * sizeof *y);
			else
				memcpy(y + at, var_row(o->x[i], row),
				       (size_t)n * sizeof *y);
			at += n;
		}
		for (; at < o->y->ld; at++)
			y[at] = 0;
	}
}

/* dx[index_r] += dy_r */
static void gather_backward(struct op *op)
{
	struct gather_op *o = (struct gather_op *)op;
	int at = 0;

	for (int i = 0; i < 2 && o->x[i]; i++) {
		struct var *x = o->x[i];

		grad_begin(x);
		for (int r = 0; r < o->y->row.n; r++) {
			const real *dy = grad_row(o->y, r) + at;
			int row = o->index[i][r];
			real *dx = grad_row(x, row);

			for (int j = 0; row >= 0 && j < x->col.n; j++)
				dx[j] += dy[j];
		}
		at += x->col.n;
	}
}

LOCAL struct var *gather(struct tape *tape, struct var *const x[2],
			 const int *const index[2], int rows)
{
	struct gather_op *o = tape_node(tape, sizeof *o);
	int cols = x[0]->col.n + (x[1] ? x[1]->col.n : 0);

	*o = (struct gather_op){
		.x = { x[0], x[1] },
		.index = { index[0], index[1] },
	};
	o->y = tape_var(tape, plain(rows), x[1] ? plain(cols) : x[0]->col,
			true);
	tape_push(tape, &o->op, o->y, NULL, gather_forward, gather_backward);
	return o->y;
}

/* ---- columns of a weight ----------------------------------------------- */

struct split_op {
	struct op op;
	struct var *w, *part[2];
};

/* The parts share the values of w. */
static void split_forward(struct op *op UNUSED) {}

/* And its gradient; the columns of a part that got none become 0. */
static void split_backward(struct op *op)
{
	struct split_op *o = (struct split_op *)op;
	bool had = grad_add(o->w);

	assert(!had);
	(void)had;
	for (int i = 0; i < 2; i++) {
		struct var *part = o->part[i];
		int rows = axis_padded(part->row), n = pad(part->col.n);

		for (int r = 0; !part->has_grad && r < rows; r++)
			memset(grad_row(part, r), 0, (size_t)n * sizeof(real));
	}
}

static struct var *columns(struct tape *tape, const struct var *w, int first,
			   int n)
{
	struct var *x = tape_node(tape, sizeof *x);

	*x = (struct var){
		.row = w->row,
		.col = plain(n),
		.ld = w->ld,
		.v = w->v ? w->v + first : NULL,
		.g = w->g ? w->g + first : NULL,
		.requires_grad = w->requires_grad,
	};
	return x;
}

LOCAL void split_columns(struct tape *tape, struct var *w, struct var *part[2])
{
	struct split_op *o = tape_node(tape, sizeof *o);
	int head = w->col.head;

	part[0] = columns(tape, w, 0, head);
	part[1] = columns(tape, w, pad(head), w->col.n - head);
	*o = (struct split_op){ .w = w, .part = { part[0], part[1] } };
	tape_push(tape, &o->op, part[0], part[1], split_forward,
		  split_backward);
}
