/* workspace_private.h: the workspace for its own files and the command
 * handlers.  Nothing outside src/cmd includes this. */
#ifndef CMD_WORKSPACE_PRIVATE_H
#define CMD_WORKSPACE_PRIVATE_H

#include "base/rng.h"
#include "cmd/panels.h"
#include "cmd/workspace.h"
#include "lang/variables.h"

/* The lines of one file, waiting their turn. */
struct script {
	struct script *outer;
	bool shows; /* its commands, as they are executed */
	char *name;
	char *text, *end; /* the byte after the last is a NUL's */
	char *next;       /* NULL: at the end */
	int line;
};

struct workspace {
	struct session *session;
	struct screen_choice choice; /* what export shows */
	struct variables variables;
	bool quitting;
	long commands; /* executed until now */
	struct script *script;
	struct queue queue; /* lines to execute after all of that */
	gsl_rng *examples;  /* draws for `example random`; NULL: not yet */
	struct {
		long script; /* of its script; 0: none */
		int line;
	} turn;       /* the line taken from the queue last */
	long scripts; /* until now */
	struct {
		bool on;
		const struct script *at; /* NULL: the queue */
	} hold; /* where lines wait for the user (wait) */
};

/* --- workspace.c ---------------------------------------------------------- */

/* Can the user be asked: is there a screen, and no script under way? */
bool workspace_may_ask(const struct workspace *);
/* The unsaved work that a command loses. */
struct loss {
	const struct track *only; /* NULL: that of every run */
	bool leaving;             /* except what --save takes at the end */
};
/* Asks the user, if possible, whether to discard that work, and then executes
 * `command`.  False: nothing was asked. */
bool workspace_asks_to_discard(const struct workspace *, struct loss,
			       const char *command);
/* "lstm 1x100": kind of cell, layers, units of each. */
void workspace_add_net(const struct net_spec *, struct strbuf *out);
/* False if `path` in that role would harm a file in use. */
bool workspace_check_path(const struct workspace *, enum file_role,
			  const char *path, struct err *) NODISCARD;

/* --- handlers ------------------------------------------------------------- */

/* "NAME = VALUE", as `print` and `set NAME` show a setting. */
void say_setting(struct session *, const char *name, const struct option *);
/* False: it can be chosen only at start. */
bool settable(const struct option *, struct err *) NODISCARD;
/* Sets the user's value, and with another optimiser its rate; a recipe replaces
 * the values that a file recorded. */
bool choose_setting(struct settings *, struct origins *, const struct option *,
		    const char *value, struct err *) NODISCARD;
/* `text` is "$x = EXPR", or "$x" to show it. */
bool set_variable(struct workspace *, const char *text, struct err *) NODISCARD;
/* Sets the variables that tell of an answer: $_class, $_p, $_right. */
void keep_answer(struct workspace *, const struct example *);
/* Resumes from a checkpoint; asks before, if the user can be asked, unless
 * `now`. */
bool load_file(struct workspace *, const char *path, bool now,
	       struct err *) NODISCARD;

/* --- workspace_script.c --------------------------------------------------- */

/* Executes the next line of the innermost script; its failure ends all of them.
 */
void workspace_script_line(struct workspace *);
/* The lines after this one wait for workspace_go_on(). */
void workspace_hold(struct workspace *);
void workspace_drop_scripts(struct workspace *);
void workspace_stop_scripts(struct workspace *); /* one failed: says so */

/* --- workspace_lines.c ---------------------------------------------------- */

/* Says `echo` (NULL: nothing) as SAY_ECHO. */
void workspace_echo(struct workspace *, const char *echo);
/* May the oldest line that waits be executed?  While a script waits for the
 * user, only if it was typed or pasted meanwhile. */
bool workspace_may_take(const struct workspace *);
/* Executes it; false: none may be. */
bool workspace_next_queued(struct workspace *);
/* Drops all waiting lines; after a failure those of the script of the line
 * taken last.  Both say which lines are lost. */
void workspace_drop_queue(struct workspace *);
void workspace_stop_turn(struct workspace *);

#endif
