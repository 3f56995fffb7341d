/* walker.h: reads symbols with the parameters of a net and its own state: a net
 * that has neither parameters nor gradients.  See engine.h. */
#ifndef NN_WALKER_H
#define NN_WALKER_H

#include "nn/core.h"

LOCAL struct walker *walker_new(const struct net *, int max_steps,
				struct err *);
LOCAL void walker_free(struct walker *);
LOCAL void walker_forget(struct walker *);
LOCAL void walker_continue(struct walker *);
LOCAL double walker_run(struct walker *, const int *in, const int *target,
			int n);
LOCAL void walker_logits(const struct walker *, int t, double *out);
LOCAL void walker_state(const struct walker *, int layer, double *h, double *c);
LOCAL void walker_set_state(struct walker *, int layer, const double *h,
			    const double *c);

#endif
