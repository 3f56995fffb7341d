/* workspace.h: a session and the command lines it is given.
 *
 * One thread owns a workspace (the trainer's, or main in plain mode).  Time
 * passes only in workspace_slice(): that of the session (session/session.h),
 * which takes the next line of a script, or when that is at its end the next
 * that waits. */
#ifndef CMD_WORKSPACE_H
#define CMD_WORKSPACE_H

#include "cmd/command.h"
#include "cmd/queue.h"
#include "session/session.h"

struct workspace;

/* Builds or restores the first run (session_new()). */
struct workspace *workspace_new(const struct startup *, const struct settings *,
				const struct dataset *, const struct host *,
				struct err *) NODISCARD;
void workspace_free(struct workspace *);
struct session *workspace_session(const struct workspace *);
/* The current run. */
static inline const struct run *workspace_run(const struct workspace *ws)
{
	return session_run(workspace_session(ws));
}

/* Executes one line now; begins long work, which goes on in slices.  False: it
 * failed and said so ("error: reason"). */
bool workspace_execute(struct workspace *, const char *line);
/* The same for bytes that come from outside; a NUL among them is an error. */
bool workspace_execute_bytes(struct workspace *, const char *line,
			     size_t length);
/* Queues a file's lines (source, -x, init); stops at the first that fails.
 * `shows`: each command is said (SAY_ECHO) before it is executed. */
bool workspace_source(struct workspace *, const char *path, bool shows,
		      struct err *) NODISCARD;
/* Takes a typed line.  While a command is unfinished, a line that looks is
 * executed now, pause ends the work, and one that changes or saves waits
 * (command.h: enum timing); otherwise it is executed now.  `echo` (or NULL) is
 * printed as SAY_ECHO before its output. */
void workspace_submit(struct workspace *, const char *line, const char *echo);
/* Takes several lines, each of which waits for the one before; the first that
 * fails ends them.  Each is echoed with `prompt` before it, unless that is
 * NULL. */
void workspace_submit_script(struct workspace *, const char *text,
			     const char *prompt);
/* Sets the user's choice as screen_choice_text() writes it: export draws by
 * it. */
void workspace_choose(struct workspace *, const char *lines);
/* Queues a line that waits for all lines before it. */
void workspace_enqueue(struct workspace *, enum line_source, const char *text);
/* Number of waiting lines; those in files do not count. */
int workspace_waiting(const struct workspace *);
/* Is a command (step, sample, gradcheck, a script) unfinished, or does a line
 * wait? */
bool workspace_busy(const struct workspace *);
/* Does a script wait for the user to say go on (the command wait)?  It is not
 * busy then, and typed lines are executed at once. */
bool workspace_held(const struct workspace *);
void workspace_go_on(struct workspace *);
/* Runs one slice of the pending work; false: there is none. */
bool workspace_slice(struct workspace *);
/* Pauses; drops the goal, the script, the job and waiting lines. */
void workspace_interrupt(struct workspace *);

#endif
