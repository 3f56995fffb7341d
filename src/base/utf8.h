/* utf8.h: decoding, encoding and showing text.  Stateless; any thread.
 * utf8proc decides what is valid; wcwidth() says the width. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/strbuf.h"

enum { UTF8_MAX = 4, ZWNJ = 0x200c, ZWJ = 0x200d };

/* Decodes one code point from s[0..length), length > 0.  Returns the bytes it
 * took (1..4), 0 when the bytes are the beginning of a valid character that
 * continues past `length`, or -1 when they are not UTF-8. */
int utf8_decode(const char *s, size_t length, uint32_t *codepoint);
/* Writes 1..4 bytes, returns how many. */
int utf8_encode(uint32_t codepoint, char out[UTF8_MAX]);
/* Bytes of the character that starts with this byte; 1 for an invalid one. */
int utf8_length(unsigned char first);
/* Where to cut a text of more than n bytes: at n, or before the character that
 * s[n] belongs to. */
size_t utf8_cut(const char *s, size_t n);
/* Columns on the terminal: 0, 1 or 2; -1 for what must not reach it raw. */
int codepoint_width(uint32_t codepoint);
/* Columns of a string that sanitize() made. */
int text_width(const char *s);

/* Appends `s` made safe for a terminal: the one function between any foreign
 * text (corpus, samples, names, metadata) and a screen.  C0, C1 and DEL become
 * control pictures (or ^X without utf8), format, bidi and unassigned characters
 * "<U+202E>", invalid bytes "<xx>"; at most two combining marks per base, a
 * lone one sits on U+25CC.  keep_newlines leaves LF alone, keep_tabs
 * HT.  utf8 false: everything outside ASCII becomes "<U+....>".  Property: no
 * other control or format character leaves it, but a ZWJ or ZWNJ between two
 * characters that it joins: letters of Arabic, those of India about a virama,
 * emoji. */
enum sanitize {
	SANITIZE_UTF8 = 1,
	SANITIZE_KEEP_NEWLINES = 2,
	SANITIZE_BYTES = 4, /* s is bytes, each for itself: beyond ASCII "<xx>",
			       as one symbol "xx" */
	SANITIZE_CARETS = 8, /* control characters as ^X with UTF-8 too, and as
				one symbol newline "\n" and tab "\t" */
	SANITIZE_KEEP_TABS = 16,
	/* For text whose sink is not known: no sign of ours in it needs more
	 * than ASCII.  A sink without UTF-8 escapes the rest itself. */
	SANITIZE_ANY_SINK = SANITIZE_UTF8 | SANITIZE_CARETS,
};
void sanitize(struct strbuf *out, const char *s, size_t length, unsigned flags);
/* Columns of what becomes of the first `end` bytes of s[0..length). */
int sanitized_width(const char *s, size_t length, size_t end, unsigned flags);
/* One symbol for an axis or a table: at most two columns wide, e.g. a space
 * stays a space, newline is shown as U+21B5.  Without UTF-8 newline is '|', tab
 * '>', carriage return '<' and all else outside ASCII '?'. */
void sanitize_symbol(struct strbuf *out, uint32_t codepoint, unsigned flags);
/* What sanitize must escape in one code point. */
bool codepoint_is_safe(uint32_t codepoint);

#endif
