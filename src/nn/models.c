/* SPDX-License-Identifier: GPL-3.0-or-later */
/* models.c: what models share: recurrent layers and logits. */
#include "nn/models.h"
#include "nn/layers.h"

/* ---- recurrent layers -------------------------------------------------- */

/* Parameters of a layer, in the order of their declaration. */
enum { INPUT, RECURRENT, BIAS, INNER };

static recurrent_layer *const cell_layer[CELLS] = {
	[CELL_RNN] = rnn_layer,
	[CELL_GRU] = gru_layer,
	[CELL_LSTM] = lstm_layer,
};

static int params_per_layer(const struct net_spec *s)
{
	return cell_info[s->cell].has_inner_bias ? INNER + 1 : BIAS + 1;
}

LOCAL int stack_params(const struct net_spec *s)
{
	return s->layers * params_per_layer(s);
}

static struct var *param_of(const struct net *n, struct stack s, int layer,
			    int which)
{
	return &n->param[s.param + layer * params_per_layer(&n->spec) + which]
			.x;
}

LOCAL struct var *stack_weight(const struct net *n, struct stack s)
{
	return param_of(n, s, 0, INPUT);
}

LOCAL struct var *stack_bias(const struct net *n, struct stack s)
{
	return param_of(n, s, 0, BIAS);
}

LOCAL void stack_declare(struct net *n, struct axis input)
{
	const struct net_spec *s = &n->spec;
	const struct cell_info *cell = &cell_info[s->cell];
	struct axis z = gated(s->hidden, cell->gates), one = plain(1);
	struct axis h = axis_of(AXIS_UNITS, s->hidden);

	for (int k = 0; k < s->layers; k++) {
		net_param(n, PARAM_INPUT, "rnn.weight_ih_l", k, z,
			  k ? h : input);
		net_param(n, PARAM_RECURRENT, "rnn.weight_hh_l", k, z, h);
		net_param(n, PARAM_GATE_BIAS, "rnn.bias_ih_l", k, one, z);
		if (cell->has_inner_bias)
			net_param(n, PARAM_INNER_BIAS, "rnn.bias_hn_l", k, one,
				  h);
		net_state(n, "state.h", k, h);
		if (cell->has_cell_state)
			net_state(n, "state.c", k, h);
	}
}

/* Layer k of the stack: shows it and lets the net carry its end. */
static struct var *record_layer(struct net *n, struct stack s, int k,
				struct var *z, int T)
{
	const struct cell_info *cell = &cell_info[n->spec.cell];
	struct carried *h = &n->state[s.state + k * (1 + cell->has_cell_state)];
	struct carried *c = cell->has_cell_state ? h + 1 : NULL;
	struct recurrent p = { .w = param_of(n, s, k, RECURRENT) };
	struct state from = { &h->x, c ? &c->x : NULL };
	struct unrolled u;

	if (cell->has_inner_bias)
		p.bn = param_of(n, s, k, INNER);
	u = cell_layer[n->spec.cell](&n->tape, z, &p, from, T, n->spec.batch);
	tape_show(&n->tape, u.gates, "gates", k);
	if (c) {
		c->end = u.s.c;
		tape_show(&n->tape, u.s.c, "c", k);
	}
	h->end = u.s.h;
	tape_show(&n->tape, u.s.h, "h", k);
	return u.s.h;
}

LOCAL struct var *stack_record(struct net *n, struct stack s, struct var *z,
			       const struct batch *batch,
			       const struct pass *pass)
{
	struct var *x = NULL;

	for (int k = 0; k < n->spec.layers; k++) {
		if (k)
			z = linear(&n->tape, x, param_of(n, s, k, INPUT),
				   param_of(n, s, k, BIAS));
		x = record_layer(n, s, k, z, batch->steps);
		x = dropout(&n->tape, x, pass->dropout, pass->rng);
	}
	return x;
}

/* ---- logits ------------------------------------------------------------ */

LOCAL double record_logits(struct net *n, int param, struct var *x,
			   const struct batch *batch)
{
	struct tape *tape = &n->tape;
	struct losses losses;

	n->logits = linear(tape, x, &n->param[param].x, &n->param[param + 1].x);
	tape_show(tape, n->logits, "logits", -1);
	if (!batch->target)
		return 0;
	losses = cross_entropy(tape, n->logits, batch->target, batch->weight,
			       n->averaged_over);
	tape_show(tape, losses.p, "p", -1);
	tape_show(tape, losses.each, "loss", -1);
	return losses.sum;
}
