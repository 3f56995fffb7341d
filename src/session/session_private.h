/* session_private.h: the session for its own files.  Nothing outside
 * src/session includes this. */
#ifndef SESSION_SESSION_PRIVATE_H
#define SESSION_SESSION_PRIVATE_H

#include "session/recover.h"
#include "session/session.h"

enum { TRACKS = TRACKS_SHOWN };

/* When to look at the net for the screen. */
struct publishing {
	struct snapshots *snapshots; /* borrowed; NULL without a screen */
	double interval, due;        /* seconds */
	bool collecting;             /* due once the time axis is whole */
};

/* The example that every run answers on the screen. */
struct chosen_example {
	long serial;    /* differs: another choice; from 1 */
	long number;    /* among the held-out ones */
	char *question; /* the user's own; NULL: the number is shown */
};

struct session {
	const struct startup *startup;
	struct dataset data;
	struct host host;
	struct session_lines lines;
	struct track *track[TRACKS];
	int tracks, current;
	bool together; /* all train, else only the current one */
	int turn;      /* index of the one whose iteration is next */
	long made;     /* tracks made until now */
	struct goal goal;
	struct job *job;
	bool asking;          /* a question is open */
	bool failed;          /* a command or an iteration failed */
	bool resource_failed; /* a file or memory was refused */
	bool prints_samples;  /* batch prints samples when they are due */
	struct recovered_list aside;
	struct publishing publish;
	struct chosen_example chosen;
	long shown_serials; /* given to examples, answers and summaries */
};

static inline struct track *current(const struct session *s)
{
	return s->track[s->current];
}

/* --- session.c ------------------------------------------------------------ */

/* Does it train when training goes on? */
static inline bool takes_part(const struct session *s, const struct track *t)
{
	return s->together || t == current(s);
}
/* Does another run go on when this one stops? */
bool session_others_train(const struct session *, const struct track *);
void session_clear_job(struct session *);
/* Reports that a file could not be written: the program fails. */
void session_fail_resource(struct session *, const struct err *);

/* --- session_say.c -------------------------------------------------------- */

/* The same about one run, with its name if there are several. */
void track_say(const struct track *, enum say, const char *format, ...)
	PRINTF_LIKE(3, 4);
bool track_fail(const struct track *, const struct err *);
void track_say_notices(struct track *); /* those of the run */
/* Reports the position of training, as a notice: after step, until, Ctrl-C.
 * Only if a user watches: a script can print it. */
void track_say_position(const struct track *);

/* --- track.c -------------------------------------------------------------- */

/* Not yet in the session, without a run.  NULL: no memory. */
struct track *track_new(struct session *, struct err *) NODISCARD;
void track_free(struct track *);
/* Replaces its run, if any, with one of its own. */
void track_set_run(struct track *, struct run *);
void track_flush_log(struct track *);
/* Writes its row; also if an iteration ends before its validation is
 * complete. */
void track_log_iteration(struct track *);
void track_close_log(struct track *);
/* Marks all settings as a file's, so that they stay when something else
 * restarts the run. */
void track_all_recorded(struct track *);

/* --- save.c --------------------------------------------------------------- */

void track_save_if_due(struct track *);
/* Saves to --save-best if the last iteration has the lowest validation. */
void track_save_best_if_found(struct track *);
/* `path` holds the current state of the run; NULL: no file does. */
void track_note_saved(struct track *, const char *path);

/* --- broken.c ------------------------------------------------------------- */

/* Handles a failed iteration, with the reason: training pauses, or goes on
 * without this run if others train. */
void broken_by_value(struct track *, const struct err *);
/* After every iteration: true if its loss was one too many beyond the bound,
 * which also ends its training. */
bool broken_by_loss(struct track *);

/* --- recover.c ------------------------------------------------------------ */

/* Offers the newest rescued work on this text, unless it was offered before, or
 * --batch takes no commands. */
void recover_offer(struct session *);
void recover_release(struct recovered_list *);
/* A new name for work to put aside; NULL: none is available. */
char *recover_path(enum cause);
/* Notes a loaded file, which may be such work; the run before is saved
 * elsewhere now. */
void recover_note_loaded(struct track *, const char *path);
void recover_forget(struct track *, const char *saved);

/* --- publish.c: the screen's view ----------------------------------------- */

/* After every iteration of the current run. */
void publish_iteration(struct session *);
void publish_pause(struct session *);
/* During a job, while training rests. */
void publish_progress(struct session *);
/* Publishes all but the maps: one more iteration would cut their time axis. */
void publish_numbers(struct session *);
void publish_validation(struct session *); /* its progress */
/* Iterations to collect until the time axis is whole; 0 if it is. */
int publish_missing(const struct session *);
/* Begins to collect for a new run. */
void publish_track(struct track *);

/* --- shown_sample.c ------------------------------------------------------- */

bool shown_sample_init(struct shown_sample *, struct err *) NODISCARD;
void shown_sample_release(struct shown_sample *);
/* After an iteration: begins its sample if one is due. */
void shown_sample_iteration(struct track *);
/* At a pause: begins the sample of the current iteration if it is missing. */
void shown_sample_at_rest(struct track *);
/* Draws a slice, and publishes the result; false: none is being drawn. */
bool shown_sample_slice(struct track *);
/* Drops an incomplete one. */
void shown_sample_drop(struct track *);
/* Drops all samples: they are another run's. */
void shown_sample_forget(struct track *);

/* --- shown_examples.c ----------------------------------------------------- */

/* Answers what is wanted and not up to date, and copies it where the snapshot
 * has something else. */
void shown_examples_fill(struct track *, const struct snapshot_wants *,
			 struct snapshot *);
/* After a validation: other questions are answered next. */
void shown_examples_validated(struct track *);
/* Drops everything: it is another run's.  Before that run is freed. */
void shown_examples_forget(struct track *);

/* What it learns from; NULL: its task reads no text. */
static inline const struct corpus *track_text(const struct track *t)
{
	return t->run->task->reads == READS_TEXT ? t->session->data.text : NULL;
}

#endif
