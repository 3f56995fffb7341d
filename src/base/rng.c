/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rng.c: xoshiro256** as a gsl_rng type.
 *
 * Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2018);
 * the seeding by splitmix64 is the authors' advice.  A stream is the same
 * splitmix64 sequence four words further on, so the states of two streams of
 * one seed are words of one permutation and never equal; stream 0 is the
 * seeding other programs use. */
#include "config.h"
#include "base/rng.h"
#include <limits.h>
#include <string.h>

struct state {
	uint64_t word[RNG_WORDS];
};

static uint64_t rotate(uint64_t x, int k) { return x << k | x >> (64 - k); }

static uint64_t next(struct state *s)
{
	uint64_t *w = s->word;
	uint64_t result = rotate(w[1] * 5, 7) * 9;
	uint64_t t = w[1] << 17;

	w[2] ^= w[0];
	w[3] ^= w[1];
	w[1] ^= w[2];
	w[0] ^= w[3];
	w[2] ^= t;
	w[3] = rotate(w[3], 45);
	return result;
}

static uint64_t splitmix64(uint64_t *x)
{
	uint64_t z = *x += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void seed_state(struct state *s, uint64_t seed, enum rng_stream stream)
{
	for (int skip = 0; skip < RNG_WORDS * (int)stream; skip++)
		splitmix64(&seed);
	for (int i = 0; i < RNG_WORDS; i++)
		s->word[i] = splitmix64(&seed);
}

static void type_set(void *state, unsigned long seed)
{
	seed_state(state, seed, RNG_INIT);
}

/* The high bits, where unsigned long has 32. */
static unsigned long type_get(void *state)
{
	return (unsigned long)(next(state) >>
			       (64 - CHAR_BIT * sizeof(unsigned long)));
}

/* All 53 bits of a double, 1 excluded. */
static double type_get_double(void *state)
{
	return (double)(next(state) >> 11) * 0x1p-53;
}

static const gsl_rng_type type = {
	.name = "xoshiro256ss",
	.max = ULONG_MAX,
	.min = 0,
	.size = sizeof(struct state),
	.set = type_set,
	.get = type_get,
	.get_double = type_get_double,
};

const char *rng_stream_name(enum rng_stream stream)
{
	static const char *const name[RNG_STREAMS] = {
		[RNG_INIT] = "init",
		[RNG_DROPOUT] = "dropout",
		[RNG_SAMPLE] = "sample",
		[RNG_USER] = "user",
	};

	return name[stream];
}

void rng_seed(gsl_rng *r, uint64_t seed, enum rng_stream stream)
{
	seed_state(gsl_rng_state(r), seed, stream);
}

gsl_rng *rng_new(uint64_t seed, enum rng_stream stream)
{
	gsl_rng *r = gsl_rng_alloc(&type);

	if (r)
		rng_seed(r, seed, stream);
	return r;
}

void rng_get_words(const gsl_rng *r, uint64_t words[RNG_WORDS])
{
	const struct state *s = gsl_rng_state(r);

	memcpy(words, s->word, sizeof s->word);
}

bool rng_set_words(gsl_rng *r, const uint64_t words[RNG_WORDS])
{
	struct state *s = gsl_rng_state(r);

	if (!(words[0] | words[1] | words[2] | words[3]))
		return false;
	memcpy(s->word, words, sizeof s->word);
	return true;
}
