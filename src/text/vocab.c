/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vocab.c: the symbols of a text. */
#include "config.h"
#include "text/vocab.h"
#include "base/utf8.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool vocab_init(struct vocab *v, const uint32_t *codepoint, int size,
		bool bytes, struct err *e)
{
	size_t room = (size_t)max_int(size, 1) * sizeof *codepoint;

	*v = (struct vocab){ 0 };
	for (int i = 1; i < size; i++)
		assert(codepoint[i - 1] < codepoint[i]);
	v->codepoint = malloc(room);
	if (!v->codepoint)
		return err_memory(e, "the symbols");
	if (size > 0)
		memcpy(v->codepoint, codepoint, room);
	v->size = size;
	v->bytes = bytes;
	return true;
}

void vocab_release(struct vocab *v)
{
	free(v->codepoint);
	*v = (struct vocab){ 0 };
}

bool vocab_equal(const struct vocab *a, const struct vocab *b)
{
	return a->size == b->size && a->bytes == b->bytes &&
	       (a->size == 0 ||
		memcmp(a->codepoint, b->codepoint,
		       (size_t)a->size * sizeof *a->codepoint) == 0);
}

int vocab_id(const struct vocab *v, uint32_t codepoint)
{
	int low = 0, high = v->size;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (v->codepoint[middle] < codepoint)
			low = middle + 1;
		else
			high = middle;
	}
	return low < v->size && v->codepoint[low] == codepoint ? low : -1;
}

void vocab_add_symbol(const struct vocab *v, int id, struct strbuf *out)
{
	if (v->bytes)
		strbuf_add_char(out, (char)v->codepoint[id]);
	else
		strbuf_add_codepoint(out, v->codepoint[id]);
}

/* Which of the unknown have been named: a bit each for all code points and,
 * behind them, for the 256 bytes that are no part of a character. */
struct named {
	struct strbuf *list;
	uint8_t *seen;
};

enum { CODEPOINTS = 0x110000, SEEN_BITS = CODEPOINTS + 256 };

/* Blanks and commas would be lost in the list: they are quoted. */
static void name_unknown(struct named *n, const char *s, size_t length,
			 uint32_t bit)
{
	const char *quote = *s == ' ' || *s == ',' ? "'" : "";

	if (!n->list)
		return;
	if (!n->seen)
		n->seen = xcalloc(SEEN_BITS / 8, 1);
	if (n->seen[bit / 8] & 1 << bit % 8)
		return;
	n->seen[bit / 8] |= (uint8_t)(1 << bit % 8);
	if (n->list->length > 0)
		strbuf_add(n->list, ", ");
	strbuf_add(n->list, quote);
	sanitize(n->list, s, length, SANITIZE_UTF8);
	strbuf_add(n->list, quote);
}

/* The next symbol of s; its bit in struct named. */
static int next_symbol(const struct vocab *v, const char *s, size_t bytes,
		       uint32_t *symbol, uint32_t *bit)
{
	int n = v->bytes ? -1 : utf8_decode(s, bytes, symbol);

	if (n > 0) {
		*bit = *symbol;
		return n;
	}
	*bit = CODEPOINTS + (unsigned char)*s;
	*symbol = v->bytes ? (unsigned char)*s : UINT32_MAX;
	return 1;
}

int *vocab_encode(const struct vocab *v, const char *s, size_t bytes,
		  int *length, struct strbuf *unknown)
{
	int *ids = xreallocarray(NULL, bytes ? bytes : 1, sizeof *ids);
	struct named named = { .list = unknown };
	int used = 0;

	while (bytes > 0) {
		uint32_t symbol, bit;
		int n = next_symbol(v, s, bytes, &symbol, &bit);
		int id = vocab_id(v, symbol);

		if (id >= 0)
			ids[used++] = id;
		else
			name_unknown(&named, s, (size_t)n, bit);
		s += n;
		bytes -= (size_t)n;
	}
	free(named.seen);
	*length = used;
	return ids;
}
