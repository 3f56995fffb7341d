/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace_end.c: what is kept of a run: saving, the normal end, the rescue
 * from a signal. */
#include "config.h"

#include "base/path.h"
#include "cmd/workspace_private.h"
#include "lang/settings_codec.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool ws_spares_files(const struct workspace *ws, enum file_role role,
		     const char *path, struct err *e)
{
	struct files files;
	files_init(&files);
	files_add_startup(&files, ws->startup, true);
	for (const struct script *s = ws->script; s; s = s->outer)
		files_add(&files, FILE_SCRIPT, s->name);
	files_add(&files, FILE_LOG, ws->log ? logfile_path(ws->log) : NULL);
	bool spared = files_spare(&files, role, path, e);
	files_release(&files);
	return spared;
}

static bool save_as(struct workspace *ws, enum file_role role, const char *path,
		    struct err *e)
{
	if (!ws_spares_files(ws, role, path, e))
		return false;
	if (!run_is_finite(ws->run))
		return err_set(e, ERR_FAILED,
			       "%s is not written: a weight is not finite",
			       path);
	/* A process that is killed must not leave a log that ends before the
	 * checkpoint: resuming would find a gap. */
	ws_flush_log(ws);
	if (!checkpoint_save(ws->run, &settings_codec, path, e))
		return false;
	ws->saved_seconds = now_seconds();
	ws_note_saved(ws, path);
	ws_forget_recovered(ws, path);
	publish_pause(ws);
	return true;
}

bool ws_save(struct workspace *ws, const char *path, struct err *e)
{
	return save_as(ws, FILE_SAVE, path, e);
}

/* To --save or --save-best: a failure is the program's. */
static bool save_to_option(struct workspace *ws, enum file_role role)
{
	const char *path = role == FILE_BEST ? ws->startup->save_best
					     : ws->startup->save;
	struct err e;
	if (save_as(ws, role, path, &e))
		return true;
	ws->resource_failed = ws->resource_failed || e.kind == ERR_RESOURCE;
	return ws_fail(ws, &e);
}

void ws_save_if_due(struct workspace *ws)
{
	if (ws->startup->save && ws->set.save_every > 0 && !ws->broken.beyond &&
	    ws->run->now.iteration % ws->set.save_every == 0)
		save_to_option(ws, FILE_SAVE);
}

void ws_save_best_if_found(struct workspace *ws)
{
	const struct metrics *now = &ws->run->now;
	if (ws->startup->save_best &&
	    now->best_valid_at == (double)now->iteration)
		ws->best_saved = save_to_option(ws, FILE_BEST);
}

bool workspace_unsaved(const struct workspace *ws)
{
	return ws->run->now.iteration != ws->run->saved_iteration;
}

void ws_note_saved(struct workspace *ws, const char *path)
{
	char *copy = path ? xstrdup(path) : NULL;
	free(ws->saved_path);
	ws->saved_path = copy;
}

void ws_add_unsaved(const struct workspace *ws, struct strbuf *out)
{
	long now = ws->run->now.iteration;
	long since = ws->saved_path ? now - ws->run->saved_iteration : now;
	strbuf_add_grouped(out, since);
	strbuf_add(out, since == 1 ? " iteration" : " iterations");
	if (!ws->saved_path) {
		strbuf_add(out, ", never saved");
		return;
	}
	const char *slash = strrchr(ws->saved_path, '/');
	strbuf_printf(out, " since %s", slash ? slash + 1 : ws->saved_path);
}

bool ws_ask_to_discard(struct workspace *ws, const char *command)
{
	if (!may_ask(ws) || !workspace_unsaved(ws))
		return false;
	struct strbuf question;
	strbuf_init(&question);
	ws_add_unsaved(ws, &question);
	strbuf_add(&question, ": discard them? (y or n) ");
	ws_ask(ws, question.text, command);
	strbuf_release(&question);
	return true;
}

void workspace_close_log(struct workspace *ws)
{
	struct err e;
	if (run_validating(ws->run))
		ws_log_iteration(ws);
	if (ws->log && !logfile_close(ws->log, &e)) {
		ws_fail(ws, &e);
		ws->resource_failed = true;
	}
	ws->log = NULL;
}

/* --- work put aside ------------------------------------------------------- */

/* Why; the mark is part of the file's name, for the offer at a later start. */
static const struct {
	const char *mark, *said;
} cause_table[] = {
	[CAUSE_SIGNAL] = { "", "was ended by a signal" },
	[CAUSE_UNSAVED] = { "-unsaved", "could not be saved" },
	[CAUSE_EXPLODED] = { "-exploded", "exploded" },
};

const char *recovered_cause(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	for (size_t i = LENGTH(cause_table); --i > 0;)
		if (strstr(name, cause_table[i].mark))
			return cause_table[i].said;
	return cause_table[CAUSE_SIGNAL].said;
}

/* What has this name already is somebody else's work: process ids repeat. */
static char *recovered_path(enum cause cause)
{
	const char *mark = cause_table[cause].mark;
	char name[64];
	char *path = NULL;
	for (int i = 1; i < RECOVERED_MOST; i++) {
		if (i == 1)
			snprintf(name, sizeof name, RECOVERED_NAME,
				 (long)getpid(), mark);
		else
			snprintf(name, sizeof name, RECOVERED_NAME_AGAIN,
				 (long)getpid(), i, mark);
		free(path);
		path = path_state(name, true);
		if (!path || access(path, F_OK))
			break;
	}
	/* Of a file that was removed by hand a mark may be left. */
	if (path)
		recovered_unmark(path);
	return path;
}

static bool rescue_to(struct workspace *ws, const char *path)
{
	struct err e;
	if (!path || !checkpoint_save(ws->run, &settings_codec, path, &e))
		return false;
	ws_say(ws, SAY_NOTICE, "rnntui: saved %s", path);
	return true;
}

static void rescue_aside(struct workspace *ws, enum cause cause)
{
	char *path = recovered_path(cause);
	if (!rescue_to(ws, path))
		ws_say(ws, SAY_ERROR, "rnntui: the state could not be saved");
	free(path);
}

/* "  best validation 1.5414 at iteration 9000  saved FILE" */
static void add_best(const struct workspace *ws, struct strbuf *out)
{
	const struct metrics *now = &ws->run->now;
	const char *path = ws->startup->save_best;
	if (!path)
		return;
	if (isnan(now->best_valid)) {
		strbuf_printf(out, "  no validation yet  not saved %s", path);
		return;
	}
	strbuf_printf(out, "  best validation %.6g", now->best_valid);
	if (!isnan(now->best_valid_at))
		strbuf_printf(out, " at iteration %.0f", now->best_valid_at);
	strbuf_printf(out, "  %ssaved %s", ws->best_saved ? "" : "not ", path);
}

int workspace_finish(struct workspace *ws)
{
	const char *path = ws->startup->save;
	const struct metrics *now = &ws->run->now;
	ws_clear_job(ws);
	bool broken = is_broken(ws);
	bool saved = path && !broken && save_to_option(ws, FILE_SAVE);
	if (path && !saved && workspace_unsaved(ws) && run_is_finite(ws->run))
		rescue_aside(ws, broken ? CAUSE_EXPLODED : CAUSE_UNSAVED);
	workspace_close_log(ws);
	ws->failed = ws->failed || !run_is_finite(ws->run);
	struct strbuf line;
	strbuf_init(&line);
	strbuf_printf(&line, "iteration %ld  smooth loss %.6g%s%s",
		      now->iteration, now->smooth_loss,
		      saved  ? "  saved "
		      : path ? "  not saved "
			     : "",
		      path ? path : "");
	add_best(ws, &line);
	strbuf_add_char(&line, '\n');
	ws_say_text(ws, SAY_NOTICE, &line);
	strbuf_release(&line);
	return ws->resource_failed ? ERR_RESOURCE : ws->failed ? ERR_FAILED : 0;
}

void workspace_rescue(struct workspace *ws)
{
	workspace_close_log(ws);
	if (!workspace_unsaved(ws))
		return;
	/* What is in --save must not be lost to weights that are no numbers
	 * or soon will be; aside they may still tell something. */
	if (is_broken(ws) || !run_is_finite(ws->run))
		rescue_aside(ws, CAUSE_EXPLODED);
	else if (!rescue_to(ws, ws->startup->save))
		rescue_aside(ws, CAUSE_SIGNAL);
}
