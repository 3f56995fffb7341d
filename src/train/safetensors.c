/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors.c: reading the header of a safetensors file. */
#include "config.h"

#include "train/safetensors_private.h"

#include "base/path.h"
#include "base/utf8.h"

#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LENGTH_BYTES = 8,
	FIRST_BYTES = 1024,     /* from which the kind of another file is
				   told */
	HEADER_MAX = 100000000, /* the format's own limit */
	HEADER_FREE = 16 << 20, /* a longer one must have as much data */
	VALUES_MAX = 1000000,   /* of JSON; each takes up to 300 bytes here */
	SHOWN_MAX = 60,         /* bytes of a foreign name in a message */
};

static const char metadata_key[] = "__metadata__";

/* The types of the format, with the bytes per element.  Types newer than this
 * table have no known size; only their offsets are checked. */
static const struct {
	const char *name;
	int size;
	enum dtype dtype;
} dtype_table[] = {
	{ "F32", 4, DTYPE_F32 },       { "F64", 8, DTYPE_F64 },
	{ "I64", 8, DTYPE_I64 },       { "BOOL", 1, DTYPE_OTHER },
	{ "U8", 1, DTYPE_OTHER },      { "I8", 1, DTYPE_OTHER },
	{ "U16", 2, DTYPE_OTHER },     { "I16", 2, DTYPE_OTHER },
	{ "F16", 2, DTYPE_F16 },       { "BF16", 2, DTYPE_BF16 },
	{ "U32", 4, DTYPE_OTHER },     { "I32", 4, DTYPE_OTHER },
	{ "U64", 8, DTYPE_OTHER },     { "C64", 8, DTYPE_OTHER },
	{ "F8_E4M3", 1, DTYPE_OTHER }, { "F8_E5M2", 1, DTYPE_OTHER },
};

/* A message that quotes foreign text: made safe for any terminal, and short. */
static bool refuse(struct err *e, const char *name, const char *reason)
{
	size_t length = strlen(name);
	struct strbuf shown;

	strbuf_init(&shown);
	sanitize(&shown, name, length > SHOWN_MAX ? SHOWN_MAX : length,
		 SANITIZE_UTF8);
	err_set(e, ERR_INPUT, "tensor \"%s\": %s", shown.text, reason);
	strbuf_release(&shown);
	return false;
}

static bool refuse_json(struct err *e, const json_error_t *reason)
{
	struct strbuf shown;

	strbuf_init(&shown);
	sanitize(&shown, reason->text, strlen(reason->text), SANITIZE_UTF8);
	err_set(e, ERR_INPUT, "the header is not JSON: %s", shown.text);
	strbuf_release(&shown);
	return false;
}

/* Checks that offsets stay within the data: a reason, or NULL. */
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
	json_array_foreach(shape, i, n)
	{
		t->shape[i] = json_is_integer(n) ? json_integer_value(n) : -1;
		if (t->shape[i] < 0)
			return "its shape is not whole numbers";
		if (__builtin_mul_overflow(t->count, t->shape[i], &t->count))
			return "its shape is too large";
	}
	return NULL;
}

/* *size: bytes per element, 0 for a type newer than the table. */
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

/* An empty tensor comes before the one that begins at the same offset. */
static int by_offset(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->tensor.offset != y->tensor.offset)
		return x->tensor.offset < y->tensor.offset ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return strcmp(x->tensor.name, y->tensor.name);
}

static int by_name(const void *a, const void *b)
{
	const struct entry *const *x = a, *const *y = b;

	return strcmp((*x)->tensor.name, (*y)->tensor.name);
}

/* Checks that tensors cover the data part: no hole, no overlap, nothing
 * after. */
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
	json_object_foreach(meta, key, value) if (
		!json_is_string(
			value)) return err_set(e, ERR_INPUT,
					       "its metadata has a value that is not "
					       "a text");
	return true;
}

/* As many as its length allows. */
static bool reserve_entries(struct safetensors *s, struct err *e)
{
	const size_t most = json_object_size(s->header) + 1;

	s->entry = calloc(most, sizeof *s->entry);
	s->by_name = calloc(most, sizeof(struct entry *));
	return (s->entry && s->by_name) || err_memory(e, "the list of tensors");
}

static bool read_entries(struct safetensors *s, struct err *e)
{
	const char *name, *reason;
	json_t *described;

	json_object_foreach(s->header, name, described)
	{
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
	for (int i = 0; i < s->count; i++)
		s->by_name[i] = &s->entry[i];
	qsort(s->by_name, (size_t)s->count, sizeof(struct entry *), by_name);
	return check_cover(s, e);
}

/* --- the header ----------------------------------------------------------- */

/* Upper bound of the values in a JSON text, counted before any is made. */
static size_t count_values(const char *text, size_t length)
{
	size_t values = 1;
	bool quoted = false;

	for (size_t i = 0; i < length; i++)
		if (quoted && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted &&
			 (text[i] == ',' || text[i] == '[' || text[i] == '{'))
			values++;
	return values;
}

static bool parse_header(struct safetensors *s, const char *text, size_t length,
			 struct err *e)
{
	json_error_t reason;

	if (count_values(text, length) > VALUES_MAX)
		return err_set(e, ERR_INPUT,
			       "its header has more than %d "
			       "values",
			       VALUES_MAX);
	s->header = json_loadb(
		text, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &reason);
	if (!s->header)
		return refuse_json(e, &reason);
	s->meta = json_object_get(s->header, metadata_key);
	return check_meta(s->meta, e) && reserve_entries(s, e) &&
	       read_entries(s, e);
}

static bool is_another_kind(const unsigned char *first, size_t length,
			    struct err *e)
{
	const char *kind = safetensors_other_kind(first, length);

	return kind && !err_set(e, ERR_INPUT,
				"it is no safetensors file but "
				"%s",
				kind);
}

/* Judges by the first bytes and the file's size whether there is a header, and
 * finds where the data begins. */
static bool judge(struct safetensors *s, const unsigned char *first, size_t n,
		  struct err *e)
{
	uint64_t stated = 0;

	if (!s->length)
		return err_set(e, ERR_INPUT, "it is empty");
	if (n > LENGTH_BYTES)
		memcpy(&stated, first, LENGTH_BYTES);
	stated = le64toh(stated);
	if (n > LENGTH_BYTES && first[LENGTH_BYTES] == '{' && stated > 0 &&
	    stated <= s->length - LENGTH_BYTES && stated <= HEADER_MAX) {
		s->data_at = LENGTH_BYTES + stated;
		s->size = s->length - s->data_at;
		return stated <= HEADER_FREE + s->size ||
		       err_set(e, ERR_INPUT,
			       "its header of %" PRIu64 " bytes "
			       "is too long for so little data",
			       stated);
	}
	if (is_another_kind(first, n, e))
		return false;
	if (n <= LENGTH_BYTES)
		return err_set(e, ERR_INPUT,
			       "it is too short (%" PRIu64 " bytes)",
			       s->length);
	if (stated > HEADER_MAX)
		return err_set(e, ERR_INPUT,
			       "it is no safetensors file (a "
			       "header of %" PRIu64 " bytes)",
			       stated);
	if (stated > s->length - LENGTH_BYTES)
		return err_set(e, ERR_INPUT,
			       "it is cut off: the header has "
			       "%" PRIu64 " bytes, the file %" PRIu64,
			       stated, s->length);
	return err_set(e, ERR_INPUT,
		       "it is no safetensors file (no JSON header)");
}

static bool read_header(struct safetensors *s, struct err *e)
{
	unsigned char first[FIRST_BYTES];
	const size_t n = s->length < sizeof first ? s->length : sizeof first;
	size_t length;
	char *text;
	bool good;

	if (!safetensors_read_file(s, 0, first, n, e) || !judge(s, first, n, e))
		return false;
	length = s->data_at - LENGTH_BYTES;
	text = malloc(length);
	if (!text)
		return err_memory(e, "the header");
	good = safetensors_read_file(s, LENGTH_BYTES, text, length, e) &&
	       parse_header(s, text, length, e);
	free(text);
	return good;
}

/* Takes it over, even if it fails. */
static struct safetensors *with_header(struct safetensors *s, struct err *e)
{
	if (read_header(s, e))
		return s;
	safetensors_free(s);
	return NULL;
}

static struct safetensors *open_file(const char *path, struct err *e)
{
	struct safetensors *s;
	struct stat st;
	int fd = path_open(path, e);

	if (fd < 0)
		return NULL;
	s = xcalloc(1, sizeof *s);
	s->fd = fd;
	if (fstat(fd, &st) == 0 && st.st_size >= 0) {
		s->length = (uint64_t)st.st_size;
		s->changed = st.st_mtim;
		return s;
	}
	err_errno(e, ERR_INPUT, "cannot read %s", path);
	safetensors_free(s);
	return NULL;
}

struct safetensors *safetensors_open(const char *path, struct err *e)
{
	struct safetensors *s = open_file(path, e);
	struct err reason;

	if (!s)
		return NULL;
	s = with_header(s, &reason);
	if (!s)
		err_set(e, reason.kind, "%s: %s", path, reason.text);
	return s;
}

struct safetensors *safetensors_parse(const void *bytes, size_t length,
				      struct err *e)
{
	struct safetensors *s = xcalloc(1, sizeof *s);

	s->fd = -1;
	s->length = length;
	s->memory = malloc(length ? length : 1);
	if (!s->memory) {
		err_memory(e, "the tensors");
		safetensors_free(s);
		return NULL;
	}
	if (length)
		memcpy(s->memory, bytes, length);
	return with_header(s, e);
}

void safetensors_free(struct safetensors *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	for (int i = 0; i < s->count; i++)
		free(s->entry[i].kept);
	json_decref(s->header);
	free(s->by_name);
	free(s->entry);
	free(s->memory);
	free(s);
}

int safetensors_count(const struct safetensors *s) { return s->count; }

const struct tensor *safetensors_at(const struct safetensors *s, int i)
{
	return &s->entry[i].tensor;
}

uint64_t safetensors_bytes(const struct safetensors *s, int i)
{
	return s->entry[i].end - s->entry[i].tensor.offset;
}

static int is_named(const void *name, const void *at)
{
	const struct entry *const *entry = at;

	return strcmp(name, (*entry)->tensor.name);
}

const struct tensor *safetensors_find(const struct safetensors *s,
				      const char *name)
{
	const struct entry *const *at =
		bsearch(name, s->by_name, (size_t)s->count,
			sizeof(struct entry *), is_named);

	return at ? &(*at)->tensor : NULL;
}
