/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model.c: how the character model is laid out, recorded and run. */
#include "nn/model.h"
#include "nn/parts.h"
#include "base/util.h"
#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parameters of a layer, in the order of the directory. */
enum { INPUT, RECURRENT, BIAS, INNER };

static recurrent_layer *const cell_layer[CELLS] = {
	[CELL_RNN] = rnn_layer,
	[CELL_GRU] = gru_layer,
	[CELL_LSTM] = lstm_layer,
};

static int params_per_layer(const struct net_spec *s)
{
	return s->cell == CELL_GRU ? INNER + 1 : BIAS + 1;
}

static struct var *param_of(const struct net *n, int layer, int which)
{
	return &n->param[layer * params_per_layer(&n->spec) + which].x;
}

LOCAL int model_states(const struct net *n)
{
	return n->spec.layers * (1 + cell_info[n->spec.cell].has_cell_state);
}

LOCAL struct state model_state(const struct net *n, int layer)
{
	bool two = cell_info[n->spec.cell].has_cell_state;
	struct var *h = &n->state[layer * (1 + two)];

	return (struct state){ h, two ? h + 1 : NULL };
}

/* ---- layout ------------------------------------------------------------ */

static void declare(struct net *n, int i, const char *name, int layer,
		    struct axis row, struct axis col)
{
	struct param *p = &n->param[i];

	if (layer < 0)
		snprintf(p->name, sizeof p->name, "%s", name);
	else
		snprintf(p->name, sizeof p->name, "%s%d", name, layer);
	p->layer = layer;
	p->x = (struct var){ .row = row, .col = col, .ld = axis_padded(col) };
	n->flat.count += (double)row.n * col.n;
}

static void declare_params(struct net *n)
{
	const struct net_spec *s = &n->spec;
	struct axis z = gated(s->hidden, cell_info[s->cell].gates);
	struct axis h = plain(s->hidden), v = plain(s->vocab), one = plain(1);
	int i = 0;

	for (int k = 0; k < s->layers; k++) {
		declare(n, i++, "rnn.weight_ih_l", k, k ? z : v, k ? h : z);
		declare(n, i++, "rnn.weight_hh_l", k, z, h);
		declare(n, i++, "rnn.bias_ih_l", k, one, z);
		if (s->cell == CELL_GRU)
			declare(n, i++, "rnn.bias_hn_l", k, one, h);
	}
	declare(n, i++, "out.weight", -1, v, h);
	declare(n, i++, "out.bias", -1, one, v);
	n->param[0].flipped = n->param[0].table = true;
}

/* One vector: the parameters follow one another, padded to whole lines. */
static real *lay_out_vector(struct net *n, size_t member)
{
	struct tape *tape = &n->tape;
	size_t begin = tape->used;
	real *first = NULL;

	for (int i = 0; i < n->params; i++) {
		struct var *x = &n->param[i].x;
		real *p = tape_reals(tape, (size_t)axis_padded(x->row),
				     (size_t)x->ld);

		if (!i)
			first = p;
		if (member)
			*(real **)((char *)x + member) = p;
	}
	n->flat.size = (long)((tape->used - begin) / sizeof(real));
	return first;
}

static void lay_out_marks(struct net *n, struct var *x)
{
	size_t marks = (size_t)x->row.n / sizeof(real) + 1;

	x->touched = (unsigned char *)tape_reals(&n->tape, 1, marks);
	n->flat.table[n->flat.tables++] = (struct table){
		.at = x->g - n->flat.g,
		.row = x->ld,
		.rows = x->row.n,
		.touched = x->touched,
	};
}

static void lay_out_gradient(struct net *n)
{
	n->flat.g = lay_out_vector(n, offsetof(struct var, g));
	n->flat.tables = 0;
	for (int i = 0; i < n->params; i++) {
		n->param[i].x.requires_grad = true;
		if (n->param[i].table)
			lay_out_marks(n, &n->param[i].x);
	}
}

static void lay_out_params(struct net *n)
{
	struct flat *f = &n->flat;

	f->w = lay_out_vector(n, offsetof(struct var, v));
	lay_out_gradient(n);
	f->slot[0] = lay_out_vector(n, 0);
	f->slot[1] = lay_out_vector(n, 0);
}

static void borrow_params(struct net *n, const struct net *reads)
{
	n->flat = reads->flat;
	for (int i = 0; i < n->params; i++) {
		n->param[i] = reads->param[i];
		if (n->role != ROLE_READER)
			continue;
		n->param[i].x.g = NULL;
		n->param[i].x.requires_grad = false;
		n->param[i].x.touched = NULL;
	}
}

static void lay_out_state(struct net *n)
{
	const struct net_spec *s = &n->spec;
	struct axis col = plain(s->hidden);

	for (int i = 0; i < model_states(n); i++) {
		struct var *x = &n->state[i];
		size_t rows = (size_t)s->batch, ld = (size_t)axis_padded(col);

		*x = (struct var){
			.row = plain(s->batch),
			.col = col,
			.ld = (int)ld,
		};
		x->v = tape_reals(&n->tape, rows, ld);
		x->requires_grad = n->tape.gradients;
		if (x->requires_grad)
			x->g = tape_reals(&n->tape, rows, ld);
	}
}

/* ---- recording --------------------------------------------------------- */

static double record(struct net *n, const struct batch *batch,
		     double probability, gsl_rng *rng)
{
	struct tape *tape = &n->tape;
	int L = n->spec.layers, T = batch->steps, B = n->spec.batch;
	struct var *x = NULL;
	struct losses losses;

	tape_reset(tape);
	for (int i = 0; i < n->params; i++)
		n->param[i].x.copies = (struct copies){ 0 };
	for (int k = 0; k < L; k++) {
		struct var *w = param_of(n, k, INPUT);
		struct var *b = param_of(n, k, BIAS);
		struct var *z = k ? linear(tape, x, w, b)
				  : embed(tape, w, b, batch->id, T * B);
		struct recurrent p = { .w = param_of(n, k, RECURRENT) };
		struct unrolled u;

		if (n->spec.cell == CELL_GRU)
			p.bn = param_of(n, k, INNER);
		u = cell_layer[n->spec.cell](tape, z, &p, model_state(n, k), T,
					     B);
		n->end[k] = u.s;
		tape_show(tape, u.s.h, "h", k);
		if (u.s.c)
			tape_show(tape, u.s.c, "c", k);
		tape_show(tape, u.gates, "gates", k);
		x = dropout(tape, u.s.h, probability, rng);
	}
	x = linear(tape, x, param_of(n, L, 0), param_of(n, L, 1));
	tape_show(tape, x, "logits", -1);
	n->logits = x;
	if (!batch->target)
		return 0;
	losses = cross_entropy(tape, x, batch->target, batch->weight,
			       n->averaged_over);
	tape_show(tape, losses.p, "p", -1);
	tape_show(tape, losses.each, "loss", -1);
	return losses.sum;
}

/* Allocates the permanent part and records the largest pass, with targets and
 * dropout, computing nothing.  The first run measures; the second makes the
 * sequences that are visible before the first pass. */
static void dry_run(struct net *n)
{
	static const int target;
	const struct batch largest = {
		.steps = n->spec.steps,
		.target = &target,
	};

	tape_restart(&n->tape);
	if (n->role <= ROLE_WHOLE)
		lay_out_params(n);
	else if (n->role == ROLE_PART)
		lay_out_gradient(n);
	if (n->role == ROLE_WHOLE)
		return;
	lay_out_state(n);
	tape_keep(&n->tape);
	record(n, &largest, 0.5, NULL);
}

/* Products of two of these stay far inside an int or a long. */
static bool sizes_fit(const struct net_spec *s)
{
	enum { MOST = 1 << 24 };
	const int size[] = { s->vocab, s->hidden, s->layers, s->steps,
			     s->batch };

	for (size_t i = 0; i < LENGTH(size); i++)
		if (size[i] < 1 || size[i] > MOST)
			return false;
	return ((long)s->steps + 1) * s->batch <= INT_MAX / 2 &&
	       (long)s->hidden * cell_info[s->cell].gates <= MOST &&
	       s->layers <= SHRT_MAX;
}

static bool take_memory(struct net *n, struct err *e)
{
	enum { LINE = 64 };
	size_t needs = tape_needs(&n->tape);

	if (needs < PTRDIFF_MAX - LINE)
		n->memory = calloc(1, needs + LINE);
	if (!n->memory)
		return err_set(e, ERR_RESOURCE,
			       "no memory for a net of this size (%.3g GiB)",
			       (double)needs / (1 << 30));
	n->bytes = needs + LINE;
	tape_allocate(&n->tape,
		      (char *)n->memory + LINE - (uintptr_t)n->memory % LINE);
	return true;
}

static int threads_of(const struct net_spec *s, enum role role)
{
	return role == ROLE_WHOLE ? clamp_int(s->threads, 1, s->batch) : 1;
}

LOCAL struct net *model_new(const struct net_spec *spec, enum role role,
			    const struct net *reads, struct err *e)
{
	size_t layers = (size_t)spec->layers;
	struct net *n;

	if (!sizes_fit(spec)) {
		err_set(e, ERR_RESOURCE, "a net of these sizes is too large");
		return NULL;
	}
	n = xcalloc(1, sizeof *n);
	n->spec = *spec;
	n->spec.threads = threads_of(spec, role);
	n->role = n->spec.threads == 1 && role == ROLE_WHOLE ? ROLE_ALONE
							     : role;
	n->averaged_over = spec->batch;
	n->params = spec->layers * params_per_layer(spec) + 2;
	n->param = xcalloc((size_t)n->params, sizeof *n->param);
	n->state = xcalloc(layers, 2 * sizeof *n->state);
	n->end = xcalloc(layers, sizeof *n->end);
	tape_measure(&n->tape, role != ROLE_READER);
	if (reads)
		borrow_params(n, reads);
	else
		declare_params(n);
	dry_run(n);
	if (!take_memory(n, e))
		goto fail;
	dry_run(n);
	n->tape.measuring = false;
	if (n->role != ROLE_WHOLE || parts_new(n, e))
		return n;
fail:
	model_free(n);
	return NULL;
}

LOCAL void model_free(struct net *n)
{
	if (!n)
		return;
	parts_free(n);
	tape_release(&n->tape);
	free(n->memory);
	free(n->end);
	free(n->state);
	free(n->param);
	free(n);
}

/* ---- running ----------------------------------------------------------- */

static void zero_rows(struct var *x, int first, int rows)
{
	if (x)
		memset(var_row(x, first), 0,
		       (size_t)rows * (size_t)x->ld * sizeof(real));
}

LOCAL void model_forget(struct net *n)
{
	for (int k = 0; k < n->spec.layers; k++) {
		struct state s = model_state(n, k);

		zero_rows(s.h, 0, n->spec.batch);
		zero_rows(s.c, 0, n->spec.batch);
	}
}

static void start_fresh(struct net *n, const bool *fresh)
{
	for (int b = 0; b < n->spec.batch; b++)
		for (int k = 0; fresh[b] && k < n->spec.layers; k++) {
			zero_rows(model_state(n, k).h, b, 1);
			zero_rows(model_state(n, k).c, b, 1);
		}
}

/* Only the rows that the last backward pass touched hold anything. */
static void clear_table(struct var *table)
{
	for (int r = 0; r < table->row.n; r++) {
		if (!table->touched[r])
			continue;
		table->touched[r] = 0;
		memset(grad_row(table, r), 0, (size_t)table->ld * sizeof(real));
	}
}

/* An update reads all gradients: makes those of parameters that had no part in
 * the loss zero. */
static void clear_unused(struct var *x)
{
	if (!x->has_grad && !x->touched)
		memset(x->g, 0,
		       (size_t)axis_padded(x->row) * (size_t)x->ld *
			       sizeof(real));
}

static void backward(struct net *n)
{
	for (int i = 0; i < n->params; i++) {
		struct var *x = &n->param[i].x;

		x->has_grad = false;
		if (x->touched)
			clear_table(x);
	}
	for (int k = 0; k < n->spec.layers; k++) {
		struct state s = model_state(n, k);

		s.h->has_grad = false;
		if (s.c)
			s.c->has_grad = false;
	}
	tape_backward(&n->tape);
	for (int i = 0; i < n->params; i++)
		clear_unused(&n->param[i].x);
}

/* The next pass starts from the last rows of x. */
static void carry(struct var *state, const struct var *x)
{
	if (state)
		memcpy(state->v, var_row(x, x->row.n - state->row.n),
		       (size_t)state->row.n * (size_t)x->ld * sizeof(real));
}

LOCAL double model_run(struct net *n, const struct batch *batch,
		       const struct pass *pass)
{
	double loss;

	assert(batch->steps >= 1 && batch->steps <= n->spec.steps);
	if (batch->fresh)
		start_fresh(n, batch->fresh);
	loss = record(n, batch, pass->dropout, pass->rng);
	if (pass->backward)
		backward(n);
	for (int k = 0; k < n->spec.layers; k++) {
		carry(model_state(n, k).h, n->end[k].h);
		carry(model_state(n, k).c, n->end[k].c);
	}
	return loss;
}
