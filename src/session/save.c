/* SPDX-License-Identifier: GPL-3.0-or-later */
/* save.c: keeps the work of runs: saving, loading, the normal end, the rescue
 * from a signal. */
#include "config.h"

#include "lang/settings_codec.h"
#include "session/session_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- files in use --------------------------------------------------------- */

void session_add_files(const struct session *s, struct files *files)
{
	files_add_startup(files, s->startup, true);
	for (int i = 0; i < s->tracks; i++)
		files_add(files, FILE_LOG,
			  s->track[i]->log ? logfile_path(s->track[i]->log)
					   : NULL);
}

static bool check_path(const struct session *s, enum file_role role,
		       const char *path, struct err *e)
{
	struct files files;
	bool spared;

	files_init(&files);
	session_add_files(s, &files);
	spared = files_check_path(&files, role, path, e);
	files_release(&files);
	return spared;
}

/* --- saving and loading --------------------------------------------------- */

static bool save_as(struct track *t, enum file_role role, const char *path,
		    struct err *e)
{
	struct session *s = t->session;

	if (!check_path(s, role, path, e))
		return false;
	if (!run_is_finite(t->run))
		return err_set(e, ERR_FAILED,
			       "%s is not written: a weight is not finite",
			       path);
	/* The log first: if the process is killed between the two, it must not
	 * end before the checkpoint, or resuming would find a gap. */
	track_flush_log(t);
	if (!checkpoint_save(t->run, &settings_codec, path, e))
		return false;
	t->saved_seconds = now_seconds();
	track_note_saved(t, path);
	recover_forget(t, path);
	publish_pause(s);
	return true;
}

bool session_save(struct session *s, const char *path, struct err *e)
{
	return save_as(current(s), FILE_SAVE, path, e);
}

/* Saves to --save or --save-best: a failure is the program's. */
static bool save_to_option(struct track *t, enum file_role role)
{
	struct session *s = t->session;
	const char *path = role == FILE_BEST ? s->startup->save_best
					     : s->startup->save;
	struct err e;

	if (save_as(t, role, path, &e))
		return true;
	s->resource_failed = s->resource_failed || e.kind == ERR_RESOURCE;
	return session_fail(s, &e);
}

/* The path of --save, for its run. */
static const char *save_path(const struct track *t)
{
	return t->primary ? t->session->startup->save : NULL;
}

void track_save_if_due(struct track *t)
{
	long every = t->run->set.save_every;

	if (save_path(t) && every > 0 && !t->broken.beyond &&
	    t->run->now.iteration % every == 0)
		save_to_option(t, FILE_SAVE);
}

void track_save_best_if_found(struct track *t)
{
	const struct metrics *now = &t->run->now;

	if (t->primary && t->session->startup->save_best &&
	    now->best_valid_at == (double)now->iteration)
		t->best_saved = save_to_option(t, FILE_BEST);
}

void track_note_saved(struct track *t, const char *path)
{
	char *copy = path ? xstrdup(path) : NULL;

	free(t->saved_path);
	t->saved_path = copy;
}

void track_add_unsaved(const struct track *t, struct strbuf *out)
{
	long now = t->run->now.iteration;
	long since = t->saved_path ? now - t->run->saved_iteration : now;
	const char *slash;

	strbuf_add_grouped(out, since);
	strbuf_add(out, since == 1 ? " iteration" : " iterations");
	if (!t->saved_path) {
		strbuf_add(out, ", never saved");
		return;
	}
	slash = strrchr(t->saved_path, '/');
	strbuf_printf(out, " since %s", slash ? slash + 1 : t->saved_path);
}

bool session_unsaved(const struct session *s)
{
	for (int i = 0; i < s->tracks; i++)
		if (track_unsaved(s->track[i]))
			return true;
	return false;
}

bool session_load(struct session *s, const struct checkpoint *file,
		  const char *path, struct err *e)
{
	struct track *t = current(s);
	struct run *run = checkpoint_resume(file, &file->set,
					    task_of(&file->set), &s->data, e);

	if (!run)
		return false;
	session_replace_run(s, run, &t->origins);
	track_all_recorded(t);
	track_note_saved(t, path);
	recover_note_loaded(t, path);
	return true;
}

/* --- work put aside ------------------------------------------------------- */

static bool rescue_to(struct track *t, const char *path)
{
	struct err e;

	if (!path || !checkpoint_save(t->run, &settings_codec, path, &e))
		return false;
	session_say(t->session, SAY_NOTICE, "rnntui: saved %s", path);
	return true;
}

static void rescue_aside(struct track *t, enum cause cause)
{
	char *path = recover_path(cause);

	if (!rescue_to(t, path))
		session_say(t->session, SAY_ERROR,
			    "rnntui: the state could not be saved");
	free(path);
}

void session_close_logs(struct session *s)
{
	for (int i = 0; i < s->tracks; i++)
		track_close_log(s->track[i]);
}

static void rescue(struct track *t)
{
	if (!track_unsaved(t))
		return;
	/* Never overwrite --save with weights that are not finite or soon will
	 * be; a copy elsewhere may still help to find the cause. */
	if (track_is_broken(t) || !run_is_finite(t->run))
		rescue_aside(t, CAUSE_EXPLODED);
	else if (!rescue_to(t, save_path(t)))
		rescue_aside(t, CAUSE_SIGNAL);
}

void session_rescue(struct session *s)
{
	session_close_logs(s);
	for (int i = 0; i < s->tracks; i++)
		rescue(s->track[i]);
}

/* --- the normal end ------------------------------------------------------- */

/* Adds "  best validation 1.5414 at iteration 9000  saved FILE". */
static void add_best(const struct track *t, struct strbuf *out)
{
	const struct metrics *now = &t->run->now;
	const char *path = t->session->startup->save_best;

	if (!path || !t->primary)
		return;
	if (isnan(now->best_valid)) {
		strbuf_printf(out, "  no validation yet  not saved %s", path);
		return;
	}
	strbuf_printf(out, "  best validation %.6g", now->best_valid);
	if (!isnan(now->best_valid_at))
		strbuf_printf(out, " at iteration %.0f", now->best_valid_at);
	strbuf_printf(out, "  %ssaved %s", t->best_saved ? "" : "not ", path);
}

static void say_end(const struct track *t, const char *path, bool saved)
{
	const struct metrics *now = &t->run->now;
	struct strbuf line;

	strbuf_init(&line);
	strbuf_printf(&line, "iteration %ld  smooth loss %.6g%s%s",
		      now->iteration, now->smooth_loss,
		      saved  ? "  saved "
		      : path ? "  not saved "
			     : "",
		      path ? path : "");
	add_best(t, &line);
	track_say(t, SAY_NOTICE, "%s", line.text);
	strbuf_release(&line);
}

static void finish(struct track *t)
{
	const char *path = save_path(t);
	bool broken = track_is_broken(t);
	bool saved = path && !broken && save_to_option(t, FILE_SAVE);
	bool finite = run_is_finite(t->run);

	if (path && !saved && track_unsaved(t) && finite)
		rescue_aside(t, broken ? CAUSE_EXPLODED : CAUSE_UNSAVED);
	track_close_log(t);
	if (!finite)
		session_note_failure(t->session);
	say_end(t, path, saved);
}

int session_finish(struct session *s)
{
	session_clear_job(s);
	for (int i = 0; i < s->tracks; i++)
		finish(s->track[i]);
	return s->resource_failed ? ERR_RESOURCE : s->failed ? ERR_FAILED : 0;
}
