/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print.c: words of others on standard output or error. */
#include "config.h"

#include "base/print.h"

#include <langinfo.h>
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

void print_safely_bytes(FILE *to, const char *text, size_t length,
			unsigned flags)
{
	bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	struct strbuf safe;

	strbuf_init(&safe);
	sanitize(&safe, text, length,
		 flags | SANITIZE_KEEP_NEWLINES | (utf8 ? SANITIZE_UTF8 : 0));
	fwrite(safe.text, 1, safe.length, to);
	strbuf_release(&safe);
}

void print_safely(FILE *to, const char *format, ...)
{
	struct strbuf text;
	va_list args;

	strbuf_init(&text);
	va_start(args, format);
	strbuf_vprintf(&text, format, args);
	va_end(args);
	print_safely_bytes(to, text.text, text.length, 0);
	strbuf_release(&text);
}
