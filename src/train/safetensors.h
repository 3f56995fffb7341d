/* safetensors.h: reading and writing tensor files in the safetensors format:
 * 8-byte little-endian header length, JSON header padded with spaces to a
 * multiple of 8, tensors without holes, nothing after them.
 *
 * Reading trusts nothing: every length is checked before use, names, shapes and
 * offsets are checked against each other and against the file's size before any
 * data is read.  Values cross as double or int64_t (I64); F16 and BF16 widen
 * exactly.  One thread at a time.
 *
 * Files written here have two checksums in their metadata, as decimal numbers:
 * "data_crc32", the CRC-32 (zlib's) of the data part, and "metadata_crc32",
 * that of all other keys of the metadata, data_crc32 among them: in the byte
 * order of the keys, each as its UTF-8 bytes, a NUL, the UTF-8 bytes of its
 * value, a NUL. */
#ifndef TRAIN_SAFETENSORS_H
#define TRAIN_SAFETENSORS_H

#include "base/err.h"
#include <jansson.h>
#include <stdint.h>

/* DTYPE_OTHER: bytes, booleans and so on; listed, but cannot be read. */
enum dtype {
	DTYPE_F32,
	DTYPE_F64,
	DTYPE_I64, /* these can be put as well */
	DTYPE_F16,
	DTYPE_BF16,
	DTYPE_OTHER
};
enum { TENSOR_RANK_MAX = 8 };

struct tensor {
	const char *name; /* owned by the file it was read from */
	enum dtype dtype;
	int rank;
	int64_t shape[TENSOR_RANK_MAX];
	int64_t count;   /* elements */
	uint64_t offset; /* of its first byte in the data */
};

/* --- reading ---------------------------------------------------------- */

struct safetensors;
/* Reads only the header; the file stays open.  ERR_INPUT with the reason if it
 * is not a file of this format (and what it is instead, if its first bytes
 * tell); a type that cannot be read is refused only when read. */
struct safetensors *safetensors_open(const char *path, struct err *) NODISCARD;
/* The same from memory (for tests and fuzzing); bytes are copied. */
struct safetensors *safetensors_parse(const void *bytes, size_t length,
				      struct err *) NODISCARD;
void safetensors_free(struct safetensors *);
int safetensors_count(const struct safetensors *);
const struct tensor *safetensors_at(const struct safetensors *, int i);
const struct tensor *safetensors_find(const struct safetensors *,
				      const char *name);
/* Marks a tensor for safetensors_load(). */
void safetensors_want(struct safetensors *, const struct tensor *);
bool safetensors_is_wanted(const struct safetensors *, const struct tensor *);
/* Loads the wanted tensors, so that reading them cannot fail any more. With
 * `crc` reads the rest in blocks, too, and computes the CRC-32 of the data
 * part.  A file that changes meanwhile is ERR_INPUT. */
bool safetensors_load(struct safetensors *, uint32_t *crc,
		      struct err *) NODISCARD;
/* Copies `count` elements from element `first`.  False: another type, or, if
 * the tensor is not loaded, the file cannot be read. */
bool safetensors_doubles(const struct safetensors *, const struct tensor *,
			 int64_t first, int64_t count, double *out) NODISCARD;
bool safetensors_ints(const struct safetensors *, const struct tensor *,
		      int64_t first, int64_t count, int64_t *out) NODISCARD;
uint64_t safetensors_bytes(const struct safetensors *, int i);
/* A metadata text with its length (it may hold NUL), or NULL. */
const char *safetensors_meta(const struct safetensors *, const char *key,
			     size_t *length);
/* False if the metadata states a CRC and has another. */
bool safetensors_meta_is_sound(const struct safetensors *);

/* A walk over all values in slices of time; zero at first.  Nothing is kept. */
struct safetensors_scan {
	int next;           /* tensor */
	uint64_t at;        /* bytes of the data part so far */
	uint32_t crc;       /* of those */
	const char *except; /* names with this prefix may have any value */
	const struct tensor *wanted, *unused; /* the first of each kind with a
						 value that is not finite */
};
/* Reads one more block; *more tells whether there is another. */
bool safetensors_scan(const struct safetensors *, struct safetensors_scan *,
		      bool *more, struct err *) NODISCARD;

/* --- writing ---------------------------------------------------------- */

/* Tensors are laid out in the order they are put; then the file is written
 * atomically.  Keys of the metadata are written in sorted order, so the same
 * content gives the same bytes. */
struct safetensors_writer;
struct json_t; /* jansson's */
struct safetensors_writer *safetensors_writer_new(void);
void safetensors_writer_free(struct safetensors_writer *);
void safetensors_put_meta(struct safetensors_writer *, const char *key,
			  const char *value, size_t length);
void safetensors_put_text(struct safetensors_writer *, const char *key,
			  const char *value);
void safetensors_put_whole(struct safetensors_writer *, const char *key,
			   int64_t value);
/* The text put under that key so far, or NULL. */
const char *safetensors_writer_meta(const struct safetensors_writer *,
				    const char *key);
/* Takes `json` over; ERR_RESOURCE: without memory for its text. */
bool safetensors_put_json(struct safetensors_writer *, const char *key,
			  struct json_t *json, struct err *) NODISCARD;
/* Begins a tensor; its elements follow by any number of puts, in row-major
 * order.  False (ERR_RESOURCE) if memory is out. */
bool safetensors_put(struct safetensors_writer *, const char *name, enum dtype,
		     int rank, const int64_t *shape, struct err *) NODISCARD;
void safetensors_put_doubles(struct safetensors_writer *, const double *,
			     int64_t n);
void safetensors_put_ints(struct safetensors_writer *, const int64_t *,
			  int64_t n);
/* Adds metadata "data_crc32" and "metadata_crc32" and writes the file. */
bool safetensors_write(struct safetensors_writer *, const char *path,
		       struct err *) NODISCARD;

#endif
