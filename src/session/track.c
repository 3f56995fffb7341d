/* SPDX-License-Identifier: GPL-3.0-or-later */
/* track.c: one run of a session: its beginning, its log, its end. */
#include "config.h"

#include "session/session_private.h"
#include "probe/view.h"

#include <math.h>
#include <stdlib.h>

#define LOG_SECONDS 1.0

struct track *track_new(struct session *s, struct err *e)
{
	struct track *t = xcalloc(1, sizeof *t);

	t->session = s;
	if (!shown_sample_init(&t->sample, e)) {
		track_free(t);
		return NULL;
	}
	/* Texts of two runs never pass for the same. */
	t->sample.samples.serial = (unsigned long)++s->made << 32;
	return t;
}

void track_free(struct track *t)
{
	struct err ignored;

	if (!t)
		return;
	shown_sample_release(&t->sample);
	if (t->run)
		shown_examples_forget(t);
	view_free(t->view);
	logfile_close(t->log, &ignored);
	free(t->recovered);
	free(t->saved_path);
	run_free(t->run);
	free(t);
}

void track_set_run(struct track *t, struct run *run)
{
	/* Samplers and answerers keep a pointer to its net. */
	shown_sample_forget(t);
	if (t->run)
		shown_examples_forget(t);
	if (t->run && run_validating(t->run))
		track_log_iteration(t);
	run_free(t->run);
	t->run = run;
	t->broken = (struct broken){ 0 };
	t->rests = false;
	t->saved_seconds = 0;
	t->best_saved = false;
	free(t->recovered);
	t->recovered = NULL;
	track_note_saved(t, NULL);
	publish_track(t);
}

void track_all_recorded(struct track *t)
{
	t->run->set.recipe = RECIPE_DEFAULT;
	for (int i = 0; i < option_count(); i++)
		if (option_at(i)->affects_results)
			origin_set(&t->origins, option_at(i), ORIGIN_FILE);
}

/* --- its log -------------------------------------------------------------- */

void track_flush_log(struct track *t)
{
	struct err e;

	if (t->log && !logfile_flush(t->log, &e))
		session_fail_resource(t->session, &e);
}

void track_log_iteration(struct track *t)
{
	double seconds = t->run->now.seconds;
	struct err e;
	bool ok;

	if (!t->log || (t->run->now.iteration - 1) % t->run->set.log_every)
		return;
	ok = logfile_row(t->log, t->run, &e);
	/* Rows are written in blocks, but a user may be following the file. */
	if (ok && fabs(seconds - t->log_flushed) >= LOG_SECONDS) {
		t->log_flushed = seconds;
		ok = logfile_flush(t->log, &e);
	}
	if (!ok)
		session_fail_resource(t->session, &e);
}

void track_close_log(struct track *t)
{
	struct err e;

	if (run_validating(t->run))
		track_log_iteration(t);
	if (t->log && !logfile_close(t->log, &e))
		session_fail_resource(t->session, &e);
	t->log = NULL;
}

bool session_log_to(struct session *s, const char *path, struct err *e)
{
	struct track *t = current(s);
	/* The old one first: the new one may be the same file. */
	bool ok = logfile_close(t->log, e);

	t->log = NULL;
	if (!ok || !path)
		return ok;
	t->log = logfile_open(path, t->run->task, e);
	return t->log;
}
