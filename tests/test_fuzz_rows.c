/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_fuzz_rows.c: files of every format, damaged at random, through the
 * readers of rows and the tokens.  Nothing may crash, what is taken keeps the
 * promises of rows.h, and a refusal has a reason.  Each reader gets as many
 * inputs as RNNTUI_FUZZ says (2000), from the seed RNNTUI_FUZZ_SEED. */
#include "config.h"
#include "base/utf8.h"
#include "text/rows.h"
#include "text/tokens.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <zlib.h>
#include <cmocka.h>

enum { INPUT_MAX = 600, PIECE_MAX = 24 };

static long inputs = 2000;
static uint64_t seed = 88172645463325252;

static unsigned below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

struct input {
	char bytes[INPUT_MAX];
	size_t length;
};

/* --- damage ----------------------------------------------------------------- */

#define PIECE(s) s, sizeof s - 1

static const struct {
	const char *bytes;
	size_t length;
} pieces[] = {
	{ PIECE("\"") },
	{ PIECE("\"\"") },
	{ PIECE("\t") },
	{ PIECE(",") },
	{ PIECE(";") },
	{ PIECE("\n") },
	{ PIECE("\r") },
	{ PIECE("\r\n") },
	{ PIECE(" ") },
	{ PIECE("\0") },
	{ PIECE("{") },
	{ PIECE("}") },
	{ PIECE("[") },
	{ PIECE(":") },
	{ PIECE("\\u0000") },
	{ PIECE("\\ud800") },
	{ PIECE("null") },
	{ PIECE("1e999") },
	{ PIECE("__label__") },
	{ PIECE("sep=,\n") },
	{ PIECE("label") },
	{ PIECE("text") },
	{ PIECE("\xff") },
	{ PIECE("\xed\xa0\x80") },
	{ PIECE("\xef\xbb\xbf") },
	{ PIECE("\xc2\xa0") },
	{ PIECE("\xcc\x81") },
	{ PIECE("\xe1\x86\xab") },
	{ PIECE("\xe2\x80\xae") },
	{ PIECE("\xe2\x80\x8d") },
	{ PIECE("\xea\xb0\x80") },
	{ PIECE("\xf0\x9f\x91\xa8") },
};

/* Makes `removed` bytes at `at` the first `added` of s. */
static void replace(struct input *in, size_t at, size_t removed, const char *s,
		    size_t added)
{
	if (in->length - removed + added > INPUT_MAX)
		return;
	memmove(in->bytes + at + added, in->bytes + at + removed,
		in->length - at - removed);
	memcpy(in->bytes + at, s, added);
	in->length += added - removed;
}

static void damage(struct input *in)
{
	size_t at = below((unsigned)in->length + 1);
	size_t most = in->length - at < PIECE_MAX ? in->length - at : PIECE_MAX;
	size_t n = below((unsigned)most + 1), piece = below(LENGTH(pieces));
	char byte = (char)below(256), copy[PIECE_MAX];

	memcpy(copy, in->bytes + at, n);
	switch (below(6)) {
	case 0: replace(in, at, most > 0, &byte, 1); break;
	case 1: replace(in, at, n, "", 0); break;
	case 2: replace(in, at, 0, copy, n); break;
	case 3: replace(in, below((unsigned)in->length + 1), 0, copy, n); break;
	default:
		replace(in, at, below(2) ? n : 0, pieces[piece].bytes,
			pieces[piece].length);
	}
}

/* --- promises --------------------------------------------------------------- */

static void check_text(const char *s, size_t most)
{
	utf8proc_uint8_t *composed;
	size_t length = strlen(s);

	assert_in_range(length, 1, most);
	assert_true(s[0] != ' ' && s[length - 1] != ' ');
	assert_null(strstr(s, "  "));
	for (size_t at = 0; at < length;) {
		uint32_t c;
		int n = utf8_decode(s + at, length - at, &c);

		assert_true(n > 0);
		assert_false(c != ' ' && utf8proc_category((int32_t)c) ==
						 UTF8PROC_CATEGORY_CC);
		at += (size_t)n;
	}
	composed = utf8proc_NFC((const utf8proc_uint8_t *)s);
	assert_string_equal(composed, s);
	free(composed);
}

/* Characters and letters join to the text; words have no spaces. */
static void check_tokens(const char *s, struct token_list *list)
{
	for (enum tokens kind = 0; kind < TOKENS; kind++) {
		const struct token_rules rules = { .kind = kind };
		const char *token[INPUT_MAX];
		struct strbuf joined;

		tokens_split(list, &rules, s, strlen(s));
		assert_in_range(list->count, 1, INPUT_MAX);
		for (size_t i = 0; i < list->count; i++)
			token[i] = token_at(list, i);
		strbuf_init(&joined);
		tokens_join(&joined, kind, token, list->count);
		if (kind == TOKENS_WORDS)
			assert_true(joined.length > 0);
		else
			assert_string_equal(joined.text, s);
		strbuf_release(&joined);
	}
}

static void check_rows(const struct rows *r, struct token_list *list)
{
	const bool labelled = r->kind == ROWS_LABELLED;
	uint64_t labels = 0;

	assert_true(r->count > 0 && r->rejected <= r->count);
	assert_int_equal(r->reasons, r->rejected < ROWS_REASONS
					     ? (int)r->rejected
					     : ROWS_REASONS);
	for (size_t i = 0; i < r->count; i++) {
		check_text(rows_input(r, i), ROWS_TEXT_MAX);
		check_text(rows_output(r, i),
			   labelled ? ROWS_LABEL_MAX : ROWS_TEXT_MAX);
		assert_true(!i || r->row[i].line > r->row[i - 1].line);
		check_tokens(rows_input(r, i), list);
	}
	for (uint32_t i = 0; labelled && i < r->outputs.count; i++) {
		assert_true(!i || strcmp(string_at(&r->outputs, i - 1),
					 string_at(&r->outputs, i)) < 0);
		labels += r->label_rows[i];
	}
	assert_int_equal(labels, labelled ? r->count : 0);
	assert_true(!labelled || r->outputs.count >= 2);
}

static bool try_input(const struct input *in, const struct rows_options *how,
		      struct token_list *list)
{
	struct rows r;
	struct err e = { .text = "" };

	if (!rows_from_text(&r, in->bytes, in->length, how, &e)) {
		assert_int_equal(e.kind, ERR_INPUT);
		assert_true(e.text[0]);
		return false;
	}
	check_rows(&r, list);
	rows_release(&r);
	return true;
}

/* --- readers ---------------------------------------------------------------- */

struct sample {
	enum rows_kind kind;
	const char *columns;
	const char *text;
	size_t length;
};

static void fuzz(const struct sample *sample, int samples)
{
	struct token_list list;
	long taken = 0;

	token_list_init(&list);
	for (long i = 0; i < inputs; i++) {
		const struct sample *s = &sample[below((unsigned)samples)];
		const struct rows_options how = {
			.kind = s->kind,
			.columns = below(8) ? s->columns : NULL,
			.swap = below(2),
		};
		struct input in = { .length = s->length };

		memcpy(in.bytes, s->text, s->length);
		for (unsigned n = below(6); n > 0; n--)
			damage(&in);
		taken += try_input(&in, &how, &list);
	}
	token_list_release(&list);
	assert_true(taken > inputs / 10); /* most of it is read at all */
}

#define SAMPLE(kind, columns, text)        \
	{                                  \
		kind, columns, PIECE(text) \
	}

static void separated_values(void **state UNUSED)
{
	static const struct sample sample[] = {
		SAMPLE(ROWS_LABELLED, NULL,
		       "id\tdocument\tlabel\n1\tgood film\t1\n2\tso \"bad\"\t0\n"
		       "3\t\"in quotes\"\t1\n4\t\xea\xb0\x80\xeb\x82\x98\t0\n"),
		SAMPLE(ROWS_LABELLED, "class,review",
		       "class,review\n1,\"a, \"\"b\"\"\nc\"\n0,d e\n1,f\n"),
		SAMPLE(ROWS_LABELLED, "1,2",
		       "sep=;\r\n1;one, two\r\n0;\"three\r\nfour\"\r\n1;x\r\n"),
		SAMPLE(ROWS_PAIRS, NULL,
		       "Go.\t\xea\xb0\x80.\tCC-BY\nHi\t\xec\x95\x88\tCC-BY\n"
		       "Run!\t\xeb\x9b\xb0\n"),
		SAMPLE(ROWS_PAIRS, "kor,eng",
		       "eng,kor\n\"Go, now\",\xea\xb0\x80\nHi,\xec\x95\x88\n"),
	};

	fuzz(sample, LENGTH(sample));
}

static void fasttext(void **state UNUSED)
{
	static const struct sample sample[] = {
		SAMPLE(ROWS_LABELLED, NULL,
		       "__label__pos good film\n__label__neg bad\n"
		       "__label__pos fine __label__neg\n__label__neg no\n"),
	};

	fuzz(sample, LENGTH(sample));
}

static void json_lines(void **state UNUSED)
{
	static const struct sample sample[] = {
		SAMPLE(ROWS_LABELLED, "label,text",
		       "{\"text\":\"a \\u00e9\",\"label\":1}\n"
		       "{\"label\":0,\"text\":\"b\\nc\",\"x\":[1,{}]}\n"
		       "{\"label\":\"0\",\"text\":\"d\"}\n"),
		SAMPLE(ROWS_PAIRS, NULL,
		       "{\"en\":\"a\",\"ko\":\"\xea\xb0\x80\"}\n"
		       "{\"en\":\"b\",\"ko\":\"\xeb\x82\x98\"}\n"),
		SAMPLE(ROWS_PAIRS, NULL,
		       "{\"translation\":{\"en\":\"a\",\"ko\":\"x\"}}\n"),
	};

	fuzz(sample, LENGTH(sample));
}

/* Text of ASCII as UTF-16, the low byte first, with its mark. */
static size_t widen(char *out, const char *s)
{
	size_t n = 2;

	memcpy(out, "\xff\xfe", 2);
	for (; *s; s++) {
		out[n++] = *s;
		out[n++] = '\0';
	}
	return n;
}

static size_t pack(char *out, const char *s)
{
	z_stream z = { .next_in = (Bytef *)s, .avail_in = (uInt)strlen(s) };

	z.next_out = (Bytef *)out;
	z.avail_out = INPUT_MAX;
	assert_int_equal(deflateInit2(&z, 0, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return INPUT_MAX - z.avail_out;
}

static void encodings(void **state UNUSED)
{
	static const char text[] = "label\ttext\n1\tone two\n0\tthree\n1\tx\n"
				   "0\tfour five six\n";
	char wide[INPUT_MAX], packed[INPUT_MAX];
	const struct sample sample[] = {
		{ ROWS_LABELLED, NULL, wide, widen(wide, text) },
		{ ROWS_LABELLED, NULL, packed, pack(packed, text) },
		SAMPLE(ROWS_LABELLED, NULL,
		       "1\t\xb0\xa1\xb3\xaa\xb4\xd9\n0\t\xb8\xb6\xb9\xd9\n"),
	};

	fuzz(sample, LENGTH(sample));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(separated_values),
		cmocka_unit_test(fasttext),
		cmocka_unit_test(json_lines),
		cmocka_unit_test(encodings),
	};
	const char *n = getenv("RNNTUI_FUZZ"), *s = getenv("RNNTUI_FUZZ_SEED");

	if (n)
		inputs = strtol(n, NULL, 10);
	if (s)
		seed += strtoull(s, NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
