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
	own = core_new(&spec, OWNS_READING, net, e);
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
	core_free(w->own);
	free(w);
}

LOCAL void walker_forget(struct walker *w) { core_forget(w->own); }

LOCAL void walker_continue(struct walker *w)
{
	int row = 0;
	const struct net *net = parts_at(w->net, QUANTITY_STATE, &row);

	for (int i = 0; i < w->own->states; i++) {
		struct var *to = &w->own->state[i].x;

		memcpy(to->v, net->state[i].x.v, (size_t)to->ld * sizeof(real));
	}
}

LOCAL double walker_run(struct walker *w, const int *in, const int *target,
			int n)
{
	static const struct pass forward_only;
	const struct batch batch = { .steps = n, .id = in, .target = target };

	return core_run(w->own, &batch, &forward_only);
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
	const struct var *cell = core_state(w->own, "state.c", layer);

	row_out(core_state(w->own, "state.h", layer), 0, h);
	if (c && cell)
		row_out(cell, 0, c);
	else if (c)
		memset(c, 0, (size_t)w->own->spec.hidden * sizeof *c);
}

LOCAL void walker_set_state(struct walker *w, int layer, const double *h,
			    const double *c)
{
	struct var *cell = core_state(w->own, "state.c", layer);

	row_in(core_state(w->own, "state.h", layer), h);
	if (c && cell)
		row_in(cell, c);
}
