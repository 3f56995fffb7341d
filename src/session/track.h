/* track.h: a run as the session keeps it: its name, where its settings come
 * from, its log, what of it is saved, what the screen collects of it.
 *
 * Made, changed and freed by the session alone; others read. */
#ifndef SESSION_TRACK_H
#define SESSION_TRACK_H

#include "lang/recipes.h"
#include "session/logfile.h"
#include "task/sampler.h"
#include "task/task_char.h"
#include "task/task_table.h"
#include "train/snapshot.h"

enum { NEVER_SAVED = -1 }; /* run->saved_iteration of what no file holds */

/* Training that was stopped by a value not finite or by a loss beyond
 * --explosion-factor, until an iteration goes well again: until then the screen
 * shows `why`, and --save is not written. */
struct broken {
	char why[80]; /* "": it is not */
	int beyond;   /* iterations in a row with such a loss */
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
	double due; /* clock: none while training before it */
};

struct session;

struct track {
	struct session *session; /* the owner */
	char name[TRACK_NAME];   /* track_check_name() */
	struct run *run;         /* run->set is the only copy of its settings */
	struct origins origins;  /* of their values */
	bool primary; /* --save, --save-every and --save-best save it,
				    and --log is of it */

	struct logfile *log; /* or NULL */
	double log_flushed;  /* run's seconds, its rows written */

	double saved_seconds; /* clock of the last save, 0 never */
	char *saved_path;     /* of the file that holds the run as it was at
				 run->saved_iteration; NULL: none */
	char *recovered;      /* the rescued file the run was loaded from, until
				 it is saved; or NULL */
	bool best_saved;      /* --save-best holds this run's best */

	struct broken broken;
	bool rests;        /* it broke while others went on: only as the
			      current run does it train again */
	long from, target; /* of a goal that counts: the iterations where it
			      began and where it ends */
	double left;       /* clock of its last slice, among others */

	struct view *view; /* what the maps need; NULL: no memory */
	struct shown_sample sample;
};

/* Work that no file holds. */
static inline bool track_unsaved(const struct track *t)
{
	return t->run->now.iteration != t->run->saved_iteration;
}

static inline bool track_is_broken(const struct track *t)
{
	return t->broken.why[0];
}

/* --iterations is reached. */
static inline bool track_limit_reached(const struct track *t)
{
	return t->run->set.iterations > 0 &&
	       t->run->now.iteration >= t->run->set.iterations;
}

/* A letter, then letters, digits, '-' and '_', fewer than TRACK_NAME. */
bool track_check_name(const char *name, struct err *) NODISCARD;
/* "1,200 iterations since m.safetensors", or ", never saved". */
void track_add_unsaved(const struct track *, struct strbuf *);

#endif
