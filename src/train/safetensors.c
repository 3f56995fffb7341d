/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors.c: reading the safetensors file format. */
#include "config.h"

#include "train/safetensors.h"

#include "base/path.h"
#include "base/utf8.h"

#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	LENGTH_BYTES = 8,
	HEADER_MAX = 100000000, /* the format's own limit */
	SHOWN_MAX = 60,         /* bytes of a foreign name in a reason */
};

static const char metadata_key[] = "__metadata__";

/* What the format knows, with the bytes an element takes.  Types newer than
 * this table have no known size; only their offsets are checked. */
static const struct {
	const char *name;
	int size;
	enum dtype dtype;
} dtype_table[] = {
	{ "F32", 4, DTYPE_F32 },   { "F64", 8, DTYPE_F64 },
	{ "I64", 8, DTYPE_I64 },   { "BOOL", 1, DTYPE_OTHER },
	{ "U8", 1, DTYPE_OTHER },  { "I8", 1, DTYPE_OTHER },
	{ "U16", 2, DTYPE_OTHER }, { "I16", 2, DTYPE_OTHER },
	{ "F16", 2, DTYPE_OTHER }, { "BF16", 2, DTYPE_OTHER },
	{ "U32", 4, DTYPE_OTHER }, { "I32", 4, DTYPE_OTHER },
	{ "U64", 8, DTYPE_OTHER }, { "C64", 8, DTYPE_OTHER },
	{ "F8_E4M3", 1, DTYPE_OTHER }, { "F8_E5M2", 1, DTYPE_OTHER },
};

struct entry {
	struct tensor tensor;
	uint64_t end; /* offset after its last byte */
};

struct safetensors {
	unsigned char *bytes;      /* the whole file */
	const unsigned char *data; /* its data part */
	uint64_t size;             /* of the data part */
	json_t *header;            /* owns names and metadata */
	json_t *meta;              /* borrowed from header; NULL: none */
	struct entry *entry;       /* in the order of the data */
	int count;
};

/* A reason that quotes foreign text: made safe for any terminal, and short. */
static bool refuse(struct err *e, const char *name, const char *reason)
{
	size_t length = strlen(name);
	struct strbuf shown;

	strbuf_init(&shown);
	sanitize(&shown, name, length > SHOWN_MAX ? SHOWN_MAX : length, 0);
	err_set(e, ERR_INPUT, "tensor \"%s\": %s", shown.text, reason);
	strbuf_release(&shown);
	return false;
}

static bool refuse_json(struct err *e, const json_error_t *reason)
{
	struct strbuf shown;

	strbuf_init(&shown);
	sanitize(&shown, reason->text, strlen(reason->text), 0);
	err_set(e, ERR_INPUT, "the header is not JSON: %s", shown.text);
	strbuf_release(&shown);
	return false;
}

/* Offsets stay within the data: a reason, or NULL. */
static const char *read_offsets(const json_t *described, uint64_t size,
				struct entry *entry)
{
	const json_t *offsets = json_object_get(described, "data_offsets");
	const json_t *first = json_array_get(offsets, 0);
	const json_t *end = json_array_get(offsets, 1);
	json_int_t from, to;

	if (json_array_size(offsets) != 2 || !json_is_integer(first) ||
	    !json_is_integer(end))
		return "data_offsets is not two whole numbers";
	from = json_integer_value(first);
	to = json_integer_value(end);
	if (from < 0 || to < from || (uint64_t)to > size)
		return "its offsets are outside the file";
	entry->tensor.offset = (uint64_t)from;
	entry->end = (uint64_t)to;
	return NULL;
}

static const char *read_shape(const json_t *described, struct tensor *t)
{
	const json_t *shape = json_object_get(described, "shape");
	const json_t *n;
	size_t i;

	if (!json_is_array(shape))
		return "it has no shape";
	if (json_array_size(shape) > TENSOR_RANK_MAX)
		return "it has more than 8 dimensions";
	t->rank = (int)json_array_size(shape);
	t->count = 1;
	json_array_foreach(shape, i, n) {
		t->shape[i] = json_is_integer(n) ? json_integer_value(n) : -1;
		if (t->shape[i] < 0)
			return "its shape is not whole numbers";
		if (__builtin_mul_overflow(t->count, t->shape[i], &t->count))
			return "its shape is too large";
	}
	return NULL;
}

/* *size: bytes an element, 0 unknown. */
static const char *read_dtype(const json_t *described, struct tensor *t,
			      int *size)
{
	const char *name =
		json_string_value(json_object_get(described, "dtype"));

	if (!name)
		return "it has no dtype";
	t->dtype = DTYPE_OTHER;
	*size = 0;
	for (size_t i = 0; i < LENGTH(dtype_table); i++)
		if (!strcmp(name, dtype_table[i].name)) {
			t->dtype = dtype_table[i].dtype;
			*size = dtype_table[i].size;
		}
	return NULL;
}

static const char *read_entry(const json_t *described, uint64_t data_size,
			      struct entry *entry)
{
	struct tensor *t = &entry->tensor;
	const char *reason;
	int64_t bytes;
	int size;

	if (!json_is_object(described))
		return "it is not described by an object";
	if ((reason = read_dtype(described, t, &size)) ||
	    (reason = read_shape(described, t)) ||
	    (reason = read_offsets(described, data_size, entry)))
		return reason;
	if (size && (__builtin_mul_overflow(t->count, size, &bytes) ||
		     (uint64_t)bytes != entry->end - t->offset))
		return "its shape and its offsets disagree";
	return NULL;
}

/* An empty tensor comes before the one that begins at the same place. */
static int by_offset(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->tensor.offset != y->tensor.offset)
		return x->tensor.offset < y->tensor.offset ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return strcmp(x->tensor.name, y->tensor.name);
}

/* The tensors cover the data part: no hole, no overlap, nothing after. */
static bool check_cover(const struct safetensors *s, struct err *e)
{
	uint64_t at = 0;

	for (int i = 0; i < s->count; i++) {
		const struct tensor *t = &s->entry[i].tensor;

		if (t->offset != at)
			return refuse(e, t->name,
				      t->offset < at
					      ? "it overlaps another"
					      : "there is a hole before it");
		at = s->entry[i].end;
	}
	if (at != s->size)
		return err_set(e, ERR_INPUT,
			       "%" PRIu64 " bytes follow the last tensor",
			       s->size - at);
	return true;
}

static bool check_meta(json_t *meta, struct err *e)
{
	const char *key;
	json_t *value;

	if (!meta)
		return true;
	if (!json_is_object(meta))
		return err_set(e, ERR_INPUT, "its metadata is no object");
	json_object_foreach(meta, key, value)
		if (!json_is_string(value))
			return err_set(e, ERR_INPUT,
				       "its metadata has a value that is not "
				       "a text");
	return true;
}

static bool read_entries(struct safetensors *s, struct err *e)
{
	const char *name, *reason;
	json_t *described;

	s->entry = calloc(json_object_size(s->header) + 1, sizeof *s->entry);
	if (!s->entry)
		return err_memory(e, "the list of tensors");
	json_object_foreach(s->header, name, described) {
		struct entry *entry = &s->entry[s->count];

		if (!strcmp(name, metadata_key))
			continue;
		entry->tensor.name = name;
		reason = read_entry(described, s->size, entry);
		if (reason)
			return refuse(e, name, reason);
		s->count++;
	}
	qsort(s->entry, (size_t)s->count, sizeof *s->entry, by_offset);
	return check_cover(s, e);
}

/* Where the header is, and with it the data. */
static bool read_length(struct safetensors *s, size_t length,
			uint64_t *header, struct err *e)
{
	uint64_t stated;

	if (length < LENGTH_BYTES)
		return err_set(e, ERR_INPUT, "it is too short (%zu bytes)",
			       length);
	memcpy(&stated, s->bytes, LENGTH_BYTES);
	*header = le64toh(stated);
	if (*header > HEADER_MAX)
		return err_set(e, ERR_INPUT, "it is no safetensors file (a "
			       "header of %" PRIu64 " bytes)", *header);
	if (*header > length - LENGTH_BYTES)
		return err_set(e, ERR_INPUT, "it is cut off: the header has "
			       "%" PRIu64 " bytes, the file %zu", *header,
			       length);
	s->data = s->bytes + LENGTH_BYTES + *header;
	s->size = length - LENGTH_BYTES - *header;
	return true;
}

static bool read_header(struct safetensors *s, size_t length, struct err *e)
{
	const char *text = (const char *)s->bytes + LENGTH_BYTES;
	json_error_t reason;
	uint64_t header = 0;

	if (!read_length(s, length, &header, e))
		return false;
	if (header == 0 || *text != '{')
		return err_set(e, ERR_INPUT,
			       "it is no safetensors file (no JSON header)");
	s->header = json_loadb(text, header,
			       JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
			       &reason);
	if (!s->header)
		return refuse_json(e, &reason);
	s->meta = json_object_get(s->header, metadata_key);
	return check_meta(s->meta, e) && read_entries(s, e);
}

/* Takes over `bytes`, also when it fails. */
static struct safetensors *adopt(unsigned char *bytes, size_t length,
				 struct err *e)
{
	struct safetensors *s = xcalloc(1, sizeof *s);

	s->bytes = bytes;
	if (read_header(s, length, e))
		return s;
	safetensors_free(s);
	return NULL;
}

struct safetensors *safetensors_open(const char *path, struct err *e)
{
	struct safetensors *s;
	struct err reason;
	size_t length;
	char *bytes = path_read(path, PTRDIFF_MAX, &length, e);

	if (!bytes)
		return NULL;
	s = adopt((unsigned char *)bytes, length, &reason);
	if (!s)
		err_set(e, reason.kind, "%s: %s", path, reason.text);
	return s;
}

struct safetensors *safetensors_parse(const void *bytes, size_t length,
				      struct err *e)
{
	unsigned char *copy = malloc(length ? length : 1);

	if (!copy) {
		err_memory(e, "the tensors");
		return NULL;
	}
	if (length)
		memcpy(copy, bytes, length);
	return adopt(copy, length, e);
}

void safetensors_free(struct safetensors *s)
{
	if (!s)
		return;
	json_decref(s->header);
	free(s->entry);
	free(s->bytes);
	free(s);
}

int safetensors_count(const struct safetensors *s)
{
	return s->count;
}

const struct tensor *safetensors_at(const struct safetensors *s, int i)
{
	return &s->entry[i].tensor;
}

const struct tensor *safetensors_find(const struct safetensors *s,
				      const char *name)
{
	for (int i = 0; i < s->count; i++)
		if (!strcmp(s->entry[i].tensor.name, name))
			return &s->entry[i].tensor;
	return NULL;
}

static bool within(const struct tensor *t, int64_t first, int64_t count)
{
	return first >= 0 && count >= 0 && first <= t->count &&
	       count <= t->count - first;
}

/* The data of foreign files may stand at any byte, hence the copies. */
static uint64_t load64(const unsigned char *at, int64_t i)
{
	uint64_t word;

	memcpy(&word, at + 8 * i, sizeof word);
	return le64toh(word);
}

static double load_f64(const unsigned char *at, int64_t i)
{
	uint64_t word = load64(at, i);
	double x;

	memcpy(&x, &word, sizeof x);
	return x;
}

static double load_f32(const unsigned char *at, int64_t i)
{
	uint32_t word;
	float x;

	memcpy(&word, at + 4 * i, sizeof word);
	word = le32toh(word);
	memcpy(&x, &word, sizeof x);
	return (double)x;
}

bool safetensors_doubles(const struct safetensors *s, const struct tensor *t,
			 int64_t first, int64_t count, double *out)
{
	const unsigned char *at = s->data + t->offset;

	if (!within(t, first, count))
		return false;
	if (t->dtype != DTYPE_F32 && t->dtype != DTYPE_F64)
		return false;
	for (int64_t i = 0; i < count; i++)
		out[i] = t->dtype == DTYPE_F32 ? load_f32(at, first + i)
					       : load_f64(at, first + i);
	return true;
}

bool safetensors_ints(const struct safetensors *s, const struct tensor *t,
		      int64_t first, int64_t count, int64_t *out)
{
	if (!within(t, first, count) || t->dtype != DTYPE_I64)
		return false;
	for (int64_t i = 0; i < count; i++)
		out[i] = (int64_t)load64(s->data + t->offset, first + i);
	return true;
}

const char *safetensors_meta(const struct safetensors *s, const char *key,
			     size_t *length)
{
	const json_t *value = json_object_get(s->meta, key);

	if (value)
		*length = json_string_length(value);
	return json_string_value(value);
}

uint32_t safetensors_crc32(const struct safetensors *s)
{
	return (uint32_t)crc32_z(crc32_z(0, NULL, 0), s->data, s->size);
}
