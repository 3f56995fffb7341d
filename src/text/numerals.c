/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numerals.c: groups of four digits, in both directions. */
#include "config.h"
#include "text/numerals.h"
#include <assert.h>
#include <string.h>

enum { GROUP = 10000, BYTES = 3 }; /* of a syllable in UTF-8 */

static const char *const digit[] = { "영", "일", "이", "삼", "사",
				     "오", "육", "칠", "팔", "구" };
static const struct unit {
	const char *word;
	uint64_t value;
} small[] = { { "천", 1000 }, { "백", 100 }, { "십", 10 } },
  large[] = { { "경", 10000000000000000 },
	      { "조", 1000000000000 },
	      { "억", 100000000 },
	      { "만", GROUP } };

/* 1 .. 9999. */
static void write_group(struct strbuf *out, unsigned n)
{
	for (size_t i = 0; i < LENGTH(small); i++) {
		unsigned d = n / (unsigned)small[i].value % 10;

		if (d > 1)
			strbuf_add(out, digit[d]);
		if (d)
			strbuf_add(out, small[i].word);
	}
	if (n % 10)
		strbuf_add(out, digit[n % 10]);
}

void numeral_write(struct strbuf *out, uint64_t n)
{
	bool begins = true;

	assert(n <= NUMERAL_MAX);
	if (!n)
		strbuf_add(out, digit[0]);
	for (size_t i = 0; i < LENGTH(large); i++) {
		unsigned group = (unsigned)(n / large[i].value % GROUP);

		if (!group)
			continue;
		if (group > 1 || !begins || large[i].value > GROUP)
			write_group(out, group);
		strbuf_add(out, large[i].word);
		begins = false;
	}
	if (n % GROUP)
		write_group(out, (unsigned)(n % GROUP));
}

/* Words that are left to read. */
struct words {
	const char *s;
	size_t length;
};

/* Reads `word` if it comes next. */
static bool accept(struct words *w, const char *word)
{
	size_t n = strlen(word);

	if (w->length < n || memcmp(w->s, word, n))
		return false;
	w->s += n;
	w->length -= n;
	return true;
}

/* 1 .. 9; 0 if no digit comes next. */
static unsigned read_digit(struct words *w)
{
	for (unsigned d = 1; d < LENGTH(digit); d++)
		if (accept(w, digit[d]))
			return d;
	return 0;
}

/* 1 .. 9999; 0 if no group comes next. */
static unsigned read_group(struct words *w)
{
	unsigned n = 0, d = read_digit(w);

	for (size_t i = 0; i < LENGTH(small); i++)
		if (accept(w, small[i].word)) {
			n += (d ? d : 1) * (unsigned)small[i].value;
			d = read_digit(w);
		}
	return n + d;
}

bool numeral_read(const char *words, size_t length, uint64_t *result)
{
	struct words w = { words, length };
	uint64_t n = 0;
	unsigned group;

	if (accept(&w, digit[0])) {
		*result = w.length ? *result : 0;
		return !w.length;
	}
	group = read_group(&w);
	for (size_t i = 0; i < LENGTH(large); i++)
		if (accept(&w, large[i].word)) {
			if (group > NUMERAL_MAX / large[i].value)
				return false;
			n += (group ? group : 1) * large[i].value;
			if (w.length > BYTES)
				accept(&w, " ");
			group = read_group(&w);
		}
	if (w.length || !length || n + group > NUMERAL_MAX)
		return false;
	*result = n + group;
	return true;
}
