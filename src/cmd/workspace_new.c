/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace_new.c: the run a workspace begins with: fresh, from weights, or
 * resumed. */
#include "config.h"

#include "base/path.h"
#include "cmd/startup.h"
#include "cmd/workspace_private.h"
#include "lang/settings_codec.h"

#include <stdlib.h>
#include <string.h>

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

/* The same request gives what was recorded once the text or the batch has cut
 * it, as run_new() does. */
static bool same_when_cut(const struct option *o, const struct corpus *corpus,
			  const struct settings *asked,
			  const struct settings *recorded)
{
	if (!strcmp(o->name, "threads"))
		return asked->threads > recorded->threads &&
		       recorded->threads == recorded->batch_size;
	if (strcmp(o->name, "seq-length") != 0)
		return false;
	struct stream stream;
	struct err ignored;
	int steps = (int)asked->seq_length;
	return stream_init(&stream, corpus, recorded->valid, &steps,
			   (int)recorded->batch_size, &ignored) &&
	       steps == recorded->seq_length;
}

/* What the file recorded, but what was said explicitly wins where it may
 * change while running; the rest must agree.  Only the weights of a file taken
 * by --init bind: cell, hidden and layers. */
static bool merge(const struct workspace *ws, bool weights_only,
		  const struct settings *recorded, const char *path,
		  struct settings *out, struct err *e)
{
	const struct settings *asked = &ws->set;
	*out = *asked;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		if (o->home != IN_SETTINGS || !o->affects_results ||
		    (weights_only && !is_shape(o)))
			continue;
		bool said = ws->startup->given[i];
		if (said && o->change == CHANGE_RESTART &&
		    option_differs(o, asked, recorded) &&
		    !same_when_cut(o, ws->corpus, asked, recorded))
			return refuse(o, asked, recorded, path, e);
		if (!said || o->change == CHANGE_RESTART)
			option_copy(o, out, recorded);
	}
	/* Another optimiser without a rate of its own: with its default. */
	const struct option *rate = option_find("learning-rate");
	const struct option *kind = option_find("optimizer");
	if (option_differs(kind, out, recorded) &&
	    option_differs(rate, asked, recorded) && asked->learning_rate == 0)
		out->learning_rate = 0;
	settings_settle(out);
	return true;
}

/* What a file recorded, but for what was said explicitly. */
static void note_recorded(struct workspace *ws, bool weights_only)
{
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		if (o->home == IN_SETTINGS && o->affects_results &&
		    (!weights_only || is_shape(o)) && !ws->startup->given[i])
			origin_set(&ws->origins, o, ORIGIN_FILE);
	}
}

void ws_all_recorded(struct workspace *ws)
{
	ws->set.recipe = RECIPE_DEFAULT;
	for (int i = 0; i < option_count(); i++)
		if (option_at(i)->affects_results)
			origin_set(&ws->origins, option_at(i), ORIGIN_FILE);
}

static struct run *from_file(struct workspace *ws, const char *path,
			     bool weights_only, struct err *e)
{
	struct checkpoint file;
	struct settings base = ws->set, set;
	settings_settle(&base);
	if (!checkpoint_open(&file, path, &settings_codec, &base, e))
		return NULL;
	struct run *run = NULL;
	if (!merge(ws, weights_only, &file.set, path, &set, e))
		goto out;
	note_recorded(ws, weights_only);
	if (weights_only)
		settings_compose(&set, &ws->origins, ws->corpus);
	run = weights_only ? checkpoint_init(&file, &set, ws->corpus, e)
			   : checkpoint_resume(&file, &set, ws->corpus, e);
out:
	checkpoint_close(&file);
	return run;
}

static struct run *first_run(struct workspace *ws, struct err *e)
{
	if (ws->startup->resume)
		return from_file(ws, ws->startup->resume, false, e);
	if (ws->startup->init)
		return from_file(ws, ws->startup->init, true, e);
	settings_compose(&ws->set, &ws->origins, ws->corpus);
	return run_new(&ws->set, ws->corpus, e);
}

static bool can_be_saved_to(const char *path, struct err *e)
{
	if (!path)
		return true;
	struct atomic_file *trial = atomic_open(path, e);
	if (trial)
		atomic_abandon(trial);
	return trial;
}

/* Better now than after the work. */
static bool targets_can_be_written(const struct startup *startup, struct err *e)
{
	return startup_spares_files(startup, e) &&
	       can_be_saved_to(startup->save, e) &&
	       can_be_saved_to(startup->save_best, e);
}

/* What is kept by its validation needs one. */
static bool best_can_be_found(const struct workspace *ws, struct err *e)
{
	const struct run *run = ws->run;
	if (!ws->startup->save_best || (run->set.valid_every > 0 &&
					stream_valid_length(&run->stream) >= 2))
		return true;
	return err_set(e, ERR_INPUT,
		       "--save-best needs validation: a --valid "
		       "above 0 that leaves two characters, and a "
		       "--valid-every above 0");
}

/* With --resume its rows up to the checkpoint stay. */
static bool open_log(struct workspace *ws, struct err *e)
{
	const struct startup *startup = ws->startup;
	if (!startup->log)
		return true;
	ws->log = startup->resume ? logfile_resume(startup->log, ws->run,
						   ws->run->set.log_every,
						   &ws->run->notices, e)
				  : logfile_open(startup->log, e);
	return ws->log;
}

struct workspace *workspace_new(const struct startup *startup,
				const struct settings *set,
				const struct corpus *corpus,
				const struct host *host, struct err *e)
{
	struct workspace *ws = xcalloc(1, sizeof *ws);
	queue_init(&ws->queue);
	ws->startup = startup;
	ws->set = *set;
	origins_init(&ws->origins, startup);
	ws->corpus = corpus;
	ws->host = *host;
	ws->sample.iteration = -1;
	strbuf_init(&ws->sample.text);
	ws->sample.rng = rng_new(0, RNG_SAMPLE);
	if (!ws->sample.rng) {
		err_memory(e, "random numbers");
		goto fail;
	}
	if (!(ws->run = first_run(ws, e)))
		goto fail;
	if (!best_can_be_found(ws, e) || !targets_can_be_written(startup, e))
		goto fail;
	/* Only now: a run that cannot begin leaves the old log as it is. */
	if (!open_log(ws, e))
		goto fail;
	ws->set = ws->run->set;
	/* Looking costs time: without a screen only who asks for it gets it. */
	int every = (int)(option_find("sample-every") - option_at(0));
	ws->sample.print = !host->screen && startup->given[every];
	ws_note_saved(ws, startup->resume);
	ws_say_notices(ws);
	ws_say_recipe(ws);
	ws_offer_recovered(ws);
	return ws;
fail:
	workspace_free(ws);
	return NULL;
}
