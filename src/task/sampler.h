/* sampler.h: text from a net, in slices.
 *
 * A sampler reads the net through its own walker and draws from the given
 * generator, so sampling never changes what training computes.  Belongs to the
 * thread that owns the run. */
#ifndef TASK_SAMPLER_H
#define TASK_SAMPLER_H

#include "train/run.h"

struct sample_request {
	long length;      /* symbols that follow the text */
	const int *prime; /* ids fed and printed first, copied; may be
			     NULL */
	int primes;
	double temperature; /* 0: the most probable symbol */
	bool from_state;    /* begin from stream 0's state, else zero */
	int first;          /* with from_state and no prime: the symbol fed
			       first, not printed; -1: draw one from the
			       text's frequencies, printed */
};

struct sampler;
/* `rng` is borrowed and must outlive the sampler; it is drawn from once per
 * symbol. NULL: ERR_FAILED if the run's task writes no text, or out of
 * memory. */
struct sampler *sampler_new(const struct run *, const struct sample_request *,
			    gsl_rng *rng, struct err *) NODISCARD;
/* Adds up to `symbols` symbols to `out`.  Returns true when the sample is
 * complete. */
bool sampler_more(struct sampler *, long symbols, struct strbuf *out);
void sampler_free(struct sampler *);

/* Index drawn from softmax(logits / temperature) with u in [0, 1); the largest
 * logit (the first of equals) at temperature 0. */
int sample_index(const double *logits, int n, double temperature, double u);

#endif
