/* prediction.h: what the net expected at every character, and what came. A row
 * of the probe table; only for char nets. */
#ifndef PROBE_PREDICTION_H
#define PROBE_PREDICTION_H

#include "probe/probe.h"

enum { PREDICTION_TOP = 24 };

/* The softmax after a character, at temperature 1. */
struct prediction {
	uint32_t next;  /* the character that came */
	double p_next;  /* its probability */
	int rank;       /* 1: it was the most probable */
	double entropy; /* bits */
	int count;      /* of the most probable, in their order */
	uint32_t symbol[PREDICTION_TOP];
	double p[PREDICTION_TOP];
};
/* Reads one column of the time axis.  False: it was not kept. */
bool prediction_at(const struct reading *, int column, struct prediction *);

extern const struct trace prediction;
void prediction_collect(const struct run *, const struct view *,
			const struct snapshot *, struct reading *);

#endif
