/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader.c: reads and decodes with the parameters of a net. */
#include "nn/reader.h"
#include "nn/models.h"
#include "base/util.h"
#include <assert.h>
#include <string.h>

LOCAL struct net *reader_new(const struct net *net, int steps, int out_steps,
			     int batch, struct err *e)
{
	struct net_spec spec = net->spec;
	struct decoding *d;
	struct net *n;

	spec.steps = steps;
	spec.out_steps = out_steps;
	spec.batch = batch;
	n = core_new(&spec, OWNS_READING, net, e);
	if (!n)
		return NULL;
	n->predicts = true;
	if (!n->model->step)
		return n;
	d = xcalloc(1, sizeof *d + 3 * (size_t)batch * sizeof *d->memory);
	d->length = d->memory;
	d->of = d->length + batch;
	d->from = d->of + batch;
	n->decoding = d;
	return n;
}

LOCAL void decode_begin(struct net *n, const struct batch *batch)
{
	struct decoding *d = n->decoding;

	assert(d && batch->steps >= 1 && batch->steps <= n->spec.steps);
	for (int b = 0; b < n->spec.batch; b++) {
		d->length[b] = batch->length ? batch->length[b] : batch->steps;
		d->of[b] = b;
	}
	core_reset(n);
	n->model->begin(n, batch);
	d->encoded = tape_mark(&n->tape);
}

LOCAL void decode_step(struct net *n, const int *id)
{
	assert(n->decoding->source.T);
	tape_return(&n->tape, n->decoding->encoded);
	for (int i = 0; i < n->params; i++)
		n->param[i].x.copies = (struct copies){ 0 };
	n->model->step(n, id);
	core_carry(n);
}

static void reorder_state(struct carried *s, const int *from)
{
	size_t ld = (size_t)s->x.ld;
	real *was = s->x.v;

	for (int b = 0; b < s->x.row.n; b++)
		memcpy(s->spare + (size_t)b * ld, was + (size_t)from[b] * ld,
		       ld * sizeof(real));
	s->x.v = s->spare;
	s->spare = was;
}

LOCAL void decode_reorder(struct net *n, const int *from)
{
	struct decoding *d = n->decoding;
	int *was = d->of;

	for (int b = 0; b < n->spec.batch; b++) {
		assert(from[b] >= 0 && from[b] < n->spec.batch);
		d->from[b] = was[from[b]];
	}
	d->of = d->from;
	d->from = was;
	for (int i = 0; i < n->states; i++)
		reorder_state(&n->state[i], from);
}
