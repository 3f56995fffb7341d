/* worker.h: the workspace on the trainer's thread, as the screen sees it.
 *
 * Command lines go in, what the workspace says comes out.  Between
 * worker_begin() and worker_end() the workspace belongs to that thread. */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include "cmd/workspace.h"
#include "train/trainer.h"

/* What worker_hear() gives: the kind of a struct message. */
enum tell {
	TELL_LINE,   /* for the user */
	TELL_SCREEN, /* a script's line for the screen */
	TELL_ASK,    /* a question; second: the command to post on yes */
	TELL_QUIT,   /* the program ends */
};

struct worker;
/* Builds or restores the run; everything is borrowed.  wake_fd gets a byte
 * when there is something to hear. */
struct worker *worker_new(const struct startup *, const struct settings *,
			  const struct corpus *, struct snapshots *,
			  int wake_fd, struct err *) NODISCARD;
/* Runs the init script, -e and -x, then trains. */
void worker_begin(struct worker *);
/* Publishes a snapshot when nothing else would. */
void worker_refresh(struct worker *);
/* One command line, executed now or when the work under way is done
 * (workspace_submit()).  `echo` (or NULL) is heard, as SAY_ECHO and whole,
 * before what the line says. */
void worker_post(struct worker *, const char *line, const char *echo);
/* A script of several lines (workspace_submit_script()). */
void worker_post_script(struct worker *, const char *lines, const char *prompt);
/* A question (TELL_ASK) was answered no. */
void worker_declined(struct worker *);
/* What the screen shows (screen_choice_text()): export draws it. */
void worker_choose(struct worker *, const char *lines);
/* Lines that wait for the end of the work; whether there is such work.  True
 * for all that was done when worker_behind() said no. */
int worker_waiting(const struct worker *);
bool worker_busy(const struct worker *);
/* Something posted is not done yet. */
bool worker_behind(const struct worker *);
/* Stops the current work at a whole iteration, drops what waits, and pauses. */
void worker_interrupt(struct worker *);
/* The oldest thing said, the caller's to release; false: none. */
bool worker_hear(struct worker *, struct message *) NODISCARD;
/* The trainer rests between two iterations, as soon as one is complete, until
 * worker_resume(), and its clock with it.  Waits `seconds` at most. */
void worker_rest(struct worker *, double seconds);
void worker_resume(struct worker *);

/* Ends the thread; from here on the workspace is the caller's and speaks to
 * standard error. */
struct workspace *worker_end(struct worker *);
void worker_free(struct worker *);

#endif
