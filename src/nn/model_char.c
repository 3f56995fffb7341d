/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model_char.c: the character model.  A symbol is a vector of zeros and a one,
 * so the input projection of layer 0 is a lookup in its weight. */
#include "nn/models.h"
#include "nn/layers.h"

static const struct stack char_layers = { .param = 0 };

LOCAL void char_declare(struct net *n)
{
	const struct net_spec *s = &n->spec;
	struct axis symbols = axis_of(AXIS_SYMBOLS, s->symbols_in);
	struct axis units = axis_of(AXIS_UNITS, s->hidden);
	struct param *input;

	stack_declare(n, symbols);
	net_param(n, PARAM_LINEAR, "out.weight", -1, symbols, units);
	net_param(n, PARAM_BIAS, "out.bias", -1, plain(1), symbols);
	/* stored with a row per symbol */
	input = &n->param[char_layers.param];
	input->x.col = input->x.row;
	input->x.row = symbols;
	input->x.ld = axis_padded(input->x.col);
	input->flipped = input->table = true;
}

LOCAL double char_record(struct net *n, const struct batch *batch,
			 const struct pass *pass)
{
	struct var *z = embed(&n->tape, stack_weight(n, char_layers),
			      stack_bias(n, char_layers), batch->id,
			      batch->steps * n->spec.batch);
	struct var *h = stack_record(n, char_layers, z, batch, pass);

	return record_logits(n, stack_params(&n->spec), h, batch);
}
