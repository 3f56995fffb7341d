/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tokens.c: a text to tokens and back; word boundaries by libunistring, grapheme
 * clusters by utf8proc. */
#include "config.h"
#include "text/tokens.h"
#include "base/utf8.h"
#include "text/hangul.h"
#include <stdlib.h>
#include <string.h>
#include <uniwbrk.h>
#include <utf8proc.h>

enum { FIRST_TOKENS = 16 };

const char *const tokens_name[TOKENS] = {
	[TOKENS_WORDS] = "words",
	[TOKENS_CHARS] = "chars",
	[TOKENS_JAMO] = "jamo",
};

void token_list_init(struct token_list *list)
{
	*list = (struct token_list){ 0 };
	strbuf_init(&list->text);
}

void token_list_release(struct token_list *list)
{
	strbuf_release(&list->text);
	free(list->start);
	*list = (struct token_list){ 0 };
}

/* --- to tokens ------------------------------------------------------------- */

static void add_lower(struct strbuf *out, const char *s, size_t length)
{
	uint32_t c;

	for (int n; length > 0; s += n, length -= (size_t)n) {
		n = max_int(utf8_decode(s, length, &c), 1);
		strbuf_add_codepoint(
			out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
	}
}

static void add_token(struct token_list *list, const struct token_rules *rules,
		      const char *s, size_t length)
{
	if (rules->max_length && list->count >= (size_t)rules->max_length) {
		list->left_out++;
		return;
	}
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity
						: FIRST_TOKENS;
		list->start = xreallocarray(list->start, list->capacity,
					    sizeof *list->start);
	}
	list->start[list->count++] = list->text.length;
	if (rules->lower)
		add_lower(&list->text, s, length);
	else
		strbuf_add_bytes(&list->text, s, length);
	strbuf_add_char(&list->text, '\0');
}

static void split_words(struct token_list *list,
			const struct token_rules *rules, const char *text,
			size_t length)
{
	char *breaks = xmalloc(length + 1);
	size_t from = 0;

	u8_wordbreaks((const uint8_t *)text, length, breaks);
	for (size_t at = 1; at <= length; at++)
		if (at == length || breaks[at]) {
			if (text[from] != ' ')
				add_token(list, rules, text + from, at - from);
			from = at;
		}
	free(breaks);
}

/* The letters of a syllable, initial, vowel, and final if it has one. */
static void add_letters(struct token_list *list,
			const struct token_rules *rules, uint32_t syllable)
{
	utf8proc_int32_t letter[4];
	utf8proc_ssize_t n;
	char out[UTF8_MAX];

	n = utf8proc_decompose_char((utf8proc_int32_t)syllable, letter,
				    LENGTH(letter), UTF8PROC_DECOMPOSE, NULL);
	for (utf8proc_ssize_t i = 0; i < n && i < (int)LENGTH(letter); i++)
		add_token(list, rules, out,
			  (size_t)utf8_encode((uint32_t)letter[i], out));
}

/* A grapheme cluster. */
static void add_cluster(struct token_list *list,
			const struct token_rules *rules, const char *s,
			size_t length)
{
	uint32_t c;

	if (rules->kind == TOKENS_JAMO && length == 3 &&
	    utf8_decode(s, length, &c) == 3 && hangul_is_syllable(c))
		add_letters(list, rules, c);
	else
		add_token(list, rules, s, length);
}

static void split_clusters(struct token_list *list,
			   const struct token_rules *rules, const char *text,
			   size_t length)
{
	utf8proc_int32_t state = 0;
	uint32_t before = 0, c;
	size_t from = 0;

	for (size_t at = 0; at < length; before = c) {
		int n = max_int(utf8_decode(text + at, length - at, &c), 1);

		if (at && utf8proc_grapheme_break_stateful(
				  (utf8proc_int32_t)before, (utf8proc_int32_t)c,
				  &state)) {
			add_cluster(list, rules, text + from, at - from);
			from = at;
		}
		at += (size_t)n;
	}
	if (length)
		add_cluster(list, rules, text + from, length - from);
}

void tokens_split(struct token_list *list, const struct token_rules *rules,
		  const char *text, size_t length)
{
	strbuf_clear(&list->text);
	list->count = 0;
	list->left_out = 0;
	if (rules->kind == TOKENS_WORDS)
		split_words(list, rules, text, length);
	else
		split_clusters(list, rules, text, length);
}

/* --- and back --------------------------------------------------------------- */

/* Where a word goes without a space. */
enum glue { GLUE_NONE = 0, GLUE_LEFT = 1, GLUE_RIGHT = 2 };

/* Of a mark that opens and closes alike: *open says which it does now. */
static int glue_of_quote(bool *open)
{
	*open = !*open;
	return *open ? GLUE_RIGHT : GLUE_LEFT;
}

static int glue_of(const char *word, bool *open)
{
	uint32_t c = 0;

	if (utf8_decode(word, strlen(word), &c) < 1)
		return GLUE_NONE;
	if (c == '"')
		return glue_of_quote(open);
	if (c == '-' || c == '/')
		return GLUE_LEFT | GLUE_RIGHT;
	if (c < 0x80 && strchr(".,;:!?%'", (int)c))
		return GLUE_LEFT;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_PS:
	case UTF8PROC_CATEGORY_PI:
	case UTF8PROC_CATEGORY_SC: return GLUE_RIGHT;
	case UTF8PROC_CATEGORY_PE:
	case UTF8PROC_CATEGORY_PF: return GLUE_LEFT;
	case UTF8PROC_CATEGORY_PO: return c >= 0x80 ? GLUE_LEFT : GLUE_NONE;
	default: return GLUE_NONE;
	}
}

static void join_words(struct strbuf *out, const char *const *word,
		       size_t count)
{
	bool open = false;
	int before = GLUE_RIGHT;

	for (size_t i = 0; i < count; i++) {
		int glue = glue_of(word[i], &open);

		if (!(before & GLUE_RIGHT) && !(glue & GLUE_LEFT))
			strbuf_add_char(out, ' ');
		strbuf_add(out, word[i]);
		before = glue;
	}
}

static void join_letters(struct strbuf *out, const char *const *token,
			 size_t count)
{
	utf8proc_uint8_t *composed;
	struct strbuf all;

	strbuf_init(&all);
	for (size_t i = 0; i < count; i++)
		strbuf_add(&all, token[i]);
	composed = utf8proc_NFC((const utf8proc_uint8_t *)all.text);
	strbuf_add(out, composed ? (const char *)composed : all.text);
	free(composed);
	strbuf_release(&all);
}

void tokens_join(struct strbuf *out, enum tokens kind, const char *const *token,
		 size_t count)
{
	if (kind == TOKENS_WORDS)
		join_words(out, token, count);
	else
		join_letters(out, token, count);
}
