/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop_commands.c: lines of the prompt, and what is written to the pane. */
#include "config.h"

#include "app/loop_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void loop_say(struct loop *l, enum say kind, const char *text)
{
	if (*text)
		pane_add(l->pane, kind, text, strlen(text));
	l->dirty = true;
}

void loop_say_error(struct loop *l, const char *reason)
{
	char *line = xasprintf("error: %s\n", reason);

	loop_say(l, SAY_ERROR, line);
	free(line);
}

long loop_units(const struct loop *l)
{
	return l->frame.snap ? l->frame.snap->spec.hidden : 1;
}

static void execute_here(struct loop *l, const struct args *args)
{
	struct strbuf out;
	struct err e;

	strbuf_init(&out);
	if (!screen_execute(&l->choice, args, loop_units(l), &out, &e))
		loop_say_error(l, e.text);
	if (out.length && out.text[out.length - 1] != '\n')
		strbuf_add_char(&out, '\n');
	loop_say(l, SAY_RESULT, out.text);
	strbuf_release(&out);
	l->dirty = true;
}

void loop_say_keys(struct loop *l)
{
	struct strbuf out;

	strbuf_init(&out);
	keys_help(&out);
	loop_say(l, SAY_RESULT, out.text);
	strbuf_release(&out);
}

static bool asks_for_keys(const struct args *args, const struct command *c)
{
	return !strcmp(c->name, "help") && args->count == 2 &&
	       !strcmp(args->word[1].text, "keys");
}

/* Where lines still wait, as after a paste, the trainer tells of this one when
 * its turn has come, so that answers stand below their command. */
static void post(struct loop *l, const char *echo, const char *line)
{
	if (worker_behind(l->worker)) {
		worker_post(l->worker, line, echo);
		return;
	}
	loop_hear(l);
	pane_echo(l->pane, echo);
	worker_post(l->worker, line, NULL);
}

/* A command of the screen is executed at once; the rest, and what is wrong, is
 * the workspace's. */
static void dispatch(struct loop *l, const char *echo, const char *line)
{
	const struct command *c = NULL;
	struct args args;
	struct err e;

	if (!args_parse(&args, line, &e)) {
		post(l, echo, line);
		return;
	}
	if (args.count)
		c = command_find(args.word[0].text, &e);
	free(l->repeat);
	l->repeat = c && c->repeats ? xstrdup(line) : NULL;
	if (c && !c->run) {
		pane_echo(l->pane, echo);
		execute_here(l, &args);
	} else if (c && asks_for_keys(&args, c)) {
		pane_echo(l->pane, echo);
		loop_say_keys(l);
	} else {
		post(l, echo, line);
	}
	args_release(&args);
}

const char *loop_prompt_text(const struct loop *l, char *out, size_t size)
{
	const struct snapshot *snap = l->frame.snap;

	if (!snap)
		return "(rnntui) ";
	snprintf(out, size, "(%s%s) ", cell_info[snap->set.cell].name,
		 snap->running ? "" : " paused");
	return out;
}

void loop_submit(struct loop *l, const char *line)
{
	char text[40], *echo;

	echo = xasprintf("%s%s", loop_prompt_text(l, text, sizeof text),
			 line);
	dispatch(l, echo, line);
	free(echo);
	l->dirty = true;
}

/* As a script would: each of its lines is a command. */
static void submit_lines(struct loop *l, const char *lines)
{
	for (const char *at = lines, *end; *at; at = *end ? end + 1 : end) {
		char *line;

		end = strchrnul(at, '\n');
		line = xstrndup(at, (size_t)(end - at));
		if (line[strspn(line, " \t")])
			loop_submit(l, line);
		free(line);
	}
}

void loop_line(struct loop *l, const char *line)
{
	char *again;

	if (line[strspn(line, " \t\n")]) {
		submit_lines(l, line);
	} else if (l->repeat) {
		again = xstrdup(l->repeat);
		loop_submit(l, again);
		free(again);
	}
}

void loop_script(struct loop *l, const char *line)
{
	struct args args;
	struct err e;

	if (!args_parse(&args, line, &e)) {
		loop_say_error(l, e.text);
		return;
	}
	execute_here(l, &args);
	args_release(&args);
}
