/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_files.c: save, load, log. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "lang/settings_codec.h"

#include <string.h>

bool do_save(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct track *t = session_current(ws->session);
	const char *path = t->primary ? session_startup(ws->session)->save
				      : NULL;

	if (args->count > 2)
		return err_set(e, ERR_FAILED, "save takes one file name");
	if (args->count == 2)
		path = args->word[1].text;
	if (!path)
		return err_set(e, ERR_FAILED,
			       "save needs a file name (there is no --save)");
	if (!workspace_check_path(ws, FILE_SAVE, path, e) ||
	    !session_save(ws->session, path, e))
		return false;
	session_say(ws->session, SAY_NOTICE, "saved %s at iteration %ld", path,
		    t->run->now.iteration);
	return true;
}

static bool load_now(struct workspace *ws, const char *path,
		     const struct checkpoint *file, struct err *e)
{
	if (!session_load(ws->session, file, path, e))
		return false;
	session_say(ws->session, SAY_NOTICE, "loaded %s at iteration %ld", path,
		    workspace_run(ws)->now.iteration);
	return true;
}

static bool asks_before_loading(struct workspace *ws, const char *path)
{
	struct strbuf command;
	bool asked;

	strbuf_init(&command);
	strbuf_add(&command, "load ");
	args_quote(&command, path);
	strbuf_add(&command, " now");
	asked = workspace_asks_to_discard(
		ws, (struct loss){ .only = session_current(ws->session) },
		command.text);
	strbuf_release(&command);
	return asked;
}

bool load_file(struct workspace *ws, const char *path, bool now, struct err *e)
{
	struct checkpoint file;
	bool ok;

	if (!checkpoint_open(&file, path, &settings_codec,
			     session_settings(ws->session), e))
		return false;
	ok = (!now && asks_before_loading(ws, path)) ||
	     load_now(ws, path, &file, e);
	checkpoint_close(&file);
	return ok;
}

bool do_load(struct workspace *ws, const struct args *args, struct err *e)
{
	bool now = args->count == 3 && !strcmp(args->word[2].text, "now");

	if (args->count != 2 && !now)
		return err_set(e, ERR_FAILED, "load needs a file name");
	return load_file(ws, args->word[1].text, now, e);
}

bool do_log(struct workspace *ws, const struct args *args, struct err *e)
{
	const char *path = args->count == 2 ? args->word[1].text : NULL;

	if (!path)
		return err_set(e, ERR_FAILED, "log needs a file name, or off");
	if (!strcmp(path, "off"))
		return session_log_to(ws->session, NULL, e);
	return workspace_check_path(ws, FILE_LOG, path, e) &&
	       session_log_to(ws->session, path, e);
}
