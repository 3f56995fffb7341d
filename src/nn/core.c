/* SPDX-License-Identifier: GPL-3.0-or-later */
/* core.c: how a net is laid out, and how its passes run. */
#include "nn/core.h"
#include "nn/models.h"
#include "nn/parts.h"
#include "base/util.h"
#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct model models[MODELS] = {
	[MODEL_CHAR] = { .declare = char_declare, .record = char_record },
	[MODEL_LABEL] = { .declare = label_declare, .record = label_record },
	[MODEL_SEQ2SEQ] = { seq2seq_declare, seq2seq_record, seq2seq_begin,
			    seq2seq_step },
};

/* ---- declarations ------------------------------------------------------ */

LOCAL struct param *net_param(struct net *n, enum param_role role,
			      const char *name, int layer, struct axis row,
			      struct axis col)
{
	struct param *p;

	n->param = xreallocarray(n->param, (size_t)n->params + 1, sizeof *p);
	p = &n->param[n->params++];
	*p = (struct param){
		.x = { .row = row, .col = col, .ld = axis_padded(col) },
		.role = role,
		.layer = layer,
	};
	snprintf(p->name, sizeof p->name, "%s", name);
	n->flat.count += (double)row.n * col.n;
	return p;
}

LOCAL void net_state(struct net *n, const char *name, int layer,
		     struct axis col)
{
	struct carried *s;

	n->state = xreallocarray(n->state, (size_t)n->states + 1, sizeof *s);
	s = &n->state[n->states++];
	*s = (struct carried){
		.x = { .row = plain(n->spec.batch),
		       .col = col,
		       .ld = axis_padded(col) },
		.name = name,
		.layer = layer,
	};
}

LOCAL struct var *core_state(const struct net *n, const char *name, int layer)
{
	for (int i = 0; i < n->states; i++)
		if (n->state[i].layer == layer &&
		    !strcmp(n->state[i].name, name))
			return &n->state[i].x;
	return NULL;
}

/* ---- layout ------------------------------------------------------------ */

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
		if (n->owner != OWNS_READING)
			continue;
		n->param[i].x.g = NULL;
		n->param[i].x.requires_grad = false;
		n->param[i].x.touched = NULL;
	}
}

static void lay_out_state(struct net *n)
{
	for (int i = 0; i < n->states; i++) {
		struct var *x = &n->state[i].x;
		size_t rows = (size_t)x->row.n, ld = (size_t)x->ld;

		x->v = tape_reals(&n->tape, rows, ld);
		x->requires_grad = n->tape.gradients;
		if (x->requires_grad)
			x->g = tape_reals(&n->tape, rows, ld);
		if (n->model->step)
			n->state[i].spare = tape_reals(&n->tape, rows, ld);
	}
}

/* ---- recording --------------------------------------------------------- */

LOCAL void core_reset(struct net *n)
{
	tape_reset(&n->tape);
	for (int i = 0; i < n->params; i++)
		n->param[i].x.copies = (struct copies){ 0 };
}

static double record(struct net *n, const struct batch *batch,
		     const struct pass *pass)
{
	core_reset(n);
	return n->model->record(n, batch, pass);
}

/* Allocates the permanent part and records the largest pass, with targets and
 * dropout, computing nothing.  The first run measures; the second makes the
 * sequences that are visible before the first pass. */
static void dry_run(struct net *n)
{
	static const int target;
	static const double goal;
	const struct batch largest = {
		.steps = n->spec.steps,
		.out_steps = n->spec.out_steps,
		.target = &target,
		.goal = &goal,
	};
	const struct pass pass = { .dropout = 0.5 };

	tape_restart(&n->tape);
	if (n->owner == OWNS_ALL || n->owner == OWNS_PARAMS)
		lay_out_params(n);
	if (n->owner == OWNS_GRADIENTS)
		lay_out_gradient(n);
	if (n->owner == OWNS_PARAMS)
		return;
	lay_out_state(n);
	tape_keep(&n->tape);
	record(n, &largest, &pass);
}

/* Whether the net has something of that size. */
static bool uses(const struct net_spec *s, size_t size)
{
	bool label = s->model == MODEL_LABEL;

	switch (size) {
	case offsetof(struct net_spec, values): return s->values != 0;
	case offsetof(struct net_spec, goals): return s->goals != 0;
	case offsetof(struct net_spec, embedding):
	case offsetof(struct net_spec, symbols_in): return !label || !s->values;
	case offsetof(struct net_spec, symbols_out): return !label || !s->goals;
	case offsetof(struct net_spec, attention):
		return s->attend == ATTEND_ADDITIVE;
	default: return true;
	}
}

static bool rows_fit(int steps, int batch)
{
	return ((long)steps + 1) * batch <= INT_MAX / 2;
}

/* Products of two of these stay far inside an int or a long. */
static bool sizes_fit(const struct net_spec *s)
{
	enum { MOST = 1 << 24 };
	const struct model_info *info = &model_info[s->model];

	for (size_t i = 0; i < LENGTH(info->size) && info->size[i]; i++) {
		int size = *(const int *)((const char *)s + info->size[i]);

		if (uses(s, info->size[i]) && (size < 1 || size > MOST))
			return false;
	}
	return s->steps >= 1 && s->steps <= MOST && s->batch >= 1 &&
	       s->batch <= MOST && rows_fit(s->steps, s->batch) &&
	       (s->model != MODEL_SEQ2SEQ ||
		rows_fit(s->out_steps, s->batch)) &&
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

static int threads_of(const struct net_spec *s, enum owner owner)
{
	return owner == OWNS_PARAMS ? clamp_int(s->threads, 1, s->batch) : 1;
}

/* A net without memory: its spec, parameters and states. */
static struct net *declared(const struct net_spec *spec, enum owner owner,
			    const struct net *reads)
{
	struct net *n = xcalloc(1, sizeof *n);

	n->spec = *spec;
	n->spec.threads = threads_of(spec, owner);
	n->owner = n->spec.threads == 1 && owner == OWNS_PARAMS ? OWNS_ALL
								: owner;
	n->model = &models[spec->model];
	n->averaged_over = spec->batch;
	n->model->declare(n);
	if (reads)
		borrow_params(n, reads);
	return n;
}

LOCAL struct net *core_outline(const struct net_spec *spec, struct err *e)
{
	if (sizes_fit(spec))
		return declared(spec, OWNS_NOTHING, NULL);
	err_set(e, ERR_RESOURCE, "a net of these sizes is too large");
	return NULL;
}

LOCAL struct net *core_new(const struct net_spec *spec, enum owner owner,
			   const struct net *reads, struct err *e)
{
	struct net *n;

	if (!sizes_fit(spec)) {
		err_set(e, ERR_RESOURCE, "a net of these sizes is too large");
		return NULL;
	}
	n = declared(spec, owner, reads);
	tape_measure(&n->tape, owner != OWNS_READING);
	dry_run(n);
	if (!take_memory(n, e))
		goto fail;
	dry_run(n);
	n->tape.measuring = false;
	if (n->owner != OWNS_PARAMS || parts_new(n, e))
		return n;
fail:
	core_free(n);
	return NULL;
}

LOCAL void core_free(struct net *n)
{
	if (!n)
		return;
	parts_free(n);
	tape_release(&n->tape);
	free(n->decoding);
	free(n->memory);
	free(n->state);
	free(n->param);
	free(n);
}

/* ---- running ----------------------------------------------------------- */

static void zero_rows(struct var *x, int first, int rows)
{
	memset(var_row(x, first), 0,
	       (size_t)rows * (size_t)x->ld * sizeof(real));
}

LOCAL void core_forget(struct net *n)
{
	for (int i = 0; i < n->states; i++)
		zero_rows(&n->state[i].x, 0, n->spec.batch);
}

static void start_fresh(struct net *n, const bool *fresh)
{
	for (int b = 0; b < n->spec.batch; b++)
		for (int i = 0; fresh[b] && i < n->states; i++)
			zero_rows(&n->state[i].x, b, 1);
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
	for (int i = 0; i < n->states; i++)
		n->state[i].x.has_grad = false;
	tape_backward(&n->tape);
	for (int i = 0; i < n->params; i++)
		clear_unused(&n->param[i].x);
}

/* The next pass starts from the last rows of this one. */
static void carry(struct carried *s)
{
	size_t rows = (size_t)s->x.row.n, ld = (size_t)s->x.ld;

	memcpy(s->x.v, var_row(s->end, s->end->row.n - s->x.row.n),
	       rows * ld * sizeof(real));
}

LOCAL void core_carry(struct net *n)
{
	for (int i = 0; i < n->states; i++)
		carry(&n->state[i]);
}

LOCAL double core_run(struct net *n, const struct batch *batch,
		      const struct pass *pass)
{
	double loss;

	assert(batch->steps >= 1 && batch->steps <= n->spec.steps);
	assert(n->spec.model != MODEL_SEQ2SEQ ||
	       (batch->out_steps >= 1 &&
		batch->out_steps <= n->spec.out_steps));
	if (batch->fresh)
		start_fresh(n, batch->fresh);
	loss = record(n, batch, pass);
	if (pass->backward)
		backward(n);
	core_carry(n);
	return loss;
}
