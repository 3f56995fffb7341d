/* parts.h: a net that learns with several threads.
 *
 * The batch is cut into parts, each a net of its own for some neighbouring
 * sequences, with its own state, tape and gradients, that reads the
 * parameters of the whole; part 0 writes its gradients into the whole's, the
 * others' are added in their order.  So the bits depend on the number of
 * parts, never on time.  Rows of the whole are found through parts_at(). */
#ifndef NN_PARTS_H
#define NN_PARTS_H

#include "nn/model.h"

/* spec.threads parts; false: no memory or no thread, to be freed all the
 * same. */
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
/* The net that row `row` of a state or a sequence is in, where the row is
 * changed to; a net without parts is that net itself. */
LOCAL const struct net *parts_at(const struct net *, enum quantity_kind,
				 int *row);

#endif
