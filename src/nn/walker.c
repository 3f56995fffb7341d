/* SPDX-License-Identifier: GPL-3.0-or-later */
/* walker.c: reads symbols without training. */
#include "nn/walker.h"
#include "nn/parts.h"
#include "base/util.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct walker {
	struct net *own;       /* has state and tape */
	const struct net *net; /* has the parameters */
};

LOCAL struct walker *walker_new(const struct net *net, int max_steps,
				struct err *e)
{
	struct net_spec spec = net->spec;
	struct walker *w;
	struct net *own;

	spec.steps = max_steps;
	spec.batch = 1;
	own = model_new(&spec, ROLE_READER, net, e);
	if (!own)
		return NULL;
	w = xmalloc(sizeof *w);
	*w = (struct walker){ .own = own, .net = net };
	return w;
}

LOCAL void walker_free(struct walker *w)
{
	if (!w)
		return;
	model_free(w->own);
	free(w);
}

LOCAL void walker_forget(struct walker *w) { model_forget(w->own); }

static void copy_row(struct var *to, const struct var *from)
{
	if (to)
		memcpy(to->v, from->v, (size_t)to->ld * sizeof(real));
}

LOCAL void walker_continue(struct walker *w)
{
	int row = 0;
	const struct net *net = parts_at(w->net, QUANTITY_STATE, &row);

	for (int k = 0; k < w->own->spec.layers; k++) {
		struct state to = model_state(w->own, k);
		struct state from = model_state(net, k);

		copy_row(to.h, from.h);
		copy_row(to.c, from.c);
	}
}

LOCAL double walker_run(struct walker *w, const int *in, const int *target,
			int n)
{
	static const struct pass forward_only;
	const struct batch batch = { .steps = n, .id = in, .target = target };

	return model_run(w->own, &batch, &forward_only);
}

static void row_out(const struct var *x, int row, double *out)
{
	for (int j = 0; j < x->col.n; j++)
		out[j] = (double)var_row(x, row)[j];
}

static void row_in(struct var *x, const double *values)
{
	for (int j = 0; j < x->col.n; j++)
		x->v[j] = (real)values[j];
}

LOCAL void walker_logits(const struct walker *w, int t, double *out)
{
	row_out(w->own->logits, t, out);
}

LOCAL void walker_state(const struct walker *w, int layer, double *h, double *c)
{
	struct state s = model_state(w->own, layer);

	row_out(s.h, 0, h);
	if (c && s.c)
		row_out(s.c, 0, c);
	else if (c)
		memset(c, 0, (size_t)s.h->col.n * sizeof *c);
}

LOCAL void walker_set_state(struct walker *w, int layer, const double *h,
			    const double *c)
{
	struct state s = model_state(w->own, layer);

	row_in(s.h, h);
	if (c && s.c)
		row_in(s.c, c);
}
