/* numerals.h: numbers in Sino-Korean words: 21011 is 이만천십일.
 *
 * Groups of four digits, each with its unit: 만 (10^4), 억 (10^8), 조 (10^12),
 * 경 (10^16); no spaces.  A one (일) is not said before 십, 백 and 천, nor
 * before a 만 that begins the number: 만 is 10000, but 일억일만 is 100010000.
 * Before 억, 조 and 경 it is always said.  Zero is 영.  Any thread. */
#ifndef TEXT_NUMERALS_H
#define TEXT_NUMERALS_H

#include "base/strbuf.h"

#define NUMERAL_MAX 10000000000000000 /* 10^16 */

/* Appends the words for 0 <= n <= NUMERAL_MAX. */
void numeral_write(struct strbuf *out, uint64_t n);
/* The number that the words mean, which may say a one everywhere (일만, 일십)
 * or leave it out (억), and have a space after a unit from 만 on.  False, *n
 * unchanged: they are no number, or one beyond NUMERAL_MAX. */
bool numeral_read(const char *words, size_t length, uint64_t *n);

#endif
