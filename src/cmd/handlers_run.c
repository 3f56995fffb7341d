/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_run.c: continue, pause, step, next, finish, until; scripts; quit. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"

#include <limits.h>
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
	long now = ws->run->now.iteration;
	long target = iterations > LONG_MAX - now ? LONG_MAX : now + iterations;
	ws_goal(ws, (struct goal){ .kind = GOAL_ITERATION,
				   .iteration = target,
				   .name = name });
	return true;
}

bool do_step(struct workspace *ws, const struct args *args, struct err *e)
{
	long n;
	return count_argument(args, 1, &n, e) && run_for(ws, "step", n);
}

/* --iterations is where everything but an explicit number stops. */
static bool at_limit(struct workspace *ws)
{
	/* The last iteration is not over before its validation. */
	if (!ws_limit_reached(ws) || run_validating(ws->run))
		return false;
	/* A cosine has ended there, and nothing would be learned. */
	bool ended = settings_rate(&ws->set, ws->run->now.iteration) == 0;
	ws_say(ws, SAY_NOTICE,
	       "already at --iterations %ld; to go on: set iterations 0%s",
	       ws->set.iterations,
	       ended ? ", and set schedule constant: the "
		       "learning rate is 0 by now"
		     : "");
	return true;
}

/* On the screen without a number: on, until somebody says pause.  A script
 * cannot say it, so there it needs an end. */
static bool run_on(struct workspace *ws, struct err *e)
{
	long limit = ws->set.iterations;
	if (at_limit(ws))
		return true;
	if (ws->host.screen) {
		workspace_set_running(ws, true);
		publish_pause(ws);
		return true;
	}
	if (limit <= 0)
		return err_set(e, ERR_FAILED,
			       "continue needs a number of iterations here, "
			       "or --iterations");
	ws_goal(ws, (struct goal){ .kind = GOAL_ITERATION,
				   .iteration = limit,
				   .name = "continue" });
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
	ws_pause_soon(ws);
	return true;
}

bool do_next(struct workspace *ws, const struct args *args, struct err *e)
{
	if (!no_argument(args, e))
		return false;
	long every = ws->set.sample_every;
	if (every <= 0)
		return err_set(e, ERR_FAILED,
			       "no samples are due: sample-every is 0");
	if (at_limit(ws))
		return true;
	long left = every - ws->run->now.iteration % every;
	long limit = ws->set.iterations;
	if (limit > 0 && left > limit - ws->run->now.iteration)
		left = limit - ws->run->now.iteration;
	return run_for(ws, "next", left);
}

bool do_finish(struct workspace *ws, const struct args *args, struct err *e)
{
	if (!no_argument(args, e))
		return false;
	if (!at_limit(ws))
		ws_goal(ws, (struct goal){ .kind = GOAL_EPOCH,
					   .iteration = ws->run->now.iteration,
					   .name = "finish" });
	return true;
}

bool do_until(struct workspace *ws, const struct args *args, struct err *e)
{
	if (args->count < 2)
		return err_set(e, ERR_FAILED,
			       "until what? for example: "
			       "until smooth_loss < 50");
	struct expr *expr = expr_parse(args->rest, e);
	if (!expr)
		return false;
	if (expr_true(expr, ws->run)) {
		ws_say(ws, SAY_NOTICE, "%s: already so", expr_text(expr));
		expr_free(expr);
		return true;
	}
	if (at_limit(ws)) {
		expr_free(expr);
		return true;
	}
	ws_goal(ws, (struct goal){
			    .kind = GOAL_TRUE, .expr = expr, .name = "until" });
	return true;
}

bool do_source(struct workspace *ws, const struct args *args, struct err *e)
{
	if (args->count != 2)
		return err_set(e, ERR_FAILED, "source needs a file");
	const char *path = args->word[1].text;
	return ws_spares_files(ws, FILE_SCRIPT, path, e) &&
	       workspace_source(ws, path, e);
}

/* At the end --save takes the work, but not what exploded.  True: asked. */
static bool asks_before_quitting(struct workspace *ws)
{
	if (!ws->startup->save)
		return ws_ask_to_discard(ws, "quit now");
	if (!is_broken(ws) || !may_ask(ws) || !workspace_unsaved(ws))
		return false;
	ws_ask(ws, "Quit? --save stays as it is. (y or n) ", "quit now");
	return true;
}

bool do_quit(struct workspace *ws, const struct args *args, struct err *e)
{
	bool now = args->count == 2 && !strcmp(args->word[1].text, "now");
	if (args->count > 1 && !now)
		return err_set(e, ERR_FAILED, "quit takes no argument but now");
	if (!now && asks_before_quitting(ws))
		return true;
	ws_drop_scripts(ws);
	ws_pause(ws);
	ws->quitting = true;
	ws->host.quit(ws->host.owner, 0);
	return true;
}
