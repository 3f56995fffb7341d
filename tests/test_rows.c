/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_rows.c: data files of every format become rows; what cannot be used is
 * named by file and line. */
#include "config.h"
#include "base/path.h"
#include "scratch.h"
#include "text/rows.h"
#include "text/rows_stats.h"
#include <setjmp.h>
#include <stdarg.h>
#include <zlib.h>
#include <cmocka.h>

static const struct rows_options labelled = { .kind = ROWS_LABELLED };
static const struct rows_options pairs = { .kind = ROWS_PAIRS };

static struct rows must_take(const char *text, size_t length,
			     const struct rows_options *options)
{
	struct rows r;
	struct err e = { .text = "" };

	if (!rows_from_text(&r, text, length, options, &e))
		fail_msg("%s", e.text);
	return r;
}

static struct rows must_load(const char *name,
			     const struct rows_options *options)
{
	struct rows r;
	struct err e = { .text = "" };

	if (!rows_load(&r, name, options, &e))
		fail_msg("%s", e.text);
	return r;
}

static void write_file(const char *path, const void *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_true(write_all(fd, bytes, length));
	close(fd);
}

static void write_text(const char *path, const char *text)
{
	write_file(path, text, strlen(text));
}

/* All rows as "INPUT>OUTPUT|INPUT>OUTPUT|". */
static void assert_rows(const struct rows *r, const char *expected)
{
	struct strbuf b;

	strbuf_init(&b);
	for (size_t i = 0; i < r->count; i++)
		strbuf_printf(&b, "%s>%s|", rows_input(r, i),
			      rows_output(r, i));
	assert_string_equal(b.text, expected);
	strbuf_release(&b);
}

static void takes(const char *text, const struct rows_options *options,
		  const char *expected, const char *format, const char *columns)
{
	struct rows r = must_take(text, strlen(text), options);

	assert_rows(&r, expected);
	assert_string_equal(r.format, format);
	assert_string_equal(r.columns, columns);
	assert_int_equal(r.rejected, 0);
	assert_string_equal(r.notices, "");
	rows_release(&r);
}

/* Refused, with a reason that contains the words. */
static void refused(const char *text, const struct rows_options *options,
		    const char *why)
{
	struct rows r;
	struct err e = { .text = "" };

	assert_false(rows_from_text(&r, text, strlen(text), options, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, why))
		fail_msg("'%s' is not in: %s", why, e.text);
}

/* Taken, but for a row that is rejected with exactly this reason. */
static void rejects(const char *text, const struct rows_options *options,
		    const char *expected, const char *reason)
{
	struct rows r = must_take(text, strlen(text), options);

	assert_rows(&r, expected);
	assert_int_equal(r.rejected, 1);
	assert_int_equal(r.reasons, 1);
	assert_string_equal(r.reason[0], reason);
	rows_release(&r);
}

#define TSV "tab-separated values"
#define CSV "comma-separated values"
#define SSV "semicolon-separated values"

/* --- separated values ----------------------------------------------------- */

static void header_names_the_columns(void **state UNUSED)
{
	takes("id\tdocument\tlabel\n7\tgood film\t1\n8\tbad film\t0\n",
	      &labelled, "good film>1|bad film>0|", TSV, "label,document");
	takes("Sentiment,Review\npos,fine\nneg,poor\n", &labelled,
	      "fine>pos|poor>neg|", CSV, "Sentiment,Review");
	takes("text;label\na, b;x\nc, d;y\n", &labelled, "a, b>x|c, d>y|", SSV,
	      "label,text");
	takes("eng\tkor\nGo.\t가.\n", &pairs, "Go.>가.|", TSV, "eng,kor");
	takes("question,answer,label\nhi,hello,0\n", &pairs, "hi>hello|", CSV,
	      "question,answer");
}

static void content_names_the_columns(void **state UNUSED)
{
	takes("pos\tone two\nneg\tthree\npos\tfour\n", &labelled,
	      "one two>pos|three>neg|four>pos|", TSV, "1,2");
	takes("one two\tpos\nthree\tneg\nfour\tpos\n", &labelled,
	      "one two>pos|three>neg|four>pos|", TSV, "2,1");
	takes("1\tlong text here\t0\n2\tanother text\t1\n3\tmore\t0\n",
	      &labelled, "long text here>0|another text>1|more>0|", TSV, "3,2");
	takes("Go.\t가.\tCC-BY\nHi.\t안녕.\tCC-BY\n", &pairs,
	      "Go.>가.|Hi.>안녕.|", TSV, "1,2");
	takes("11\tGo.\t21\t가.\n12\tHi.\t22\t안녕.\n", &pairs,
	      "Go.>가.|Hi.>안녕.|", TSV, "2,4");
}

/* A header of other names is one where all other labels are numbers, and where
 * a known name does not return. */
static void header_is_told_from_rows(void **state UNUSED)
{
	takes("verdict,words\n1,fine\n0,poor\n1,good\n", &labelled,
	      "fine>1|poor>0|good>1|", CSV, "verdict,words");
	takes("origin\tname\nKorean\tKim\nCzech\tNovak\nCzech\tCerny\n",
	      &labelled, "Kim>Korean|Novak>Czech|Cerny>Czech|", TSV,
	      "origin,name");
	takes("noun\tname\nverb\trun\nnoun\tdog\nverb\teat\n", &labelled,
	      "name>noun|run>verb|dog>noun|eat>verb|", TSV, "1,2");
}

static void quotes_follow_rfc_4180(void **state UNUSED)
{
	takes("label,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n0, \"d\" \r\n",
	      &labelled, "a, \"b\" c>1|d>0|", CSV, "label,text");
	takes("text\tlabel\n\"two\nlines\"\t1\n\"he said\" so\t0\n", &labelled,
	      "two lines>1|\"he said\" so>0|", TSV, "label,text");
	takes("sep=;\nlabel;text\n1;a\n0;b\n", &labelled, "a>1|b>0|", SSV,
	      "label,text");
}

static void line_ends_and_spaces_are_one(void **state UNUSED)
{
	takes("a\tx\r\n\r\nb\ty\r\n", &labelled, "x>a|y>b|", TSV, "1,2");
	takes("a\tx\rb\ty\r", &labelled, "x>a|y>b|", TSV, "1,2");
	takes("a\u00a0\t\u202fx\u00a0\u202f y  z \nb\ty\n \t \n", &labelled,
	      "x y z>a|y>b|", TSV, "1,2");
}

static void texts_are_composed(void **state UNUSED)
{
	takes("a\te\u0301\nb\t\u1112\u1161\u11ab\n", &labelled,
	      "\u00e9>a|\ud55c>b|", TSV, "1,2");
}

/* --- other formats -------------------------------------------------------- */

static void fasttext_lines_are_read(void **state UNUSED)
{
	static const char text[] = "__label__pos  good film\n"
				   "bad one __label__neg __label__pos\n";
	struct rows r = must_take(text, strlen(text), &labelled);

	assert_rows(&r, "good film>pos|bad one>neg|");
	assert_string_equal(r.format, "fastText");
	assert_string_equal(r.columns, "");
	assert_non_null(strstr(r.notices, "1 line has several labels"));
	rows_release(&r);
	rejects("__label__a x\nno label\n__label__b y\n", &labelled, "x>a|y>b|",
		"text:2: there is no __label__");
}

#define JSON "JSON lines"

static void json_lines_are_read(void **state UNUSED)
{
	takes("{\"text\":\"a\\nb\",\"label\":1}\n{\"label\":0,\"text\":\"c\"}",
	      &labelled, "a b>1|c>0|", JSON, "label,text");
	takes("{\"review\":\"a\",\"class\":true}\n"
	      "{\"review\":\"c\",\"class\":false}",
	      &labelled, "a>true|c>false|", JSON, "class,review");
	takes("{\"translation\":{\"en\":\"a\",\"ko\":\"가\"}}", &pairs, "a>가|",
	      JSON, "en,ko");
}

static void json_that_is_none_is_rejected(void **state UNUSED)
{
	static const char *const row[][2] = {
		{ "{\"text\":\"c\",\"label\":[1]}",
		  "text:2: \"label\" is no string" },
		{ "{\"text\":null,\"label\":1}", "text:2: \"text\" is null" },
		{ "{\"text\":\"c\"}", "text:2: \"label\" is missing" },
		{ "{\"text\":\"\",\"label\":1}", "text:2: the text is empty" },
		{ "[1]", "text:2: no object of JSON" },
	};

	for (size_t i = 0; i < LENGTH(row); i++) {
		char *text = xasprintf("{\"text\":\"a\",\"label\":1}\n%s\n"
				       "{\"text\":\"b\",\"label\":0}\n",
				       row[i][0]);

		rejects(text, &labelled, "a>1|b>0|", row[i][1]);
		free(text);
	}
	refused("[{\"text\":\"a\"}]", &labelled, "is an array of JSON");
}

/* --- refused -------------------------------------------------------------- */

static void bad_rows_are_named(void **state UNUSED)
{
	rejects("a\tx\nb\nb\ty\n", &labelled, "x>a|y>b|",
		"text:2: there is no tab");
	rejects("1,x\n0,y\n1,\"open\n", &labelled, "x>1|y>0|",
		"text:3: a quote is never closed");
	rejects("1,x\n0,\"open\n1,z\n0,y\n", &labelled, "x>1|z>1|y>0|",
		"text:2: a quote is never closed");
	rejects("1,x\n0,\"o\"pen,\n1,z\n0,y\n", &labelled, "x>1|z>1|y>0|",
		"text:2: text follows a closing quote (a quote inside of "
		"quotes is doubled)");
	rejects("1,x\n1,a, b\n0,y\n", &labelled, "x>1|y>0|",
		"text:2: 3 columns in place of 2 (a text with a comma in it "
		"is put in quotes)");
	rejects("a\tx\n\tz\nb\ty\n", &labelled, "x>a|y>b|",
		"text:2: the label is empty");
}

static void useless_files_are_refused(void **state UNUSED)
{
	refused("", &labelled, "text is empty");
	refused("label\ttext\n", &labelled, "text has no row after its header");
	refused("a\tx\na\ty\n", &labelled, "text: all rows have the label 'a'");
	refused("one\ntwo\nthree\n", &labelled,
		"text:1: there is no tab; altogether 3 of 3 rows cannot be "
		"used");
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

		strbuf_printf(&b, "%s\ta%d\n", n % 3 ? "x" : "y", n % INPUTS);
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

static void lengths_are_counted_by_row(void **state UNUSED)
{
	static const char text[] = "x\ta b c\ny\td\nx\td\ny\ta b c d\n";
	const struct token_rules rules = { .kind = TOKENS_WORDS };
	struct token_vocab v;
	struct token_counts none;
	struct token_ids ids;
	struct row_lengths l;
	struct rows r = must_take(text, strlen(text), &labelled);

	token_counts_init(&none);
	token_vocab_make(&v, &none, 1, NULL, 0);
	token_ids_make(&ids, &r.inputs, &rules, &v);
	row_lengths_make(&l, &r, false, &ids);
	assert_int_equal(l.longest, 4);
	assert_int_equal(l.width, 1);
	assert_int_equal(l.bins, 4);
	assert_int_equal(l.count[0], 2);
	assert_int_equal(l.count[1], 0);
	assert_int_equal(l.count[2], 1);
	assert_int_equal(l.count[3], 1);
	assert_float_equal(l.mean, 9 / 4., 1e-12);
	token_ids_release(&ids);
	token_vocab_release(&v);
	token_counts_release(&none);
	rows_release(&r);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(header_names_the_columns),
	cmocka_unit_test(content_names_the_columns),
	cmocka_unit_test(header_is_told_from_rows),
	cmocka_unit_test(quotes_follow_rfc_4180),
	cmocka_unit_test(line_ends_and_spaces_are_one),
	cmocka_unit_test(texts_are_composed),
	cmocka_unit_test(fasttext_lines_are_read),
	cmocka_unit_test(json_lines_are_read),
	cmocka_unit_test(json_that_is_none_is_rejected),
	cmocka_unit_test(bad_rows_are_named),
	cmocka_unit_test(useless_files_are_refused),
	IN_SCRATCH(folder_has_a_file_per_class),
	cmocka_unit_test(split_is_by_input),
	cmocka_unit_test(lengths_are_counted_by_row),
};

int main(void) { return cmocka_run_group_tests(tests, NULL, NULL); }
