/* core.h: a net of any model: memory, parameters, carried state, tape.
 *
 * A model (models.h) declares parameters and states once, and then records each
 * pass from them. */
#ifndef NN_CORE_H
#define NN_CORE_H

#include "nn/engine.h"
#include "nn/optim.h"
#include "nn/tape.h"

/* Which memory a net owns; the rest is borrowed. */
enum owner {
	OWNS_ALL,    /* everything */
	OWNS_PARAMS, /* parameters, gradients, slots; its parts have the rest */
	OWNS_STATE,  /* part 0: state and tape */
	OWNS_GRADIENTS, /* another part: state, tape and gradients */
	OWNS_READING,   /* a reader's: state and tape; there are no gradients */
	OWNS_NOTHING,   /* an outline */
};

enum { PARAM_NAME = 40 };

struct param {
	struct var x;
	enum param_role role;
	char name[PARAM_NAME];
	int layer;    /* -1: of no layer */
	bool flipped; /* stored transposed to its quantity */
	bool table;   /* its rows, as stored, are looked up by symbols */
};

/* A state that is carried from pass to pass. */
struct carried {
	struct var x;     /* [B, H] where the next pass begins */
	const char *name; /* static */
	int layer;
	const struct var *end; /* of the last pass; its last B rows */
	real *spare;           /* of a reader: rows in another order */
};

struct net {
	struct net_spec spec;
	const struct model *model;
	enum owner owner;
	int averaged_over;   /* batch size the loss is averaged over; more than
				B in a part */
	struct parts *parts; /* OWNS_PARAMS, else NULL */
	int params, states;
	struct param *param;
	struct carried *state;
	struct flat flat;
	struct var *logits;        /* of the last pass, [T*B, V] */
	bool predicts;             /* computes p without targets too */
	struct decoding *decoding; /* of a reader that can decode, else NULL */
	struct tape tape;
	void *memory; /* everything of the size of the model */
	size_t bytes;
};

/* ---- for models -------------------------------------------------------- */

/* Number parameters and states in the order of their declaration.  layer -1: of
 * no layer. */
LOCAL struct param *net_param(struct net *, enum param_role, const char *name,
			      int layer, struct axis row, struct axis col);
LOCAL void net_state(struct net *, const char *name, int layer,
		     struct axis col);

/* ---- for the engine ---------------------------------------------------- */

/* reads: the net whose parameters it reads; NULL for OWNS_ALL and OWNS_PARAMS,
 * which becomes OWNS_ALL with one thread. */
LOCAL struct net *core_new(const struct net_spec *, enum owner,
			   const struct net *reads, struct err *);
LOCAL struct net *core_outline(const struct net_spec *, struct err *);
LOCAL void core_free(struct net *);
/* A state by name and layer, NULL where the cell has none. */
LOCAL struct var *core_state(const struct net *, const char *name, int layer);
LOCAL void core_forget(struct net *);
/* Records and computes a pass from the carried state and carries its end; with
 * targets the loss, else 0.  backward: the gradients too. */
LOCAL double core_run(struct net *, const struct batch *, const struct pass *);
/* Begins a recording of the parameters as they are. */
LOCAL void core_reset(struct net *);
/* Carries the end of the recording. */
LOCAL void core_carry(struct net *);

#endif
