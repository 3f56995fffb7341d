/* shuffle.h: the order in which an epoch reads its examples.  Stateless; any
 * thread. */
#ifndef BASE_SHUFFLE_H
#define BASE_SHUFFLE_H

#include <stdint.h>

/* Fills order[0..n) with a permutation of 0 .. n-1, each equally likely, that
 * follows from the seed and the epoch alone.  n < 2^31. */
void shuffle(uint32_t *order, uint32_t n, uint64_t seed, uint64_t epoch);

#endif
