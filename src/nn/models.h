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
#include "nn/layers.h"

struct model {
	void (*declare)(struct net *);
	/* Records the pass and shows what outsiders may read, in the order in
	 * which it is computed; sets net->logits.  Returns the loss, 0 without
	 * targets. */
	double (*record)(struct net *, const struct batch *,
			 const struct pass *);
	/* Of a model that can be decoded, else NULL: records the encoder, and
	 * writes the decoder's start into the carried states of a reader; then
	 * records a step of the decoder, from those states. */
	void (*begin)(struct net *, const struct batch *);
	void (*step)(struct net *, const int *id);
};

LOCAL void char_declare(struct net *);
LOCAL double char_record(struct net *, const struct batch *,
			 const struct pass *);
LOCAL void label_declare(struct net *);
LOCAL double label_record(struct net *, const struct batch *,
			  const struct pass *);
LOCAL void seq2seq_declare(struct net *);
LOCAL double seq2seq_record(struct net *, const struct batch *,
			    const struct pass *);
LOCAL void seq2seq_begin(struct net *, const struct batch *);
LOCAL void seq2seq_step(struct net *, const int *id);

/* ---- what models share ------------------------------------------------- */

/* A recurrent layer of the spec's cell; `first` is the number of its first
 * parameter.  Parameters are named "MODULE.weight_ih_lLAYERSUFFIX" and so on.
 * input: the axis of what it reads. */
LOCAL void layer_declare(struct net *, const char *module, int layer,
			 const char *suffix, int units, struct axis input);
LOCAL int layer_params(const struct net_spec *); /* how many it declares */
/* Weight and bias of its input projection. */
LOCAL struct var *layer_weight(const struct net *, int first);
LOCAL struct var *layer_bias(const struct net *, int first);
LOCAL struct recurrence *layer_record(struct net *, int first, struct var *z,
				      struct state from, int T);

/* Carried states of a layer of H units, declared layer by layer before all
 * others. */
LOCAL void layer_states(struct net *, int layer);
LOCAL struct state carried_state(struct net *, int layer);
/* Shows gates, c and h; the net, if it carries states, carries their end. */
LOCAL void layer_show(struct net *, int layer, const struct unrolled *);

/* Recurrent layers on one another, of H units, with dropout after each.
 * `param`: the number of the first. */
struct stack {
	int param;
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

/* The loss of the logits y, or of the numbers y if the spec has goals; 0 if the
 * batch has none.  Shows logits, p and loss. */
LOCAL double record_losses(struct net *, struct var *y, const struct batch *);
/* Likewise, of y from x by parameters `param` (weight) and `param` + 1
 * (bias). */
LOCAL double record_logits(struct net *, int param, struct var *x,
			   const struct batch *);

#endif
