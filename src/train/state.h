/* state.h: everything that training changes, in one list.
 *
 * Two runs of the same settings and text whose states are equal go on alike,
 * bit by bit.  Checkpoints, rewinding and tests read this list and no other;
 * anything else (clocks, notices, gradients and values of the last pass) does
 * not determine the numbers.
 *
 * A state owns its memory and refers to no run; the thread that owns the run
 * makes and uses it. */
#ifndef TRAIN_STATE_H
#define TRAIN_STATE_H

#include "train/run.h"

/* All of it except the net and the history. */
struct progress {
	struct metrics now; /* `seconds` and what is per second are clocks:
			       stored, but not put back */
	long updates;
	uint64_t rng[RNG_STREAMS][RNG_WORDS];
	uint64_t cursor[TASK_WORDS]; /* of the task: the next examples */
	bool validation_due;         /* a validation is under way or was
				        dropped half read */
};

void progress_take(struct progress *, const struct run *);
/* Puts it into a run whose net and history are those of the same moment, and
 * reads the batch of the last iteration again.  A validation that is due begins
 * from its start.  ERR_INPUT, with the run in between: words that are not a
 * state of a generator, or not a cursor of the task. */
bool progress_put(struct run *, const struct progress *,
		  struct err *) NODISCARD;

struct state {
	struct settings set;
	struct progress at;
	const struct engine *engine; /* the image is of a net of this engine */
	struct net_spec spec;        /* and shape */
	struct series *series;       /* the history; NULL: not kept */
	size_t bytes;                /* of the image */
	unsigned char *image;
};

enum state_history { WITHOUT_HISTORY, WITH_HISTORY };
/* Copies a run between two iterations (not between the halves of one).
 * `reused`, if not NULL, gives its memory if the shape is the same.  Takes some
 * microseconds for the usual net, and 50 more for a history.  NULL: out of
 * memory; `reused` is freed then. */
struct state *state_take(const struct run *, enum state_history,
			 struct state *reused, struct err *) NODISCARD;
void state_free(struct state *); /* NULL is fine */
/* Puts a run, at any progress, back to the state; drops an iteration or
 * validation that is begun.  The settings become those of the state; a history
 * that the state lacks is kept.  ERR_FAILED, with nothing changed: the run's
 * net is of another engine or shape. */
bool state_put(struct run *, const struct state *, struct err *) NODISCARD;
/* Compares bit by bit, except clocks and settings; a history counts if both
 * have one. */
bool state_equal(const struct state *, const struct state *);
size_t state_memory(const struct state *); /* bytes */

#endif
