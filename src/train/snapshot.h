/* snapshot.h: an immutable copy of a run for the screen.
 *
 * The trainer fills one of three buffers and publishes it; the screen takes the
 * newest whenever it likes.  Neither waits for the other longer than it takes
 * to swap two indices under a mutex.  Buffers keep their memory: after the
 * first few nothing is allocated. */
#ifndef TRAIN_SNAPSHOT_H
#define TRAIN_SNAPSHOT_H

#include "text/corpus.h"
#include "train/example.h"
#include "train/metrics.h"
#include "train/sample_list.h"
#include "train/series.h"
#include "train/settings.h"
#include "train/summary.h"

/* Names the needs of the visible panels: written by the screen, read by the
 * trainer. */
struct snapshot_wants {
	uint64_t probes; /* bit i: row i of the probe table (probe/probe.h) */
	int columns;     /* of the time axis, at most SNAPSHOT_COLUMNS */
	int unit;        /* of the gates panel, top layer */
	unsigned parts;  /* of a task's examples: WANT_EXAMPLE | ... */
};
enum { WANT_EXAMPLE = 1, WANT_ANSWERS = 2, WANT_SUMMARY = 4 };
enum { SNAPSHOT_COLUMNS = 512, READINGS = 16 };

/* How a column of a reading is shown. */
struct reading_column {
	const char *name, *word; /* "f", "forget" */
	bool is_signed;          /* -1..1, else 0..1 */
	bool bounded;            /* else of any size */
	bool is_curve;           /* worth a plot */
};

/* The matrix that a probe read.  The rows of a trace are the columns of the
 * snapshot's time axis. */
struct reading {
	long serial; /* differs: other values */
	int rows, cols;
	float *value;                        /* [rows][cols] */
	const struct reading_column *column; /* [cols] static; NULL: no names */
	size_t capacity;                     /* of value */
};

enum { TRACKS_SHOWN = 8, TRACK_NAME = 24 };

/* One run for the screen. */
struct track_view {
	char name[TRACK_NAME]; /* sanitized by its maker; "": none */
	struct settings set;
	struct metrics now;
	struct net_spec spec;
	const struct corpus *corpus; /* immutable, outlives the screen; NULL:
					the task reads no text */
	const char *task;            /* its name */
	bool examples;               /* it answers questions; the loss is per
					example */
	const char *main_metric;     /* of its held-out examples, which the
					series keeps as `valid`; NULL: that is
					the validation loss */
	bool main_falls;             /* lower is better */
	double main_value, baseline; /* NAN: none yet, or none at all */
	const char *engine;          /* its name */
	bool running;
	bool unsaved;
	bool broken;           /* stopped by a bad value; status says why */
	double saved_seconds;  /* clock of the last save, 0 never */
	char status[128];      /* "until loss < 50", "gradcheck 40 %", "" */
	struct series *series; /* the snapshot's own memory */
};

struct snapshot {
	long serial; /* grows by one per publication */
	int tracks;  /* at least 1 */
	int current; /* the run that the rest of the snapshot is about */
	struct track_view track[TRACKS_SHOWN];
	struct snapshot_wants wants; /* the needs it was filled for */

	/* The time axis: `columns` characters of stream 0, oldest first; of a
	 * task with examples the last steps of the one on display, whose words
	 * are example_steps(). */
	int columns;
	uint32_t symbol[SNAPSHOT_COLUMNS]; /* code points that were fed */
	bool start[SNAPSHOT_COLUMNS];      /* the state was zero before it */
	bool window[SNAPSHOT_COLUMNS];     /* the first of an iteration: no
					      gradient goes back before it */
	int unit;                          /* wants.unit, within the net */
	struct reading reading[READINGS];  /* by row of the probe table; rows
					      0: not wanted, or missing */

	struct sample_list samples; /* copied by its filler */

	/* Of a task with examples; the snapshot's own. */
	struct example *example; /* on display; NULL: not wanted, or none */
	struct answers answers;  /* to the newest held-out questions; count 0:
				    not wanted, or none */
	struct summary *summary; /* of its data; NULL: not wanted, or none */
	long summary_serial;     /* differs: that of another run */
};

/* Its symbols are bytes, not code points. */
static inline bool track_reads_bytes(const struct track_view *t)
{
	return t->corpus && t->corpus->vocab.bytes;
}

static inline const struct track_view *snapshot_track(const struct snapshot *s)
{
	return &s->track[s->current];
}

struct snapshots; /* the three buffers */
struct snapshots *snapshots_new(void);
void snapshots_free(struct snapshots *);

/* Screen's side. */
void snapshots_want(struct snapshots *, const struct snapshot_wants *);
/* The newest, valid until the next call; NULL before the first. */
const struct snapshot *snapshots_take(struct snapshots *);

/* Trainer's side. */
struct snapshot_wants snapshots_wanted(struct snapshots *);
struct snapshot *snapshots_back(struct snapshots *); /* to be filled */
void snapshots_publish(struct snapshots *);
/* Sets the number of tracks; each of them has a series afterwards.  The current
 * one becomes the first. */
void snapshot_set_tracks(struct snapshot *, int tracks);
/* Sets the size of a reading, whose values are lost.  False: no memory, and it
 * has none. */
bool reading_reserve(struct reading *, int rows, int cols);
void reading_copy(struct reading *to, const struct reading *from);
/* Frees the memory of a snapshot that is not one of the three (tests). */
void snapshot_release(struct snapshot *);

#endif
