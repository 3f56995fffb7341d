/* gradcheck_private.h: a gradient check from the inside: gradcheck_new.c
 * prepares it, gradcheck.c works through it.
 *
 * Prepared means: the check owns the net, and its gradients were read into the
 * elements, which are in the order of the tensors, a contiguous range per
 * tensor.  Between two forward passes the weights are those of the run, and
 * every pass begins with the same state. */
#ifndef PROBE_GRADCHECK_PRIVATE_H
#define PROBE_GRADCHECK_PRIVATE_H

#include "probe/gradcheck.h"

#define GRADCHECK_STEP 0x1p-8 /* the first h of an element (gradcheck.c) */

struct element {
	int row, col;
	double backward; /* a */
};

struct tensor_check {
	struct quantity quantity;
	int index;         /* of the quantity */
	long first, count; /* elements */
	double scale;      /* root mean square of a */
	/* sums so far */
	double error2, difference2, noise2;
	int checked;
	long worst;
	double worst_difference, worst_error;
};

struct gradcheck {
	const struct engine *engine;
	struct net *net;
	struct net_spec spec;
	struct batch batch; /* of copies */
	void *array[BATCH_ARRAYS];
	double *state; /* all quantities of state, row by row */
	double loss;
	struct tensor_check *tensor;
	int tensors;
	struct element *element;
	long elements;
	/* the position: point k of element `at` of tensor `now` */
	int now, k;
	long at;
	double h, f[4];
	double before; /* the difference with step 4h */
};

/* Makes one pass over the text from the initial state. */
double gradcheck_loss(struct gradcheck *, bool backward);

#endif
