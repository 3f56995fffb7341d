/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_char.c: the next character of a text. */
#include "config.h"

#include "task/task_char.h"

#include "base/utf8.h"
#include "task/validation.h"
#include "train/safetensors.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- opening -------------------------------------------------------------- */

static bool cut_steps(struct char_task *t, struct settings *set,
		      struct strbuf *notices, struct err *e)
{
	int steps = (int)set->seq_length;

	if (!stream_init(&t->stream, t->text, set->valid, &steps,
			 (int)set->batch_size, e))
		return false;
	if (steps < set->seq_length)
		strbuf_printf(notices,
			      "seq-length is cut from %ld to %d: the text "
			      "allows no more\n",
			      set->seq_length, steps);
	set->seq_length = steps;
	return true;
}

/* A single character has no predecessor to be predicted from. */
static bool validates(const void *data)
{
	const struct char_task *t = data;

	return stream_valid_length(&t->stream) >= 2;
}

static bool make_batch(struct char_task *t, struct err *e)
{
	const size_t batch = (size_t)t->stream.batch;
	const size_t n = (size_t)t->stream.steps * batch;

	t->in = calloc(n, sizeof *t->in);
	t->target = calloc(n, sizeof *t->target);
	t->fresh = calloc(batch, sizeof *t->fresh);
	if (!t->in || !t->target || !t->fresh)
		return err_memory(e, "the text of an iteration");
	memset(t->fresh, true, batch * sizeof *t->fresh);
	return true;
}

static void char_close(void *data)
{
	struct char_task *t = data;

	free(t->in);
	free(t->target);
	free(t->fresh);
	free(t);
}

static void *char_open(struct settings *set, const struct dataset *data,
		       struct net_spec *spec, struct strbuf *notices,
		       struct err *e)
{
	struct char_task *t = xcalloc(1, sizeof *t);
	const struct corpus *text = data->text;

	t->text = text;
	if (!cut_steps(t, set, notices, e) || !make_batch(t, e)) {
		char_close(t);
		return NULL;
	}
	if (set->valid > 0 && !validates(t))
		strbuf_add(notices, "no validation: valid keeps fewer than "
				    "two characters of this text\n");
	spec->model = MODEL_CHAR;
	spec->symbols_in = spec->symbols_out = text->vocab.size;
	return t;
}

static const struct vocab *symbols(const void *data)
{
	return &((const struct char_task *)data)->text->vocab;
}

static size_t memory(const void *data)
{
	const struct char_task *t = data;
	const size_t batch = (size_t)t->stream.batch;

	return sizeof *t + batch * sizeof *t->fresh +
	       (size_t)t->stream.steps * batch *
		       (sizeof *t->in + sizeof *t->target);
}

/* --- batches -------------------------------------------------------------- */

static void next(void *data, struct batch *batch)
{
	struct char_task *t = data;

	stream_next(&t->stream, t->in, t->target);
	*batch = (struct batch){
		.steps = t->stream.steps,
		.id = t->in,
		.target = t->target,
	};
	if (t->stream.position == (size_t)t->stream.steps)
		batch->fresh = t->fresh;
}

static bool back(void *data)
{
	return stream_back(&((struct char_task *)data)->stream);
}

static void get_cursor(const void *data, uint64_t words[TASK_WORDS])
{
	const struct char_task *t = data;

	memset(words, 0, TASK_WORDS * sizeof *words);
	words[0] = t->stream.position;
}

static bool set_cursor(void *data, const uint64_t words[TASK_WORDS])
{
	struct char_task *t = data;

	if (words[0] > t->stream.stride)
		return false;
	t->stream.position = words[0];
	return true;
}

static size_t epoch(const void *data)
{
	return stream_epoch(&((const struct char_task *)data)->stream);
}

static size_t left(const void *data)
{
	return stream_left(&((const struct char_task *)data)->stream);
}

static double first_loss(const struct net_spec *spec)
{
	return log((double)spec->symbols_out) * (double)spec->steps;
}

/* --- checkpoints ---------------------------------------------------------- */

/* One string per symbol; a byte is written as its code point. */
static bool put_symbols(struct safetensors_writer *w, const struct corpus *c,
			struct err *e)
{
	const struct vocab *v = &c->vocab;
	json_t *list = json_array();

	for (int i = 0; i < v->size; i++) {
		char s[UTF8_MAX];
		int n = utf8_encode(v->codepoint[i], s);

		json_array_append_new(list, json_stringn(s, (size_t)n));
	}
	if (json_array_size(list) != (size_t)v->size) {
		json_decref(list);
		return err_memory(e, "the symbols");
	}
	return safetensors_put_json(w, "symbols", list, e);
}

static bool put_meta(const void *data, struct safetensors_writer *w,
		     struct err *e)
{
	const struct char_task *t = data;

	dataset_put_meta(&(struct dataset){ .text = t->text }, w);
	return put_symbols(w, t->text, e);
}

/* --- settings ------------------------------------------------------------- */

static const char group[] = "Task char";

static const struct option option[] = {
	{ "sample-every", 0, OPTION_LONG, SETTING(sample_every), 0, INFINITY,
	  .zero_off = true, .argument = "N", .unit = "iterations",
	  .change = CHANGE_LIVE, .group = group,
	  .help = "new text in the sample panel every N iterations" },
	{ "sample-length", 0, OPTION_LONG, SETTING(sample_length), 0, 1000000,
	  .argument = "N", .unit = "symbols", .change = CHANGE_LIVE,
	  .group = group, .help = "symbols of a sample" },
	{ "temperature", 0, OPTION_REAL, SETTING(temperature), 0, 10,
	  .argument = "X", .unit = "", .change = CHANGE_LIVE, .group = group,
	  .help = "of samples; below 1 safer, 0 the likeliest symbol" },
};

const struct option_set char_options = { option, LENGTH(option) };

/* --- the row -------------------------------------------------------------- */

static double get_valid_loss_warm(const struct run *r)
{
	return r->now.valid_loss_warm;
}

static const struct metric metric[] = {
	{ "valid_loss_warm", "nats/character",
	  "valid_loss, read from the state at the end of the training part",
	  false, get_valid_loss_warm, 0, false },
};

const struct task task_char = {
	.name = TASK_CHAR_NAME,
	.summary = "predict the next character of a text",
	.arrow = "many to many, each step answered at once",
	.metric = metric,
	.metrics = LENGTH(metric),
	.options = { &char_options },
	.reads = READS_TEXT,
	.position_key = "position",
	.open = char_open,
	.close = char_close,
	.symbols = symbols,
	.memory = memory,
	.next = next,
	.back = back,
	.get_cursor = get_cursor,
	.set_cursor = set_cursor,
	.epoch = epoch,
	.left = left,
	.first_loss = first_loss,
	.validates = validates,
	.validation_new = validation_new,
	.validation_free = validation_free,
	.validation_more = validation_more,
	.validation_progress = validation_progress,
	.validation_loss = validation_loss,
	.validation_loss_warm = validation_loss_warm,
	.put_meta = put_meta,
};

const struct char_task *char_task_of(const struct run *r)
{
	return r->task == &task_char ? r->data : NULL;
}
