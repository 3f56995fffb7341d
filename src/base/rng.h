/* rng.h: random numbers whose whole state is four 64-bit words.
 *
 * A gsl_rng of our own registered type (xoshiro256**, Blackman and Vigna 2018,
 * seeded by splitmix64), so that every GSL distribution works on it and a
 * checkpoint can hold it as plain numbers.  Streams with the same seed and
 * another number are independent; looking at a sample never changes learning
 * because it draws from another stream. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdint.h>

enum rng_stream { RNG_INIT, RNG_DROPOUT, RNG_SAMPLE, RNG_USER, RNG_STREAMS };
enum { RNG_WORDS = 4 };

/* The names of the streams in a checkpoint: "init", "dropout", ... */
const char *rng_stream_name(enum rng_stream);
/* NULL when out of memory.  gsl_rng_free() ends it. */
gsl_rng *rng_new(uint64_t seed, enum rng_stream);
void rng_seed(gsl_rng *, uint64_t seed, enum rng_stream);
void rng_get_words(const gsl_rng *, uint64_t words[RNG_WORDS]);
/* All four zero is no state of this generator: refused with false. */
bool rng_set_words(gsl_rng *, const uint64_t words[RNG_WORDS]);

#endif
