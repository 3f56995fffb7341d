/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop_commands.c: lines of the prompt, and text for the pane. */
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
	return l->frame.snap ? snapshot_track(l->frame.snap)->spec.hidden : 1;
}

void loop_say_keys(struct loop *l)
{
	struct strbuf out;

	strbuf_init(&out);
	keys_help(&out);
	loop_say(l, SAY_RESULT, out.text);
	strbuf_release(&out);
}

/* `help keys` is answered here: the keys are the screen's. */
static bool asks_for_keys(const struct args *args)
{
	struct err ignored;
	const struct command *c =
		args->count == 2 && !strcmp(args->word[1].text, "keys")
			? command_find(args->word[0].text, &ignored)
			: NULL;

	return c && !strcmp(c->name, "help");
}

static void execute_here(struct loop *l, const struct args *args)
{
	struct strbuf out;
	struct err e;

	if (asks_for_keys(args)) {
		loop_say_keys(l);
		return;
	}
	strbuf_init(&out);
	if (!screen_execute(&l->choice, args, loop_units(l), &out, &e))
		loop_say_error(l, e.text);
	if (out.length && out.text[out.length - 1] != '\n')
		strbuf_add_char(&out, '\n');
	loop_say(l, SAY_RESULT, out.text);
	strbuf_release(&out);
	l->dirty = true;
}

/* If the trainer does not execute this line next, it echoes it when its turn
 * has come, so that answers follow their command. */
static void post(struct loop *l, const char *echo, const char *line,
		 enum timing timing)
{
	if (worker_pending(l->worker) ||
	    (timing == WAITS && worker_busy(l->worker))) {
		worker_post(l->worker, line, echo);
		return;
	}
	loop_hear(l);
	pane_echo(l->pane, echo);
	worker_post(l->worker, line, NULL);
}

/* Sends the screen's choice: export draws what is shown at this moment. */
static void tell_choice(struct loop *l)
{
	struct strbuf lines;

	strbuf_init(&lines);
	screen_choice_text(&l->choice, &lines);
	worker_choose(l->worker, lines.text);
	strbuf_release(&lines);
}

/* Executes a command of the screen at once; the rest, and errors, are the
 * workspace's. */
static void dispatch(struct loop *l, const char *echo, const char *line)
{
	const struct command *c = NULL;
	struct args args;
	struct err e;

	if (!args_parse(&args, line, &e)) {
		post(l, echo, line, AT_ONCE);
		return;
	}
	if (args.count)
		c = command_find(args.word[0].text, &e);
	free(l->repeat);
	l->repeat = c && c->repeats ? xstrdup(line) : NULL;
	if (c && (c->show || asks_for_keys(&args))) {
		pane_echo(l->pane, echo);
		execute_here(l, &args);
	} else {
		if (c && c->complete == COMPLETE_EXPORT)
			tell_choice(l);
		post(l, echo, line, command_timing(&args));
	}
	args_release(&args);
}

/* The run's name, if there are others, else its cell. */
static const char *run_name(const struct snapshot *snap)
{
	const struct track_view *track = snapshot_track(snap);

	return snap->tracks > 1 ? track->name : cell_info[track->set.cell].name;
}

/* The beginning of an echo: without the count of lines, which would be out of
 * date. */
static const char *state_text(const struct loop *l, char *out, size_t size)
{
	const struct snapshot *snap = l->frame.snap;

	if (!snap)
		return "(rnntui) ";
	snprintf(out, size, "(%s%s) ", run_name(snap),
		 snapshot_track(snap)->running ? "" : " paused");
	return out;
}

const char *loop_prompt_text(const struct loop *l, char *out, size_t size)
{
	const struct snapshot *snap = l->frame.snap;

	if (!snap || (!l->waiting && !l->held))
		return state_text(l, out, size);
	if (l->held)
		snprintf(out, size, "(%s: Enter goes on) ", run_name(snap));
	else
		snprintf(out, size, "(%s %d waiting) ", run_name(snap),
			 l->waiting);
	return out;
}

void loop_submit(struct loop *l, const char *line)
{
	char text[60], *echo;

	echo = xasprintf("%s%s", state_text(l, text, sizeof text), line);
	dispatch(l, echo, line);
	free(echo);
	l->dirty = true;
}

/* An empty line: goes on with a script that waits, or repeats. */
static void empty_line(struct loop *l)
{
	char *again;

	if (worker_held(l->worker)) {
		pane_echo(l->pane, ""); /* shows what comes from here on */
		worker_go_on(l->worker);
	} else if (l->repeat) {
		again = xstrdup(l->repeat);
		loop_submit(l, again);
		free(again);
	}
}

/* An empty line repeats no line of a script. */
static void submit_script(struct loop *l, const char *lines)
{
	char text[60];

	free(l->repeat);
	l->repeat = NULL;
	worker_post_script(l->worker, lines, state_text(l, text, sizeof text));
	l->dirty = true;
}

void loop_line(struct loop *l, const char *line)
{
	if (!line[strspn(line, " \t\n")]) {
		empty_line(l);
	} else if (strchr(line, '\n')) {
		submit_script(l, line);
	} else {
		loop_submit(l, line);
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
