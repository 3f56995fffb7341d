/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sampler.c: text from a net, in slices. */
#include "config.h"

#include "task/sampler.h"

#include "task/task_char.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The walker reads one symbol at a time, so that a sample does not depend on
 * its division into slices. */
struct sampler {
	const struct run *run;
	const struct corpus *text;
	struct walker *walker;
	gsl_rng *rng;
	double temperature;
	int *prime;      /* [primes] */
	int primes, fed; /* of which `fed` are read and printed */
	long left;       /* symbols still to be drawn */
	double *logits;  /* [V] */
};

/* The symbols to read before anything is drawn: the text, or else one
 * symbol. */
static void set_prime(struct sampler *s, const struct sample_request *q)
{
	s->primes = q->primes ? q->primes : 1;
	s->prime = xcalloc((size_t)s->primes, sizeof *s->prime);
	if (q->primes)
		memcpy(s->prime, q->prime,
		       (size_t)q->primes * sizeof *s->prime);
	else if (q->from_state && q->first >= 0)
		s->prime[0] = q->first;
	else
		s->prime[0] = corpus_draw(s->text, gsl_rng_uniform(s->rng));
}

static void feed(struct sampler *s, int id)
{
	s->run->engine->walker_run(s->walker, &id, NULL, 1);
}

struct sampler *sampler_new(const struct run *run,
			    const struct sample_request *q, gsl_rng *rng,
			    struct err *e)
{
	const struct char_task *task = char_task_of(run);
	struct sampler *s;

	if (!task) {
		err_set(e, ERR_FAILED, "the task %s writes no text",
			run->task->name);
		return NULL;
	}
	s = xcalloc(1, sizeof *s);
	s->run = run;
	s->text = task->text;
	s->rng = rng;
	s->temperature = q->temperature;
	s->left = q->length;
	s->logits = xcalloc((size_t)run->spec.symbols_out, sizeof *s->logits);
	s->walker = run->engine->walker_new(run->net, 1, e);
	if (!s->walker) {
		sampler_free(s);
		return NULL;
	}
	if (q->from_state)
		run->engine->walker_continue(s->walker);
	else
		run->engine->walker_forget(s->walker);
	set_prime(s, q);
	if (q->from_state && q->first >= 0 && !q->primes) {
		feed(s, s->prime[0]); /* read, but not printed */
		s->fed = 1;
	}
	return s;
}

void sampler_free(struct sampler *s)
{
	if (!s)
		return;
	if (s->walker)
		s->run->engine->walker_free(s->walker);
	free(s->prime);
	free(s->logits);
	free(s);
}

static int next_symbol(struct sampler *s)
{
	if (s->fed < s->primes)
		return s->prime[s->fed++];
	s->left--;
	s->run->engine->walker_logits(s->walker, 0, s->logits);
	return sample_index(s->logits, s->run->spec.symbols_out, s->temperature,
			    gsl_rng_uniform(s->rng));
}

bool sampler_more(struct sampler *s, long symbols, struct strbuf *out)
{
	for (; symbols > 0 && (s->fed < s->primes || s->left > 0); symbols--) {
		int id = next_symbol(s);

		vocab_add_symbol(&s->text->vocab, id, out);
		feed(s, id);
	}
	return s->fed == s->primes && s->left <= 0;
}

static int largest(const double *x, int n)
{
	int best = 0;

	for (int i = 1; i < n; i++)
		if (x[i] > x[best])
			best = i;
	return best;
}

int sample_index(const double *logits, int n, double temperature, double u)
{
	const int best = largest(logits, n);
	double total = 0;

	if (temperature <= 0)
		return best;
	for (int i = 0; i < n; i++)
		total += exp((logits[i] - logits[best]) / temperature);
	u *= total;
	for (int i = 0; i < n; i++) {
		u -= exp((logits[i] - logits[best]) / temperature);
		if (u < 0)
			return i;
	}
	return best; /* rounding, or a logit that is not finite */
}
