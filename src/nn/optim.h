/* optim.h: measures gradients and applies them, in loops over flat vectors. */
#ifndef NN_OPTIM_H
#define NN_OPTIM_H

#include "nn/engine.h"
#include "nn/tape.h"

/* All parameters of a net as one vector, with their gradients and optimiser
 * slots.  It begins with the lookup table of symbols. */
struct flat {
	real *w, *g, *slot[2];
	long size;    /* of each vector, padding included */
	double count; /* numbers without the padding */
	long row;     /* length of a row of the table */
	int rows;
	const unsigned char *touched; /* rows whose gradient may not be 0 */
};

LOCAL bool optim_update(const struct flat *, const struct optim *,
			struct update_report *);

#endif
