/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish_sample.c: the sample that the screen shows, or that batch prints.
 *
 * It is written with the weights of one iteration, so training waits for it;
 * on the screen it is drawn in slices, between which commands are answered.
 * At a pause it is drawn for the present iteration, and training that goes on
 * drops what is not complete. */
#include "config.h"

#include "cmd/workspace_private.h"

#include <math.h>

/* The sample panel changes no faster than one can read. */
#define SAMPLE_SECONDS 1.0
enum { SEED_SYMBOLS = 20, SYMBOLS_AT_ONCE = 16 };

static bool is_resting(const struct workspace *ws)
{
	return !ws->running && !ws->goal.kind;
}

/* What the net has just read: the last symbols of stream 0, or of them the
 * last line.  The newest is the one that training was to predict last. */
static void add_seed(const struct run *run, struct strbuf *out)
{
	const struct corpus *c = run->corpus;
	size_t end = run->stream.position + 1;
	size_t begin = end > SEED_SYMBOLS ? end - SEED_SYMBOLS : 0;
	for (size_t at = begin; at + 1 < end; at++)
		if (c->vocab.codepoint[corpus_id(c, at)] == '\n')
			begin = at + 1;
	for (size_t at = begin; at < end; at++)
		vocab_add_symbol(&c->vocab, corpus_id(c, at), out);
}

/* Its stream depends on the seed and the iteration alone, so the text at an
 * iteration is the same whether earlier ones were looked at or not. */
static void seed_stream(struct workspace *ws)
{
	uint64_t seed = (uint64_t)ws->run->set.seed +
			(uint64_t)ws->run->now.iteration * 0x9e3779b97f4a7c15u;
	rng_seed(ws->sample.rng, seed, RNG_SAMPLE);
}

static void begin(struct workspace *ws)
{
	struct err ignored; /* without memory there is no sample */
	struct shown_sample *s = &ws->sample;
	const struct run *run = ws->run;
	struct sample_request request = {
		.length = ws->set.sample_length,
		.temperature = ws->set.temperature,
		.from_state = true,
		.first = run->target[((size_t)run->stream.steps - 1) *
				     (size_t)run->stream.batch],
	};
	publish_sample_drop(ws);
	seed_stream(ws);
	s->sampler = sampler_new(run, &request, s->rng, &ignored);
	strbuf_clear(&s->text);
	add_seed(run, &s->text);
	s->seed = s->text.length;
	s->done = 0;
	s->length = request.length;
	s->iteration = run->now.iteration;
	s->temperature = request.temperature;
}

static void end_sampler(struct shown_sample *s)
{
	sampler_free(s->sampler);
	s->sampler = NULL;
	s->holds = false;
}

void publish_sample_drop(struct workspace *ws)
{
	if (!ws->sample.sampler)
		return;
	end_sampler(&ws->sample);
	ws->sample.iteration = -1;
}

static void complete(struct workspace *ws)
{
	struct shown_sample *s = &ws->sample;
	end_sampler(s);
	s->due = now_seconds() + SAMPLE_SECONDS;
	sample_list_add(&s->samples,
			&(struct sampled){ .iteration = s->iteration,
					   .temperature = s->temperature,
					   .text = s->text.text,
					   .length = s->text.length,
					   .seed = s->seed });
}

/* Draws for as long as a slice may take. */
static void draw(struct workspace *ws)
{
	struct shown_sample *s = &ws->sample;
	double end = now_seconds() + SLICE_SECONDS;
	bool whole = false;
	while (!whole && now_seconds() < end) {
		whole = sampler_more(s->sampler, SYMBOLS_AT_ONCE, &s->text);
		s->done += SYMBOLS_AT_ONCE;
	}
	if (whole)
		complete(ws);
}

bool publish_sample_slice(struct workspace *ws)
{
	if (!ws->sample.sampler)
		return false;
	draw(ws);
	if (ws->sample.sampler)
		publish_progress(ws);
	else if (is_resting(ws))
		publish_pause(ws);
	return true;
}

/* Batch looks at nothing else meanwhile. */
static void print(struct workspace *ws)
{
	struct shown_sample *s = &ws->sample;
	while (s->sampler && !ws_interrupted(ws))
		draw(ws);
	if (s->sampler) {
		publish_sample_drop(ws);
		return;
	}
	ws_say(ws, SAY_NOTICE, "iteration %ld  smooth loss %.6g", s->iteration,
	       ws->run->now.smooth_loss);
	struct strbuf text;
	strbuf_init(&text);
	strbuf_add_bytes(&text, s->text.text + s->seed,
			 s->text.length - s->seed);
	strbuf_add_char(&text, '\n');
	ws_say_symbols(ws, &text);
	strbuf_release(&text);
}

static bool is_wanted(const struct workspace *ws)
{
	return ws->set.sample_every > 0 && ws->set.sample_length > 0 &&
	       ws->run->now.iteration > 0;
}

void publish_sample(struct workspace *ws)
{
	struct shown_sample *s = &ws->sample;
	bool screen = ws->publish.snapshots != NULL;
	if (!is_wanted(ws) || (!screen && !s->print) ||
	    ws->run->now.iteration % ws->set.sample_every)
		return;
	if (screen && now_seconds() < s->due)
		return;
	begin(ws);
	if (!s->sampler)
		return;
	if (!screen) {
		print(ws);
		return;
	}
	s->holds = true;
}

/* It is there, or being drawn. */
static bool is_current(const struct workspace *ws)
{
	const struct shown_sample *s = &ws->sample;
	return s->iteration == ws->run->now.iteration &&
	       s->temperature == ws->set.temperature &&
	       s->length == ws->set.sample_length;
}

void publish_sample_at_rest(struct workspace *ws)
{
	struct shown_sample *s = &ws->sample;
	if (!is_resting(ws))
		return;
	s->holds = false;
	if (is_wanted(ws) && !is_current(ws))
		begin(ws);
	if (s->sampler)
		draw(ws);
}
