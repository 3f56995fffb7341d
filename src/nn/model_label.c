/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model_label.c: classes of a sequence or of its steps: an embedding, recurrent
 * layers, a linear layer. */
#include "nn/models.h"
#include "nn/layers.h"

enum { EMBEDDING, LAYERS };
static const struct stack label_layers = { .param = LAYERS, .state = 0 };

LOCAL void label_declare(struct net *n)
{
	const struct net_spec *s = &n->spec;
	struct axis symbols = axis_of(AXIS_SYMBOLS, s->symbols_in);
	struct axis classes = axis_of(AXIS_SYMBOLS, s->symbols_out);
	struct axis embedding = plain(s->embedding);

	net_param(n, PARAM_TABLE, "embedding.weight", -1, symbols, embedding)
		->table = true;
	stack_declare(n, embedding);
	net_param(n, PARAM_LINEAR, "linear.weight", -1, classes,
		  axis_of(AXIS_UNITS, s->hidden));
	net_param(n, PARAM_BIAS, "linear.bias", -1, plain(1), classes);
}

LOCAL double label_record(struct net *n, const struct batch *batch,
			  const struct pass *pass)
{
	struct var *x = embed(&n->tape, &n->param[EMBEDDING].x, NULL, batch->id,
			      batch->steps * n->spec.batch);
	struct var *z = linear(&n->tape, x, stack_weight(n, label_layers),
			       stack_bias(n, label_layers));
	struct var *h = stack_record(n, label_layers, z, batch, pass);

	return record_logits(n, LAYERS + stack_params(&n->spec), h, batch);
}
