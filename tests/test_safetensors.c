/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_safetensors.c: the tensor files: what is written comes back, what is
 * damaged is refused. */
#include "config.h"

#include "base/util.h"
#include "train/safetensors.h"

#include <endian.h>
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	assert_true(safetensors_put(w, "words", DTYPE_I64, 1,
				    (int64_t[]){ 2 }, &e));
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
	assert_false(safetensors_doubles(s, safetensors_find(s, "wide"), 3, 4,
					 x));
	assert_false(safetensors_doubles(s, safetensors_find(s, "wide"), -1, 1,
					 x));
	assert_false(safetensors_doubles(s, safetensors_find(s, "words"), 0, 1,
					 x));
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

#define TENSOR(dtype, shape, from, to) \
	"{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":[" \
	from "," to "]}"

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
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") ",\"a\":"
		  TENSOR("F32", "[1]", "4", "8") "}", 8, "not JSON" },
		{ "{\"a\":" TENSOR("F32", "[2]", "0", "4") "}", 4, "disagree" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "8") "}", 8, "disagree" },
		{ "{\"a\":" TENSOR("F32", "[1.0]", "0", "4") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[-1]", "0", "4") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[1,\"1\"]", "0", "4") "}", 4,
		  "whole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4.0") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4,4") "}", 4, "whole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") "}", 3,
		  "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "-4", "0") "}", 4,
		  "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "4", "0") "}", 4, "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "9223372036854775807")
		  "}", 4, "outside" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "99999999999999999999")
		  "}", 4, "not JSON" },
		{ "{\"a\":" TENSOR("F32", "[1]", "4", "8") "}", 8, "hole" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") ",\"b\":"
		  TENSOR("F32", "[1]", "8", "12") "}", 12, "hole" },
		{ "{\"a\":" TENSOR("F32", "[2]", "0", "8") ",\"b\":"
		  TENSOR("F32", "[2]", "4", "12") "}", 12, "overlaps" },
		{ "{\"a\":" TENSOR("F32", "[2]", "0", "8") ",\"b\":"
		  TENSOR("F32", "[2]", "0", "8") "}", 8, "overlaps" },
		{ "{\"a\":" TENSOR("F32", "[1]", "0", "4") "}", 8, "follow" },
		{ "{\"a\":" TENSOR("F32", "[4294967296,4294967296]", "0", "0")
		  "}", 0, "too large" },
		{ "{\"a\":" TENSOR("F32", "[4611686018427387905]", "0", "4")
		  "}", 4, "disagree" },
		{ "{\"a\":" TENSOR("F32", "[1,1,1,1,1,1,1,1,1]", "0", "4")
		  "}", 4, "8 dimensions" },
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
		{ "{ \"b\" : " TENSOR("F32", "[1]", "8", "12") ", \"a\": "
		  TENSOR("I64", "[1]", "0", "8") "}", 12 },
		{ "{\"a\":" TENSOR("F32", "[0,7]", "0", "0") ",\"b\":"
		  TENSOR("F32", "[]", "0", "4") "}", 4 },
		{ "{\"b\":" TENSOR("F32", "[]", "0", "4") ",\"a\":"
		  TENSOR("F32", "[0]", "0", "0") ",\"c\":"
		  TENSOR("F32", "[0]", "4", "4") "}", 4 },
		{ "{\"a\":" TENSOR("BOOL", "[3]", "0", "3") ",\"b\":"
		  TENSOR("F64", "[1]", "3", "11") "}", 11 },
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
	make_image(image, "{\"a\":" TENSOR("I16", "[2]", "0", "4") ",\"b\":"
		   TENSOR("X3", "[5]", "4", "6") ",\"c\":"
		   TENSOR("F32", "[1]", "6", "10") "}", 10);
	s = safetensors_parse(image->bytes, image->length, &e);
	assert_non_null(s);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(safetensors_at(s, i)->dtype, DTYPE_OTHER);
		assert_false(safetensors_doubles(s, safetensors_at(s, i), 0, 1,
						 &x));
		assert_false(safetensors_ints(s, safetensors_at(s, i), 0, 1,
					      &n));
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
	static const uint64_t lie[] = { 0, 1, 7, 9, 100000001, 1 << 30,
					UINT64_MAX, UINT64_MAX - 7,
					(uint64_t)1 << 63, UINT32_MAX };
	struct image *image = xmalloc(sizeof *image);
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(lie); i++) {
		uint64_t stated = htole64(lie[i]);

		make_image(image, "{\"__metadata__\":{\"a\":\"\"}}", 0);
		memcpy(image->bytes, &stated, 8);
		assert_null(safetensors_parse(image->bytes, image->length,
					      &e));
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
	snprintf(pattern, sizeof pattern,
		 "%s/tests/reference/*.safetensors", top ? top : ".");
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
		WITH_FOLDER(the_reason_names_the_file),
		cmocka_unit_test(the_reference_cases_are_read),
	};

	return cmocka_run_group_tests_name("safetensors", tests, NULL, NULL);
}
