/* layers.h: the operations that models are made of.
 *
 * T steps, B sequences, H units, V symbols, G gates; row t*B + b of a sequence
 * is time t of sequence b.  An operation knows nothing of the model. */
#ifndef NN_LAYERS_H
#define NN_LAYERS_H

#include "nn/tape.h"
#include <gsl/gsl_rng.h>

/* The rows of w [V, N] that belong to the symbols id[rows], plus b [1, N] unless
 * it is NULL */
LOCAL struct var *embed(struct tape *, struct var *w, struct var *b,
			const int *id, int rows);
/* x w' + b with x [rows, K], w [N, K], b [1, N] */
LOCAL struct var *linear(struct tape *, struct var *x, struct var *w,
			 struct var *b);
/* Each element is zero with the given probability, else divided by its
 * complement, which keeps the mean (inverted dropout; Srivastava et al. 2014).
 * Probability 0: x itself. */
LOCAL struct var *dropout(struct tape *, struct var *x, double probability,
			  gsl_rng *);

struct losses {
	struct var *p;    /* [T*B, V] softmax of the logits */
	struct var *each; /* [T*B, 1] -ln p(target); 0 where not read */
	double sum;       /* over t, weighted, mean over b */
};
/* weight [T*B]: factors of the losses of rows, whose targets are not read
 * where it is 0; NULL: all 1.  B: the sequences of the mean, which may be more
 * than these. */
LOCAL struct losses cross_entropy(struct tape *, struct var *logits,
				  const int *target, const double *weight,
				  int B);

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

/* Unrolls the layer over T steps; T = 1 is one step of it.  z [T*B, G*H] is the
 * input projection with the bias.  Its values become the gates in place: after
 * the nonlinearity for gru and lstm, before it for rnn.  So another reader of z
 * must come before this one, and its backward must not need z.  `from` [B, H]
 * is the state before the first step; the last B rows of the result are the
 * state after the last. */
typedef struct unrolled recurrent_layer(struct tape *, struct var *z,
					const struct recurrent *,
					struct state from, int T, int B);
LOCAL recurrent_layer rnn_layer, gru_layer, lstm_layer;

#endif
