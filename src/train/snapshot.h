/* snapshot.h: what the screen sees of a run: an immutable copy.
 *
 * The trainer fills one of three buffers and publishes it; the screen takes
 * the newest whenever it likes.  Neither waits for the other longer than it
 * takes to swap two indices under a mutex.  Buffers keep their memory: after
 * the first few nothing is allocated. */
#ifndef TRAIN_SNAPSHOT_H
#define TRAIN_SNAPSHOT_H

#include "text/corpus.h"
#include "train/metrics.h"
#include "train/sample_list.h"
#include "train/series.h"
#include "train/settings.h"

/* What the visible panels need: written by the screen, read by the trainer. */
struct snapshot_wants {
	bool hidden, gates;
	int columns; /* of the time axis, at most SNAPSHOT_COLUMNS */
	int unit;    /* of the gates panel, top layer */
};
enum { SNAPSHOT_COLUMNS = 512, SNAPSHOT_GATES = 6, SNAPSHOT_BINS = 20 };

enum { TRACKS_SHOWN = 8, TRACK_NAME = 24 };

/* One run as the screen shows it. */
struct track_view {
	char name[TRACK_NAME]; /* sanitized by its maker; "": it has none */
	struct settings set;
	struct metrics now;
	struct net_spec spec;
	const struct corpus *corpus; /* immutable, outlives the screen */
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
	int current; /* the one that the rest of the snapshot is about */
	struct track_view track[TRACKS_SHOWN];
	struct snapshot_wants wants; /* what it was filled by */

	/* The time axis: `columns` characters of stream 0, oldest first. */
	int columns;
	uint32_t *symbol; /* [columns] code points that were fed */
	bool *start;      /* [columns] the state was zero before it */
	bool *window;     /* [columns] the first of an iteration: no
			     gradient goes back beyond it */
	float *hidden;    /* [columns][H] top layer, -1..1 */
	int unit;
	/* gates of the unit over time, in the order of gate_name */
	int gates;                             /* rows, 0..SNAPSHOT_GATES */
	char gate_name[SNAPSHOT_GATES][4];     /* i f g o c h; r z n h; h */
	const char *gate_word[SNAPSHOT_GATES]; /* "forget", ...; static */
	bool gate_signed[SNAPSHOT_GATES];      /* -1..1, else 0..1 */
	bool gate_bounded[SNAPSHOT_GATES];     /* else of any size: c */
	bool gate_curve[SNAPSHOT_GATES];       /* worth a plot: c h; n h; h */
	float *gate;                           /* [gates][columns] */
	/* share of the gate's values below 0.1 (0 where signed) and above 0.9
	 * (of |.| where signed) over all units and columns */
	float saturated_low[SNAPSHOT_GATES], saturated_high[SNAPSHOT_GATES];
	int histogram_total; /* of h over -1..1, all units and columns */
	int histogram[SNAPSHOT_BINS];

	struct sample_list samples; /* who fills it copies them */

	/* What the arrays have room for; of snapshot.c. */
	struct {
		size_t symbol, start, window, hidden, gate;
	} room;
};

static inline const struct track_view *snapshot_track(const struct snapshot *s)
{
	return &s->track[s->current];
}

/* h of a unit, and a row of gates, at one column. */
static inline double snapshot_hidden(const struct snapshot *s, int unit,
				     int column)
{
	return (double)
		s->hidden[(size_t)column *
				  (size_t)snapshot_track(s)->spec.hidden +
			  (size_t)unit];
}
static inline double snapshot_gate(const struct snapshot *s, int gate,
				   int column)
{
	return (double)
		s->gate[(size_t)gate * (size_t)s->columns + (size_t)column];
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
/* Sets columns and gates and makes room for the arrays of that many columns, H
 * units and gates.  False: no memory, and columns and gates are 0. */
bool snapshot_reserve(struct snapshot *, int columns, int hidden, int gates);
/* Frees the arrays of a snapshot that is not one of the three (tests). */
void snapshot_release(struct snapshot *);

#endif
