/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace_script.c: the lines of files: source, -x, the init script. */
#include "config.h"

#include "base/path.h"
#include "cmd/workspace_private.h"

#include <stdlib.h>
#include <string.h>

enum { SCRIPT_DEPTH = 16 };

static void script_pop(struct workspace *ws)
{
	struct script *done = ws->script;

	ws->script = done->outer;
	if (ws->hold.at == done)
		ws->hold.on = false;
	free(done->name);
	free(done->text);
	free(done);
}

void workspace_drop_scripts(struct workspace *ws)
{
	while (ws->script)
		script_pop(ws);
}

void workspace_stop_scripts(struct workspace *ws)
{
	if (ws->script)
		session_say(ws->session, SAY_ERROR,
			    "error: %s:%d: the script stops here",
			    ws->script->name, ws->script->line);
	workspace_drop_scripts(ws);
	workspace_stop_turn(ws);
}

bool workspace_source(struct workspace *ws, const char *path, bool shows,
		      struct err *e)
{
	int depth = 0;
	struct script *s;
	size_t length;
	char *text;

	for (s = ws->script; s; s = s->outer)
		depth++;
	if (depth >= SCRIPT_DEPTH)
		return err_set(e, ERR_FAILED, "%s: scripts nest deeper than %d",
			       path, SCRIPT_DEPTH);
	text = path_read(path, SCRIPT_BYTES, &length, e);
	if (!text)
		return false;
	s = xcalloc(1, sizeof *s);
	s->outer = ws->script;
	s->shows = shows;
	s->name = xstrdup(path);
	s->text = xrealloc(text, length + 1);
	s->next = s->text;
	if (length >= 3 && !memcmp(s->text, "\xef\xbb\xbf", 3))
		s->next += 3; /* a byte order mark */
	s->end = s->text + length;
	ws->script = s;
	return true;
}

/* --- waiting for the user ------------------------------------------------- */

void workspace_hold(struct workspace *ws)
{
	ws->hold.on = ws->script || ws->queue.first;
	ws->hold.at = ws->script;
}

bool workspace_held(const struct workspace *ws)
{
	return ws->hold.on && ws->hold.at == ws->script;
}

void workspace_go_on(struct workspace *ws) { ws->hold.on = false; }

/* --- the next line -------------------------------------------------------- */

/* Says a command before it is executed, but not one that only speaks. */
static void show_line(struct workspace *ws, const char *line)
{
	const struct command *command;
	struct args args;
	struct err e;
	char *shown;

	if (!args_parse(&args, line, &e))
		return;
	command = args.count ? command_find(args.word[0].text, &e) : NULL;
	if (command && !command->speaks) {
		shown = xasprintf("+ %s", line + strspn(line, " \t"));
		workspace_echo(ws, shown);
		free(shown);
	}
	args_release(&args);
}

void workspace_script_line(struct workspace *ws)
{
	struct script *s = ws->script;
	char *line = s->next, *end;

	if (!line) {
		script_pop(ws);
		return;
	}
	end = memchr(line, '\n', (size_t)(s->end - line));
	s->next = end ? end + 1 : NULL;
	if (!end)
		end = s->end;
	*end = '\0';
	s->line++;
	if (s->shows)
		show_line(ws, line);
	if (!workspace_execute_bytes(ws, line, (size_t)(end - line)))
		workspace_stop_scripts(ws);
}
