/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_change.c: set, lr; save, load, log. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "train/checkpoint.h"

#include <stdlib.h>
#include <string.h>

/* --- settings ------------------------------------------------------------- */

void ws_say_recipe(struct workspace *ws)
{
	const struct settings *set = &ws->set;
	if (set->recipe == RECIPE_DEFAULT)
		return;
	struct strbuf out;
	strbuf_init(&out);
	strbuf_printf(&out, "recipe %s: %s %ldx%ld",
		      recipe_words[set->recipe], cell_info[set->cell].name,
		      set->layers, set->hidden);
	if (set->iterations)
		strbuf_printf(&out, ", %ld iterations", set->iterations);
	/* Of a few characters nothing can be held out. */
	if (stream_valid_length(&ws->run->stream) >= 2)
		strbuf_printf(&out, ", the last %g %% of the text held out",
			      100 * set->valid);
	strbuf_add(&out, " (info settings shows all)\n");
	ws_say_text(ws, SAY_NOTICE, &out);
	strbuf_release(&out);
}

/* Settings whose values were recorded belong to a run that is left behind
 * when a recipe is asked for. */
static void forget_recorded(struct origins *origins)
{
	for (int i = 0; i < option_count(); i++)
		if (origin_of(origins, option_at(i)) == ORIGIN_FILE)
			origin_set(origins, option_at(i), ORIGIN_DEFAULT);
}

/* A new net on the same text; what was trained is gone. */
static bool start_anew(struct workspace *ws, const struct option *changed,
		       const struct settings *set,
		       const struct origins *origins, struct err *e)
{
	struct settings fresh = *set;
	struct origins from = *origins;
	if (!strcmp(changed->name, "recipe"))
		forget_recorded(&from);
	settings_compose(&fresh, &from, ws->corpus);
	struct run *run = run_new(&fresh, ws->corpus, e);
	if (!run)
		return false;
	ws->origins = from;
	ws_replace_run(ws, run);
	ws_say(ws, SAY_NOTICE, "started anew at iteration 0");
	ws_say_recipe(ws);
	return true;
}

static bool change_shape(struct workspace *ws, const struct option *o,
			 const char *value, struct err *e)
{
	char *command = xasprintf("set %s %s anew", o->name, value);
	if (ws->host.ask) {
		char *question = xasprintf(
			"%s makes another net: start anew from "
			"iteration 0? (y or n) ",
			o->name);
		ws->host.ask(ws->host.owner, question, command);
		free(question);
		free(command);
		return true;
	}
	err_set(e, ERR_FAILED,
		"%s makes another net; \"%s\" starts again from iteration 0",
		o->name, command);
	free(command);
	return false;
}

/* Another optimiser begins with its own rate, unless one is set afterwards. */
static void rate_of_optimizer(struct settings *set, struct origins *origins,
			      const struct settings *old)
{
	if (set->optimizer != old->optimizer) {
		set->learning_rate = 0;
		origin_set(origins, option_find("learning-rate"),
			   ORIGIN_DEFAULT);
	}
	settings_settle(set);
}

static bool same_value(const struct option *o, const struct settings *a,
		       const struct settings *b)
{
	struct strbuf x, y;
	strbuf_init(&x);
	strbuf_init(&y);
	option_print(o, a, &x);
	option_print(o, b, &y);
	bool same = !strcmp(x.text, y.text);
	strbuf_release(&x);
	strbuf_release(&y);
	return same;
}

static bool set_option(struct workspace *ws, const struct option *o,
		       const char *value, bool anew, struct err *e)
{
	struct settings set = ws->set, old = ws->set;
	struct origins origins = ws->origins;
	if (!option_set(o, &set, value, ERR_FAILED, e))
		return false;
	origin_set(&origins, o, ORIGIN_CHOSEN);
	rate_of_optimizer(&set, &origins, &old);
	if (anew)
		return start_anew(ws, o, &set, &origins, e);
	if (same_value(o, &set, &old)) {
		ws_say(ws, SAY_NOTICE, "%s is %s already", o->name, value);
		return true;
	}
	if (o->change == CHANGE_ANEW)
		return change_shape(ws, o, value, e);
	ws->set = set;
	ws->origins = origins;
	ws_settings_changed(ws, &old);
	return true;
}

static bool settable(const struct option *o, struct err *e)
{
	return (o->home == IN_SETTINGS && o->change != CHANGE_START) ||
	       err_set(e, ERR_FAILED, "%s is chosen at start only", o->name);
}

bool command_set(struct workspace *ws, const struct args *args, struct err *e)
{
	bool anew = args->count == 4 && !strcmp(args->word[3].text, "anew");
	if (args->count != 3 && !anew)
		return err_set(e, ERR_FAILED,
			       "set needs a name and a value; "
			       "see info settings");
	const struct option *o = option_match(args->word[1].text, e);
	return o && settable(o, e) &&
	       set_option(ws, o, args->word[2].text, anew, e);
}

bool command_lr(struct workspace *ws, const struct args *args, struct err *e)
{
	if (args->count == 1) {
		struct strbuf out;
		strbuf_init(&out);
		strbuf_add_number(&out, ws->set.learning_rate);
		ws_say(ws, SAY_RESULT, "learning-rate = %s", out.text);
		strbuf_release(&out);
		return true;
	}
	if (args->count != 2)
		return err_set(e, ERR_FAILED, "lr takes one number");
	return set_option(ws, option_find("learning-rate"), args->word[1].text,
			  false, e);
}

/* --- files ---------------------------------------------------------------- */

bool command_save(struct workspace *ws, const struct args *args, struct err *e)
{
	if (args->count > 2)
		return err_set(e, ERR_FAILED, "save takes one file name");
	const char *path = args->count == 2 ? args->word[1].text
					    : ws->startup->save;
	if (!path)
		return err_set(e, ERR_FAILED,
			       "save needs a file name (there is no --save)");
	if (!ws_save(ws, path, e))
		return false;
	ws_say(ws, SAY_NOTICE, "saved %s at iteration %ld", path,
	       ws->run->now.iteration);
	return true;
}

bool command_load(struct workspace *ws, const struct args *args, struct err *e)
{
	if (args->count != 2)
		return err_set(e, ERR_FAILED, "load needs a file name");
	struct checkpoint file;
	if (!checkpoint_open(&file, args->word[1].text, &settings_codec,
			     &ws->set, e))
		return false;
	struct run *run = checkpoint_resume(&file, &file.set, ws->corpus, e);
	checkpoint_close(&file);
	if (!run)
		return false;
	ws_replace_run(ws, run);
	ws_all_recorded(ws);
	ws_loaded_recovered(ws, args->word[1].text);
	ws_say(ws, SAY_NOTICE, "loaded %s at iteration %ld", args->word[1].text,
	       run->now.iteration);
	return true;
}

bool command_log(struct workspace *ws, const struct args *args, struct err *e)
{
	if (args->count != 2)
		return err_set(e, ERR_FAILED, "log needs a file name, or off");
	const char *path = args->word[1].text;
	bool off = !strcmp(path, "off");
	if (!off && !ws_spares_files(ws, FILE_LOG, path, e))
		return false;
	/* The old one first: the new one may be the same file. */
	bool ok = logfile_close(ws->log, e);
	ws->log = NULL;
	if (!ok || off)
		return ok;
	ws->log = logfile_open(path, e);
	return ws->log != NULL;
}
