/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_run.c: continue, pause, step, next, finish, until; quit. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"

#include <string.h>

static bool count_argument(const struct args *args, long fallback, long *out,
			   struct err *e)
{
	*out = fallback;
	if (args->count == 1)
		return true;
	if (args->count > 2)
		return err_set(e, ERR_FAILED, "%s takes one number",
			       args->word[0].text);
	if (!parse_long(args->word[1].text, out) || *out < 1)
		return err_set(e, ERR_FAILED,
			       "%s: \"%s\" is not a number of iterations "
			       "(1 or more)",
			       args->word[0].text, args->word[1].text);
	return true;
}

static bool no_argument(const struct args *args, struct err *e)
{
	return args->count == 1 ||
	       err_set(e, ERR_FAILED, "%s takes no argument",
		       args->word[0].text);
}

static bool run_for(struct workspace *ws, const char *name, long iterations)
{
	session_train(ws->session, (struct goal){ .kind = GOAL_COUNT,
						  .count = iterations,
						  .name = name });
	return true;
}

bool do_step(struct workspace *ws, const struct args *args, struct err *e)
{
	long n;

	return count_argument(args, 1, &n, e) && run_for(ws, "step", n);
}

static void say_at_limit(struct workspace *ws)
{
	const struct run *run = workspace_run(ws);
	/* A cosine schedule has ended there, and nothing more would be
	 * learned. */
	bool ended = settings_rate(&run->set, run->now.iteration) == 0;

	session_say(ws->session, SAY_NOTICE,
		    "already at --iterations %ld; to go on: set iterations 0%s",
		    run->set.iterations,
		    ended ? ", and set schedule constant: the "
			    "learning rate is 0 by now"
			  : "");
}

/* Only an explicit number passes --iterations; a goal of the current run ends
 * where that run does. */
static bool at_limit(struct workspace *ws)
{
	const struct track *t = session_current(ws->session);

	/* An iteration is complete only after its validation. */
	if (!track_limit_reached(t) || run_validating(t->run))
		return false;
	say_at_limit(ws);
	return true;
}

/* Without a number the screen trains until paused; a script cannot pause, so it
 * needs a limit. */
static bool run_on(struct workspace *ws, struct err *e)
{
	struct session *s = ws->session;

	if (session_at_limit(s)) {
		say_at_limit(ws);
		return true;
	}
	if (session_host(s)->interactive) {
		session_set_running(s, true);
		return true;
	}
	if (!session_has_limit(s))
		return err_set(e, ERR_FAILED,
			       "continue needs a number of iterations here, "
			       "or --iterations");
	session_train(s,
		      (struct goal){ .kind = GOAL_LIMIT, .name = "continue" });
	return true;
}

bool do_continue(struct workspace *ws, const struct args *args, struct err *e)
{
	long n;

	if (!count_argument(args, 0, &n, e))
		return false;
	return n ? run_for(ws, "continue", n) : run_on(ws, e);
}

bool do_pause(struct workspace *ws, const struct args *args, struct err *e)
{
	if (!no_argument(args, e))
		return false;
	session_pause_soon(ws->session);
	return true;
}

bool do_next(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct run *run = workspace_run(ws);
	long every = run->set.sample_every;
	long limit = run->set.iterations;
	long left;

	if (!no_argument(args, e))
		return false;
	if (every <= 0)
		return err_set(e, ERR_FAILED,
			       "no samples are due: sample-every is 0");
	if (at_limit(ws))
		return true;
	left = every - run->now.iteration % every;
	if (limit > 0 && left > limit - run->now.iteration)
		left = limit - run->now.iteration;
	return run_for(ws, "next", left);
}

bool do_finish(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct run *run = workspace_run(ws);

	if (!no_argument(args, e))
		return false;
	if (run_epoch(run) == 0)
		return err_set(e, ERR_FAILED,
			       "the task %s has no epochs: its examples have "
			       "no end",
			       run->task->name);
	if (!at_limit(ws))
		session_train(ws->session, (struct goal){ .kind = GOAL_EPOCH,
							  .name = "finish" });
	return true;
}

bool do_until(struct workspace *ws, const struct args *args, struct err *e)
{
	struct expr *expr;

	if (args->count < 2)
		return err_set(e, ERR_FAILED,
			       "until what? for example: "
			       "until smooth_loss < 50");
	expr = expr_parse(args->rest, &ws->variables, e);
	if (!expr)
		return false;
	if (expr_true(expr, workspace_run(ws))) {
		session_say(ws->session, SAY_NOTICE, "%s: already so",
			    expr_text(expr));
		expr_free(expr);
	} else if (at_limit(ws)) {
		expr_free(expr);
	} else {
		session_train(ws->session, (struct goal){ .kind = GOAL_TRUE,
							  .expr = expr,
							  .name = "until" });
	}
	return true;
}

/* True: asked.  A broken first run has its own question: its work is put aside,
 * and the file of --save stays. */
static bool asks_before_quitting(struct workspace *ws)
{
	struct session *s = ws->session;
	const struct track *first = session_track(s, 0);
	bool alone = session_tracks(s) == 1 && session_startup(s)->save;

	if (!alone)
		return workspace_asks_to_discard(
			ws, (struct loss){ .leaving = true }, "quit now");
	if (!track_is_broken(first) || !workspace_may_ask(ws) ||
	    !track_unsaved(first))
		return false;
	session_ask(s, "Quit? --save stays as it is. (y or n) ", "quit now");
	return true;
}

bool do_quit(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct host *host = session_host(ws->session);
	bool now = args->count == 2 && !strcmp(args->word[1].text, "now");

	if (args->count > 1 && !now)
		return err_set(e, ERR_FAILED, "quit takes no argument but now");
	if (!now && asks_before_quitting(ws))
		return true;
	workspace_drop_scripts(ws);
	session_pause(ws->session);
	ws->quitting = true;
	host->quit(host->owner, 0);
	return true;
}
