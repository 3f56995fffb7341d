/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model_seq2seq.c: writes a sequence that answers another: an encoder in both
 * directions, a decoder, and attention of it to the encoder (engine.h has the
 * equations). */
#include "nn/models.h"
#include "nn/layers.h"
#include "nn/reader.h"
#include <assert.h>
#include <string.h>

/* ---- parameters -------------------------------------------------------- */

/* Numbers of parameters; those of the encoder per layer forwards, then
 * backwards. */
struct layout {
	int source, encoder, bridge, target, decoder, query, key, score, output;
};

static struct layout layout_of(const struct net_spec *s)
{
	struct layout l = { .source = 0 };
	bool additive = s->attend == ATTEND_ADDITIVE;

	l.encoder = l.source + 1;
	l.bridge = l.encoder + 2 * stack_params(s);
	l.target = l.bridge + 2;
	l.decoder = l.target + 1;
	l.query = l.decoder + stack_params(s);
	l.key = l.query + additive;
	l.score = l.key + (s->attend != ATTEND_NONE);
	l.output = l.score + additive;
	return l;
}

/* Units of one direction of the encoder */
static int half_of(const struct net_spec *s) { return (s->hidden + 1) / 2; }

/* What reads `n` numbers and, if there is attention, the context */
static struct axis with_context(const struct net_spec *s, struct axis n)
{
	return s->attend == ATTEND_NONE ? n : joined(n.n, 2 * half_of(s));
}

static void declare_table(struct net *n, const char *name, int symbols)
{
	net_param(n, PARAM_TABLE, name, -1, axis_of(AXIS_SYMBOLS, symbols),
		  plain(n->spec.embedding))
		->table = true;
}

static void declare_encoder(struct net *n)
{
	const struct net_spec *s = &n->spec;
	int half = half_of(s);
	struct axis memory = plain(2 * half);
	struct axis units = axis_of(AXIS_UNITS, s->hidden);

	declare_table(n, "source_embedding.weight", s->symbols_in);
	for (int k = 0; k < s->layers; k++) {
		struct axis input = k ? memory : plain(s->embedding);

		layer_declare(n, "encoder", k, "", half, input);
		layer_declare(n, "encoder", k, "_reverse", half, input);
	}
	net_param(n, PARAM_LINEAR, "bridge.weight", -1, units, memory);
	net_param(n, PARAM_BIAS, "bridge.bias", -1, plain(1), units);
}

static void declare_attention(struct net *n)
{
	const struct net_spec *s = &n->spec;
	bool additive = s->attend == ATTEND_ADDITIVE;
	struct axis units = axis_of(AXIS_UNITS, s->hidden);
	struct axis width = additive ? plain(s->attention) : units;

	if (additive)
		net_param(n, PARAM_LINEAR, "attention.query.weight", -1, width,
			  units);
	if (s->attend != ATTEND_NONE)
		net_param(n, PARAM_LINEAR, "attention.key.weight", -1, width,
			  plain(2 * half_of(s)));
	if (additive)
		net_param(n, PARAM_LINEAR, "attention.score.weight", -1,
			  plain(1), width);
}

LOCAL void seq2seq_declare(struct net *n)
{
	const struct net_spec *s = &n->spec;
	struct axis symbols = axis_of(AXIS_SYMBOLS, s->symbols_out);
	struct axis units = axis_of(AXIS_UNITS, s->hidden);

	declare_encoder(n);
	declare_table(n, "target_embedding.weight", s->symbols_out);
	for (int k = 0; k < s->layers; k++) {
		layer_declare(n, "decoder", k, "", s->hidden,
			      k ? units : with_context(s, plain(s->embedding)));
		if (n->owner == OWNS_READING)
			layer_states(n, k);
	}
	declare_attention(n);
	net_param(n, PARAM_LINEAR, "output.weight", -1, symbols,
		  with_context(s, units));
	net_param(n, PARAM_BIAS, "output.bias", -1, plain(1), symbols);
}

static struct var *param(const struct net *n, int i) { return &n->param[i].x; }

/* ---- encoder ----------------------------------------------------------- */

/* Which rows of the sources are read: row t*B + b of one direction, as numbers
 * of rows of the other; -1: padding. */
struct order {
	int *forwards, *backwards; /* [T*B] */
	int *last;                 /* [B] the end of each */
};

static struct order order_of(struct net *n, const struct batch *batch)
{
	int T = batch->steps, B = n->spec.batch;
	size_t rows = (size_t)T * (size_t)B;
	struct order o = {
		.forwards = tape_ints(&n->tape, rows),
		.backwards = tape_ints(&n->tape, rows),
		.last = tape_ints(&n->tape, (size_t)B),
	};

	for (int b = 0; !n->tape.measuring && b < B; b++) {
		int length = batch->length ? batch->length[b] : T;

		assert(length >= 1 && length <= T);
		o.last[b] = (length - 1) * B + b;
		for (int t = 0; t < T; t++) {
			int row = t * B + b;

			o.forwards[row] = t < length ? row : -1;
			o.backwards[row] = t < length ? (length - 1 - t) * B + b
						      : -1;
		}
	}
	return o;
}

/* One direction of a layer, from a zero state */
static struct var *direction(struct net *n, int first, struct var *x, int T)
{
	struct axis units = axis_of(AXIS_UNITS, half_of(&n->spec));
	struct var *zero = zeros(&n->tape, n->spec.batch, units);
	struct var *z = linear(&n->tape, x, layer_weight(n, first),
			       layer_bias(n, first));

	return unroll(&n->tape, layer_record(n, first, z,
					     (struct state){ zero, zero }, T))
		.s.h;
}

/* The rows of `index`, the second direction beside the first */
static struct var *both(struct net *n, struct var *const h[2],
			const int *forwards, const int *backwards, int rows)
{
	const int *const index[2] = { forwards, backwards };

	return gather(&n->tape, h, index, rows);
}

/* What the encoder leaves to the decoder. */
struct start_of {
	struct start_of *above;
	struct var *h;
};
struct encoded {
	struct var *memory;           /* [T*B, M] */
	struct start_of *first, *top; /* per layer of the decoder */
};

static struct var *bridge(struct net *n, struct var *end)
{
	int at = layout_of(&n->spec).bridge;

	return tanh_of(&n->tape,
		       linear(&n->tape, end, param(n, at), param(n, at + 1)));
}

/* Layer k of the encoder; x [T*B, ...] becomes its states, 0 in the padding. */
static void encode_layer(struct net *n, int k, const struct order *o, int T,
			 struct encoded *e)
{
	int rows = T * n->spec.batch, per = layer_params(&n->spec);
	int first = layout_of(&n->spec).encoder + 2 * k * per;
	struct var *x = e->memory, *const alone[2] = { x, NULL };
	struct var *turned = both(n, alone, o->backwards, NULL, rows);
	struct var *const h[2] = { direction(n, first, x, T),
				   direction(n, first + per, turned, T) };
	struct start_of *start = tape_node(&n->tape, sizeof *start);

	start->h = bridge(n, both(n, h, o->last, o->last, n->spec.batch));
	if (e->top)
		e->top->above = start;
	else
		e->first = start;
	e->top = start;
	e->memory = both(n, h, o->forwards, o->backwards, rows);
}

static struct encoded encode(struct net *n, const struct batch *batch,
			     const struct pass *pass)
{
	int T = batch->steps;
	struct order o = order_of(n, batch);
	struct encoded e = { .memory = NULL };

	e.memory = embed(&n->tape, param(n, layout_of(&n->spec).source), NULL,
			 batch->id, T * n->spec.batch);
	for (int k = 0; k < n->spec.layers; k++) {
		e.memory =
			dropout(&n->tape, e.memory, pass->dropout, pass->rng);
		encode_layer(n, k, &o, T, &e);
	}
	tape_show(&n->tape, e.memory, "encoder.h", -1);
	return e;
}

/* The rows that the decoder can look at */
static struct source source_of(struct net *n, const struct encoded *e,
			       const struct batch *batch)
{
	struct source s = {
		.memory = e->memory,
		.length = batch->length,
		.T = batch->steps,
		.B = n->spec.batch,
	};

	if (n->spec.attend != ATTEND_NONE)
		s.keys = linear(&n->tape, s.memory,
				param(n, layout_of(&n->spec).key), NULL);
	return s;
}

/* ---- decoder ----------------------------------------------------------- */

/* A layer of the decoder and what feeds it at each step. */
struct decoder_layer {
	struct decoder_layer *above;
	struct recurrence *r;
	struct unrolled u;
	struct linear_op *input; /* from below; layer 0: from the context, or
				     NULL */
	struct dropout_op *drop; /* of what it passes on; NULL: none */
};

struct decoder {
	int U;
	struct decoder_layer *first, *top;
	struct linear_op *query; /* NULL: the state itself, or no attention */
	struct attended a;       /* op NULL: no attention */
};

/* Layer k of the decoder with the input projection z, above d->top. */
static struct decoder_layer *add_layer(struct net *n, struct decoder *d, int k,
				       struct var *z, struct state from)
{
	int first = layout_of(&n->spec).decoder + k * layer_params(&n->spec);
	struct decoder_layer *l = tape_node(&n->tape, sizeof *l);

	l->r = layer_record(n, first, z, from, d->U);
	l->u = unroll_begin(&n->tape, l->r);
	if (d->top)
		d->top->above = l;
	else
		d->first = l;
	d->top = l;
	return l;
}

/* Layer k > 0, which reads the one below it step by step. */
static void stack_layer(struct net *n, struct decoder *d, int k,
			struct state from, const struct pass *pass)
{
	int first = layout_of(&n->spec).decoder + k * layer_params(&n->spec);
	int B = n->spec.batch;
	struct decoder_layer *below = d->top;
	struct var *w = layer_weight(n, first), *x = below->u.s.h;
	struct var *z = tape_var(&n->tape, x->row, w->row, true);

	if (pass->dropout > 0) {
		below->drop =
			dropout_begin(&n->tape, x, B, pass->dropout, pass->rng);
		x = dropout_result(below->drop);
	}
	add_layer(n, d, k, z, from)->input =
		linear_begin(&n->tape, z, x, w, layer_bias(n, first), B, false);
}

/* Lets the decoder look at the source with its state before each step, and
 * adds what it sees to z by w. */
static void attend(struct net *n, struct decoder *d, const struct source *s,
		   struct var *z, struct var *w)
{
	struct layout l = layout_of(&n->spec);
	struct var *past = unroll_past(d->top->r), *query = past;
	struct var *score = NULL;

	if (n->spec.attend == ATTEND_ADDITIVE) {
		struct var *by = param(n, l.query);

		query = tape_var(&n->tape, z->row, by->row, true);
		d->query = linear_begin(&n->tape, query, past, by, NULL, s->B,
					false);
		score = param(n, l.score);
	}
	d->a = attention_begin(&n->tape, s, query, score, d->U, n->spec.steps);
	d->first->input =
		linear_begin(&n->tape, z, d->a.context, w, NULL, s->B, true);
}

static void decoder_step(struct net *n, const struct decoder *d, int u)
{
	struct tape *tape = &n->tape;

	if (d->query)
		linear_step(tape, d->query, u);
	if (d->a.op)
		attention_step(tape, d->a.op, u);
	for (struct decoder_layer *l = d->first; l; l = l->above) {
		if (l->input)
			linear_step(tape, l->input, u);
		unroll_step(tape, l->r, u);
		if (l->drop)
			dropout_step(tape, l->drop, u);
	}
}

/* The two parts of a weight that may read the context; without, the second is
 * NULL. */
static void parts_of(struct net *n, struct var *w, struct var *part[2])
{
	part[0] = w;
	part[1] = NULL;
	if (w->col.head)
		split_columns(&n->tape, w, part);
}

/* What decoding starts from: the carried states, or the bridge, which gives a
 * cell state too: without attention it is all that is known of the source. */
static struct state state_of(struct net *n, const struct start_of *start, int k)
{
	if (!start)
		return carried_state(n, k);
	return (struct state){ start->h, start->h };
}

/* Records U steps; start NULL: from the carried states. */
static struct decoder decoder_run(struct net *n, const struct source *s,
				  const struct start_of *start, int U,
				  const int *id, const struct pass *pass)
{
	struct layout l = layout_of(&n->spec);
	struct tape *tape = &n->tape;
	struct decoder d = { .U = U };
	struct var *w[2], *x, *z;

	parts_of(n, layer_weight(n, l.decoder), w);
	x = embed(tape, param(n, l.target), NULL, id, U * s->B);
	x = dropout(tape, x, pass->dropout, pass->rng);
	z = linear(tape, x, w[0], layer_bias(n, l.decoder));
	for (int k = 0; k < n->spec.layers; k++) {
		struct state from = state_of(n, start, k);

		if (k)
			stack_layer(n, &d, k, from, pass);
		else
			add_layer(n, &d, k, z, from);
		start = start ? start->above : NULL;
	}
	if (w[1])
		attend(n, &d, s, z, w[1]);
	for (int u = 0; u < U; u++)
		decoder_step(n, &d, u);
	return d;
}

/* Logits from the states and contexts of all steps */
static struct var *output(struct net *n, const struct decoder *d,
			  const struct pass *pass)
{
	int at = layout_of(&n->spec).output;
	struct var *w[2], *y, *h = d->top->u.s.h;

	parts_of(n, param(n, at), w);
	h = dropout(&n->tape, h, pass->dropout, pass->rng);
	y = linear(&n->tape, h, w[0], param(n, at + 1));
	if (w[1])
		linear_add(&n->tape, y, d->a.context, w[1]);
	return y;
}

static struct var *decode(struct net *n, const struct source *s,
			  const struct start_of *start, int U, const int *id,
			  const struct pass *pass)
{
	struct decoder d = decoder_run(n, s, start, U, id, pass);
	int k = 0;

	if (d.a.alpha)
		tape_show(&n->tape, d.a.alpha, "alpha", -1);
	for (struct decoder_layer *l = d.first; l; l = l->above)
		layer_show(n, k++, &l->u);
	return output(n, &d, pass);
}

/* ---- passes ------------------------------------------------------------ */

LOCAL double seq2seq_record(struct net *n, const struct batch *batch,
			    const struct pass *pass)
{
	struct encoded e = encode(n, batch, pass);
	struct source s = source_of(n, &e, batch);
	struct var *y =
		decode(n, &s, e.first, batch->out_steps, batch->out_id, pass);

	return record_losses(n, y, batch);
}

static const struct pass looking;

static void copy_values(struct var *to, const struct var *from)
{
	memcpy(to->v, from->v,
	       (size_t)from->row.n * (size_t)from->ld * sizeof(real));
}

LOCAL void seq2seq_begin(struct net *n, const struct batch *batch)
{
	struct decoding *d = n->decoding;
	struct encoded e = encode(n, batch, &looking);
	const struct start_of *start = e.first;

	d->source = source_of(n, &e, batch);
	d->source.length = d->length;
	d->source.of = d->of;
	for (int k = 0; k < n->spec.layers; k++, start = start->above) {
		struct state to = carried_state(n, k);

		copy_values(to.h, start->h);
		if (to.c)
			copy_values(to.c, start->h);
	}
}

LOCAL void seq2seq_step(struct net *n, const int *id)
{
	static const struct batch no_targets;
	struct decoding *d = n->decoding;

	d->source.of = d->of;
	record_losses(n, decode(n, &d->source, NULL, 1, id, &looking),
		      &no_targets);
}
