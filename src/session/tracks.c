/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tracks.c: adding, replacing and dropping the runs of a session. */
#include "config.h"

#include "lang/match.h"
#include "session/session_private.h"

#include <ctype.h>
#include <string.h>

/* --- names ---------------------------------------------------------------- */

static bool is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	return n > 0 && n < TRACK_NAME && !name[n] &&
	       isalpha((unsigned char)*name);
}

bool track_check_name(const char *name, struct err *e)
{
	struct strbuf shown;

	if (is_name(name))
		return true;
	strbuf_init(&shown);
	match_quote(&shown, name);
	err_set(e, ERR_FAILED,
		"%s cannot name a run: a name is a letter, then letters, "
		"digits, - and _, at most %d in all",
		shown.text, TRACK_NAME - 1);
	strbuf_release(&shown);
	return false;
}

static const char *name_at(int i, const void *table)
{
	const struct session *s = table;

	return i < s->tracks ? s->track[i]->name : NULL;
}

int session_find(const struct session *s, const char *name, struct err *e)
{
	return match_unique("run", name, name_at, s, e);
}

static bool name_is_free(const struct session *s, const char *name,
			 struct err *e)
{
	for (int i = 0; i < s->tracks; i++)
		if (!strcmp(s->track[i]->name, name))
			return err_set(e, ERR_FAILED,
				       "there is a run %s already", name);
	return true;
}

/* --- making --------------------------------------------------------------- */

/* "3 runs hold 4.1 MB" */
static void add_memory(const struct session *s, char *out, size_t size)
{
	size_t bytes = 0;

	for (int i = 0; i < s->tracks; i++)
		bytes += run_memory(s->track[i]->run);
	snprintf(out, size, "%d run%s hold%s %.1f MB", s->tracks,
		 s->tracks == 1 ? "" : "s", s->tracks == 1 ? "s" : "",
		 (double)bytes / 1e6);
}

static bool has_capacity(const struct session *s, struct err *e)
{
	char memory[64];

	if (s->tracks < TRACKS)
		return true;
	add_memory(s, memory, sizeof memory);
	return err_set(e, ERR_FAILED,
		       "%s, and there can be no more than %d: drop one first",
		       memory, TRACKS);
}

/* A refusal for lack of memory tells how much the runs hold. */
static struct track *refuse(const struct session *s, struct err *e)
{
	struct err reason = *e;
	char memory[64];

	add_memory(s, memory, sizeof memory);
	if (e->kind == ERR_RESOURCE)
		err_set(e, ERR_RESOURCE, "%s (%s)", reason.text, memory);
	return NULL;
}

static struct track *make(struct session *s, const struct new_run *new,
			  struct err *e)
{
	struct track *t = track_new(s, e);

	if (!t)
		return refuse(s, e);
	snprintf(t->name, sizeof t->name, "%s", new->name);
	t->origins = new->origins;
	t->run = run_new(&new->set, task_of(&new->set), &s->data, e);
	if (!t->run) {
		track_free(t);
		return refuse(s, e);
	}
	publish_track(t);
	return t;
}

bool session_add(struct session *s, const struct new_run *new, struct err *e)
{
	struct track *t;

	if (!track_check_name(new->name, e) || !name_is_free(s, new->name, e) ||
	    !has_capacity(s, e))
		return false;
	t = make(s, new, e);
	if (!t)
		return false;
	s->track[s->tracks++] = t;
	session_switch(s, s->tracks - 1);
	track_say_notices(t);
	return true;
}

/* --- choosing ------------------------------------------------------------- */

void session_switch(struct session *s, int i)
{
	shown_sample_drop(current(s));
	s->current = i;
	if (!s->together) {
		s->turn = 0;
		run_restart_clock(current(s)->run);
	}
	publish_pause(s);
}

bool session_together(const struct session *s) { return s->together; }

void session_set_together(struct session *s, bool together)
{
	s->together = together;
	s->turn = 0;
	session_restart_clock(s);
	publish_pause(s);
}

bool session_batches_differ(const struct session *s)
{
	const struct settings *first = &s->track[0]->run->set;

	for (int i = 1; i < s->tracks; i++) {
		const struct settings *set = &s->track[i]->run->set;

		if (set->seq_length != first->seq_length ||
		    set->batch_size != first->batch_size ||
		    set->valid != first->valid)
			return true;
	}
	return false;
}

/* --- dropping ------------------------------------------------------------- */

static void remove_track(struct session *s, int i)
{
	track_close_log(s->track[i]);
	track_free(s->track[i]);
	s->tracks--;
	memmove(&s->track[i], &s->track[i + 1],
		(size_t)(s->tracks - i) * sizeof(struct track *));
}

bool session_drop(struct session *s, int i, struct err *e)
{
	if (s->tracks == 1)
		return err_set(e, ERR_FAILED,
			       "%s is the only run and cannot be dropped",
			       s->track[i]->name);
	/* A sampler keeps a pointer to its net. */
	session_stop_job(s);
	if (i == s->current && !s->together)
		session_pause(s);
	remove_track(s, i);
	if (i < s->turn)
		s->turn--;
	if (i == s->current)
		s->current = 0;
	else if (i < s->current)
		s->current--;
	publish_pause(s);
	return true;
}

/* --- comparing ------------------------------------------------------------ */

static void release(struct track **made, int count)
{
	for (int i = 0; i < count; i++)
		track_free(made[i]);
}

/* The first of the old tracks stays, with another run, since --save and --log
 * are about it. */
static void replace_all(struct session *s, struct track **made, int count)
{
	struct track *first = s->track[0];
	struct run *run = made[0]->run;

	while (s->tracks > 1)
		remove_track(s, s->tracks - 1);
	made[0]->run = NULL;
	snprintf(first->name, sizeof first->name, "%s", made[0]->name);
	first->origins = made[0]->origins;
	track_set_run(first, run);
	track_free(made[0]);
	for (int i = 1; i < count; i++)
		s->track[s->tracks++] = made[i];
}

bool session_compare(struct session *s, const struct new_run *new, int count,
		     struct err *e)
{
	struct track *made[TRACKS];

	if (count > TRACKS)
		return err_set(e, ERR_FAILED,
			       "there can be no more than %d runs", TRACKS);
	for (int i = 0; i < count; i++) {
		made[i] = track_check_name(new[i].name, e) ? make(s, &new[i], e)
							   : NULL;
		if (!made[i]) {
			release(made, i);
			return false;
		}
	}
	session_stop_job(s);
	shown_sample_drop(current(s));
	s->current = 0;
	replace_all(s, made, count);
	session_set_together(s, true);
	for (int i = 0; i < s->tracks; i++)
		track_say_notices(s->track[i]);
	return true;
}
