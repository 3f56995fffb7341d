/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_tokens.c: texts become tokens and texts again; a vocabulary is the same
 * for the same counts, however it was made. */
#include "config.h"
#include "text/tokens.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void split(struct token_list *list, enum tokens kind, const char *text)
{
	const struct token_rules rules = { .kind = kind };

	tokens_split(list, &rules, text, strlen(text));
}

/* Tokens with a '|' after each. */
static void assert_tokens(const struct token_list *list, const char *expected)
{
	struct strbuf b;

	strbuf_init(&b);
	for (size_t i = 0; i < list->count; i++)
		strbuf_printf(&b, "%s|", token_at(list, i));
	assert_string_equal(b.text, expected);
	strbuf_release(&b);
}

static void assert_joins(const struct token_list *list, enum tokens kind,
			 const char *expected)
{
	const char **token = xcalloc(list->count + 1, sizeof *token);
	struct strbuf b;

	strbuf_init(&b);
	for (size_t i = 0; i < list->count; i++)
		token[i] = token_at(list, i);
	tokens_join(&b, kind, token, list->count);
	assert_string_equal(b.text, expected);
	strbuf_release(&b);
	free(token);
}

/* The tokens of a text, which join to the text again. */
static void returns(enum tokens kind, const char *text, const char *tokens)
{
	struct token_list list;

	token_list_init(&list);
	split(&list, kind, text);
	assert_tokens(&list, tokens);
	assert_joins(&list, kind, text);
	token_list_release(&list);
}

static void words_are_those_of_unicode(void **state UNUSED)
{
	returns(TOKENS_WORDS, "I can't pay $3.50, Tom!",
		"I|can't|pay|$|3.50|,|Tom|!|");
	returns(TOKENS_WORDS, "최악..... 내용 하나도 없음",
		"최악|.|.|.|.|.|내용|하나도|없음|");
	returns(TOKENS_WORDS, "Peut-\u00eatre (d'ici) \u00abici\u00bb?",
		"Peut|-|\u00eatre|(|d'ici|)|\u00ab|ici|\u00bb|?|");
	returns(TOKENS_WORDS, "say \"good day\" to 3\ubc154\uc77c",
		"say|\"|good|day|\"|to|3\ubc154\uc77c|");
	returns(TOKENS_WORDS, "", "");
}

static void chars_are_what_a_reader_sees(void **state UNUSED)
{
	returns(TOKENS_CHARS, "a \ud55c\uad6d", "a| |\ud55c|\uad6d|");
	returns(TOKENS_CHARS, "x\u0301y\U0001f468\u200d\U0001f469z",
		"x\u0301|y|\U0001f468\u200d\U0001f469|z|");
}

static void jamo_are_letters_of_syllables(void **state UNUSED)
{
	returns(TOKENS_JAMO, "\ud55c a\uac00\u00e9",
		"\u1112|\u1161|\u11ab| |a|\u1100|\u1161|\u00e9|");
}

static void special_symbols_are_no_tokens(void **state UNUSED)
{
	struct token_list list;

	token_list_init(&list);
	for (enum tokens kind = 0; kind < TOKENS; kind++) {
		split(&list, kind, "<unk> </s>");
		assert_string_equal(token_at(&list, 0), "<");
	}
	token_list_release(&list);
}

static void rules_cut_and_lower(void **state UNUSED)
{
	const struct token_rules rules = {
		.kind = TOKENS_WORDS,
		.lower = true,
		.max_length = 2,
	};
	static const char text[] = "\u00c9t\u00c9 ONE Two three";
	struct token_list list;

	token_list_init(&list);
	tokens_split(&list, &rules, text, strlen(text));
	assert_tokens(&list, "\u00e9t\u00e9|one|");
	assert_int_equal(list.left_out, 2);
	token_list_release(&list);
}

/* --- vocabulary ------------------------------------------------------------ */

static const char *const special[] = { "<s>", "<unk>" };

static struct token_vocab vocab_of(const char *text, uint64_t min_count)
{
	struct token_vocab v;
	struct token_counts counts;
	struct token_list list;

	token_list_init(&list);
	token_counts_init(&counts);
	split(&list, TOKENS_WORDS, text);
	token_counts_add(&counts, &list);
	token_vocab_make(&v, &counts, min_count, special, LENGTH(special));
	token_counts_release(&counts);
	token_list_release(&list);
	return v;
}

static void assert_symbols(const struct token_vocab *v, const char *json)
{
	char *text = token_vocab_to_json(v);

	assert_string_equal(text, json);
	free(text);
}

static void ids_follow_frequency_then_bytes(void **state UNUSED)
{
	struct token_vocab v = vocab_of("b c a b \ud55c b a", 1);

	assert_symbols(&v, "[\"<s>\",\"<unk>\",\"b\",\"a\",\"c\",\"\ud55c\"]");
	assert_int_equal(token_vocab_size(&v), 6);
	assert_int_equal(token_vocab_id(&v, "a"), 3);
	assert_int_equal(token_vocab_id(&v, "z"), 1);
	assert_int_equal(token_vocab_find(&v, "z"), -1);
	assert_string_equal(token_vocab_symbol(&v, 2), "b");
	token_vocab_release(&v);
}

static void rare_tokens_are_unknown(void **state UNUSED)
{
	struct token_vocab v = vocab_of("b c a b d b a", 2);

	assert_symbols(&v, "[\"<s>\",\"<unk>\",\"b\",\"a\"]");
	assert_int_equal(v.rare, 2);
	assert_int_equal(v.rare_uses, 2);
	assert_int_equal(token_vocab_id(&v, "c"), v.unknown);
	token_vocab_release(&v);
}

static void vocabulary_returns_from_json(void **state UNUSED)
{
	static const char *const bad[] = {
		"",       "{}",     "[1]",           "[\"a\",\"a\"]",
		"[\"\"]", "[\"a\"", "[\"\\u0000\"]",
	};
	static const char json[] = "[\"<unk>\",\"a\\\"\",\"\ud55c\"]";
	struct token_vocab v;
	struct err e;

	assert_true(token_vocab_from_json(&v, json, &e));
	assert_symbols(&v, json);
	assert_int_equal(v.unknown, 0);
	assert_int_equal(token_vocab_id(&v, "\ud55c"), 2);
	token_vocab_release(&v);
	for (size_t i = 0; i < LENGTH(bad); i++) {
		assert_false(token_vocab_from_json(&v, bad[i], &e));
		assert_int_equal(e.kind, ERR_INPUT);
	}
}

/* Every string is found again, also after the table has grown many times. */
static void large_table_finds_all(void **state UNUSED)
{
	enum { STRINGS = 20000 };
	struct string_table t;
	char s[20];

	string_table_init(&t);
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < STRINGS; i++) {
			int n = snprintf(s, sizeof s, "s%u", i * 7919);

			assert_int_equal(string_table_add(&t, s, (size_t)n), i);
		}
	assert_int_equal(t.count, STRINGS);
	assert_string_equal(string_at(&t, 2), "s15838");
	assert_int_equal(string_table_find(&t, "s15838", 6), 2);
	assert_int_equal(string_table_find(&t, "s1583", 5), -1);
	string_table_release(&t);
}

static void texts_become_ids(void **state UNUSED)
{
	const struct token_rules rules = { .kind = TOKENS_WORDS,
					   .max_length = 3 };
	struct token_vocab v = vocab_of("a b a c", 1);
	struct string_table texts;
	struct token_ids ids;
	const int *id;
	size_t n;

	string_table_init(&texts);
	string_table_add(&texts, "a b", 3);
	string_table_add(&texts, "z a c b a", 9);
	token_ids_make(&ids, &texts, &rules, &v);
	id = token_ids_of(&ids, 0, &n);
	assert_int_equal(n, 2);
	assert_int_equal(id[0], 2);
	assert_int_equal(id[1], 3);
	id = token_ids_of(&ids, 1, &n);
	assert_int_equal(n, 3);
	assert_int_equal(id[0], v.unknown);
	assert_int_equal(ids.unknown, 1);
	assert_int_equal(ids.cut, 1);
	assert_int_equal(ids.left_out, 2);
	token_ids_release(&ids);
	string_table_release(&texts);
	token_vocab_release(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_unicode),
		cmocka_unit_test(chars_are_what_a_reader_sees),
		cmocka_unit_test(jamo_are_letters_of_syllables),
		cmocka_unit_test(special_symbols_are_no_tokens),
		cmocka_unit_test(rules_cut_and_lower),
		cmocka_unit_test(ids_follow_frequency_then_bytes),
		cmocka_unit_test(rare_tokens_are_unknown),
		cmocka_unit_test(vocabulary_returns_from_json),
		cmocka_unit_test(large_table_finds_all),
		cmocka_unit_test(texts_become_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
