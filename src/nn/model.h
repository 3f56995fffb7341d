/* model.h: the character model: a lookup of the symbol, recurrent layers with
 * dropout between them, a linear layer to logits.
 *
 * struct net is the model with its parameters, or (a walker's) one that reads
 * the parameters of another and has no gradients. */
#ifndef NN_MODEL_H
#define NN_MODEL_H

#include "nn/engine.h"
#include "nn/layers.h"
#include "nn/optim.h"

struct param {
	struct var x;
	char name[32];
	int layer;    /* -1: the output layer */
	bool flipped; /* stored transposed to what the outside sees */
};

struct net {
	struct net_spec spec; /* steps: the most a pass can have */
	int params;
	struct param *param;
	struct flat flat;
	struct var *state;    /* carried: h, and c if the cell has it, a layer */
	struct state *end;    /* of the last pass, a layer */
	struct var *logits;   /* of the last pass, [T*B, V] */
	struct tape tape;
	void *memory;         /* everything of the size of the model */
	size_t bytes;
};

/* reads: NULL, or the net whose parameters it shall read. */
LOCAL struct net *model_new(const struct net_spec *, const struct net *reads,
			    struct err *);
LOCAL void model_free(struct net *);
/* The carried state of a layer. */
LOCAL struct state model_state(const struct net *, int layer);
LOCAL void model_forget(struct net *);
/* Records and computes a pass of T steps from the carried state and carries
 * its end; with target the loss, else 0.  backward: the gradients too. */
LOCAL double model_run(struct net *, int T, const int *in, const int *target,
		       const struct pass *);

#endif
