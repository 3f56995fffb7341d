/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish.c: what the screen gets to see, and when.
 *
 * A publication is due by the clock, not by iterations.  The time axis shall
 * be unbroken text, longer than one iteration's; so when one comes due the
 * next few iterations are collected first.  Where iterations are slow anyhow,
 * all are collected, and nothing waits. */
#include "config.h"

#include "cmd/workspace_private.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Iterations longer than this are all collected: it costs nothing there. */
#define SLOW_ITERATION 0.02
/* The sample panel changes no faster than one can read. */
#define SAMPLE_SECONDS 1.0

static int iterations_for(const struct workspace *ws, int columns)
{
	int steps = ws->run->stream.steps;
	return max_int(1, (columns + steps - 1) / steps);
}

static bool is_slow(const struct workspace *ws)
{
	double chars = (double)ws->run->spec.steps * ws->run->spec.batch;
	return !(ws->run->now.chars_per_second > chars / SLOW_ITERATION);
}

static void set_text(char **field, size_t *length, const struct strbuf *text)
{
	*field = xrealloc(*field, text->length + 1);
	memcpy(*field, text->text, text->length + 1);
	*length = text->length;
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
	else if (ws->goal.kind == GOAL_ITERATION)
		snprintf(out, size, "to iteration %ld", ws->goal.iteration);
	else if (ws->goal.kind == GOAL_EPOCH)
		snprintf(out, size, "to the end of the epoch");
	else if (ws->goal.kind == GOAL_TRUE)
		snprintf(out, size, "until %s", expr_text(ws->goal.expr));
}

static void fill(struct workspace *ws, struct snapshot *snap)
{
	struct snapshot_wants wants = snapshots_wanted(ws->publish.snapshots);
	const struct run *run = ws->run;
	snap->set = ws->set;
	snap->now = run->now;
	snap->now.learning_rate = settings_rate(&run->set, run->now.iteration);
	snap->spec = run->spec;
	snap->corpus = ws->corpus;
	snap->engine = run->engine->name;
	snap->running = ws->running || ws->goal.kind;
	snap->unsaved = workspace_unsaved(ws);
	snap->broken = is_broken(ws);
	snap->saved_seconds = ws->saved_seconds;
	set_status(ws, snap->status, sizeof snap->status);
	if (wants.series)
		snap->series = run->series;
	view_fill(ws->publish.view, run, &wants, snap);
	if (snap->sample_serial != ws->sample.serial || !snap->sample) {
		snap->sample_serial = ws->sample.serial;
		snap->sample_iteration = ws->sample.iteration;
		snap->sample_temperature = ws->sample.temperature;
		set_text(&snap->sample, &snap->sample_length, &ws->sample.text);
	}
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
	ws->publish.collecting = 0;
}

/* How many iterations off the goal is, where that is known. */
static long iterations_left(const struct workspace *ws)
{
	const struct stream *s = &ws->run->stream;
	size_t steps = (size_t)s->steps;
	if (ws->goal.kind == GOAL_ITERATION)
		return ws->goal.iteration - ws->run->now.iteration;
	if (ws->goal.kind == GOAL_EPOCH && s->stride > s->position + steps)
		return (long)((s->stride - s->position - steps) / steps);
	return LONG_MAX;
}

static int iterations_wanted(const struct workspace *ws)
{
	return iterations_for(ws,
			      snapshots_wanted(ws->publish.snapshots).columns);
}

int publish_missing(const struct workspace *ws)
{
	if (!ws->publish.snapshots || !ws->publish.view || is_slow(ws))
		return 0;
	return iterations_wanted(ws);
}

void publish_iteration(struct workspace *ws)
{
	struct publishing *p = &ws->publish;
	if (!p->snapshots || !p->view)
		return;
	bool slow = is_slow(ws);
	int need = iterations_wanted(ws);
	bool last = iterations_left(ws) < need;
	if (slow || last || p->collecting)
		collect(ws);
	if (p->collecting && --p->collecting == 0) {
		publish(ws);
		return;
	}
	if (p->collecting || now_seconds() < p->due)
		return;
	if (slow)
		publish(ws);
	else
		p->collecting = need;
}

void publish_pause(struct workspace *ws)
{
	if (!ws->publish.snapshots || !ws->publish.view)
		return;
	if (ws->run->now.iteration > 0)
		collect(ws);
	publish(ws);
}

void publish_progress(struct workspace *ws)
{
	bool resting = !ws->running && !ws->goal.kind;
	if (ws->publish.snapshots && ws->publish.view &&
	    (resting || ws->job->freezes) && now_seconds() >= ws->publish.due)
		publish(ws);
}

/* The maps stay as they are: one more iteration would cut their time axis. */
void publish_validation(struct workspace *ws)
{
	if (ws->publish.snapshots && ws->publish.view &&
	    now_seconds() >= ws->publish.due)
		publish(ws);
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
	if (ws->publish.view)
		publish(ws);
}

void workspace_publish_now(struct workspace *ws)
{
	publish_pause(ws);
}

void publish_release(struct workspace *ws)
{
	view_free(ws->publish.view);
	ws->publish = (struct publishing){ 0 };
}

/* --- the sample of an iteration ------------------------------------------- */

/* Its stream depends on the seed and the iteration alone, so the text at an
 * iteration is the same whether earlier ones were looked at or not. */
static bool draw_sample(struct workspace *ws, struct strbuf *out)
{
	enum { SYMBOLS_AT_ONCE = 32 };
	struct err e;
	const struct run *run = ws->run;
	uint64_t seed = (uint64_t)run->set.seed +
			(uint64_t)run->now.iteration * 0x9e3779b97f4a7c15u;
	rng_seed(ws->sample.rng, seed, RNG_SAMPLE);
	struct sample_request request = {
		.length = ws->set.sample_length,
		.temperature = ws->set.temperature,
		.from_state = true,
		.first = run->target[((size_t)run->stream.steps - 1) *
				     (size_t)run->stream.batch],
	};
	struct sampler *s = sampler_new(run, &request, ws->sample.rng, &e);
	if (!s)
		return false;
	strbuf_clear(out);
	bool complete;
	do
		complete = sampler_more(s, SYMBOLS_AT_ONCE, out);
	while (!complete && !ws_interrupted(ws));
	sampler_free(s);
	ws->sample.serial++;
	return complete;
}

void publish_sample(struct workspace *ws)
{
	struct shown_sample *sample = &ws->sample;
	bool screen = ws->publish.snapshots != NULL;
	long every = ws->set.sample_every, iteration = ws->run->now.iteration;
	if (every <= 0 || iteration % every || ws->set.sample_length <= 0 ||
	    (!screen && !sample->print))
		return;
	/* `next` and `step` stop to look at it. */
	bool last = ws->goal.kind == GOAL_ITERATION &&
		    iteration >= ws->goal.iteration;
	if (screen && !last && now_seconds() < sample->due)
		return;
	if (!draw_sample(ws, &sample->text))
		return;
	sample->iteration = iteration;
	sample->temperature = ws->set.temperature;
	sample->due = now_seconds() + SAMPLE_SECONDS;
	if (!sample->print)
		return;
	ws_say(ws, SAY_NOTICE, "iteration %ld  smooth loss %.6g", iteration,
	       ws->run->now.smooth_loss);
	struct strbuf text;
	strbuf_init(&text);
	strbuf_add_bytes(&text, sample->text.text, sample->text.length);
	strbuf_add_char(&text, '\n');
	ws_say_symbols(ws, &text);
	strbuf_release(&text);
}
