/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace.c: time passes here: iterations, goals, long commands. */
#include "config.h"

#include "cmd/panels.h"
#include "cmd/workspace_private.h"
#include "train/checkpoint.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG_SECONDS 1.0

/* --- saying --------------------------------------------------------------- */

void ws_say_text(struct workspace *ws, enum say kind, const struct strbuf *text)
{
	if (text->length)
		ws->host.say(ws->host.owner, kind, text->text, text->length);
}

void ws_say_symbols(struct workspace *ws, const struct strbuf *text)
{
	ws_say_text(ws, ws->corpus->vocab.bytes ? SAY_BYTES : SAY_RESULT, text);
}

void ws_say(struct workspace *ws, enum say kind, const char *format, ...)
{
	struct strbuf text;
	strbuf_init(&text);
	va_list args;
	va_start(args, format);
	strbuf_vprintf(&text, format, args);
	va_end(args);
	strbuf_add_char(&text, '\n');
	ws_say_text(ws, kind, &text);
	strbuf_release(&text);
}

void ws_say_notices(struct workspace *ws)
{
	ws_say_text(ws, SAY_NOTICE, &ws->run->notices);
	strbuf_clear(&ws->run->notices);
}

void ws_say_position(struct workspace *ws)
{
	const struct metrics *now = &ws->run->now;
	if (!ws->host.screen)
		return;
	if (isnan(now->loss))
		ws_say(ws, SAY_NOTICE, "iteration %ld", now->iteration);
	else
		ws_say(ws, SAY_NOTICE,
		       "iteration %ld  loss %.4g  smooth loss %.4g",
		       now->iteration, now->loss, now->smooth_loss);
	if (run_validating(ws->run))
		ws_say(ws, SAY_NOTICE,
		       "its validation is at %.0f %%: continue goes on with it",
		       100 * run_validated(ws->run));
}

bool ws_fail(struct workspace *ws, const struct err *e)
{
	ws->failed = true;
	/* On the screen the user is told, and can try again. */
	if (!ws->host.screen && e->kind == ERR_RESOURCE)
		ws->resource_failed = true;
	ws_say(ws, SAY_ERROR, "error: %s", e->text);
	return false;
}

/* --- what there is to do -------------------------------------------------- */

static void clear_goal(struct workspace *ws)
{
	expr_free(ws->goal.expr);
	ws->goal = (struct goal){ 0 };
}

void ws_clear_job(struct workspace *ws)
{
	if (ws->job)
		ws->job->free(ws->job);
	ws->job = NULL;
}

void ws_goal(struct workspace *ws, struct goal goal)
{
	clear_goal(ws);
	ws->goal = goal;
	ws->goal.from = ws->run->now.iteration;
	ws->running = false;
	run_restart_clock(ws->run);
}

static void stop_job(struct workspace *ws)
{
	if (ws->job)
		ws_say(ws, SAY_NOTICE, "%s: stopped", ws->job->name);
	ws_clear_job(ws);
}

void ws_job(struct workspace *ws, struct job *job)
{
	stop_job(ws);
	ws->job = job;
}

bool ws_interrupted(const struct workspace *ws)
{
	return ws->host.interrupted && ws->host.interrupted(ws->host.owner);
}

void ws_flush_log(struct workspace *ws)
{
	struct err e;
	if (ws->log && !logfile_flush(ws->log, &e)) {
		ws_fail(ws, &e);
		ws->resource_failed = true;
	}
}

void ws_pause(struct workspace *ws)
{
	clear_goal(ws);
	ws->running = false;
	ws_flush_log(ws);
	publish_pause(ws);
}

void workspace_set_running(struct workspace *ws, bool running)
{
	if (running && !ws->running)
		run_restart_clock(ws->run);
	clear_goal(ws);
	ws->running = running;
	if (!running)
		publish_pause(ws);
}

void workspace_restart_clock(struct workspace *ws)
{
	run_restart_clock(ws->run);
}

bool workspace_busy(const struct workspace *ws)
{
	return !ws->quitting &&
	       (ws->goal.kind || ws->job || ws->script || ws->queue.first);
}

void ws_pause_soon(struct workspace *ws)
{
	bool training = ws->running || ws->goal.kind;
	int more = training ? publish_missing(ws) : 0;
	if (more && !ws_limit_reached(ws)) {
		ws_goal(ws, (struct goal){ .kind = GOAL_ITERATION,
					   .name = "pause",
					   .iteration = ws->run->now.iteration +
							more });
		return;
	}
	ws_pause(ws);
	if (training)
		ws_say_position(ws);
}

void workspace_interrupt(struct workspace *ws)
{
	workspace_declined(ws);
	stop_job(ws);
	ws_drop_scripts(ws);
	ws_drop_queue(ws);
	ws_pause_soon(ws);
}

void ws_ask(struct workspace *ws, const char *question, const char *command)
{
	ws->asking = true;
	publish_numbers(ws);
	ws->host.ask(ws->host.owner, question, command);
}

void workspace_declined(struct workspace *ws)
{
	if (ws->asking)
		run_restart_clock(ws->run);
	ws->asking = false;
}

/* --- commands ------------------------------------------------------------- */

static bool next_line(struct workspace *ws)
{
	if (!ws->script)
		return ws_next_queued(ws);
	ws_script_line(ws);
	return true;
}

/* Only text for the net may hold NUL. */
static bool check_words(const struct command *command, const struct args *args,
			struct err *e)
{
	for (int i = 1; i < args->count; i++)
		if (strlen(args->word[i].text) != args->word[i].length &&
		    command->complete != COMPLETE_SAMPLE)
			return err_set(e, ERR_FAILED,
				       "%s: a word holds a NUL (column %d)",
				       command->name, args->word[i].column);
	return true;
}

static bool execute(struct workspace *ws, const char *line,
		    const struct args *args, struct err *e)
{
	const struct command *command = command_find(args->word[0].text, e);
	if (!command || !check_words(command, args, e))
		return false;
	if (command->run)
		return command->run(ws, args, e);
	/* Checked here too, so that a script stops at its mistake. */
	struct screen_choice choice;
	screen_choice_default(&choice);
	struct strbuf out;
	strbuf_init(&out);
	bool ok = screen_execute(&choice, args, ws->run->spec.hidden, &out, e);
	strbuf_release(&out);
	if (ok && ws->host.screen)
		ws->host.screen(ws->host.owner, line);
	else if (ok)
		ws_say(ws, SAY_NOTICE, "%s: there is no screen", command->name);
	return ok;
}

bool workspace_execute(struct workspace *ws, const char *line)
{
	struct args args;
	struct err e;
	if (ws->quitting) /* what was typed ahead of it no longer counts */
		return true;
	workspace_declined(ws); /* or yes was said, and this is it */
	if (!args_parse(&args, line, &e))
		return ws_fail(ws, &e);
	ws->commands++;
	bool ok = !args.count || execute(ws, line, &args, &e);
	args_release(&args);
	return ok || ws_fail(ws, &e);
}

bool workspace_execute_bytes(struct workspace *ws, const char *line,
			     size_t length)
{
	struct err e;
	if (strlen(line) == length)
		return workspace_execute(ws, line);
	err_set(&e, ERR_FAILED, "a command holds no NUL byte (column %zu)",
		strlen(line) + 1);
	return ws_fail(ws, &e);
}

/* --- iterations ----------------------------------------------------------- */

static bool goal_reached(const struct workspace *ws)
{
	const struct run *run = ws->run;
	switch (ws->goal.kind) {
	case GOAL_ITERATION: return run->now.iteration >= ws->goal.iteration;
	case GOAL_TRUE: return expr_true(ws->goal.expr, run);
	case GOAL_EPOCH:
		return run->now.iteration > ws->goal.iteration &&
		       run->stream.position + (size_t)run->stream.steps + 1 >=
			       run->stream.stride;
	case GOAL_NONE: break;
	}
	return false;
}

void ws_log_iteration(struct workspace *ws)
{
	if (!ws->log || (ws->run->now.iteration - 1) % ws->set.log_every)
		return;
	struct err e;
	double seconds = ws->run->now.seconds;
	bool ok = logfile_row(ws->log, ws->run, &e);
	/* Written in blocks, but somebody may be following it. */
	if (ok && fabs(seconds - ws->log_flushed) >= LOG_SECONDS) {
		ws->log_flushed = seconds;
		ok = logfile_flush(ws->log, &e);
	}
	if (!ok) {
		ws_fail(ws, &e);
		ws->resource_failed = true;
	}
}

bool ws_limit_reached(const struct workspace *ws)
{
	return ws->set.iterations > 0 &&
	       ws->run->now.iteration >= ws->set.iterations;
}

/* An explicit `step` may pass --iterations; everything else stops there. */
static void stop_where_due(struct workspace *ws)
{
	bool reached = goal_reached(ws);
	bool limited = ws_limit_reached(ws) && ws->goal.kind != GOAL_ITERATION;
	if (!reached && !limited)
		return;
	if (!reached && ws->goal.kind == GOAL_TRUE)
		ws_say(ws, SAY_NOTICE, "until %s: --iterations came first",
		       expr_text(ws->goal.expr));
	ws_pause(ws);
	ws_say_position(ws);
}

/* What follows an iteration, once its validation is complete too. */
static void iterated(struct workspace *ws)
{
	if (ws->run->notices.length)
		ws_say_notices(ws);
	ws_log_iteration(ws);
	publish_sample(ws);
	publish_iteration(ws);
	if (broken_by_loss(ws))
		return;
	ws_save_best_if_found(ws);
	ws_save_if_due(ws);
	stop_where_due(ws);
}

static void iterate(struct workspace *ws)
{
	struct err e;
	publish_sample_drop(ws);
	if (!run_train(ws->run, &e))
		broken_by_value(ws, &e);
	else if (!run_validating(ws->run))
		iterated(ws);
}

static void validate(struct workspace *ws)
{
	if (run_validate_slice(ws->run, SLICE_SECONDS))
		iterated(ws);
	else
		publish_validation(ws);
}

bool workspace_slice(struct workspace *ws)
{
	if (ws_interrupted(ws)) {
		workspace_interrupt(ws);
		return true;
	}
	if (ws->quitting)
		return false;
	bool waits = ws->sample.holds;
	bool worked = publish_sample_slice(ws);
	if (ws->job) {
		worked = true;
		bool frozen = ws->job->freezes;
		if (ws->job->slice(ws, ws->job)) {
			if (ws->job->failed)
				ws_stop_scripts(ws);
			ws_clear_job(ws);
			publish_pause(ws);
		} else {
			publish_progress(ws);
		}
		waits = waits || frozen;
	}
	if (waits)
		return true;
	if (ws->asking)
		return worked;
	if (!ws->job && !ws->goal.kind && next_line(ws))
		return true;
	if (!ws->running && !ws->goal.kind)
		return worked;
	if (run_validating(ws->run))
		validate(ws);
	else
		iterate(ws);
	return true;
}

/* --- settings and runs ---------------------------------------------------- */

void ws_settings_changed(struct workspace *ws, const struct settings *old)
{
	ws->run->set = ws->set;
	run_settings_changed(ws->run, old);
	ws_say_notices(ws);
	publish_pause(ws);
}

void ws_replace_run(struct workspace *ws, struct run *run)
{
	struct snapshots *snapshots = ws->publish.snapshots;
	int fps = snapshots ? (int)lround(1 / ws->publish.interval) : 0;
	/* They are about the old run; a sampler even holds on to its net. */
	clear_goal(ws);
	stop_job(ws);
	publish_sample_drop(ws);
	publish_release(ws);
	if (run_validating(ws->run))
		ws_log_iteration(ws);
	run_free(ws->run);
	ws->run = run;
	ws_say_notices(ws);
	ws->set = run->set;
	ws->broken = (struct broken){ 0 };
	ws->saved_seconds = 0;
	ws->best_saved = false;
	free(ws->recovered);
	ws->recovered = NULL;
	ws_note_saved(ws, NULL);
	ws->sample.iteration = -1;
	sample_list_clear(&ws->sample.samples);
	if (snapshots)
		workspace_publish_to(ws, snapshots, fps);
}

bool workspace_failed(const struct workspace *ws) { return ws->failed; }

const struct run *workspace_run(const struct workspace *ws) { return ws->run; }

/* --- the end -------------------------------------------------------------- */

void workspace_free(struct workspace *ws)
{
	if (!ws)
		return;
	struct err ignored;
	clear_goal(ws);
	ws_clear_job(ws);
	ws_drop_scripts(ws);
	publish_sample_drop(ws);
	queue_release(&ws->queue);
	publish_release(ws);
	logfile_close(ws->log, &ignored);
	free(ws->recovered);
	free(ws->saved_path);
	recovered_release(&ws->aside);
	gsl_rng_free(ws->sample.rng);
	strbuf_release(&ws->sample.text);
	sample_list_clear(&ws->sample.samples);
	run_free(ws->run);
	free(ws);
}
