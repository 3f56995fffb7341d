/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace_lines.c: lines that come during other work: which are answered at
 * once, which wait, which end the work. */
#include "config.h"

#include "base/utf8.h"
#include "cmd/workspace_private.h"

#include <stdlib.h>
#include <string.h>

enum {
	NAMED_MOST = 5,   /* lines that a notice names individually */
	NAMED_BYTES = 40, /* of each */
};

/* --- what the user is told ------------------------------------------------ */

/* Adds "40 of 300", "at 1240", "40 %". */
static void add_progress(const struct workspace *ws, struct strbuf *out)
{
	const struct job *job = session_job(ws->session);
	const struct track *t = session_current(ws->session);
	long now = t->run->now.iteration;

	if (job)
		strbuf_printf(out, "%.0f %%", 100 * job->progress);
	else if (session_goal(ws->session)->kind == GOAL_COUNT)
		strbuf_printf(out, "%ld of %ld", now - t->from,
			      t->target - t->from);
	else
		strbuf_printf(out, "at %ld", now);
}

/* Follows an answer in the middle of other work. */
static void say_progress(struct workspace *ws)
{
	const struct job *job = session_job(ws->session);
	const struct goal *goal = session_goal(ws->session);
	struct strbuf out;

	if (!session_busy(ws->session))
		return;
	strbuf_init(&out);
	strbuf_printf(&out, "(%s", job ? job->name : goal->name);
	if (!job && goal->kind == GOAL_TRUE)
		strbuf_printf(&out, " %s", expr_text(goal->expr));
	strbuf_add(&out, ": ");
	add_progress(ws, &out);
	session_say(ws->session, SAY_NOTICE, "%s)", out.text);
	strbuf_release(&out);
}

static void add_name(struct strbuf *out, const struct queued *entry)
{
	const char *text = entry->text;
	size_t length = strlen(text);
	size_t n = length > NAMED_BYTES ? utf8_cut(text, NAMED_BYTES) : length;

	strbuf_printf(out, "\"%s%.*s%s\"",
		      entry->source == LINE_OF_OPTION ? "-e "
		      : entry->source == LINE_OF_FILE ? "-x "
						      : "",
		      (int)n, text, n < length ? "..." : "");
}

/* Drops the lines of one script, or all with 0, and says which. */
static void drop(struct workspace *ws, long script)
{
	struct strbuf names;
	int count = 0;

	strbuf_init(&names);
	while (ws->queue.first &&
	       (!script || ws->queue.first->script == script)) {
		struct queued *entry = queue_take(&ws->queue);

		if (count++ < NAMED_MOST) {
			strbuf_add(&names, count > 1 ? ", " : "");
			add_name(&names, entry);
		}
		queued_free(entry);
	}
	if (count > NAMED_MOST)
		strbuf_printf(&names, " and %d more", count - NAMED_MOST);
	if (count)
		session_say(ws->session, SAY_NOTICE, "dropped %d line%s: %s",
			    count, count == 1 ? "" : "s", names.text);
	strbuf_release(&names);
}

void workspace_drop_queue(struct workspace *ws)
{
	ws->turn.script = 0;
	drop(ws, 0);
}

void workspace_stop_turn(struct workspace *ws)
{
	long script = ws->turn.script;

	if (!script)
		return;
	ws->turn.script = 0;
	session_say(ws->session, SAY_ERROR,
		    "error: pasted line %d: the script stops here",
		    ws->turn.line);
	drop(ws, script);
}

/* --- the next line -------------------------------------------------------- */

void workspace_echo(struct workspace *ws, const char *echo)
{
	const struct host *host = session_host(ws->session);

	if (echo)
		host->say(host->owner, SAY_ECHO, echo, strlen(echo));
}

static void execute(struct workspace *ws, const struct queued *entry)
{
	struct err e;

	workspace_echo(ws, entry->echo);
	if (entry->source == LINE_OF_FILE) {
		if (!workspace_source(ws, entry->text, false, &e))
			session_fail(ws->session, &e);
	} else if (!workspace_execute(ws, entry->text)) {
		workspace_stop_turn(ws);
	}
}

bool workspace_may_take(const struct workspace *ws)
{
	const struct queued *first = ws->queue.first;

	return first && (!ws->hold.on ||
			 (ws->hold.at && (first->source == LINE_TYPED ||
					  first->source == LINE_OF_SCRIPT)));
}

bool workspace_next_queued(struct workspace *ws)
{
	struct queued *entry = workspace_may_take(ws) ? queue_take(&ws->queue)
						      : NULL;

	if (!entry) {
		ws->turn.script = 0;
		return false;
	}
	ws->turn.script = entry->script;
	ws->turn.line = entry->line;
	execute(ws, entry);
	queued_free(entry);
	return true;
}

/* --- what comes in -------------------------------------------------------- */

int workspace_waiting(const struct workspace *ws) { return ws->queue.count; }

void workspace_enqueue(struct workspace *ws, enum line_source source,
		       const char *text)
{
	queue_put(&ws->queue, source, text, NULL);
}

static bool has_capacity(struct workspace *ws, const char *text)
{
	struct err e;

	if (ws->queue.bytes + strlen(text) <= SCRIPT_BYTES)
		return true;
	err_set(&e, ERR_FAILED,
		"too many lines wait already (Ctrl-C drops them)");
	return session_fail(ws->session, &e);
}

/* A line with a mistake fails at once. */
static enum timing timing_of(const char *line)
{
	struct args args;
	struct err ignored;
	enum timing timing;

	if (!args_parse(&args, line, &ignored))
		return AT_ONCE;
	timing = command_timing(&args);
	args_release(&args);
	return timing;
}

void workspace_submit(struct workspace *ws, const char *line, const char *echo)
{
	bool busy = workspace_busy(ws);
	enum timing timing = busy ? timing_of(line) : AT_ONCE;

	if (timing == WAITS) {
		if (has_capacity(ws, line))
			queue_put(&ws->queue, LINE_TYPED, line, echo);
		return;
	}
	workspace_echo(ws, echo);
	if (timing == ENDS_WORK)
		workspace_interrupt(ws);
	else
		workspace_execute(ws, line);
	if (busy && timing == AT_ONCE)
		say_progress(ws);
}

/* Submits one line of a script; ignores blank ones and comments. */
static void submit_line(struct workspace *ws, const char *line, int number,
			const char *prompt)
{
	char *echo = prompt ? xasprintf("%s%s", prompt, line) : NULL;
	const char *first = line + strspn(line, " \t\v\f\r");

	if (*first && *first != '#') {
		struct queued *entry =
			queue_put(&ws->queue, LINE_OF_SCRIPT, line, echo);

		entry->script = ws->scripts;
		entry->line = number;
	}
	free(echo);
}

void workspace_submit_script(struct workspace *ws, const char *text,
			     const char *prompt)
{
	int number = 0;

	if (!has_capacity(ws, text))
		return;
	ws->scripts++;
	for (const char *at = text, *end; *at; at = *end ? end + 1 : end) {
		char *line;

		end = strchrnul(at, '\n');
		line = xstrndup(at, (size_t)(end - at));
		submit_line(ws, line, ++number, prompt);
		free(line);
	}
}
