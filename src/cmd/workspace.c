/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace.c: executes command lines, and takes the next one when the session
 * is ready. */
#include "config.h"

#include "cmd/panels.h"
#include "cmd/workspace_private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* --- lines for the session ------------------------------------------------ */

static bool next_line(void *owner)
{
	struct workspace *ws = owner;

	if (!ws->script || workspace_held(ws))
		return workspace_next_queued(ws);
	workspace_script_line(ws);
	return true;
}

static void stop_lines(void *owner, bool all)
{
	struct workspace *ws = owner;

	workspace_stop_scripts(ws);
	if (all)
		workspace_drop_queue(ws);
}

struct workspace *workspace_new(const struct startup *startup,
				const struct settings *set,
				const struct dataset *data,
				const struct host *host, struct err *e)
{
	struct workspace *ws = xcalloc(1, sizeof *ws);
	struct session_lines lines = { ws, next_line, stop_lines };

	queue_init(&ws->queue);
	ws->session = session_new(startup, set, data, host, e);
	if (!ws->session) {
		workspace_free(ws);
		return NULL;
	}
	screen_choice_default(&ws->choice,
			      session_run(ws->session)->task->answer != NULL);
	session_read_lines(ws->session, &lines);
	return ws;
}

void workspace_free(struct workspace *ws)
{
	if (!ws)
		return;
	session_free(ws->session);
	workspace_drop_scripts(ws);
	queue_release(&ws->queue);
	variables_release(&ws->variables);
	gsl_rng_free(ws->examples);
	free(ws);
}

struct session *workspace_session(const struct workspace *ws)
{
	return ws->session;
}

bool workspace_busy(const struct workspace *ws)
{
	if (ws->quitting)
		return false;
	if (session_busy(ws->session))
		return true;
	return workspace_held(ws) ? workspace_may_take(ws)
				  : ws->script || ws->queue.first;
}

void workspace_interrupt(struct workspace *ws)
{
	session_answered(ws->session);
	session_stop_job(ws->session);
	workspace_go_on(ws);
	workspace_drop_scripts(ws);
	workspace_drop_queue(ws);
	session_pause_soon(ws->session);
}

bool workspace_slice(struct workspace *ws)
{
	if (session_interrupted(ws->session)) {
		workspace_interrupt(ws);
		return true;
	}
	return !ws->quitting && session_slice(ws->session);
}

/* --- for the handlers ----------------------------------------------------- */

bool workspace_may_ask(const struct workspace *ws)
{
	return session_host(ws->session)->ask &&
	       (!ws->script || workspace_held(ws));
}

/* --save writes it at the end, unless it exploded. */
static bool is_saved_at_end(const struct track *t)
{
	return t->primary && session_startup(t->session)->save &&
	       !track_is_broken(t);
}

static bool is_lost(const struct track *t, const struct loss *loss)
{
	return track_unsaved(t) && (!loss->only || t == loss->only) &&
	       !(loss->leaving && is_saved_at_end(t));
}

/* "rnn, lstm, ...": the question they stand in must fit into 80
 * columns with the answer. */
static void add_names(const struct track *const *t, int count,
		      struct strbuf *out)
{
	size_t most = out->length + 24;

	for (int i = 0; i < count; i++) {
		const char *between = i > 0 ? ", " : "";

		if (i > 0 && out->length + strlen(t[i]->name) + 2 > most) {
			strbuf_add(out, ", ...");
			return;
		}
		strbuf_printf(out, "%s%s", between, t[i]->name);
	}
}

/* "lstm: 1,200 iterations, never saved", without the name where it is the only
 * run; "2 unsaved runs (lstm, gru)"; nothing: all is saved. */
static void add_unsaved(const struct session *s, const struct loss *loss,
			struct strbuf *out)
{
	const struct track *lost[TRACKS_SHOWN];
	int count = 0;

	for (int i = 0; i < session_tracks(s); i++)
		if (is_lost(session_track(s, i), loss))
			lost[count++] = session_track(s, i);
	if (count > 1) {
		strbuf_printf(out, "%d unsaved runs (", count);
		add_names(lost, count, out);
		strbuf_add_char(out, ')');
	} else if (count == 1) {
		if (session_tracks(s) > 1)
			strbuf_printf(out, "%s: ", lost[0]->name);
		track_add_unsaved(lost[0], out);
	}
}

bool workspace_asks_to_discard(const struct workspace *ws, struct loss loss,
			       const char *command)
{
	struct strbuf question;
	bool asks;

	strbuf_init(&question);
	add_unsaved(ws->session, &loss, &question);
	asks = workspace_may_ask(ws) && question.length;
	if (asks) {
		strbuf_add(&question, ": discard them? (y or n) ");
		session_ask(ws->session, question.text, command);
	}
	strbuf_release(&question);
	return asks;
}

bool workspace_check_path(const struct workspace *ws, enum file_role role,
			  const char *path, struct err *e)
{
	struct files files;
	bool spared;

	files_init(&files);
	session_add_files(ws->session, &files);
	for (const struct script *s = ws->script; s; s = s->outer)
		files_add(&files, FILE_SCRIPT, s->name);
	spared = files_check_path(&files, role, path, e);
	files_release(&files);
	return spared;
}

/* --- commands ------------------------------------------------------------- */

/* Only text for the net may contain NUL. */
static bool check_words(const struct command *command, const struct args *args,
			struct err *e)
{
	for (int i = 1; i < args->count; i++)
		if (strlen(args->word[i].text) != args->word[i].length &&
		    command->complete != COMPLETE_SAMPLE)
			return err_set(e, ERR_FAILED,
				       "%s: a word holds a NUL (column %d)",
				       command->name, args->word[i].column);
	return true;
}

/* Executes it in the workspace too, so that a script stops at its mistake, and
 * for export. */
static bool execute_on_screen(struct workspace *ws, const char *line,
			      const struct command *command,
			      const struct args *args, struct err *e)
{
	const struct host *host = session_host(ws->session);
	struct strbuf out;
	bool ok;

	strbuf_init(&out);
	ok = screen_execute(&ws->choice, args, workspace_run(ws)->spec.hidden,
			    &out, e);
	strbuf_release(&out);
	if (ok && host->screen)
		host->screen(host->owner, line);
	else if (ok)
		session_say(ws->session, SAY_NOTICE, "%s: there is no screen",
			    command->name);
	return ok;
}

static void choose(struct workspace *ws, const char *line)
{
	struct args args;
	struct strbuf out;
	struct err e;

	if (!args_parse(&args, line, &e))
		return;
	strbuf_init(&out);
	if (args.count &&
	    !screen_execute(&ws->choice, &args, LONG_MAX, &out, &e))
		session_fail(ws->session, &e);
	strbuf_release(&out);
	args_release(&args);
}

void workspace_choose(struct workspace *ws, const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");
		char *line = xstrndup(lines, length);

		choose(ws, line);
		free(line);
		lines += length + (lines[length] == '\n');
	}
}

static bool execute(struct workspace *ws, const char *line,
		    const struct args *args, struct err *e)
{
	const struct command *command = command_find(args->word[0].text, e);

	if (!command || !check_words(command, args, e))
		return false;
	if (command->run)
		return command->run(ws, args, e);
	return execute_on_screen(ws, line, command, args, e);
}

bool workspace_execute(struct workspace *ws, const char *line)
{
	struct args args;
	struct err e;
	bool ok;

	if (ws->quitting) /* lines typed ahead of it no longer count */
		return true;
	session_answered(ws->session); /* or the answer was yes, and this is
				          the command */
	if (!args_parse(&args, line, &e))
		return session_fail(ws->session, &e);
	ws->commands++;
	ok = !args.count || execute(ws, line, &args, &e);
	args_release(&args);
	return ok || session_fail(ws->session, &e);
}

bool workspace_execute_bytes(struct workspace *ws, const char *line,
			     size_t length)
{
	struct err e;

	if (strlen(line) == length)
		return workspace_execute(ws, line);
	err_set(&e, ERR_FAILED, "a command holds no NUL byte (column %zu)",
		strlen(line) + 1);
	return session_fail(ws->session, &e);
}
