/* models.h: the graphs that nets can have.  A model is two functions in one
 * file.
 *
 * record() also runs while the tape is measuring, when there are no values:
 * what it records may depend on the spec and on the sizes of the batch, never
 * on a value.  The longest recording is that of the largest batch with targets
 * and dropout. */
#ifndef NN_MODELS_H
#define NN_MODELS_H

#include "nn/core.h"

struct model {
	void (*declare)(struct net *);
	/* Records the pass and shows what outsiders may read, in the order in
	 * which it is computed; sets net->logits.  Returns the loss, 0 without
	 * targets. */
	double (*record)(struct net *, const struct batch *,
			 const struct pass *);
};

LOCAL void char_declare(struct net *);
LOCAL double char_record(struct net *, const struct batch *,
			 const struct pass *);
LOCAL void label_declare(struct net *);
LOCAL double label_record(struct net *, const struct batch *,
			  const struct pass *);

/* ---- what models share ------------------------------------------------- */

/* Recurrent layers on one another, all of the spec's cell and size, with
 * dropout after each.  `param`, `state`: the numbers of the first. */
struct stack {
	int param, state;
};
/* input: the axis of what layer 0 reads. */
LOCAL void stack_declare(struct net *, struct axis input);
LOCAL int stack_params(const struct net_spec *); /* how many it declares */
/* Weight and bias of the input projection of layer 0. */
LOCAL struct var *stack_weight(const struct net *, struct stack);
LOCAL struct var *stack_bias(const struct net *, struct stack);
/* z: the input projection of layer 0, [T*B, G*H].  Returns the h of the last
 * layer after dropout, and shows gates, c and h of each. */
LOCAL struct var *stack_record(struct net *, struct stack, struct var *z,
			       const struct batch *, const struct pass *);

/* Logits from x by parameters `param` (weight) and `param` + 1 (bias), and
 * their loss if the batch has targets; shows logits, p and loss. */
LOCAL double record_logits(struct net *, int param, struct var *x,
			   const struct batch *);

#endif
