/* probe.h: the sources of a view's numbers: one row per reading.
 *
 * A trace is kept for every character of the time axis while training goes on;
 * collect() copies, on the trainer's thread, the snapshot's extract of it;
 * make() works on that copy on the analyst's thread, and may be slow.  A row is
 * added to the enum and to the table, and panels name it in what they want;
 * neither the snapshot nor its buffers change. */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include "train/snapshot.h"

enum probe_id {
	PROBE_HIDDEN,     /* trace [columns][H]: h of the top layer, -1..1 */
	PROBE_GATES,      /* trace [columns][gates] of the unit; named: i f g o
			     c h; r z n h; h */
	PROBE_SATURATION, /* [gates][2]: fraction of a gate's values below
			     0.1 (0 if signed) and above 0.9 (of |.| if
			     signed) over all units and columns; c has no
			     bounds and gets 0 */
	PROBE_HISTOGRAM,  /* [1][HISTOGRAM_BINS]: number of h, over all units
			     and columns, in each bin of -1..1 */
	PROBE_PREDICTION, /* trace: prediction_at() */
	PROBE_NGRAM,      /* made [1][4]: struct ngram of the text */
	PROBES
};
enum { HISTOGRAM_BINS = 20 };
#define PROBE_BIT(id) ((uint64_t)1 << (id)) /* in snapshot_wants */

struct run;
struct view;

/* Numbers kept per character of the time axis. */
struct trace {
	int (*width)(const struct run *);
	/* Reads the numbers of time step t of stream 0 in the last pass into
	 * `out`, which holds width() of them: a whole quantity of the net may
	 * be longer. */
	void (*read)(const struct run *, int t, double *out);
	bool costly; /* kept only while a reading of it is wanted */
};

/* The input of make(). */
struct raw {
	const struct corpus *corpus; /* immutable, outlives the screen */
	struct reading reading;      /* copied by collect() */
};

struct probe {
	const char *name;
	const struct trace *trace; /* that collect() reads; NULL: none */
	/* Fills a reading of the snapshot, whose time axis is known.  NULL: the
	 * text is enough for make(). */
	void (*collect)(const struct run *, const struct view *,
			const struct snapshot *, struct reading *);
	/* NULL: shown as copied. */
	void (*make)(const struct raw *, struct reading *made);
	double seconds; /* least time between two make() */
};
extern const struct probe probe_table[PROBES];

/* A reading of the snapshot; NULL: missing. */
static inline const struct reading *snapshot_reading(const struct snapshot *s,
						     enum probe_id id)
{
	return s->reading[id].rows > 0 ? &s->reading[id] : NULL;
}

static inline double reading_at(const struct reading *r, int row, int col)
{
	return (double)r->value[(size_t)row * (size_t)r->cols + (size_t)col];
}

/* h of a unit, and a gate, at one column. */
static inline double snapshot_hidden(const struct snapshot *s, int unit,
				     int column)
{
	return reading_at(&s->reading[PROBE_HIDDEN], column, unit);
}
static inline double snapshot_gate(const struct snapshot *s, int gate,
				   int column)
{
	return reading_at(&s->reading[PROBE_GATES], column, gate);
}
/* The number of gates, and their names. */
static inline int snapshot_gates(const struct snapshot *s)
{
	const struct reading *r = snapshot_reading(s, PROBE_GATES);

	return r ? r->cols : 0;
}
static inline const struct reading_column *
snapshot_gate_column(const struct snapshot *s, int gate)
{
	return &s->reading[PROBE_GATES].column[gate];
}

#endif
