/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_restore.c: makes a run from a checkpoint. */
#include "config.h"

#include "train/checkpoint_parts.h"
#include "train/state.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- tensors -------------------------------------------------------------- */

/* Shapes and types were checked and values loaded when the file was opened. */
static void read_doubles(const struct safetensors *file, const struct tensor *t,
			 int64_t first, int64_t count, double *out)
{
	bool good = safetensors_doubles(file, t, first, count, out);

	assert(good);
	(void)good;
}

static void read_ints(const struct safetensors *file, const char *name,
		      int64_t count, int64_t *out)
{
	bool good = safetensors_ints(file, safetensors_find(file, name), 0,
				     count, out);

	assert(good);
	(void)good;
}

struct source {
	const struct safetensors *file;
	const struct net_names *names;
	enum part part;
	const int *ids; /* [V] the file's ids; NULL: the same */
};

/* The parameter in the file; NULL: a bias that it omits. */
static const struct tensor *find_stored(const struct source *s,
					const struct stored *p)
{
	char *name = stored_name(s->names, p);
	const struct tensor *t = safetensors_find(s->file, name);

	free(name);
	return t;
}

static int64_t placed(const struct source *s, bool by_symbol, int i)
{
	return by_symbol && s->ids ? s->ids[i] : i;
}

static void restore_rows(struct run *r, const struct source *s,
			 const struct stored *p)
{
	int i = r->engine->find(r->net, p->name, p->layer);
	struct quantity q = r->engine->describe(r->net, i);
	const struct tensor *t = find_stored(s, p);
	int64_t wide;
	double *stored, *row;

	if (!t) /* out.bias, which begins at zero */
		return;
	wide = t->shape[t->rank - 1];
	row = xcalloc((size_t)q.cols, sizeof *row);
	stored = xcalloc((size_t)wide, sizeof *stored);
	for (int k = 0; k < q.rows; k++) {
		read_doubles(s->file, t,
			     wide * placed(s, q.row_axis == AXIS_SYMBOLS, k),
			     wide, stored);
		for (int c = 0; c < q.cols; c++)
			row[c] = stored[placed(s, q.col_axis == AXIS_SYMBOLS,
					       c)];
		r->engine->write(r->net, i, s->part, k, row);
	}
	free(stored);
	free(row);
}

/* Reads a bias, zero if the file has none. */
static void read_bias(const struct source *s, const struct stored *p,
		      double *out)
{
	const struct tensor *t = find_stored(s, p);

	if (t)
		read_doubles(s->file, t, 0, p->shape[0], out);
}

/* Restores the one trained bias per gate row: the sum of the two stored, which
 * are neighbours in the list.  In gru's n rows bias_hh is inside the reset
 * product and trained separately. */
static void restore_biases(struct run *r, const struct source *s,
			   const struct stored two[2])
{
	const int rows = (int)two->shape[0];
	const int gates = find_bias(r, two, "bias_ih");
	const int inner = find_bias(r, two, "bias_hn");
	const int summed = inner < 0 ? rows : rows - rows / two->gates;
	double *ih = xcalloc(2 * (size_t)rows, sizeof *ih), *hh = ih + rows;

	read_bias(s, &two[0], ih);
	read_bias(s, &two[1], hh);
	for (int i = 0; i < summed; i++)
		if (hh[i] != 0) /* else -0 would become 0 */
			ih[i] += hh[i];
	r->engine->write(r->net, gates, s->part, 0, ih);
	if (inner >= 0)
		r->engine->write(r->net, inner, s->part, 0, hh + summed);
	free(ih);
}

void restore_parameters(struct run *r, const struct safetensors *file,
			const struct net_names *names, enum part part,
			const int *ids)
{
	const struct source s = { file, names, part, ids };
	struct err ignored;
	struct stored_list *list = stored_list_new(&r->spec, &ignored);

	assert(list); /* its net was made */
	for (int i = 0; i < list->count; i++)
		if (list->item[i].kind == STORED_ROWS)
			restore_rows(r, &s, &list->item[i]);
		else if (list->item[i].kind == STORED_BIAS_IH)
			restore_biases(r, &s, &list->item[i]);
	stored_list_free(list);
}

static void restore_slots(struct run *r, const struct safetensors *file)
{
	const struct optimizer_info *info = &optimizer_info[r->set.optimizer];
	struct slot_names slot;

	for (int i = 0; i < info->slots; i++) {
		slot_names_init(&slot, info->slot[i], r->spec.model);
		restore_parameters(r, file, &slot.names,
				   i ? PART_SLOT1 : PART_SLOT0, NULL);
	}
}

static void restore_state(struct run *r, const struct safetensors *file,
			  const char *name)
{
	const int B = r->spec.batch, H = r->spec.hidden;
	const struct tensor *t = safetensors_find(file, name);
	double *row;

	if (r->engine->find(r->net, name, -1) < 0)
		return;
	row = xcalloc((size_t)H, sizeof *row);
	for (int k = 0; k < r->spec.layers; k++)
		for (int b = 0; b < B; b++) {
			read_doubles(file, t, ((int64_t)k * B + b) * H, H, row);
			r->engine->write(r->net,
					 r->engine->find(r->net, name, k),
					 PART_VALUE, b, row);
		}
	free(row);
}

static void restore_marks(struct series *s, const struct safetensors *file)
{
	size_t length;
	const char *text = safetensors_meta(file, "series_marks", &length);
	json_t *list = text ? json_loadb(text, length, 0, NULL) : NULL;
	struct strbuf shown;
	const char *word;
	json_int_t at;
	json_t *item;
	size_t i;

	strbuf_init(&shown);
	json_array_foreach(list, i, item)
	{
		if (json_unpack(item, "[I, s]", &at, &word))
			continue;
		strbuf_clear(&shown); /* the file is foreign text */
		sanitize(&shown, word, strlen(word), SANITIZE_UTF8);
		series_add_mark(s, (long)at, shown.text);
	}
	strbuf_release(&shown);
	json_decref(list);
}

static void restore_buckets(const struct safetensors *file,
			    struct bucket *const *row, int rows,
			    const char *name, const char *order)
{
	const struct tensor *t = safetensors_find(file, name);
	const struct tensor *orders = safetensors_find(file, order);

	for (int i = 0; i < rows; i++) {
		double x[SERIES_COLUMNS], v[BUCKET_ORDER] = { 0 };

		read_doubles(file, t, i * SERIES_COLUMNS, SERIES_COLUMNS, x);
		*row[i] =
			(struct bucket){ x[0], x[1], x[2], x[3], x[4], { 0 } };
		if (orders)
			read_doubles(file, orders, i * BUCKET_ORDER,
				     BUCKET_ORDER, v);
		for (int k = 0; k < BUCKET_ORDER; k++)
			row[i]->order[k] = (float)v[k];
	}
}

static void restore_recent(struct series *s, const struct safetensors *file)
{
	const struct tensor *t = safetensors_find(file, "series.recent");
	long n = series_values(s);

	s->recents = (int)t->shape[0];
	for (int i = 0; i < s->recents; i++) {
		double x[MOMENT_COLUMNS];

		read_doubles(file, t, i * MOMENT_COLUMNS, MOMENT_COLUMNS, x);
		s->recent[(n - s->recents + i) % SERIES_RECENT] =
			(struct moment){ x[0], x[1], x[2] };
	}
}

static void restore_series(struct series *s, const struct safetensors *file)
{
	struct bucket *row[SERIES_DETAILS];
	int64_t info[4];
	int rows;

	series_init(s, 0);
	read_ints(file, "series.info", LENGTH(info), info);
	s->width = info[0];
	s->first = info[1];
	s->used = (int)info[2];
	s->in_last = info[3];
	series_lay_out(s);
	rows = series_buckets(s, row);
	restore_buckets(file, row, rows, "series.loss", "series.order");
	if (safetensors_find(file, "series.detail")) {
		rows = series_details(s, row);
		restore_buckets(file, row, rows, "series.detail",
				"series.detail_order");
		restore_recent(s, file);
	} else {
		series_estimate_details(s);
	}
	restore_marks(s, file);
}

/* --- numbers -------------------------------------------------------------- */

static void read_streams(struct progress *p, const struct safetensors *file)
{
	for (int i = 0; i < RNG_STREAMS; i++) {
		int64_t bits[RNG_WORDS];
		char name[32];

		snprintf(name, sizeof name, "rng.%s",
			 rng_stream_name((enum rng_stream)i));
		read_ints(file, name, RNG_WORDS, bits);
		memcpy(p->rng[i], bits, sizeof p->rng[i]);
	}
}

static void read_metrics(struct progress *p, const struct checkpoint *c)
{
	for (int i = 0; i < STORED_METRICS; i++)
		meta_double(
			c->file, stored_metric[i].name,
			(double *)((char *)&p->now + stored_metric[i].offset));
	p->now.iteration = c->iteration;
}

/* Of the task alone. */
static void read_own_metrics(struct progress *p, const struct task *task,
			     const struct safetensors *file)
{
	for (int i = 0; i < task->metrics; i++)
		if (!task->metric[i].get)
			meta_double(file, task->metric[i].name,
				    &p->now.own[task->metric[i].own]);
}

static void read_cursor(struct progress *p, const struct safetensors *file)
{
	int64_t bits[TASK_WORDS];
	long position;

	if (meta_long(file, "position", 0, LONG_MAX, &position)) {
		p->cursor[0] = (uint64_t)position;
		return;
	}
	read_ints(file, CURSOR_TENSOR, TASK_WORDS, bits);
	memcpy(p->cursor, bits, sizeof p->cursor);
}

/* Values that an older file lacks keep those of a new run. */
static void read_progress(struct progress *p, const struct task *task,
			  const struct checkpoint *c)
{
	int64_t updates;

	read_streams(p, c->file);
	read_metrics(p, c);
	read_own_metrics(p, task, c->file);
	read_ints(c->file, "optim.step", 1, &updates);
	p->updates = updates;
	read_cursor(p, c->file);
	p->validation_due = meta_is(c->file, VALIDATION_DUE, "1");
}

bool restore_run(struct run *r, const struct checkpoint *c, struct err *e)
{
	struct progress at;

	restore_parameters(r, c->file, &c->names, PART_VALUE, NULL);
	if (r->set.optimizer == c->set.optimizer)
		restore_slots(r, c->file);
	restore_state(r, c->file, "state.h");
	restore_state(r, c->file, "state.c");
	restore_series(&r->series, c->file);
	progress_take(&at, r);
	read_progress(&at, r->task, c);
	if (!progress_put(r, &at, e))
		return false;
	r->saved_iteration = c->iteration;
	run_settings_changed(r, &c->set);
	return true;
}
