/* strbuf.h: a growing string.  `text` is never NULL after strbuf_init() and
 * always ends in NUL; `length` does not count it.  May hold NUL bytes.
 * One owner, one thread. */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/util.h"
#include <stdarg.h>
#include <stdint.h>

struct strbuf {
	char *text;
	size_t length, capacity;
};

void strbuf_init(struct strbuf *);
void strbuf_release(struct strbuf *);
void strbuf_clear(struct strbuf *); /* length 0, memory kept */
/* The caller frees; the buffer is empty again. */
char *strbuf_detach(struct strbuf *);
void strbuf_add(struct strbuf *, const char *s);
void strbuf_add_bytes(struct strbuf *, const void *bytes, size_t length);
void strbuf_add_char(struct strbuf *, char c);
void strbuf_add_codepoint(struct strbuf *, uint32_t codepoint); /* as UTF-8 */
void strbuf_printf(struct strbuf *, const char *format, ...) PRINTF_LIKE(2, 3);
void strbuf_vprintf(struct strbuf *, const char *format, va_list)
	PRINTF_LIKE(2, 0);
/* The shortest decimal that reads back as the same double; integers without
 * a point; "nan", "inf", "-inf".  Locale-independent. */
void strbuf_add_number(struct strbuf *, double x);
void strbuf_add_grouped(struct strbuf *, long n); /* 1,115,394 */

#endif
