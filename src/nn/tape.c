/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tape.c: recording of operations, and the memory they live in. */
#include "nn/tape.h"
#include "nn/kernels.h"
#include "nn/packed.h"
#include "base/util.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	ALIGN = 64, /* of values: a cache line */
	NODE_ALIGN = 16,
	CHUNK = 16 << 10, /* bytes of nodes */
	SHOWN = 16,
};

struct chunk {
	struct chunk *next;
	size_t used;
	_Alignas(NODE_ALIGN) char bytes[CHUNK];
};

LOCAL void tape_measure(struct tape *tape, bool gradients)
{
	*tape = (struct tape){ .measuring = true, .gradients = gradients };
}

LOCAL void tape_restart(struct tape *tape)
{
	tape->kept = 0;
	tape_reset(tape);
	tape->shows = 0;
}

LOCAL void tape_keep(struct tape *tape) { tape->kept = tape->used; }

LOCAL void tape_reset(struct tape *tape)
{
	tape_return(tape, (struct mark){ .used = tape->kept });
}

LOCAL struct mark tape_mark(const struct tape *tape)
{
	return (struct mark){
		.used = tape->used,
		.node = tape->node,
		.node_used = tape->node ? tape->node->used : 0,
		.last = tape->last,
		.next_show = tape->next_show,
	};
}

LOCAL void tape_return(struct tape *tape, struct mark m)
{
	tape->used = m.used;
	tape->node = m.node;
	if (m.node)
		m.node->used = m.node_used;
	tape->last = m.last;
	for (int i = m.next_show; i < tape->next_show; i++)
		tape->shown[i].x = NULL;
	tape->next_show = m.next_show;
}

LOCAL size_t tape_needs(const struct tape *tape) { return tape->most; }

LOCAL void tape_allocate(struct tape *tape, void *base)
{
	tape->base = base;
	tape->size = tape->most;
}

LOCAL void tape_release(struct tape *tape)
{
	for (struct chunk *c = tape->nodes, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	free(tape->shown);
	*tape = (struct tape){ 0 };
}

/* Goes on to the next chunk; allocates it when measuring. */
static struct chunk *next_chunk(struct tape *tape)
{
	struct chunk **at = tape->node ? &tape->node->next : &tape->nodes;

	if (!*at) {
		assert(tape->measuring);
		*at = xmalloc(sizeof **at);
		(*at)->next = NULL;
	}
	(*at)->used = 0;
	return tape->node = *at;
}

LOCAL void *tape_node(struct tape *tape, size_t bytes)
{
	struct chunk *c = tape->node;
	void *node;

	bytes = (bytes + NODE_ALIGN - 1) / NODE_ALIGN * NODE_ALIGN;
	assert(bytes <= CHUNK);
	if (!c || c->used + bytes > CHUNK)
		c = next_chunk(tape);
	node = c->bytes + c->used;
	c->used += bytes;
	return memset(node, 0, bytes);
}

LOCAL real *tape_reals(struct tape *tape, size_t rows, size_t cols)
{
	size_t at = tape->used, bytes;

	if (__builtin_mul_overflow(rows, cols, &bytes) ||
	    __builtin_mul_overflow(bytes, sizeof(real), &bytes) ||
	    __builtin_add_overflow(bytes, ALIGN - 1, &bytes) ||
	    __builtin_add_overflow(bytes / ALIGN * ALIGN, at, &tape->used)) {
		assert(tape->measuring);
		tape->used = SIZE_MAX; /* every later sum overflows too */
	}
	if (tape->used > tape->most)
		tape->most = tape->used;
	if (!tape->base)
		return NULL;
	assert(tape->used <= tape->size);
	return (real *)(tape->base + at);
}

LOCAL int *tape_ints(struct tape *tape, size_t n)
{
	return (int *)tape_reals(
		tape, n, (sizeof(int) + sizeof(real) - 1) / sizeof(real));
}

LOCAL struct var *tape_var(struct tape *tape, struct axis row, struct axis col,
			   bool with_gradient)
{
	struct var *x = tape_node(tape, sizeof *x);

	x->row = row;
	x->col = col;
	x->ld = axis_padded(col);
	x->v = tape_reals(tape, (size_t)row.n, (size_t)x->ld);
	x->requires_grad = with_gradient && tape->gradients;
	if (x->requires_grad)
		x->g = tape_reals(tape, (size_t)row.n, (size_t)x->ld);
	return x;
}

static void first_show(struct tape *tape, struct shown s)
{
	assert(tape->measuring);
	if (tape->shows == tape->capacity) {
		tape->capacity = tape->capacity ? 2 * tape->capacity : SHOWN;
		tape->shown = xreallocarray(tape->shown, (size_t)tape->capacity,
					    sizeof *tape->shown);
	}
	tape->shown[tape->shows++] = s;
}

LOCAL void tape_show(struct tape *tape, struct var *x, const char *name,
		     int layer)
{
	if (tape->next_show == tape->shows)
		first_show(tape,
			   (struct shown){ .name = name,
					   .layer = layer,
					   .row = x->row,
					   .col = x->col,
					   .has_gradient = x->requires_grad });
	assert(tape->shown[tape->next_show].name == name);
	tape->shown[tape->next_show++].x = x;
}

LOCAL void tape_push(struct tape *tape, struct op *op, struct var *made,
		     struct var *made_too, void (*forward)(struct op *),
		     void (*backward)(struct op *))
{
	op->backward = backward;
	op->made[0] = made;
	op->made[1] = made_too;
	op->before = tape->last;
	tape->last = op;
	if (!tape->measuring)
		forward(op);
}

static void reserve(struct tape *tape, struct copy *c, size_t reals)
{
	if (!c->reserved)
		c->v = tape_reals(tape, 1, reals);
	c->reserved = true;
}

LOCAL const real *transposed(struct tape *tape, struct var *w)
{
	struct copy *c = &w->copies.transposed;
	int rows = axis_padded(w->row), cols = axis_padded(w->col);

	reserve(tape, c, (size_t)cols * (size_t)rows);
	if (!c->made && !tape->measuring)
		transpose(rows, cols, w->v, w->ld, c->v, rows);
	c->made = true;
	return c->v;
}

LOCAL void reserve_packed(struct tape *tape, struct var *w)
{
	int rows = axis_padded(w->row), cols = axis_padded(w->col);

	reserve(tape, &w->copies.packed_t, packed_reals(cols, rows));
	reserve(tape, &w->copies.packed, packed_reals(rows, cols));
}

LOCAL const real *packed_wt(struct var *w)
{
	struct copy *c = &w->copies.packed_t;

	if (!c->made)
		pack(axis_padded(w->col), axis_padded(w->row), w->v, w->ld,
		     true, c->v);
	c->made = true;
	return c->v;
}

LOCAL const real *packed_w(struct var *w)
{
	struct copy *c = &w->copies.packed;

	if (!c->made)
		pack(axis_padded(w->row), axis_padded(w->col), w->v, w->ld,
		     false, c->v);
	c->made = true;
	return c->v;
}

LOCAL void grad_begin(struct var *x)
{
	if (!grad_add(x))
		memset(x->g, 0,
		       (size_t)x->row.n * (size_t)x->ld * sizeof *x->g);
}

static bool got_gradient(const struct op *op)
{
	struct var *const *made = op->made;

	return !made[0] || made[0]->has_grad || (made[1] && made[1]->has_grad);
}

LOCAL void tape_backward(struct tape *tape)
{
	for (struct op *op = tape->last; op; op = op->before)
		if (got_gradient(op))
			op->backward(op);
}
