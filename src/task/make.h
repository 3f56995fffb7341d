/* make.h: what the generators of examples have in common.
 *
 * An example is a pure function of (seed, number, held_out): a generator has no
 * state, so a cursor is a number and any thread may make any example.  Whether
 * an example is held out follows from a hash of its key (its question, or what
 * several questions ask the same about), the same for every seed: no key is in
 * both sets, and no table is needed. */
#ifndef TASK_MAKE_H
#define TASK_MAKE_H

#include "base/draws.h"
#include <stdbool.h>

enum make_kind { MAKE_SENTIMENT, MAKE_PAIRS, MAKE_MEMORY };

/* One key in so many is held out; a key that is text is its hash_bytes(). */
enum { HELD_OUT_ONE_IN = 16 };
bool key_is_held_out(uint64_t key);

/* Attempts at one example, each of which draws another key until one belongs
 * to the set wanted. */
struct attempts {
	uint64_t seed, number, purpose;
	bool held_out;
	int made;
};

/* `variant` distinguishes the generators of one kind. */
struct attempts attempts_begin(enum make_kind, unsigned variant, uint64_t seed,
			       uint64_t number, bool held_out);
/* Draws for the next attempt.  A generator whose keys are all in one set would
 * try for ever: an assertion after as many as never happen otherwise. */
struct draws attempts_next(struct attempts *);
/* Does the key belong to the set wanted? */
bool attempts_accept(const struct attempts *, uint64_t key);

#endif
