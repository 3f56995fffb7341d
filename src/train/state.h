/* state.h: what training changes, in one place.
 *
 * Two runs of the same settings and text whose states are equal go on alike, bit
 * by bit.  Checkpoints, rewinding and tests read this list and no other; what is
 * not in it (clocks, notices, gradients and values of the last pass) does not
 * determine the numbers.
 *
 * A state is plain memory of its own and refers to no run; it is made and used
 * by the thread that owns the run. */
#ifndef TRAIN_STATE_H
#define TRAIN_STATE_H

#include "train/run.h"

/* All of it but the net and the history. */
struct progress {
	struct metrics now; /* but `seconds` and `chars_per_second`, which are
			       clocks: stored, and not put back */
	long updates;
	uint64_t rng[RNG_STREAMS][RNG_WORDS];
	uint64_t cursor[TASK_WORDS]; /* of the task: what is read next */
	bool validation_due;         /* that of the last iteration is under way
					or was dropped half read */
};

void progress_take(struct progress *, const struct run *);
/* Puts it into a run whose net and history are those of the same moment; the batch of the last iteration is read again.  A validation that is due begins
 * from its start.  ERR_INPUT, with the run in between: words that are no state
 * of a generator, or no cursor of the task. */
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
/* Copies a run, between two iterations (not between the halves of one), into
 * `reused` where that is not NULL: the same memory then, if the shape is the
 * same.  Some microseconds for the usual net, and 50 more for a history.  NULL:
 * out of memory; `reused` is freed then. */
struct state *state_take(const struct run *, enum state_history,
			 struct state *reused, struct err *) NODISCARD;
void state_free(struct state *); /* NULL is fine */
/* Puts a run, of any progress, back to the state; what is begun is dropped.  The
 * settings become those of the state; a history that it does not have stays as
 * it is.  ERR_FAILED, with nothing changed: the run's net is of another engine
 * or shape. */
bool state_put(struct run *, const struct state *, struct err *) NODISCARD;
/* Bit by bit, but for clocks and settings; a history counts where both have
 * one. */
bool state_equal(const struct state *, const struct state *);
size_t state_memory(const struct state *); /* bytes */

#endif
