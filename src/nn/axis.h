/* axis.h: one side of a matrix: how many numbers it has and where they are. */
#ifndef NN_AXIS_H
#define NN_AXIS_H

#include "nn/vec.h"

/* A gated axis holds, for each VL units, the VL values of gate 0, then of
 * gate 1, ...: what one step of a cell needs together.  Where the last block
 * is not full, each of its gates ends in padding. */
struct axis {
	int n; /* units * gates */
	int units, gates;
};

FORCE struct axis gated(int units, int gates)
{
	return (struct axis){ units * gates, units, gates };
}

FORCE struct axis plain(int n) { return gated(n, 1); }

FORCE int axis_padded(struct axis a) { return pad(a.units) * a.gates; }

/* How far products must go: padding at the end of a plain axis is left out. */
FORCE int axis_used(struct axis a)
{
	return a.gates == 1 ? a.n : axis_padded(a);
}

/* Where number i, counted gate by gate as PyTorch does, is stored. */
FORCE int axis_at(struct axis a, int i)
{
	int gate = i / a.units, unit = i % a.units;

	return (unit / VL * a.gates + gate) * VL + unit % VL;
}

/* The places without the padding, as stretches that have none inside: the
 * full blocks, then of each gate the units that are left over. */
struct stretch {
	int first, count;
};

FORCE int axis_stretches(struct axis a)
{
	return a.gates == 1 || a.units % VL == 0 ? 1 : 1 + a.gates;
}

FORCE struct stretch axis_stretch(struct axis a, int i)
{
	int full = a.units / VL * VL;

	if (a.gates == 1)
		return (struct stretch){ 0, a.n };
	if (i == 0)
		return (struct stretch){ 0, full * a.gates };
	return (struct stretch){ full * a.gates + (i - 1) * VL,
				 a.units - full };
}

#endif
