/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_change.c: set, lr; save, load, log. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "lang/settings_codec.h"

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
	strbuf_printf(&out, "recipe %s: %s %ldx%ld", recipe_words[set->recipe],
		      cell_info[set->cell].name, set->layers, set->hidden);
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

/* "clip 5 -> 1" */
static void add_change(struct strbuf *out, const struct option *o,
		       const struct settings *old, const struct settings *new)
{
	strbuf_printf(out, "%s ", o->name);
	option_print(o, old, out);
	strbuf_add(out, " -> ");
	option_print(o, new, out);
}

/* "hidden 100 -> 200: started anew at iteration 0" */
static void say_started_anew(struct workspace *ws, const struct option *o,
			     const struct settings *old)
{
	struct strbuf out;
	strbuf_init(&out);
	if (option_differs(o, old, &ws->set)) {
		add_change(&out, o, old, &ws->set);
		strbuf_add(&out, ": ");
	}
	ws_say(ws, SAY_NOTICE, "%sstarted anew at iteration 0", out.text);
	strbuf_release(&out);
}

/* A new net on the same text; what was trained is gone. */
static bool start_anew(struct workspace *ws, const struct option *changed,
		       const struct settings *set,
		       const struct origins *origins, struct err *e)
{
	struct settings fresh = *set, old = ws->set;
	struct origins from = *origins;
	if (!strcmp(changed->name, "recipe"))
		forget_recorded(&from);
	settings_compose(&fresh, &from, ws->corpus);
	struct run *run = run_new(&fresh, ws->corpus, e);
	if (!run)
		return false;
	ws->origins = from;
	ws_replace_run(ws, run);
	say_started_anew(ws, changed, &old);
	ws_say_recipe(ws);
	return true;
}

static void ask_for_new_net(struct workspace *ws, const struct option *o,
			    const char *command)
{
	struct strbuf question;
	strbuf_init(&question);
	if (workspace_unsaved(ws)) {
		strbuf_add(&question, "new net: discard ");
		ws_add_unsaved(ws, &question);
		strbuf_add(&question, "? (y or n) ");
	} else {
		strbuf_printf(&question,
			      "changing %s starts a new net at "
			      "iteration 0: go on? (y or n) ",
			      o->name);
	}
	ws_ask(ws, question.text, command);
	strbuf_release(&question);
}

static bool change_shape(struct workspace *ws, const struct option *o,
			 const char *value, struct err *e)
{
	char *command = xasprintf("set %s %s anew", o->name, value);
	bool asked = may_ask(ws);
	if (asked)
		ask_for_new_net(ws, o, command);
	else
		err_set(e, ERR_FAILED,
			"changing %s needs a new net; use \"%s\"", o->name,
			command);
	free(command);
	return asked;
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

/* Every setting that changed; "" for none. */
static void list_changes(struct strbuf *out, const struct settings *old,
			 const struct settings *new)
{
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		if (!option_is_setting(o) || !option_differs(o, old, new))
			continue;
		strbuf_add(out, out->length ? ", " : "");
		add_change(out, o, old, new);
	}
}

static void say_unchanged(struct workspace *ws, const struct option *o)
{
	struct strbuf value;
	strbuf_init(&value);
	option_print(o, &ws->set, &value);
	ws_say(ws, SAY_NOTICE, "%s is %s already", o->name, value.text);
	strbuf_release(&value);
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
	struct strbuf changes;
	strbuf_init(&changes);
	list_changes(&changes, &old, &set);
	bool ok = true;
	if (!changes.length) {
		say_unchanged(ws, o);
	} else if (o->change == CHANGE_RESTART) {
		ok = change_shape(ws, o, value, e);
	} else {
		ws->set = set;
		ws->origins = origins;
		ws_settings_changed(ws, &old);
		ws_say(ws, SAY_NOTICE, "%s", changes.text);
	}
	strbuf_release(&changes);
	return ok;
}

static bool settable(const struct option *o, struct err *e)
{
	return (o->home == IN_SETTINGS && o->change != CHANGE_START) ||
	       err_set(e, ERR_FAILED, "%s is chosen at start only", o->name);
}

/* The setting called so, or NULL and what else it is. */
static const struct option *named_setting(const char *name, struct err *e)
{
	const struct metric *m = metric_find(name);
	if (!m || setting_find(name)) {
		const struct option *o = option_match(name, e);
		return o && settable(o, e) ? o : NULL;
	}
	err_set(e, ERR_FAILED,
		"%s is a metric: it is measured and cannot be "
		"set (print %s shows it)",
		m->name, m->name);
	return NULL;
}

bool do_set(struct workspace *ws, const struct args *args, struct err *e)
{
	bool anew = args->count == 4 && !strcmp(args->word[3].text, "anew");
	if (args->count != 2 && args->count != 3 && !anew)
		return err_set(e, ERR_FAILED,
			       "set needs a name and a value; "
			       "see info settings");
	const struct option *o = named_setting(args->word[1].text, e);
	if (!o)
		return false;
	if (args->count > 2)
		return set_option(ws, o, args->word[2].text, anew, e);
	ws_say_setting(ws, o->name, o);
	return true;
}

bool do_lr(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct option *rate = option_find("learning-rate");
	if (args->count > 2)
		return err_set(e, ERR_FAILED, "lr takes one number");
	if (args->count == 2)
		return set_option(ws, rate, args->word[1].text, false, e);
	ws_say_setting(ws, rate->name, rate);
	return true;
}

/* --- files ---------------------------------------------------------------- */

bool do_save(struct workspace *ws, const struct args *args, struct err *e)
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

static bool load_now(struct workspace *ws, const char *path,
		     const struct checkpoint *file, struct err *e)
{
	struct run *run = checkpoint_resume(file, &file->set, ws->corpus, e);
	if (!run)
		return false;
	ws_replace_run(ws, run);
	ws_all_recorded(ws);
	ws_note_saved(ws, path);
	ws_loaded_recovered(ws, path);
	ws_say(ws, SAY_NOTICE, "loaded %s at iteration %ld", path,
	       run->now.iteration);
	return true;
}

static bool asks_before_loading(struct workspace *ws, const char *path)
{
	struct strbuf command;
	strbuf_init(&command);
	strbuf_add(&command, "load ");
	args_quote(&command, path);
	strbuf_add(&command, " now");
	bool asked = ws_ask_to_discard(ws, command.text);
	strbuf_release(&command);
	return asked;
}

bool ws_load(struct workspace *ws, const char *path, bool now, struct err *e)
{
	struct checkpoint file;
	if (!checkpoint_open(&file, path, &settings_codec, &ws->set, e))
		return false;
	bool ok = (!now && asks_before_loading(ws, path)) ||
		  load_now(ws, path, &file, e);
	checkpoint_close(&file);
	return ok;
}

bool do_load(struct workspace *ws, const struct args *args, struct err *e)
{
	bool now = args->count == 3 && !strcmp(args->word[2].text, "now");
	if (args->count != 2 && !now)
		return err_set(e, ERR_FAILED, "load needs a file name");
	return ws_load(ws, args->word[1].text, now, e);
}

bool do_log(struct workspace *ws, const struct args *args, struct err *e)
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
