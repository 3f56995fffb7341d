/* SPDX-License-Identifier: GPL-3.0-or-later */
/* input.c: the bytes of a keyboard, cut into whole keys. */
#include "config.h"

#include "ui/input.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"

#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"
#define MOUSE_BEGIN "\033[<"
#define REPLY_BEGIN "\033]"
enum { ESC = 27, BEL = 7, DEL = 127, MARK = sizeof PASTE_END - 1 };

void input_init(struct input *in, bool utf8)
{
	*in = (struct input){ .utf8 = utf8 };
	strbuf_init(&in->bytes);
}

void input_release(struct input *in) { strbuf_release(&in->bytes); }

static size_t input_left(const struct input *in)
{
	return in->bytes.length - in->start;
}

static void input_take(struct input *in, size_t n, struct strbuf *key)
{
	if (key)
		strbuf_add_bytes(key, in->bytes.text + in->start, n);
	in->start += n;
	if (in->start < in->bytes.length)
		return;
	strbuf_clear(&in->bytes);
	in->start = 0;
}

void input_feed(struct input *in, const char *bytes, size_t length, double now)
{
	if (!length)
		return;
	if (in->start) {
		size_t left = input_left(in);

		memmove(in->bytes.text, in->bytes.text + in->start, left);
		in->bytes.length = left;
		in->bytes.text[left] = '\0';
		in->start = 0;
	}
	strbuf_add_bytes(&in->bytes, bytes, length);
	in->newest = now;
}

void input_begin_paste(struct input *in)
{
	in->pasting = true;
	in->discarding = false;
}

/* --- answers of the terminal ---------------------------------------------- */

enum begins { NO_REPLY, PERHAPS_REPLY, A_REPLY };

void input_expect_reply(struct input *in) { in->asked = true; }

/* Does the input begin an answer, as far as can be told: with its ESC ], or
 * with its rest if a part has been handed out, and NUMBER ;?  *begin: bytes
 * before the number. */
static enum begins reply_begins(const struct input *in, size_t *begin)
{
	const char *s = in->bytes.text + in->start;
	const char *mark = &REPLY_BEGIN[in->given];
	size_t n = input_left(in), length = strlen(mark), i = length;

	if (strncmp(s, mark, length < n ? length : n))
		return NO_REPLY;
	while (i < n && i < length + 4 && s[i] >= '0' && s[i] <= '9')
		i++;
	if (i >= n)
		return PERHAPS_REPLY;
	*begin = length;
	return s[i] == ';' && i > length ? A_REPLY : NO_REPLY;
}

static void begin_reply(struct input *in, size_t begin, double now)
{
	input_take(in, begin, NULL);
	in->given = 0;
	in->replying = true;
	in->dropping = false;
	in->reply_end = now + INPUT_REPLY_SECONDS;
}

/* Bytes of the answer before its end; *mark: bytes of the end, BEL or ST.  A
 * control character ends it too and is a key.  False: there is no end yet. */
static bool reply_ends(const char *s, size_t n, size_t *length, size_t *mark)
{
	size_t i = 0;

	while (i < n && (unsigned char)s[i] >= 0x20 && s[i] != DEL)
		i++;
	*length = i;
	*mark = 0;
	if (i == n || (s[i] == ESC && i + 1 == n))
		return false;
	if (s[i] == BEL)
		*mark = 1;
	else if (s[i] == ESC && s[i + 1] == '\\')
		*mark = 2;
	return true;
}

/* Reads on within an answer.  One without its end, or too long, is dropped. */
static enum input_kind next_reply(struct input *in, double now,
				  struct strbuf *key)
{
	size_t length, mark;
	bool whole = reply_ends(in->bytes.text + in->start, input_left(in),
				&length, &mark);
	bool late = now >= in->reply_end, good;

	in->dropping = in->dropping || length > REPLY_MAX;
	if (!whole && !late) {
		if (in->dropping)
			input_take(in, length, NULL);
		return INPUT_NONE;
	}
	good = mark && !in->dropping;
	in->replying = in->dropping = false;
	input_take(in, length, good ? key : NULL);
	input_take(in, mark, NULL);
	return good ? INPUT_REPLY : input_next(in, now, key);
}

/* The first bytes of an answer may have been handed out as keys. */
static bool continues_reply(struct input *in, double now)
{
	size_t begin;
	enum begins begins = reply_begins(in, &begin);

	if (begins == A_REPLY)
		begin_reply(in, begin, now);
	else if (begins == NO_REPLY || now >= in->newest + INPUT_REPLY_SECONDS)
		in->given = 0;
	return begins == PERHAPS_REPLY && in->given;
}

/* The input may become an answer, whose rest is then dropped. */
static void drop_begun_reply(struct input *in)
{
	size_t n = input_left(in), begin;

	if (!in->replying && n && n + (size_t)in->given > 1 &&
	    reply_begins(in, &begin) != NO_REPLY)
		begin_reply(in, 0, in->newest);
	in->dropping = in->replying;
}

void input_clear(struct input *in)
{
	drop_begun_reply(in);
	if (in->pasting) { /* the input may end in half a mark */
		in->discarding = true;
		if (input_left(in) > MARK - 1)
			input_take(in, input_left(in) - (MARK - 1), NULL);
		return;
	}
	strbuf_clear(&in->bytes);
	in->start = 0;
}

/* Bytes of the escape sequence at s, as far as can be told; 0: more must come.
 * s[0] is ESC and n > 1. */
static size_t sequence_length(const char *s, size_t n, bool utf8)
{
	size_t i = 2, want;

	if (s[1] == 'O')
		return n <= 2 ? 0 : (unsigned char)s[2] < 0x20 ? 2 : 3;
	if (s[1] != '[') { /* Meta and a character */
		want = utf8 ? (size_t)utf8_length((unsigned char)s[1]) : 1;
		return n > want ? 1 + want : 0;
	}
	if (n > 2 && s[2] == '[') /* the Linux console's F1 to F5 */
		return n > 3 ? 4 : 0;
	while (i < n && s[i] >= 0x20 && s[i] < 0x40)
		i++;
	/* Another control byte within it ends it. */
	return i == n ? 0 : (unsigned char)s[i] < 0x20 ? i : i + 1;
}

/* How long to wait for more.  ESC alone, M-[ and M-O are keys; a longer
 * beginning is a sequence on a slow line.  So is an answer that is waited for,
 * since hardly anyone presses M-]. */
static double escape_patience(const struct input *in)
{
	size_t n = input_left(in), begin;

	if (n > 1 && in->asked && reply_begins(in, &begin) != NO_REPLY)
		return n == 2 ? INPUT_PASTE_SECONDS : INPUT_REPLY_SECONDS;
	return n <= 2 ? INPUT_ESCAPE_SECONDS : INPUT_PASTE_SECONDS;
}

static enum input_kind next_escape(struct input *in, double now,
				   struct strbuf *key)
{
	const char *s = in->bytes.text + in->start;
	size_t n = input_left(in), length;
	bool late = now >= in->newest + escape_patience(in);
	size_t begin;
	enum begins reply = reply_begins(in, &begin);

	if (reply == A_REPLY) {
		begin_reply(in, begin, now);
		return next_reply(in, now, key);
	}
	if (n > 1 && s[1] == ESC) { /* pressed twice */
		input_take(in, 1, NULL);
		return INPUT_ESCAPE;
	}
	length = n > 1 && (reply == NO_REPLY || late)
			 ? sequence_length(s, n, in->utf8)
			 : 0;
	if (!length && !late)
		return INPUT_NONE;
	if (in->asked && reply == PERHAPS_REPLY)
		in->given = n < 2 ? 1 : 2;
	if (n == 1) {
		input_take(in, 1, NULL);
		return INPUT_ESCAPE;
	}
	input_take(in, length ? length : n, key);
	if (!strncmp(key->text, MOUSE_BEGIN, sizeof MOUSE_BEGIN - 1))
		return INPUT_MOUSE;
	if (strcmp(key->text, PASTE_BEGIN))
		return INPUT_KEY;
	input_begin_paste(in);
	strbuf_clear(key);
	return input_next(in, now, key);
}

/* Everything up to the mark, or to the limit, or to silence. */
static enum input_kind next_pasted(struct input *in, double now,
				   struct strbuf *key)
{
	const char *s = in->bytes.text + in->start;
	size_t n = input_left(in);
	const char *end = memmem(s, n, PASTE_END, MARK);
	size_t length = end ? (size_t)(end - s) : n;
	bool silent = now >= in->newest + INPUT_PASTE_SECONDS;
	bool discarded = in->discarding;

	if (!end && !silent && length < PASTE_MAX + MARK)
		return INPUT_NONE;
	if (!discarded)
		in->cut = length > PASTE_MAX;
	if (!end && !silent) { /* too long: keep what may be half a mark */
		in->discarding = true;
		input_take(in, discarded ? 0 : PASTE_MAX,
			   discarded ? NULL : key);
		input_take(in, input_left(in) - (MARK - 1), NULL);
		return discarded ? INPUT_NONE : INPUT_PASTE;
	}
	in->pasting = in->discarding = false;
	if (discarded) {
		input_take(in, length, NULL);
	} else {
		size_t kept = length < PASTE_MAX ? length : PASTE_MAX;

		input_take(in, kept, key);
		input_take(in, length - kept, NULL);
	}
	if (end)
		input_take(in, MARK, NULL);
	return discarded ? input_next(in, now, key) : INPUT_PASTE;
}

/* A character, or nothing while it is incomplete.  Junk is skipped. */
static enum input_kind next_character(struct input *in, double now,
				      struct strbuf *key)
{
	uint32_t codepoint;
	int n;

	if (!in->utf8) {
		input_take(in, 1, key);
		return INPUT_KEY;
	}
	n = utf8_decode(in->bytes.text + in->start, input_left(in), &codepoint);
	if (n > 0) {
		input_take(in, (size_t)n, key);
		return INPUT_KEY;
	}
	if (n == 0 && now < in->newest + INPUT_PASTE_SECONDS)
		return INPUT_NONE;
	input_take(in, 1, NULL);
	return input_next(in, now, key);
}

enum input_kind input_next(struct input *in, double now, struct strbuf *key)
{
	strbuf_clear(key);
	if (in->pasting)
		return next_pasted(in, now, key);
	if (in->replying)
		return next_reply(in, now, key);
	/* Skips junk in a loop, not by recursion. */
	while (in->utf8 && input_left(in)) {
		uint32_t c;

		if (utf8_decode(in->bytes.text + in->start, input_left(in),
				&c) >= 0)
			break;
		input_take(in, 1, NULL);
	}
	if (!input_left(in))
		return INPUT_NONE;
	if (in->given && continues_reply(in, now))
		return INPUT_NONE;
	if (in->replying)
		return next_reply(in, now, key);
	if (in->bytes.text[in->start] == ESC)
		return next_escape(in, now, key);
	return next_character(in, now, key);
}

double input_deadline(const struct input *in)
{
	size_t n = input_left(in);

	if (in->pasting)
		return in->newest + INPUT_PASTE_SECONDS;
	if (in->replying)
		return in->reply_end;
	if (!n)
		return INFINITY;
	if (in->given)
		return in->newest + INPUT_REPLY_SECONDS;
	if (in->bytes.text[in->start] == ESC)
		return in->newest + escape_patience(in);
	return in->newest + INPUT_PASTE_SECONDS;
}

void input_lines(struct strbuf *out, const char *s, size_t length,
		 unsigned flags)
{
	struct strbuf plain;

	strbuf_init(&plain);
	while (length && (s[length - 1] == '\r' || s[length - 1] == '\n'))
		length--;
	for (size_t i = 0; i < length; i++) {
		if (s[i] == '\r' && i + 1 < length && s[i + 1] == '\n')
			continue;
		strbuf_add_char(&plain, s[i] == '\r'   ? '\n'
					: s[i] == '\t' ? ' '
						       : s[i]);
	}
	sanitize(out, plain.text, plain.length, flags | SANITIZE_KEEP_NEWLINES);
	strbuf_release(&plain);
}

void input_flatten(struct strbuf *out, const char *s, size_t length,
		   unsigned flags)
{
	size_t start = out->length;

	input_lines(out, s, length, flags);
	for (char *c = out->text + start; *c; c++)
		if (*c == '\n')
			*c = ' ';
}
