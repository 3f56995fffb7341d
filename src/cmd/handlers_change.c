/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_change.c: set, lr. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"

#include <stdlib.h>
#include <string.h>

/* --- settings ------------------------------------------------------------- */

/* Forgets recorded values when the user asks for a recipe: they belong to the
 * run that ends. */
static void forget_recorded(struct origins *origins)
{
	for (int i = 0; i < option_count(); i++)
		if (origin_of(origins, option_at(i)) == ORIGIN_FILE)
			origin_set(origins, option_at(i), ORIGIN_DEFAULT);
}

/* Appends "clip 5 -> 1". */
static void add_change(struct strbuf *out, const struct option *o,
		       const struct settings *old, const struct settings *new)
{
	strbuf_printf(out, "%s ", o->name);
	option_print(o, old, out);
	strbuf_add(out, " -> ");
	option_print(o, new, out);
}

/* Says "hidden 100 -> 200: restarted at iteration 0". */
static void say_restarted(struct session *s, const struct option *o,
			  const struct settings *old)
{
	const struct settings *set = session_settings(s);
	struct strbuf out;

	strbuf_init(&out);
	if (option_differs(o, old, set)) {
		add_change(&out, o, old, set);
		strbuf_add(&out, ": ");
	}
	session_say(s, SAY_NOTICE, "%srestarted at iteration 0", out.text);
	strbuf_release(&out);
}

/* Starts a new net on the same text; the trained one is gone. */
static bool restart_run(struct session *s, const struct option *changed,
			const struct settings *set,
			const struct origins *origins, struct err *e)
{
	struct settings fresh = *set, old = *session_settings(s);
	struct origins from = *origins;
	struct run *run;

	settings_compose(&fresh, &from, session_data(s)->text);
	run = run_new(&fresh, task_of(&fresh), session_data(s), e);
	if (!run)
		return false;
	session_replace_run(s, run, &from);
	say_restarted(s, changed, &old);
	session_say_recipe(s);
	return true;
}

static void ask_for_new_net(struct session *s, const struct option *o,
			    const char *command)
{
	const struct track *t = session_current(s);
	struct strbuf question;

	strbuf_init(&question);
	if (track_unsaved(t)) {
		strbuf_add(&question, "new net: discard ");
		track_add_unsaved(t, &question);
		strbuf_add(&question, "? (y or n) ");
	} else {
		strbuf_printf(&question,
			      "changing %s starts a new net at "
			      "iteration 0: go on? (y or n) ",
			      o->name);
	}
	session_ask(s, question.text, command);
	strbuf_release(&question);
}

static bool change_shape(struct workspace *ws, const struct option *o,
			 const char *value, struct err *e)
{
	char *command = xasprintf("set %s %s restart", o->name, value);
	bool asked = workspace_may_ask(ws);

	if (asked)
		ask_for_new_net(ws->session, o, command);
	else
		err_set(e, ERR_FAILED,
			"changing %s needs a new net; use \"%s\"", o->name,
			command);
	free(command);
	return asked;
}

/* Gives another optimiser its own rate; a rate may be set afterwards. */
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

/* Lists every setting that changed; "" for none. */
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

static void say_unchanged(struct session *s, const struct option *o)
{
	struct strbuf value;

	strbuf_init(&value);
	option_print(o, session_settings(s), &value);
	session_say(s, SAY_NOTICE, "%s is %s already", o->name, value.text);
	strbuf_release(&value);
}

bool choose_setting(struct settings *set, struct origins *origins,
		    const struct option *o, const char *value, struct err *e)
{
	struct settings old = *set;

	if (!option_check_task(o, "", task_of(set), ERR_FAILED, e) ||
	    !option_set(o, set, value, ERR_FAILED, e))
		return false;
	if (!strcmp(o->name, "recipe")) {
		if (task_of(set)->reads != READS_TEXT)
			return err_set(e, ERR_FAILED,
				       "recipes suit a text, and the task %s "
				       "reads none",
				       task_of(set)->name);
		forget_recorded(origins);
	}
	origin_set(origins, o, ORIGIN_CHOSEN);
	rate_of_optimizer(set, origins, &old);
	return true;
}

static bool set_option(struct workspace *ws, const struct option *o,
		       const char *value, bool restarts, struct err *e)
{
	struct session *s = ws->session;
	struct settings set = *session_settings(s), old = set;
	struct origins origins = session_current(s)->origins;
	struct strbuf changes;
	bool ok = true;

	if (!choose_setting(&set, &origins, o, value, e))
		return false;
	if (restarts)
		return restart_run(s, o, &set, &origins, e);
	strbuf_init(&changes);
	list_changes(&changes, &old, &set);
	if (!changes.length) {
		say_unchanged(s, o);
	} else if (o->change == CHANGE_RESTART) {
		ok = change_shape(ws, o, value, e);
	} else {
		session_change_settings(s, &set, &origins);
		session_say(s, SAY_NOTICE, "%s", changes.text);
	}
	strbuf_release(&changes);
	return ok;
}

bool settable(const struct option *o, struct err *e)
{
	return (o->home == IN_SETTINGS && o->change != CHANGE_START) ||
	       err_set(e, ERR_FAILED, "%s is chosen at start only", o->name);
}

/* The setting of that name, or NULL and what else the name means. */
static const struct option *
named_setting(const char *name, const struct task *task, struct err *e)
{
	const struct metric *m = metric_find(name);

	if (!m || setting_find(name)) {
		const struct option *o = option_match(name, task, e);

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
	bool restarts = args->count == 4 &&
			!strcmp(args->word[3].text, "restart");
	const struct option *o;

	if (args->count > 1 && args->word[1].text[0] == '$')
		return set_variable(ws, args->rest, e);
	if (args->count != 2 && args->count != 3 && !restarts)
		return err_set(e, ERR_FAILED,
			       "set needs a name and a value; "
			       "see info settings");
	o = named_setting(args->word[1].text, session_run(ws->session)->task,
			  e);
	if (!o)
		return false;
	if (args->count > 2)
		return set_option(ws, o, args->word[2].text, restarts, e);
	say_setting(ws->session, o->name, o);
	return true;
}

bool do_lr(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct option *rate = option_find("learning-rate");

	if (args->count > 2)
		return err_set(e, ERR_FAILED, "lr takes one number");
	if (args->count == 2)
		return set_option(ws, rate, args->word[1].text, false, e);
	say_setting(ws->session, rate->name, rate);
	return true;
}
