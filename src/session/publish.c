/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish.c: what the screen is shown, and when.
 *
 * A publication is due by the clock, not by iterations.  The time axis should
 * be unbroken text, longer than one iteration's; so when one comes due, this
 * and the next few iterations are collected first.  If iterations are slow
 * anyhow, all are collected, and nothing waits; if they have just become so
 * (another program took the processor), it waits once. */
#include "config.h"

#include "session/session_private.h"
#include "probe/activity.h"
#include "probe/view.h"

#include <limits.h>
#include <math.h>

/* Iterations longer than this are all collected: that costs nothing. */
#define SLOW_ITERATION 0.02

static bool is_shown(const struct session *s)
{
	return s->publish.snapshots && current(s)->view;
}

/* --- filling a snapshot --------------------------------------------------- */

/* Appends the goal, which is about the current run. */
static void add_goal(const struct session *s, char *out, size_t size)
{
	const struct track *t = current(s);

	if (s->goal.kind == GOAL_COUNT)
		snprintf(out, size, "to iteration %ld", t->target);
	else if (s->goal.kind == GOAL_EPOCH)
		snprintf(out, size, "to the end of the epoch");
	else if (s->goal.kind == GOAL_TRUE)
		snprintf(out, size, "until %s", expr_text(s->goal.expr));
}

static void set_status(const struct track *t, char *out, size_t size)
{
	const struct session *s = t->session;
	bool now = t == current(s);

	snprintf(out, size, "%s", t->broken.why);
	if (s->job && now)
		snprintf(out, size, "%s %.0f %%", s->job->name,
			 100 * s->job->progress);
	else if (run_validating(t->run))
		snprintf(out, size, "validation %.0f %%",
			 100 * run_validated(t->run));
	else if (t->sample.sampler && !track_is_broken(t))
		snprintf(out, size, "sample %.0f %%",
			 fmin(100, 100.0 * (double)t->sample.done /
					   (double)t->sample.length));
	else if (now)
		add_goal(s, out, size);
}

static double own_metric(const struct run *run, const struct metric *m)
{
	return m ? run->now.own[m->own] : NAN;
}

static void fill_main(const struct run *run, struct track_view *out)
{
	const struct metric *m = run_main_metric(run);

	out->main_metric = m ? m->name : NULL;
	out->main_falls = m && m->falls;
	out->main_value = own_metric(run, m);
	out->baseline = own_metric(run, run->task->baseline);
}

static void fill_track(const struct track *t, struct track_view *out)
{
	const struct run *run = t->run;

	snprintf(out->name, sizeof out->name, "%s", t->name);
	out->set = run->set;
	out->now = run->now;
	out->now.learning_rate = settings_rate(&run->set, run->now.iteration);
	out->spec = run->spec;
	out->corpus = track_text(t);
	out->task = run->task->name;
	out->examples = run->task->answer != NULL;
	fill_main(run, out);
	out->engine = run->engine->name;
	out->running = session_training(t->session) &&
		       takes_part(t->session, t) && !t->rests;
	out->unsaved = track_unsaved(t);
	out->broken = track_is_broken(t);
	out->saved_seconds = t->saved_seconds;
	set_status(t, out->status, sizeof out->status);
	*out->series = run->series;
}

static void fill(struct session *s, const struct snapshot_wants *wants,
		 struct snapshot *snap)
{
	struct track *now = current(s);

	snapshot_set_tracks(snap, s->tracks);
	snap->current = s->current;
	for (int i = 0; i < s->tracks; i++)
		fill_track(s->track[i], &snap->track[i]);
	snap->wants = *wants;
	if (now->view)
		view_fill(now->view, now->run, wants, snap);
	sample_list_copy(&snap->samples, &now->sample.samples);
	shown_examples_fill(now, wants, snap);
	if (now->run->task->answer)
		activity_of_example(now->run->spec.cell, wants, snap);
}

static void publish(struct session *s)
{
	struct snapshot_wants wants = snapshots_wanted(s->publish.snapshots);

	fill(s, &wants, snapshots_back(s->publish.snapshots));
	snapshots_publish(s->publish.snapshots);
	s->publish.due = now_seconds() + s->publish.interval;
	s->publish.collecting = false;
}

/* --- collecting the time axis --------------------------------------------- */

static bool is_slow(const struct run *run)
{
	return !(run->now.examples_per_second >
		 run->spec.batch / SLOW_ITERATION);
}

static void collect(struct session *s)
{
	struct track *t = current(s);

	view_collect(t->view, t->run,
		     snapshots_wanted(s->publish.snapshots).probes);
}

/* Iterations left before the goal or --iterations, if known. */
static long iterations_left(const struct session *s)
{
	const struct track *t = current(s);
	long left = LONG_MAX;

	if (s->goal.kind == GOAL_COUNT)
		return t->target - t->run->now.iteration;
	if (t->run->set.iterations > 0)
		left = t->run->set.iterations - t->run->now.iteration;
	if (s->goal.kind == GOAL_EPOCH && run_epoch_left(t->run) > 0)
		left = min_long(left, (long)run_epoch_left(t->run));
	return left;
}

/* Training rests while one is read, so the screen does not change then. */
static long iterations_to_validation(const struct run *run)
{
	long every = run->set.valid_every;

	if (every <= 0 || !run_validates(run))
		return LONG_MAX;
	return every - run->now.iteration % every;
}

/* Iterations that read `characters` characters of one stream. */
static int iterations_of(const struct run *run, int characters)
{
	int steps = run->spec.steps;

	return (characters + steps - 1) / steps;
}

static int columns_wanted(const struct session *s)
{
	return snapshots_wanted(s->publish.snapshots).columns;
}

static int columns_missing(const struct session *s)
{
	const struct track *t = current(s);

	return view_missing(t->view, t->run, columns_wanted(s));
}

/* Collects the last iterations before training stops or rests anyway; an
 * iteration with a validation ends only after it. */
static bool rests_soon(const struct session *s)
{
	const struct run *run = session_run(s);
	int need = iterations_of(run, columns_wanted(s));

	return iterations_left(s) < need ||
	       iterations_to_validation(run) <= need;
}

int publish_missing(const struct session *s)
{
	const struct track *t = current(s);

	if (!is_shown(s) || t->sample.holds || run_validating(t->run))
		return 0;
	return (int)min_long(iterations_of(t->run, columns_missing(s)),
			     max_long(0, iterations_left(s)));
}

/* --- when ----------------------------------------------------------------- */

void publish_iteration(struct session *s)
{
	struct publishing *p = &s->publish;

	if (!is_shown(s))
		return;
	p->collecting = p->collecting || now_seconds() >= p->due;
	if (p->collecting || is_slow(session_run(s)) || rests_soon(s))
		collect(s);
	if (p->collecting && !columns_missing(s))
		publish(s);
}

void publish_pause(struct session *s)
{
	if (!is_shown(s))
		return;
	if (session_run(s)->now.iteration > 0)
		collect(s);
	shown_sample_at_rest(current(s));
	publish(s);
}

void publish_progress(struct session *s)
{
	bool waiting = current(s)->sample.holds || (s->job && s->job->freezes);

	if (is_shown(s) && (!session_training(s) || waiting) &&
	    now_seconds() >= s->publish.due)
		publish(s);
}

void publish_numbers(struct session *s)
{
	if (is_shown(s))
		publish(s);
}

void publish_validation(struct session *s)
{
	if (now_seconds() >= s->publish.due)
		publish_numbers(s);
}

void publish_track(struct track *t)
{
	view_free(t->view);
	t->view = view_new(t->run, SNAPSHOT_COLUMNS);
}

void session_publish_to(struct session *s, struct snapshots *snapshots, int fps)
{
	s->publish = (struct publishing){
		.snapshots = snapshots,
		.interval = 1.0 / max_int(1, fps),
	};
	for (int i = 0; i < s->tracks; i++)
		publish_track(s->track[i]);
	publish_pause(s);
}

void session_snapshot(struct session *s, const struct snapshot_wants *wants,
		      struct snapshot *snap)
{
	const struct track *t = current(s);
	/* A single iteration would cut the time axis of the screen. */
	bool rests = !s->publish.snapshots || !session_training(s);

	if (t->view && rests && t->run->now.iteration > 0)
		view_collect(t->view, t->run, wants->probes);
	fill(s, wants, snap);
}

void session_publish_now(struct session *s)
{
	if (!session_training(s))
		publish_pause(s);
	else if (s->asking)
		publish_numbers(s);
	else /* a single iteration would cut the time axis of the maps */
		s->publish.due = 0;
}
