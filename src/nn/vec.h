/* vec.h: real, a vector of VL reals, and exp, tanh and sigmoid on it.
 *
 * The only file that knows precision and instruction set: NN_DOUBLE comes from
 * the build, the width of the vectors from -march.  Loops over small constant
 * counts are marked UNROLL, else their arrays would not live in registers.
 * Every function returns NaN for NaN. */
#ifndef NN_VEC_H
#define NN_VEC_H

#include "nn/local.h"
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#if NN_NEEDS_AVX2 && !(defined __AVX2__ && defined __FMA__)
#error "another -march came after ours and won: leave the v3 engine out"
#endif

#ifdef __AVX2__
#define VEC_BYTES 32
#else
#define VEC_BYTES 16 /* wider ones spill without AVX, and warn (-Wpsabi) */
#endif

#if NN_DOUBLE
typedef double real;
typedef int64_t ireal;
#define VL (VEC_BYTES / 8)
#define MANTISSA 52
#define EXPONENT_BIAS 1023
#define ROUND 6755399441055744.0 /* 1.5 * 2^52: x + ROUND rounds x */
#define EXP_TERMS 13
#define EXP_LOW -708.0
#define EXP_HIGH 709.0
#define TANH_ONE 20.0 /* from here on tanh is 1 */
#define real_log log
#define real_sqrt sqrt
#define REAL_MAX DBL_MAX
#else
typedef float real;
typedef int32_t ireal;
#define VL (VEC_BYTES / 4)
#define MANTISSA 23
#define EXPONENT_BIAS 127
#define ROUND 12582912.0f /* 1.5 * 2^23 */
#define EXP_TERMS 7
#define EXP_LOW -87.3f
#define EXP_HIGH 88.3f
#define TANH_ONE 10.0f
#define real_log logf
#define real_sqrt sqrtf
#define REAL_MAX FLT_MAX
#endif

typedef real vec __attribute__((vector_size(VEC_BYTES), may_alias));
typedef ireal ivec __attribute__((vector_size(VEC_BYTES), may_alias));

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

#define VEC(p) ((vec *)(p))
#define CVEC(p) ((const vec *)(p))

INLINE int pad(int n) { return (n + VL - 1) / VL * VL; }

/* x - 0 folds to a broadcast and keeps -0; x + 0 does neither. */
INLINE vec splat(real x) { return x - (vec){ 0 }; }

INLINE vec pick(ivec mask, vec a, vec b)
{
	return (vec)(((ivec)a & mask) | ((ivec)b & ~mask));
}

/* ---- minimum, maximum, square root ------------------------------------ */

/* min and max return the second argument if either is NaN. */
#if defined __x86_64__
#include <immintrin.h>
#define MM_(bits, op, type) _mm##bits##_##op##_##type
#define MM__(bits, op, type) MM_(bits, op, type)
#define MM(op) MM__(MM_BITS, op, MM_TYPE)
#define MM_REG_(bits, suffix) __m##bits##suffix
#define MM_REG(bits, suffix) MM_REG_(bits, suffix)
#ifdef __AVX2__
#define MM_BITS 256
#define MM_WIDTH 256
#else
#define MM_BITS
#define MM_WIDTH 128
#endif
#if NN_DOUBLE
#define MM_TYPE pd
typedef MM_REG(MM_WIDTH, d) mm;
#else
#define MM_TYPE ps
typedef MM_REG(MM_WIDTH, ) mm;
#endif
INLINE vec vmin(vec a, vec b) { return (vec)MM(min)((mm)a, (mm)b); }
INLINE vec vmax(vec a, vec b) { return (vec)MM(max)((mm)a, (mm)b); }
INLINE vec vsqrt(vec a) { return (vec)MM(sqrt)((mm)a); }
/* Keeps a value in its register: gcc would load it again for each use. */
#define IN_REGISTER(v) __asm__("" : "+x"(v))
#else
INLINE vec vmin(vec a, vec b) { return pick(a < b, a, b); }
INLINE vec vmax(vec a, vec b) { return pick(a > b, a, b); }
INLINE vec vsqrt(vec a)
{
	for (int i = 0; i < VL; i++)
		a[i] = real_sqrt(a[i]);
	return a;
}
#define IN_REGISTER(v) ((void)0)
#endif

INLINE vec vabs(vec x) { return (vec)((ivec)x & ~(ivec)splat((real)-0.0)); }

INLINE vec vclamp(vec x, real low, real high)
{
	return vmin(splat(high), vmax(splat(low), x));
}

/* ---- exp, tanh, sigmoid ------------------------------------------------ */

/* e^x = scale * (1 + q), q returned: reduction by multiples of ln 2 in two
 * parts (Cody and Waite 1980), Taylor's series on |r| <= ln(2)/2. */
INLINE vec exp_parts(vec x, vec *scale)
{
	static const real term[] = {
		0,
		0,
		1. / 2,
		1. / 6,
		1. / 24,
		1. / 120,
		1. / 720,
		1. / 5040,
		1. / 40320,
		1. / 362880,
		1. / 3628800,
		1. / 39916800,
		1. / 479001600,
		1. / 6227020800.,
	};
	vec k = x * (real)1.44269504088896340736 + (real)ROUND;
	ivec n = (ivec)k - (ivec)splat(ROUND);
	vec r, p = splat(term[EXP_TERMS]);

	k -= (real)ROUND;
	r = x - k * (real)0.693359375 + k * (real)2.12194440054690583e-4;
	UNROLL
	for (int i = EXP_TERMS - 1; i >= 2; i--)
		p = p * r + term[i];
	*scale = (vec)((n + EXPONENT_BIAS) << MANTISSA);
	return p * (r * r) + r;
}

/* e^x between EXP_LOW and EXP_HIGH; 0 below (there are no subnormals), never
 * infinite above. */
INLINE vec vexp(vec x)
{
	vec scale, q = exp_parts(vclamp(x, EXP_LOW, EXP_HIGH), &scale);

	return (vec)((ivec)(scale + scale * q) & ~(ivec)(x < (real)EXP_LOW));
}

/* tanh x = m / (m + 2) with m = e^2x - 1, which is exact near zero because
 * e^2x is never formed there. */
INLINE vec vtanh(vec x)
{
	vec scale, q = exp_parts(vclamp(x, -TANH_ONE, TANH_ONE) * 2, &scale);
	vec m = scale * q + (scale - 1), y = m / (m + 2);

	return (vec)((ivec)y | ((ivec)x & (ivec)splat((real)-0.0)));
}

INLINE vec vsigmoid(vec x)
{
	vec scale, q = exp_parts(vclamp(-x, EXP_LOW, EXP_HIGH), &scale);

	return 1 / (1 + (scale + scale * q));
}

/* w - rate n / sqrt(x) for normal x and n^2 <= x, above 2^126 with less
 * accuracy.  Root and division take more than eight cycles a vector, and
 * training spends a tenth of its time there.  In single precision this takes
 * two, with an error of at most 2.5 ulp of the subtrahend, and an engine's bits
 * are the same on every processor; its estimate instruction would differ.  y is
 * from the
 * halved exponent (Lomont 2003), then 1/sqrt(x) = y / sqrt(1 + e) with
 * e = x y^2 - 1 and a minimax polynomial on |e| < 0.07. */
INLINE vec vless_over_root(vec w, real rate, vec n, vec x)
{
#if NN_DOUBLE
	return w - rate * n / vsqrt(x);
#else
	static const real c[] = {
		1, -0.4999983030f, 0.3749952763f, -0.3139469234f, 0.2755852450f,
	};
	vec y = (vec)(0x5f374000 - ((ivec)x >> 1));
	vec e = x * (y * y) - 1, p = splat(rate * c[4]);

	UNROLL
	for (int i = 3; i >= 0; i--)
		p = p * e + rate * c[i];
	return w - n * y * p;
#endif
}

/* ---- sums across, transposition ---------------------------------------- */

#define SHUFFLE __builtin_shufflevector

/* Exchanges each element with the one whose index differs in that bit. */
#if VL == 8
#define PARTNERS(a, bit)                                                    \
	SHUFFLE(a, a, 0 ^ bit, 1 ^ bit, 2 ^ bit, 3 ^ bit, 4 ^ bit, 5 ^ bit, \
		6 ^ bit, 7 ^ bit)
#elif VL == 4
#define PARTNERS(a, bit) SHUFFLE(a, a, 0 ^ bit, 1 ^ bit, 2 ^ bit, 3 ^ bit)
#else
#define PARTNERS(a, bit) SHUFFLE(a, a, 0 ^ bit, 1 ^ bit)
#endif

INLINE real vsum(vec a)
{
#if VL > 4
	a += PARTNERS(a, 4);
#endif
#if VL > 2
	a += PARTNERS(a, 2);
#endif
	a += PARTNERS(a, 1);
	return a[0];
}

INLINE real vtop(vec a)
{
#if VL > 4
	a = vmax(a, PARTNERS(a, 4));
#endif
#if VL > 2
	a = vmax(a, PARTNERS(a, 2));
#endif
	a = vmax(a, PARTNERS(a, 1));
	return a[0];
}

/* a[VL] -> the sum of each vector */
#if VL == 8
#define FOLD(a, b)                                  \
	(SHUFFLE(a, b, 0, 2, 8, 10, 4, 6, 12, 14) + \
	 SHUFFLE(a, b, 1, 3, 9, 11, 5, 7, 13, 15))
#define HALVES(a, b)                               \
	(SHUFFLE(a, b, 0, 1, 2, 3, 8, 9, 10, 11) + \
	 SHUFFLE(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
INLINE vec vsums(const vec *a)
{
	return HALVES(FOLD(FOLD(a[0], a[1]), FOLD(a[2], a[3])),
		      FOLD(FOLD(a[4], a[5]), FOLD(a[6], a[7])));
}
#elif VL == 4 && NN_DOUBLE
#define FOLD(a, b) (SHUFFLE(a, b, 0, 4, 2, 6) + SHUFFLE(a, b, 1, 5, 3, 7))
#define HALVES(a, b) (SHUFFLE(a, b, 0, 1, 4, 5) + SHUFFLE(a, b, 2, 3, 6, 7))
INLINE vec vsums(const vec *a)
{
	return HALVES(FOLD(a[0], a[1]), FOLD(a[2], a[3]));
}
#elif VL == 4
#define FOLD(a, b) (SHUFFLE(a, b, 0, 2, 4, 6) + SHUFFLE(a, b, 1, 3, 5, 7))
INLINE vec vsums(const vec *a)
{
	return FOLD(FOLD(a[0], a[1]), FOLD(a[2], a[3]));
}
#else
INLINE vec vsums(const vec *a)
{
	return SHUFFLE(a[0], a[1], 0, 2) + SHUFFLE(a[0], a[1], 1, 3);
}
#endif

#if NN_DOUBLE && VL == 4
#define ZIP_LOW(a, b) SHUFFLE(a, b, 0, 4, 2, 6)
#define ZIP_HIGH(a, b) SHUFFLE(a, b, 1, 5, 3, 7)
#define LANE_LOW(a, b) SHUFFLE(a, b, 0, 1, 4, 5)
#define LANE_HIGH(a, b) SHUFFLE(a, b, 2, 3, 6, 7)
#elif NN_DOUBLE
#define ZIP_LOW(a, b) SHUFFLE(a, b, 0, 2)
#define ZIP_HIGH(a, b) SHUFFLE(a, b, 1, 3)
#elif VL == 8
#define ZIP_LOW(a, b) SHUFFLE(a, b, 0, 8, 1, 9, 4, 12, 5, 13)
#define ZIP_HIGH(a, b) SHUFFLE(a, b, 2, 10, 3, 11, 6, 14, 7, 15)
#define LANE_LOW(a, b) SHUFFLE(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define LANE_HIGH(a, b) SHUFFLE(a, b, 4, 5, 6, 7, 12, 13, 14, 15)
#else
#define ZIP_LOW(a, b) SHUFFLE(a, b, 0, 4, 1, 5)
#define ZIP_HIGH(a, b) SHUFFLE(a, b, 2, 6, 3, 7)
#endif

INLINE void vzip(vec *a, int i, int j)
{
	vec low = ZIP_LOW(a[i], a[j]);

	a[j] = ZIP_HIGH(a[i], a[j]);
	a[i] = low;
}

/* a[VL] -> its transpose: within lanes of 16 bytes, then lanes are exchanged */
INLINE void transpose_block(vec *a)
{
	enum { LANE = NN_DOUBLE ? 2 : 4 };

	UNROLL
	for (int i = 0; i < VL; i += LANE) {
		if (LANE == 2) {
			vzip(a, i, i + 1);
		} else {
			vzip(a, i, i + 2);
			vzip(a, i + 1, i + 3);
			vzip(a, i, i + 1);
			vzip(a, i + 2, i + 3);
		}
	}
#ifdef LANE_LOW
	UNROLL
	for (int i = 0; i < LANE; i++) {
		vec low = LANE_LOW(a[i], a[i + LANE]);

		a[i + LANE] = LANE_HIGH(a[i], a[i + LANE]);
		a[i] = low;
	}
#endif
}

#endif
