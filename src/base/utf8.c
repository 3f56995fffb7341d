/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.c: decoding, encoding and showing text. */
#include "config.h"
#include "base/utf8.h"
#include <langinfo.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

enum {
	DOTTED_CIRCLE = 0x25cc,
	PICTURE_NUL = 0x2400,
	PICTURE_DEL = 0x2421,
	RETURN_ARROW = 0x21b5,
	TAB_ARROW = 0x21e5,
	REPLACEMENT = 0xfffd,
	VIRAMA = 9, /* canonical combining class */
	MARKS_MAX = 2,
};

int utf8_length(unsigned char first)
{
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	if (first >= 0xf0 && first <= 0xf4)
		return 4;
	return 1;
}

size_t utf8_cut(const char *s, size_t n)
{
	while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Can s[0..length) be the beginning of a longer valid character?  The second
 * byte excludes overlong forms, surrogates and what lies above U+10FFFF
 * (Unicode standard, table 3-7). */
static bool is_prefix(const unsigned char *s, size_t length)
{
	unsigned char low = 0x80, high = 0xbf;

	if (length >= (size_t)utf8_length(s[0]))
		return false;
	switch (s[0]) {
	case 0xe0: low = 0xa0; break;
	case 0xed: high = 0x9f; break;
	case 0xf0: low = 0x90; break;
	case 0xf4: high = 0x8f; break;
	}
	if (length > 1 && (s[1] < low || s[1] > high))
		return false;
	return length <= 2 || (s[2] & 0xc0) == 0x80;
}

int utf8_decode(const char *s, size_t length, uint32_t *codepoint)
{
	const unsigned char *u = (const unsigned char *)s;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if (u[0] < 0x80) {
		*codepoint = u[0];
		return 1;
	}
	if (length > UTF8_MAX)
		length = UTF8_MAX;
	n = utf8proc_iterate(u, (utf8proc_ssize_t)length, &c);
	if (n > 0) {
		*codepoint = (uint32_t)c;
		return (int)n;
	}
	return is_prefix(u, length) ? 0 : -1;
}

int utf8_encode(uint32_t codepoint, char out[UTF8_MAX])
{
	/* utf8proc would encode a surrogate. */
	if (codepoint > 0x10ffff || (codepoint >= 0xd800 && codepoint < 0xe000))
		codepoint = REPLACEMENT;
	return (int)utf8proc_encode_char((utf8proc_int32_t)codepoint,
					 (utf8proc_uint8_t *)out);
}

/* What has no agreed shape: controls, format characters, surrogates, private
 * use, unassigned, line and paragraph separators, and what Unicode says to
 * leave invisible (variation selectors, fillers). */
static bool is_shapeless(const utf8proc_property_t *p)
{
	switch ((utf8proc_category_t)p->category) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP: return true;
	default: return p->ignorable;
	}
}

int codepoint_width(uint32_t codepoint)
{
	if (codepoint < 0x80)
		return codepoint >= 0x20 && codepoint < 0x7f ? 1 : -1;
	if (codepoint > 0x10ffff)
		return -1;
	if (is_shapeless(utf8proc_get_property((utf8proc_int32_t)codepoint)))
		return -1;
	/* Where there is a terminal for such a character, it and curses move
	 * the cursor by libc's table, which may differ from utf8proc's.  The C
	 * locale has no table; there the width only has to be the same in
	 * every run. */
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return wcwidth((wchar_t)codepoint);
	return utf8proc_charwidth((utf8proc_int32_t)codepoint);
}

bool codepoint_is_safe(uint32_t codepoint)
{
	return codepoint_width(codepoint) >= 0;
}

int text_width(const char *s)
{
	size_t length = strlen(s);
	int width = 0;

	while (length > 0) {
		uint32_t c;
		int n = utf8_decode(s, length, &c);

		width += n > 0 ? max_int(codepoint_width(c), 0) : 1;
		s += max_int(n, 1);
		length -= (size_t)max_int(n, 1);
	}
	return width;
}

static bool is_mark(uint32_t codepoint)
{
	if (codepoint < 0x80)
		return false;
	switch (utf8proc_category((utf8proc_int32_t)codepoint)) {
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_ME: return true;
	default: /* such as the vowels of decomposed Hangul */
		return codepoint_width(codepoint) == 0;
	}
}

static void add_escaped(struct strbuf *out, uint32_t codepoint, unsigned flags)
{
	if (codepoint >= 0x20 && codepoint != 0x7f)
		strbuf_printf(out, "<U+%04X>", (unsigned)codepoint);
	else if (!(flags & SANITIZE_UTF8) || flags & SANITIZE_CARETS)
		strbuf_printf(out, "^%c", (int)codepoint ^ 0x40);
	else if (codepoint == 0x7f)
		strbuf_add_codepoint(out, PICTURE_DEL);
	else
		strbuf_add_codepoint(out, PICTURE_NUL + codepoint);
}

/* --- joiners ------------------------------------------------------------ */

/* What was written last, for what may follow it. */
struct shown {
	uint32_t before;          /* 0: nothing that anything could join */
	int marks;                /* on the last base; NO_BASE: there is none */
	utf8proc_int32_t cluster; /* utf8proc's state */
};
enum { NO_BASE = -1 };
static const struct shown nothing = { .marks = NO_BASE };

static bool is_virama(uint32_t codepoint)
{
	return utf8proc_get_property((utf8proc_int32_t)codepoint)
		       ->combining_class == VIRAMA;
}

static bool is_letter(uint32_t codepoint)
{
	return utf8proc_category((utf8proc_int32_t)codepoint) ==
	       UTF8PROC_CATEGORY_LO;
}

/* Arabic letters, or marks on them. */
static bool is_arabic(uint32_t codepoint)
{
	const utf8proc_property_t *p =
		utf8proc_get_property((utf8proc_int32_t)codepoint);

	return p->bidi_class == UTF8PROC_BIDI_CLASS_AL || is_mark(codepoint);
}

/* Scripts in which letters change their shape where they join: those of
 * Arabic, and those of India, where it is about a virama. */
static bool joins_letters(uint32_t before, uint32_t after)
{
	if (is_virama(after))
		return is_letter(before);
	return is_letter(after) &&
	       (is_virama(before) || (is_arabic(before) && is_arabic(after)));
}

static bool is_emoji(uint32_t codepoint)
{
	return utf8proc_get_property((utf8proc_int32_t)codepoint)->boundclass ==
	       UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* Whether `joiner` stands between two visible characters that it joins; only
 * then is it more than a way to hide something.  s is what follows. */
static bool joins(struct shown last, uint32_t joiner, const char *s,
		  size_t length)
{
	uint32_t after;

	if ((joiner != ZWNJ && joiner != ZWJ) || !last.before || !length ||
	    utf8_decode(s, length, &after) <= 0 || after < 0x80 ||
	    !codepoint_is_safe(after))
		return false;
	if (joins_letters(last.before, after))
		return !is_mark(after) || last.marks < MARKS_MAX;
	return is_emoji(after) &&
	       !utf8proc_grapheme_break_stateful((utf8proc_int32_t)last.before,
						 (utf8proc_int32_t)joiner,
						 &last.cluster) &&
	       !utf8proc_grapheme_break_stateful((utf8proc_int32_t)joiner,
						 (utf8proc_int32_t)after,
						 &last.cluster);
}

/* --- text --------------------------------------------------------------- */

/* Goes on from what was written last with something that is. */
static void follow(struct shown *last, uint32_t codepoint)
{
	if (last->before)
		utf8proc_grapheme_break_stateful((utf8proc_int32_t)last->before,
						 (utf8proc_int32_t)codepoint,
						 &last->cluster);
	last->before = codepoint;
}

static void add_mark(struct strbuf *out, uint32_t codepoint, unsigned flags,
		     struct shown *last)
{
	if (last->marks == MARKS_MAX) { /* and so is the rest of the heap */
		add_escaped(out, codepoint, flags);
		last->before = 0;
		return;
	}
	if (last->marks == NO_BASE) {
		strbuf_add_codepoint(out, DOTTED_CIRCLE);
		last->marks = 0;
	}
	strbuf_add_codepoint(out, codepoint);
	follow(last, codepoint);
	last->marks++;
}

static void add_safe(struct strbuf *out, uint32_t codepoint, unsigned flags,
		     struct shown *last)
{
	if ((codepoint == '\n' && (flags & SANITIZE_KEEP_NEWLINES)) ||
	    (codepoint == '\t' && (flags & SANITIZE_KEEP_TABS))) {
		strbuf_add_char(out, (char)codepoint);
		*last = nothing;
	} else if (!codepoint_is_safe(codepoint) ||
		   (codepoint >= 0x80 && !(flags & SANITIZE_UTF8))) {
		add_escaped(out, codepoint, flags);
		*last = nothing;
	} else if (is_mark(codepoint)) {
		add_mark(out, codepoint, flags, last);
	} else {
		strbuf_add_codepoint(out, codepoint);
		follow(last, codepoint);
		last->marks = 0;
	}
}

/* The first `end` bytes of s[0..length). */
static void sanitize_to(struct strbuf *out, const char *s, size_t length,
			size_t end, unsigned flags)
{
	struct shown last = nothing;

	for (size_t at = 0; at < end;) {
		uint32_t c;
		bool is_byte = flags & SANITIZE_BYTES && s[at] & 0x80;
		int n = is_byte ? -1 : utf8_decode(s + at, length - at, &c);
		size_t next = at + (size_t)max_int(n, 1);

		if (n <= 0) {
			strbuf_printf(out, "<%02x>", (unsigned char)s[at]);
			last = nothing;
		} else if (flags & SANITIZE_UTF8 &&
			   joins(last, c, s + next, length - next)) {
			strbuf_add_codepoint(out, c);
			follow(&last, c);
		} else {
			add_safe(out, c, flags, &last);
		}
		at = next;
	}
}

void sanitize(struct strbuf *out, const char *s, size_t length, unsigned flags)
{
	sanitize_to(out, s, length, length, flags);
}

int sanitized_width(const char *s, size_t length, size_t end, unsigned flags)
{
	struct strbuf out;
	int width;

	strbuf_init(&out);
	sanitize_to(&out, s, length, end, flags);
	width = text_width(out.text);
	strbuf_release(&out);
	return width;
}

/* Never a letter, which a terminal without dim text would show as one of the
 * text: a line ends, the cursor goes back to the left, or on to the right. */
static char ascii_stand_in(uint32_t codepoint)
{
	switch (codepoint) {
	case '\n': return '|';
	case '\r': return '<';
	case '\t': return '>';
	default: return '?';
	}
}

void sanitize_symbol(struct strbuf *out, uint32_t codepoint, unsigned flags)
{
	if (codepoint >= 0x20 && codepoint < 0x7f) {
		strbuf_add_char(out, (char)codepoint);
	} else if (codepoint >= 0x80 && flags & SANITIZE_BYTES) {
		strbuf_printf(out, "%02x", (unsigned)codepoint & 0xff);
	} else if (!(flags & SANITIZE_UTF8)) {
		strbuf_add_char(out, ascii_stand_in(codepoint));
	} else if ((codepoint == '\n' || codepoint == '\t') &&
		   flags & SANITIZE_CARETS) {
		strbuf_add(out, codepoint == '\n' ? "\\n" : "\\t");
	} else if (codepoint == '\n') {
		strbuf_add_codepoint(out, RETURN_ARROW);
	} else if (codepoint == '\t') {
		strbuf_add_codepoint(out, TAB_ARROW);
	} else if (codepoint <= 0x7f) {
		add_escaped(out, codepoint, flags);
	} else if (!codepoint_is_safe(codepoint)) {
		strbuf_add_codepoint(out, REPLACEMENT);
	} else {
		if (is_mark(codepoint))
			strbuf_add_codepoint(out, DOTTED_CIRCLE);
		strbuf_add_codepoint(out, codepoint);
	}
}
