/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_runs.c: several runs: run, runs, switch, drop, together, compare. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "lang/match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- what they are -------------------------------------------------------- */

void workspace_add_net(const struct net_spec *net, struct strbuf *out)
{
	strbuf_printf(out, "%s %dx%d", cell_info[net->cell].name, net->layers,
		      net->hidden);
}

/* Reports a new run by the settings in which it differs from `old`. */
static void say_made(struct session *s, const struct settings *old)
{
	const struct track *t = session_current(s);
	struct strbuf out;

	strbuf_init(&out);
	workspace_add_net(&t->run->spec, &out);
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (!option_is_setting(o) ||
		    !option_differs(o, old, &t->run->set))
			continue;
		strbuf_printf(&out, ", %s ", o->name);
		option_print(o, &t->run->set, &out);
	}
	session_say(s, SAY_NOTICE,
		    "run %s: %s; it is the current one, at iteration 0",
		    t->name, out.text);
	strbuf_release(&out);
}

static void warn_of_batches(struct session *s)
{
	if (session_together(s) && session_batches_differ(s))
		session_say(s, SAY_NOTICE,
			    "the runs read other text in the same iteration: "
			    "seq-length, batch-size or valid differ");
}

/* --- run ------------------------------------------------------------------ */

/* "hidden=200" */
static bool choose(struct new_run *new, const struct arg *word, struct err *e)
{
	const char *equals = strchr(word->text, '=');
	const struct option *o;
	char *name;
	bool ok;

	if (!equals)
		return err_set(e, ERR_FAILED,
			       "run takes a name, then settings as "
			       "NAME=VALUE, not \"%.60s\"",
			       word->text);
	name = xstrndup(word->text, (size_t)(equals - word->text));
	o = option_match(name, task_of(&new->set), e);
	ok = o && settable(o, e) &&
	     choose_setting(&new->set, &new->origins, o, equals + 1, e);
	free(name);
	return ok;
}

static struct new_run like_current(const struct session *s, const char *name)
{
	return (struct new_run){ .name = name,
				 .set = *session_settings(s),
				 .origins = session_current(s)->origins };
}

bool do_run(struct workspace *ws, const struct args *args, struct err *e)
{
	struct session *s = ws->session;
	struct settings old = *session_settings(s);
	struct new_run new;

	if (args->count < 2)
		return err_set(e, ERR_FAILED,
			       "run needs a name, for example: "
			       "run small hidden=20");
	new = like_current(s, args->word[1].text);
	for (int i = 2; i < args->count; i++)
		if (!choose(&new, &args->word[i], e))
			return false;
	settings_compose(&new.set, &new.origins, session_data(s)->text);
	if (!session_add(s, &new, e))
		return false;
	say_made(s, &old);
	session_say_recipe(s);
	warn_of_batches(s);
	return true;
}

/* --- runs ----------------------------------------------------------------- */

static void add_loss(struct strbuf *out, double loss)
{
	if (isnan(loss))
		strbuf_printf(out, " %9s", "-");
	else
		strbuf_printf(out, " %9.4g", loss);
}

static void add_state(const struct track *t, struct strbuf *out)
{
	if (track_is_broken(t))
		strbuf_printf(out, "%s; ", t->broken.why);
	if (track_unsaved(t))
		track_add_unsaved(t, out);
	else
		strbuf_add(out, t->saved_path ? "saved" : "-");
}

static void add_row(const struct session *s, int i, int width,
		    struct strbuf *out)
{
	const struct track *t = session_track(s, i);
	const struct metrics *now = &t->run->now;
	struct strbuf net;

	strbuf_init(&net);
	workspace_add_net(&t->run->spec, &net);
	strbuf_printf(out, "%c %-*s  %-11s %9ld",
		      t == session_current(s) ? '*' : ' ', width, t->name,
		      net.text, now->iteration);
	add_loss(out, now->smooth_loss);
	add_loss(out, now->valid_loss);
	strbuf_add(out, "  ");
	add_state(t, out);
	strbuf_add_char(out, '\n');
	strbuf_release(&net);
}

bool do_runs(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct session *s = ws->session;
	int width = (int)strlen("name");
	struct strbuf out;

	if (args->count > 1)
		return err_set(e, ERR_FAILED, "runs takes no argument");
	for (int i = 0; i < session_tracks(s); i++)
		width = max_int(width, (int)strlen(session_track(s, i)->name));
	strbuf_init(&out);
	strbuf_printf(&out, "  %-*s  %-11s %9s %9s %9s  %s\n", width, "name",
		      "net", "iteration", "smooth", "valid", "state");
	for (int i = 0; i < session_tracks(s); i++)
		add_row(s, i, width, &out);
	session_say_text(ws->session, SAY_RESULT, &out);
	strbuf_release(&out);
	if (session_together(s) && session_tracks(s) > 1)
		session_say(ws->session, SAY_NOTICE, "they train together");
	return true;
}

/* --- switch, drop, together ----------------------------------------------- */

bool do_switch(struct workspace *ws, const struct args *args, struct err *e)
{
	struct session *s = ws->session;
	const struct track *t;
	struct strbuf net;
	int i;

	if (args->count != 2)
		return err_set(e, ERR_FAILED,
			       "switch needs the name of a run; see runs");
	i = session_find(s, args->word[1].text, e);
	if (i < 0)
		return false;
	session_switch(s, i);
	t = session_current(s);
	strbuf_init(&net);
	workspace_add_net(&t->run->spec, &net);
	session_say(s, SAY_NOTICE, "run %s: %s, iteration %ld", t->name,
		    net.text, t->run->now.iteration);
	strbuf_release(&net);
	return true;
}

static bool drop_now(struct session *s, int i, struct err *e)
{
	const struct track *t = session_track(s, i);
	const struct startup *startup = session_startup(s);
	bool files = t->primary &&
		     (startup->save || startup->save_best || startup->log);
	char name[TRACK_NAME];

	snprintf(name, sizeof name, "%s", t->name);
	if (!session_drop(s, i, e))
		return false;
	session_say(s, SAY_NOTICE, "dropped run %s; the current one is %s%s",
		    name, session_current(s)->name,
		    files ? " (--save, --save-best and --log end with it)"
			  : "");
	return true;
}

bool do_drop(struct workspace *ws, const struct args *args, struct err *e)
{
	struct session *s = ws->session;
	bool now = args->count == 3 && !strcmp(args->word[2].text, "now");
	char *command;
	bool asked;
	int i;

	if (args->count != 2 && !now)
		return err_set(e, ERR_FAILED,
			       "drop needs the name of a run; see runs");
	i = session_find(s, args->word[1].text, e);
	if (i < 0)
		return false;
	command = xasprintf("drop %s now", session_track(s, i)->name);
	asked = !now && session_tracks(s) > 1 &&
		workspace_asks_to_discard(
			ws, (struct loss){ .only = session_track(s, i) },
			command);
	free(command);
	return asked || drop_now(s, i, e);
}

enum { TOGETHER_ON, TOGETHER_OFF, TOGETHER_WORDS };
static const struct {
	const char *name, *help;
} together[TOGETHER_WORDS] = {
	[TOGETHER_ON] = { "on", "all runs, an iteration each in turn" },
	[TOGETHER_OFF] = { "off", "the current run alone" },
};
const struct choices together_choices = CHOICES_OF(together);

static void say_together(struct session *s)
{
	if (session_together(s))
		session_say(s, SAY_NOTICE, "together on: %d run%s train%s",
			    session_tracks(s),
			    session_tracks(s) == 1 ? "" : "s",
			    session_tracks(s) == 1 ? "s" : "");
	else
		session_say(s, SAY_NOTICE, "together off: only %s trains",
			    session_current(s)->name);
}

bool do_together(struct workspace *ws, const struct args *args, struct err *e)
{
	struct session *s = ws->session;
	int word = session_together(s) ? TOGETHER_OFF : TOGETHER_ON;

	if (args->count > 2)
		return err_set(e, ERR_FAILED, "together takes on or off");
	if (args->count == 2)
		word = match_unique("word after together", args->word[1].text,
				    match_word, &together_choices.name, e);
	if (word < 0)
		return false;
	session_set_together(s, word == TOGETHER_ON);
	say_together(s);
	warn_of_batches(s);
	return true;
}

/* --- compare -------------------------------------------------------------- */

/* A name for the run with that value: the value itself if it is a word, else
 * "hidden-100", "lr-0_1". */
static char *name_of(const struct option *o, const char *value)
{
	char *name = o->type == OPTION_WORD
			     ? xstrdup(value)
			     : xasprintf("%s-%s", o->alias ? o->alias : o->name,
					 value);

	for (char *at = name; *at; at++)
		if (strchr(".+", *at))
			*at = '_';
	return name;
}

/* The setting to compare: the first word, unless that is a cell. */
static const struct option *compared(const struct args *args,
				     const struct task *task, int *first,
				     struct err *e)
{
	const struct option *cell = option_find("cell");
	const struct option *o;

	*first = 1;
	if (args->count > 1 && word_find(&cell->words, args->word[1].text) >= 0)
		return cell;
	if (args->count < 3) {
		err_set(e, ERR_FAILED,
			"compare needs cells, or a setting and its values; "
			"for example: compare rnn lstm gru");
		return NULL;
	}
	*first = 2;
	o = option_match(args->word[1].text, task, e);
	return o && settable(o, e) ? o : NULL;
}

static bool compose(const struct session *s, const struct option *o,
		    const char *value, struct new_run *new, struct err *e)
{
	*new = like_current(s, NULL);
	if (!choose_setting(&new->set, &new->origins, o, value, e))
		return false;
	settings_compose(&new->set, &new->origins, session_data(s)->text);
	new->name = name_of(o, value);
	return true;
}

static bool names_differ(const struct new_run *new, int count, struct err *e)
{
	for (int i = 1; i < count; i++)
		for (int k = 0; k < i; k++)
			if (!strcmp(new[i].name, new[k].name))
				return err_set(e, ERR_FAILED,
					       "compare: %.60s is named "
					       "twice",
					       new[i].name);
	return true;
}

static bool compare_now(struct workspace *ws, const struct option *o,
			const struct arg *value, int count, struct err *e)
{
	struct session *s = ws->session;
	struct new_run *new = xcalloc((size_t)count, sizeof *new);
	int made = 0;
	bool ok;

	while (made < count && compose(s, o, value[made].text, &new[made], e))
		made++;
	ok = made == count && names_differ(new, count, e) &&
	     session_compare(s, new, count, e);
	for (int i = 0; i < made; i++)
		free((char *)new[i].name);
	free(new);
	if (!ok)
		return false;
	session_say(s, SAY_NOTICE,
		    "%d runs by %s, at iteration 0; the current one is %s",
		    count, o->name, session_current(s)->name);
	warn_of_batches(s);
	return true;
}

/* Writes the line with now: "compare rnn lstm now". */
static void with_now(const struct args *args, struct strbuf *line)
{
	strbuf_add(line, "compare");
	for (int i = 1; i < args->count; i++) {
		strbuf_add_char(line, ' ');
		args_quote(line, args->word[i].text);
	}
	strbuf_add(line, " now");
}

bool do_compare(struct workspace *ws, const struct args *args, struct err *e)
{
	int first, count = args->count;
	bool now = count > 1 && !strcmp(args->word[count - 1].text, "now");
	const struct option *o;
	struct strbuf line;
	bool asked;

	count -= now;
	o = compared(args, session_run(ws->session)->task, &first, e);
	if (!o)
		return false;
	if (count - first < 2)
		return err_set(e, ERR_FAILED,
			       "compare needs two values or more of %s",
			       o->name);
	strbuf_init(&line);
	with_now(args, &line);
	asked = !now &&
		workspace_asks_to_discard(ws, (struct loss){ 0 }, line.text);
	strbuf_release(&line);
	return asked ||
	       compare_now(ws, o, &args->word[first], count - first, e);
}
