/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_example.c: example, predict: a task's examples, one at a time. */
#include "config.h"

#include "base/utf8.h"
#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "lang/match.h"

#include <stdlib.h>
#include <string.h>

/* --- telling -------------------------------------------------------------- */

static void add_safe(struct strbuf *out, const char *text, size_t length)
{
	sanitize(out, text, length, SANITIZE_ANY_SINK);
}

static void add_line(struct strbuf *out, const char *name, const char *text)
{
	if (!text)
		return;
	strbuf_printf(out, "%s = ", name);
	add_safe(out, text, strlen(text));
	strbuf_add_char(out, '\n');
}

static void tell(struct session *s, const struct example *x)
{
	static const char *const verdict[] = {
		[VERDICT_NONE] = NULL,
		[VERDICT_RIGHT] = "right",
		[VERDICT_WRONG] = "wrong",
	};
	struct strbuf out;

	strbuf_init(&out);
	if (x->number >= 0)
		strbuf_printf(&out, "example = %ld\n", x->number);
	add_line(&out, "question", x->question);
	add_line(&out, "answer", x->answer);
	add_line(&out, "truth", x->truth);
	add_line(&out, "verdict", verdict[x->verdict]);
	session_say_text(s, SAY_RESULT, &out);
	strbuf_release(&out);
}

/* Its tabs and newlines are the task's own, between words of a file. */
static void print_answer(struct session *s, const struct example *x)
{
	struct strbuf raw, out;
	const char *at;

	strbuf_init(&raw);
	strbuf_init(&out);
	session_run(s)->task->print_answer(x, &raw);
	for (at = raw.text; *at;) {
		const size_t n = strcspn(at, "\t\n");

		add_safe(&out, at, n);
		at += n;
		if (*at)
			strbuf_add_char(&out, *at++);
	}
	session_say_text(s, SAY_RESULT, &out);
	strbuf_release(&out);
	strbuf_release(&raw);
}

/* --- example -------------------------------------------------------------- */

static bool show(struct workspace *ws, long number, struct err *e)
{
	const struct example *x =
		session_show_example(ws->session, number, NULL, e);

	if (!x)
		return false;
	keep_answer(ws, x);
	if (!session_displays_example(ws->session))
		tell(ws->session, x);
	return true;
}

/* Numbers go round: after the last comes 0. */
static bool show_by(struct workspace *ws, long by, struct err *e)
{
	const long count = session_held_out(ws->session);
	const long number = session_example_number(ws->session);

	return show(ws, (number % count + by + count) % count, e);
}

static bool show_next(struct workspace *ws, struct err *e)
{
	return show_by(ws, 1, e);
}

static bool show_previous(struct workspace *ws, struct err *e)
{
	return show_by(ws, -1, e);
}

/* Draws from a stream of its own, so that training draws the same numbers. */
static bool show_random(struct workspace *ws, struct err *e)
{
	const unsigned long count =
		(unsigned long)session_held_out(ws->session);

	if (!ws->examples)
		ws->examples =
			rng_new((uint64_t)session_settings(ws->session)->seed,
				RNG_USER);
	if (!ws->examples)
		return err_memory(e, "random numbers");
	return show(ws, (long)gsl_rng_uniform_int(ws->examples, count), e);
}

/* Asks the held-out examples one by one until an answer is wrong. */
struct wrong_job {
	struct job job;
	struct workspace *ws;
	long first, done, count; /* examples */
	long judged;             /* whose answer is right or wrong */
};

/* Takes the next example; true: it is the one. */
static bool is_wrong(struct wrong_job *w, long *number, struct err *e)
{
	struct example *x;
	bool wrong;

	*number = (w->first + w->done++) % w->count;
	x = session_answer(w->ws->session, *number, NULL, e);
	if (!x)
		return false;
	wrong = x->verdict == VERDICT_WRONG;
	w->judged += x->verdict != VERDICT_NONE;
	example_free(x);
	return wrong;
}

static void say_none(const struct wrong_job *w)
{
	struct session *s = w->ws->session;

	if (w->judged)
		session_say(s, SAY_NOTICE,
			    "none of the %ld held-out examples is answered "
			    "wrong",
			    w->count);
	else
		session_say(s, SAY_NOTICE,
			    "answers of the task %s are neither right nor "
			    "wrong",
			    session_run(s)->task->name);
}

static bool wrong_slice(struct session *s, struct job *job)
{
	struct wrong_job *w = (struct wrong_job *)job;
	const double end = now_seconds() + SLICE_SECONDS;
	struct err e;
	long number;

	while (w->done < w->count && now_seconds() < end)
		if (is_wrong(w, &number, &e)) {
			if (!show(w->ws, number, &e))
				session_fail(s, &e);
			return true;
		}
	job->progress = (double)w->done / (double)w->count;
	if (w->done == w->count)
		say_none(w);
	return w->done == w->count;
}

static void wrong_free(struct job *job) { free(job); }

static bool show_wrong(struct workspace *ws, struct err *e)
{
	struct session *s = ws->session;
	struct wrong_job *w;

	if (session_job(s))
		return err_set(e, ERR_FAILED,
			       "example wrong: %s is not done yet",
			       session_job(s)->name);
	w = xcalloc(1, sizeof *w);
	w->job = (struct job){
		.slice = wrong_slice,
		.free = wrong_free,
		.name = "example wrong",
		.freezes = true,
	};
	w->ws = ws;
	w->count = session_held_out(s);
	w->first = session_example_number(s) + 1;
	session_begin_job(s, &w->job);
	return true;
}

static const struct {
	const char *name, *help;
	bool (*show)(struct workspace *, struct err *);
} which[] = {
	{ "next", "the one after that on display", show_next },
	{ "previous", "the one before it", show_previous },
	{ "random", "any", show_random },
	{ "wrong", "the next one that is answered wrong", show_wrong },
};
const struct choices example_choices = CHOICES_OF(which);

static bool tell_shown(struct workspace *ws, struct err *e)
{
	const struct example *x = session_example(ws->session, e);

	if (x)
		tell(ws->session, x);
	return x;
}

static bool any_held_out(const struct session *s, struct err *e)
{
	return session_held_out(s) > 0 ||
	       err_set(e, ERR_FAILED,
		       "there are no held-out examples: valid is %g",
		       session_settings(s)->valid);
}

bool do_example(struct workspace *ws, const struct args *args, struct err *e)
{
	long number;
	int i;

	if (!session_check_examples(ws->session, e))
		return false;
	if (args->count == 1)
		return tell_shown(ws, e);
	if (args->count > 2)
		return err_set(e, ERR_FAILED,
			       "usage: example [N|next|previous|random|wrong]");
	if (!any_held_out(ws->session, e))
		return false;
	if (parse_long(args->word[1].text, &number))
		return show(ws, number, e);
	i = match_unique("example", args->word[1].text, match_word,
			 &example_choices.name, e);
	return i >= 0 && which[i].show(ws, e);
}

/* --- predict -------------------------------------------------------------- */

static bool is_utf8(const char *text, size_t length)
{
	uint32_t ignored;

	while (length > 0) {
		const int n = utf8_decode(text, length, &ignored);

		if (n <= 0)
			return false;
		text += n;
		length -= (size_t)n;
	}
	return true;
}

/* The question is a text in quotes, or the number of a held-out example. */
static bool parse_question(const struct args *args, const char **text,
			   long *number, struct err *e)
{
	const struct arg *word = &args->word[1];

	*text = NULL;
	if (args->count != 2)
		return err_set(e, ERR_FAILED,
			       "predict takes a text in quotes or the number "
			       "of a held-out example");
	if (!word->quoted)
		return parse_long(word->text, number) ||
		       err_set(e, ERR_FAILED,
			       "predict: what is \"%.60s\"? a text needs "
			       "quotes",
			       word->text);
	if (!is_utf8(word->text, word->length))
		return err_set(e, ERR_FAILED,
			       "predict: the text is not valid UTF-8");
	*text = word->text;
	return true;
}

bool do_predict(struct workspace *ws, const struct args *args, struct err *e)
{
	struct session *s = ws->session;
	const struct example *x;
	const char *text;
	long number = session_example_number(s);

	if (!session_check_examples(s, e) ||
	    !parse_question(args, &text, &number, e))
		return false;
	x = session_show_example(s, number, text, e);
	if (!x)
		return false;
	keep_answer(ws, x);
	print_answer(s, x);
	return true;
}
