/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shown_examples.c: a task's examples as a run answers them: the one on
 * display, the newest answers, and the summary of the data.
 *
 * A publication that wants them asks the net in between two iterations, with
 * weights that are newer than those of the last answer; without one nothing is
 * asked.  Answers read the weights and change nothing. */
#include "config.h"

#include "session/session_private.h"

#include <stdlib.h>

enum { ANSWERS_SHOWN = 12 };
/* While training, answers take at most this fraction of the time. */
#define ANSWER_SHARE 0.1
/* No more questions are asked at once after that, of a net that is slow. */
#define ANSWERS_SECONDS 0.1

/* --- asking --------------------------------------------------------------- */

static long held_out(const struct run *run)
{
	return run->task->held_out ? run->task->held_out(run->data) : 0;
}

static struct example *ask(struct track *t, long number, const char *question,
			   struct err *e)
{
	const struct task *task = t->run->task;
	struct shown_examples *s = &t->examples;

	if (!s->answerer)
		s->answerer = task->answerer_new(t->run, e);
	if (!s->answerer)
		return NULL;
	return task->answer(s->answerer, number, question, e);
}

void shown_examples_forget(struct track *t)
{
	struct shown_examples *s = &t->examples;

	if (s->answerer)
		t->run->task->answerer_free(s->answerer);
	example_free(s->example);
	answers_clear(&s->answers);
	*s = (struct shown_examples){ 0 };
}

/* --- the example on display ----------------------------------------------- */

/* Takes an answer over as the one on display. */
static void keep(struct track *t, struct example *x)
{
	struct shown_examples *s = &t->examples;

	example_free(s->example);
	s->example = x;
	x->serial = ++t->session->shown_serials;
	s->chosen = t->session->chosen.serial;
	s->iteration = t->run->now.iteration;
}

static void choose(struct session *s, long number, const char *question)
{
	char *own = question ? xstrdup(question) : NULL;

	s->chosen.serial++;
	free(s->chosen.question);
	s->chosen.question = own;
	if (!own)
		s->chosen.number = number;
}

static bool is_answered(const struct track *t)
{
	const struct shown_examples *s = &t->examples;

	return s->example && s->chosen == t->session->chosen.serial &&
	       s->iteration == t->run->now.iteration;
}

/* Answers the choice.  Another run may have fewer held-out examples, or be
 * unable to read the question: it begins with the first example again. */
static bool answer_chosen(struct track *t, struct err *e)
{
	const struct chosen_example *c = &t->session->chosen;
	struct example *x;

	if (is_answered(t))
		return true;
	x = ask(t, c->number, c->question, e);
	if (!x && (c->question || c->number > 0) && held_out(t->run) > 0) {
		choose(t->session, 0, NULL);
		x = ask(t, 0, NULL, e);
	}
	if (x)
		keep(t, x);
	return x;
}

/* Answers it unless that would slow training down. */
static void refresh_example(struct track *t)
{
	struct shown_examples *s = &t->examples;
	const double begin = now_seconds();
	struct err ignored; /* there is nothing to show then */

	if (is_answered(t) ||
	    (session_training(t->session) && s->example &&
	     s->chosen == t->session->chosen.serial && begin < s->due))
		return;
	if (!answer_chosen(t, &ignored)) {
		example_free(s->example);
		s->example = NULL;
	}
	s->due = begin + (now_seconds() - begin) / ANSWER_SHARE;
}

/* --- answers -------------------------------------------------------------- */

/* The questions that follow `first`; after the last comes number 0. */
static void answer_from(struct track *t, long first)
{
	struct shown_examples *s = &t->examples;
	const long count = held_out(t->run);
	const double end = now_seconds() + ANSWERS_SECONDS;
	struct err ignored;

	answers_clear(&s->answers);
	for (long i = 0; i < count && i < ANSWERS_SHOWN; i++) {
		struct example *x = ask(t, (first + i) % count, NULL, &ignored);

		if (x)
			answers_add(&s->answers, x);
		example_free(x);
		if (now_seconds() > end)
			break;
	}
	s->answers.serial = ++t->session->shown_serials;
	s->answers.iteration = t->run->now.iteration;
}

/* At a pause the same questions are answered by the newer weights; each
 * validation brings the next ones. */
static void refresh_answers(struct track *t)
{
	struct shown_examples *s = &t->examples;
	const long count = held_out(t->run);
	const bool newer = s->answers.iteration != t->run->now.iteration;

	if (s->answers.serial && s->outdated && count > 0)
		s->next = (s->next + ANSWERS_SHOWN) % count;
	if (!s->answers.serial || s->outdated ||
	    (newer && !session_training(t->session)))
		answer_from(t, s->next);
	s->outdated = false;
}

void shown_examples_validated(struct track *t) { t->examples.outdated = true; }

/* --- filling a snapshot --------------------------------------------------- */

static void fill_example(struct track *t, bool wanted, struct snapshot *snap)
{
	const struct shown_examples *s = &t->examples;

	if (wanted)
		refresh_example(t);
	if (wanted && s->example && snap->example &&
	    snap->example->serial == s->example->serial)
		return;
	example_free(snap->example);
	snap->example = wanted && s->example ? example_copy(s->example) : NULL;
}

static void fill_answers(struct track *t, bool wanted, struct snapshot *snap)
{
	const struct shown_examples *s = &t->examples;

	if (wanted)
		refresh_answers(t);
	if (!wanted) {
		answers_clear(&snap->answers);
		snap->answers.serial = 0;
	} else if (snap->answers.serial != s->answers.serial) {
		answers_copy(&snap->answers, &s->answers);
	}
}

static void fill_summary(struct track *t, bool wanted, struct snapshot *snap)
{
	const struct task *task = t->run->task;
	struct shown_examples *s = &t->examples;

	wanted = wanted && task->summarize;
	if (wanted && !s->summary)
		s->summary = ++t->session->shown_serials;
	if (wanted && snap->summary && snap->summary_serial == s->summary)
		return;
	summary_free(snap->summary);
	snap->summary = wanted ? summary_copy(task->summarize(t->run->data))
			       : NULL;
	snap->summary_serial = s->summary;
}

void shown_examples_fill(struct track *t, const struct snapshot_wants *wants,
			 struct snapshot *snap)
{
	const unsigned parts = t->run->task->answer ? wants->parts : 0;

	fill_example(t, parts & WANT_EXAMPLE, snap);
	fill_answers(t, parts & WANT_ANSWERS, snap);
	fill_summary(t, wants->parts & WANT_SUMMARY, snap);
}

/* --- for commands --------------------------------------------------------- */

bool session_check_examples(const struct session *s, struct err *e)
{
	const struct task *task = session_run(s)->task;

	return task->answer ||
	       err_set(e, ERR_FAILED,
		       "the task %s has no examples to ask about%s", task->name,
		       task->reads == READS_TEXT ? ": see sample" : "");
}

long session_held_out(const struct session *s)
{
	return held_out(session_run(s));
}

long session_example_number(const struct session *s)
{
	return s->chosen.number;
}

struct example *session_answer(struct session *s, long number,
			       const char *question, struct err *e)
{
	return session_check_examples(s, e)
		       ? ask(current(s), number, question, e)
		       : NULL;
}

const struct example *session_show_example(struct session *s, long number,
					   const char *question, struct err *e)
{
	struct example *x = session_answer(s, number, question, e);

	if (!x)
		return NULL;
	choose(s, number, question);
	keep(current(s), x);
	session_publish_now(s);
	return x;
}

const struct example *session_example(struct session *s, struct err *e)
{
	struct track *t = current(s);

	if (!session_check_examples(s, e) || !answer_chosen(t, e))
		return NULL;
	return t->examples.example;
}

bool session_displays_example(const struct session *s)
{
	struct snapshots *seen = s->publish.snapshots;

	return seen && snapshots_wanted(seen).parts & WANT_EXAMPLE;
}

const struct summary *session_summary(const struct session *s)
{
	const struct run *run = session_run(s);

	return run->task->summarize ? run->task->summarize(run->data) : NULL;
}
