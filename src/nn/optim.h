/* optim.h: measures gradients and applies them, in loops over flat vectors. */
#ifndef NN_OPTIM_H
#define NN_OPTIM_H

#include "nn/engine.h"
#include "nn/tape.h"

/* All parameters of a net as one vector, with their gradients and optimiser
 * slots. */
struct flat {
	real *w, *g, *slot[2];
	long size;    /* of each vector, padding included */
	double count; /* numbers without the padding */
	int tables;
	struct table {        /* rows that are looked up by symbols */
		long at, row; /* where it begins, length of a row */
		int rows;
		unsigned char *touched; /* rows whose gradient may not be 0 */
	} table[4];                     /* in the order of the vector */
};

/* Numbers at..at+n-1 of the flat vectors; n is a multiple of VL. */
typedef void visitor(void *arg, const struct flat *, long at, long n);
/* Visits the whole vectors or, unless `all`, skips rows of lookup tables whose
 * gradient is zero. */
LOCAL void flat_visit(const struct flat *, bool all, visitor *, void *arg);
LOCAL bool optim_update(const struct flat *, const struct optim *,
			struct update_report *);

#endif
