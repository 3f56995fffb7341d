/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model_label.c: classes or numbers of a sequence or of its steps: an embedding,
 * unless numbers are read; recurrent layers, a linear layer. */
#include "nn/models.h"
#include "nn/layers.h"

/* The embedding, if there is one, is parameter 0. */
static struct stack layers_of(const struct net *n)
{
	return (struct stack){ .param = n->spec.values ? 0 : 1 };
}

LOCAL void label_declare(struct net *n)
{
	const struct net_spec *s = &n->spec;
	struct axis symbols = axis_of(AXIS_SYMBOLS, s->symbols_in);
	struct axis output = s->goals ? plain(s->goals)
				      : axis_of(AXIS_SYMBOLS, s->symbols_out);
	struct axis input = plain(s->values ? s->values : s->embedding);

	if (!s->values)
		net_param(n, PARAM_TABLE, "embedding.weight", -1, symbols,
			  input)
			->table = true;
	stack_declare(n, input);
	net_param(n, PARAM_LINEAR, "linear.weight", -1, output,
		  axis_of(AXIS_UNITS, s->hidden));
	net_param(n, PARAM_BIAS, "linear.bias", -1, plain(1), output);
}

/* Numbers of the world are read whole, embeddings with dropout. */
static struct var *read_input(struct net *n, const struct batch *batch,
			      const struct pass *pass)
{
	struct var *x;
	int rows = batch->steps * n->spec.batch;

	if (n->spec.values)
		return numbers(&n->tape, batch->value, rows, n->spec.values);
	x = embed(&n->tape, &n->param[0].x, NULL, batch->id, rows);
	return dropout(&n->tape, x, pass->dropout, pass->rng);
}

LOCAL double label_record(struct net *n, const struct batch *batch,
			  const struct pass *pass)
{
	struct stack s = layers_of(n);
	struct var *z = linear(&n->tape, read_input(n, batch, pass),
			       stack_weight(n, s), stack_bias(n, s));
	struct var *h = stack_record(n, s, z, batch, pass);

	return record_logits(n, s.param + stack_params(&n->spec), h, batch);
}
