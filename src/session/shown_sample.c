/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shown_sample.c: the sample that the screen shows, or that batch prints.
 *
 * It is drawn with the weights of one iteration, so training waits for it; on
 * the screen it is drawn in slices, between which commands are answered. At a
 * pause it is drawn for the current iteration, and an incomplete one is dropped
 * when training goes on. */
#include "config.h"

#include "session/session_private.h"

#include <math.h>

/* The sample panel changes no faster than one can read. */
#define SAMPLE_SECONDS 1.0
enum { SEED_SYMBOLS = 20, SYMBOLS_AT_ONCE = 16 };

bool shown_sample_init(struct shown_sample *s, struct err *e)
{
	*s = (struct shown_sample){ .iteration = -1 };
	strbuf_init(&s->text);
	s->rng = rng_new(0, RNG_SAMPLE);
	return s->rng || err_memory(e, "random numbers");
}

static void end_sampler(struct shown_sample *s)
{
	sampler_free(s->sampler);
	s->sampler = NULL;
	s->holds = false;
}

void shown_sample_drop(struct track *t)
{
	if (!t->sample.sampler)
		return;
	end_sampler(&t->sample);
	t->sample.iteration = -1;
}

void shown_sample_forget(struct track *t)
{
	shown_sample_drop(t);
	t->sample.iteration = -1;
	sample_list_clear(&t->sample.samples);
}

void shown_sample_release(struct shown_sample *s)
{
	end_sampler(s);
	gsl_rng_free(s->rng);
	strbuf_release(&s->text);
	sample_list_clear(&s->samples);
}

/* --- drawing -------------------------------------------------------------- */

/* Adds what the net has just read: the last symbols of stream 0, or the last
 * line of them.  The newest symbol is the last target of training. */
static void add_seed(const struct run *run, struct strbuf *out)
{
	const struct char_task *task = char_task_of(run);
	const struct corpus *c = task->text;
	size_t end = task->stream.position + 1;
	size_t begin = end > SEED_SYMBOLS ? end - SEED_SYMBOLS : 0;

	for (size_t at = begin; at + 1 < end; at++)
		if (c->vocab.codepoint[corpus_id(c, at)] == '\n')
			begin = at + 1;
	for (size_t at = begin; at < end; at++)
		vocab_add_symbol(&c->vocab, corpus_id(c, at), out);
}

/* Seeds from the seed and the iteration alone, so that the text at an iteration
 * does not depend on whether earlier ones were looked at. */
static void seed_stream(struct track *t)
{
	uint64_t seed = (uint64_t)t->run->set.seed +
			(uint64_t)t->run->now.iteration * 0x9e3779b97f4a7c15u;

	rng_seed(t->sample.rng, seed, RNG_SAMPLE);
}

static void begin(struct track *t)
{
	struct err ignored; /* without memory there is no sample */
	struct shown_sample *s = &t->sample;
	const struct run *run = t->run;
	struct sample_request request = {
		.length = run->set.sample_length,
		.temperature = run->set.temperature,
		.from_state = true,
		.first = run->batch.target[((size_t)run->spec.steps - 1) *
					   (size_t)run->spec.batch],
	};

	shown_sample_drop(t);
	seed_stream(t);
	s->sampler = sampler_new(run, &request, s->rng, &ignored);
	strbuf_clear(&s->text);
	add_seed(run, &s->text);
	s->seed = s->text.length;
	s->done = 0;
	s->length = request.length;
	s->iteration = run->now.iteration;
	s->temperature = request.temperature;
}

static void complete(struct shown_sample *s)
{
	end_sampler(s);
	s->due = now_seconds() + SAMPLE_SECONDS;
	sample_list_add(&s->samples,
			&(struct sampled){ .iteration = s->iteration,
					   .temperature = s->temperature,
					   .text = s->text.text,
					   .length = s->text.length,
					   .seed = s->seed });
}

/* Draws for one slice. */
static void draw(struct shown_sample *s)
{
	double end = now_seconds() + SLICE_SECONDS;
	bool whole = false;

	while (!whole && now_seconds() < end) {
		whole = sampler_more(s->sampler, SYMBOLS_AT_ONCE, &s->text);
		s->done += SYMBOLS_AT_ONCE;
	}
	if (whole)
		complete(s);
}

bool shown_sample_slice(struct track *t)
{
	if (!t->sample.sampler)
		return false;
	draw(&t->sample);
	if (t->sample.sampler)
		publish_progress(t->session);
	else if (!session_training(t->session))
		publish_pause(t->session);
	return true;
}

/* --- when ----------------------------------------------------------------- */

static void say_sample(struct track *t)
{
	const struct shown_sample *s = &t->sample;
	struct strbuf text;

	track_say(t, SAY_NOTICE, "iteration %ld  smooth loss %.6g",
		  s->iteration, t->run->now.smooth_loss);
	strbuf_init(&text);
	strbuf_add_bytes(&text, s->text.text + s->seed,
			 s->text.length - s->seed);
	strbuf_add_char(&text, '\n');
	session_say_symbols(t->session, &text);
	strbuf_release(&text);
}

/* Batch looks at nothing else. */
static void print(struct track *t)
{
	struct shown_sample *s = &t->sample;

	while (s->sampler && !session_interrupted(t->session))
		draw(s);
	if (s->sampler)
		shown_sample_drop(t);
	else
		say_sample(t);
}

static bool is_wanted(const struct run *run)
{
	return char_task_of(run) && run->set.sample_every > 0 &&
	       run->set.sample_length > 0 && run->now.iteration > 0;
}

void shown_sample_iteration(struct track *t)
{
	struct shown_sample *s = &t->sample;
	bool screen = t->session->publish.snapshots != NULL;

	if (!is_wanted(t->run) || (!screen && !t->session->prints_samples) ||
	    t->run->now.iteration % t->run->set.sample_every)
		return;
	if (screen && now_seconds() < s->due)
		return;
	begin(t);
	if (!s->sampler)
		return;
	if (screen)
		s->holds = true;
	else
		print(t);
}

/* Is it complete, or being drawn? */
static bool is_present(const struct track *t)
{
	const struct shown_sample *s = &t->sample;

	return s->iteration == t->run->now.iteration &&
	       s->temperature == t->run->set.temperature &&
	       s->length == t->run->set.sample_length;
}

void shown_sample_at_rest(struct track *t)
{
	struct shown_sample *s = &t->sample;

	if (session_training(t->session))
		return;
	s->holds = false;
	if (is_wanted(t->run) && !is_present(t))
		begin(t);
	if (s->sampler)
		draw(s);
}
