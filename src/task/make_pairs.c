/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_pairs.c: the kinds of pairs, and numbers, the shortest of them. */
#include "config.h"
#include "task/make_pairs.h"
#include "task/make.h"
#include "task/make_pairs_kinds.h"
#include "text/numerals.h"
#include <inttypes.h>

const char *const pairs_name[PAIRS] = { "dates", "numbers", "roman" };

uint64_t make_number(struct draws *d, struct strbuf *source,
		     struct strbuf *target)
{
	static const int end[] = { 10, 100, 1000, 10000, 100000 };
	/* d digits are d times as frequent as one */
	static const unsigned char digits[] = { 0, 1, 1, 2, 2, 2, 3, 3,
						3, 3, 4, 4, 4, 4, 4 };
	int k = digits[draws_below(d, LENGTH(digits))];
	int low = k ? end[k - 1] : 0;
	uint64_t n = (uint64_t)(low + draws_below(d, end[k] - low));

	strbuf_printf(source, "%" PRIu64, n);
	numeral_write(target, n);
	return k ? n : NEVER_HELD_OUT;
}

void make_pair(uint64_t seed, uint64_t number, bool held_out, enum pairs kind,
	       struct strbuf *source, struct strbuf *target)
{
	static uint64_t (*const make[PAIRS])(struct draws *, struct strbuf *,
					     struct strbuf *) = {
		[PAIRS_DATES] = make_date,
		[PAIRS_NUMBERS] = make_number,
		[PAIRS_ROMAN] = make_roman,
	};
	struct attempts a =
		attempts_begin(MAKE_PAIRS, kind, seed, number, held_out);
	struct draws d;
	uint64_t key;

	do {
		d = attempts_next(&a);
		strbuf_clear(source);
		strbuf_clear(target);
		key = make[kind](&d, source, target);
	} while (key == NEVER_HELD_OUT ? held_out : !attempts_accept(&a, key));
}
