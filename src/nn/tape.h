/* tape.h: reverse-mode differentiation over coarse operations.
 *
 * A layer function takes its variables and an op from the tape, fills the op
 * and pushes it, which runs its forward at once; tape_backward() calls the
 * backwards in reverse, but not those of ops whose results got no gradient.  A
 * forward writes the values of its results; a backward adds to the gradients
 * of its operands, of which each may have other readers.
 *
 * A recording lives until the next tape_reset().  Recording allocates nothing:
 * a dry run that computes nothing measures the memory it needs (tape_measure),
 * and the tape receives it once (tape_allocate). */
#ifndef NN_TAPE_H
#define NN_TAPE_H

#include "nn/axis.h"
#include <stddef.h>

/* Copies of the values of a weight in the orders that products read them,
 * each made at most once per recording and read by all ops. */
struct copies {
	struct copy {
		real *v;
		bool reserved, made;
	} transposed, packed, packed_t;
};

/* A matrix with its gradient.  Padding is zero in both and stays zero. */
struct var {
	struct axis row, col;
	int ld;
	real *v, *g;            /* g NULL: no gradient wanted */
	bool has_grad;          /* false: g holds nothing yet, so the first
				   contribution stores instead of adding */
	unsigned char *touched; /* of a lookup table: a mark per row; the g of
				   the others is 0.  Else NULL */
	bool requires_grad;     /* has a g, also while there is no memory */
	struct copies copies;   /* of a weight */
};

INLINE real *var_row(const struct var *x, long row)
{
	return x->v + row * x->ld;
}

INLINE real *grad_row(const struct var *x, long row)
{
	return x->g + row * x->ld;
}

/* Whether g already holds something to add to; call once per contribution. */
INLINE bool grad_add(struct var *x)
{
	bool had = x->has_grad;

	x->has_grad = true;
	return had;
}

struct op {
	void (*backward)(struct op *);
	struct var *made[2]; /* its results; none: it begins the gradients */
	struct op *before;
};

/* A result that is visible from outside. */
struct shown {
	const char *name;     /* static */
	int layer;            /* -1: of the whole net */
	struct var *x;        /* NULL: not in this recording */
	struct axis row, col; /* of the largest recording */
	bool has_gradient;
};

struct chunk;

struct tape {
	bool measuring;      /* record, compute nothing */
	bool gradients;      /* variables get a g */
	char *base;          /* values and gradients: NULL until allocated */
	size_t size, used;   /* SIZE_MAX: the sizes overflowed */
	size_t kept;         /* of used: survives a reset */
	size_t most;         /* largest `used` so far */
	struct chunk *nodes; /* memory of ops and vars */
	struct chunk *node;  /* being filled */
	struct op *last;
	struct shown *shown; /* in the order of the first recording */
	int shows, capacity;
	int next_show; /* in this recording */
};

/* A point of a recording, to go back to. */
struct mark {
	size_t used, node_used;
	struct chunk *node;
	struct op *last;
	int next_show;
};

/* Starts without memory: recording then computes nothing. */
LOCAL void tape_measure(struct tape *, bool gradients);
/* Drops the recording and everything kept. */
LOCAL void tape_restart(struct tape *);
/* Everything allocated so far survives tape_reset(). */
LOCAL void tape_keep(struct tape *);
LOCAL void tape_reset(struct tape *);
LOCAL struct mark tape_mark(const struct tape *);
/* Drops what was recorded after the mark, of the same recording. */
LOCAL void tape_return(struct tape *, struct mark);
/* Bytes that the largest recording needs; SIZE_MAX if they overflow. */
LOCAL size_t tape_needs(const struct tape *);
/* `base`: tape_needs() zero bytes, aligned to 64, owned by the caller. */
LOCAL void tape_allocate(struct tape *, void *base);
LOCAL void tape_release(struct tape *);

/* Small things: ops and vars.  Zeroed. */
LOCAL void *tape_node(struct tape *, size_t bytes);
/* Values: NULL while measuring for the first time. */
LOCAL real *tape_reals(struct tape *, size_t rows, size_t cols);
/* Likewise */
LOCAL int *tape_ints(struct tape *, size_t n);
LOCAL struct var *tape_var(struct tape *, struct axis row, struct axis col,
			   bool with_gradient);
/* The gradient, if x has one, is visible too.  All recordings show the same in
 * the same order, but may leave some out at the end. */
LOCAL void tape_show(struct tape *, struct var *x, const char *name, int layer);
/* made: the results; the second may be NULL. */
LOCAL void tape_push(struct tape *, struct op *, struct var *made,
		     struct var *made_too, void (*forward)(struct op *),
		     void (*backward)(struct op *));
/* w' */
LOCAL const real *transposed(struct tape *, struct var *w);
/* Takes memory for the packed copies; forwards and backwards then read w' and w,
 * packed (packed.h). */
LOCAL void reserve_packed(struct tape *, struct var *w);
LOCAL const real *packed_wt(struct var *w);
LOCAL const real *packed_w(struct var *w);
/* Makes x->g zero unless something was added to it. */
LOCAL void grad_begin(struct var *x);
LOCAL void tape_backward(struct tape *);

#endif
