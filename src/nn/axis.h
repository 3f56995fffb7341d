/* axis.h: the layout of one dimension of a matrix: how many numbers it has and
 * where each is stored. */
#ifndef NN_AXIS_H
#define NN_AXIS_H

#include "nn/engine.h"
#include "nn/vec.h"

/* A gated axis holds, for each block of VL units, the VL values of gate 0, then
 * of gate 1, ...: one step of a cell needs them together.  If the last block
 * is not full, each of its gates ends in padding. */
struct axis {
	int n; /* units * gates */
	int units, gates;
	enum axis_kind kind; /* what its numbers stand for */
	int head;            /* not 0: joined of two plain axes, the first of so
				many numbers, each with its own padding */
};

INLINE struct axis gated(int units, int gates)
{
	return (struct axis){ units * gates, units, gates, AXIS_GATES, 0 };
}

INLINE struct axis axis_of(enum axis_kind kind, int n)
{
	return (struct axis){ n, n, 1, kind, 0 };
}

INLINE struct axis plain(int n) { return axis_of(AXIS_PLAIN, n); }

/* What reads its two parts takes them apart with split_columns(). */
INLINE struct axis joined(int head, int tail)
{
	return (struct axis){ head + tail, head + tail, 1, AXIS_PLAIN, head };
}

INLINE int axis_padded(struct axis a)
{
	if (a.head)
		return pad(a.head) + pad(a.n - a.head);
	return pad(a.units) * a.gates;
}

/* Elements that a product must visit: a plain axis ends before its padding. */
INLINE int axis_used(struct axis a)
{
	return a.gates == 1 ? a.n : axis_padded(a);
}

/* The offset of number i, counted gate by gate as PyTorch does. */
INLINE int axis_at(struct axis a, int i)
{
	int gate = i / a.units, unit = i % a.units;

	if (a.head)
		return i < a.head ? i : pad(a.head) + i - a.head;
	return (unit / VL * a.gates + gate) * VL + unit % VL;
}

/* The storage without its padding, as contiguous ranges: the full blocks, then
 * per gate the units that are left over. */
struct range {
	int first, count;
};

INLINE int axis_ranges(struct axis a)
{
	return a.gates == 1 || a.units % VL == 0 ? 1 : 1 + a.gates;
}

INLINE struct range axis_range(struct axis a, int i)
{
	int full = a.units / VL * VL;

	if (a.gates == 1)
		return (struct range){ 0, a.n };
	if (i == 0)
		return (struct range){ 0, full * a.gates };
	return (struct range){ full * a.gates + (i - 1) * VL, a.units - full };
}

#endif
