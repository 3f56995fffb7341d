/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.c: makes time pass: iterations, goals, long commands.
 *
 * Runs that train together take turns, an iteration each: a round.  Goals are
 * checked after a round. */
#include "config.h"

#include "session/session_private.h"
#include "task/task_table.h"

#include <limits.h>

/* --- what there is to do -------------------------------------------------- */

static void clear_goal(struct session *s)
{
	expr_free(s->goal.expr);
	s->goal = (struct goal){ 0 };
}

void session_clear_job(struct session *s)
{
	if (s->job)
		s->job->free(s->job);
	s->job = NULL;
}

static void restart_clock(struct track *t)
{
	run_restart_clock(t->run);
	t->left = now_seconds();
}

/* Some runs have made their iteration of this round, others not yet. */
static bool is_within_round(const struct session *s)
{
	for (int i = 0; i < s->turn; i++)
		if (takes_part(s, s->track[i]) && !s->track[i]->rests)
			return true;
	return false;
}

/* When a goal ends, all have made equally many iterations: a run whose turn in
 * this round is still to come makes one more. */
static void aim(struct session *s, int i)
{
	struct track *t = s->track[i];
	long now = t->run->now.iteration;
	long count = s->goal.count;

	if (i >= s->turn && is_within_round(s) && !run_validating(t->run) &&
	    count < LONG_MAX)
		count++;
	restart_clock(t);
	t->from = now;
	t->target = count > LONG_MAX - now ? LONG_MAX : now + count;
	if (s->goal.kind == GOAL_LIMIT)
		t->target = t->run->set.iterations;
}

void session_train(struct session *s, struct goal goal)
{
	clear_goal(s);
	s->goal = goal;
	s->goal.began = session_run(s)->now.iteration;
	current(s)->rests = false;
	for (int i = 0; i < s->tracks; i++)
		if (takes_part(s, s->track[i]))
			aim(s, i);
}

void session_set_running(struct session *s, bool running)
{
	if (!running)
		clear_goal(s);
	else if (s->goal.kind != GOAL_FREE)
		session_train(s, (struct goal){ .kind = GOAL_FREE });
	publish_pause(s);
}

bool session_training(const struct session *s) { return s->goal.kind; }

bool session_busy(const struct session *s)
{
	return s->goal.kind > GOAL_FREE || s->job;
}

const struct goal *session_goal(const struct session *s) { return &s->goal; }

void session_stop_job(struct session *s)
{
	if (s->job)
		session_say(s, SAY_NOTICE, "%s: stopped", s->job->name);
	session_clear_job(s);
}

void session_begin_job(struct session *s, struct job *job)
{
	session_stop_job(s);
	s->job = job;
}

const struct job *session_job(const struct session *s) { return s->job; }

bool session_interrupted(const struct session *s)
{
	return s->host.interrupted && s->host.interrupted(s->host.owner);
}

void session_pause(struct session *s)
{
	clear_goal(s);
	s->turn = 0;
	for (int i = 0; i < s->tracks; i++)
		track_flush_log(s->track[i]);
	publish_pause(s);
}

static void say_positions(const struct session *s)
{
	for (int i = 0; i < s->tracks; i++)
		if (takes_part(s, s->track[i]))
			track_say_position(s->track[i]);
}

void session_pause_soon(struct session *s)
{
	bool training = session_training(s);
	bool within = is_within_round(s) &&
		      !run_validating(s->track[s->turn]->run);
	int more = 0;

	if (training && !track_limit_reached(current(s)))
		more = publish_missing(s);
	if (more || within) {
		session_train(s, (struct goal){ .kind = GOAL_COUNT,
						.name = "pause",
						.count = more });
		return;
	}
	session_pause(s);
	if (training)
		say_positions(s);
}

void session_restart_clock(struct session *s)
{
	for (int i = 0; i < s->tracks; i++)
		restart_clock(s->track[i]);
}

void session_ask(struct session *s, const char *question, const char *command)
{
	s->asking = true;
	publish_numbers(s);
	s->host.ask(s->host.owner, question, command);
}

void session_answered(struct session *s)
{
	if (s->asking)
		session_restart_clock(s);
	s->asking = false;
}

/* --- iterations ----------------------------------------------------------- */

/* Has it an iteration to make? */
static bool wants(const struct session *s, const struct track *t)
{
	if (!takes_part(s, t) || t->rests)
		return false;
	/* An iteration is complete only after its validation. */
	if (run_validating(t->run))
		return true;
	/* An explicit `step` may pass --iterations; all else stops there. */
	if (s->goal.kind == GOAL_COUNT)
		return t->run->now.iteration < t->target;
	return !track_limit_reached(t);
}

static bool any_wants(const struct session *s, int from)
{
	for (int i = from; i < s->tracks; i++)
		if (wants(s, s->track[i]))
			return true;
	return false;
}

bool session_others_train(const struct session *s, const struct track *t)
{
	for (int i = 0; i < s->tracks; i++)
		if (s->track[i] != t && wants(s, s->track[i]))
			return true;
	return false;
}

bool session_at_limit(const struct session *s)
{
	for (int i = 0; i < s->tracks; i++)
		if (takes_part(s, s->track[i]) &&
		    (!track_limit_reached(s->track[i]) ||
		     run_validating(s->track[i]->run)))
			return false;
	return true;
}

bool session_has_limit(const struct session *s)
{
	for (int i = 0; i < s->tracks; i++)
		if (takes_part(s, s->track[i]) &&
		    s->track[i]->run->set.iterations <= 0)
			return false;
	return true;
}

/* Follows an iteration once its validation is complete too. */
static void iterated(struct track *t)
{
	struct session *s = t->session;

	if (t->run->notices.length)
		track_say_notices(t);
	track_log_iteration(t);
	if (t == current(s)) {
		shown_sample_iteration(t);
		publish_iteration(s);
	}
	if (broken_by_loss(t))
		return;
	track_save_best_if_found(t);
	track_save_if_due(t);
}

/* True: an iteration is complete, or failed. */
static bool advance(struct track *t)
{
	struct err e;

	if (run_validating(t->run)) {
		if (!run_validate_slice(t->run, SLICE_SECONDS)) {
			publish_validation(t->session);
			return false;
		}
		shown_examples_validated(t);
		iterated(t);
		return true;
	}
	shown_sample_drop(t);
	if (!run_train(t->run, &e))
		broken_by_value(t, &e);
	else if (run_validating(t->run))
		return false;
	else
		iterated(t);
	return true;
}

/* Its clock stands still during the turns of others. */
static bool advance_among_others(struct track *t)
{
	bool over;

	run_skip_time(t->run, now_seconds() - t->left);
	over = advance(t);
	t->left = now_seconds();
	return over;
}

static bool reached(const struct session *s)
{
	const struct run *run = session_run(s);

	if (s->goal.kind == GOAL_TRUE)
		return expr_true(s->goal.expr, run);
	return s->goal.kind == GOAL_EPOCH &&
	       run->now.iteration > s->goal.began && run_epoch_left(run) == 0;
}

/* Goals of the current run end with it. */
static bool nothing_left(const struct session *s)
{
	if (s->goal.kind == GOAL_TRUE || s->goal.kind == GOAL_EPOCH)
		return !wants(s, current(s));
	return !any_wants(s, 0);
}

static void end_round(struct session *s)
{
	bool done = reached(s);

	s->turn = 0;
	if (!done && !nothing_left(s))
		return;
	if (!done && s->goal.kind == GOAL_TRUE &&
	    track_limit_reached(current(s)))
		session_say(s, SAY_NOTICE, "until %s: --iterations came first",
			    expr_text(s->goal.expr));
	session_pause(s);
	say_positions(s);
}

/* Reports that it stops at its --iterations while others go on. */
static void say_when_last(const struct session *s, const struct track *t)
{
	if (!t->rests && !wants(s, t) && track_limit_reached(t) &&
	    s->goal.kind != GOAL_COUNT && session_others_train(s, t))
		track_say(t, SAY_NOTICE, "stops here, at --iterations %ld",
			  t->run->set.iterations);
}

static void train(struct session *s)
{
	struct track *t;
	bool alone = !s->together || s->tracks == 1;

	while (s->turn < s->tracks && !wants(s, s->track[s->turn]))
		s->turn++;
	if (s->turn < s->tracks) {
		t = s->track[s->turn];
		if (!(alone ? advance(t) : advance_among_others(t)))
			return;
		if (!s->goal.kind) /* it broke */
			return;
		say_when_last(s, t);
		s->turn++;
	}
	if (!any_wants(s, s->turn))
		end_round(s);
}

/* --- slices --------------------------------------------------------------- */

static void job_slice(struct session *s)
{
	if (!s->job->slice(s, s->job)) {
		publish_progress(s);
		return;
	}
	if (s->job->failed)
		s->lines.stop(s->lines.owner, false);
	session_clear_job(s);
	publish_pause(s);
}

bool session_slice(struct session *s)
{
	struct track *now = current(s);
	bool waits = now->sample.holds;
	bool worked = shown_sample_slice(now);

	if (s->job) {
		worked = true;
		waits = waits || s->job->freezes;
		job_slice(s);
	}
	if (waits)
		return true;
	if (s->asking)
		return worked;
	if (!session_busy(s) && s->lines.next(s->lines.owner))
		return true;
	if (!s->goal.kind)
		return worked;
	train(s);
	return true;
}

/* --- settings and runs ---------------------------------------------------- */

void session_change_settings(struct session *s, const struct settings *set,
			     const struct origins *origins)
{
	struct track *t = current(s);
	struct settings old = t->run->set;

	t->run->set = *set;
	t->origins = *origins;
	run_settings_changed(t->run, &old);
	shown_examples_forget(t); /* a setting may be about how it answers */
	track_say_notices(t);
	publish_pause(s);
}

void session_replace_run(struct session *s, struct run *run,
			 const struct origins *origins)
{
	struct track *t = current(s);

	/* Goals refer to the old run. */
	if (s->goal.kind != GOAL_FREE)
		clear_goal(s);
	session_stop_job(s);
	track_set_run(t, run);
	t->origins = *origins;
	track_say_notices(t);
	publish_pause(s);
}

const struct startup *session_startup(const struct session *s)
{
	return s->startup;
}

const struct corpus *session_text(const struct session *s)
{
	return track_text(current(s));
}

bool session_fits_data(const struct session *s, const struct checkpoint *file)
{
	const struct task *task = session_run(s)->task;

	return task_of(&file->set) == task &&
	       checkpoint_is_of_data(file, task, &s->data);
}

const struct dataset *session_data(const struct session *s) { return &s->data; }

const struct host *session_host(const struct session *s) { return &s->host; }

int session_tracks(const struct session *s) { return s->tracks; }

const struct track *session_track(const struct session *s, int i)
{
	return s->track[i];
}

const struct track *session_current(const struct session *s)
{
	return current(s);
}

void session_read_lines(struct session *s, const struct session_lines *lines)
{
	s->lines = *lines;
}
