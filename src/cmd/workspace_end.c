/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace_end.c: what is kept of a run: saving, the normal end, the rescue
 * from a signal. */
#include "config.h"

#include "base/path.h"
#include "cmd/workspace_private.h"
#include "train/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool ws_save(struct workspace *ws, const char *path, struct err *e)
{
	if (!run_is_finite(ws->run))
		return err_set(e, ERR_FAILED,
			       "%s is not written: a weight is not finite",
			       path);
	if (!checkpoint_save(ws->run, &settings_codec, path, e))
		return false;
	ws->saved_seconds = now_seconds();
	publish_pause(ws);
	return true;
}

/* To --save: its failure is the program's. */
static bool save_to_option(struct workspace *ws)
{
	struct err e;
	if (ws_save(ws, ws->startup->save, &e))
		return true;
	ws->save_failed = ws->save_failed || e.kind == ERR_RESOURCE;
	return ws_fail(ws, &e);
}

void ws_save_if_due(struct workspace *ws)
{
	if (ws->startup->save && ws->set.save_every > 0 &&
	    ws->run->now.iteration % ws->set.save_every == 0)
		save_to_option(ws);
}

bool workspace_unsaved(const struct workspace *ws)
{
	return ws->run->now.iteration != ws->run->saved_iteration;
}

void workspace_close_log(struct workspace *ws)
{
	struct err e;
	if (ws->log && !logfile_close(ws->log, &e)) {
		ws_fail(ws, &e);
		ws->save_failed = true;
	}
	ws->log = NULL;
}

int workspace_finish(struct workspace *ws)
{
	const char *path = ws->startup->save;
	const struct metrics *now = &ws->run->now;
	ws_clear_job(ws);
	bool saved = path && !ws->broken && save_to_option(ws);
	workspace_close_log(ws);
	ws_say(ws, SAY_NOTICE, "iteration %ld  smooth loss %.6g%s%s",
	       now->iteration, now->smooth_loss,
	       saved ? "  saved " : path ? "  not saved " : "",
	       path ? path : "");
	return ws->save_failed ? ERR_RESOURCE : ws->failed ? ERR_FAILED : 0;
}

static bool rescue_to(struct workspace *ws, const char *path)
{
	struct err ignored; /* the caller tries elsewhere, or says so */
	return checkpoint_save(ws->run, &settings_codec, path, &ignored);
}

bool workspace_rescue(struct workspace *ws, char *path, size_t size)
{
	char name[64];
	workspace_close_log(ws);
	if (ws->startup->save) {
		snprintf(path, size, "%s", ws->startup->save);
		if (rescue_to(ws, path))
			return true;
	}
	snprintf(name, sizeof name, RECOVERED_NAME, (long)getpid());
	char *state = path_state(name, true);
	if (!state)
		return false;
	snprintf(path, size, "%s", state);
	free(state);
	return rescue_to(ws, path);
}
