/* track.h: a run in a session: its name, where its settings come from, its log,
 * which of its states are saved, what the screen collects.
 *
 * Only the session makes, changes and frees it; others read. */
#ifndef SESSION_TRACK_H
#define SESSION_TRACK_H

#include "lang/recipes.h"
#include "session/logfile.h"
#include "task/sampler.h"
#include "task/task_char.h"
#include "task/task_table.h"
#include "train/example.h"
#include "train/snapshot.h"

enum { NEVER_SAVED = -1 }; /* run->saved_iteration of work in no file */

/* Training that was stopped by a value that is not finite or by a loss beyond
 * --explosion-factor, until an iteration succeeds: until then the screen shows
 * `why`, and --save is not written. */
struct broken {
	char why[80]; /* "": it is sound */
	int beyond;   /* consecutive iterations with such a loss */
};

/* The sample that the screen shows, or that batch prints. */
struct shown_sample {
	gsl_rng *rng;
	struct sample_list samples; /* the complete ones */
	/* The newest begun. */
	struct sampler *sampler; /* NULL: none is being drawn */
	bool holds;              /* training waits for it */
	struct strbuf text;
	size_t seed;       /* bytes of `text` that were read */
	long done, length; /* symbols */
	long iteration;    /* -1: none yet, or it was dropped */
	double temperature;
	double due; /* clock: no sample while training before it */
};

/* Held-out examples of the task as the run answers them.  All of it is about
 * one run: another one begins again. */
struct shown_examples {
	struct answerer *answerer; /* NULL: nothing was asked yet */
	struct example *example;   /* answered last for the display; NULL:
				      none */
	long chosen;               /* serial of the choice that it answers */
	long iteration;            /* that its weights are of */
	double due; /* clock: no other answer while training before it */
	struct answers answers;
	long next;     /* number of the first question of the next answers */
	bool outdated; /* a validation was completed since they were given */
	long summary;  /* serial of the task's summary; 0: not shown yet */
};

struct session;

struct track {
	struct session *session; /* the owner */
	char name[TRACK_NAME];   /* track_check_name() */
	struct run *run;         /* run->set is the only copy of its settings */
	struct origins origins;  /* of their values */
	bool primary; /* the run of --save, --save-every, --save-best and
		         --log */

	struct logfile *log; /* or NULL */
	double log_flushed;  /* run's seconds, its rows written */

	double saved_seconds; /* clock of the last save, 0 never */
	char *saved_path;     /* of the file that holds the run at
			         run->saved_iteration; NULL: none */
	char *recovered;      /* the rescued file the run was loaded from, until
				 it is saved; or NULL */
	bool best_saved;      /* the file of --save-best holds this run's
			         best */

	struct broken broken;
	bool rests;        /* it broke while others went on: trains again
			      only as the current run */
	long from, target; /* of a goal that counts: its first and last
			      iteration */
	double left;       /* clock of its last slice, among others */

	struct view *view; /* what the maps need; NULL: no memory */
	struct shown_sample sample;
	struct shown_examples examples;
};

/* Is there work that no file holds? */
static inline bool track_unsaved(const struct track *t)
{
	return t->run->now.iteration != t->run->saved_iteration;
}

static inline bool track_is_broken(const struct track *t)
{
	return t->broken.why[0];
}

/* Has it reached --iterations? */
static inline bool track_limit_reached(const struct track *t)
{
	return t->run->set.iterations > 0 &&
	       t->run->now.iteration >= t->run->set.iterations;
}

/* Checks for a letter, then letters, digits, '-' and '_', fewer than
 * TRACK_NAME. */
bool track_check_name(const char *name, struct err *) NODISCARD;
/* Adds "1,200 iterations since m.safetensors", or ", never saved". */
void track_add_unsaved(const struct track *, struct strbuf *);

#endif
