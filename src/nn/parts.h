/* parts.h: trains a net with several threads.
 *
 * The batch is cut into parts.  Each part is a net for some neighbouring
 * sequences, with its own state, tape and gradients, and reads the parameters
 * of the whole; part 0 writes its gradients into the whole's, those of the
 * others are added in their order.  So the bits depend on the number of parts,
 * never on timing.  parts_at() finds a row of the whole. */
#ifndef NN_PARTS_H
#define NN_PARTS_H

#include "nn/core.h"

/* Makes spec.threads parts; false: no memory or no thread, and parts_free() is
 * still needed. */
LOCAL bool parts_new(struct net *whole, struct err *);
LOCAL void parts_free(struct net *whole);
LOCAL double parts_run(struct net *whole, const struct batch *,
		       const struct pass *);
/* The nets that hold the carried state: the parts, in the order of their
 * sequences; of a net without parts, itself. */
LOCAL int parts_count(const struct net *);
LOCAL struct net *parts_net(struct net *, int i);
/* Bytes; 0 of a net without parts. */
LOCAL size_t parts_memory(const struct net *);
/* Finds the part that holds row *row of a state or a sequence; *row becomes its
 * row within that part.  A net without parts is its own part. */
LOCAL const struct net *parts_at(const struct net *, enum quantity_kind,
				 int *row);

#endif
