/* SPDX-License-Identifier: GPL-3.0-or-later */
/* args.c: one command line cut into words. */
#include "config.h"
#include "lang/args.h"
#include "base/utf8.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The cutting: `in` walks the line, `out` the storage, which is never longer than
 * the line and one NUL per word. */
struct cutter {
	const char *line, *in;
	char *out;
	size_t capacity; /* of the storage; marks of escapes follow it */
	struct err *err;
};

static int column(const struct cutter *c) { return (int)(c->in - c->line) + 1; }

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The value of `digits` hexadecimal digits at s, or -1. */
static long hex(const char *s, int digits)
{
	long value = 0;

	for (int i = 0; i < digits; i++) {
		if (!isxdigit((unsigned char)s[i]))
			return -1;
		value = value * 16 + (isdigit((unsigned char)s[i])
					      ? s[i] - '0'
					      : (s[i] | 0x20) - 'a' + 10);
	}
	return value;
}

/* Moves over bytes that an escape of that name wrote, and marks them. */
static void mark_escape(struct cutter *c, char name, int length)
{
	memset(c->out + c->capacity, name, (size_t)length);
	c->out += length;
}

/* \uXXXX, or two of them that are a surrogate pair; `in` is after the u. */
static bool cut_codepoint(struct cutter *c)
{
	long high = hex(c->in, 4), low;

	if (high < 0)
		return err_set(c->err, ERR_FAILED,
			       "\\u needs four hexadecimal digits at column %d",
			       column(c));
	c->in += 4;
	if (high >= 0xd800 && high < 0xe000) {
		low = c->in[0] == '\\' && c->in[1] == 'u' ? hex(c->in + 2, 4)
							  : -1;
		if (high >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
			return err_set(c->err, ERR_FAILED,
				       "half a surrogate pair before column %d",
				       column(c));
		c->in += 6;
		high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	}
	mark_escape(c, 'u', utf8_encode((uint32_t)high, c->out));
	return true;
}

/* \xXX; `in` is after the x. */
static bool cut_byte(struct cutter *c)
{
	long byte = hex(c->in, 2);

	if (byte < 0)
		return err_set(c->err, ERR_FAILED,
			       "\\x needs two hexadecimal digits at column %d",
			       column(c));
	c->in += 2;
	*c->out = (char)byte;
	mark_escape(c, 'x', 1);
	return true;
}

static bool cut_escape(struct cutter *c)
{
	switch (*++c->in) {
	case 'n': *c->out++ = '\n'; break;
	case 't': *c->out++ = '\t'; break;
	case '"':
	case '\\': *c->out++ = *c->in; break;
	case 'u': c->in++; return cut_codepoint(c);
	case 'x': c->in++; return cut_byte(c);
	default:
		return err_set(c->err, ERR_FAILED,
			       "bad escape at column %d (known: \\\" \\\\ \\n "
			       "\\t \\uXXXX \\xXX)",
			       column(c) - 1);
	}
	c->in++;
	return true;
}

/* `in` stands on the opening quote. */
static bool cut_quoted(struct cutter *c)
{
	int start = column(c);

	c->in++;
	while (*c->in != '"') {
		if (!*c->in)
			return err_set(c->err, ERR_FAILED,
				       "the quote opened at column %d is not "
				       "closed",
				       start);
		if (*c->in != '\\')
			*c->out++ = *c->in++;
		else if (!cut_escape(c))
			return false;
	}
	c->in++;
	return true;
}

static bool cut_word(struct cutter *c, struct arg *word)
{
	word->text = c->out;
	word->escape = c->out + c->capacity;
	word->quoted = *c->in == '"';
	word->column = (int)(c->in - c->line);
	while (*c->in && *c->in != '#' && !is_space(*c->in)) {
		if (*c->in != '"')
			*c->out++ = *c->in++;
		else if (!cut_quoted(c))
			return false;
	}
	word->length = (size_t)(c->out - word->text);
	*c->out++ = '\0';
	return true;
}

/* The raw text from word 1 to the end of the last word. */
static const char *keep_rest(const struct args *a, struct cutter *c)
{
	char *rest = c->out;
	size_t length;

	if (a->count < 2) {
		*rest = '\0';
		return rest;
	}
	length = (size_t)(c->in - c->line) - (size_t)a->word[1].column;
	memcpy(rest, a->line + a->word[1].column, length);
	rest[length] = '\0';
	return rest;
}

bool args_parse(struct args *a, const char *line, struct err *e)
{
	size_t length = strlen(line);
	struct cutter c = { .err = e };
	const char *end;

	*a = (struct args){ .line = xstrdup(line) };
	a->word = xcalloc(length / 2 + 1, sizeof *a->word);
	/* every word and its NUL, then the rest */
	c.capacity = 2 * length + length / 2 + 4;
	a->storage = xcalloc(2, c.capacity);
	c.line = c.in = end = a->line;
	c.out = a->storage;
	for (;;) {
		while (is_space(*c.in))
			c.in++;
		if (!*c.in || *c.in == '#')
			break;
		if (!cut_word(&c, &a->word[a->count])) {
			args_release(a);
			return false;
		}
		a->count++;
		end = c.in;
	}
	c.in = end;
	a->rest = keep_rest(a, &c);
	return true;
}

void args_quote(struct strbuf *out, const char *text)
{
	strbuf_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			strbuf_printf(out, "\\%c", *text);
		else if ((unsigned char)*text < ' ' || *text == 0x7f)
			strbuf_printf(out, "\\x%02x", (unsigned char)*text);
		else
			strbuf_add_char(out, *text);
	}
	strbuf_add_char(out, '"');
}

void args_release(struct args *a)
{
	free(a->line);
	free(a->word);
	free(a->storage);
	*a = (struct args){ 0 };
}

bool parse_long(const char *text, long *out)
{
	char *end;
	long value;

	if (!isdigit((unsigned char)text[text[0] == '-' || text[0] == '+']))
		return false;
	errno = 0;
	value = strtol(text, &end, 10);
	if (*end || errno)
		return false;
	*out = value;
	return true;
}

bool parse_real(const char *text, double *out)
{
	char *end;
	double value;

	/* strtod() also takes spaces, hexadecimal, "inf" and "nan" */
	if (!*text || text[strspn(text, "+-.0123456789eE")])
		return false;
	value = strtod(text, &end);
	if (*end || end == text || !isfinite(value))
		return false;
	*out = value;
	return true;
}
