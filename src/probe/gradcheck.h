/* gradcheck.h: are the gradients right?
 *
 * Compares the gradient of the backward pass with central differences of the
 * loss, tensor by tensor, always in double: on its own net with the run's
 * weights, state and the text of the last iteration (before the first: of the
 * next), without dropout.  The run is only read, and only by gradcheck_new().
 *
 * The error of a tensor is ||a - d|| / ||d|| over the elements checked, a of
 * the backward pass, d the differences.  If ||d|| is so small that the
 * rounding of the loss alone could exceed the tolerance, and the error is no
 * larger than that rounding, the tensor is "below resolution": differences
 * cannot tell.  A job in slices; one thread. */
#ifndef PROBE_GRADCHECK_H
#define PROBE_GRADCHECK_H

#include "train/run.h"

enum { GRADCHECK_SAMPLES = 40 }; /* elements per tensor: seconds at H = 100 */
#define GRADCHECK_TOLERANCE 1e-6

struct gradcheck_result {
	const char *name; /* of the parameter; of the job */
	int checked;      /* elements so far */
	double relative;  /* ||a - d|| / ||d||; 0 if a = d */
	double norm;      /* ||d|| */
	double noise;     /* expected in d from rounding, the same norm */
	bool below_resolution;
	bool good; /* within the tolerance, or below resolution */
	/* the element with the largest |a - d|, row -1 before the first */
	int worst_row, worst_col;
	double worst_backward, worst_difference;
};

struct gradcheck;
/* Checks `samples` elements of each tensor, drawn with `seed`; 0: all.  For the
 * embedding most are of symbols in the text, a few of others, whose gradient is
 * exactly zero. */
struct gradcheck *gradcheck_new(const struct run *, int samples, uint64_t seed,
				struct err *) NODISCARD;
/* The same for a net with its current state; always takes the net over.  The
 * engine must be of double precision; the batch is copied. */
struct gradcheck *gradcheck_new_for(const struct engine *, struct net *,
				    const struct net_spec *,
				    const struct batch *, int samples,
				    uint64_t seed, struct err *) NODISCARD;
void gradcheck_free(struct gradcheck *); /* NULL is fine */

/* Works for about `seconds`, at least one forward pass.  True when all is
 * checked. */
bool gradcheck_more(struct gradcheck *, double seconds);
double gradcheck_progress(const struct gradcheck *); /* 0..1 */
/* Fills at most `capacity` results, in the order of the parameters, and returns
 * the number of tensors.  At any time. */
int gradcheck_results(const struct gradcheck *, struct gradcheck_result *,
		      int capacity);

#endif
