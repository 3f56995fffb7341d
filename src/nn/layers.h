/* layers.h: the operations that models are made of.
 *
 * T steps, B sequences, H units, V symbols, G gates; row t*B + b of a sequence
 * is time t of sequence b.  An operation knows nothing of the model.
 *
 * Some can be computed in steps, so that other operations come between them: a
 * begin function gives the results of all steps, a step function computes the
 * rows of one.  Its backward goes through the steps, and sums what belongs to
 * the weights at the end, over all rows at once. */
#ifndef NN_LAYERS_H
#define NN_LAYERS_H

#include "nn/tape.h"
#include <gsl/gsl_rng.h>

/* The rows of w [V, N] that belong to the symbols id[rows], plus b [1, N] unless
 * it is NULL; id -1: a row of zeros */
LOCAL struct var *embed(struct tape *, struct var *w, struct var *b,
			const int *id, int rows);
/* x w' + b with x [rows, K], w [N, K], b [1, N], which may be NULL */
LOCAL struct var *linear(struct tape *, struct var *x, struct var *w,
			 struct var *b);
/* y += x w', in place: y [rows, N] has no reader before this */
LOCAL void linear_add(struct tape *, struct var *y, struct var *x,
		      struct var *w);

/* y = x w' + b or, if it adds, y += x w', `rows` rows per step: first
 * linear_begin(), then linear_step() for t = 0, 1, ... to the last row of y.
 * Step t reads rows t*rows... of x, which need not have values before. */
struct linear_op;
LOCAL struct linear_op *linear_begin(struct tape *, struct var *y,
				     struct var *x, struct var *w,
				     struct var *b, int rows, bool adds);
LOCAL void linear_step(struct tape *, const struct linear_op *, int t);

/* Numbers from outside, [rows][cols]; without a gradient */
LOCAL struct var *numbers(struct tape *, const double *value, int rows,
			  int cols);
LOCAL struct var *zeros(struct tape *, int rows, struct axis col);
LOCAL struct var *tanh_of(struct tape *, struct var *x);
/* Row r is row index[0][r] of x[0] and, unless x[1] is NULL, beside it row
 * index[1][r] of x[1]; zeros for -1. */
LOCAL struct var *gather(struct tape *, struct var *const x[2],
			 const int *const index[2], int rows);
/* The two parts of a weight with a joined column axis, which has no other
 * reader: its columns before and after the head. */
LOCAL void split_columns(struct tape *, struct var *w, struct var *part[2]);
/* Each element is zero with the given probability, else divided by its
 * complement, which keeps the mean (inverted dropout; Srivastava et al. 2014).
 * Probability 0: x itself. */
LOCAL struct var *dropout(struct tape *, struct var *x, double probability,
			  gsl_rng *);
/* In steps; the probability is not 0. */
struct dropout_op;
LOCAL struct dropout_op *dropout_begin(struct tape *, struct var *x, int rows,
				       double probability, gsl_rng *);
LOCAL struct var *dropout_result(const struct dropout_op *);
LOCAL void dropout_step(struct tape *, const struct dropout_op *, int t);

struct losses {
	struct var *p;    /* [T*B, V] softmax of the logits; else NULL */
	struct var *each; /* [T*B, 1] of each row; 0 where it is not judged */
	double sum;       /* over t, weighted, mean over b */
};
/* weight [T*B]: factors of the losses of rows, whose targets are not read
 * where it is 0; NULL: all 1.  B: the sequences of the mean, which may be more
 * than these. */
LOCAL struct losses cross_entropy(struct tape *, struct var *logits,
				  const int *target, const double *weight,
				  int B);
/* p alone, on a tape without gradients */
LOCAL struct var *softmax_rows(struct tape *, struct var *logits);
/* (y - goal)^2, summed over the columns of a row; goal [T*B][cols] */
LOCAL struct losses squared_error(struct tape *, struct var *y,
				  const double *goal, const double *weight,
				  int B);

/* ---- attention --------------------------------------------------------- */

/* What is attended: of T*B rows, those of sequence b before length[b]. */
struct source {
	struct var *memory; /* [T*B, M] */
	struct var *keys;   /* [T*B, N] */
	const int *length;  /* [B]; NULL: all T */
	const int *of;      /* [B] whose rows sequence b reads; NULL: its own */
	int T, B;
};
struct attended {
	struct var *alpha;   /* [U*B, columns] softmax over t, 0 in the padding;
			        without a gradient */
	struct var *context; /* [U*B, M] sum_t alpha_t memory_t */
	struct attention *op;
};
/* Attention of U queries in steps (see linear_begin()): alpha = softmax over t
 * of score' tanh(query + keys_t), or of query' keys_t / sqrt(N) if score is
 * NULL.  Step u reads rows u*B... of query [.., N].  columns >= T. */
LOCAL struct attended attention_begin(struct tape *, const struct source *,
				      struct var *query, struct var *score,
				      int U, int columns);
LOCAL void attention_step(struct tape *, struct attention *, int u);

/* ---- recurrent layers -------------------------------------------------- */

struct state {
	struct var *h, *c; /* c NULL if the cell has none */
};

struct unrolled {
	struct state s;    /* of all steps, [T*B, H] */
	struct var *gates; /* [T*B, G*H]; without a gradient */
};

/* Parameters of a recurrent layer, without those of its input projection. */
struct recurrent {
	struct var *w;  /* [G*H, H] */
	struct var *bn; /* gru: [1, H], inside the reset product; else NULL */
};

/* A layer for T steps, ready to be unrolled.  z [T*B, G*H] is the input
 * projection with the bias.  Its values become the gates in place: after the
 * nonlinearity for gru and lstm, before it for rnn.  So another reader of z must
 * come before this one, and its backward must not need z.  `from` [B, H] is the
 * state before the first step; the last B rows of the result are the state after
 * the last. */
struct recurrence;
typedef struct recurrence *recurrent_layer(struct tape *, struct var *z,
					   const struct recurrent *,
					   struct state from, int T, int B);
LOCAL recurrent_layer rnn_layer, gru_layer, lstm_layer;

/* All steps as one operation. */
LOCAL struct unrolled unroll(struct tape *, struct recurrence *);
/* Or as an operation per step, so that others can compute rows of z from the
 * state before: first unroll_begin(), then unroll_step() for t = 0..T-1. */
LOCAL struct unrolled unroll_begin(struct tape *, struct recurrence *);
LOCAL void unroll_step(struct tape *, struct recurrence *, int t);
/* [(T+1)*B, H]: row t*B + b is the state before step t.  Only for readers
 * between the steps. */
LOCAL struct var *unroll_past(const struct recurrence *);

#endif
