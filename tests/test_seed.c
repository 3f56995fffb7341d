/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_seed.c: typed text finds the symbols that are meant, composed or in
 * parts, as characters or as bytes. */
#include "config.h"
#include "base/path.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "scratch.h"
#include "text/corpus.h"
#include "text/seed.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct corpus load(const char *text, size_t length, const char *encoding)
{
	struct corpus_options options = { .encoding = encoding };
	int fd = open("text", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct corpus c;
	struct err e = { .text = "" };

	assert_true(fd >= 0 && write_all(fd, text, length));
	close(fd);
	if (!corpus_load(&c, "text", &options, &e))
		fail_msg("%s", e.text);
	return c;
}

/* The symbols that the seed finds, written as the text has them; the notice
 * about the rest. */
static void assert_seed(const struct corpus *c, const struct seed *seed,
			const char *found, const char *unknown,
			const char *form)
{
	struct seed_notes notes = { .form = NULL };
	struct strbuf b;
	int length, *ids;

	strbuf_init(&b);
	strbuf_init(&notes.unknown);
	ids = seed_ids(&c->vocab, seed, &length, &notes);
	for (int i = 0; i < length; i++)
		vocab_add_symbol(&c->vocab, ids[i], &b);
	assert_string_equal(b.text, found);
	assert_string_equal(notes.unknown.text, unknown);
	if (form)
		assert_string_equal(notes.form, form);
	else
		assert_null(notes.form);
	free(ids);
	strbuf_release(&notes.unknown);
	strbuf_release(&b);
}

static void assert_typed(const struct corpus *c, const char *text,
			 const char *found, const char *unknown,
			 const char *form)
{
	const struct seed seed = { text, NULL, strlen(text) };

	assert_seed(c, &seed, found, unknown, form);
}

/* `text` as \u or \x escapes made it. */
static void assert_escaped(const struct corpus *c, char name, const char *text,
			   const char *found, const char *unknown)
{
	struct seed seed = { text, NULL, strlen(text) };
	char *escape = xcalloc(seed.length, 1);

	memset(escape, name, seed.length);
	seed.escape = escape;
	assert_seed(c, &seed, found, unknown, NULL);
	free(escape);
}

static void unknown_symbols_are_skipped_and_named_once(void **state)
{
	struct corpus c = load("abc한\n", 7, NULL);

	(void)state;
	assert_typed(&c,
		     "a?b\x1b?한é\xff \xff"
		     "c, ",
		     "ab한c", "?, ^[, é, <ff>, ' ', ','", NULL);
	assert_typed(&c, "", "", "", NULL);
	corpus_release(&c);
}

static void notes_are_optional(void **state)
{
	struct corpus c = load("abé", 4, NULL);
	const struct seed seed = { "x\xff"
				   "e\u0301a",
				   NULL, 6 };
	int length, *ids = seed_ids(&c.vocab, &seed, &length, NULL);

	(void)state;
	assert_int_equal(length, 2);
	assert_int_equal(ids[0], 2);
	assert_int_equal(ids[1], 0);
	free(ids);
	corpus_release(&c);
}

/* --- composed and in parts ----------------------------------------------- */

static void a_composed_seed_finds_a_text_in_parts(void **state)
{
	static const char text[] = "Gro\u0308ße e\u0301 \u1112\u1161\u11ab";
	struct corpus c = load(text, sizeof text - 1, NULL);

	(void)state;
	assert_typed(&c, "Größe", "Gro\u0308ße", "", "NFD");
	assert_typed(&c, "한", "\u1112\u1161\u11ab", "", "NFD");
	assert_typed(&c, "Gro\u0308ße", "Gro\u0308ße", "", NULL);
	assert_typed(&c, "ñ é", " e\u0301", "ñ", "NFD");
	corpus_release(&c);
}

static void a_seed_in_parts_finds_a_composed_text(void **state)
{
	static const char text[] = "Größe é 한국 \u0308";
	struct corpus c = load(text, sizeof text - 1, NULL);

	(void)state;
	assert_typed(&c, "e\u0301", "é", "", "NFC");
	assert_typed(&c, "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국", "",
		     "NFC");
	/* Both are there: the typed form wins. */
	assert_typed(&c, "e\u0308", "e\u0308", "", NULL);
	/* Only the mark is not there. */
	assert_typed(&c, "e\u0302", "e", "\u25cc\u0302", NULL);
	corpus_release(&c);
}

/* --- bytes ---------------------------------------------------------------- */

static void a_byte_is_called_by_its_number(void **state)
{
	struct corpus c = load("Gr\xf6\xdf"
			       "e\xff\xc3",
			       7, "bytes");

	(void)state;
	assert_false(c.vocab.utf8);
	assert_typed(&c, "Größe",
		     "Gr\xf6\xdf"
		     "e",
		     "", NULL);
	assert_escaped(&c, 'u', "öß", "\xf6\xdf", "");
	assert_escaped(&c, 'x', "\xf6\xdf\xc3", "\xf6\xdf\xc3", "");
	/* Bytes are not a character, even if they would spell one. */
	assert_escaped(&c, 'x', "\xc3\xb6", "\xc3", "<b6>");
	assert_typed(&c, "\xf6\xdf\xfe", "\xf6\xdf", "<fe>", NULL);
	assert_typed(&c, "ä강", "", "ä, 강", NULL);
	corpus_release(&c);
}

static void a_text_of_utf8_bytes_is_searched_byte_by_byte(void **state)
{
	static const char text[] = "강가 \xb0\xf6 강";
	struct corpus c = load(text, sizeof text - 1, "bytes");

	(void)state;
	assert_true(c.vocab.utf8);
	assert_typed(&c, "강", "강", "", NULL);
	assert_typed(&c, "갔", "\xea\xb0", "<94>", NULL);
	assert_escaped(&c, 'u', "ö강",
		       "\xf6"
		       "강",
		       "");
	assert_escaped(&c, 'x', "\xf6", "\xf6", "");
	corpus_release(&c);
}

static void a_korean_text_of_other_bytes_is_not(void **state)
{
	/* "나는 소리를 지르며" in CP949 */
	static const char text[] = "\xb3\xaa\xb4\xc2 \xbc\xd2\xb8\xae\xb8\xa6 "
				   "\xc1\xf6\xb8\xa3\xb8\xe7";
	struct corpus c = load(text, sizeof text - 1, "bytes");

	(void)state;
	assert_false(c.vocab.utf8);
	assert_typed(&c, "리", "", "리", NULL);
	assert_escaped(&c, 'x', "\xb8\xae", "\xb8\xae", "");
	corpus_release(&c);
}

/* --- anything ------------------------------------------------------------- */

static void random_seeds_stay_in_the_vocabulary(void **state)
{
	static const char text[] = "ABCabc é ö ΐ \u1fb6 \u0308\u0301 한 \u1112"
				   "\xb0\xc3\xff";
	static const char *const encoding[] = { "bytes", "latin1", "cp437",
						NULL };
	gsl_rng *r = rng_new(6, RNG_USER);
	struct corpus c = { 0 };

	(void)state;
	for (int i = 0; i < 4000; i++) {
		char s[48], escape[48];
		struct seed seed = { s, i % 2 ? escape : NULL, 0 };
		int length, *ids;

		if (i % 1000 == 0)
			c = load(text, sizeof text - 1, encoding[i / 1000]);
		while (seed.length < 40) {
			uint32_t below = i % 3 ? 0x250 : 0x20000;

			seed.length += (size_t)utf8_encode(
				(uint32_t)gsl_rng_uniform_int(r, below),
				s + seed.length);
			if (gsl_rng_uniform_int(r, 4) == 0)
				s[seed.length++] = (char)gsl_rng_get(r);
		}
		for (size_t k = 0; k < sizeof escape; k++)
			escape[k] = "\0ux"[gsl_rng_uniform_int(r, 3)];
		ids = seed_ids(&c.vocab, &seed, &length, NULL);
		assert_in_range(length, 0, 2 * seed.length);
		for (int k = 0; k < length; k++)
			assert_in_range(ids[k], 0, c.vocab.size - 1);
		free(ids);
		if (i % 1000 == 999)
			corpus_release(&c);
	}
	gsl_rng_free(r);
}

#define SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_enter, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(unknown_symbols_are_skipped_and_named_once),
		SCRATCH(notes_are_optional),
		SCRATCH(a_composed_seed_finds_a_text_in_parts),
		SCRATCH(a_seed_in_parts_finds_a_composed_text),
		SCRATCH(a_byte_is_called_by_its_number),
		SCRATCH(a_text_of_utf8_bytes_is_searched_byte_by_byte),
		SCRATCH(a_korean_text_of_other_bytes_is_not),
		SCRATCH(random_seeds_stay_in_the_vocabulary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
