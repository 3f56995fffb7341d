/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_rows_files.c: rows of files and folders, of any size, and how a net's
 * data is split. */
#include "config.h"
#include "rows_support.h"
#include "scratch.h"
#include "text/rows_split.h"
#include <zlib.h>

static void refused_bytes(const void *bytes, size_t length, const char *why)
{
	struct rows r;
	struct err e = { .text = "" };

	write_file("data.tsv", bytes, length);
	assert_false(rows_load(&r, "data.tsv", &labelled, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, why))
		fail_msg("'%s' is not in: %s", why, e.text);
}

static void no_text_is_refused_by_name(void **state UNUSED)
{
	unsigned char noise[4000];
	unsigned x = 1;

	for (size_t i = 0; i < sizeof noise; i++) {
		x = x * 1664525 + 1013904223;
		noise[i] = (unsigned char)(x >> 24);
	}
	refused_bytes("\x89PNG\r\n\x1a\n....", 12, "data.tsv is a PNG picture");
	refused_bytes("\x10\0\0\0\0\0\0\0{\"a\":1}", 15, "is a checkpoint");
	refused_bytes(noise, sizeof noise,
		      "data.tsv is in no encoding that can be told");
	refused_bytes("\x1f\x8b\x08\0\0", 5, "damaged gzip file");
	refused_bytes("", 0, "data.tsv is empty");
}

static void missing_file_is_refused(void **state UNUSED)
{
	struct rows r;
	struct err e = { .text = "" };

	assert_false(rows_load(&r, "none.tsv", &labelled, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_string_equal(e.text,
			    "cannot read none.tsv: No such file or directory");
}

/* --- files ---------------------------------------------------------------- */

static const char small[] = "label\ttext\r\n1\tgood\r\n0\tbad\r\n";

static void assert_small(const struct rows *r)
{
	assert_rows(r, "good>1|bad>0|");
	assert_int_equal(r->row[1].line, 3);
	assert_int_equal(r->bytes, strlen(small));
	assert_int_equal(r->crc32,
			 crc32_z(0, (const Bytef *)small, strlen(small)));
	assert_string_equal(r->encoding, "utf-8");
}

static void file_is_known_by_path_and_crc(void **state UNUSED)
{
	char *path = path_absolute("data.tsv");
	struct rows r;

	write_text("data.tsv", small);
	r = must_load("data.tsv", &labelled);
	assert_small(&r);
	assert_string_equal(r.name, "data.tsv");
	assert_string_equal(r.path, path);
	rows_release(&r);
	free(path);
}

static void gzip_is_unpacked(void **state UNUSED)
{
	gzFile f = gzopen("data.tsv.gz", "wb");
	struct rows r;

	assert_int_equal(gzputs(f, small), strlen(small));
	gzclose(f);
	r = must_load("data.tsv.gz", &labelled);
	assert_small(&r);
	assert_non_null(strstr(r.notices, "is packed (gzip)"));
	rows_release(&r);
}

static void standard_input_is_read(void **state UNUSED)
{
	int saved = dup(STDIN_FILENO), file;
	struct rows r;

	write_text("data.tsv", small);
	file = open("data.tsv", O_RDONLY | O_CLOEXEC);
	assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
	r = must_load("-", &labelled);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(file);
	assert_small(&r);
	assert_null(r.path);
	assert_string_equal(rows_file(&r, 0), "standard input");
	rows_release(&r);
}

/* As a spreadsheet saves "Unicode text". */
static void utf_16_is_read(void **state UNUSED)
{
	struct rows r;
	char wide[2 * sizeof small];
	size_t n = 0;

	wide[n++] = '\xff';
	wide[n++] = '\xfe';
	for (size_t i = 0; i < strlen(small); i++) {
		wide[n++] = small[i];
		wide[n++] = '\0';
	}
	write_file("data.txt", wide, n);
	r = must_load("data.txt", &labelled);
	assert_rows(&r, "good>1|bad>0|");
	assert_string_equal(r.encoding, "UTF-16LE");
	assert_int_equal(r.bytes, n);
	rows_release(&r);
}

/* --- folders -------------------------------------------------------------- */

static void folder_has_a_file_per_class(void **state UNUSED)
{
	static const char korean[] = "Kim\nLee\n\n", czech[] = "Novak\n";
	struct rows r;

	mkdir("names", 0700);
	write_text("names/Korean.txt", korean);
	write_text("names/Czech.txt", czech);
	write_text("names/.hidden", "x\n");
	r = must_load("names", &labelled);
	assert_rows(&r, "Novak>Czech|Kim>Korean|Lee>Korean|");
	assert_string_equal(rows_file(&r, 1), "names/Korean.txt");
	assert_int_equal(r.row[2].line, 2);
	assert_int_equal(r.bytes, strlen(korean) + strlen(czech));
	assert_int_equal(
		r.crc32,
		crc32_z(crc32_z(0, (const Bytef *)czech, strlen(czech)),
			(const Bytef *)korean, strlen(korean)));
	rows_release(&r);
}

static void folder_has_a_folder_per_class(void **state UNUSED)
{
	struct rows r;

	mkdir("reviews", 0700);
	mkdir("reviews/pos", 0700);
	mkdir("reviews/neg", 0700);
	write_text("reviews/README", "x\n");
	write_text("reviews/pos/1.txt", "a fine\nfilm\n");
	write_text("reviews/neg/1.txt", "a bad film");
	write_file("reviews/neg/2.png", "\x89PNG\r\n\x1a\n....", 12);
	mkfifo("reviews/neg/pipe", 0600);
	write_text("reviews/neg/3.txt", "no more");
	r = must_load("reviews", &labelled);
	assert_rows(&r, "a bad film>neg|no more>neg|a fine film>pos|");
	assert_string_equal(r.format, "a folder per class");
	assert_string_equal(rows_file(&r, 2), "reviews/pos/1.txt");
	assert_int_equal(r.rejected, 2);
	assert_non_null(strstr(r.reason[0], "reviews/neg/2.png: "));
	assert_string_equal(r.reason[1], "reviews/neg/pipe: no regular file");
	assert_non_null(strstr(r.notices, "1 file beside its folders"));
	rows_release(&r);
}

static void useless_folders_are_refused(void **state UNUSED)
{
	struct rows r;
	struct err e;

	mkdir("none", 0700);
	assert_false(rows_load(&r, "none", &labelled, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_string_equal(e.text, "none has no row");
	write_text("none/one.txt", "a\nb\n");
	assert_false(rows_load(&r, "none", &labelled, &e));
	assert_non_null(strstr(e.text, "none: all rows have the label 'one'"));
	assert_false(rows_load(&r, "none", &pairs, &e));
	assert_string_equal(e.text,
			    "none is a folder; pairs are read from a file");
}

/* --- real data ------------------------------------------------------------ */

/* The folder that RNNTUI_CORPORA names has these files where it is there. */
static void real_files_are_read_whole(void **state UNUSED)
{
	static const struct {
		const char *name;
		enum rows_kind kind;
		size_t rows, outputs, conflicting;
	} row[] = {
		{ "sentiment/names-18.tsv", ROWS_LABELLED, 20050, 18, 469 },
		{ "sentiment/nsmc-train.tsv", ROWS_LABELLED, 10500, 2, 0 },
		{ "sentiment/nsmc-test.tsv", ROWS_LABELLED, 1500, 2, 0 },
		{ "translate/eng-kor.tsv", ROWS_PAIRS, 3853, 3763, 269 },
		{ "translate/eng-fra-short.tsv", ROWS_PAIRS, 7000, 6931, 0 },
		{ "translate/chatbot-ko.tsv", ROWS_PAIRS, 11823, 7779, 85 },
	};
	const char *folder = getenv("RNNTUI_CORPORA");

	if (!folder) {
		print_message("# RNNTUI_CORPORA names no folder\n");
		return;
	}
	for (size_t i = 0; i < LENGTH(row); i++) {
		const struct rows_options how = { .kind = row[i].kind };
		char *path = xasprintf("%s/%s", folder, row[i].name);
		struct rows r = must_load(path, &how);

		assert_int_equal(r.count, row[i].rows);
		assert_int_equal(r.outputs.count, row[i].outputs);
		assert_int_equal(r.conflicting, row[i].conflicting);
		assert_int_equal(r.rejected, 0);
		rows_release(&r);
		free(path);
	}
}

/* --- size ----------------------------------------------------------------- */

static void repeat(struct strbuf *b, const char *s, int times)
{
	while (times--)
		strbuf_add(b, s);
}

/* The line that is too long is rejected, and those around it are read. */
static void long_line_is_rejected(void **state UNUSED)
{
	struct strbuf b;

	strbuf_init(&b);
	strbuf_add(&b, "a\tx\nb\t");
	repeat(&b, "0123456789", 500000);
	strbuf_add(&b, "\nb\ty\n");
	rejects(b.text, &labelled, "x>a|y>b|",
		"text:2: the text has more than 1048576 bytes");
	strbuf_clear(&b);
	strbuf_add(&b, "{\"text\":\"x\",\"label\":1}\n{\"text\":\"");
	repeat(&b, "0123456789", 500000);
	strbuf_add(&b, "\"}\n{\"text\":\"y\",\"label\":0}\n");
	rejects(b.text, &labelled, "x>1|y>0|",
		"text:2: more than 4194304 bytes");
	strbuf_release(&b);
}

static void many_columns_are_counted(void **state UNUSED)
{
	struct strbuf b;

	strbuf_init(&b);
	strbuf_add(&b, "1,x\n");
	repeat(&b, ",z", 1000000);
	strbuf_add(&b, "\n0,y\n");
	rejects(b.text, &labelled, "x>1|y>0|",
		"text:2: 1000001 columns in place of 2 (a text with a comma in "
		"it is put in quotes)");
	strbuf_release(&b);
}

static void million_lines_are_read(void **state UNUSED)
{
	struct strbuf b;
	struct rows r;

	strbuf_init(&b);
	repeat(&b, "a\n", 1000000);
	refused(b.text, &labelled,
		"text:1: there is no tab; altogether 1000000 of 1000000 rows");
	strbuf_clear(&b);
	repeat(&b, "a\tx\nb\ty\n", 500000);
	r = must_take(b.text, b.length, &labelled);
	assert_int_equal(r.count, 1000000);
	assert_int_equal(r.row[999999].line, 1000000);
	assert_int_equal(r.duplicates, 999998);
	rows_release(&r);
	strbuf_release(&b);
}

/* A look ahead to the end of the text from each of these quotes would take
 * hours. */
static void open_quotes_take_linear_time(void **state UNUSED)
{
	static const char *const line[] = { "1,\"\"\"a\n", "1,\"a\n",
					    "1\t\"a\n", "\"\"\"a\n" };

	for (size_t i = 0; i < LENGTH(line); i++) {
		struct strbuf b;
		struct rows r;
		struct err e;

		strbuf_init(&b);
		repeat(&b, line[i], 300000);
		assert_false(
			rows_from_text(&r, b.text, b.length, &labelled, &e));
		strbuf_release(&b);
	}
}

/* --- split and lengths ---------------------------------------------------- */

enum { INPUTS = 200 };

/* Rows "a<number>", each twice with other labels, forwards or backwards. */
static struct rows numbered_rows(bool backwards)
{
	struct strbuf b;
	struct rows r;

	strbuf_init(&b);
	for (int i = 0; i < 2 * INPUTS; i++) {
		int n = backwards ? 2 * INPUTS - 1 - i : i;

		strbuf_printf(&b, "%s\ta%d\n", n % 3 ? "x" : "y", n / 2);
	}
	r = must_take(b.text, b.length, &labelled);
	strbuf_release(&b);
	return r;
}

/* Marks the held-out inputs by their number. */
static size_t mark_held(const struct rows *r, double fraction,
			bool held[INPUTS])
{
	struct rows_split s;
	size_t inputs = 0;

	rows_split_make(&s, r, fraction);
	assert_int_equal(s.trains + s.helds, r->count);
	memset(held, 0, INPUTS * sizeof *held);
	for (size_t i = 0; i < s.helds; i++) {
		int n = atoi(rows_input(r, s.held[i]) + 1);

		inputs += !held[n];
		held[n] = true;
	}
	for (size_t i = 0; i < s.trains; i++)
		assert_false(held[atoi(rows_input(r, s.train[i]) + 1)]);
	rows_split_release(&s);
	return inputs;
}

static void split_is_by_input(void **state UNUSED)
{
	struct rows there = numbered_rows(false), back = numbered_rows(true);
	bool a[INPUTS], b[INPUTS];
	int low = 0;

	assert_int_equal(mark_held(&there, 0.25, a), INPUTS / 4);
	assert_int_equal(mark_held(&back, 0.25, b), INPUTS / 4);
	assert_memory_equal(a, b, sizeof a);
	for (int i = 0; i < INPUTS / 2; i++)
		low += a[i];
	assert_in_range(low, INPUTS / 12, INPUTS / 6); /* 25 expected */
	assert_int_equal(mark_held(&there, 0, a), 0);
	assert_int_equal(mark_held(&there, 1e-9, a), 1);
	assert_int_equal(mark_held(&there, 1, a), INPUTS - 1);
	rows_release(&there);
	rows_release(&back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(no_text_is_refused_by_name),
		IN_SCRATCH(missing_file_is_refused),
		cmocka_unit_test(long_line_is_rejected),
		cmocka_unit_test(many_columns_are_counted),
		cmocka_unit_test(million_lines_are_read),
		cmocka_unit_test(open_quotes_take_linear_time),
		IN_SCRATCH(file_is_known_by_path_and_crc),
		IN_SCRATCH(gzip_is_unpacked),
		IN_SCRATCH(standard_input_is_read),
		IN_SCRATCH(utf_16_is_read),
		IN_SCRATCH(folder_has_a_file_per_class),
		IN_SCRATCH(folder_has_a_folder_per_class),
		IN_SCRATCH(useless_folders_are_refused),
		cmocka_unit_test(real_files_are_read_whole),
		cmocka_unit_test(split_is_by_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
