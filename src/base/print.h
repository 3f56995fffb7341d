/* print.h: words of others on standard output or error, made safe for a
 * terminal in the character set of the locale (see sanitize()); newlines stay.
 * Any thread, after setlocale(). */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <stdio.h>

#include "base/util.h"

void print_safely(FILE *, const char *format, ...) PRINTF_LIKE(2, 3);
/* `flags`: more of those of sanitize(). */
void print_safely_bytes(FILE *, const char *text, size_t length,
			unsigned flags);

#endif
