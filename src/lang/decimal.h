/* decimal.h: the text of a number, fast, for the log.  strbuf_add_number() tries
 * printf and strtod up to three times and takes 2.6 microseconds; with a dozen
 * such numbers per row a log would double the time of an iteration of 35
 * microseconds.  This takes 0.2.  Stateless; any thread. */
#ifndef LANG_DECIMAL_H
#define LANG_DECIMAL_H

#include <stddef.h>

enum { DECIMAL_MAX = 32 };

/* Writes what strbuf_add_number() would (the shortest of 15, 16 and 17 digits
 * that reads back as x; integers without a point) without a final NUL and
 * returns its length.  x must be finite. */
size_t decimal_format(char out[DECIMAL_MAX], double x);
size_t decimal_format_long(char out[DECIMAL_MAX], long x);

#endif
