/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net.c: named quantities of a net, and the table of this build of the
 * engine. */
#include "nn/core.h"
#include "nn/image.h"
#include "nn/reader.h"
#include "nn/parts.h"
#include "nn/walker.h"
#include <assert.h>
#include <string.h>

/* ---- the directory of quantities --------------------------------------- */

struct located {
	struct quantity quantity;
	struct var *x;
	bool flipped;
};

static int gates_of_axes(struct axis row, struct axis col)
{
	return row.kind == AXIS_GATES   ? row.gates
	       : col.kind == AXIS_GATES ? col.gates
					: 1;
}

/* All but x itself */
static struct located located(const struct var *x, enum quantity_kind kind,
			      const char *name, int layer)
{
	return (struct located){
		.quantity = {
			.name = name,
			.kind = kind,
			.row_axis = x->row.kind,
			.col_axis = x->col.kind,
			.gates = gates_of_axes(x->row, x->col),
			.layer = layer,
			.rows = x->row.n,
			.cols = x->col.n,
			.has_gradient = x->requires_grad,
		},
	};
}

static struct located locate_param(const struct net *n, int i)
{
	struct param *p = &n->param[i];
	struct located s =
		located(&p->x, QUANTITY_PARAMETER, p->name, p->layer);

	s.x = &p->x;
	s.quantity.role = p->role;
	s.flipped = p->flipped;
	if (p->flipped) {
		s.quantity.rows = p->x.col.n;
		s.quantity.cols = p->x.row.n;
		s.quantity.row_axis = p->x.col.kind;
		s.quantity.col_axis = p->x.row.kind;
	}
	return s;
}

static struct located locate_state(const struct net *n, int i)
{
	struct carried *s = &n->state[i];
	struct located at = located(&s->x, QUANTITY_STATE, s->name, s->layer);

	at.x = &s->x;
	return at;
}

static struct located locate_sequence(const struct net *n, int i)
{
	const struct shown *s = &n->tape.shown[i];
	const struct var shape = {
		.row = s->row,
		.col = s->col,
		.requires_grad = s->has_gradient,
	};
	struct located at =
		located(&shape, QUANTITY_SEQUENCE, s->name, s->layer);

	at.x = s->x;
	return at;
}

static enum quantity_kind kind_of(const struct net *n, int i)
{
	return i < n->params               ? QUANTITY_PARAMETER
	       : i < n->params + n->states ? QUANTITY_STATE
					   : QUANTITY_SEQUENCE;
}

static int net_count(const struct net *n)
{
	int row = 0;

	n = parts_at(n, QUANTITY_SEQUENCE, &row);
	return n->params + n->states + n->tape.shows;
}

/* Finds quantity i in the part that holds row *row; *row becomes its row within
 * that part. */
static struct located locate(const struct net *n, int i, int *row)
{
	enum quantity_kind kind = kind_of(n, i);

	assert(i >= 0 && i < net_count(n));
	n = parts_at(n, kind, row);
	if (kind == QUANTITY_PARAMETER)
		return locate_param(n, i);
	if (kind == QUANTITY_STATE)
		return locate_state(n, i - n->params);
	return locate_sequence(n, i - n->params - n->states);
}

static struct quantity net_describe(const struct net *n, int i)
{
	int row = 0;
	struct quantity q = locate(n, i, &row).quantity;

	if (q.kind != QUANTITY_PARAMETER) { /* of all parts */
		row = 0;
		q.rows = q.rows / parts_at(n, q.kind, &row)->spec.batch *
			 n->spec.batch;
	}
	return q;
}

static int net_find(const struct net *n, const char *name, int layer)
{
	for (int i = 0; i < net_count(n); i++) {
		struct quantity q = net_describe(n, i);

		if (!strcmp(q.name, name) && (layer < 0 || layer == q.layer))
			return i;
	}
	return -1;
}

/* ---- reading and writing ----------------------------------------------- */

/* The first number of a part of a quantity; NULL where it has no values yet
 * and where `row` is after the last pass. */
static real *part_of(const struct net *n, const struct located *s,
		     enum part part, int row)
{
	bool param = s->quantity.kind == QUANTITY_PARAMETER;

	if (!s->x || (!param && row >= s->x->row.n))
		return NULL;
	if (part == PART_VALUE)
		return s->x->v;
	if (part == PART_GRADIENT) {
		assert(s->quantity.has_gradient);
		return param || s->x->has_grad ? s->x->g : NULL;
	}
	assert(param);
	return n->flat.slot[part == PART_SLOT1] + (s->x->v - n->flat.w);
}

static long offset_of(const struct located *s, int row, int col)
{
	const struct var *x = s->x;

	assert(row >= 0 && row < s->quantity.rows);
	assert(col >= 0 && col < s->quantity.cols);
	if (s->flipped)
		return (long)col * x->ld + axis_at(x->col, row);
	return (long)axis_at(x->row, row) * x->ld + axis_at(x->col, col);
}

static double net_get(const struct net *n, int i, enum part part, int row,
		      int col)
{
	struct located s = locate(n, i, &row);
	const real *p = part_of(n, &s, part, row);

	return p ? (double)p[offset_of(&s, row, col)] : 0;
}

/* A row of that axis, gate by gate */
static void gated_row(const real *p, struct axis a, double *out)
{
	int units = a.units;

	if (a.head) {
		for (int i = 0; i < a.n; i++)
			out[i] = (double)p[axis_at(a, i)];
		return;
	}
	for (int gate = 0; gate < a.gates; gate++)
		for (int unit = 0; unit < units; unit++)
			*out++ = (double)p[(unit / VL * a.gates + gate) * VL +
					   unit % VL];
}

static void net_read(const struct net *n, int i, enum part part, int row,
		     double *out)
{
	struct located s = locate(n, i, &row);
	const real *p = part_of(n, &s, part, row);

	if (p && !s.flipped) {
		/* Often: the state is read before every iteration, activity
		 * for the screen. */
		gated_row(p + offset_of(&s, row, 0), s.x->col, out);
		return;
	}
	for (int col = 0; col < s.quantity.cols; col++)
		out[col] = p ? (double)p[offset_of(&s, row, col)] : 0;
}

static void put(const struct located *s, enum part part, real *p, int row,
		int col, double value)
{
	if (!p)
		return;
	p[offset_of(s, row, col)] = (real)value;
	if (part == PART_GRADIENT && s->x->touched)
		s->x->touched[s->flipped ? col : row] = 1;
}

static void net_set(struct net *n, int i, enum part part, int row, int col,
		    double value)
{
	struct located s = locate(n, i, &row);

	put(&s, part, part_of(n, &s, part, row), row, col, value);
}

static void net_write(struct net *n, int i, enum part part, int row,
		      const double *values)
{
	struct located s = locate(n, i, &row);
	real *p = part_of(n, &s, part, row);

	for (int col = 0; col < s.quantity.cols; col++)
		put(&s, part, p, row, col, values[col]);
}

/* ---- the table --------------------------------------------------------- */

static struct net *net_new(const struct net_spec *spec, struct err *e)
{
	return core_new(spec, OWNS_PARAMS, NULL, e);
}

static double net_run(struct net *n, const struct batch *batch,
		      const struct pass *pass)
{
	assert(batch->target || batch->goal || n->owner == OWNS_READING);
	if (n->parts)
		return parts_run(n, batch, pass);
	return core_run(n, batch, pass);
}

static void net_forget(struct net *n)
{
	for (int i = 0; i < parts_count(n); i++)
		core_forget(parts_net(n, i));
}

static bool net_update(struct net *n, const struct optim *o,
		       struct update_report *report)
{
	return optim_update(&n->flat, o, report);
}

static void net_clear_slots(struct net *n)
{
	size_t bytes = (size_t)n->flat.size * sizeof(real);

	memset(n->flat.slot[0], 0, bytes);
	memset(n->flat.slot[1], 0, bytes);
}

static size_t net_memory(const struct net *n)
{
	return sizeof *n + (size_t)n->params * sizeof *n->param +
	       (size_t)n->states * sizeof *n->state + n->bytes +
	       parts_memory(n);
}

#define ISA_base "baseline"
#define ISA_v3 "x86-64-v3"
#define ISA NN_PASTE(ISA, NN_ISA)

extern const struct engine NN_NAME(engine);
const struct engine NN_NAME(engine) = {
	.name = (NN_DOUBLE ? "double/" ISA : "float/" ISA),
	.precision = NN_DOUBLE ? PRECISION_DOUBLE : PRECISION_FLOAT,
	.isa = ISA,
	.net_new = net_new,
	.outline_new = core_outline,
	.net_free = core_free,
	.run = net_run,
	.update = net_update,
	.forget = net_forget,
	.clear_slots = net_clear_slots,
	.count = net_count,
	.describe = net_describe,
	.find = net_find,
	.read = net_read,
	.write = net_write,
	.get = net_get,
	.set = net_set,
	.memory = net_memory,
	.image_bytes = image_bytes,
	.image_save = image_save,
	.image_load = image_load,
	.reader_new = reader_new,
	.decode_begin = decode_begin,
	.decode_step = decode_step,
	.decode_reorder = decode_reorder,
	.walker_new = walker_new,
	.walker_free = walker_free,
	.walker_forget = walker_forget,
	.walker_continue = walker_continue,
	.walker_run = walker_run,
	.walker_logits = walker_logits,
	.walker_state = walker_state,
	.walker_set_state = walker_set_state,
};
