/* session.h: runs and time.  Commands are cmd's.
 *
 * One thread owns a session (the trainer's, or main in plain mode).  Time
 * passes only in session_slice(): an iteration, a slice of a long command or of
 * a validation, or the next line of those that wait.  All output goes through
 * the session's host, so that plain mode, the screen and tests differ only
 * there. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "lang/expr.h"
#include "lang/options.h"
#include "train/checkpoint.h"
#include "session/files.h"
#include "session/host.h"
#include "session/track.h"

/* How long one slice of a long command may keep the trainer busy. */
#define SLICE_SECONDS 0.02

/* The source of the session's commands. */
struct session_lines {
	void *owner;
	/* Executes the next line; false: none waits. */
	bool (*next)(void *owner);
	/* Reports that training or a job failed: the script that began it
	 * ends.  `all`: every waiting line is dropped too. */
	void (*stop)(void *owner, bool all);
};

enum goal_kind {
	GOAL_NONE,
	GOAL_FREE,  /* until it is paused, or all are at --iterations */
	GOAL_COUNT, /* this many iterations */
	GOAL_LIMIT, /* every run to its --iterations */
	GOAL_TRUE,  /* until the expression is true of the current run */
	GOAL_EPOCH, /* until the current run has read the text to its end */
};

struct goal {
	enum goal_kind kind;
	long count;
	struct expr *expr;
	const char *name; /* of the command that began it */
	long began;       /* iterations of the current run when it began */
};

/* A command that takes longer than an iteration. */
struct job {
	/* True when complete.  Reports its results through the session. */
	bool (*slice)(struct session *, struct job *);
	void (*free)(struct job *);
	const char *name;
	double progress; /* 0..1 */
	bool freezes;    /* the weights must not change meanwhile */
	bool failed;     /* complete, and a script stops */
};

/* --- the session ---------------------------------------------------------- */

/* Builds or restores the first run.  Takes only the settings named in
 * startup->given; the others are composed for the text (lang/recipes.h).
 * Borrows everything; the corpus stays. */
struct session *session_new(const struct startup *, const struct settings *,
			    const struct dataset *, const struct host *,
			    struct err *) NODISCARD;
void session_free(struct session *);
/* Before the first slice. */
void session_read_lines(struct session *, const struct session_lines *);
const struct startup *session_startup(const struct session *);
/* What it was started with. */
const struct dataset *session_data(const struct session *);
/* What the current run learns from; NULL: its task reads no text. */
const struct corpus *session_text(const struct session *);
/* The file is of the current run's task, and of its data. */
bool session_fits_data(const struct session *, const struct checkpoint *);
const struct host *session_host(const struct session *);

/* --- its runs ------------------------------------------------------------- */

int session_tracks(const struct session *);
const struct track *session_track(const struct session *, int i);
/* The run that commands and panels are about. */
const struct track *session_current(const struct session *);
static inline const struct run *session_run(const struct session *s)
{
	return session_current(s)->run;
}
static inline const struct settings *session_settings(const struct session *s)
{
	return &session_current(s)->run->set;
}
/* Changes settings of the current run between two iterations; its shape stays.
 */
void session_change_settings(struct session *, const struct settings *,
			     const struct origins *);
/* Replaces the current run. */
void session_replace_run(struct session *, struct run *,
			 const struct origins *);
/* Resumes from an open checkpoint; `path` is its name. */
struct checkpoint;
bool session_load(struct session *, const struct checkpoint *, const char *path,
		  struct err *) NODISCARD;
/* Reports what the recipe chose for the text; nothing without a recipe. */
void session_say_recipe(struct session *);

/* --- several runs --------------------------------------------------------- */

/* A run to be made on the same text, at iteration 0. */
struct new_run {
	const char *name;
	struct settings set; /* composed */
	struct origins origins;
};
/* Makes the run the current one.  ERR_FAILED: a wrong name, an existing one, or
 * too many runs; ERR_RESOURCE: no memory, and how much the runs hold. */
bool session_add(struct session *, const struct new_run *,
		 struct err *) NODISCARD;
/* Replaces all runs by these, the first of them current, all training
 * together.  The names differ.  Fails as session_add() does, and then nothing
 * changes. */
bool session_compare(struct session *, const struct new_run *, int count,
		     struct err *) NODISCARD;
/* The index of the only run whose name begins with it; -1. */
int session_find(const struct session *, const char *name, struct err *);
void session_switch(struct session *, int i);
/* Its work is lost.  ERR_FAILED: it is the only run. */
bool session_drop(struct session *, int i, struct err *) NODISCARD;
/* Do all runs train when training goes on, an iteration each in turn, or only
 * the current one? */
bool session_together(const struct session *);
void session_set_together(struct session *, bool);
/* Does iteration n of one run read other text than that of another? */
bool session_batches_differ(const struct session *);

/* --- examples of the task -------------------------------------------------- */

/* One of them is on display, the same for every run: the user's own question,
 * or a held-out example, at first number 0.  Looking changes no number of
 * training. */

/* ERR_FAILED: the current run's task has no examples to ask about. */
bool session_check_examples(const struct session *, struct err *) NODISCARD;
/* How many held-out examples the current run has. */
long session_held_out(const struct session *);
/* The number on display, or before the user's own question. */
long session_example_number(const struct session *);
/* Answers held-out example `number`, or `question` if that is not NULL, with
 * the present weights of the current run; the caller's own.  NULL: ERR_FAILED,
 * it cannot be asked. */
struct example *session_answer(struct session *, long number,
			       const char *question, struct err *) NODISCARD;
/* The same, and puts it on display; valid until the next slice or command.  If
 * it fails, the display stays. */
const struct example *session_show_example(struct session *, long number,
					   const char *question,
					   struct err *) NODISCARD;
/* The one on display, answered with the present weights. */
const struct example *session_example(struct session *, struct err *) NODISCARD;
/* Is it seen on a panel? */
bool session_displays_example(const struct session *);
/* Of the current run's data; NULL: its task gives none. */
const struct summary *session_summary(const struct session *);

/* --- what it says --------------------------------------------------------- */

/* Prints for a command; one or more whole lines. */
void session_say(struct session *, enum say, const char *format, ...)
	PRINTF_LIKE(3, 4);
void session_say_text(struct session *, enum say, const struct strbuf *);
void session_say_symbols(struct session *, const struct strbuf *);
/* Says "error: reason" and returns false. */
bool session_fail(struct session *, const struct err *);
/* Has any command or iteration failed yet (plain mode's status 1)? */
bool session_failed(const struct session *);
void session_note_failure(struct session *); /* which was said already */
/* Asks; training rests until the answer, so that the question stays true. */
void session_ask(struct session *, const char *question, const char *command);
/* The answer was no, or it is yes and the command comes next. */
void session_answered(struct session *);

/* --- time ----------------------------------------------------------------- */

/* Runs one slice of the pending work; false: there is none. */
bool session_slice(struct session *);
/* Takes the expression over. */
void session_train(struct session *, struct goal);
/* Trains without an end. */
void session_set_running(struct session *, bool);
bool session_training(const struct session *);
/* Is a command (step, sample, gradcheck) unfinished? */
bool session_busy(const struct session *);
const struct goal *session_goal(const struct session *);
/* Has nothing that trains an iteration left before its --iterations? */
bool session_at_limit(const struct session *);
/* Has everything that trains a limit? */
bool session_has_limit(const struct session *);
void session_pause(struct session *);
/* Pauses.  On the screen only after the few iterations, some milliseconds, that
 * make the time axis of its maps unbroken text; elsewhere now.  Reports the
 * position of training. */
void session_pause_soon(struct session *);
/* Takes the job over; stops the current one. */
void session_begin_job(struct session *, struct job *);
void session_stop_job(struct session *);
const struct job *session_job(const struct session *);
/* Does the user want the current work to stop (struct host)? */
bool session_interrupted(const struct session *);
/* After a stop of the whole process: rates count from now. */
void session_restart_clock(struct session *);

/* --- what is kept --------------------------------------------------------- */

/* Adds the files in use, and those of the command line. */
void session_add_files(const struct session *, struct files *);
/* Writes the current run.  ERR_FAILED: a weight is not finite. */
bool session_save(struct session *, const char *path, struct err *) NODISCARD;
/* Logs the current run from now on; NULL: no longer. */
bool session_log_to(struct session *, const char *path, struct err *) NODISCARD;
/* Has any run work that no file holds? */
bool session_unsaved(const struct session *);
/* The normal end: --save, logs closed, the closing line on SAY_NOTICE. Returns
 * the exit status (0, 1 or 3). */
int session_finish(struct session *);
/* After SIGTERM, SIGHUP or the loss of the terminal: writes unsaved work to
 * --save, or else to a recovery file, and reports where. */
void session_rescue(struct session *);
/* Writes the buffered rows of the logs; also part of the two above. */
void session_close_logs(struct session *);

/* --- what the screen sees ------------------------------------------------- */

/* Publishes what the panels need through `snapshots`, at most `fps` times per
 * second. */
void session_publish_to(struct session *, struct snapshots *, int fps);
/* Takes the current state for the screen, in a snapshot of the caller's own
 * (snapshot_release()).  Without a screen its time axis has only what one
 * iteration before each call read. */
void session_snapshot(struct session *, const struct snapshot_wants *,
		      struct snapshot *);
/* Publishes as soon as the maps can be whole. */
void session_publish_now(struct session *);

#endif
