/* kernels_checks.h: tests of nn/kernels.c and nn/packed.c in one precision,
 * against three plain loops; test_kernels_float.c and test_kernels_double.c
 * are this file. */
#include "config.h"
#define NN_ONE_UNIT 1
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/util.h"
#include "engine_flags.h"
#include "nn/packed.c"
#include "nn/kernels.c"

/* Sizes around the tiles: 4 x 3 vectors, strips of 13, and the lecture's. */
static const int sizes[] = { 1, 2, 3, 4, 5, 7, 9, 12, 25, 31, 64, 100, 131 };

struct matrix {
	int rows, cols, ld; /* rows and columns of numbers; both padded */
	real *p;
};

static double noise(unsigned *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed / 4294967296.0 - 0.5;
}

/* Padding is zero, as it is throughout the engine. */
static struct matrix matrix(int rows, int cols, unsigned seed)
{
	enum { LINE = 64 };
	struct matrix m = { rows, cols, pad(cols), NULL };
	size_t bytes = (size_t)pad(rows) * (size_t)m.ld * sizeof *m.p;

	m.p = aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
	assert_non_null(m.p);
	memset(m.p, 0, bytes);
	for (int r = 0; r < rows; r++)
		for (int c = 0; c < cols; c++)
			m.p[(long)r * m.ld + c] = (real)noise(&seed);
	return m;
}

static struct matrix copy(struct matrix m)
{
	struct matrix c = matrix(m.rows, m.cols, 0);

	memcpy(c.p, m.p, (size_t)m.rows * (size_t)m.ld * sizeof *m.p);
	return c;
}

static double at(struct matrix m, int r, int c)
{
	return (double)m.p[(long)r * m.ld + c];
}

/* got == want within the rounding of K additions, and padding still zero */
static void same(struct matrix got, const double *want, int K)
{
	double unit = NN_DOUBLE ? 1.2e-16 : 6e-8;

	for (int r = 0; r < got.rows; r++) {
		for (int c = 0; c < got.cols; c++) {
			double d = at(got, r, c) - want[r * got.cols + c];

			if (!(fabs(d) <= unit * (K + 4)))
				fail_msg("%d x %d, K %d: (%d, %d) is off by %g",
					 got.rows, got.cols, K, r, c, d);
		}
		for (int c = got.cols; c < got.ld; c++)
			assert_true(at(got, r, c) == 0);
	}
}

/* C (+)= A B, or A' B with A [K, M] */
static void check_gemm(int M, int N, int K, bool flip, bool add)
{
	struct matrix A = flip ? matrix(K, M, 1) : matrix(M, K, 1);
	struct matrix B = matrix(K, N, 2), C = matrix(M, N, 3);
	double *want = xcalloc((size_t)M * (size_t)N, sizeof *want);

	for (int m = 0; m < M; m++) {
		for (int n = 0; n < N; n++) {
			double sum = add ? at(C, m, n) : 0;

			for (int k = 0; k < K; k++)
				sum += (flip ? at(A, k, m) : at(A, m, k)) *
				       at(B, k, n);
			want[m * N + n] = sum;
		}
	}
	gemm(M, N, K, flip ? flipped(A.p, A.ld) : normal(A.p, A.ld), B.p, B.ld,
	     C.p, C.ld, add);
	same(C, want, K);
	free(A.p);
	free(B.p);
	free(C.p);
	free(want);
}

enum beginning { BEGIN_ZERO, BEGIN_ADD, BEGIN_SAME_ROW };

/* The same through the packed kernels */
static void check_packed(int M, int N, int K, bool flip,
			 enum beginning beginning)
{
	struct matrix A = matrix(M, K, 1), C = matrix(M, N, 3);
	struct matrix W = flip ? matrix(N, K, 2) : matrix(K, N, 2);
	struct matrix packed = matrix(1, (int)packed_reals(K, N), 4);
	struct matrix row = matrix(1, N, 5);
	const struct start from[] = {
		[BEGIN_ZERO] = { NULL, 0 },
		[BEGIN_ADD] = { C.p, C.ld },
		[BEGIN_SAME_ROW] = { row.p, 0 },
	};
	double *want = xcalloc((size_t)M * (size_t)N, sizeof *want);

	for (int m = 0; m < M; m++)
		for (int n = 0; n < N; n++) {
			double sum = beginning == BEGIN_ZERO  ? 0
				     : beginning == BEGIN_ADD ? at(C, m, n)
							      : at(row, 0, n);

			for (int k = 0; k < K; k++)
				sum += at(A, m, k) *
				       (flip ? at(W, n, k) : at(W, k, n));
			want[m * N + n] = sum;
		}
	pack(K, N, W.p, W.ld, flip, packed.p);
	gemm_packed(M, N, K, A.p, A.ld, packed.p, from[beginning], C.p, C.ld);
	same(C, want, K);
	free(A.p);
	free(W.p);
	free(C.p);
	free(packed.p);
	free(row.p);
	free(want);
}

static void check_tall(int M, int N, int K, bool add)
{
	struct matrix A = matrix(K, M, 1), B = matrix(K, N, 2);
	struct matrix C = matrix(M, N, 3);
	struct matrix scratch = matrix(1, (int)tall_reals(N), 4);
	double *want = xcalloc((size_t)M * (size_t)N, sizeof *want);

	for (int m = 0; m < M; m++)
		for (int n = 0; n < N; n++) {
			double sum = add ? at(C, m, n) : 0;

			for (int k = 0; k < K; k++)
				sum += at(A, k, m) * at(B, k, n);
			want[m * N + n] = sum;
		}
	gemm_tall(M, N, K, A.p, A.ld, B.p, B.ld, C.p, C.ld, add, scratch.p);
	same(C, want, K);
	free(A.p);
	free(B.p);
	free(C.p);
	free(scratch.p);
	free(want);
}

static void packed_gemms_are_the_product(void **state)
{
	static const int deep[] = { 1, 7, 16, 255, 256, 257, 530 };

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++)
		for (size_t j = 0; j < LENGTH(sizes); j++)
			for (int way = 0; way < 6; way++) {
				int k = deep[(i + j + (size_t)way) %
					     LENGTH(deep)];

				check_packed(sizes[i], sizes[j], k, way & 1,
					     (enum beginning)(way / 2));
				check_tall(sizes[i], sizes[j], k, way & 1);
			}
	check_packed(203, 33, 300, true, BEGIN_SAME_ROW);
	check_tall(203, 33, 600, true);
}

static void check_all_sizes(bool flip, bool add)
{
	for (size_t i = 0; i < LENGTH(sizes); i++)
		for (size_t j = 0; j < LENGTH(sizes); j++)
			for (size_t k = 0; k < LENGTH(sizes); k += 2)
				check_gemm(sizes[i], sizes[j], sizes[k], flip,
					   add);
}

static void gemm_is_the_product(void **state)
{
	(void)state;
	check_all_sizes(false, false);
}

static void gemm_adds(void **state)
{
	(void)state;
	check_all_sizes(false, true);
}

static void gemm_reads_transposed(void **state)
{
	(void)state;
	check_all_sizes(true, false);
}

static void gemm_reads_transposed_and_adds(void **state)
{
	(void)state;
	check_all_sizes(true, true);
}

/* More than BLAS_WORTH_IT multiplications: another code path. */
static void large_gemm_is_the_product(void **state)
{
	(void)state;
	for (int way = 0; way < 4; way++)
		check_gemm(143, 161, 131, way & 1, way & 2);
}

/* N is the number of columns of the result, padding does not matter. */
static void gemm_stores_over_anything(void **state)
{
	struct matrix A = matrix(5, 7, 1), B = matrix(7, 9, 2);
	struct matrix C = matrix(5, 9, 3), D = copy(C);

	(void)state;
	for (long i = 0; i < (long)C.rows * C.ld; i++)
		C.p[i] = (real)NAN;
	gemm(5, 9, 7, normal(A.p, A.ld), B.p, B.ld, C.p, C.ld, false);
	gemm(5, 9, 7, normal(A.p, A.ld), B.p, B.ld, D.p, D.ld, false);
	assert_memory_equal(C.p, D.p,
			    (size_t)C.rows * (size_t)C.ld * sizeof(real));
	free(A.p);
	free(B.p);
	free(C.p);
	free(D.p);
}

/* Padding of the axis contains NAN: nothing may read it. */
static void check_axpy(int N, struct axis axis, bool backwards)
{
	int padded = axis_padded(axis);
	struct matrix W = matrix(padded, N, 4), x = matrix(1, padded, 5);
	struct matrix y = matrix(1, N, 6);
	double *want = xcalloc((size_t)N, sizeof *want);
	real *used = xcalloc((size_t)x.ld, sizeof *used);

	for (int n = 0; n < N; n++)
		want[n] = at(y, 0, n);
	for (int i = 0; i < axis.n; i++) {
		int k = axis_at(axis, i);

		used[k] = x.p[k];
		for (int n = 0; n < N; n++)
			want[n] += at(x, 0, k) * at(W, k, n);
	}
	for (int k = 0; k < padded; k++)
		if (used[k] == 0)
			x.p[k] = (real)NAN;
	axpy_rows(N, y.p, W.p, W.ld, x.p, axis, backwards);
	same(y, want, padded);
	free(W.p);
	free(x.p);
	free(y.p);
	free(used);
	free(want);
}

static void axpy_rows_is_the_product_both_ways(void **state)
{
	(void)state;
	for (int N = 1; N < 260; N += 3)
		for (size_t k = 0; k < LENGTH(sizes); k++) {
			check_axpy(N, plain(sizes[k]), false);
			check_axpy(N, plain(sizes[k]), true);
		}
}

static void axpy_rows_leaves_out_the_padding_of_gates(void **state)
{
	(void)state;
	for (int gates = 3; gates <= 4; gates++)
		for (int units = 1; units < 3 * VL; units++) {
			check_axpy(13 * VL, gated(units, gates), false);
			check_axpy(13 * VL, gated(units, gates), true);
		}
}

static void dot_rows_is_the_product(void **state)
{
	(void)state;
	for (int N = 1; N < 140; N += 7)
		for (size_t k = 0; k < LENGTH(sizes); k++) {
			int K = sizes[k];
			struct matrix W = matrix(N, K, 7), x = matrix(1, K, 8);
			struct matrix y = matrix(1, N, 9);
			double *want = xcalloc((size_t)N, sizeof *want);

			for (int n = 0; n < N; n++) {
				want[n] = at(y, 0, n);
				for (int j = 0; j < K; j++)
					want[n] += at(W, n, j) * at(x, 0, j);
			}
			dot_rows(y.ld, y.p, W.p, W.ld, x.p, x.ld);
			same(y, want, K);
			free(W.p);
			free(x.p);
			free(y.p);
			free(want);
		}
}

static void transpose_is_exact(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++)
		for (size_t j = 0; j < LENGTH(sizes); j++) {
			int rows = sizes[i], cols = sizes[j];
			struct matrix m = matrix(rows, cols, 10);
			struct matrix t = matrix(cols, rows, 11);

			transpose(pad(rows), m.ld, m.p, m.ld, t.p, t.ld);
			for (int r = 0; r < rows; r++)
				for (int c = 0; c < cols; c++)
					assert_true(at(m, r, c) == at(t, c, r));
			free(m.p);
			free(t.p);
		}
}

static void add_rows_sums_columns(void **state)
{
	struct matrix x = matrix(6, 21, 12), sum = matrix(1, 21, 13);
	double want[21];

	(void)state;
	for (int c = 0; c < 21; c++) {
		want[c] = at(sum, 0, c);
		for (int r = 0; r < 6; r++)
			want[c] += at(x, r, c);
	}
	add_rows(6, x.ld, x.p, x.ld, sum.p);
	same(sum, want, 6);
	free(x.p);
	free(sum.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gemm_is_the_product),
		cmocka_unit_test(gemm_adds),
		cmocka_unit_test(gemm_reads_transposed),
		cmocka_unit_test(gemm_reads_transposed_and_adds),
		cmocka_unit_test(large_gemm_is_the_product),
		cmocka_unit_test(gemm_stores_over_anything),
		cmocka_unit_test(packed_gemms_are_the_product),
		cmocka_unit_test(axpy_rows_is_the_product_both_ways),
		cmocka_unit_test(axpy_rows_leaves_out_the_padding_of_gates),
		cmocka_unit_test(dot_rows_is_the_product),
		cmocka_unit_test(transpose_is_exact),
		cmocka_unit_test(add_rows_sums_columns),
	};

	if (!runs_here())
		return 0;
	return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
