/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draws.c: splitmix64 keyed by three words, and FNV-1a. */
#include "config.h"
#include "base/draws.h"

static const uint64_t golden = 0x9e3779b97f4a7c15;

static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

struct draws draws_from(uint64_t seed, uint64_t number, uint64_t purpose)
{
	uint64_t x = mix(seed + golden);

	x = mix(x ^ (number + 2 * golden));
	return (struct draws){ mix(x ^ (purpose + 3 * golden)) };
}

uint64_t draws_next(struct draws *d) { return mix(d->x += golden); }

int draws_below(struct draws *d, int n)
{
	return (int)((draws_next(d) >> 32) * (uint64_t)n >> 32);
}

double draws_unit(struct draws *d)
{
	return (double)(draws_next(d) >> 11) * 0x1p-53;
}

uint64_t hash_bytes(const void *bytes, size_t length)
{
	const unsigned char *b = bytes;
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < length; i++)
		h = (h ^ b[i]) * 0x100000001b3;
	return mix(h);
}
