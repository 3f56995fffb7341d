/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_text.c: sample. */
#include "config.h"

#include "base/utf8.h"
#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "text/seed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this ratio the initial state makes the difference. */
#define STATE_FACTOR 1.5

enum { SAMPLE_MAX = 1000000, SYMBOLS_AT_ONCE = 16 };

/* The words after `sample`. */
struct sample_words {
	struct sample_request request;
	const struct arg *text; /* NULL: none */
	bool seeded;
	long seed;
};

static bool keyword(const char *word, const char *key, const char **value)
{
	size_t length = strlen(key);

	if (strncmp(word, key, length) != 0 || word[length] != '=')
		return false;
	*value = word + length + 1;
	return true;
}

static bool parse_key(const char *word, struct sample_words *w, struct err *e)
{
	const char *value;

	if (keyword(word, "temperature", &value)) {
		double t;

		if (!parse_real(value, &t) || !(t >= 0 && t <= 10))
			return err_set(e, ERR_FAILED,
				       "temperature=%s: out of range 0..10",
				       value);
		w->request.temperature = t;
		return true;
	}
	if (keyword(word, "rng", &value)) {
		w->seeded = parse_long(value, &w->seed) && w->seed >= 0;
		return w->seeded ||
		       err_set(e, ERR_FAILED, "rng=%s: out of range 0..2^63-1",
			       value);
	}
	if (keyword(word, "state", &value)) {
		w->request.from_state = !strcmp(value, "current");
		return w->request.from_state || !strcmp(value, "zero") ||
		       err_set(e, ERR_FAILED, "state=%s: zero or current",
			       value);
	}
	return err_set(e, ERR_FAILED,
		       "sample: what is \"%s\"? a text needs quotes", word);
}

static bool parse_sample(const struct args *args, struct sample_words *w,
			 struct err *e)
{
	bool counted = false;

	for (int i = 1; i < args->count; i++) {
		const struct arg *word = &args->word[i];
		long n;

		if (word->quoted && !w->text) {
			w->text = word;
		} else if (!word->quoted && !counted &&
			   parse_long(word->text, &n)) {
			if (n < 0 || n > SAMPLE_MAX)
				return err_set(e, ERR_FAILED,
					       "sample: %ld is out of range "
					       "0..%d",
					       n, SAMPLE_MAX);
			w->request.length = n;
			counted = true;
		} else if (!parse_key(word->text, w, e)) {
			return false;
		}
	}
	return true;
}

struct sample_job {
	struct job job;
	struct sampler *sampler;
	gsl_rng *rng; /* NULL: the user's stream of the run */
	struct strbuf text;
	long done, length;
	const struct workspace *ws;
	long commands; /* ws->commands when this began; if it has grown, other
			  output has come in between */
};

static bool sample_slice(struct session *session, struct job *job)
{
	struct sample_job *s = (struct sample_job *)job;
	double end = now_seconds() + SLICE_SECONDS;
	bool complete = false;

	while (!complete && now_seconds() < end) {
		complete = sampler_more(s->sampler, SYMBOLS_AT_ONCE, &s->text);
		s->done += SYMBOLS_AT_ONCE;
	}
	job->progress = fmin(1, (double)s->done / (double)s->length);
	if (complete) {
		if (s->ws->commands != s->commands)
			session_say(session, SAY_NOTICE, "sample:");
		strbuf_add_char(&s->text, '\n');
		session_say_symbols(session, &s->text);
	}
	return complete;
}

static void sample_free(struct job *job)
{
	struct sample_job *s = (struct sample_job *)job;

	sampler_free(s->sampler);
	gsl_rng_free(s->rng);
	strbuf_release(&s->text);
	free(s);
}

static struct sample_job *sample_job_new(long length)
{
	struct sample_job *s = xcalloc(1, sizeof *s);

	s->job = (struct job){
		.slice = sample_slice,
		.free = sample_free,
		.name = "sample",
		.freezes = true,
	};
	s->length = length > 0 ? length : 1;
	strbuf_init(&s->text);
	return s;
}

/* The last target of training: the sample begins after it. */
static int last_target(const struct run *run)
{
	if (run->now.iteration == 0)
		return -1;
	return run->batch.target[(size_t)(run->spec.steps - 1) *
				 (size_t)run->spec.batch];
}

static int *encode_text(struct workspace *ws, const struct arg *text, int *n)
{
	const struct seed seed = { text->text, text->escape, text->length };
	struct seed_notes notes = { .form = NULL };
	int *ids;

	strbuf_init(&notes.unknown);
	ids = seed_ids(run_symbols(workspace_run(ws)), &seed, n, &notes);
	if (notes.form)
		session_say(ws->session, SAY_NOTICE,
			    "taken in the form that the text has: "
			    "%s",
			    notes.form);
	if (notes.unknown.length)
		session_say(ws->session, SAY_NOTICE,
			    "not in the text, skipped: %s", notes.unknown.text);
	strbuf_release(&notes.unknown);
	return ids;
}

/* Training continues from its own state, so a net may predict badly from a zero
 * state, which it met only once. */
static void warn_of_zero(struct workspace *ws)
{
	const struct metrics *now = &workspace_run(ws)->now;

	if (now->valid_loss > STATE_FACTOR * now->valid_loss_warm)
		session_say(
			ws->session, SAY_NOTICE,
			"from an empty memory this net predicts badly "
			"(validation %.3g nats per character from zero, %.3g "
			"from the training state); try state=current",
			now->valid_loss, now->valid_loss_warm);
}

static bool writes_text(const struct run *run, struct err *e)
{
	return char_task_of(run) ||
	       err_set(e, ERR_FAILED, "the task %s writes no text%s",
		       run->task->name,
		       run->task->answer ? ": see predict and example" : "");
}

bool do_sample(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct run *run = workspace_run(ws);
	struct sample_words w = { .request = {
					  .length = run->set.sample_length,
					  .temperature = run->set.temperature,
					  .first = -1,
				  } };
	struct sample_job *s;
	int *ids = NULL;
	gsl_rng *rng;

	if (!writes_text(run, e) || !parse_sample(args, &w, e))
		return false;
	if (w.text)
		ids = encode_text(ws, w.text, &w.request.primes);
	w.request.prime = ids;
	if (w.request.from_state && !w.request.primes)
		w.request.first = last_target(run);
	s = sample_job_new(w.request.length + w.request.primes);
	if (w.seeded)
		s->rng = rng_new((uint64_t)w.seed, RNG_USER);
	rng = s->rng ? s->rng : run->rng[RNG_USER];
	if (w.seeded && !s->rng)
		err_memory(e, "random numbers");
	else
		s->sampler = sampler_new(run, &w.request, rng, e);
	free(ids);
	if (!s->sampler) {
		sample_free(&s->job);
		return false;
	}
	if (!w.request.from_state)
		warn_of_zero(ws);
	s->ws = ws;
	s->commands = ws->commands;
	session_begin_job(ws->session, &s->job);
	return true;
}
