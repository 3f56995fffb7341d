/* SPDX-License-Identifier: GPL-3.0-or-later */
/* machine.c: what the processor can do at most: peak of multiply-and-add and
 * the rate of reads, measured in this process.  The best of many short runs:
 * a floor is what nothing gets below. */
#include "config.h"
#include "bench.h"
#include "base/util.h"
#include <math.h>
#include <stdlib.h>

#ifdef __x86_64__
#define WIDE __attribute__((target("avx2,fma"), noinline))
#define WIDTH 32
#else
#define WIDE __attribute__((noinline))
#define WIDTH 16
#endif

typedef float vecf __attribute__((vector_size(WIDTH), may_alias));
typedef double vecd __attribute__((vector_size(WIDTH), may_alias));

enum { CHAINS = 12, STEPS = 20000, TRIES = 200 };

/* Twelve independent chains hide the latency of four cycles twice over.  The
 * empty statement keeps each sum in its register and each step in the loop. */
#define PEAK(name, type)                                                     \
	static WIDE double name(void)                                        \
	{                                                                    \
		type a = { 0 }, b = { 0 }, s[CHAINS] = { { 0 } };            \
		double begin;                                                \
                                                                             \
		a += 0.999f;                                                 \
		b += 0.001f;                                                 \
		begin = now_seconds();                                       \
		for (int i = 0; i < STEPS; i++) {                            \
			_Pragma("GCC unroll 12") for (int k = 0; k < CHAINS; \
						      k++)                   \
			{                                                    \
				s[k] = s[k] * a + b;                         \
				__asm__ volatile("" : "+x"(s[k]));           \
			}                                                    \
		}                                                            \
		begin = now_seconds() - begin;                               \
		return 2.0 * CHAINS * STEPS * (WIDTH / sizeof a[0]) / begin; \
	}

PEAK(peak_float, vecf)
PEAK(peak_double, vecd)

static WIDE void read_all(const char *p, size_t bytes)
{
	vecf s[8] = { { 0 } };

	for (size_t i = 0; i + 8 * WIDTH <= bytes; i += 8 * WIDTH) {
		_Pragma("GCC unroll 8") for (int k = 0; k < 8; k++)
		{
			s[k] += *(const vecf *)(p + i + (size_t)k * WIDTH);
			__asm__ volatile("" : "+x"(s[k]));
		}
	}
}

double machine_reads(size_t bytes)
{
	size_t times = ((size_t)8 << 20) / bytes + 1;
	char *p = aligned_alloc(64, bytes / 64 * 64 + 64);
	double best = 0;

	if (!p)
		return NAN;
	for (size_t i = 0; i < bytes; i++)
		p[i] = 0;
	for (int i = 0; i < TRIES; i++) {
		double begin = now_seconds();

		for (size_t k = 0; k < times; k++)
			read_all(p, bytes);
		best = fmax(best,
			    (double)(bytes * times) / (now_seconds() - begin));
	}
	free(p);
	return best;
}

void machine_measure(struct machine *m)
{
	enum { IN_SECOND_CACHE = 256 << 10 };

	for (int i = 0; i < TRIES; i++) {
		m->flops[0] = fmax(m->flops[0], peak_float());
		m->flops[1] = fmax(m->flops[1], peak_double());
	}
	m->second_cache = fmax(m->second_cache, machine_reads(IN_SECOND_CACHE));
}
