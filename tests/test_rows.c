/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_rows.c: texts of every format become rows; what cannot be used is named
 * by file and line. */
#include "config.h"
#include "rows_support.h"

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
	takes("번호\t평점\t내용\n1\t9\t좋다\n2\t1\t싫다\n", &labelled,
	      "좋다>9|싫다>1|", TSV, "평점,내용");
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
	takes("0\t\"open\n1\tso\"\n1\tx\n", &labelled, "\"open>0|so\">1|x>1|",
	      TSV, "1,2");
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

static void option_names_the_columns(void **state UNUSED)
{
	const struct rows_options by_name = { .columns = "Verdict, words" };
	const struct rows_options by_number = { .columns = "3,1" };
	const struct rows_options reversed = { .kind = ROWS_PAIRS,
					       .swap = true };

	takes("words,verdict,text\na,1,x\nb,0,y\n", &by_name, "a>1|b>0|", CSV,
	      "verdict,words");
	takes("a,x,1\nb,y,0\n", &by_number, "a>1|b>0|", CSV, "3,1");
	takes("a,x,label\nb,y,0\nc,z,1\n", &by_number, "b>0|c>1|", CSV,
	      "label,a");
	takes("{\"verdict\":1,\"words\":\"a\"}\n{\"verdict\":0,\"words\":\"b\"}",
	      &by_name, "a>1|b>0|", "JSON lines", "verdict,words");
	takes("Go.\t가.\n", &reversed, "가.>Go.|", TSV, "1,2");
}

static void wrong_columns_are_refused(void **state UNUSED)
{
	static const char text[] = "words,label\na,1\nb,0\n";
	static const char *const row[][2] = {
		{ "label,review", "no column 'review'; its first line has: "
				  "words, label" },
		{ "3,1", "no column '3'" },
		{ "0,1", "no column '0'" },
		{ "99999999999,1", "no column '99999999999'" },
		{ "label", "two names or numbers" },
		{ "label,", "two names or numbers" },
		{ "label,text,id", "two names or numbers" },
		{ "1,1", "two names or numbers" },
	};

	for (size_t i = 0; i < LENGTH(row); i++) {
		const struct rows_options how = { .columns = row[i][0] };

		refused(text, &how, row[i][1]);
	}
}

/* Nothing that is not seen tells two labels apart; texts keep their joiners. */
static void labels_have_no_control_characters(void **state UNUSED)
{
	takes("a\u200bb\tone text\na\1 b\u202e\ttwo\u200btexts\n"
	      "\u00a0ab\tthird text\n",
	      &labelled, "one text>ab|two\u200btexts>a b|third text>ab|", TSV,
	      "1,2");
}

static void repetitions_are_counted(void **state UNUSED)
{
	static const char text[] =
		"a\tx\nb\tx\na\tx\nb\ty\na\ty\nc\tx\na\tz\na\tz\n";
	struct rows r = must_take(text, strlen(text), &labelled);

	assert_int_equal(r.count, 8);
	assert_int_equal(r.inputs.count, 3);
	assert_int_equal(r.duplicates, 2);
	assert_int_equal(r.conflicting, 2);
	assert_int_equal(r.outputs.count, 3);
	assert_string_equal(string_at(&r.outputs, 0), "a");
	assert_int_equal(r.label_rows[0], 5);
	assert_int_equal(r.label_rows[1], 2);
	rows_release(&r);
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

/* A JSON library's words follow. */
static void broken_json_is_named(void **state UNUSED)
{
	static const char *const line[] = {
		"{\"text\":\"c\"",
		"{\"text\":\"c\",\"text\":\"d\",\"label\":1}",
		"{\"text\":\"\\u0000\",\"label\":1}",
		"{'text':'c','label':1}",
		"{\"text\":\"c\",\"label\":1} x",
		"{\"text\":\"\\ud800\",\"label\":1}",
		"{\"text\":[[[[[[[[[[[[[[[[[[[[",
		"text",
	};

	for (size_t i = 0; i < LENGTH(line); i++) {
		char *text = xasprintf("{\"text\":\"a\",\"label\":1}\n\n%s\n"
				       "{\"text\":\"b\",\"label\":0}\n",
				       line[i]);
		struct rows r = must_take(text, strlen(text), &labelled);

		assert_rows(&r, "a>1|b>0|");
		assert_int_equal(r.rejected, 1);
		assert_memory_equal(r.reason[0], "text:3: invalid JSON: ", 17);
		assert_true(r.reason[0][17]);
		rows_release(&r);
		free(text);
	}
}

static void first_reasons_are_kept(void **state UNUSED)
{
	struct strbuf b;
	struct rows r;

	strbuf_init(&b);
	for (int i = 0; i < 10; i++)
		strbuf_printf(&b, "%d\tx\nbad\n", i % 2);
	r = must_take(b.text, b.length, &labelled);
	assert_int_equal(r.rejected, 10); /* half of them is not too many */
	assert_int_equal(r.reasons, ROWS_REASONS);
	assert_string_equal(r.reason[7], "text:16: there is no tab");
	rows_release(&r);
	strbuf_add(&b, "bad\n");
	refused(b.text, &labelled,
		"text:2: there is no tab; altogether 11 of 21 rows cannot be "
		"used");
	strbuf_release(&b);
}

static void column_of_all_different_values_is_no_label(void **state UNUSED)
{
	struct strbuf b;

	strbuf_init(&b);
	for (int i = 0; i < 20; i++)
		strbuf_printf(&b, "a%d\tsome text %d\n", i, i);
	refused(b.text, &labelled,
		"20 rows have 20 different labels; --columns=LABEL,TEXT");
	strbuf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_names_the_columns),
		cmocka_unit_test(content_names_the_columns),
		cmocka_unit_test(header_is_told_from_rows),
		cmocka_unit_test(quotes_follow_rfc_4180),
		cmocka_unit_test(line_ends_and_spaces_are_one),
		cmocka_unit_test(texts_are_composed),
		cmocka_unit_test(option_names_the_columns),
		cmocka_unit_test(wrong_columns_are_refused),
		cmocka_unit_test(labels_have_no_control_characters),
		cmocka_unit_test(repetitions_are_counted),
		cmocka_unit_test(fasttext_lines_are_read),
		cmocka_unit_test(json_lines_are_read),
		cmocka_unit_test(json_that_is_none_is_rejected),
		cmocka_unit_test(bad_rows_are_named),
		cmocka_unit_test(useless_files_are_refused),
		cmocka_unit_test(broken_json_is_named),
		cmocka_unit_test(first_reasons_are_kept),
		cmocka_unit_test(column_of_all_different_values_is_no_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
