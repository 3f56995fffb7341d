/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_say.c: a session's messages to its host. */
#include "config.h"

#include "session/session_private.h"

#include <math.h>
#include <stdarg.h>

void session_say_text(struct session *s, enum say kind,
		      const struct strbuf *text)
{
	if (text->length)
		s->host.say(s->host.owner, kind, text->text, text->length);
}

void session_say_symbols(struct session *s, const struct strbuf *text)
{
	session_say_text(
		s, run_symbols(session_run(s))->bytes ? SAY_BYTES : SAY_RESULT,
		text);
}

PRINTF_LIKE(4, 0)
static void say_line(struct session *s, enum say kind, const char *before,
		     const char *format, va_list args)
{
	struct strbuf text;

	strbuf_init(&text);
	strbuf_add(&text, before);
	strbuf_vprintf(&text, format, args);
	strbuf_add_char(&text, '\n');
	session_say_text(s, kind, &text);
	strbuf_release(&text);
}

void session_say(struct session *s, enum say kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_line(s, kind, "", format, args);
	va_end(args);
}

bool session_fail(struct session *s, const struct err *e)
{
	s->failed = true;
	/* On the screen the user sees it, and can try again. */
	if (!s->host.interactive && e->kind == ERR_RESOURCE)
		s->resource_failed = true;
	session_say(s, SAY_ERROR, "error: %s", e->text);
	return false;
}

void session_fail_resource(struct session *s, const struct err *e)
{
	session_fail(s, e);
	s->resource_failed = true;
}

bool session_failed(const struct session *s) { return s->failed; }

void session_note_failure(struct session *s) { s->failed = true; }

/* --- of one run ----------------------------------------------------------- */

/* "lstm: " if there are several. */
static void name_run(const struct track *t, char *out, size_t size)
{
	snprintf(out, size, "%s%s", t->session->tracks > 1 ? t->name : "",
		 t->session->tracks > 1 ? ": " : "");
}

void track_say(const struct track *t, enum say kind, const char *format, ...)
{
	char name[TRACK_NAME + 2];
	va_list args;

	name_run(t, name, sizeof name);
	va_start(args, format);
	say_line(t->session, kind, name, format, args);
	va_end(args);
}

bool track_fail(const struct track *t, const struct err *e)
{
	char name[TRACK_NAME + 2];
	struct err named;

	name_run(t, name, sizeof name);
	err_set(&named, e->kind, "%s%s", name, e->text);
	return session_fail(t->session, &named);
}

void track_say_notices(struct track *t)
{
	session_say_text(t->session, SAY_NOTICE, &t->run->notices);
	strbuf_clear(&t->run->notices);
}

void track_say_position(const struct track *t)
{
	const struct metrics *now = &t->run->now;

	if (!t->session->host.interactive)
		return;
	if (isnan(now->loss))
		track_say(t, SAY_NOTICE, "iteration %ld", now->iteration);
	else
		track_say(t, SAY_NOTICE,
			  "iteration %ld  loss %.4g  smooth loss %.4g",
			  now->iteration, now->loss, now->smooth_loss);
	if (run_validating(t->run))
		track_say(t, SAY_NOTICE,
			  "its validation is at %.0f %%: continue goes on "
			  "with it",
			  100 * run_validated(t->run));
}
