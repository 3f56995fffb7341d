/* workspace_private.h: the workspace as its own files and the command handlers
 * see it.  Nobody outside src/cmd includes this. */
#ifndef CMD_WORKSPACE_PRIVATE_H
#define CMD_WORKSPACE_PRIVATE_H

#include "lang/expr.h"
#include "session/files.h"
#include "session/logfile.h"
#include "lang/recipes.h"
#include "cmd/workspace.h"
#include "train/sampler.h"

#include <time.h>

/* Where the state goes that --save cannot take, in $XDG_STATE_HOME/rnntui. */
#define RECOVERED_NAME "recovered-%ld%s.safetensors"
#define RECOVERED_NAME_AGAIN "recovered-%ld-%d%s.safetensors"
enum { RECOVERED_MOST = 1000 };
enum cause { CAUSE_SIGNAL, CAUSE_UNSAVED, CAUSE_EXPLODED };

/* How long a slice of a long command may keep the trainer busy. */
#define SLICE_SECONDS 0.02

enum goal_kind {
	GOAL_NONE,
	GOAL_ITERATION, /* until `iteration` iterations are complete */
	GOAL_TRUE,      /* until the expression is true */
	GOAL_EPOCH,     /* until the text has been read to its end, after
			   `iteration` */
};

struct goal {
	enum goal_kind kind;
	long iteration;
	struct expr *expr;
	const char *name; /* of the command that began it */
	long from;        /* iterations complete when it began */
};

/* A command that takes longer than an iteration. */
struct job {
	/* True when complete.  Says what it found through the workspace. */
	bool (*slice)(struct workspace *, struct job *);
	void (*free)(struct job *);
	const char *name;
	double progress; /* 0..1 */
	bool freezes;    /* the weights must not change meanwhile */
	bool failed;     /* it is complete, and a script stops */
};

/* The lines of one file, waiting their turn. */
struct script {
	struct script *outer;
	char *name;
	char *text, *end; /* behind the last byte is room for one NUL */
	char *next;       /* NULL: at the end */
	int line;
};

/* When to look at the net for the screen. */
struct publishing {
	struct snapshots *snapshots; /* borrowed; NULL without a screen */
	struct view *view;
	double interval, due; /* seconds */
	bool collecting;      /* due, once the time axis is whole */
	long collected;       /* iteration the view ends with */
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
	bool print; /* to the host, not only to the screen */
};

/* Training that was stopped by a value not finite or by a loss beyond
 * --explosion-factor, until an iteration goes well again: then what `why` says
 * is on the screen, and --save is not written. */
struct broken {
	char why[80]; /* "": it is not */
	int beyond;   /* iterations in a row with such a loss */
};

/* Work on this text that was put aside, newest first, as it was last looked
 * for: the numbers that the user saw keep their meaning. */
struct recovered {
	char *path; /* NULL: removed since */
	time_t when;
	long iteration;
};
struct recovered_list {
	struct recovered *item;
	int count;
	bool looked;
};
enum { NEVER_SAVED = -1 }; /* run->saved_iteration of what no file holds */

struct workspace {
	const struct startup *startup;
	struct settings set;    /* what the user chose; run->set follows */
	struct origins origins; /* of set's fields */
	const struct corpus *corpus;
	struct host host;
	struct run *run;
	bool running; /* `continue` without a goal */
	bool failed;  /* a command or an iteration failed */
	struct broken broken;
	bool resource_failed; /* a file or memory was refused */
	bool quitting;
	double saved_seconds; /* clock of the run's last save, 0 never */
	char *saved_path;     /* of the file that holds the run as it was
				 at run->saved_iteration; NULL: none */
	char *recovered;      /* the rescued file the run was loaded
				 from, until it is saved; or NULL */
	struct recovered_list aside;
	bool best_saved; /* --save-best holds this run's best */
	long commands;   /* executed so far */
	struct goal goal;
	bool asking; /* a question is open */
	struct job *job;
	struct script *script;
	struct queue queue; /* what is done after all of that */
	struct {
		long script; /* of lines given together; 0: none */
		int line;
	} turn;       /* the line taken from the queue last */
	long scripts; /* given so far */
	struct logfile *log;
	double log_flushed; /* run's seconds, its rows written */
	struct publishing publish;
	struct shown_sample sample;
};

/* What a command prints; one or more whole lines. */
void ws_say(struct workspace *, enum say, const char *format, ...)
	PRINTF_LIKE(3, 4);
void ws_say_text(struct workspace *, enum say, const struct strbuf *);
void ws_say_symbols(struct workspace *, const struct strbuf *); /* a sample */
void ws_say_notices(struct workspace *); /* what the run wants to tell */
/* "NAME = VALUE", as `print` and `set NAME` show a setting. */
void ws_say_setting(struct workspace *, const char *name,
		    const struct option *);
/* Where training stands, as a notice: after step, until, Ctrl-C.  Only on the
 * screen: a script that wants to know prints it. */
void ws_say_position(struct workspace *);

/* Takes the expression over; sets `from`. */
void ws_goal(struct workspace *, struct goal);
void ws_job(struct workspace *, struct job *); /* takes the job over */
void ws_pause(struct workspace *);             /* no goal, not running */
/* On the screen after the few iterations, some milliseconds, that make the time
 * axis of its maps unbroken text; elsewhere now.  Says where training stands. */
void ws_pause_soon(struct workspace *);
void ws_flush_log(struct workspace *);
/* Its row; also where an iteration ends before its validation is complete. */
void ws_log_iteration(struct workspace *);
void ws_clear_job(struct workspace *);
/* workspace_script.c: executes the next line of the innermost script; its
 * failure ends all of them. */
void ws_script_line(struct workspace *);
void ws_drop_scripts(struct workspace *);
void ws_stop_scripts(struct workspace *); /* what one began failed: says so */
/* workspace_lines.c: executes the oldest line that waits; false: none.  All
 * are dropped; a failure stops the script of the line taken last.  Both say
 * which lines are lost. */
bool ws_next_queued(struct workspace *);
void ws_drop_queue(struct workspace *);
void ws_stop_turn(struct workspace *);
bool ws_interrupted(const struct workspace *);   /* see struct host */
bool ws_limit_reached(const struct workspace *); /* --iterations */
/* Says "error: reason" and returns false. */
bool ws_fail(struct workspace *, const struct err *);

/* What the recipe made of the text, as a notice; nothing without a recipe. */
void ws_say_recipe(struct workspace *);
/* broken.c: an iteration failed, with the reason; pauses training. */
void broken_by_value(struct workspace *, const struct err *);
/* After every iteration: true when its loss was one too many beyond the
 * bound, which pauses training too. */
bool broken_by_loss(struct workspace *);
static inline bool is_broken(const struct workspace *ws)
{
	return ws->broken.why[0];
}

/* Settings change between two iterations. */
void ws_settings_changed(struct workspace *, const struct settings *old);
/* The run is a file's, and so are its settings: they stay when something else
 * starts the run anew. */
void ws_all_recorded(struct workspace *);
/* Another run takes the place of the present one. */
void ws_replace_run(struct workspace *, struct run *);
/* workspace_end.c.  Weights that are not finite are not saved: ERR_FAILED. */
void ws_save_if_due(struct workspace *);
/* To --save-best, when the iteration just made has the lowest validation. */
void ws_save_best_if_found(struct workspace *);
/* Why there is such a file: what became of the work, "exploded". */
const char *recovered_cause(const char *path);
bool ws_save(struct workspace *, const char *path, struct err *) NODISCARD;
/* Goes on from a checkpoint; asks before, where it may, unless `now`. */
bool ws_load(struct workspace *, const char *path, bool now,
	     struct err *) NODISCARD;
/* `path` holds the run as it is now; NULL: no file does. */
void ws_note_saved(struct workspace *, const char *path);
/* "1,200 iterations since m.safetensors", or ", never saved". */
void ws_add_unsaved(const struct workspace *, struct strbuf *);
/* Somebody can be asked: there is a screen, and no script goes on meanwhile. */
static inline bool may_ask(const struct workspace *ws)
{
	return ws->host.ask && !ws->script;
}
/* Asks; training rests until the answer, so that what the question says stays
 * true. */
void ws_ask(struct workspace *, const char *question, const char *command);
/* Asks, where that can be done and unsaved work would be lost, whether to
 * discard it, and then executes `command`.  False: nothing was asked. */
bool ws_ask_to_discard(struct workspace *, const char *command);
/* False when `path` in that role would harm a file in use now. */
bool ws_spares_files(const struct workspace *, enum file_role, const char *path,
		     struct err *) NODISCARD;

/* recover.c: offers the newest rescued work on this text, unless that was done
 * before, or --batch takes no commands. */
void ws_offer_recovered(struct workspace *);
/* Fills ws->aside. */
void ws_look_for_recovered(struct workspace *);
void recovered_release(struct recovered_list *);
void recovered_when(const struct recovered *, char *out, size_t size);
/* Removes the file; says so.  ERR_FAILED. */
bool ws_remove_recovered(struct workspace *, struct recovered *,
			 struct err *) NODISCARD;
/* It has not been offered. */
void recovered_unmark(const char *path);
/* What was loaded may have been such; that run is saved elsewhere now. */
void ws_loaded_recovered(struct workspace *, const char *path);
void ws_forget_recovered(struct workspace *, const char *saved);

/* publish.c: the screen's view, called after every iteration and at a pause. */
void publish_iteration(struct workspace *);
void publish_pause(struct workspace *);
void publish_progress(struct workspace *); /* of a job, training at rest */
/* All but the maps: one more iteration would cut their time axis. */
void publish_numbers(struct workspace *);
void publish_validation(struct workspace *); /* how far it is */
void publish_release(struct workspace *);
/* Iterations to collect until the time axis is whole; 0 where it is. */
int publish_missing(const struct workspace *);

/* publish_sample.c.  After an iteration: begins its sample when one is due. */
void publish_sample(struct workspace *);
/* At a pause: begins that of the present iteration where it is not there. */
void publish_sample_at_rest(struct workspace *);
/* Draws a slice, and publishes what came of it; false: none is being drawn. */
bool publish_sample_slice(struct workspace *);
/* Leaves one that is not complete. */
void publish_sample_drop(struct workspace *);

#endif
