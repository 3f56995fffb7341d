/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_checkpoint_damage.c: a save that fails leaves the old file; a damaged
 * file is refused, or at least never has another shape. */
#include "config.h"

#include "base/path.h"
#include "run_codec.h"
#include "scratch.h"

#include <dirent.h>
#include <errno.h>

enum { FLIPS = 10000 };

static const char file_name[] = "x.safetensors";

/* About 10 kB. */
static struct run *small_run(struct corpus *c, int iterations)
{
	struct settings set = small_settings(CELL_LSTM);
	struct run *r;

	set.hidden = 9;
	set.seq_length = 3;
	set.precision = PRECISION_FLOAT;
	corpus_of(c, "abcabdabcabdabcabdabcabdabc");
	r = run_of(&set, c);
	iterate(r, iterations);
	return r;
}

/* --- saving --------------------------------------------------------------- */

static long calls, fails_at;
static int fails_with;

static bool fail_at(enum io_call call)
{
	(void)call;
	if (++calls != fails_at)
		return false;
	errno = fails_with;
	return true;
}

static int files_here(void)
{
	DIR *folder = opendir(".");
	const struct dirent *d;
	int count = 0;

	assert_non_null(folder);
	while ((d = readdir(folder)))
		count += strcmp(d->d_name, ".") && strcmp(d->d_name, "..");
	closedir(folder);
	return count;
}

static void a_failing_call_anywhere_leaves_the_old_file(void **state)
{
	static const int reason[] = { ENOSPC, EIO, EDQUOT };
	struct corpus c;
	struct run *r = small_run(&c, 10);
	size_t length, again;
	char *old, *now;
	long last;
	struct err e;

	(void)state;
	save(r, file_name);
	old = slurp(file_name, &length);
	iterate(r, 10);
	calls = fails_at = 0;
	io_fault = fail_at;
	save(r, "elsewhere"); /* how many calls there are */
	unlink("elsewhere");
	last = calls;
	assert_true(last >= 6);
	for (long n = 1; n <= last; n++) {
		r->saved_iteration = 10;
		calls = 0;
		fails_at = n;
		fails_with = reason[n % 3];
		if (checkpoint_save(r, &codec, file_name, &e))
			fail_msg("call %ld failed without a report", n);
		assert_int_equal(e.kind, ERR_RESOURCE);
		assert_non_null(strstr(e.text, file_name));
		assert_int_equal(r->saved_iteration, 10);
		assert_int_equal(files_here(), 1);
		now = slurp(file_name, &again);
		if (again != length || memcmp(old, now, length)) {
			struct run *back = resume(file_name, &c);

			/* The folder's fsync: the new file is there, whole. */
			assert_int_equal(n, last);
			assert_int_equal(back->now.iteration, 20);
			run_free(back);
		}
		free(now);
	}
	io_fault = NULL;
	save(r, file_name);
	assert_int_equal(r->saved_iteration, 20);
	free(old);
	run_free(r);
	corpus_release(&c);
}

static void a_folder_that_is_not_there_is_a_resource_error(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 1);
	struct err e;

	(void)state;
	assert_false(checkpoint_save(r, &codec, "no/such/folder/x", &e));
	assert_int_equal(e.kind, ERR_RESOURCE);
	assert_non_null(strstr(e.text, "no/such/folder/x"));
	run_free(r);
	corpus_release(&c);
}

static void a_failing_read_is_reported(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 1);
	struct settings base = r->set;
	struct checkpoint file;
	struct err e;
	long last;

	(void)state;
	save(r, file_name);
	calls = fails_at = 0;
	io_fault = fail_at;
	open_checkpoint(&file, file_name);
	checkpoint_close(&file);
	last = calls;
	fails_with = EIO;
	for (fails_at = 1; fails_at <= last; fails_at++) {
		calls = 0;
		assert_false(
			checkpoint_open(&file, file_name, &codec, &base, &e));
		assert_non_null(strstr(e.text, file_name));
	}
	io_fault = NULL;
	run_free(r);
	corpus_release(&c);
}

/* --- reading -------------------------------------------------------------- */

static void every_truncation_is_refused(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 20);
	struct settings base = r->set;
	size_t length;

	(void)state;
	save(r, file_name);
	free(slurp(file_name, &length));
	assert_in_range(length, 8000, 20000);
	while (length-- > 0) {
		struct checkpoint file;
		struct err e;

		assert_int_equal(truncate(file_name, (off_t)length), 0);
		if (checkpoint_open(&file, file_name, &codec, &base, &e))
			fail_msg("%zu bytes were accepted", length);
		assert_int_equal(e.kind, ERR_INPUT);
	}
	run_free(r);
	corpus_release(&c);
}

/* What still loads has the same shape, and trains or says why not. */
static bool try_file(const char *name, const struct run *good)
{
	struct settings base = good->set;
	struct checkpoint file;
	struct run *r;
	struct err e;

	if (!checkpoint_open(&file, name, &codec, &base, &e)) {
		assert_int_equal(e.kind, ERR_INPUT);
		return false;
	}
	assert_int_equal(file.spec.cell, good->spec.cell);
	assert_int_equal(file.spec.hidden, good->spec.hidden);
	assert_int_equal(file.spec.layers, good->spec.layers);
	assert_int_equal(file.spec.symbols_in, good->spec.symbols_in);
	r = checkpoint_resume(&file, &file.set, &task_char,
			      OF_TEXT(text_of(good)), &e);
	if (r) {
		assert_memory_equal(&r->spec, &good->spec, sizeof r->spec);
		for (int i = 0; i < 3 && run_iterate(r, &e); i++)
			continue;
	}
	run_free(r);
	checkpoint_close(&file);
	return true;
}

static void flipped_bits_never_change_the_shape(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 20);
	size_t length;
	char *bytes;
	int refused = 0;
	FILE *file;

	(void)state;
	save(r, file_name);
	bytes = slurp(file_name, &length);
	file = fopen(file_name, "r+b");
	assert_non_null(file);
	setvbuf(file, NULL, _IONBF, 0);
	srandom(2);
	for (int i = 0; i < FLIPS; i++) {
		long at = random() % (long)length;

		fseek(file, at, SEEK_SET);
		fputc(bytes[at] ^ 1 << random() % 8, file);
		refused += !try_file(file_name, r);
		fseek(file, at, SEEK_SET);
		fputc(bytes[at], file);
	}
	fclose(file);
	assert_true(try_file(file_name, r));
	/* All of the tensors and most of the header. */
	assert_in_range(refused, FLIPS / 2, FLIPS);
	free(bytes);
	run_free(r);
	corpus_release(&c);
}

static void a_flipped_bit_in_the_tensors_is_always_refused(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 20);
	struct settings base = r->set;
	size_t length;
	char *bytes;
	uint64_t header;

	(void)state;
	save(r, file_name);
	bytes = slurp(file_name, &length);
	memcpy(&header, bytes, 8);
	for (size_t at = 8 + (size_t)header; at < length; at += 7) {
		struct checkpoint file;
		FILE *f = fopen(file_name, "wb");
		struct err e;

		bytes[at] ^= 0x10;
		fwrite(bytes, 1, length, f);
		fclose(f);
		bytes[at] ^= 0x10;
		assert_false(
			checkpoint_open(&file, file_name, &codec, &base, &e));
		assert_non_null(strstr(e.text, "CRC"));
	}
	free(bytes);
	run_free(r);
	corpus_release(&c);
}

static void assert_same_metadata(const struct safetensors *a,
				 const struct safetensors *b)
{
	static const char *const key[] = {
		"iteration",   "position",      "epoch",        "loss",
		"smooth_loss", "learning_rate", "symbols",      "encoding",
		"corpus",      "corpus_bytes",  "corpus_crc32", "settings",
		"program",
	};

	for (size_t i = 0; i < LENGTH(key); i++) {
		size_t m, n;
		const char *x = safetensors_meta(a, key[i], &m);
		const char *y = safetensors_meta(b, key[i], &n);

		assert_true(x && y && m == n);
		assert_memory_equal(x, y, m);
	}
}

/* What is still accepted is the same run; or the name of something that only
 * resuming takes is another, and then it cannot be resumed. */
static bool accepts_only_the_same(const struct checkpoint *good,
				  const struct run *r)
{
	struct settings base = r->set;
	struct checkpoint file;
	struct run *back;
	struct err e;

	if (!checkpoint_open(&file, file_name, &codec, &base, &e))
		return false;
	assert_same_metadata(file.file, good->file);
	back = file.resumable ? checkpoint_resume(&file, &file.set, &task_char,
						  OF_TEXT(text_of(r)), &e)
			      : checkpoint_init(&file, &file.set, &task_char,
						OF_TEXT(text_of(r)), &e);
	assert_non_null(back);
	if (file.resumable)
		assert_same_run(back, r);
	for (int i = 0; i < r->engine->count(r->net); i++)
		if (r->engine->describe(r->net, i).kind == QUANTITY_PARAMETER)
			assert_same_rows(back, r, i, PART_VALUE);
	run_free(back);
	checkpoint_close(&file);
	return true;
}

static void every_bit_of_the_header_is_refused_or_harmless(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 20);
	struct checkpoint good;
	size_t length, accepted = 0;
	uint64_t header;
	char *bytes;
	FILE *file;

	(void)state;
	save(r, file_name);
	bytes = slurp(file_name, &length);
	rename(file_name, "good");
	open_checkpoint(&good, "good");
	memcpy(&header, bytes, 8);
	file = fopen(file_name, "w+b");
	assert_non_null(file);
	setvbuf(file, NULL, _IONBF, 0);
	fwrite(bytes, 1, length, file);
	for (size_t i = 0; i < 8 * (8 + (size_t)header); i++) {
		fseek(file, (long)(i / 8), SEEK_SET);
		fputc(bytes[i / 8] ^ 1 << i % 8, file);
		accepted += accepts_only_the_same(&good, r);
		fseek(file, (long)(i / 8), SEEK_SET);
		fputc(bytes[i / 8], file);
	}
	fclose(file);
	assert_true(accepts_only_the_same(&good, r));
	/* Letters of names, and of those of the checksums. */
	assert_in_range(accepted, 1, header);
	checkpoint_close(&good);
	free(bytes);
	run_free(r);
	corpus_release(&c);
}

/* The offer of a recovered file costs as little for a large net. */
static void a_peek_reads_the_header_alone(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 20);
	struct settings base = r->set;
	struct checkpoint file;
	size_t length;
	struct err e;
	char *bytes;
	FILE *f;

	(void)state;
	save(r, file_name);
	bytes = slurp(file_name, &length);
	bytes[length - 1] ^= 1;
	f = fopen(file_name, "wb");
	fwrite(bytes, 1, length, f);
	fclose(f);
	free(bytes);
	calls = fails_at = 0;
	io_fault = fail_at;
	assert_true(checkpoint_peek(&file, file_name, &codec, &base, &e));
	io_fault = NULL;
	assert_int_equal(calls, 3); /* open, first bytes, header */
	assert_true(file.resumable);
	assert_int_equal(file.corpus_crc32, c.crc32);
	assert_int_equal(file.iteration, 20);
	checkpoint_close(&file);
	assert_false(checkpoint_open(&file, file_name, &codec, &base, &e));
	run_free(r);
	corpus_release(&c);
}

/* The file with one piece of its metadata changed for another of the same
 * length, as if made by hand: it states no CRC of its metadata. */
static bool altered(const char *from, const char *to, struct err *e,
		    struct checkpoint *file)
{
	struct settings base;
	size_t length;
	char *bytes = slurp(file_name, &length);
	char *at = memmem(bytes, length, from, strlen(from));
	FILE *f = fopen("altered", "wb");
	bool good;

	assert_non_null(at);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(at, to, strlen(to));
	at = memmem(bytes, length, "\"metadata_crc32\"", 16);
	assert_non_null(at);
	at[14] = '3';
	fwrite(bytes, 1, length, f);
	fclose(f);
	free(bytes);
	settings_default(&base);
	memset(e, 0, sizeof *e);
	good = checkpoint_open(file, "altered", &codec, &base, e);
	return good;
}

static void contradictions_are_refused_with_the_reason(void **state)
{
	static const struct {
		const char *from, *to, *reason;
	} row[] = {
		{ "\"format_version\":\"1\"", "\"format_version\":\"2\"",
		  "version" },
		{ "\"cell\":\"lstm\"", "\"cell\":\"gru \"", "cell" },
		{ "\"hidden\":\"9\"", "\"hidden\":\"8\"", "hidden" },
		{ "\"layers\":\"1\"", "\"layers\":\"2\"", "layers" },
		{ "\"vocab\":\"4\"", "\"vocab\":\"5\"", "vocab" },
		{ "\\\"hidden\\\":9", "\\\"hidden\\\":8", "settings" },
		{ "\\\"cell\\\":2", "\\\"cell\\\":1", "settings" },
		{ "\\\"valid\\\":0.0", "\\\"valid\\\":9.0", "settings" },
		{ "[\\\"a\\\",\\\"b\\\"", "[\\\"b\\\",\\\"a\\\"", "symbols" },
		{ "[\\\"a\\\",\\\"b\\\"", "[\\\"a\\\",\\\"\\\",", "symbols" },
		{ "\"model.out.weight\"", "\"model.out.weighs\"",
		  "model.out.weight" },
		{ "\"model.out.bias\"", "\"model.out.bios\"",
		  "model.out.bias" },
	};
	struct corpus c;
	struct run *r = small_run(&c, 20);
	struct checkpoint file;
	struct err e;

	(void)state;
	save(r, file_name);
	for (size_t i = 0; i < LENGTH(row); i++)
		if (altered(row[i].from, row[i].to, &e, &file) ||
		    !strstr(e.text, row[i].reason))
			fail_msg("%s: %s", row[i].to, e.text);
	run_free(r);
	corpus_release(&c);
}

/* These keep the weights usable: --init works, --resume says why not. */
static void what_lacks_a_part_has_only_its_weights(void **state)
{
	static const struct {
		const char *from, *to, *reason;
	} row[] = {
		{ "\"format\":\"rnntui\"", "\"format\":\"Rnntui\"", "weights" },
		{ "\"state.h\"", "\"state.x\"", "state.h" },
		{ "\"rng.user\"", "\"rng.usar\"", "rng.user" },
		{ "\"optim.step\"", "\"optim.stop\"", "optim.step" },
		{ "\"optim.sum_of_squares.out.bias\"",
		  "\"optim.sum_of_squares.out.bios\"", "out.bias" },
		{ "\"series.info\"", "\"series.imfo\"", "series.info" },
		{ "\"series.detail\"", "\"series.detial\"", "series.detail" },
		{ "\"series.recent\"", "\"series.recant\"", "series.recent" },
		{ "\"seq_length\":\"3\"", "\"seq_length\":\"4\"", "disagree" },
		{ "\"batch\":\"1\"", "\"batch\":\"2\"", "disagree" },
		{ "\"precision\":\"float\"", "\"precision\":\"flaot\"",
		  "disagree" },
		{ "\"iteration\":\"20\"", "\"iteration\":\"-2\"", "text" },
		{ "\"position\":\"", "\"positiom\":\"", "text" },
		{ "\"smooth_loss\"", "\"smooth_lass\"", "smooth_loss" },
	};
	struct corpus c;
	struct run *r = small_run(&c, 20), *fresh;
	struct checkpoint file;
	struct err e;

	(void)state;
	save(r, file_name);
	for (size_t i = 0; i < LENGTH(row); i++) {
		if (!altered(row[i].from, row[i].to, &e, &file))
			fail_msg("%s: %s", row[i].to, e.text);
		assert_false(file.resumable);
		assert_null(checkpoint_resume(&file, &file.set, &task_char,
					      OF_TEXT(&c), &e));
		if (!strstr(e.text, row[i].reason))
			fail_msg("%s: %s", row[i].to, e.text);
		assert_int_equal(e.kind, ERR_INPUT);
		fresh = checkpoint_init(&file, &file.set, &task_char,
					OF_TEXT(&c), &e);
		assert_non_null(fresh);
		assert_true(peek(fresh, "out.weight", -1, 1, 2) ==
			    peek(r, "out.weight", -1, 1, 2));
		run_free(fresh);
		checkpoint_close(&file);
	}
	run_free(r);
	corpus_release(&c);
}

/* A file made by hand can have any CRC, or none. */
static void numbers_that_would_lead_astray_are_refused(void **state)
{
	static const struct {
		const char *tensor;
		int at;
		int64_t value;
	} row[] = {
		{ "series.info", 0, 0 },         { "series.info", 0, -1 },
		{ "series.info", 0, INT64_MAX }, { "series.info", 1, -1 },
		{ "series.info", 1, INT64_MAX }, { "series.info", 2, -1 },
		{ "series.info", 2, 21 },        { "series.info", 2, 1025 },
		{ "series.info", 2, INT64_MAX }, { "series.info", 3, 0 },
		{ "series.info", 3, 2 },         { "series.info", 0, 3 },
		{ "optim.step", 0, -1 },         { "optim.step", 0, INT64_MAX },
	};
	struct corpus c;
	struct run *r = small_run(&c, 20);

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct checkpoint file;
		const struct tensor *t;
		struct err e;
		size_t length, data;
		char *bytes;
		FILE *f;

		save(r, file_name);
		assert_true(altered("\"data_crc32\":", "\"data_crc33\":", &e,
				    &file));
		assert_true(file.resumable);
		t = safetensors_find(file.file, row[i].tensor);
		bytes = slurp("altered", &length);
		memcpy(&data, bytes, 8);
		memcpy(bytes + 8 + data + t->offset + 8 * row[i].at,
		       &row[i].value, 8);
		checkpoint_close(&file);
		f = fopen(file_name, "wb");
		fwrite(bytes, 1, length, f);
		fclose(f);
		free(bytes);
		open_checkpoint(&file, file_name);
		if (file.resumable)
			fail_msg("row %zu was accepted", i);
		checkpoint_close(&file);
	}
	run_free(r);
	corpus_release(&c);
}

static void a_position_outside_the_text_is_refused(void **state)
{
	struct corpus c;
	struct run *r = small_run(&c, 7); /* position 21 of 27 */
	struct checkpoint file;
	struct err e;

	(void)state;
	save(r, file_name);
	assert_true(altered("\"position\":\"21\"", "\"position\":\"99\"", &e,
			    &file));
	assert_null(checkpoint_resume(&file, &file.set, &task_char, OF_TEXT(&c),
				      &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "position"));
	checkpoint_close(&file);
	run_free(r);
	corpus_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(a_failing_call_anywhere_leaves_the_old_file),
		IN_SCRATCH(a_folder_that_is_not_there_is_a_resource_error),
		IN_SCRATCH(a_failing_read_is_reported),
		IN_SCRATCH(every_truncation_is_refused),
		IN_SCRATCH(flipped_bits_never_change_the_shape),
		IN_SCRATCH(a_flipped_bit_in_the_tensors_is_always_refused),
		IN_SCRATCH(every_bit_of_the_header_is_refused_or_harmless),
		IN_SCRATCH(a_peek_reads_the_header_alone),
		IN_SCRATCH(contradictions_are_refused_with_the_reason),
		IN_SCRATCH(what_lacks_a_part_has_only_its_weights),
		IN_SCRATCH(numbers_that_would_lead_astray_are_refused),
		IN_SCRATCH(a_position_outside_the_text_is_refused),
	};

	return cmocka_run_group_tests_name("checkpoint damage", tests, NULL,
					   NULL);
}
