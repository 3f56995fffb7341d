/* SPDX-License-Identifier: GPL-3.0-or-later */
/* err.c: why something failed. */
#include "config.h"
#include "base/err.h"
#include "base/utf8.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Takes back the beginning of a character that the buffer's end cut off. */
static size_t whole_characters(const char *s, size_t length)
{
	size_t start = length;
	uint32_t ignored;

	while (start > 0 && length - start < UTF8_MAX) {
		start--;
		if (((unsigned char)s[start] & 0xc0) != 0x80)
			break;
	}
	if (start < length &&
	    utf8_decode(s + start, length - start, &ignored) == 0)
		return start;
	return length;
}

/* `suffix` may be NULL.  The arguments may point into e->text: the line is
 * made beside it. */
PRINTF_LIKE(3, 0)
static bool fill(struct err *e, enum err_kind kind, const char *format,
		 va_list args, const char *suffix)
{
	char text[sizeof e->text];
	size_t used;

	vsnprintf(text, sizeof text, format, args);
	used = strlen(text);
	if (suffix)
		snprintf(text + used, sizeof text - used, ": %s", suffix);
	used = strlen(text);
	if (used == sizeof text - 1)
		text[whole_characters(text, used)] = '\0';
	e->kind = kind;
	memcpy(e->text, text, sizeof text);
	return false;
}

bool err_set(struct err *e, enum err_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(e, kind, format, args, NULL);
	va_end(args);
	return false;
}

bool err_errno(struct err *e, enum err_kind kind, const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list args;

	va_start(args, format);
	fill(e, kind, format, args, reason);
	va_end(args);
	return false;
}

bool err_memory(struct err *e, const char *what)
{
	return err_set(e, ERR_RESOURCE, "out of memory for %s", what);
}
