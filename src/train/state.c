/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state.c: copies of everything that training changes. */
#include "config.h"

#include "train/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- progress ------------------------------------------------------------- */

void progress_take(struct progress *p, const struct run *r)
{
	memset(p, 0, sizeof *p); /* the padding is compared too */
	p->now = r->now;
	p->updates = r->updates;
	for (int i = 0; i < RNG_STREAMS; i++)
		rng_get_words(r->rng[i], p->rng[i]);
	r->task->get_cursor(r->data, p->cursor);
	p->validation_due = run_validating(r);
}

static bool put_streams(struct run *r, const struct progress *p, struct err *e)
{
	for (int i = 0; i < RNG_STREAMS; i++)
		if (!rng_set_words(r->rng[i], p->rng[i]))
			return err_set(e, ERR_INPUT,
				       "rng.%s is no state of the generator",
				       rng_stream_name((enum rng_stream)i));
	return true;
}

static bool put_cursor(struct run *r, const struct progress *p, struct err *e)
{
	if (!r->task->set_cursor(r->data, p->cursor))
		return err_set(e, ERR_INPUT, "its position is not in the %s",
			       r->task->reads == READS_TEXT ? "text" : "task");
	run_reread(r);
	return true;
}

static void put_metrics(struct run *r, const struct metrics *now)
{
	const struct metrics was = r->now;

	r->now = *now;
	r->now.seconds = was.seconds;
	r->now.chars_per_second = was.chars_per_second;
	r->now.examples_per_second = was.examples_per_second;
}

bool progress_put(struct run *r, const struct progress *p, struct err *e)
{
	if (!put_streams(r, p, e) || !put_cursor(r, p, e))
		return false;
	put_metrics(r, &p->now);
	r->updates = p->updates;
	r->begun = false;
	run_drop_validation(r);
	if (p->validation_due)
		run_begin_validation(r);
	run_restart_clock(r);
	return true;
}

/* --- all of it ------------------------------------------------------------ */

static int slots_of(const struct settings *set)
{
	return optimizer_info[set->optimizer].slots;
}

static size_t image_bytes(const struct run *r)
{
	return r->engine->image_bytes(r->net, slots_of(&r->set));
}

void state_free(struct state *s)
{
	if (!s)
		return;
	free(s->image);
	free(s->series);
	free(s);
}

/* Allocates memory for an image and a history. */
static bool reserve(struct state *s, size_t bytes, enum state_history history)
{
	if (s->bytes != bytes) {
		free(s->image);
		s->image = malloc(bytes);
		s->bytes = bytes;
	}
	if (history == WITH_HISTORY && !s->series)
		s->series = malloc(sizeof *s->series);
	if (history == WITHOUT_HISTORY) {
		free(s->series);
		s->series = NULL;
	}
	return s->image && (s->series || history == WITHOUT_HISTORY);
}

struct state *state_take(const struct run *r, enum state_history history,
			 struct state *s, struct err *e)
{
	assert(!r->begun);
	if (!s)
		s = calloc(1, sizeof *s);
	if (!s || !reserve(s, image_bytes(r), history)) {
		state_free(s);
		err_memory(e, "a copy of the run");
		return NULL;
	}
	s->set = r->set;
	s->engine = r->engine;
	s->spec = r->spec;
	progress_take(&s->at, r);
	if (s->series)
		*s->series = r->series;
	r->engine->image_save(r->net, slots_of(&r->set), s->image);
	return s;
}

/* Whole numbers without padding between them. */
static bool same_shape(const struct net_spec *a, const struct net_spec *b)
{
	return !memcmp(a, b, sizeof *a);
}

static bool check_fit(const struct run *r, const struct state *s, struct err *e)
{
	return (r->engine == s->engine && same_shape(&r->spec, &s->spec)) ||
	       err_set(e, ERR_FAILED,
		       "the run has another net now, of %d %s units",
		       r->spec.hidden, cell_info[r->spec.cell].name);
}

bool state_put(struct run *r, const struct state *s, struct err *e)
{
	bool good;

	if (!check_fit(r, s, e))
		return false;
	r->engine->image_load(r->net, slots_of(&s->set), s->image);
	if (s->series)
		r->series = *s->series;
	r->set = s->set;
	good = progress_put(r, &s->at, e);
	assert(good); /* it came from a run with this text */
	return good;
}

static bool same_progress(const struct progress *a, const struct progress *b)
{
	struct progress x, y;

	memcpy(&x, a, sizeof x); /* the padding is zero, and stays */
	memcpy(&y, b, sizeof y);
	x.now.seconds = y.now.seconds = 0;
	x.now.chars_per_second = y.now.chars_per_second = 0;
	x.now.examples_per_second = y.now.examples_per_second = 0;
	return !memcmp(&x, &y, sizeof x);
}

bool state_equal(const struct state *a, const struct state *b)
{
	return a->engine == b->engine && same_shape(&a->spec, &b->spec) &&
	       a->bytes == b->bytes && !memcmp(a->image, b->image, a->bytes) &&
	       same_progress(&a->at, &b->at) &&
	       (!a->series || !b->series ||
		!memcmp(a->series, b->series, sizeof *a->series));
}

size_t state_memory(const struct state *s)
{
	return sizeof *s + s->bytes + (s->series ? sizeof *s->series : 0);
}
