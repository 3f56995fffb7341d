/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_new.c: the first run of a session: fresh, from weights, or
 * resumed. */
#include "config.h"

#include "base/path.h"
#include "lang/settings_codec.h"
#include "session/session_private.h"

#include <stdlib.h>
#include <string.h>

/* --- from a file ---------------------------------------------------------- */

static bool is_shape(const struct option *o)
{
	static const char *const names[] = { "cell", "hidden", "layers" };

	for (size_t i = 0; i < LENGTH(names); i++)
		if (!strcmp(o->name, names[i]))
			return true;
	return false;
}

static bool refuse(const struct option *o, const struct settings *asked,
		   const struct settings *recorded, const char *path,
		   struct err *e)
{
	struct strbuf have, want;

	strbuf_init(&have);
	strbuf_init(&want);
	option_print(o, recorded, &have);
	option_print(o, asked, &want);
	err_set(e, ERR_INPUT, "%s has %s %s, not %s", path, o->name, have.text,
		want.text);
	strbuf_release(&have);
	strbuf_release(&want);
	return false;
}

/* The values differ only because run_new() clamped the recorded one to the text
 * or the batch. */
static bool same_when_cut(const struct option *o, const struct corpus *corpus,
			  const struct settings *asked,
			  const struct settings *recorded)
{
	struct stream stream;
	struct err ignored;
	int steps = (int)asked->seq_length;

	if (!strcmp(o->name, "threads"))
		return asked->threads > recorded->threads &&
		       recorded->threads == recorded->batch_size;
	return corpus && !strcmp(o->name, "seq-length") &&
	       stream_init(&stream, corpus, recorded->valid, &steps,
			   (int)recorded->batch_size, &ignored) &&
	       steps == recorded->seq_length;
}

/* Does the file decide this setting?  With --init only the weights' settings
 * bind. */
static bool is_recorded(const struct option *o, bool weights_only)
{
	return o->home == IN_SETTINGS && o->affects_results &&
	       (!weights_only || is_shape(o));
}

/* Gives another optimiser without a rate of its own its default. */
static void rate_of_optimizer(struct settings *out,
			      const struct settings *asked,
			      const struct settings *recorded)
{
	const struct option *rate = option_find("learning-rate");
	const struct option *kind = option_find("optimizer");

	if (option_differs(kind, out, recorded) &&
	    option_differs(rate, asked, recorded) && asked->learning_rate == 0)
		out->learning_rate = 0;
}

/* Takes the recorded settings, but explicit ones win if they may change while
 * running; the rest must agree. */
static bool merge(const struct session *s, bool weights_only,
		  const struct settings *asked, const struct checkpoint *file,
		  struct settings *out, struct err *e)
{
	const struct settings *recorded = &file->set;

	*out = *asked;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		bool said = s->startup->given[i];

		if (!is_recorded(o, weights_only))
			continue;
		if (said && o->change == CHANGE_RESTART &&
		    option_differs(o, asked, recorded) &&
		    !same_when_cut(o, s->data.text, asked, recorded))
			return refuse(o, asked, recorded, file->name, e);
		if (!said || o->change == CHANGE_RESTART)
			option_copy(o, out, recorded);
	}
	rate_of_optimizer(out, asked, recorded);
	settings_settle(out);
	return true;
}

/* Marks all but the explicit settings as recorded by a file. */
static void note_recorded(struct track *t, bool weights_only)
{
	for (int i = 0; i < option_count(); i++)
		if (is_recorded(option_at(i), weights_only) &&
		    !t->session->startup->given[i])
			origin_set(&t->origins, option_at(i), ORIGIN_FILE);
}

static struct run *from_file(struct track *t, const struct settings *asked,
			     const char *path, bool weights_only, struct err *e)
{
	const struct dataset *data = &t->session->data;
	struct checkpoint file;
	struct settings base = *asked, set;
	struct run *run = NULL;

	settings_settle(&base);
	if (!checkpoint_open(&file, path, &settings_codec, &base, e))
		return NULL;
	if (!merge(t->session, weights_only, asked, &file, &set, e))
		goto out;
	note_recorded(t, weights_only);
	if (weights_only)
		settings_compose(&set, &t->origins, data->text);
	run = weights_only
		      ? checkpoint_init(&file, &set, task_of(&set), data, e)
		      : checkpoint_resume(&file, &set, task_of(&set), data, e);
out:
	checkpoint_close(&file);
	return run;
}

static struct run *first_run(struct track *t, const struct settings *asked,
			     struct err *e)
{
	const struct startup *startup = t->session->startup;
	struct settings set = *asked;

	if (startup->resume)
		return from_file(t, asked, startup->resume, false, e);
	if (startup->init)
		return from_file(t, asked, startup->init, true, e);
	settings_compose(&set, &t->origins, t->session->data.text);
	return run_new(&set, task_of(&set), &t->session->data, e);
}

/* --- before any work is done ---------------------------------------------- */

static bool can_be_saved_to(const char *path, struct err *e)
{
	struct atomic_file *trial;

	if (!path)
		return true;
	trial = atomic_open(path, e);
	if (trial)
		atomic_abandon(trial);
	return trial;
}

/* Finds out now, not after the work. */
static bool targets_can_be_written(const struct startup *startup, struct err *e)
{
	return files_check_startup(startup, e) &&
	       can_be_saved_to(startup->save, e) &&
	       can_be_saved_to(startup->save_best, e);
}

/* An option of another task would have no effect. */
static bool given_are_of_task(const struct track *t, struct err *e)
{
	for (int i = 0; i < option_count(); i++)
		if (t->session->startup->given[i] &&
		    !option_check_task(option_at(i), "--", t->run->task,
				       ERR_INPUT, e))
			return false;
	return true;
}

/* Keeping the best by validation needs a validation. */
static bool best_can_be_found(const struct track *t, struct err *e)
{
	const struct run *run = t->run;

	if (!t->session->startup->save_best ||
	    (run->set.valid_every > 0 && run_validates(run)))
		return true;
	return err_set(e, ERR_INPUT,
		       "--save-best needs validation: a --valid "
		       "above 0 that leaves two characters, and a "
		       "--valid-every above 0");
}

/* With --resume, rows up to the checkpoint stay. */
static bool open_log(struct track *t, struct err *e)
{
	const struct startup *startup = t->session->startup;

	if (!startup->log)
		return true;
	t->log = startup->resume ? logfile_resume(startup->log, t->run,
						  t->run->set.log_every,
						  &t->run->notices, e)
				 : logfile_open(startup->log, t->run->task, e);
	return t->log;
}

/* --- the session ---------------------------------------------------------- */

static bool begin(struct session *s, const struct settings *asked,
		  struct err *e)
{
	struct track *t = track_new(s, e);

	if (!t)
		return false;
	s->track[s->tracks++] = t;
	t->primary = true;
	origins_init(&t->origins, s->startup);
	t->run = first_run(t, asked, e);
	if (!t->run)
		return false;
	publish_track(t);
	snprintf(t->name, sizeof t->name, "%s",
		 cell_info[t->run->spec.cell].name);
	/* Opens the log last: a run that cannot begin leaves the old one
	 * unchanged. */
	return given_are_of_task(t, e) && best_can_be_found(t, e) &&
	       targets_can_be_written(s->startup, e) && open_log(t, e);
}

/* Looking costs time: without a screen only on request. */
static bool prints_samples(const struct session *s)
{
	int every = option_index(option_find("sample-every"));

	return !s->host.screen && s->startup->given[every];
}

struct session *session_new(const struct startup *startup,
			    const struct settings *set,
			    const struct dataset *data, const struct host *host,
			    struct err *e)
{
	struct session *s = xcalloc(1, sizeof *s);

	s->startup = startup;
	s->data = *data;
	s->host = *host;
	s->chosen.serial = 1;
	if (!begin(s, set, e)) {
		session_free(s);
		return NULL;
	}
	s->prints_samples = prints_samples(s);
	track_note_saved(current(s), startup->resume);
	track_say_notices(current(s));
	session_say_recipe(s);
	recover_offer(s);
	return s;
}

void session_free(struct session *s)
{
	if (!s)
		return;
	expr_free(s->goal.expr);
	session_clear_job(s);
	for (int i = 0; i < s->tracks; i++)
		track_free(s->track[i]);
	recover_release(&s->aside);
	free(s->chosen.question);
	free(s);
}

void session_say_recipe(struct session *s)
{
	const struct run *run = session_run(s);
	const struct settings *set = &run->set;
	struct strbuf out;

	if (set->recipe == RECIPE_DEFAULT)
		return;
	strbuf_init(&out);
	strbuf_printf(&out, "recipe %s: %s %ldx%ld", recipe_words[set->recipe],
		      cell_info[set->cell].name, set->layers, set->hidden);
	if (set->iterations)
		strbuf_printf(&out, ", %ld iterations", set->iterations);
	/* A few characters are too few to hold any out. */
	if (run_validates(run))
		strbuf_printf(&out, ", the last %g %% of the text held out",
			      100 * set->valid);
	strbuf_add(&out, " (info settings shows all)\n");
	session_say_text(s, SAY_NOTICE, &out);
	strbuf_release(&out);
}
