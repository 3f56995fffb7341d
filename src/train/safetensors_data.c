/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors_data.c: the values of a tensor file, read on demand or all at
 * once, in bounded memory. */
#include "config.h"

#include "train/safetensors_private.h"

#include "base/path.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { BLOCK = 1 << 16 }; /* bytes; whole elements of any type */

static const int element_size[] = {
	[DTYPE_F32] = 4, [DTYPE_F64] = 8,  [DTYPE_I64] = 8,
	[DTYPE_F16] = 2, [DTYPE_BF16] = 2, [DTYPE_OTHER] = 1,
};

static uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }

/* --- bytes ---------------------------------------------------------------- */

bool safetensors_read_file(const struct safetensors *s, uint64_t at,
			   void *bytes, size_t length, struct err *e)
{
	assert(at <= s->length && length <= s->length - at);
	if (s->fd < 0) {
		if (length)
			memcpy(bytes, s->memory + at, length);
		return true;
	}
	if (read_at(s->fd, bytes, length, at))
		return true;
	return errno ? err_errno(e, ERR_INPUT, "it cannot be read")
		     : err_set(e, ERR_INPUT,
			       "it was cut off while it was "
			       "read");
}

bool safetensors_read(const struct safetensors *s, uint64_t at, void *bytes,
		      size_t length, struct err *e)
{
	return safetensors_read_file(s, s->data_at + at, bytes, length, e);
}

bool safetensors_is_unchanged(const struct safetensors *s, struct err *e)
{
	struct stat st;

	if (s->fd < 0)
		return true;
	if (fstat(s->fd, &st) == 0 && (uint64_t)st.st_size == s->length &&
	    st.st_mtim.tv_sec == s->changed.tv_sec &&
	    st.st_mtim.tv_nsec == s->changed.tv_nsec)
		return true;
	return err_set(e, ERR_INPUT, "it changed while it was read");
}

static uint32_t add_crc(uint32_t crc, const unsigned char *bytes, size_t n)
{
	return n ? (uint32_t)crc32_z(crc, bytes, n) : crc;
}

/* --- loading -------------------------------------------------------------- */

static struct entry *entry_of(const struct safetensors *s,
			      const struct tensor *t)
{
	return &s->entry[(const struct entry *)t - s->entry];
}

void safetensors_want(struct safetensors *s, const struct tensor *t)
{
	entry_of(s, t)->wanted = true;
}

bool safetensors_is_wanted(const struct safetensors *s, const struct tensor *t)
{
	return entry_of(s, t)->wanted;
}

static bool keep(const struct safetensors *s, struct entry *entry,
		 struct err *e)
{
	const uint64_t n = entry->end - entry->tensor.offset;

	if (!entry->kept)
		entry->kept = malloc(n ? n : 1);
	return entry->kept ? safetensors_read(s, entry->tensor.offset,
					      entry->kept, n, e)
			   : err_memory(e, "the tensors");
}

/* Adds the bytes that are not kept to the CRC. */
static bool pass_by(const struct safetensors *s, const struct entry *entry,
		    uint32_t *crc, struct err *e)
{
	unsigned char block[BLOCK];
	uint64_t at = entry->tensor.offset;

	while (at < entry->end) {
		const size_t n = smaller(sizeof block, entry->end - at);

		if (!safetensors_read(s, at, block, n, e))
			return false;
		*crc = add_crc(*crc, block, n);
		at += n;
	}
	return true;
}

bool safetensors_load(struct safetensors *s, uint32_t *crc, struct err *e)
{
	uint32_t sum = add_crc(0, NULL, 0);

	for (int i = 0; i < s->count; i++) {
		struct entry *entry = &s->entry[i];

		if (entry->wanted ? !keep(s, entry, e)
				  : crc && !pass_by(s, entry, &sum, e))
			return false;
		if (entry->wanted)
			sum = add_crc(sum, entry->kept,
				      entry->end - entry->tensor.offset);
	}
	if (crc)
		*crc = sum;
	return safetensors_is_unchanged(s, e);
}

/* --- values --------------------------------------------------------------- */

static uint64_t load64(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return le64toh(word);
}

static uint32_t load32(const unsigned char *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof word);
	return le32toh(word);
}

static uint32_t load16(const unsigned char *at)
{
	uint16_t word;

	memcpy(&word, at, sizeof word);
	return le16toh(word);
}

static double as_f64(uint64_t word)
{
	double x;

	memcpy(&x, &word, sizeof x);
	return x;
}

static double as_f32(uint32_t word)
{
	float x;

	memcpy(&x, &word, sizeof x);
	return (double)x;
}

/* Sign, 5 bits of exponent, 10 of fraction (IEEE 754 binary16). */
static double as_f16(uint32_t half)
{
	const int exponent = half >> 10 & 31, fraction = half & 1023;
	double x = exponent == 31 ? (fraction ? NAN : INFINITY)
		   : exponent     ? ldexp(1024 + fraction, exponent - 25)
				  : ldexp(fraction, -24);

	return half >> 15 ? -x : x;
}

bool safetensors_decode(enum dtype dtype, const unsigned char *at, double *x)
{
	switch (dtype) {
	case DTYPE_F32: *x = as_f32(load32(at)); return true;
	case DTYPE_F64: *x = as_f64(load64(at)); return true;
	case DTYPE_F16: *x = as_f16(load16(at)); return true;
	/* The upper half of a float. */
	case DTYPE_BF16: *x = as_f32(load16(at) << 16); return true;
	default: return false;
	}
}

static bool within(const struct tensor *t, int64_t first, int64_t count)
{
	return first >= 0 && count >= 0 && first <= t->count &&
	       count <= t->count - first;
}

/* Elements from `first`, as many of `count` as `block` takes: their address, or
 * NULL. */
static const unsigned char *elements(const struct safetensors *s,
				     const struct tensor *t, int64_t first,
				     int64_t count, unsigned char *block,
				     int64_t *got)
{
	const int size = element_size[t->dtype];
	const unsigned char *kept = entry_of(s, t)->kept;
	struct err ignored;

	if (kept) {
		*got = count;
		return kept + size * first;
	}
	*got = (int64_t)smaller((uint64_t)count, (uint64_t)(BLOCK / size));
	return safetensors_read(s, t->offset + (uint64_t)(size * first), block,
				(size_t)(size * *got), &ignored)
		       ? block
		       : NULL;
}

bool safetensors_doubles(const struct safetensors *s, const struct tensor *t,
			 int64_t first, int64_t count, double *out)
{
	unsigned char block[BLOCK];
	const unsigned char *at;
	int64_t got;

	if (!within(t, first, count) || t->dtype == DTYPE_I64 ||
	    t->dtype == DTYPE_OTHER)
		return false;
	for (; count > 0; count -= got, first += got, out += got) {
		at = elements(s, t, first, count, block, &got);
		if (!at)
			return false;
		for (int64_t i = 0; i < got; i++)
			safetensors_decode(t->dtype,
					   at + element_size[t->dtype] * i,
					   &out[i]);
	}
	return true;
}

bool safetensors_ints(const struct safetensors *s, const struct tensor *t,
		      int64_t first, int64_t count, int64_t *out)
{
	unsigned char block[BLOCK];
	const unsigned char *at;
	int64_t got;

	if (!within(t, first, count) || t->dtype != DTYPE_I64)
		return false;
	for (; count > 0; count -= got, first += got, out += got) {
		at = elements(s, t, first, count, block, &got);
		if (!at)
			return false;
		for (int64_t i = 0; i < got; i++)
			out[i] = (int64_t)load64(at + 8 * i);
	}
	return true;
}

/* --- looking through ------------------------------------------------------ */

static bool is_finite(const struct tensor *t, const unsigned char *bytes,
		      size_t n)
{
	const size_t size = (size_t)element_size[t->dtype];
	double x;

	for (size_t i = 0; i + size <= n; i += size)
		if (safetensors_decode(t->dtype, bytes + i, &x) && !isfinite(x))
			return false;
	return true;
}

static void look_at(struct safetensors_scan *scan, const struct entry *entry,
		    const unsigned char *bytes, size_t n)
{
	const struct tensor **first = entry->wanted ? &scan->wanted
						    : &scan->unused;
	const char *except = scan->except;

	if (!*first &&
	    !(except && !strncmp(entry->tensor.name, except, strlen(except))) &&
	    !is_finite(&entry->tensor, bytes, n))
		*first = &entry->tensor;
}

bool safetensors_scan(const struct safetensors *s,
		      struct safetensors_scan *scan, bool *more, struct err *e)
{
	unsigned char block[BLOCK];
	const struct entry *entry;
	size_t n;

	while (scan->next < s->count && scan->at == s->entry[scan->next].end)
		scan->next++;
	*more = scan->next < s->count;
	if (!*more)
		return safetensors_is_unchanged(s, e);
	entry = &s->entry[scan->next];
	n = smaller(sizeof block, entry->end - scan->at);
	if (!safetensors_read(s, scan->at, block, n, e))
		return false;
	look_at(scan, entry, block, n);
	scan->crc = add_crc(scan->crc, block, n);
	scan->at += n;
	return true;
}
