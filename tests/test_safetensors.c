/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_safetensors.c: the tensor files: written values come back, damaged files
 * are refused. */
#include "config.h"

#include "base/path.h"
#include "base/util.h"
#include "train/safetensors.h"

#include <endian.h>
#include <fcntl.h>
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

enum { FILE_MAX = 1 << 16, FLIPS = 10000 };

struct image {
	unsigned char bytes[FILE_MAX];
	size_t length;
};

struct fixture {
	char folder[32];
	char path[64];
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	strcpy(f->folder, "test_safetensors.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof f->path, "%s/x.safetensors", f->folder);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	assert_int_equal(rmdir(f->folder), 0);
	free(f);
	return 0;
}

/* A file with this header (padded as the format asks) and `data` zero bytes. */
static void make_image(struct image *image, const char *header, size_t data)
{
	size_t n = (strlen(header) + 7) / 8 * 8;
	uint64_t stated = htole64(n);

	memset(image->bytes, 0, sizeof image->bytes);
	memset(image->bytes + 8, ' ', n);
	memcpy(image->bytes, &stated, 8);
	memcpy(image->bytes + 8, header, strlen(header));
	image->length = 8 + n + data;
	assert_true(image->length <= FILE_MAX);
}

static void read_image(struct image *image, const char *path)
{
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	image->length = fread(image->bytes, 1, FILE_MAX, file);
	fclose(file);
}

static struct safetensors_writer *make_writer(void)
{
	static const double a[6] = { 1, -2.5, 0.1, 1e30, -0.0, 3 };
	static const int64_t shape[2] = { 2, 3 }, none[1] = { 0 };
	static const int64_t words[2] = { INT64_MIN, INT64_MAX };
	struct safetensors_writer *w = safetensors_writer_new();
	struct err e;

	assert_true(safetensors_put(w, "wide", DTYPE_F64, 2, shape, &e));
	safetensors_put_doubles(w, a, 2);
	safetensors_put_doubles(w, a + 2, 4);
	assert_true(safetensors_put(w, "empty", DTYPE_F32, 1, none, &e));
	assert_true(safetensors_put(w, "narrow", DTYPE_F32, 2, shape, &e));
	safetensors_put_doubles(w, a, 6);
	assert_true(safetensors_put(w, "scalar", DTYPE_F64, 0, NULL, &e));
	safetensors_put_doubles(w, a + 2, 1);
	assert_true(safetensors_put(w, "words", DTYPE_I64, 1, (int64_t[]){ 2 },
				    &e));
	safetensors_put_ints(w, words, 2);
	return w;
}

static void check_values(const struct safetensors *s)
{
	const struct tensor *wide = safetensors_find(s, "wide");
	const struct tensor *narrow = safetensors_find(s, "narrow");
	const struct tensor *words = safetensors_find(s, "words");
	double x[6];
	int64_t n[2];

	assert_int_equal(safetensors_count(s), 5);
	assert_int_equal(wide->rank, 2);
	assert_int_equal(wide->shape[1], 3);
	assert_int_equal(safetensors_find(s, "scalar")->rank, 0);
	assert_int_equal(safetensors_find(s, "scalar")->count, 1);
	assert_int_equal(safetensors_find(s, "empty")->count, 0);
	assert_true(safetensors_doubles(s, wide, 0, 6, x));
	assert_true(x[2] == 0.1 && x[3] == 1e30 && signbit(x[4]));
	assert_true(safetensors_doubles(s, wide, 4, 2, x));
	assert_true(x[1] == 3);
	assert_true(safetensors_doubles(s, narrow, 0, 6, x));
	assert_true(x[1] == -2.5 && x[2] == (double)0.1f);
	assert_true(safetensors_ints(s, words, 0, 2, n));
	assert_true(n[0] == INT64_MIN && n[1] == INT64_MAX);
}

static void what_is_written_comes_back(void **state)
{
	const struct fixture *f = *state;
	struct safetensors_writer *w = make_writer();
	struct safetensors *s;
	struct err e;

	assert_true(safetensors_write(w, f->path, &e));
	safetensors_writer_free(w);
	s = safetensors_open(f->path, &e);
	assert_non_null(s);
	check_values(s);
	safetensors_free(s);
}

static void a_read_beyond_or_of_another_type_is_false(void **state)
{
	const struct fixture *f = *state;
	struct safetensors_writer *w = make_writer();
	struct safetensors *s;
	double x[8];
	int64_t n[8];
	struct err e;

	assert_true(safetensors_write(w, f->path, &e));
	safetensors_writer_free(w);
	s = safetensors_open(f->path, &e);
	assert_non_null(s);
	assert_false(
		safetensors_doubles(s, safetensors_find(s, "wide"), 3, 4, x));
	assert_false(
		safetensors_doubles(s, safetensors_find(s, "wide"), -1, 1, x));
	assert_false(
		safetensors_doubles(s, safetensors_find(s, "words"), 0, 1, x));
	assert_false(safetensors_ints(s, safetensors_find(s, "wide"), 0, 1, n));
	assert_null(safetensors_find(s, "nothing"));
	safetensors_free(s);
}

static void metadata_may_hold_any_character(void **state)
{
	static const char text[] = "a\0b\n\"\\\xe2\x80\xae\xf0\x9f\x98\x80";
	const struct fixture *f = *state;
	struct safetensors_writer *w = make_writer();
	struct safetensors *s;
	struct image *image = xmalloc(sizeof *image);
	const char *back;
	size_t length;
	struct err e;

	safetensors_put_meta(w, "key", text, sizeof text - 1);
	assert_true(safetensors_write(w, f->path, &e));
	safetensors_writer_free(w);
	s = safetensors_open(f->path, &e);
	assert_non_null(s);
	back = safetensors_meta(s, "key", &length);
	assert_int_equal(length, sizeof text - 1);
	assert_memory_equal(back, text, length);
	assert_null(safetensors_meta(s, "wide", &length));
	safetensors_free(s);
	/* Nothing in the header can steer a terminal. */
	read_image(image, f->path);
	for (size_t i = 8; i < image->length - 96; i++)
		assert_in_range(image->bytes[i], ' ', '~');
	free(image);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
	const struct fixture *f = *state;
	struct safetensors_writer *w = make_writer();
	struct err e;

	safetensors_put_meta(w, "key", "\xff", 1);
	assert_false(safetensors_write(w, f->path, &e));
	assert_int_equal(e.kind, ERR_RESOURCE);
	assert_int_not_equal(access(f->path, F_OK), 0);
	safetensors_writer_free(w);
}

/* Metadata put in another order gives the same bytes. */
static void the_same_content_is_the_same_bytes(void **state)
{
	static const char *const key[2][3] = { { "b", "a", "c" },
					       { "c", "b", "a" } };
	const struct fixture *f = *state;
	struct image *image = xcalloc(2, sizeof *image);
	struct err e;

	for (int i = 0; i < 2; i++) {
		struct safetensors_writer *w = make_writer();

		for (int k = 0; k < 3; k++)
			safetensors_put_meta(w, key[i][k], key[i][k], 1);
		assert_true(safetensors_write(w, f->path, &e));
		safetensors_writer_free(w);
		read_image(&image[i], f->path);
	}
	assert_int_equal(image[0].length, image[1].length);
	assert_memory_equal(image[0].bytes, image[1].bytes, image[0].length);
	free(image);
}

static void data_begins_at_a_multiple_of_8_whatever_the_header(void **state)
{
	const struct fixture *f = *state;
	struct image *image = xmalloc(sizeof *image);
	char name[10] = "";
	struct err e;

	for (int i = 0; i < 9; i++) {
		struct safetensors_writer *w = make_writer();
		uint64_t header;

		name[i] = 'x';
		safetensors_put_meta(w, "name", name, strlen(name));
		assert_true(safetensors_write(w, f->path, &e));
		safetensors_writer_free(w);
		read_image(image, f->path);
		memcpy(&header, image->bytes, 8);
		assert_int_equal(le64toh(header) % 8, 0);
		assert_int_equal(image->length, 8 + le64toh(header) + 6 * 8 +
							6 * 4 + 8 + 2 * 8);
	}
	free(image);
}

static void the_crc_is_that_of_the_data(void **state)
{
	const struct fixture *f = *state;
	struct safetensors_writer *w = safetensors_writer_new();
	struct safetensors *s;
	double digits;
	size_t length;
	uint32_t crc;
	struct err e;

	/* "123456789" has the CRC cbf43926; here its first 8 bytes. */
	memcpy(&digits, "12345678", 8);
	assert_true(safetensors_put(w, "x", DTYPE_F64, 0, NULL, &e));
	safetensors_put_doubles(w, &digits, 1);
	assert_true(safetensors_write(w, f->path, &e));
	safetensors_writer_free(w);
	s = safetensors_open(f->path, &e);
	assert_non_null(s);
	assert_true(safetensors_load(s, &crc, &e));
	assert_int_equal(crc, 0x9ae0daaf);
	assert_string_equal(safetensors_meta(s, "data_crc32", &length),
			    "2598427311");
	safetensors_free(s);
}

#define TENSOR(dtype, shape, from, to)                                         \
	"{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":[" from \
	"," to "]}"

static void a_header_that_lies_is_refused_with_the_reason(void **state)
{
	static const struct {
		const char *header;
		size_t data;
		const char *reason;
	} row[] = {
		{ "[]", 0, "no JSON header" },
		{ "{", 0, "not JSON" },
		{ "{} {}", 0, "not JSON" },
		{ "{\"\xff\":1}", 0, "not JSON" },
		{ "{}", 1, "1 bytes follow" },
		{ "{\"a\":1}", 0, "\"a\": it is not described" },
		{ "{\"a\":{}}", 0, "no dtype" },
		{ "{\"a\":{\"dtype\":\"F32\"}}", 0, "no shape" },
		{ "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4,
		  "data_offsets" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") ",\"a\":" TENSOR(
			  "F32", "[1]", "4", "8") "}",
		  8, "not JSON" },
		{ "{\"a\":" TENSOR("F32", "[2]", "0", "4") "}", 4, "disagree" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "8") "}", 8, "disagree" },
		{ "{\"a\":" TENSOR("F32", "[1.0]", "0", "4") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[-1]", "0", "4") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[1,\"1\"]", "0", "4") "}", 4,
		  "whole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4.0") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4,4") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") "}", 3, "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "-4", "0") "}", 4, "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "4", "0") "}", 4, "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0",
				   "9223372036854775807") "}",
		  4, "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0",
				   "99999999999999999999") "}",
		  4, "not JSON" },
		{ "{\"a\":" TENSOR("F32", "[1]", "4", "8") "}", 8, "hole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") ",\"b\":" TENSOR(
			  "F32", "[1]", "8", "12") "}",
		  12, "hole" },
		{ "{\"a\":" TENSOR("F32", "[2]", "0", "8") ",\"b\":" TENSOR(
			  "F32", "[2]", "4", "12") "}",
		  12, "overlaps" },
		{ "{\"a\":" TENSOR("F32", "[2]", "0", "8") ",\"b\":" TENSOR(
			  "F32", "[2]", "0", "8") "}",
		  8, "overlaps" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") "}", 8, "follow" },
		{ "{\"a\":" TENSOR("F32", "[4294967296,4294967296]", "0",
				   "0") "}",
		  0, "too large" },
		{ "{\"a\":" TENSOR("F32", "[4611686018427387905]", "0",
				   "4") "}",
		  4, "disagree" },
		{ "{\"a\":" TENSOR("F32", "[1,1,1,1,1,1,1,1,1]", "0", "4") "}",
		  4, "8 dimensions" },
		{ "{\"__metadata__\":[]}", 0, "metadata" },
		{ "{\"__metadata__\":{\"a\":1}}", 0, "metadata" },
		{ "{\"__metadata__\":{\"a\":null}}", 0, "metadata" },
		{ "{\"\xe2\x80\xae\":1}", 0, "\"<U+202E>\"" },
	};
	struct image *image = xmalloc(sizeof *image);
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct safetensors *s;

		make_image(image, row[i].header, row[i].data);
		memset(&e, 0, sizeof e);
		s = safetensors_parse(image->bytes, image->length, &e);
		if (s || !strstr(e.text, row[i].reason))
			fail_msg("%s: %s", row[i].header,
				 s ? "accepted" : e.text);
		assert_int_equal(e.kind, ERR_INPUT);
	}
	free(image);
}

static void good_headers_by_other_programs_are_read(void **state)
{
	static const struct {
		const char *header;
		size_t data;
	} row[] = {
		{ "{}", 0 },
		{ "{\"__metadata__\":{}}", 0 },
		{ "{ \"b\" : " TENSOR("F32", "[1]", "8",
				      "12") ", \"a\": " TENSOR("I64", "[1]",
							       "0", "8") "}",
		  12 },
		{ "{\"a\":" TENSOR("F32", "[0,7]", "0", "0") ",\"b\":" TENSOR(
			  "F32", "[]", "0", "4") "}",
		  4 },
		{ "{\"b\":" TENSOR("F32", "[]", "0", "4") ",\"a\":" TENSOR(
			  "F32", "[0]", "0",
			  "0") ",\"c\":" TENSOR("F32", "[0]", "4", "4") "}",
		  4 },
		{ "{\"a\":" TENSOR("BOOL", "[3]", "0", "3") ",\"b\":" TENSOR(
			  "F64", "[1]", "3", "11") "}",
		  11 },
	};
	struct image *image = xmalloc(sizeof *image);
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct safetensors *s;

		make_image(image, row[i].header, row[i].data);
		s = safetensors_parse(image->bytes, image->length, &e);
		if (!s)
			fail_msg("%s: %s", row[i].header, e.text);
		safetensors_free(s);
	}
	free(image);
}

static void an_unknown_type_is_refused_only_when_read(void **state)
{
	struct image *image = xmalloc(sizeof *image);
	struct safetensors *s;
	double x;
	int64_t n;
	struct err e;

	(void)state;
	make_image(image,
		   "{\"a\":" TENSOR("I16", "[2]", "0", "4") ",\"b\":" TENSOR(
			   "X3", "[5]", "4",
			   "6") ",\"c\":" TENSOR("F32", "[1]", "6", "10") "}",
		   10);
	s = safetensors_parse(image->bytes, image->length, &e);
	assert_non_null(s);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(safetensors_at(s, i)->dtype, DTYPE_OTHER);
		assert_false(
			safetensors_doubles(s, safetensors_at(s, i), 0, 1, &x));
		assert_false(
			safetensors_ints(s, safetensors_at(s, i), 0, 1, &n));
	}
	assert_true(safetensors_doubles(s, safetensors_at(s, 2), 0, 1, &x));
	safetensors_free(s);
	/* A known one must have its size. */
	make_image(image, "{\"a\":" TENSOR("I16", "[3]", "0", "4") "}", 4);
	assert_null(safetensors_parse(image->bytes, image->length, &e));
	free(image);
}

static void header_lengths_that_lie_are_refused(void **state)
{
	static const uint64_t lie[] = { 0,
					1,
					7,
					9,
					100000001,
					1 << 30,
					UINT64_MAX,
					UINT64_MAX - 7,
					(uint64_t)1 << 63,
					UINT32_MAX };
	struct image *image = xmalloc(sizeof *image);
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(lie); i++) {
		uint64_t stated = htole64(lie[i]);

		make_image(image, "{\"__metadata__\":{\"a\":\"\"}}", 0);
		memcpy(image->bytes, &stated, 8);
		assert_null(safetensors_parse(image->bytes, image->length, &e));
		assert_int_equal(e.kind, ERR_INPUT);
	}
	free(image);
}

static void small_image(struct image *image, const char *path)
{
	struct safetensors_writer *w = make_writer();
	struct err e;

	safetensors_put_meta(w, "cell", "lstm", 4);
	assert_true(safetensors_write(w, path, &e));
	safetensors_writer_free(w);
	read_image(image, path);
}

static void every_truncation_is_refused(void **state)
{
	const struct fixture *f = *state;
	struct image *image = xmalloc(sizeof *image);
	struct err e;

	small_image(image, f->path);
	for (size_t n = 0; n < image->length; n++) {
		/* Exactly sized, so that a sanitizer sees one byte more. */
		unsigned char *cut = xmalloc(n ? n : 1);

		memcpy(cut, image->bytes, n);
		assert_null(safetensors_parse(cut, n, &e));
		assert_int_equal(e.kind, ERR_INPUT);
		free(cut);
	}
	free(image);
}

static void assert_same_shapes(const struct safetensors *a,
			       const struct safetensors *b)
{
	assert_int_equal(safetensors_count(a), safetensors_count(b));
	for (int i = 0; i < safetensors_count(a); i++) {
		const struct tensor *x = safetensors_at(a, i);
		const struct tensor *y = safetensors_at(b, i);

		assert_int_equal(x->rank, y->rank);
		assert_int_equal(x->offset, y->offset);
		assert_int_equal(x->count, y->count);
		for (int k = 0; k < x->rank; k++)
			assert_int_equal(x->shape[k], y->shape[k]);
	}
}

static void flipped_bits_are_refused_or_keep_the_shapes(void **state)
{
	const struct fixture *f = *state;
	struct image *image = xmalloc(sizeof *image);
	struct safetensors *good;
	int refused = 0;
	struct err e;

	small_image(image, f->path);
	good = safetensors_parse(image->bytes, image->length, &e);
	assert_non_null(good);
	srandom(1);
	for (int i = 0; i < FLIPS; i++) {
		size_t at = (size_t)random() % image->length;
		int bit = 1 << random() % 8;
		struct safetensors *s;

		image->bytes[at] ^= (unsigned char)bit;
		s = safetensors_parse(image->bytes, image->length, &e);
		image->bytes[at] ^= (unsigned char)bit;
		if (s)
			assert_same_shapes(good, s);
		else
			refused++;
		safetensors_free(s);
	}
	assert_in_range(refused, FLIPS / 10, FLIPS);
	safetensors_free(good);
	free(image);
}

/* --- files, not images ---------------------------------------------------- */

static void write_file(const char *path, const void *bytes, size_t length,
		       off_t size)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
	assert_int_equal(truncate(path, size), 0);
}

static void what_is_another_kind_of_file_is_named(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *reason;
	} row[] = {
#define BYTES(s) s, sizeof s - 1
		{ BYTES(""), "it is empty" },
		{ BYTES("{}"), "too short" },
		{ BYTES("PK\3\4................net/data.pkl......"),
		  "safetensors.torch.save_file" },
		{ BYTES("PK\3\4................weight.npy........"),
		  "NumPy archive" },
		{ BYTES("PK\3\4................letter.txt........"), "zip" },
		{ BYTES("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a"
			"\xa8\x50\x19.\x80\x02M\xe9\x03."),
		  "old PyTorch" },
		{ BYTES("\x80\x04\x95\0\0\0\0\0\0\0."), "pickle" },
		{ BYTES("\x93NUMPY\1\0v\0{'descr'"), "NumPy array" },
		{ BYTES("version https://git-lfs.github.com/spec/v1\noid"),
		  "git lfs pull" },
		{ BYTES("\x1f\x8b\x08\0\0\0\0\0\0\3"), "gzip" },
		{ BYTES("\x89HDF\r\n\x1a\n\0\0\0\0\0\0"), "HDF5" },
#undef BYTES
	};
	const struct fixture *f = *state;
	struct err e;

	for (size_t i = 0; i < LENGTH(row); i++) {
		write_file(f->path, row[i].bytes, row[i].length,
			   (off_t)row[i].length);
		assert_null(safetensors_open(f->path, &e));
		if (!strstr(e.text, row[i].reason) || !strstr(e.text, f->path))
			fail_msg("row %zu: %s", i, e.text);
		assert_int_equal(e.kind, ERR_INPUT);
	}
}

static long calls;

static bool count_reads(enum io_call call)
{
	calls += call == IO_READ;
	return false;
}

/* A file that is mostly hole takes no space on the disk; a gigabyte read would
 * be thousands of calls. */
static void a_large_file_is_judged_by_its_header(void **state)
{
	static const struct {
		const char *header, *reason; /* NULL: it is good */
	} row[] = {
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4000000000") "}",
		  "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") "}", "follow" },
		{ "{\"a\":" TENSOR("F32", "[268435456]", "0", "1073741824") "}",
		  NULL },
	};
	const struct fixture *f = *state;
	struct image *image = xmalloc(sizeof *image);
	struct err e;

	io_fault = count_reads;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct safetensors *s;

		make_image(image, row[i].header, 0);
		write_file(f->path, image->bytes, image->length,
			   (off_t)image->length + (1 << 30));
		calls = 0;
		s = safetensors_open(f->path, &e);
		if (row[i].reason ? s || !strstr(e.text, row[i].reason) : !s)
			fail_msg("row %zu: %s", i, s ? "accepted" : e.text);
		assert_in_range(calls, 1, 4);
		safetensors_free(s);
	}
	io_fault = NULL;
	free(image);
}

/* Tensors that are neither wanted nor part of a CRC are not read. */
static void only_what_is_wanted_is_loaded(void **state)
{
	const struct fixture *f = *state;
	struct image *image = xmalloc(sizeof *image);
	struct safetensors *s;
	double x[2] = { 0 };
	struct err e;

	make_image(image,
		   "{\"a\":" TENSOR(
			   "F32", "[268435456]", "0",
			   "1073741824") ",\"b\":" TENSOR("F64", "[2]",
							  "1073741824",
							  "1073741840") "}",
		   0);
	write_file(f->path, image->bytes, image->length,
		   (off_t)image->length + (1 << 30) + 16);
	s = safetensors_open(f->path, &e);
	assert_non_null(s);
	safetensors_want(s, safetensors_find(s, "b"));
	assert_true(safetensors_is_wanted(s, safetensors_find(s, "b")));
	assert_false(safetensors_is_wanted(s, safetensors_find(s, "a")));
	io_fault = count_reads;
	calls = 0;
	assert_true(safetensors_load(s, NULL, &e));
	assert_int_equal(calls, 1);
	assert_true(safetensors_doubles(s, safetensors_find(s, "b"), 0, 2, x));
	assert_int_equal(calls, 1);
	io_fault = NULL;
	safetensors_free(s);
	free(image);
}

static void a_file_that_changes_while_it_is_read_is_refused(void **state)
{
	const struct fixture *f = *state;
	struct image *image = xmalloc(sizeof *image);
	const struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	struct err e;

	small_image(image, f->path);
	for (int change = 0; change < 3; change++) {
		struct safetensors *s;
		uint32_t crc;

		write_file(f->path, image->bytes, image->length,
			   (off_t)image->length);
		s = safetensors_open(f->path, &e);
		assert_non_null(s);
		safetensors_want(s, safetensors_find(s, "words"));
		if (change == 0)
			assert_int_equal(truncate(f->path, 300), 0);
		else if (change == 1)
			assert_int_equal(truncate(f->path, 1 << 16), 0);
		else
			assert_int_equal(utimensat(AT_FDCWD, f->path, old, 0),
					 0);
		assert_false(safetensors_load(s, &crc, &e));
		assert_int_equal(e.kind, ERR_INPUT);
		safetensors_free(s);
	}
	free(image);
}

/* A megabyte of JSON that would be a hundred of objects. */
static void a_header_of_too_many_values_is_refused(void **state)
{
	enum { VALUES = 1000001 };
	char *text = xmalloc(3 * VALUES + 64);
	uint64_t *length = (uint64_t *)(void *)text;
	char *at = text + 8;
	struct err e;

	(void)state;
	at = stpcpy(at, "{\"a\":[");
	for (int i = 0; i < VALUES; i++)
		at = stpcpy(at, "{},");
	at = stpcpy(at - 1, "]}");
	*length = htole64((uint64_t)(at - text - 8));
	assert_null(safetensors_parse(text, (size_t)(at - text), &e));
	assert_non_null(strstr(e.text, "1000000 values"));
	free(text);
}

static void a_long_header_must_have_data_to_describe(void **state)
{
	const size_t header = (16 << 20) + 64;
	const struct fixture *f = *state;
	char *text = xmalloc(header + 8);
	uint64_t stated = htole64(header);
	struct err e;

	memcpy(text, &stated, 8);
	memset(text + 8, ' ', header);
	memcpy(text + 8, "{}", 2);
	assert_null(safetensors_parse(text, header + 8, &e));
	assert_non_null(strstr(e.text, "too long for so little data"));
	write_file(f->path, text, header + 8, (off_t)header + 8 + 64);
	assert_null(safetensors_open(f->path, &e));
	assert_non_null(strstr(e.text, "64 bytes follow"));
	free(text);
}

/* In the order of names as in that of the data. */
static void each_of_many_tensors_is_found(void **state)
{
	enum { MANY = 3000 };
	const struct fixture *f = *state;
	struct safetensors_writer *w = safetensors_writer_new();
	struct safetensors *s;
	char name[16];
	struct err e;

	for (int i = 0; i < MANY; i++) {
		const double x = i;

		snprintf(name, sizeof name, "x%d", i * 7919 % MANY);
		assert_true(safetensors_put(w, name, DTYPE_F64, 0, NULL, &e));
		safetensors_put_doubles(w, &x, 1);
	}
	assert_true(safetensors_write(w, f->path, &e));
	safetensors_writer_free(w);
	s = safetensors_open(f->path, &e);
	assert_non_null(s);
	assert_int_equal(safetensors_count(s), MANY);
	for (int i = 0; i < MANY; i++) {
		double x;

		snprintf(name, sizeof name, "x%d", i * 7919 % MANY);
		assert_non_null(safetensors_find(s, name));
		assert_true(safetensors_doubles(s, safetensors_find(s, name), 0,
						1, &x));
		assert_true(x == i);
	}
	assert_null(safetensors_find(s, "x"));
	assert_null(safetensors_find(s, "x3000"));
	safetensors_free(s);
}

/* --- half precision ------------------------------------------------------- */

/* Every half and every bfloat, by arithmetic of another kind than the
 * reader's: their bits moved into those of a float. */
static float wider(uint32_t half, bool brain)
{
	uint32_t word = half << 16;
	float x;

	if (!brain && (half >> 10 & 31) == 31)
		word = (half & 0x8000) << 16 | 0x7f800000 | (half & 1023) << 13;
	else if (!brain) /* the exponent's bias is 112 less */
		word = (half & 0x8000) << 16 | (half & 0x7fff) << 13;
	memcpy(&x, &word, sizeof x);
	return brain || (half >> 10 & 31) == 31 ? x : x * 0x1p112f;
}

static void halves_widen_exactly(void **state)
{
	static const char *const header[2] = {
		"{\"a\":" TENSOR("F16", "[65536]", "0", "131072") "}",
		"{\"a\":" TENSOR("BF16", "[65536]", "0", "131072") "}",
	};
	unsigned char *bytes = xmalloc(131072 + 128);
	double *x = xcalloc(65536, sizeof *x);

	(void)state;
	for (int brain = 0; brain < 2; brain++) {
		const size_t n = (strlen(header[brain]) + 7) / 8 * 8;
		const uint64_t stated = htole64(n);
		struct safetensors *s;
		struct err e;

		memset(bytes, ' ', 8 + n);
		memcpy(bytes, &stated, 8);
		memcpy(bytes + 8, header[brain], strlen(header[brain]));
		for (int i = 0; i < 131072; i++)
			bytes[8 + n + (size_t)i] =
				(unsigned char)(i % 2 ? i / 2 >> 8 : i / 2);
		s = safetensors_parse(bytes, 8 + n + 131072, &e);
		assert_non_null(s);
		assert_true(safetensors_doubles(s, safetensors_at(s, 0), 0,
						65536, x));
		for (uint32_t i = 0; i < 65536; i++) {
			double good = (double)wider(i, brain);

			if (isnan(good) ? !isnan(x[i])
					: memcmp(&x[i], &good, sizeof good))
				fail_msg("%04x is %g, not %g", i, x[i], good);
		}
		safetensors_free(s);
	}
	free(bytes);
	free(x);
}

/* --- the checksum of the metadata ----------------------------------------- */

/* Computed here by the rule in safetensors.h. */
static void the_metadata_has_a_crc_by_the_rule(void **state)
{
	static const char text[] = "cell\0lstm\0data_crc32\0"
				   "0\0"
				   "\xc3\xa9\0"
				   "a\0b";
	const struct fixture *f = *state;
	struct safetensors_writer *w = safetensors_writer_new();
	struct safetensors *s;
	char *stated;
	size_t length;
	struct err e;

	safetensors_put_meta(w, "\xc3\xa9", "a\0b", 3);
	safetensors_put_meta(w, "cell", "lstm", 4);
	assert_true(safetensors_write(w, f->path, &e));
	safetensors_writer_free(w);
	s = safetensors_open(f->path, &e);
	assert_non_null(s);
	assert_string_equal(safetensors_meta(s, "data_crc32", &length), "0");
	stated = xasprintf("%lu", crc32(0, (const Bytef *)text, sizeof text));
	assert_string_equal(safetensors_meta(s, "metadata_crc32", &length),
			    stated);
	assert_true(safetensors_meta_is_sound(s));
	free(stated);
	safetensors_free(s);
}

static void metadata_of_another_crc_is_not_sound(void **state)
{
	static const struct {
		const char *header;
		bool sound;
	} row[] = {
		{ "{}", true },
		{ "{\"__metadata__\":{\"a\":\"1\"}}", true },
		{ "{\"__metadata__\":{\"metadata_crc32\":\"0\"}}", true },
		{ "{\"__metadata__\":{\"metadata_crc32\":\"00\"}}", false },
		{ "{\"__metadata__\":{\"metadata_crc32\":\"0\\u0000\"}}",
		  false },
		{ "{\"__metadata__\":{\"a\":\"1\",\"metadata_crc32\":"
		  "\"0\"}}",
		  false },
	};
	struct image *image = xmalloc(sizeof *image);
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct safetensors *s;

		make_image(image, row[i].header, 0);
		s = safetensors_parse(image->bytes, image->length, &e);
		assert_non_null(s);
		if (safetensors_meta_is_sound(s) != row[i].sound)
			fail_msg("%s", row[i].header);
		safetensors_free(s);
	}
	free(image);
}

/* --- looking through ------------------------------------------------------ */

static void a_scan_finds_the_crc_and_what_is_not_finite(void **state)
{
	static const double bad[] = { 1, INFINITY, NAN };
	const struct fixture *f = *state;
	struct err e;

	for (size_t i = 0; i < LENGTH(bad); i++) {
		struct safetensors_writer *w = make_writer();
		struct safetensors_scan scan = { 0 };
		struct safetensors *s;
		uint32_t crc;
		bool more = true;

		assert_true(safetensors_put(w, "last", DTYPE_F32, 1,
					    (int64_t[]){ 1 }, &e));
		safetensors_put_doubles(w, &bad[i], 1);
		assert_true(safetensors_write(w, f->path, &e));
		safetensors_writer_free(w);
		s = safetensors_open(f->path, &e);
		assert_non_null(s);
		while (more)
			assert_true(safetensors_scan(s, &scan, &more, &e));
		assert_true(safetensors_load(s, &crc, &e));
		assert_int_equal(scan.crc, crc);
		assert_ptr_equal(scan.unused,
				 i ? safetensors_find(s, "last") : NULL);
		assert_null(scan.wanted);
		safetensors_free(s);
	}
}

static void the_reason_names_the_file(void **state)
{
	const struct fixture *f = *state;
	FILE *file = fopen(f->path, "wb");
	struct err e;

	fputs("not a tensor file at all", file);
	fclose(file);
	assert_null(safetensors_open(f->path, &e));
	assert_non_null(strstr(e.text, f->path));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_null(safetensors_open("no/such/file", &e));
	assert_non_null(strstr(e.text, "no/such/file"));
}

/* The cases were written by another program with another JSON writer. */
static void the_reference_cases_are_read(void **state)
{
	const char *top = getenv("srcdir");
	char pattern[4096];
	glob_t found;
	struct err e;

	(void)state;
	snprintf(pattern, sizeof pattern, "%s/tests/reference/*.safetensors",
		 top ? top : ".");
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 18);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct safetensors *s = safetensors_open(found.gl_pathv[i], &e);
		const struct tensor *loss;
		size_t length;
		double x;

		assert_non_null(s);
		assert_non_null(safetensors_meta(s, "cell", &length));
		loss = safetensors_find(s, "expect.loss");
		assert_non_null(loss);
		assert_true(safetensors_doubles(s, loss, 0, 1, &x));
		assert_true(isfinite(x) && x > 0);
		safetensors_free(s);
	}
	globfree(&found);
}

#define WITH_FOLDER(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(what_is_written_comes_back),
		WITH_FOLDER(a_read_beyond_or_of_another_type_is_false),
		WITH_FOLDER(metadata_may_hold_any_character),
		WITH_FOLDER(text_that_is_not_utf8_is_refused),
		WITH_FOLDER(the_same_content_is_the_same_bytes),
		WITH_FOLDER(data_begins_at_a_multiple_of_8_whatever_the_header),
		WITH_FOLDER(the_crc_is_that_of_the_data),
		cmocka_unit_test(a_header_that_lies_is_refused_with_the_reason),
		cmocka_unit_test(good_headers_by_other_programs_are_read),
		cmocka_unit_test(an_unknown_type_is_refused_only_when_read),
		cmocka_unit_test(header_lengths_that_lie_are_refused),
		WITH_FOLDER(every_truncation_is_refused),
		WITH_FOLDER(flipped_bits_are_refused_or_keep_the_shapes),
		WITH_FOLDER(what_is_another_kind_of_file_is_named),
		WITH_FOLDER(a_large_file_is_judged_by_its_header),
		WITH_FOLDER(only_what_is_wanted_is_loaded),
		WITH_FOLDER(a_file_that_changes_while_it_is_read_is_refused),
		cmocka_unit_test(a_header_of_too_many_values_is_refused),
		WITH_FOLDER(a_long_header_must_have_data_to_describe),
		WITH_FOLDER(each_of_many_tensors_is_found),
		cmocka_unit_test(halves_widen_exactly),
		WITH_FOLDER(the_metadata_has_a_crc_by_the_rule),
		cmocka_unit_test(metadata_of_another_crc_is_not_sound),
		WITH_FOLDER(a_scan_finds_the_crc_and_what_is_not_finite),
		WITH_FOLDER(the_reason_names_the_file),
		cmocka_unit_test(the_reference_cases_are_read),
	};

	return cmocka_run_group_tests_name("safetensors", tests, NULL, NULL);
}
