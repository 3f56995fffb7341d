/* model.h: the character model: a lookup of the symbol, recurrent layers with
 * dropout between them, a linear layer to logits. */
#ifndef NN_MODEL_H
#define NN_MODEL_H

#include "nn/engine.h"
#include "nn/layers.h"
#include "nn/optim.h"

/* Which memory a net owns; the rest is borrowed. */
enum role {
	ROLE_ALONE,  /* everything */
	ROLE_WHOLE,  /* parameters, gradients, slots; the rest its parts have */
	ROLE_FIRST,  /* part 0: state and tape */
	ROLE_PART,   /* another part: state, tape and gradients */
	ROLE_READER, /* a walker's: state and tape, and there are no gradients */
};

struct param {
	struct var x;
	char name[32];
	int layer;    /* -1: the output layer */
	bool flipped; /* stored transposed to what the outside sees */
	bool table;   /* its rows, as stored, are looked up by symbols */
};

struct net {
	struct net_spec spec; /* steps: the most a pass can have */
	enum role role;
	int averaged_over; /* batch size the loss is averaged over; more than B
				 in a part */
	struct parts *parts; /* ROLE_WHOLE, else NULL */
	int params;
	struct param *param;
	struct flat flat;
	struct var *state;  /* carried: a layer's h, and c if it has one */
	struct state *end;  /* of the last pass, a layer */
	struct var *logits; /* of the last pass, [T*B, V] */
	struct tape tape;
	void *memory; /* everything of the size of the model */
	size_t bytes;
};

/* reads: the net whose parameters it reads; NULL for ROLE_ALONE and ROLE_WHOLE,
 * which becomes ROLE_ALONE with one thread. */
LOCAL struct net *model_new(const struct net_spec *, enum role,
			    const struct net *reads, struct err *);
LOCAL void model_free(struct net *);
LOCAL int model_states(const struct net *); /* vars in `state` */
/* The carried state of a layer; not of a whole. */
LOCAL struct state model_state(const struct net *, int layer);
LOCAL void model_forget(struct net *);
/* Records and computes a pass from the carried state and carries its end; with
 * targets the loss, else 0.  backward: the gradients too. */
LOCAL double model_run(struct net *, const struct batch *, const struct pass *);

#endif
