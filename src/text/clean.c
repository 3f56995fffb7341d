/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clean.c: spaces by general category, NFC by utf8proc. */
#include "config.h"
#include "text/clean.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static bool is_space(uint32_t c)
{
	if (c < 0x80)
		return c <= ' ' || c == 0x7f;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
	case UTF8PROC_CATEGORY_CC: return true;
	default: return false;
	}
}

static bool is_unseen(uint32_t c)
{
	return c >= 0x80 && c != ZWJ && c != ZWNJ && !codepoint_is_safe(c);
}

/* Code points that NFC keeps whatever stands beside them: those below the
 * combining marks, Hangul syllables, and ideographs.  A jamo after a syllable
 * is none of them. */
static bool is_stable(uint32_t c)
{
	return c < 0x300 || (c >= 0xac00 && c < 0xd7a4) ||
	       (c >= 0x4e00 && c < 0xa000);
}

/* Appends it with its spaces as they must be; false: it may not be NFC. */
static bool add_spaced(struct strbuf *out, const char *s, size_t length,
		       bool visible)
{
	size_t start = out->length;
	bool gap = false, stable = true;
	uint32_t c;

	for (int n; length > 0; s += n, length -= (size_t)n) {
		n = max_int(utf8_decode(s, length, &c), 1);
		if (is_space(c)) {
			gap = out->length > start;
			continue;
		}
		if (visible && is_unseen(c))
			continue;
		if (gap)
			strbuf_add_char(out, ' ');
		gap = false;
		stable &= is_stable(c);
		strbuf_add_bytes(out, s, (size_t)n);
	}
	return stable;
}

/* Composes what stands in `out` from `start` on. */
static void compose(struct strbuf *out, size_t start)
{
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n;

	n = utf8proc_map((const utf8proc_uint8_t *)out->text + start,
			 (utf8proc_ssize_t)(out->length - start), &composed,
			 UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n >= 0) {
		out->length = start;
		strbuf_add_bytes(out, composed, (size_t)n);
	}
	free(composed);
}

void clean_text(struct strbuf *out, const char *s, size_t length)
{
	size_t start = out->length;

	if (!add_spaced(out, s, length, false))
		compose(out, start);
}

void clean_name(struct strbuf *out, const char *s, size_t length)
{
	size_t start = out->length;

	if (!add_spaced(out, s, length, true))
		compose(out, start);
}
