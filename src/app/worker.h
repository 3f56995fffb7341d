/* worker.h: the workspace on the trainer's thread, as the screen sees it.
 *
 * Command lines go in, the workspace's messages come out.  Between
 * worker_begin() and worker_end() the workspace belongs to that thread. */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include "cmd/workspace.h"
#include "train/trainer.h"

/* The kinds of a struct message from worker_hear(). */
enum tell {
	TELL_LINE,   /* for the user */
	TELL_SCREEN, /* a script's line for the screen */
	TELL_ASK,    /* a question; second: the command to post on yes */
	TELL_QUIT,   /* the program ends */
};

struct worker;
/* Builds or restores the run; everything is borrowed.  wake_fd gets a byte per
 * message to hear. */
struct worker *worker_new(const struct startup *, const struct settings *,
			  const struct dataset *, struct snapshots *,
			  int wake_fd, struct err *) NODISCARD;
/* Runs the init script, -e and -x, then trains. */
void worker_begin(struct worker *);
/* Publishes a snapshot if nothing else would. */
void worker_refresh(struct worker *);
/* Posts one command line, executed now or after the current work
 * (workspace_submit()).  `echo` (or NULL) is heard, as SAY_ECHO and whole,
 * before its output. */
void worker_post(struct worker *, const char *line, const char *echo);
/* Posts a script of several lines (workspace_submit_script()). */
void worker_post_script(struct worker *, const char *lines, const char *prompt);
/* Reports that a question (TELL_ASK) was answered no. */
void worker_declined(struct worker *);
/* Tells what the screen shows (screen_choice_text()): export draws it. */
void worker_choose(struct worker *, const char *lines);
/* Lines that wait for the current work to end; whether there is such work.
 * These, and the next, are up to date if worker_pending() said no. */
int worker_waiting(const struct worker *);
bool worker_busy(const struct worker *);
/* Does a script wait for the user (workspace_held()); lets it go on. */
bool worker_held(const struct worker *);
void worker_go_on(struct worker *);
/* Is a posted request not done yet? */
bool worker_pending(const struct worker *);
/* Stops the current work at a whole iteration, drops what waits, and pauses. */
void worker_interrupt(struct worker *);
/* Takes the oldest message, the caller's to release; false: none. */
bool worker_hear(struct worker *, struct message *) NODISCARD;
/* Makes the trainer rest after the current iteration, and its clock with it,
 * until worker_resume().  Waits `seconds` at most. */
void worker_rest(struct worker *, double seconds);
void worker_resume(struct worker *);

/* Ends the thread; from here on the workspace is the caller's and writes to
 * standard error. */
struct workspace *worker_end(struct worker *);
void worker_free(struct worker *);

#endif
