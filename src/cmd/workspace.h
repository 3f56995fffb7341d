/* workspace.h: a text, a run on it, and the execution of commands.
 *
 * One thread owns a workspace (the trainer's, or main in plain mode).  Time
 * passes only in workspace_slice(): an iteration, a slice of a long command,
 * the next line of a script, or when that is at its end the next that waits.
 * What the workspace has to say goes through its host, so that plain mode, the
 * screen and tests differ only there. */
#ifndef CMD_WORKSPACE_H
#define CMD_WORKSPACE_H

#include "base/logring.h"
#include "cmd/command.h"
#include "lang/options.h"
#include "cmd/queue.h"
#include "train/run.h"
#include "train/snapshot.h"

struct host {
	void *owner;
	/* `text` ends in a newline unless it is the middle of a sample. */
	void (*say)(void *owner, enum say, const char *text, size_t length);
	/* A command of the screen (panel, ...); NULL without a screen. */
	void (*screen)(void *owner, const char *line);
	/* Ask (y or n) and post `command` on yes; NULL: nothing is asked. */
	void (*ask)(void *owner, const char *question, const char *command);
	/* The program shall end with this status. */
	void (*quit)(void *owner, int status);
	/* True: the user wants the work at hand to stop.  The next
	 * workspace_slice() stops it; it is the host that forgets the wish
	 * then.  May be NULL. */
	bool (*interrupted)(void *owner);
};

struct workspace;

/* Builds or restores the run.  Of the settings those count that startup->given
 * names; the others are composed for the text (lang/recipes.h).  Borrows
 * everything; the corpus stays. */
struct workspace *workspace_new(const struct startup *, const struct settings *,
				const struct corpus *, const struct host *,
				struct err *) NODISCARD;
void workspace_free(struct workspace *);
const struct run *workspace_run(const struct workspace *);

/* Executes one line now; long work is begun and goes on in slices.  False: it
 * failed and said so ("error: reason"). */
bool workspace_execute(struct workspace *, const char *line);
/* The same for bytes somebody else wrote; a NUL among them is an error. */
bool workspace_execute_bytes(struct workspace *, const char *line,
			     size_t length);
/* Queues a file's lines (source, -x, init); stops at the first that fails. */
bool workspace_source(struct workspace *, const char *path,
		      struct err *) NODISCARD;
/* A line that was typed.  While a command is unfinished one that looks is
 * executed now, pause ends the work, and one that changes or saves waits
 * (command.h: enum timing); otherwise it is executed now.  `echo` (or NULL) is
 * said as SAY_ECHO before what it says. */
void workspace_submit(struct workspace *, const char *line, const char *echo);
/* Several lines, of which each waits for the one before; the first that fails
 * ends them.  Each is echoed with `prompt` before it, unless that is NULL. */
void workspace_submit_script(struct workspace *, const char *text,
			     const char *prompt);
/* A line that always waits for what came before it. */
void workspace_enqueue(struct workspace *, enum line_source, const char *text);
/* The question of host.ask was answered no: training goes on. */
void workspace_declined(struct workspace *);
/* How many lines wait; those in files do not count. */
int workspace_waiting(const struct workspace *);
/* True while a command (step, sample, gradcheck, a script) is unfinished or a
 * line waits. */
bool workspace_busy(const struct workspace *);
/* Free running, as `continue` on the screen. */
void workspace_set_running(struct workspace *, bool);
/* A stop of the whole process is over: rates count from now. */
void workspace_restart_clock(struct workspace *);
/* One slice of whatever there is to do; false: nothing. */
bool workspace_slice(struct workspace *);
/* Pause, drop the goal, the script, the job and what waits. */
void workspace_interrupt(struct workspace *);
/* Any command or iteration failed so far (plain mode's status 1)... */
bool workspace_failed(const struct workspace *);
/* The normal end: --save, log closed, the closing line on SAY_NOTICE.  Returns
 * the exit status so far (0, 1 or 3). */
int workspace_finish(struct workspace *);
/* SIGTERM, SIGHUP, a lost terminal: what is not saved yet goes to --save, or
 * else to a recovery file, and where it went is said. */
void workspace_rescue(struct workspace *);
bool workspace_unsaved(const struct workspace *);
/* Writes what the log still holds; also part of workspace_finish() and
 * workspace_rescue(). */
void workspace_close_log(struct workspace *);

/* Screen: what the panels need, published through `snapshots` at most `fps`
 * times a second. */
void workspace_publish_to(struct workspace *, struct snapshots *, int fps);
/* As soon as the maps can be whole. */
void workspace_publish_now(struct workspace *);

#endif
