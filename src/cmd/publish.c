/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish.c: what the screen gets to see, and when.
 *
 * A publication is due by the clock, not by iterations.  The time axis shall
 * be unbroken text, longer than one iteration's; so when one comes due, this
 * and the next few iterations are collected first.  Where iterations are slow
 * anyhow, all are collected, and nothing waits; where they have just become so
 * (another program took the processor), once. */
#include "config.h"

#include "cmd/workspace_private.h"

#include "probe/view.h"

#include <limits.h>
#include <math.h>

/* Iterations longer than this are all collected: it costs nothing there. */
#define SLOW_ITERATION 0.02

static bool is_slow(const struct workspace *ws)
{
	double chars = (double)ws->run->spec.steps * ws->run->spec.batch;
	return !(ws->run->now.chars_per_second > chars / SLOW_ITERATION);
}

static void set_status(const struct workspace *ws, char *out, size_t size)
{
	snprintf(out, size, "%s", ws->broken.why);
	if (ws->job)
		snprintf(out, size, "%s %.0f %%", ws->job->name,
			 100 * ws->job->progress);
	else if (run_validating(ws->run))
		snprintf(out, size, "validation %.0f %%",
			 100 * run_validated(ws->run));
	else if (ws->sample.sampler && !is_broken(ws))
		snprintf(out, size, "sample %.0f %%",
			 fmin(100, 100.0 * (double)ws->sample.done /
					   (double)ws->sample.length));
	else if (ws->goal.kind == GOAL_ITERATION)
		snprintf(out, size, "to iteration %ld", ws->goal.iteration);
	else if (ws->goal.kind == GOAL_EPOCH)
		snprintf(out, size, "to the end of the epoch");
	else if (ws->goal.kind == GOAL_TRUE)
		snprintf(out, size, "until %s", expr_text(ws->goal.expr));
}

static void fill_track(const struct workspace *ws, struct track_view *track)
{
	const struct run *run = ws->run;

	track->set = ws->set;
	track->now = run->now;
	track->now.learning_rate = settings_rate(&run->set, run->now.iteration);
	track->spec = run->spec;
	track->corpus = ws->corpus;
	track->engine = run->engine->name;
	track->running = ws->running || ws->goal.kind;
	track->unsaved = workspace_unsaved(ws);
	track->broken = is_broken(ws);
	track->saved_seconds = ws->saved_seconds;
	set_status(ws, track->status, sizeof track->status);
	*track->series = run->series;
}

static void fill(struct workspace *ws, struct snapshot *snap)
{
	struct snapshot_wants wants = snapshots_wanted(ws->publish.snapshots);

	snapshot_set_tracks(snap, 1);
	fill_track(ws, &snap->track[0]);
	snap->wants = wants;
	view_fill(ws->publish.view, ws->run, &wants, snap);
	sample_list_copy(&snap->samples, &ws->sample.samples);
}

static void collect(struct workspace *ws)
{
	if (ws->publish.collected == ws->run->now.iteration)
		return;
	view_collect(ws->publish.view, ws->run);
	ws->publish.collected = ws->run->now.iteration;
}

static void publish(struct workspace *ws)
{
	fill(ws, snapshots_back(ws->publish.snapshots));
	snapshots_publish(ws->publish.snapshots);
	ws->publish.due = now_seconds() + ws->publish.interval;
	ws->publish.collecting = false;
}

/* How many iterations off the goal or --iterations is, where that is known. */
static long iterations_left(const struct workspace *ws)
{
	const struct stream *s = &ws->run->stream;
	size_t steps = (size_t)s->steps;
	long left = LONG_MAX;
	if (ws->goal.kind == GOAL_ITERATION)
		return ws->goal.iteration - ws->run->now.iteration;
	if (ws->set.iterations > 0)
		left = ws->set.iterations - ws->run->now.iteration;
	if (ws->goal.kind == GOAL_EPOCH && s->stride > s->position + steps)
		left = min_long(left, (long)((s->stride - s->position - steps) /
					     steps));
	return left;
}

/* Training rests while one is read, so the screen stays as it is then. */
static long iterations_to_validation(const struct workspace *ws)
{
	long every = ws->run->set.valid_every;
	if (every <= 0 || stream_valid_length(&ws->run->stream) < 2)
		return LONG_MAX;
	return every - ws->run->now.iteration % every;
}

/* How many iterations have `characters` of one stream. */
static int iterations_of(const struct workspace *ws, int characters)
{
	int steps = ws->run->stream.steps;
	return (characters + steps - 1) / steps;
}

static int columns_wanted(const struct workspace *ws)
{
	return snapshots_wanted(ws->publish.snapshots).columns;
}

static int columns_missing(const struct workspace *ws)
{
	return view_missing(ws->publish.view, ws->run, columns_wanted(ws));
}

/* The last iterations before training stops or rests are collected anyway;
 * that of a validation itself is over only after it. */
static bool rests_soon(const struct workspace *ws)
{
	int need = iterations_of(ws, columns_wanted(ws));
	return iterations_left(ws) < need ||
	       iterations_to_validation(ws) <= need;
}

int publish_missing(const struct workspace *ws)
{
	if (!ws->publish.snapshots || !ws->publish.view || ws->sample.holds ||
	    run_validating(ws->run))
		return 0;
	return (int)min_long(iterations_of(ws, columns_missing(ws)),
			     max_long(0, iterations_left(ws)));
}

void publish_iteration(struct workspace *ws)
{
	struct publishing *p = &ws->publish;
	if (!p->snapshots || !p->view)
		return;
	p->collecting = p->collecting || now_seconds() >= p->due;
	if (p->collecting || is_slow(ws) || rests_soon(ws))
		collect(ws);
	if (p->collecting && !columns_missing(ws))
		publish(ws);
}

void publish_pause(struct workspace *ws)
{
	if (!ws->publish.snapshots || !ws->publish.view)
		return;
	if (ws->run->now.iteration > 0)
		collect(ws);
	publish_sample_at_rest(ws);
	publish(ws);
}

void publish_progress(struct workspace *ws)
{
	bool resting = !ws->running && !ws->goal.kind;
	bool waiting = ws->sample.holds || (ws->job && ws->job->freezes);
	if (ws->publish.snapshots && ws->publish.view && (resting || waiting) &&
	    now_seconds() >= ws->publish.due)
		publish(ws);
}

void publish_numbers(struct workspace *ws)
{
	if (ws->publish.snapshots && ws->publish.view)
		publish(ws);
}

void publish_validation(struct workspace *ws)
{
	if (now_seconds() >= ws->publish.due)
		publish_numbers(ws);
}

void workspace_publish_to(struct workspace *ws, struct snapshots *snapshots,
			  int fps)
{
	publish_release(ws);
	ws->publish = (struct publishing){
		.snapshots = snapshots,
		.view = view_new(ws->run, SNAPSHOT_COLUMNS),
		.interval = 1.0 / max_int(1, fps),
		.collected = ws->run->now.iteration,
	};
	publish_pause(ws);
}

void workspace_publish_now(struct workspace *ws)
{
	bool training = ws->running || ws->goal.kind;
	if (!training)
		publish_pause(ws);
	else if (ws->asking)
		publish_numbers(ws);
	else /* one iteration alone would cut the time axis of the maps */
		ws->publish.due = 0;
}

void publish_release(struct workspace *ws)
{
	view_free(ws->publish.view);
	ws->publish = (struct publishing){ 0 };
}
