/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors_write.c: writing the safetensors file format. */
#include "config.h"

#include "train/safetensors_private.h"

#include "base/path.h"

#include <assert.h>
#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LENGTH_BYTES = 8, ALIGNMENT = 8 };

static const struct {
	const char *name;
	unsigned size; /* bytes per element */
} dtype_table[] = {
	[DTYPE_F32] = { "F32", 4 },
	[DTYPE_F64] = { "F64", 8 },
	[DTYPE_I64] = { "I64", 8 },
};

struct safetensors_writer {
	json_t *header, *meta;
	unsigned char *data;
	uint64_t used;   /* bytes of the tensors begun so far */
	uint64_t filled; /* bytes put */
	uint64_t capacity;
	enum dtype dtype; /* of the last tensor */
	bool broken;      /* a name or text that JSON cannot represent, or no
			     memory */
};

struct safetensors_writer *safetensors_writer_new(void)
{
	struct safetensors_writer *w = xcalloc(1, sizeof *w);

	w->header = json_object();
	w->meta = json_object();
	w->broken = !w->header || !w->meta;
	return w;
}

void safetensors_writer_free(struct safetensors_writer *w)
{
	if (!w)
		return;
	json_decref(w->header);
	json_decref(w->meta);
	free(w->data);
	free(w);
}

void safetensors_put_meta(struct safetensors_writer *w, const char *key,
			  const char *value, size_t length)
{
	if (json_object_set_new(w->meta, key, json_stringn(value, length)))
		w->broken = true;
}

void safetensors_put_text(struct safetensors_writer *w, const char *key,
			  const char *value)
{
	safetensors_put_meta(w, key, value, strlen(value));
}

void safetensors_put_whole(struct safetensors_writer *w, const char *key,
			   int64_t value)
{
	char text[32];

	snprintf(text, sizeof text, "%" PRId64, value);
	safetensors_put_text(w, key, text);
}

const char *safetensors_writer_meta(const struct safetensors_writer *w,
				    const char *key)
{
	return json_string_value(json_object_get(w->meta, key));
}

bool safetensors_put_json(struct safetensors_writer *w, const char *key,
			  json_t *json, struct err *e)
{
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	if (!text)
		return err_memory(e, key);
	safetensors_put_text(w, key, text);
	free(text);
	return true;
}

/* Grows the capacity by halves to hold `bytes` more. */
static bool reserve(struct safetensors_writer *w, uint64_t bytes)
{
	uint64_t need, capacity = w->capacity + w->capacity / 2;
	unsigned char *grown;

	if (__builtin_add_overflow(w->used, bytes, &need))
		return false;
	if (need <= w->capacity)
		return true;
	if (capacity < need)
		capacity = need;
	if (capacity > PTRDIFF_MAX || !(grown = realloc(w->data, capacity)))
		return false;
	w->data = grown;
	w->capacity = capacity;
	return true;
}

static void describe(struct safetensors_writer *w, const char *name,
		     enum dtype dtype, int rank, const int64_t *shape,
		     uint64_t bytes)
{
	json_t *sizes = json_array();
	json_t *entry = json_pack("{s:s, s:o, s:[I, I]}", "dtype",
				  dtype_table[dtype].name, "shape", sizes,
				  "data_offsets", (json_int_t)w->used,
				  (json_int_t)(w->used + bytes));

	for (int i = 0; i < rank; i++)
		if (json_array_append_new(sizes, json_integer(shape[i])))
			w->broken = true;
	assert(!json_object_get(w->header, name));
	if (json_object_set_new(w->header, name, entry))
		w->broken = true;
}

bool safetensors_put(struct safetensors_writer *w, const char *name,
		     enum dtype dtype, int rank, const int64_t *shape,
		     struct err *e)
{
	uint64_t bytes = dtype_table[dtype].size;

	assert(dtype <= DTYPE_I64 && rank <= TENSOR_RANK_MAX);
	assert(w->filled == w->used);
	for (int i = 0; i < rank; i++)
		if (__builtin_mul_overflow(bytes, (uint64_t)shape[i], &bytes))
			return err_memory(e, name);
	if (!reserve(w, bytes))
		return err_memory(e, name);
	describe(w, name, dtype, rank, shape, bytes);
	w->dtype = dtype;
	w->used += bytes;
	return true;
}

static void store64(struct safetensors_writer *w, uint64_t word)
{
	word = htole64(word);
	memcpy(w->data + w->filled, &word, sizeof word);
	w->filled += sizeof word;
}

static void store_f64(struct safetensors_writer *w, double x)
{
	uint64_t word;

	memcpy(&word, &x, sizeof word);
	store64(w, word);
}

static void store_f32(struct safetensors_writer *w, float x)
{
	uint32_t word;

	memcpy(&word, &x, sizeof word);
	word = htole32(word);
	memcpy(w->data + w->filled, &word, sizeof word);
	w->filled += sizeof word;
}

void safetensors_put_doubles(struct safetensors_writer *w, const double *x,
			     int64_t n)
{
	const uint64_t size = dtype_table[w->dtype].size;

	assert(w->dtype == DTYPE_F32 || w->dtype == DTYPE_F64);
	assert((uint64_t)n * size <= w->used - w->filled);
	for (int64_t i = 0; i < n; i++)
		if (w->dtype == DTYPE_F32)
			store_f32(w, (float)x[i]);
		else
			store_f64(w, x[i]);
}

void safetensors_put_ints(struct safetensors_writer *w, const int64_t *x,
			  int64_t n)
{
	assert(w->dtype == DTYPE_I64);
	assert((uint64_t)n * 8 <= w->used - w->filled);
	for (int64_t i = 0; i < n; i++)
		store64(w, (uint64_t)x[i]);
}

/* The header with its length before and its padding after it; ASCII, so that
 * nothing in it can control a terminal.  The caller frees. */
static char *make_header(struct safetensors_writer *w, size_t *length)
{
	char *text, *all;
	uint64_t padded;
	size_t n;

	safetensors_put_whole(
		w, "data_crc32",
		(uint32_t)crc32_z(crc32_z(0, NULL, 0), w->data, w->used));
	safetensors_put_whole(w, "metadata_crc32",
			      safetensors_meta_crc32(w->meta));
	if (json_object_set(w->header, "__metadata__", w->meta))
		w->broken = true;
	text = w->broken ? NULL
			 : json_dumps(w->header, JSON_COMPACT | JSON_SORT_KEYS |
							 JSON_ENSURE_ASCII);
	if (!text)
		return NULL;
	n = strlen(text);
	padded = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	*length = LENGTH_BYTES + padded;
	all = malloc(*length); /* its length grows with the text's symbols */
	if (!all) {
		free(text);
		return NULL;
	}
	memset(all, ' ', *length);
	memcpy(all, &(uint64_t){ htole64(padded) }, LENGTH_BYTES);
	memcpy(all + LENGTH_BYTES, text, n);
	free(text);
	return all;
}

bool safetensors_write(struct safetensors_writer *w, const char *path,
		       struct err *e)
{
	struct atomic_file *file;
	size_t length;
	char *header = make_header(w, &length);
	bool good;

	assert(w->filled == w->used);
	if (!header)
		return err_set(e, ERR_RESOURCE,
			       "%s: the header cannot be "
			       "made: a text that is not UTF-8, or no memory",
			       path);
	file = atomic_open(path, e);
	good = file && atomic_write(file, header, length, e) &&
	       atomic_write(file, w->data, w->used, e);
	if (good)
		good = atomic_commit(file, e);
	else
		atomic_abandon(file);
	free(header);
	return good;
}
