/* engine.h: the interface of the numerical engine.
 *
 * One program holds up to four builds of the same sources: {float, double} x
 * {baseline, x86-64-v3}.  Each is a table of functions; everything outside
 * src/nn works through it and never sees a type of the engine's precision:
 * numbers travel as double, row by row (float -> double -> float is exact).
 *
 * Letters: T time steps, U output steps, B sequences, H hidden units, V symbols,
 * E embedding, A attention width, L layers, G gates of a cell.  Row t*B + b of
 * a sequence is time t of sequence b.
 * Gate order is PyTorch's: lstm i f g o, gru r z n.
 *
 * A net belongs to one thread at a time.  Nets of different engines never
 * mix. */
#ifndef NN_ENGINE_H
#define NN_ENGINE_H

#include "base/err.h"
#include "base/rng.h"
#include "nn/batch.h"
#include <stddef.h>

enum model_kind { MODEL_CHAR, MODEL_LABEL, MODEL_SEQ2SEQ, MODELS };
enum cell { CELL_RNN, CELL_GRU, CELL_LSTM, CELLS };
enum attend { ATTEND_ADDITIVE, ATTEND_DOT, ATTEND_NONE, ATTENDS };
enum precision { PRECISION_FLOAT, PRECISION_DOUBLE };
enum optimizer {
	OPTIM_ADAGRAD,
	OPTIM_RMSPROP,
	OPTIM_ADAM,
	OPTIM_SGD,
	OPTIMIZERS
};

struct cell_info {
	const char *name;        /* "rnn", "gru", "lstm" */
	int gates;               /* G: 1, 3, 4 */
	const char *gate_letter; /* "", "rzn", "ifgo" in storage order */
	bool has_cell_state;     /* carries c beside h */
	bool has_inner_bias;     /* the last gate has a bias within its reset
				    product, which is trained separately */
};
extern const struct cell_info cell_info[CELLS];

extern const char *const attend_name[ATTENDS]; /* "additive", "dot", "none" */

struct optimizer_info {
	const char *name;
	double default_rate;
	int slots;           /* numbers kept per parameter: 0..2 */
	const char *slot[2]; /* their names in a checkpoint */
};
extern const struct optimizer_info optimizer_info[OPTIMIZERS];

/* The sizes of a net; those that its model does not use are ignored. */
struct net_spec {
	enum model_kind model;
	enum cell cell;
	int symbols_in, symbols_out; /* that it reads; V that it predicts */
	int hidden, layers;          /* H, L */
	int embedding;               /* E: numbers that stand for a symbol */
	int values;                  /* numbers read per step instead of a
				        symbol; 0: symbols */
	int goals;                   /* numbers to be met at judged steps
				        instead of a class; 0: classes */
	int attention;               /* A: width of additive attention */
	enum attend attend;          /* how the decoder looks at the source */
	int steps, batch;            /* T, B: the largest pass */
	int out_steps;               /* U of the largest pass */
	int threads;                 /* that divide the sequences of a pass: at
				      most B; 0 is 1.  Bits depend on it */
};

/* The models:
 * char: a lookup table whose rows are added to the first layer's projection,
 *   recurrent layers, a linear layer to logits: what comes next?  It reads what
 *   it predicts, so symbols_out is symbols_in.
 * label: an embedding, recurrent layers, a linear layer to the logits of
 *   classes.  Batch weights say at which steps it is judged: at every step, or
 *   only at the last one of each sequence (many to one).  With `values` it
 *   reads numbers, without an embedding; with `goals` the linear layer predicts
 *   numbers, and the loss is the squared error.
 * seq2seq: an encoder reads the source in both directions, with (H+1)/2 units
 *   each; a decoder of H units writes the output, one symbol per step, and
 *   looks at the encoder's states by attention (Bahdanau, Cho and Bengio 2015;
 *   scaled dot: Vaswani et al. 2017).  Its state is not carried to the next
 *   pass. */
struct model_info {
	const char *name;   /* "char", "label", "seq2seq" */
	bool carries_state; /* from pass to pass */
	size_t size[8];     /* offsets of the ints of struct net_spec that it
			     uses besides steps and batch, to 0 */
};
extern const struct model_info model_info[MODELS];

/* How a batch is passed through a net. */
struct pass {
	bool backward;  /* false: only the loss and the values */
	double dropout; /* of the values that a layer passes to
			   the next or to the output; 0 off */
	gsl_rng *rng;   /* draws the dropout masks; may be NULL when off */
};

struct optim {
	enum optimizer kind;
	double rate;
	double momentum;     /* sgd */
	double decay;        /* rmsprop: weight of the old mean square */
	double beta1, beta2; /* adam */
	double clip;         /* by value, first; 0 off */
	double clip_norm;    /* then by L2 norm; 0 off */
	long step;           /* updates with these slots, this one
				included (adam) */
};

struct update_report {
	double grad_norm;     /* L2 over all parameters, before clipping */
	double clip_fraction; /* of the elements changed by clipping */
};

enum quantity_kind {
	QUANTITY_PARAMETER, /* trained; has gradient and optimiser slots */
	QUANTITY_STATE,     /* recurrent, carried to the next pass; row b */
	QUANTITY_SEQUENCE,  /* of the last pass, row t*B + b or u*B + b */
};

/* What a parameter does in its model. */
enum param_role {
	PARAM_INPUT,      /* weight of a layer's input */
	PARAM_RECURRENT,  /* weight of its last state */
	PARAM_GATE_BIAS,  /* bias of its gates */
	PARAM_INNER_BIAS, /* gru: bias of the last gate within its reset
			     product */
	PARAM_TABLE,      /* embedding: a row per symbol */
	PARAM_LINEAR,     /* weight of a layer without recurrence */
	PARAM_BIAS,       /* its bias */
};

/* What the rows or columns of a quantity stand for. */
enum axis_kind {
	AXIS_PLAIN,   /* sequences, steps, a single row, embedding, other
			 widths */
	AXIS_UNITS,   /* H hidden units */
	AXIS_GATES,   /* G*H: the units of gate 0, of gate 1, ... */
	AXIS_SYMBOLS, /* ids of symbols or classes */
};

/* A named matrix.
 * Parameters: rnn.weight_ih_l{k} [G*H, I], rnn.weight_hh_l{k} [G*H, H],
 *   rnn.bias_ih_l{k} [1, G*H], gru only: rnn.bias_hn_l{k} [1, H] (the bias
 *   inside the reset product);
 *   char: out.weight [V, H], out.bias [1, V];
 *   label: embedding.weight [symbols_in, E], linear.weight [V, H], linear.bias
 *   [1, V]; `values` instead of E and no embedding, `goals` instead of V;
 *   seq2seq, with M = 2 ((H+1)/2), the width of what the encoder gives:
 *   source_embedding.weight [symbols_in, E], target_embedding.weight [V, E],
 *   encoder.* as rnn.*, per layer forwards and then with the suffix _reverse,
 *   the first reads E, the others M; bridge.weight [H, M], bridge.bias [1, H];
 *   decoder.* as rnn.*, the first reads E + M; output.weight [V, H+M],
 *   output.bias [1, V]; additive: attention.query.weight [A, H],
 *   attention.key.weight [A, M], attention.score.weight [1, A]; dot:
 *   attention.key.weight [H, M]; none: E and H instead of E + M and H+M.
 * State: char and label: state.h, lstm also state.c [B, H], per layer.
 * Sequences: h [T*B, H] per layer, lstm also c; gates [T*B, G*H] per layer (for
 *   gru and lstm: after the nonlinearity), logits [T*B, V], p [T*B, V] softmax
 *   (not with goals), loss [T*B, 1] -ln p(target) or the squared error.
 *   Gradients: of h, c, logits; the gradient of state.h and state.c is with
 *   respect to the state the pass began with.
 *   seq2seq: U steps instead of T, of the decoder; encoder.h [T*B, M], 0 in the
 *   padding; alpha [U*B, T] where each output step looked, 0 in the padding.
 *
 * seq2seq in equations, with x, y embeddings and row t of the encoder's top
 * layer m_t = [forwards; backwards]:
 *   s_0 = tanh(bridge m), m: both ends of layer k for layer k; lstm: c_0 = s_0
 *   e_t = score tanh(query s_{u-1} + key m_t), or s_{u-1} key m_t / sqrt(H)
 *   a = softmax e; c_u = sum_t a_t m_t
 *   s_u = cell([y_u; c_u], s_{u-1}); logits = output [s_u; c_u] */
struct quantity {
	const char *name;
	enum quantity_kind kind;
	enum param_role role; /* of a parameter */
	enum axis_kind row_axis, col_axis;
	int gates; /* G if an axis is AXIS_GATES, else 1 */
	int layer; /* 0..L-1, or -1 */
	int rows, cols;
	bool has_gradient;
};

/* The arrays of a quantity; only parameters have the optimiser's slots. */
enum part { PART_VALUE, PART_GRADIENT, PART_SLOT0, PART_SLOT1 };

struct net;    /* parameters, slots, state, tape; opaque */
struct walker; /* reads symbols with a net's parameters and its own state;
		  opaque */

struct engine {
	const char *name; /* "float/x86-64-v3" */
	enum precision precision;
	const char *isa; /* "baseline", "x86-64-v3" */

	/* Parameters, slots and state are zero.  NULL: out of memory, or sizes
	 * whose product overflows. */
	struct net *(*net_new)(const struct net_spec *, struct err *);
	/* A net without memory: what it would have can be counted, described
	 * and found, but for its sequences. */
	struct net *(*outline_new)(const struct net_spec *, struct err *);
	void (*net_free)(struct net *); /* NULL is fine */

	/* One pass from the carried state; afterwards the state is that of its
	 * end.  The batch has targets or goals.  Returns the loss: the sum over t of
	 * -ln p(target) in nats or the squared error, each times its weight,
	 * mean over b.  Nothing is allocated: net_new took it all. */
	double (*run)(struct net *, const struct batch *, const struct pass *);
	/* Measures the gradients of the last backward pass and applies them.
	 * False if one is not finite; then only the report has changed. */
	bool (*update)(struct net *, const struct optim *,
		       struct update_report *);
	void (*forget)(struct net *);      /* recurrent state to zero */
	void (*clear_slots)(struct net *); /* optimiser slots to zero */

	/* Quantities; constant after net_new.  Parameters, states, then
	 * sequences in the order in which a pass computes them. */
	int (*count)(const struct net *);
	struct quantity (*describe)(const struct net *, int i);
	/* layer -1: the first of that name.  Returns -1 if there is none. */
	int (*find)(const struct net *, const char *name, int layer);
	/* Row `row` of quantity i <-> cols doubles.  Sequences are zero before
	 * the first pass, and in the steps that the last pass did not have. */
	void (*read)(const struct net *, int i, enum part, int row,
		     double *out);
	void (*write)(struct net *, int i, enum part, int row,
		      const double *values);
	/* One element, for probes and gradcheck. */
	double (*get)(const struct net *, int i, enum part, int row, int col);
	void (*set)(struct net *, int i, enum part, int row, int col,
		    double value);
	size_t (*memory)(const struct net *); /* bytes it holds */

	/* An image: all that training changes, as bytes that only a net of the
	 * same engine and spec (threads too) can load.  That is parameters,
	 * the first `slots` optimiser slots and the carried state, padding
	 * included: 0.68 MB for an lstm of 100 units and 65 symbols with
	 * adagrad.  Loading leaves everything else as it is: other slots,
	 * gradients, what the last pass left.  After the same batches a net
	 * has the same bits as the one that was saved.  An image may lie at
	 * any address. */
	size_t (*image_bytes)(const struct net *, int slots);
	void (*image_save)(const struct net *, int slots, void *image);
	void (*image_load)(struct net *, int slots, const void *image);

	/* A reader is a net with the parameters of another, as they are at each
	 * pass, and with sizes, state and values of its own, but no gradients:
	 * run() without backward and without dropout, forget() and the
	 * quantities work on it.  The batch may have no targets: then the loss
	 * is 0.  It never changes the net and must not outlive it.
	 * net_free() frees it. */
	struct net *(*reader_new)(const struct net *, int steps, int out_steps,
				  int batch, struct err *);

	/* Decoding with a reader of a seq2seq net, one symbol at a time, without
	 * allocating.  begin() reads the sources (steps, id, length) and puts
	 * the decoder at its start. */
	void (*decode_begin)(struct net *reader, const struct batch *);
	/* Feeds a symbol per sequence, id [B]; afterwards row b of logits, p,
	 * alpha, h, c and gates is that of this step. */
	void (*decode_step)(struct net *reader, const int *id);
	/* Sequence b goes on where sequence from[b] is, with its source. */
	void (*decode_reorder)(struct net *reader, const int *from);

	/* A walker reads up to max_steps symbols at once (B = 1, no dropout).
	 * It never changes the net and must not outlive it. */
	struct walker *(*walker_new)(const struct net *, int max_steps,
				     struct err *);
	void (*walker_free)(struct walker *);
	void (*walker_forget)(struct walker *); /* state to zero */
	/* The state of the net's sequence 0. */
	void (*walker_continue)(struct walker *);
	/* Feeds n symbols, 1 <= n <= max_steps.  With target: the sum of
	 * -ln p(target); else 0. */
	double (*walker_run)(struct walker *, const int *in, const int *target,
			     int n);
	/* Logits [V] after step t of the last run. */
	void (*walker_logits)(const struct walker *, int t, double *out);
	/* State of a layer [H]; c may be NULL. */
	void (*walker_state)(const struct walker *, int layer, double *h,
			     double *c);
	void (*walker_set_state)(struct walker *, int layer, const double *h,
				 const double *c);
};

/* The best build for this machine, or the one named by isa ("baseline",
 * "x86-64-v3").  NULL if it cannot run here or is not in this program. */
const struct engine *engine_find(enum precision, const char *isa);
/* All builds in this program, runnable here or not; NULL at the end.  For
 * tests and --version. */
const struct engine *engine_at(int i, bool *runs_here);

/* The library that cblas_sgemm was bound to ("/usr/lib/.../libopenblas.so.0"),
 * and its kernel ("Zen", or "" if unknown).  Static text. */
const char *blas_library(void);
const char *blas_kernel(void);
/* One thread: faster at these sizes, and the same bits on every machine of a
 * kind.  Call before the first pass. */
void blas_single_thread(void);

#endif
