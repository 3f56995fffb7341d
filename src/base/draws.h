/* draws.h: random numbers that are a pure function of where they are used.
 *
 * A generator of examples has no state to save: the n-th example is made from
 * draws of its own, which follow from (seed, n, purpose) alone.  splitmix64
 * (Steele, Lea and Flood 2014), whose starting word is a mix of the three. */
#ifndef BASE_DRAWS_H
#define BASE_DRAWS_H

#include <stddef.h>
#include <stdint.h>

struct draws {
	uint64_t x;
};

/* Draws for one example; another purpose gives other draws. */
struct draws draws_from(uint64_t seed, uint64_t number, uint64_t purpose);
uint64_t draws_next(struct draws *);
/* Uniform in 0 .. n-1, n > 0; off by less than n / 2^32. */
int draws_below(struct draws *, int n);
/* Uniform in [0, 1), 53 bits. */
double draws_unit(struct draws *);

/* A hash of bytes that is the same on every machine and in every version:
 * FNV-1a, mixed, so that each of its bits depends on every byte. */
uint64_t hash_bytes(const void *bytes, size_t length);

#endif
