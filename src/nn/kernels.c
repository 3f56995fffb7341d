/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels.c: small dense products.  At these sizes they are faster than a
 * call of a BLAS, which computes the large ones. */
#include "nn/kernels.h"
#include <string.h>
/* Last: openblas's header brings <complex.h> and its macro I. */
#include <cblas.h>

#if NN_DOUBLE
#define cblas_gemm cblas_dgemm
#else
#define cblas_gemm cblas_sgemm
#endif

enum {
	BLAS_WORTH_IT = 1 << 21, /* multiplications */
	TILE_ROWS = 4,
	TILE_VECS = 3, /* 4 x 3 sums, 3 of B, 1 of A: 16 registers */
	STRIP = 13,    /* vectors of y that axpy_rows holds */
};

INLINE void tile(int rows, int vecs, int K, struct strided A, const real *B,
		 long ldb, real *C, long ldc, bool add)
{
	vec sum[TILE_ROWS][TILE_VECS], b[TILE_VECS];

	UNROLL
	for (int m = 0; m < rows; m++) {
		UNROLL
		for (int n = 0; n < vecs; n++)
			sum[m][n] = add ? CVEC(C + m * ldc)[n] : splat(0);
	}
	for (int k = 0; k < K; k++) {
		UNROLL
		for (int n = 0; n < vecs; n++) {
			b[n] = CVEC(B + k * ldb)[n];
			IN_REGISTER(b[n]);
		}
		UNROLL
		for (int m = 0; m < rows; m++) {
			vec a = splat(A.p[m * A.row + k * A.col]);

			UNROLL
			for (int n = 0; n < vecs; n++)
				sum[m][n] += a * b[n];
		}
	}
	UNROLL
	for (int m = 0; m < rows; m++) {
		UNROLL
		for (int n = 0; n < vecs; n++)
			VEC(C + m * ldc)[n] = sum[m][n];
	}
}

/* How many of the remaining rows or vectors the next tile takes.  Avoids tiles
 * of one: each of its sums would wait for the one before. */
INLINE int tile_size(int left, int most)
{
	if (left == most + 1 && most > 2)
		return most - 1;
	return left < most ? left : most;
}

INLINE void tiles(int rows, int N, int K, struct strided A, const real *B,
		  long ldb, real *C, long ldc, bool add)
{
	for (int left = N / VL, vecs; left; left -= vecs) {
		vecs = tile_size(left, TILE_VECS);
		if (vecs == 3)
			tile(rows, 3, K, A, B, ldb, C, ldc, add);
		else if (vecs == 2)
			tile(rows, 2, K, A, B, ldb, C, ldc, add);
		else
			tile(rows, 1, K, A, B, ldb, C, ldc, add);
		B += vecs * VL;
		C += vecs * VL;
	}
}

static NOINLINE void small_gemm(int M, int N, int K, struct strided A,
				const real *B, long ldb, real *C, long ldc,
				bool add)
{
	for (int left = M, rows; left; left -= rows) {
		rows = tile_size(left, TILE_ROWS);
		if (rows == 4)
			tiles(4, N, K, A, B, ldb, C, ldc, add);
		else if (rows == 3)
			tiles(3, N, K, A, B, ldb, C, ldc, add);
		else if (rows == 2)
			tiles(2, N, K, A, B, ldb, C, ldc, add);
		else
			tiles(1, N, K, A, B, ldb, C, ldc, add);
		A.p += rows * A.row;
		C += rows * ldc;
	}
}

LOCAL void gemm(int M, int N, int K, struct strided A, const real *B, long ldb,
		real *C, long ldc, bool add)
{
	bool flip = A.col != 1;

	N = pad(N);
	if ((double)M * N * K > BLAS_WORTH_IT) {
		cblas_gemm(CblasRowMajor, flip ? CblasTrans : CblasNoTrans,
			   CblasNoTrans, M, N, K, 1, A.p,
			   (int)(flip ? A.col : A.row), B, (int)ldb, add, C,
			   (int)ldc);
	} else if (M == 1 && !flip) {
		if (!add)
			memset(C, 0, (size_t)N * sizeof *C);
		axpy_rows(N, C, B, ldb, A.p, plain(K), false);
	} else {
		small_gemm(M, N, K, A, B, ldb, C, ldc, add);
	}
}

INLINE void strip(int width, vec *y, const real *W, long ld, const real *x,
		  struct axis k, bool backwards)
{
	vec sum[STRIP];
	int ranges = axis_ranges(k), step = backwards ? -1 : 1;

	UNROLL
	for (int i = 0; i < width; i++)
		sum[i] = y[i];
	for (int s = 0; s < ranges; s++) {
		struct range part =
			axis_range(k, backwards ? ranges - 1 - s : s);
		int at = part.first + (backwards ? part.count - 1 : 0);
		const real *row = W + at * ld, *by = x + at;

		for (int n = part.count; n; n--, row += step * ld, by += step) {
			vec b = splat(*by);

			UNROLL
			for (int i = 0; i < width; i++)
				sum[i] += b * CVEC(row)[i];
		}
	}
	UNROLL
	for (int i = 0; i < width; i++)
		y[i] = sum[i];
}

/* 13 vectors are 100 units, padded, in single precision at v3. */
static int strip_width(int left)
{
	if (left == 13 || left >= 25)
		return 13;
	if (left >= 12)
		return 12;
	return left >= 8 ? 8 : left >= 4 ? 4 : 1;
}

LOCAL NOINLINE void axpy_rows(int N, real *y, const real *W, long ld,
			      const real *x, struct axis k, bool backwards)
{
	for (int left = pad(N) / VL, width; left; left -= width) {
		width = strip_width(left);
		switch (width) {
		case 13: strip(13, VEC(y), W, ld, x, k, backwards); break;
		case 12: strip(12, VEC(y), W, ld, x, k, backwards); break;
		case 8: strip(8, VEC(y), W, ld, x, k, backwards); break;
		case 4: strip(4, VEC(y), W, ld, x, k, backwards); break;
		default: strip(1, VEC(y), W, ld, x, k, backwards);
		}
		y += width * VL;
		W += width * VL;
	}
}

LOCAL NOINLINE void dot_rows(int N, real *y, const real *W, long ld,
			     const real *x, int K)
{
	for (int n = 0; n < N; n += VL)
		*VEC(y + n) += dot_block(W + n * ld, ld, x, K, VL,
					 W + (n + VL < N ? n + VL : n) * ld);
}

LOCAL NOINLINE void transpose(int rows, int cols, const real *src, long lds,
			      real *dst, long ldd)
{
	for (int r = 0; r < rows; r += VL) {
		for (int c = 0; c < cols; c += VL) {
			vec a[VL];

			UNROLL
			for (int i = 0; i < VL; i++)
				a[i] = *CVEC(src + (r + i) * lds + c);
			transpose_block(a);
			UNROLL
			for (int i = 0; i < VL; i++)
				*VEC(dst + (c + i) * ldd + r) = a[i];
		}
	}
}

/* Whole cache lines at a time: many rows do not fit in L1. */
LOCAL NOINLINE void add_rows(int rows, int N, const real *x, long ld, real *sum)
{
	enum { WIDTH = 8 };
	int j = 0;

	for (; j + WIDTH * VL <= N; j += WIDTH * VL) {
		vec s[WIDTH];

		UNROLL
		for (int i = 0; i < WIDTH; i++)
			s[i] = CVEC(sum + j)[i];
		for (int r = 0; r < rows; r++) {
			UNROLL
			for (int i = 0; i < WIDTH; i++)
				s[i] += CVEC(x + r * ld + j)[i];
		}
		UNROLL
		for (int i = 0; i < WIDTH; i++)
			VEC(sum + j)[i] = s[i];
	}
	for (; j < N; j += VL) {
		vec s = *CVEC(sum + j);

		for (int r = 0; r < rows; r++)
			s += *CVEC(x + r * ld + j);
		*VEC(sum + j) = s;
	}
}
