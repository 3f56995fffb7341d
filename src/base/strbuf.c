/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strbuf.c: a growing string. */
#include "config.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 32 };

void strbuf_init(struct strbuf *b)
{
	b->text = xmalloc(FIRST_CAPACITY);
	b->text[0] = '\0';
	b->length = 0;
	b->capacity = FIRST_CAPACITY;
}

void strbuf_release(struct strbuf *b)
{
	free(b->text);
	*b = (struct strbuf){ 0 };
}

void strbuf_clear(struct strbuf *b)
{
	b->length = 0;
	b->text[0] = '\0';
}

char *strbuf_detach(struct strbuf *b)
{
	char *text = b->text;

	strbuf_init(b);
	return text;
}

/* Room for `more` bytes and the final NUL. */
static void reserve(struct strbuf *b, size_t more)
{
	size_t need;

	if (__builtin_add_overflow(b->length, more, &need) ||
	    __builtin_add_overflow(need, 1, &need))
		need = SIZE_MAX; /* fails below as out of memory */
	if (need <= b->capacity)
		return;
	if (need < b->capacity + b->capacity / 2)
		need = b->capacity + b->capacity / 2;
	b->text = xrealloc(b->text, need);
	b->capacity = need;
}

void strbuf_add_bytes(struct strbuf *b, const void *bytes, size_t length)
{
	reserve(b, length);
	if (length)
		memcpy(b->text + b->length, bytes, length);
	b->length += length;
	b->text[b->length] = '\0';
}

void strbuf_add(struct strbuf *b, const char *s)
{
	strbuf_add_bytes(b, s, strlen(s));
}

void strbuf_add_char(struct strbuf *b, char c) { strbuf_add_bytes(b, &c, 1); }

void strbuf_add_codepoint(struct strbuf *b, uint32_t codepoint)
{
	char out[UTF8_MAX];
	int n = utf8_encode(codepoint, out);

	strbuf_add_bytes(b, out, (size_t)n);
}

void strbuf_vprintf(struct strbuf *b, const char *format, va_list args)
{
	va_list again;
	size_t capacity = b->capacity - b->length;
	int n;

	va_copy(again, args);
	n = vsnprintf(b->text + b->length, capacity, format, args);
	if (n > 0 && (size_t)n >= capacity) {
		reserve(b, (size_t)n);
		vsnprintf(b->text + b->length, (size_t)n + 1, format, again);
	}
	va_end(again);
	if (n > 0)
		b->length += (size_t)n;
	b->text[b->length] = '\0'; /* a format that failed adds nothing */
}

void strbuf_printf(struct strbuf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	strbuf_vprintf(b, format, args);
	va_end(args);
}

/* The decimal point of the locale, whatever it is, becomes '.'. */
static void add_in_c_locale(struct strbuf *b, const char *number)
{
	static const char plain[] = "0123456789e+-";

	while (*number) {
		size_t n = strspn(number, plain);

		strbuf_add_bytes(b, number, n);
		number += n;
		n = strcspn(number, plain);
		if (n)
			strbuf_add_char(b, '.');
		number += n;
	}
}

void strbuf_add_number(struct strbuf *b, double x)
{
	/* 17 digits always read back; 15 do for every number that someone
	 * wrote with 15; numbers below the normal range hold fewer. */
	int digits = fpclassify(x) == FP_SUBNORMAL ? 1 : 15;
	char number[40];

	if (isnan(x)) {
		strbuf_add(b, "nan");
		return;
	}
	if (isinf(x)) {
		strbuf_add(b, x < 0 ? "-inf" : "inf");
		return;
	}
	if (fabs(x) <= 0x1p53 && x == trunc(x)) {
		strbuf_printf(b, "%.0f", x);
		return;
	}
	for (; digits <= 17; digits++) {
		snprintf(number, sizeof number, "%.*g", digits, x);
		if (strtod(number, NULL) == x)
			break;
	}
	add_in_c_locale(b, number);
}

void strbuf_add_grouped(struct strbuf *b, long n)
{
	char plain[24];
	int length = snprintf(plain, sizeof plain, "%ld", n);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0 && plain[i - 1] != '-')
			strbuf_add_char(b, ',');
		strbuf_add_char(b, plain[i]);
	}
}
