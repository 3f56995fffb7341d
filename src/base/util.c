/* SPDX-License-Identifier: GPL-3.0-or-later */
/* util.c: allocation that does not fail, and the clock. */
#include "config.h"
#include "base/util.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static NORETURN void leave(void)
{
	static const char line[] = "rnntui: out of memory\n";
	ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);

	(void)ignored;
	_exit(3);
}

static void (*_Atomic on_failure)(void) = leave;

void xalloc_on_failure(void (*handler)(void))
{
	on_failure = handler ? handler : leave;
}

static void *checked(void *p)
{
	if (!p) {
		on_failure();
		abort();
	}
	return p;
}

void *xmalloc(size_t bytes) { return checked(malloc(bytes ? bytes : 1)); }

void *xcalloc(size_t count, size_t size)
{
	if (!count || !size)
		count = size = 1;
	return checked(calloc(count, size));
}

void *xrealloc(void *p, size_t bytes)
{
	return checked(realloc(p, bytes ? bytes : 1));
}

void *xreallocarray(void *p, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return checked(NULL);
	return xrealloc(p, bytes);
}

char *xstrdup(const char *s) { return checked(strdup(s)); }

char *xstrndup(const char *s, size_t length)
{
	return checked(strndup(s, length));
}

char *xasprintf(const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	return checked(n < 0 ? NULL : text);
}

double now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
