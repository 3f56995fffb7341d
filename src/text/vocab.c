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
	size_t needed = (size_t)max_int(size, 1) * sizeof *codepoint;

	*v = (struct vocab){ 0 };
	for (int i = 1; i < size; i++)
		assert(codepoint[i - 1] < codepoint[i]);
	v->codepoint = malloc(needed);
	if (!v->codepoint)
		return err_memory(e, "the symbols");
	if (size > 0)
		memcpy(v->codepoint, codepoint, needed);
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

void vocab_show_symbol(const struct vocab *v, int id, unsigned flags,
		       struct strbuf *out)
{
	char byte = (char)v->codepoint[id];

	if (v->bytes && v->codepoint[id] >= 0x80)
		sanitize(out, &byte, 1, flags | SANITIZE_BYTES);
	else
		sanitize_symbol(out, v->codepoint[id], flags);
}
