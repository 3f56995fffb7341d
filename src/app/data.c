/* SPDX-License-Identifier: GPL-3.0-or-later */
/* data.c: loads what the task reads. */
#include "config.h"

#include "app/data.h"

#include "base/path.h"
#include "cmd/startup.h"
#include "lang/settings_codec.h"
#include "task/task_table.h"

#include <stdlib.h>
#include <string.h>

/* --- which files ---------------------------------------------------------- */

static void take_name(char **to, const char *recorded)
{
	if (!*to && recorded && *recorded)
		*to = xstrdup(recorded);
}

/* The files that the checkpoint was trained on, read as they were then. */
static bool take_recorded(struct startup *s, const struct checkpoint *file,
			  bool *recorded, struct err *e)
{
	const struct task *task = task_of(&file->set);

	take_name(&s->corpus, file->corpus);
	take_name(&s->columns, file->columns);
	take_name(&s->valid_file, file->valid_file);
	if (file->encoding && encoding_of(s->encoding) == ENCODING_AUTO) {
		free(s->encoding);
		s->encoding = xstrdup(file->encoding);
		*recorded = true;
	}
	return s->corpus || (task->reads != READS_TEXT && !file->has_corpus) ||
	       err_set(e, ERR_INPUT, "%s does not name its %s; give it as %s",
		       s->resume, task->reads == READS_TEXT ? "text" : "data",
		       task->reads == READS_TEXT ? "CORPUS" : "DATA");
}

/* *task becomes that of the checkpoint. */
static bool look_into_checkpoint(struct startup *s, const struct settings *set,
				 const struct task **task, bool *recorded,
				 struct err *e)
{
	struct settings base = *set;
	struct checkpoint file;
	bool found;

	settings_settle(&base);
	if (!checkpoint_peek(&file, s->resume, &settings_codec, &base, e))
		return false;
	*task = task_of(&file.set);
	found = take_recorded(s, &file, recorded, e);
	checkpoint_close(&file);
	return found;
}

/* --- reading -------------------------------------------------------------- */

static bool load_text(struct data *d, const struct startup *s, bool recorded,
		      struct err *e)
{
	const struct corpus_options how = {
		.encoding = s->encoding,
		.recorded = recorded,
		.max_bytes = (uint64_t)s->max_bytes,
	};

	if (!corpus_load(&d->text, s->corpus, &how, e))
		return false;
	d->set.text = &d->text;
	strbuf_add(&d->notices, d->text.notices);
	return true;
}

/* Appends how many rows were left out, and the first reasons. */
static void tell_rejected(const struct rows *r, struct strbuf *out)
{
	const size_t more = r->rejected - (size_t)r->reasons;

	if (!r->rejected)
		return;
	strbuf_printf(out, "%s: left out %zu of %zu rows\n", r->name,
		      r->rejected, r->rejected + r->count);
	for (int i = 0; i < r->reasons; i++)
		strbuf_printf(out, "%s\n", r->reason[i]);
	if (more)
		strbuf_printf(out, "%s: and %zu more\n", r->name, more);
}

static bool load_rows(struct data *d, struct rows *r, const char *name,
		      const struct rows_options *how, struct err *e)
{
	if (!rows_load(r, name, how, e))
		return false;
	strbuf_add(&d->notices, r->notices);
	tell_rejected(r, &d->notices);
	return true;
}

static bool load_both(struct data *d, const struct startup *s,
		      enum rows_kind kind, bool recorded, struct err *e)
{
	const struct rows_options how = {
		.kind = kind,
		.columns = s->columns,
		.encoding = s->encoding,
		.recorded = recorded,
		.max_bytes = (uint64_t)s->max_bytes,
	};

	d->set.columns = s->columns;
	if (!s->corpus)
		return true;
	if (!load_rows(d, &d->rows, s->corpus, &how, e))
		return false;
	d->set.rows = &d->rows;
	if (!s->valid_file)
		return true;
	if (!load_rows(d, &d->held_out, s->valid_file, &how, e))
		return false;
	d->set.held_out = &d->held_out;
	return true;
}

static bool load(struct data *d, const struct startup *s,
		 const struct task *task, bool recorded, struct err *e)
{
	switch (task->reads) {
	case READS_TEXT: return load_text(d, s, recorded, e);
	case READS_LABELLED: return load_both(d, s, ROWS_LABELLED, recorded, e);
	case READS_PAIRS: return load_both(d, s, ROWS_PAIRS, recorded, e);
	case READS_NOTHING: break;
	}
	return true;
}

bool data_load(struct data *d, struct startup *s, const struct settings *set,
	       struct err *e)
{
	const struct task *task = task_of(set);
	bool recorded = false;

	if (!s->corpus && s->demo)
		s->corpus = path_data("demo.txt");
	if (s->resume && !look_into_checkpoint(s, set, &task, &recorded, e))
		return false;
	if (!startup_check_data(s, task, e))
		return false;
	*d = (struct data){ 0 };
	strbuf_init(&d->notices);
	if (!load(d, s, task, recorded, e)) {
		data_release(d);
		return false;
	}
	if (d->notices.length)
		d->set.notices = d->notices.text;
	return true;
}

void data_release(struct data *d)
{
	if (d->set.text)
		corpus_release(&d->text);
	if (d->set.rows)
		rows_release(&d->rows);
	if (d->set.held_out)
		rows_release(&d->held_out);
	strbuf_release(&d->notices);
}
