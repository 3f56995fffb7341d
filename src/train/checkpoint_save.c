/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_save.c: writes a run to a file. */
#include "config.h"

#include "train/checkpoint_parts.h"
#include "train/state.h"

#include "base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- tensors -------------------------------------------------------------- */

static enum dtype net_dtype(const struct run *r)
{
	return r->engine->precision == PRECISION_DOUBLE ? DTYPE_F64 : DTYPE_F32;
}

/* Rows of a quantity, one after the other. */
static void put_rows(struct safetensors_writer *w, const struct run *r,
		     int quantity, enum part part)
{
	struct quantity q = r->engine->describe(r->net, quantity);
	double *row = xcalloc((size_t)q.cols, sizeof *row);

	for (int i = 0; i < q.rows; i++) {
		r->engine->read(r->net, quantity, part, i, row);
		safetensors_put_doubles(w, row, q.cols);
	}
	free(row);
}

static void put_bias_hh(struct safetensors_writer *w, const struct run *r,
			const struct stored *p, enum part part)
{
	const size_t rows = (size_t)p->shape[0];
	const int inner = find_bias(r, p, "bias_hn");
	double *bias = xcalloc(rows, sizeof *bias);

	if (inner >= 0)
		r->engine->read(r->net, inner, part, 0,
				bias + rows - rows / (size_t)p->gates);
	safetensors_put_doubles(w, bias, (int64_t)rows);
	free(bias);
}

static bool put_parameter(struct safetensors_writer *w, const struct run *r,
			  const char *prefix, const struct stored *p,
			  enum part part, struct err *e)
{
	char name[96];

	snprintf(name, sizeof name, "%s.%s", prefix, p->name);
	if (!safetensors_put(w, name, net_dtype(r), p->rank, p->shape, e))
		return false;
	if (p->kind == STORED_BIAS_HH)
		put_bias_hh(w, r, p, part);
	else
		put_rows(w, r, r->engine->find(r->net, p->name, p->layer),
			 part);
	return true;
}

static bool put_parameters(struct safetensors_writer *w, const struct run *r,
			   const char *prefix, enum part part, struct err *e)
{
	struct stored_list *list = stored_list_new(&r->spec, e);
	bool good = list;

	for (int i = 0; good && i < list->count; i++)
		good = put_parameter(w, r, prefix, &list->item[i], part, e);
	stored_list_free(list);
	return good;
}

static bool put_slots(struct safetensors_writer *w, const struct run *r,
		      struct err *e)
{
	const struct optimizer_info *info = &optimizer_info[r->set.optimizer];
	char prefix[48];

	for (int i = 0; i < info->slots; i++) {
		snprintf(prefix, sizeof prefix, "optim.%s", info->slot[i]);
		if (!put_parameters(w, r, prefix, i ? PART_SLOT1 : PART_SLOT0,
				    e))
			return false;
	}
	return true;
}

/* [layers, B, H], if the net has it */
static bool put_state(struct safetensors_writer *w, const struct run *r,
		      const char *name, struct err *e)
{
	const int64_t shape[3] = { r->spec.layers, r->spec.batch,
				   r->spec.hidden };

	if (r->engine->find(r->net, name, -1) < 0)
		return true;
	if (!safetensors_put(w, name, net_dtype(r), 3, shape, e))
		return false;
	for (int k = 0; k < r->spec.layers; k++)
		put_rows(w, r, r->engine->find(r->net, name, k), PART_VALUE);
	return true;
}

static bool put_ints(struct safetensors_writer *w, const char *name,
		     const int64_t *value, int n, struct err *e)
{
	if (!safetensors_put(w, name, DTYPE_I64, 1, (int64_t[]){ n }, e))
		return false;
	safetensors_put_ints(w, value, n);
	return true;
}

static bool put_streams(struct safetensors_writer *w, const struct progress *p,
			struct err *e)
{
	for (int i = 0; i < RNG_STREAMS; i++) {
		int64_t bits[RNG_WORDS];
		char name[32];

		snprintf(name, sizeof name, "rng.%s",
			 rng_stream_name((enum rng_stream)i));
		memcpy(bits, p->rng[i], sizeof bits);
		if (!put_ints(w, name, bits, RNG_WORDS, e))
			return false;
	}
	return true;
}

/* Puts buckets as rows of numbers, then the order statistics of each. */
static bool put_buckets(struct safetensors_writer *w, struct bucket *const *row,
			int rows, const char *name, const char *order,
			struct err *e)
{
	if (!safetensors_put(w, name, DTYPE_F64, 2,
			     (int64_t[]){ rows, SERIES_COLUMNS }, e))
		return false;
	for (int i = 0; i < rows; i++)
		safetensors_put_doubles(
			w,
			(double[SERIES_COLUMNS]){ row[i]->low, row[i]->high,
						  row[i]->mean, row[i]->smooth,
						  row[i]->valid },
			SERIES_COLUMNS);
	if (!safetensors_put(w, order, DTYPE_F32, 2,
			     (int64_t[]){ rows, BUCKET_ORDER }, e))
		return false;
	for (int i = 0; i < rows; i++) {
		double x[BUCKET_ORDER];

		for (int k = 0; k < BUCKET_ORDER; k++)
			x[k] = (double)row[i]->order[k];
		safetensors_put_doubles(w, x, BUCKET_ORDER);
	}
	return true;
}

/* The last iterations, oldest first. */
static bool put_recent(struct safetensors_writer *w, const struct series *s,
		       struct err *e)
{
	const int64_t shape[2] = { s->recents, MOMENT_COLUMNS };
	long n = series_values(s);

	if (!safetensors_put(w, "series.recent", DTYPE_F64, 2, shape, e))
		return false;
	for (long k = n - s->recents; k < n; k++) {
		const struct moment *m = &s->recent[k % SERIES_RECENT];

		safetensors_put_doubles(w,
					(double[MOMENT_COLUMNS]){
						m->loss, m->smooth, m->valid },
					MOMENT_COLUMNS);
	}
	return true;
}

static bool put_series(struct safetensors_writer *w, const struct series *s,
		       struct err *e)
{
	const int64_t info[4] = { s->width, s->first, s->used, s->in_last };
	struct bucket *row[SERIES_DETAILS];
	int rows = series_buckets(s, row);

	if (!put_buckets(w, row, rows, "series.loss", "series.order", e) ||
	    !put_ints(w, "series.info", info, LENGTH(info), e))
		return false;
	rows = series_details(s, row);
	return put_buckets(w, row, rows, "series.detail", "series.detail_order",
			   e) &&
	       put_recent(w, s, e);
}

/* If the metadata does not have it. */
static bool put_cursor(struct safetensors_writer *w, const struct run *r,
		       const struct progress *p, struct err *e)
{
	int64_t bits[TASK_WORDS];

	if (r->task->position_key)
		return true;
	memcpy(bits, p->cursor, sizeof bits);
	return put_ints(w, CURSOR_TENSOR, bits, TASK_WORDS, e);
}

static bool put_tensors(struct safetensors_writer *w, const struct run *r,
			const struct progress *p, struct err *e)
{
	return put_parameters(w, r, "model", PART_VALUE, e) &&
	       put_slots(w, r, e) &&
	       put_ints(w, "optim.step", (int64_t[]){ p->updates }, 1, e) &&
	       put_state(w, r, "state.h", e) && put_state(w, r, "state.c", e) &&
	       put_streams(w, p, e) && put_cursor(w, r, p, e) &&
	       put_series(w, &r->series, e);
}

/* --- metadata ------------------------------------------------------------- */

/* Reads back as the same double. */
static void put_real(struct safetensors_writer *w, const char *key, double x)
{
	struct strbuf text;

	strbuf_init(&text);
	strbuf_add_number(&text, x);
	safetensors_put_text(w, key, text.text);
	strbuf_release(&text);
}

static bool put_marks(struct safetensors_writer *w, const struct series *s,
		      struct err *e)
{
	json_t *list = json_array();

	for (int i = 0; i < s->marks; i++)
		json_array_append_new(
			list,
			json_pack("[I, s]", (json_int_t)s->mark[i].iteration,
				  s->mark[i].text));
	return safetensors_put_json(w, "series_marks", list, e);
}

static void put_metrics(struct safetensors_writer *w, const struct metrics *now)
{
	for (int i = 0; i < STORED_METRICS; i++)
		put_real(w, stored_metric[i].name,
			 *(const double *)((const char *)now +
					   stored_metric[i].offset));
}

/* Of the task alone. */
static void put_own_metrics(struct safetensors_writer *w,
			    const struct task *task, const struct metrics *now)
{
	for (int i = 0; i < task->metrics; i++)
		if (!task->metric[i].get)
			put_real(w, task->metric[i].name,
				 now->own[task->metric[i].own]);
}

static bool put_settings(struct safetensors_writer *w, const struct run *r,
			 const struct settings_codec *codec, struct err *e)
{
	char *text = codec->encode(&r->set);

	if (!text)
		return err_memory(e, "the settings");
	safetensors_put_text(w, "settings", text);
	free(text);
	return true;
}

/* Files of the first task, char, do not name it. */
static void put_task(struct safetensors_writer *w, const struct run *r,
		     const struct progress *p)
{
	if (r->task->position_key)
		safetensors_put_whole(w, r->task->position_key,
				      (int64_t)p->cursor[0]);
	if (r->set.task)
		safetensors_put_text(w, TASK_KEY, r->task->name);
}

static bool put_metadata(struct safetensors_writer *w, const struct run *r,
			 const struct progress *p,
			 const struct settings_codec *codec, struct err *e)
{
	safetensors_put_text(w, "format", "rnntui");
	safetensors_put_text(w, "format_version", "1");
	safetensors_put_text(w, "program", "rnntui " PACKAGE_VERSION);
	safetensors_put_text(w, "cell", cell_info[r->spec.cell].name);
	safetensors_put_text(w, "precision",
			     precision_name[r->engine->precision]);
	safetensors_put_whole(w, "hidden", r->spec.hidden);
	safetensors_put_whole(w, "layers", r->spec.layers);
	safetensors_put_whole(w, "vocab", r->spec.symbols_in);
	if (r->spec.goals)
		safetensors_put_whole(w, GOALS_KEY, r->spec.goals);
	safetensors_put_whole(w, "seq_length", r->spec.steps);
	safetensors_put_whole(w, "batch", r->spec.batch);
	safetensors_put_whole(w, "iteration", p->now.iteration);
	put_task(w, r, p);
	put_metrics(w, &p->now);
	put_own_metrics(w, r->task, &p->now);
	if (p->validation_due)
		safetensors_put_text(w, VALIDATION_DUE, "1");
	return r->task->put_meta(r->data, w, e) &&
	       put_marks(w, &r->series, e) && put_settings(w, r, codec, e);
}

bool checkpoint_save(struct run *r, const struct settings_codec *codec,
		     const char *path, struct err *e)
{
	struct safetensors_writer *w = safetensors_writer_new();
	struct progress at;
	bool good;

	assert(!r->begun);
	progress_take(&at, r);
	good = put_tensors(w, r, &at, e) && put_metadata(w, r, &at, codec, e) &&
	       safetensors_write(w, path, e);
	safetensors_writer_free(w);
	if (good)
		r->saved_iteration = r->now.iteration;
	return good;
}
