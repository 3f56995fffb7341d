/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make.c: attempts at an example. */
#include "config.h"
#include "task/make.h"
#include <assert.h>

/* 15/16 to the power of this is 10^-115. */
enum { MOST_ATTEMPTS = 4096, VARIANTS = 256 };

/* A stream of draws is the hash of one more word. */
bool key_is_held_out(uint64_t key)
{
	struct draws d = draws_from(key, 0, 0);

	return draws_next(&d) % HELD_OUT_ONE_IN == 0;
}

struct attempts attempts_begin(enum make_kind kind, unsigned variant,
			       uint64_t seed, uint64_t number, bool held_out)
{
	return (struct attempts){
		.seed = seed,
		.number = number,
		.purpose = ((uint64_t)kind * VARIANTS + variant) * 2 +
			   (held_out ? 1 : 0),
		.held_out = held_out,
	};
}

struct draws attempts_next(struct attempts *a)
{
	assert(a->made < MOST_ATTEMPTS);
	return draws_from(a->seed, a->number,
			  a->purpose * MOST_ATTEMPTS + (uint64_t)a->made++);
}

bool attempts_accept(const struct attempts *a, uint64_t key)
{
	return key_is_held_out(key) == a->held_out;
}
