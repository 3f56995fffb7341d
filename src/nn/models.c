/* SPDX-License-Identifier: GPL-3.0-or-later */
/* models.c: what models share: recurrent layers and logits. */
#include "nn/models.h"
#include "nn/layers.h"
#include <stdio.h>

/* ---- recurrent layers -------------------------------------------------- */

/* Parameters of a layer, in the order of their declaration. */
enum { INPUT, RECURRENT, BIAS, INNER };

static recurrent_layer *const cell_layer[CELLS] = {
	[CELL_RNN] = rnn_layer,
	[CELL_GRU] = gru_layer,
	[CELL_LSTM] = lstm_layer,
};

LOCAL int layer_params(const struct net_spec *s)
{
	return cell_info[s->cell].has_inner_bias ? INNER + 1 : BIAS + 1;
}

LOCAL int stack_params(const struct net_spec *s)
{
	return s->layers * layer_params(s);
}

LOCAL void layer_declare(struct net *n, const char *module, int layer,
			 const char *suffix, int units, struct axis input)
{
	static const struct {
		enum param_role role;
		const char *name;
	} of[] = {
		[INPUT] = { PARAM_INPUT, "weight_ih" },
		[RECURRENT] = { PARAM_RECURRENT, "weight_hh" },
		[BIAS] = { PARAM_GATE_BIAS, "bias_ih" },
		[INNER] = { PARAM_INNER_BIAS, "bias_hn" },
	};
	struct axis z = gated(units, cell_info[n->spec.cell].gates);
	struct axis h = axis_of(AXIS_UNITS, units), one = plain(1);

	for (int i = 0; i < layer_params(&n->spec); i++) {
		char name[PARAM_NAME];

		snprintf(name, sizeof name, "%s.%s_l%d%s", module, of[i].name,
			 layer, suffix);
		net_param(n, of[i].role, name, layer, i < BIAS ? z : one,
			  i == INPUT  ? input
			  : i == BIAS ? z
				      : h);
	}
}

LOCAL void layer_states(struct net *n, int layer)
{
	struct axis h = axis_of(AXIS_UNITS, n->spec.hidden);

	net_state(n, "state.h", layer, h);
	if (cell_info[n->spec.cell].has_cell_state)
		net_state(n, "state.c", layer, h);
}

LOCAL struct var *layer_weight(const struct net *n, int first)
{
	return &n->param[first + INPUT].x;
}

LOCAL struct var *layer_bias(const struct net *n, int first)
{
	return &n->param[first + BIAS].x;
}

LOCAL struct recurrence *layer_record(struct net *n, int first, struct var *z,
				      struct state from, int T)
{
	struct recurrent p = { .w = &n->param[first + RECURRENT].x };

	if (cell_info[n->spec.cell].has_inner_bias)
		p.bn = &n->param[first + INNER].x;
	return cell_layer[n->spec.cell](&n->tape, z, &p, from, T,
					n->spec.batch);
}

LOCAL struct state carried_state(struct net *n, int layer)
{
	bool two = cell_info[n->spec.cell].has_cell_state;
	struct carried *h = &n->state[layer * (1 + two)];

	return (struct state){ &h->x, two ? &h[1].x : NULL };
}

LOCAL void layer_show(struct net *n, int layer, const struct unrolled *u)
{
	bool two = cell_info[n->spec.cell].has_cell_state;
	struct carried *h = &n->state[layer * (1 + two)];

	tape_show(&n->tape, u->gates, "gates", layer);
	if (two)
		tape_show(&n->tape, u->s.c, "c", layer);
	tape_show(&n->tape, u->s.h, "h", layer);
	if (!n->states)
		return;
	h->end = u->s.h;
	if (two)
		h[1].end = u->s.c;
}

static int layer_of(const struct net *n, struct stack s, int layer)
{
	return s.param + layer * layer_params(&n->spec);
}

LOCAL struct var *stack_weight(const struct net *n, struct stack s)
{
	return layer_weight(n, s.param);
}

LOCAL struct var *stack_bias(const struct net *n, struct stack s)
{
	return layer_bias(n, s.param);
}

LOCAL void stack_declare(struct net *n, struct axis input)
{
	for (int k = 0; k < n->spec.layers; k++) {
		layer_declare(n, "rnn", k, "", n->spec.hidden,
			      k ? axis_of(AXIS_UNITS, n->spec.hidden) : input);
		layer_states(n, k);
	}
}

LOCAL struct var *stack_record(struct net *n, struct stack s, struct var *z,
			       const struct batch *batch,
			       const struct pass *pass)
{
	struct var *x = NULL;

	for (int k = 0; k < n->spec.layers; k++) {
		int first = layer_of(n, s, k);
		struct unrolled u;

		if (k)
			z = linear(&n->tape, x, layer_weight(n, first),
				   layer_bias(n, first));
		u = unroll(&n->tape,
			   layer_record(n, first, z, carried_state(n, k),
					batch->steps));
		layer_show(n, k, &u);
		x = dropout(&n->tape, u.s.h, pass->dropout, pass->rng);
	}
	return x;
}

/* ---- logits ------------------------------------------------------------ */

LOCAL double record_losses(struct net *n, struct var *y,
			   const struct batch *batch)
{
	struct tape *tape = &n->tape;
	struct losses losses = { .p = NULL };
	bool judged = n->spec.goals ? batch->goal != NULL
				    : batch->target != NULL;

	n->logits = y;
	tape_show(tape, y, "logits", -1);
	if (judged && n->spec.goals)
		losses = squared_error(tape, y, batch->goal, batch->weight,
				       n->averaged_over);
	else if (judged)
		losses = cross_entropy(tape, y, batch->target, batch->weight,
				       n->averaged_over);
	else if (n->predicts && !n->spec.goals)
		losses.p = softmax_rows(tape, y);
	if (losses.p)
		tape_show(tape, losses.p, "p", -1);
	if (losses.each)
		tape_show(tape, losses.each, "loss", -1);
	return losses.sum;
}

LOCAL double record_logits(struct net *n, int param, struct var *x,
			   const struct batch *batch)
{
	struct var *y =
		linear(&n->tape, x, &n->param[param].x, &n->param[param + 1].x);

	return record_losses(n, y, batch);
}
