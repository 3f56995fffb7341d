/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_encoding.c: a text of any encoding becomes its characters, named or
 * not, packed or not, in blocks of any size; what is no text is refused. */
#include "config.h"
#include "base/path.h"
#include "base/rng.h"
#include "scratch.h"
#include "text/corpus.h"
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <zlib.h>
#include <cmocka.h>

static const char korean[] =
	"나는 소리를 지르며 고추장을 한 그릇 담아 가지고 울 뒤로 갔다.\n"
	"오늘도 또 우리 수탉이 막 쫓기었다. 내가 점심을 먹고 나무를 하러 "
	"갈 양으로 나올 때이었다. 산으로 올라서려니까 등 뒤에서 푸드득푸드득 "
	"하고 닭의 횃소리가 야단이다.\n";
static const char german[] =
	"Die Größe der Wörter ist für Schüler ungefähr gleich.\n"
	"Es war einmal ein König, der hatte eine schöne Tochter; da sprach er: "
	"\"Heute früh müssen wir über die Straße gehen.\"\n";
static const char russian[] =
	"Все счастливые семьи похожи друг на друга, каждая несчастливая семья "
	"несчастлива по-своему.\n";
static const char japanese[] =
	"吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
	"何でも薄暗いじめじめした所でニャーニャー泣いていた。\n";

static const size_t blocks[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

static void write_text(const void *text, size_t length)
{
	int fd = open("text", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_true(write_all(fd, text, length));
	close(fd);
}

/* `utf8` in another encoding, as a file; its bytes. */
static struct strbuf write_as(const char *name, const char *utf8)
{
	iconv_t cd = iconv_open(name, "UTF-8");
	size_t in = strlen(utf8), room = 5 * in + 16, left = room;
	char *from = (char *)utf8, *all = xmalloc(room), *to = all;
	struct strbuf b;

	assert_true(cd != (iconv_t)-1);
	assert_int_equal(iconv(cd, &from, &in, &to, &left), 0);
	assert_int_equal(iconv(cd, NULL, NULL, &to, &left), 0);
	iconv_close(cd);
	strbuf_init(&b);
	strbuf_add_bytes(&b, all, room - left);
	free(all);
	write_text(b.text, b.length);
	return b;
}

static struct corpus must_load(struct corpus_options options)
{
	struct corpus c;
	struct err e = { .text = "" };

	if (!corpus_load(&c, "text", &options, &e))
		fail_msg("%s", e.text);
	return c;
}

static void assert_reads(const struct corpus *c, const char *text,
			 size_t length)
{
	struct strbuf b;

	strbuf_init(&b);
	for (size_t i = 0; i < c->length; i++)
		vocab_add_symbol(&c->vocab, corpus_id(c, i), &b);
	assert_int_equal(b.length, length);
	assert_memory_equal(b.text, text, length);
	strbuf_release(&b);
}

/* Whatever the blocks are; the CRC is that of the bytes. */
static void assert_file(const char *encoding, const struct strbuf *bytes,
			const char *utf8, const char *name, const char *notice)
{
	for (size_t i = 0; i < LENGTH(blocks); i++) {
		struct corpus c = must_load((struct corpus_options){
			.encoding = encoding, .block = blocks[i] });

		assert_reads(&c, utf8, strlen(utf8));
		assert_false(c.vocab.bytes);
		assert_string_equal(c.encoding, name);
		assert_int_equal(c.width, c.vocab.size > 256 ? 2 : 1);
		assert_int_equal(c.bytes, bytes->length);
		assert_int_equal(c.crc32, crc32_z(0, (const Bytef *)bytes->text,
						  bytes->length));
		if (!notice)
			assert_string_equal(c.notices, "");
		else if (!strstr(c.notices, notice))
			fail_msg("\"%s\" lacks \"%s\"", c.notices, notice);
		corpus_release(&c);
	}
}

static void assert_named(const char *name, const char *utf8)
{
	struct strbuf b = write_as(name, utf8);

	assert_file(name, &b, utf8, name, NULL);
	strbuf_release(&b);
}

static void assert_detected(const char *written, const char *utf8,
			    const char *name, const char *how)
{
	struct strbuf b = write_as(written, utf8);
	char *notice = xasprintf("text is read as %s (%s); --encoding=bytes "
				 "reads bytes.\n",
				 name, how);

	assert_file(NULL, &b, utf8, name, notice);
	free(notice);
	strbuf_release(&b);
}

static void a_named_encoding_is_decoded(void **state)
{
	(void)state;
	assert_named("cp949", korean);
	assert_named("EUC-KR", "나는 소리를 지르며 고추장을\n");
	assert_named("johab", korean);
	assert_named("latin1", german);
	assert_named("koi8-r", russian);
	assert_named("shift_jis", japanese);
	assert_named("iso-2022-jp", japanese); /* it has shifts */
	assert_named("utf-16le", korean);
	assert_named("utf-16", korean); /* with a mark */
	assert_named("utf-32be", japanese);
	assert_named("utf-7", german);
	assert_named("big5-hkscs", "香港 Ê\u0304 Ê"); /* looks ahead */
}

static void an_encoding_is_detected(void **state)
{
	(void)state;
	assert_detected("cp949", korean, "CP949", "detected");
	assert_detected("latin1", german, "ISO-8859-1", "detected");
	assert_detected("latin1", "Größe", "ISO-8859-1", "detected");
	assert_detected("cp1251", russian, "WINDOWS-1251", "detected");
	assert_detected("koi8-r", russian, "KOI8-R", "detected");
	assert_detected("shift_jis", japanese, "CP932", "detected");
	assert_detected("euc-jp", japanese, "EUC-JP", "detected");
}

/* uchardet does not mind controls; texts have none. */
static void what_has_controls_is_no_text_of_a_guess(void **state)
{
	struct strbuf b = write_as("latin1", german);
	struct corpus c;

	(void)state;
	for (size_t i = 5; i < b.length; i += 50)
		b.text[i] = '\1';
	write_text(b.text, b.length);
	c = must_load((struct corpus_options){ 0 });
	assert_true(c.vocab.bytes);
	assert_reads(&c, b.text, b.length);
	corpus_release(&c);
	strbuf_release(&b);
}

/* The first KiB is ASCII: that must not hide the rest. */
static void a_long_ascii_head_hides_nothing(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (int i = 0; i < 500; i++)
		strbuf_add(&b, "A licence in English, as long as it gets.\n");
	strbuf_add(&b, korean);
	assert_detected("cp949", b.text, "CP949", "detected");
	strbuf_release(&b);
}

static void utf16_and_utf32_are_known_by_mark_or_zeros(void **state)
{
	static const char *const order[] = { "LE", "BE" };
	static const char windows[] = "Größe\r\nzwei\r\n", mark[] = "\ufeff";
	static const char *const text[] = { windows, korean, german };

	(void)state;
	for (size_t i = 0; i < LENGTH(order) * LENGTH(text) * 2; i++) {
		const char *utf8 = text[i / 4];
		char *name = xasprintf("UTF-%s%s", i & 1 ? "16" : "32",
				       order[i / 2 % 2]);
		char *marked = xasprintf("%s%s", mark, utf8);
		struct strbuf b;

		assert_detected(name, utf8, name, "its zero bytes");
		b = write_as(name, marked);
		assert_file(NULL, &b, utf8, name, "(byte order mark)");
		strbuf_release(&b);
		free(marked);
		free(name);
	}
}

static void zeros_do_not_make_every_text_utf16(void **state)
{
	static const char list[] = "usr/bin\0usr/share\0etc\0home\0opt\0";
	struct corpus c;

	(void)state;
	write_text(list, sizeof list - 1);
	c = must_load((struct corpus_options){ 0 });
	assert_reads(&c, list, sizeof list - 1);
	assert_string_equal(c.encoding, "utf-8");
	corpus_release(&c);
}

static void assert_refused(const char *encoding, const char *reason)
{
	for (size_t i = 0; i < LENGTH(blocks); i++) {
		struct corpus_options options = { .encoding = encoding,
						  .block = blocks[i] };
		struct corpus c;
		struct err e;

		assert_false(corpus_load(&c, "text", &options, &e));
		assert_int_equal(e.kind, ERR_INPUT);
		if (!strstr(e.text, reason))
			fail_msg("\"%s\" lacks \"%s\"", e.text, reason);
	}
}

/* --- UTF-8 with bad bytes ------------------------------------------------ */

static struct strbuf good_text(size_t characters)
{
	struct strbuf b;

	strbuf_init(&b);
	for (size_t i = 0; i < characters; i++)
		strbuf_add(&b, i % 2 ? "x" : "한");
	return b;
}

static void one_bad_sequence_in_1000_is_replaced(void **state)
{
	struct strbuf b = good_text(2100), want = good_text(1000);

	(void)state;
	memcpy(b.text + 2000, "\xff\xed\x95 ", 4); /* where "한x" was */
	write_text(b.text, b.length);
	strbuf_add(&want, "\ufffd\ufffd ");
	for (size_t i = 1002; i < 2100; i++)
		strbuf_add(&want, i % 2 ? "x" : "한");
	assert_file(NULL, &b, want.text, "utf-8",
		    "text: 2 bad sequences (the "
		    "first at offset 2000) are read as U+FFFD.\n");
	/* Who names UTF-8 insists on it. */
	assert_refused("utf-8", "0xFF at offset 2000");
	strbuf_release(&want);
	strbuf_release(&b);
}

static void more_of_them_make_bytes(void **state)
{
	struct strbuf b = good_text(1998);
	struct corpus c;

	(void)state;
	memcpy(b.text + 2000,
	       "\xff"
	       "a\xff ",
	       4);
	memcpy(b.text + 3000,
	       "\xff"
	       "a\xff ",
	       4);
	write_text(b.text, b.length);
	c = must_load((struct corpus_options){ 0 });
	assert_true(c.vocab.bytes);
	assert_reads(&c, b.text, b.length);
	assert_non_null(strstr(c.notices, "0xFF at offset 2000"));
	corpus_release(&c);
	/* But a text that auto took for UTF-8 once is read so again. */
	c = must_load((struct corpus_options){ .encoding = "utf-8",
					       .recorded = true });
	assert_string_equal(c.encoding, "utf-8");
	assert_non_null(strstr(c.notices, "4 bad sequences"));
	corpus_release(&c);
	strbuf_release(&b);
}

static void a_cut_last_character_is_replaced_in_a_guess(void **state)
{
	struct strbuf b = write_as("cp949", korean);
	struct corpus c;

	(void)state;
	write_text(b.text, b.length - 3); /* of "다.\n" */
	c = must_load((struct corpus_options){ 0 });
	assert_int_equal(c.vocab.codepoint[c.vocab.size - 1], 0xfffd);
	assert_non_null(strstr(c.notices, "1 bad sequence"));
	corpus_release(&c);
	strbuf_release(&b);
}

/* --- refusals ------------------------------------------------------------ */

static void a_named_encoding_must_fit(void **state)
{
	(void)state;
	write_text("abc \xb0\xa1 \xff\xff", 9);
	assert_refused("cp949", "text is not cp949 (first bad byte: 0xFF at "
				"offset 7)");
	write_text("abc\xb0", 4);
	assert_refused("cp949", "0xB0 at offset 3");
	write_text("abc\xb0", 4);
	assert_refused("ascii", "0xB0 at offset 3");
	write_text("a\0b\0c", 5);
	assert_refused("utf-16le", "0x63 at offset 4");
	write_text("a\0b\0\0\xdc", 6);
	assert_refused("utf-16le", "0x00 at offset 4");
	write_text("a\0\0\0\0\0\x11\0", 8);
	assert_refused("utf-32le", "offset 4");
	write_text("\0\0\0a\x7f\xff\xff\xff", 8);
	assert_refused("ucs-4", "offset 4");
}

static void names_that_iconv_does_not_know_are_refused(void **state)
{
	static const char *const bad[] = { "klingon", "",     "latin1//IGNORE",
					   "cp949,",  "\xff", "a b" };

	(void)state;
	write_text("text", 4);
	for (size_t i = 0; i < LENGTH(bad); i++) {
		assert_non_null(encoding_wrong(bad[i]));
		assert_refused(bad[i], "iconv does not know");
	}
	assert_int_equal(encoding_of("AUTO"), ENCODING_AUTO);
	assert_int_equal(encoding_of("UTF8"), ENCODING_UTF8);
	assert_int_equal(encoding_of("Bytes"), ENCODING_BYTES);
	assert_int_equal(encoding_of("Latin1"), ENCODING_NAMED);
	assert_null(encoding_wrong("cp949"));
}

static void what_is_no_text_says_what_it_is(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *what;
	} row[] = {
		{ "\x89PNG\r\n\x1a\n rest", 13, "is a PNG picture" },
		{ "\xff\xd8\xff\xe0 rest", 9, "is a JPEG picture" },
		{ "%PDF-1.7\n", 9, "is a PDF document" },
		{ "PK\3\4 rest", 9, "is a zip archive" },
		{ "\x7f"
		  "ELF rest",
		  9, "is an ELF program" },
		{ "\x40\0\0\0\0\0\0\0{\"__metadata__\"", 23,
		  "is a checkpoint (--resume" },
	};
	struct corpus c;

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		write_text(row[i].bytes, row[i].length);
		assert_refused(NULL, row[i].what);
		assert_refused("utf-8", row[i].what);
		assert_refused("latin1", "--encoding=bytes");
		c = must_load((struct corpus_options){ .encoding = "bytes" });
		assert_reads(&c, row[i].bytes, row[i].length);
		corpus_release(&c);
	}
	write_text("PKZIP %PDF- is not at the beginning", 35);
	c = must_load((struct corpus_options){ 0 });
	assert_string_equal(c.notices, "");
	corpus_release(&c);
}

/* --- packed texts -------------------------------------------------------- */

static void add_packed(struct strbuf *out, const char *text, size_t length)
{
	z_stream z = { .next_in = (Bytef *)text, .avail_in = (uInt)length };
	Bytef packed[8192];

	assert_int_equal(
		deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY),
		Z_OK);
	z.next_out = packed;
	z.avail_out = sizeof packed;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	strbuf_add_bytes(out, packed, sizeof packed - z.avail_out);
	deflateEnd(&z);
}

static void gzip_is_unpacked(void **state)
{
	struct strbuf plain = write_as("cp949", korean), b;
	struct corpus c;

	(void)state;
	strbuf_init(&b);
	add_packed(&b, korean, 100);
	add_packed(&b, korean + 100, strlen(korean) - 100);
	strbuf_add_bytes(&b, "\0\0\0", 3); /* padding */
	write_text(b.text, b.length);
	strbuf_clear(&plain);
	strbuf_add(&plain, korean);
	assert_file(NULL, &plain, korean, "utf-8", "text is packed (gzip)");
	assert_file("utf-8", &plain, korean, "utf-8", "text is packed (gzip)");
	c = must_load((struct corpus_options){ .encoding = "bytes" });
	assert_reads(&c, b.text, b.length);
	assert_string_equal(c.notices, "");
	corpus_release(&c);
	strbuf_release(&b);
	strbuf_release(&plain);
}

static void packed_texts_are_decoded_too(void **state)
{
	struct strbuf plain = write_as("cp949", korean), b;

	(void)state;
	strbuf_init(&b);
	add_packed(&b, plain.text, plain.length);
	write_text(b.text, b.length);
	assert_file(NULL, &plain, korean, "CP949", "read as CP949 (detected)");
	strbuf_clear(&b);
	add_packed(&b, "\x89PNG\r\n\x1a\n", 8);
	write_text(b.text, b.length);
	assert_refused(NULL, "text holds a PNG picture");
	strbuf_clear(&b);
	add_packed(&b, "\xff\1\2\3\xff\4\5\6", 8);
	write_text(b.text, b.length);
	assert_refused(NULL, "is in no encoding that can be told");
	strbuf_release(&b);
	strbuf_release(&plain);
}

static void damaged_gzip_is_refused(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	add_packed(&b, korean, strlen(korean));
	for (size_t cut = 3; cut < b.length; cut += 7) {
		write_text(b.text, cut);
		assert_refused(NULL, "text is a damaged gzip file");
	}
	b.text[b.length - 6] ^= 1; /* of the CRC */
	write_text(b.text, b.length);
	assert_refused(NULL, "text is a damaged gzip file: incorrect data");
	strbuf_release(&b);
}

static void max_bytes_counts_what_is_unpacked(void **state)
{
	struct corpus_options options = { .max_bytes = 1999 };
	char *many = xcalloc(2000, 1);
	struct strbuf b;
	struct corpus c;
	struct err e;

	(void)state;
	memset(many, 'a', 2000);
	strbuf_init(&b);
	add_packed(&b, many, 2000);
	write_text(b.text, b.length);
	assert_true(b.length < 100);
	assert_false(corpus_load(&c, "text", &options, &e));
	assert_non_null(strstr(e.text, "more than the 1999 bytes"));
	options.max_bytes = 2000;
	c = must_load(options);
	assert_int_equal(c.bytes, 2000);
	corpus_release(&c);
	strbuf_release(&b);
	free(many);
}

/* --- random bytes -------------------------------------------------------- */

static void assert_sound(const struct corpus *c)
{
	assert_in_range(c->vocab.size, 1, VOCAB_MAX);
	for (size_t i = 0; i < c->length; i++)
		assert_in_range(corpus_id(c, i), 0, c->vocab.size - 1);
	for (int i = 1; i < c->vocab.size; i++)
		assert_true(c->vocab.codepoint[i - 1] < c->vocab.codepoint[i]);
}

static void random_bytes_are_bytes(void **state)
{
	gsl_rng *r = rng_new(4, RNG_USER);
	char s[3000];

	(void)state;
	for (int i = 0; i < 200; i++) {
		size_t length = 64 + gsl_rng_uniform_int(r, sizeof s - 64);
		struct corpus c;

		for (size_t k = 0; k < length; k++)
			s[k] = (char)(gsl_rng_get(r) >> 20);
		s[0] = 'x'; /* no mark, nothing that has a magic */
		write_text(s, length);
		c = must_load((struct corpus_options){ 0 });
		assert_string_equal(c.encoding, "bytes");
		assert_reads(&c, s, length);
		corpus_release(&c);
	}
	gsl_rng_free(r);
}

/* Nothing crashes, nothing depends on the blocks. */
static void random_bytes_load_in_every_mode_or_not_at_all(void **state)
{
	static const char *const mode[] = {
		NULL,         "utf-8",  "bytes",     "cp949",       "utf-16",
		"utf-32le",   "utf-7",  "shift_jis", "iso-2022-kr", "gb18030",
		"big5-hkscs", "cp1255", "tscii",     "latin1",
	};
	gsl_rng *r = rng_new(5, RNG_USER);
	char s[400];

	(void)state;
	for (int i = 0; i < 1500; i++) {
		size_t length = 2 + gsl_rng_uniform_int(r, sizeof s - 2);
		struct corpus_options options = {
			.encoding = mode[(size_t)i % LENGTH(mode)],
			.recorded = i % 3 == 0,
		}, small = options;
		struct corpus a, b;
		struct err e, f;

		for (size_t k = 0; k < length; k++) {
			s[k] = (char)(gsl_rng_get(r) >> 20);
			if (i % 4 && k % 5)
				s[k] &= 0x7f;
			if (i % 5 == 4 && k % 2)
				s[k] = 0;
		}
		write_text(s, length);
		small.block = 1 + (size_t)i % 7;
		if (corpus_load(&a, "text", &options, &e)) {
			b = must_load(small);
			assert_sound(&a);
			assert_true(vocab_equal(&a.vocab, &b.vocab));
			assert_int_equal(a.length, b.length);
			assert_memory_equal(a.ids, b.ids,
					    a.length * (size_t)a.width);
			assert_string_equal(a.encoding, b.encoding);
			corpus_release(&a);
			corpus_release(&b);
		} else {
			assert_false(corpus_load(&b, "text", &small, &f));
			assert_string_equal(e.text, f.text);
		}
	}
	gsl_rng_free(r);
}

/* Ids of two bytes get ahead of the one-byte characters they came from. */
static void long_texts_are_decoded_in_place(void **state)
{
	struct strbuf b, bytes;

	(void)state;
	strbuf_init(&b);
	for (int i = 0; i < 5000; i++)
		strbuf_add(&b, "ASCII first. ");
	for (int i = 0; i < 300; i++)
		strbuf_add(&b, korean);
	for (uint32_t i = 0; i < 399; i++)
		strbuf_add_codepoint(&b, 0xac00 + i * 28);
	for (int i = 0; i < 5000; i++)
		strbuf_add(&b, "and last.\n");
	bytes = write_as("cp949", b.text);
	for (size_t i = 0; i < 2; i++) {
		struct corpus c = must_load((struct corpus_options){
			.encoding = i ? "cp949" : NULL, .block = 4096 });

		assert_string_equal(c.encoding, i ? "cp949" : "CP949");
		assert_reads(&c, b.text, b.length);
		corpus_release(&c);
	}
	strbuf_release(&bytes);
	strbuf_release(&b);
}

#define SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_enter, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(a_named_encoding_is_decoded),
		SCRATCH(an_encoding_is_detected),
		SCRATCH(what_has_controls_is_no_text_of_a_guess),
		SCRATCH(a_long_ascii_head_hides_nothing),
		SCRATCH(utf16_and_utf32_are_known_by_mark_or_zeros),
		SCRATCH(zeros_do_not_make_every_text_utf16),
		SCRATCH(one_bad_sequence_in_1000_is_replaced),
		SCRATCH(more_of_them_make_bytes),
		SCRATCH(a_cut_last_character_is_replaced_in_a_guess),
		SCRATCH(a_named_encoding_must_fit),
		SCRATCH(names_that_iconv_does_not_know_are_refused),
		SCRATCH(what_is_no_text_says_what_it_is),
		SCRATCH(gzip_is_unpacked),
		SCRATCH(packed_texts_are_decoded_too),
		SCRATCH(damaged_gzip_is_refused),
		SCRATCH(max_bytes_counts_what_is_unpacked),
		SCRATCH(random_bytes_are_bytes),
		SCRATCH(random_bytes_load_in_every_mode_or_not_at_all),
		SCRATCH(long_texts_are_decoded_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
