/* vec_checks.h: tests of nn/vec.h in one precision; test_vec_float.c and
 * test_vec_double.c include this file.  Errors are counted in units in the last
 * place of the true value, which long double knows. */
#include "config.h"
#include "nn/vec.h"
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "engine_flags.h"

typedef vec vector_function(vec);
typedef long double true_function(long double);

/* Outside the header's always-inlined functions, so that they have an
 * address. */
static vec exp_of(vec x) { return vexp(x); }
static vec tanh_of(vec x) { return vtanh(x); }
static vec sigmoid_of(vec x) { return vsigmoid(x); }

static long double true_sigmoid(long double x) { return 1 / (1 + expl(-x)); }

static real at_lane(vector_function *f, real x, int lane)
{
	vec v = splat((real)0.5);

	v[lane] = x;
	return f(v)[lane];
}

static real of(vector_function *f, real x) { return at_lane(f, x, 0); }

static real from_bits(ireal bits)
{
	real x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

static double ulps(real got, long double want)
{
	int exponent = fabsl(want) < (NN_DOUBLE ? (long double)DBL_MIN
						: (long double)FLT_MIN)
			       ? -EXPONENT_BIAS + 1
			       : ilogbl(want);

	return (double)(fabsl((long double)got - want) /
			ldexpl(1, exponent - MANTISSA));
}

struct worst {
	double ulps;
	real at;
};

static void note(struct worst *w, vector_function *f, true_function *t, real x)
{
	double u = ulps(of(f, x), t((long double)x));

	if (!(u <= w->ulps))
		*w = (struct worst){ u, x };
}

/* Evenly over [low, high], and over all magnitudes of both signs in it. */
static void sweep(vector_function *f, true_function *t, real low, real high,
		  double bound)
{
	enum { POINTS = 300000 };
	struct worst w = { 0, 0 };
	ireal top;

	for (int i = 0; i <= POINTS; i++)
		note(&w, f, t, low + (high - low) * ((real)i / POINTS));
	for (int sign = 0; sign < 2; sign++) {
		real end = sign ? -low : high;

		memcpy(&top, &end, sizeof top);
		for (int i = 0; end > 0 && i <= POINTS; i++) {
			real x = from_bits((ireal)((double)top / POINTS * i));

			note(&w, f, t, sign ? -x : x);
		}
	}
	if (!(w.ulps <= bound))
		fail_msg("%.3f units in the last place at %.17g, not %.3f",
			 w.ulps, (double)w.at, bound);
}

static void exp_is_right(void **state)
{
	(void)state;
	sweep(exp_of, expl, (real)EXP_LOW, (real)EXP_HIGH, 1.5);
}

static void exp_is_zero_below_and_finite_above(void **state)
{
	(void)state;
	assert_true(of(exp_of, (real)EXP_LOW * (real)1.01) == 0);
	assert_true(of(exp_of, (real)-1e30) == 0);
	assert_true(of(exp_of, -(real)INFINITY) == 0);
	assert_true(isfinite(of(exp_of, (real)1e30)));
	assert_true(of(exp_of, (real)INFINITY) > (real)1e38);
	assert_true(of(exp_of, 0) == 1);
	assert_true(of(exp_of, (real)-0.0) == 1);
}

static void tanh_is_right(void **state)
{
	(void)state;
	sweep(tanh_of, tanhl, -30, 30, 3);
}

static void tanh_keeps_sign_and_ends(void **state)
{
	real low = -(real)INFINITY, high = (real)INFINITY;

	(void)state;
	assert_true(of(tanh_of, 0) == 0 && !signbit(of(tanh_of, 0)));
	assert_true(signbit(of(tanh_of, (real)-0.0)));
	assert_true(of(tanh_of, (real)-0.0) == 0);
	assert_true(of(tanh_of, high) == 1 && of(tanh_of, low) == -1);
	assert_true(of(tanh_of, (real)1e30) == 1);
	for (int i = 0; i < 1000; i++) {
		real x = (real)i / 50;

		assert_true(of(tanh_of, -x) == -of(tanh_of, x) ||
			    fabs((double)(of(tanh_of, -x) + of(tanh_of, x))) <
				    (NN_DOUBLE ? 1e-15 : 4e-7));
		assert_true(of(tanh_of, x) <= 1);
	}
}

static void sigmoid_is_right(void **state)
{
	(void)state;
	sweep(sigmoid_of, true_sigmoid, NN_DOUBLE ? -700 : -80, 40, 3);
}

static void sigmoid_ends(void **state)
{
	(void)state;
	assert_true(of(sigmoid_of, (real)INFINITY) == 1);
	assert_true(of(sigmoid_of, -(real)INFINITY) < (real)1e-37);
	assert_true(of(sigmoid_of, -(real)INFINITY) >= 0);
	assert_true(of(sigmoid_of, 0) == (real)0.5);
	assert_true(of(sigmoid_of, (real)-0.0) == (real)0.5);
}

/* The number that an update subtracts, with no weight to add it to. */
static vec one_over_root(vec x)
{
	return vless_over_root(splat(0), -1, splat(1), x);
}

static long double true_one_over_root(long double x) { return 1 / sqrtl(x); }

static void one_over_root_is_right(void **state)
{
	struct worst w = { 0, 0 };
	real most = NN_DOUBLE ? REAL_MAX : (real)0x1p126;
	real least = NN_DOUBLE ? (real)DBL_MIN : (real)FLT_MIN;
	ireal low, high;

	(void)state;
	memcpy(&low, &least, sizeof low);
	memcpy(&high, &most, sizeof high);
	for (int i = 0; i <= 3000000; i++)
		note(&w, one_over_root, true_one_over_root,
		     from_bits(low +
			       (ireal)((double)(high - low) / 3000000 * i)));
	if (!(w.ulps <= 2.5))
		fail_msg("%.3f units in the last place at %.17g", w.ulps,
			 (double)w.at);
	assert_true(ulps(of(one_over_root, REAL_MAX),
			 1 / sqrtl((long double)REAL_MAX)) < 4);
	assert_true(vless_over_root(splat(3), 2, splat(1), splat(4))[0] == 2);
	assert_true(vless_over_root(splat(3), 0, splat(1), splat(4))[0] == 3);
}

static void not_a_number_stays_one(void **state)
{
	real x = (real)NAN;

	(void)state;
	assert_true(isnan(of(exp_of, x)));
	assert_true(isnan(of(tanh_of, x)));
	assert_true(isnan(of(sigmoid_of, x)));
	assert_true(isnan(vclamp(splat(x), -1, 1)[0]));
	assert_true(isnan(vabs(splat(x))[0]));
}

/* No number depends on its neighbours in the vector. */
static void lanes_are_independent(void **state)
{
	vector_function *const f[] = { exp_of, tanh_of, sigmoid_of };

	(void)state;
	for (int k = 0; k < 3; k++) {
		for (int lane = 0; lane < VL; lane++) {
			vec v = splat((real)NAN);

			v[lane] = (real)0.7;
			assert_true(f[k](v)[lane] == of(f[k], (real)0.7));
		}
	}
}

static void clamp_and_absolute(void **state)
{
	(void)state;
	assert_true(vclamp(splat(7), -5, 5)[0] == 5);
	assert_true(vclamp(splat(-7), -5, 5)[VL - 1] == -5);
	assert_true(vclamp(splat(3), -5, 5)[0] == 3);
	assert_true(vclamp(splat(3), -(real)INFINITY, (real)INFINITY)[0] == 3);
	assert_true(vabs(splat((real)-2.5))[VL - 1] == (real)2.5);
	assert_true(!signbit(vabs(splat((real)-0.0))[0]));
	assert_true(signbit(splat((real)-0.0)[0]));
}

static void sums_and_tops(void **state)
{
	vec v, block[VL], rows;

	(void)state;
	for (int i = 0; i < VL; i++) {
		v[i] = (real)(i - 3);
		for (int j = 0; j < VL; j++)
			block[i][j] = (real)(10 * i + j);
	}
	assert_true(vsum(v) == (real)(VL * (VL - 1) / 2 - 3 * VL));
	assert_true(vtop(v) == (real)(VL - 4));
	rows = vsums(block);
	for (int i = 0; i < VL; i++)
		assert_true(rows[i] == vsum(block[i]));
	transpose_block(block);
	for (int i = 0; i < VL; i++)
		for (int j = 0; j < VL; j++)
			assert_true(block[i][j] == (real)(10 * j + i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exp_is_right),
		cmocka_unit_test(exp_is_zero_below_and_finite_above),
		cmocka_unit_test(tanh_is_right),
		cmocka_unit_test(tanh_keeps_sign_and_ends),
		cmocka_unit_test(sigmoid_is_right),
		cmocka_unit_test(sigmoid_ends),
		cmocka_unit_test(one_over_root_is_right),
		cmocka_unit_test(not_a_number_stays_one),
		cmocka_unit_test(lanes_are_independent),
		cmocka_unit_test(clamp_and_absolute),
		cmocka_unit_test(sums_and_tops),
	};

	if (!runs_here())
		return 0;
	return cmocka_run_group_tests_name("vec", tests, NULL, NULL);
}
