/* run_codec.h: settings as JSON for the tests of checkpoints, and files.  The
 * program's own codec is made from its option table, right of this layer. */
#ifndef TESTS_RUN_CODEC_H
#define TESTS_RUN_CODEC_H

#include "run_support.h"
#include "train/checkpoint.h"
#include "train/safetensors.h"

enum codec_type { CODEC_INT, CODEC_LONG, CODEC_REAL };
static const struct codec_field {
	const char *name;
	size_t offset;
	enum codec_type type;
	double low, high;
} codec_field[] = {
#define FIELD(name, type, low, high)                                    \
	{                                                               \
#name, offsetof(struct settings, name), type, low, high \
	}
	FIELD(cell, CODEC_INT, 0, 2),
	FIELD(hidden, CODEC_LONG, 1, 8192),
	FIELD(layers, CODEC_LONG, 1, 16),
	FIELD(seq_length, CODEC_LONG, 1, 4096),
	FIELD(batch_size, CODEC_LONG, 1, 1024),
	FIELD(precision, CODEC_INT, 0, 1),
	FIELD(engine, CODEC_INT, 0, 2),
	FIELD(seed, CODEC_LONG, 0, 9e18),
	FIELD(valid, CODEC_REAL, 0, 0.5),
	FIELD(forget_bias, CODEC_REAL, -1e9, 1e9),
	FIELD(init_scheme, CODEC_INT, 0, 3),
	FIELD(optimizer, CODEC_INT, 0, 3),
	FIELD(learning_rate, CODEC_REAL, 0, 1e9),
	FIELD(momentum, CODEC_REAL, 0, 1),
	FIELD(decay, CODEC_REAL, 0, 1),
	FIELD(beta1, CODEC_REAL, 0, 1),
	FIELD(beta2, CODEC_REAL, 0, 1),
	FIELD(schedule, CODEC_INT, 0, 3),
	FIELD(schedule_factor, CODEC_REAL, 0, 1),
	FIELD(schedule_every, CODEC_LONG, 1, 1e9),
	FIELD(clip, CODEC_REAL, 0, 1e9),
	FIELD(clip_norm, CODEC_REAL, 0, 1e9),
	FIELD(dropout, CODEC_REAL, 0, 0.95),
	FIELD(valid_every, CODEC_LONG, 0, 1e9),
#undef FIELD
};

static inline char *codec_encode(const struct settings *set)
{
	json_t *all = json_object();
	char *text;

	for (size_t i = 0; i < LENGTH(codec_field); i++) {
		const struct codec_field *f = &codec_field[i];
		const void *at = (const char *)set + f->offset;
		json_t *x = f->type == CODEC_REAL
				    ? json_real(*(const double *)at)
			    : f->type == CODEC_LONG
				    ? json_integer(*(const long *)at)
				    : json_integer(*(const int *)at);

		json_object_set_new(all, f->name, x);
	}
	text = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(all);
	return text;
}

static inline bool codec_decode(struct settings *set, const char *json,
				struct err *e)
{
	json_t *all = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	bool good = true;

	for (size_t i = 0; i < LENGTH(codec_field); i++) {
		const struct codec_field *f = &codec_field[i];
		const json_t *x = json_object_get(all, f->name);
		void *at = (char *)set + f->offset;
		double value = json_number_value(x);

		good = good && json_is_number(x) && value >= f->low &&
		       value <= f->high;
		if (f->type == CODEC_REAL)
			*(double *)at = value;
		else if (f->type == CODEC_LONG)
			*(long *)at = json_integer_value(x);
		else
			*(int *)at = (int)json_integer_value(x);
	}
	json_decref(all);
	return good || err_set(e, ERR_INPUT, "bad settings");
}

static const struct settings_codec codec = { codec_encode, codec_decode };

static inline void save(struct run *r, const char *path)
{
	struct err e;

	if (!checkpoint_save(r, &codec, path, &e))
		fail_msg("%s", e.text);
}

static inline void open_checkpoint(struct checkpoint *c, const char *path)
{
	struct settings base;
	struct err e;

	settings_default(&base);
	if (!checkpoint_open(c, path, &codec, &base, &e))
		fail_msg("%s", e.text);
}

static inline struct run *resume(const char *path, const struct corpus *corpus)
{
	struct checkpoint c;
	struct run *r;
	struct err e;

	open_checkpoint(&c, path);
	r = checkpoint_resume(&c, &c.set, &task_char, OF_TEXT(corpus), &e);
	if (!r)
		fail_msg("%s", e.text);
	checkpoint_close(&c);
	return r;
}

static inline char *slurp(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	char *bytes = xmalloc(1 << 20);

	assert_non_null(file);
	*length = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return bytes;
}

#endif
