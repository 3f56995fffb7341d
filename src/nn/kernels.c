/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels.c: small dense products.  At these sizes they are faster than any
 * call of a BLAS; large ones go there. */
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
	TILE_VECS = 3,           /* 4 x 3 sums, 3 of B, 1 of A: 16 registers */
	STRIP = 13,              /* vectors of y that axpy_rows holds */
};

FORCE void tile(int rows, int vecs, int K, struct strided A, const real *B,
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
			PIN(b[n]);
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

/* How many of the rows or vectors left to take at once, so that no tile has a
 * single one if that can be avoided: it would wait for its own sums. */
FORCE int portion(int left, int most)
{
	if (left == most + 1 && most > 2)
		return most - 1;
	return left < most ? left : most;
}

FORCE void tiles(int rows, int N, int K, struct strided A, const real *B,
		 long ldb, real *C, long ldc, bool add)
{
	for (int left = N / VL, vecs; left; left -= vecs) {
		vecs = portion(left, TILE_VECS);
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

static APART void small_gemm(int M, int N, int K, struct strided A,
			     const real *B, long ldb, real *C, long ldc,
			     bool add)
{
	for (int left = M, rows; left; left -= rows) {
		rows = portion(left, TILE_ROWS);
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

FORCE void strip(int width, vec *y, const real *W, long ld, const real *x,
		 struct axis k, bool backwards)
{
	vec sum[STRIP];
	int stretches = axis_stretches(k), step = backwards ? -1 : 1;

	UNROLL
	for (int i = 0; i < width; i++)
		sum[i] = y[i];
	for (int s = 0; s < stretches; s++) {
		struct stretch part =
			axis_stretch(k, backwards ? stretches - 1 - s : s);
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

LOCAL APART void axpy_rows(int N, real *y, const real *W, long ld,
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

LOCAL APART void dot_rows(int N, real *y, const real *W, long ld,
			  const real *x, int K)
{
	for (int n = 0; n < N; n += VL)
		*VEC(y + n) += dot_block(W + n * ld, ld, x, K, VL,
					 W + (n + VL < N ? n + VL : n) * ld);
}

LOCAL APART void transpose(int rows, int cols, const real *src, long lds,
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

/* Whole lines at a time: many rows come from far away. */
LOCAL APART void add_rows(int rows, int N, const real *x, long ld, real *sum)
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

/* ---- packed products --------------------------------------------------- */

enum {
	PANEL = 2 * VL,    /* columns */
	PANEL_ROWS = 6,    /* 6 x 2 sums, 2 of B, 1 of A: 15 registers */
	DEEP = 256,        /* k at once: a panel of 16 KB stays in L1 */
	TALL = 96,         /* rows at once: 96 KB of A stay in L2 */
	AHEAD = 16,        /* rows: how far ahead to fetch what has gaps */
};

LOCAL size_t packed_reals(int K, int N)
{
	return (size_t)pad(K) * (size_t)((N + PANEL - 1) / PANEL * PANEL);
}

/* VL rows k.. of a panel's vector at column n */
FORCE void pack_block(const real *W, long ld, bool flip, int k, int n,
		      real *to)
{
	vec a[VL];

	UNROLL
	for (int i = 0; i < VL; i++)
		a[i] = *CVEC(flip ? W + (long)(n + i) * ld + k
			     : W + (long)(k + i) * ld + n);
	if (flip)
		transpose_block(a);
	UNROLL
	for (int i = 0; i < VL; i++)
		*VEC(to + i * PANEL) = a[i];
}

/* The second vector of the last panel may not exist: what is there then is
 * multiplied, but not stored. */
LOCAL APART void pack(int K, int N, const real *W, long ld, bool flip,
		      real *to)
{
	int n_end = pad(N), k_end = pad(K);

	for (int first = 0; first < k_end; first += DEEP) {
		int deep = k_end - first < DEEP ? k_end - first : DEEP;

		for (int n = 0; n < n_end; n += PANEL, to += deep * PANEL)
			for (int k = 0; k < deep; k += VL) {
				real *at = to + k * PANEL;
				int next = n + VL < n_end ? n + VL : n;

				pack_block(W, ld, flip, first + k, n, at);
				pack_block(W, ld, flip, first + k, next,
					   at + VL);
			}
	}
}

FORCE void panel_tile(int rows, int vecs, int K, struct strided A,
		      const real *B, struct start from, real *C, long ldc)
{
	vec sum[PANEL_ROWS][2];

	UNROLL
	for (int m = 0; m < rows; m++) {
		const vec *at = CVEC(start_at(from, m * from.ld).p);

		sum[m][0] = from.p ? at[0] : splat(0);
		sum[m][1] = from.p && vecs > 1 ? at[1] : splat(0);
	}
	for (int k = 0; k < K; k++, B += PANEL) {
		vec b0 = CVEC(B)[0], b1 = CVEC(B)[1];

		PIN(b0);
		PIN(b1);
		UNROLL
		for (int m = 0; m < rows; m++) {
			vec a = splat(A.p[m * A.row + k * A.col]);

			sum[m][0] += a * b0;
			sum[m][1] += a * b1;
		}
	}
	UNROLL
	for (int m = 0; m < rows; m++) {
		VEC(C + m * ldc)[0] = sum[m][0];
		if (vecs > 1)
			VEC(C + m * ldc)[1] = sum[m][1];
	}
}

/* All rows of C below one panel, in tiles as equal as they can be. */
FORCE void panel(int M, int vecs, int K, const real *p, long lda,
		 const real *B, struct start from, real *C, long ldc)
{
	struct strided A = normal(p, lda);

	for (int tiles = (M + PANEL_ROWS - 1) / PANEL_ROWS; tiles; tiles--) {
		int rows = (M + tiles - 1) / tiles;

		switch (rows) {
		case 6: panel_tile(6, vecs, K, A, B, from, C, ldc); break;
		case 5: panel_tile(5, vecs, K, A, B, from, C, ldc); break;
		case 4: panel_tile(4, vecs, K, A, B, from, C, ldc); break;
		case 3: panel_tile(3, vecs, K, A, B, from, C, ldc); break;
		case 2: panel_tile(2, vecs, K, A, B, from, C, ldc); break;
		default: panel_tile(1, vecs, K, A, B, from, C, ldc);
		}
		M -= rows;
		A.p += rows * lda;
		from = start_at(from, rows * from.ld);
		C += rows * ldc;
	}
}

static APART void panels(int M, int N, int K, const real *A, long lda,
			 const real *B, struct start from, real *C, long ldc)
{
	for (int n = 0; n < N; n += PANEL, B += (long)K * PANEL) {
		struct start there = start_at(from, n);

		if (N - n >= PANEL)
			panel(M, 2, K, A, lda, B, there, C + n, ldc);
		else
			panel(M, 1, K, A, lda, B, there, C + n, ldc);
	}
}

LOCAL void gemm_packed(int M, int N, int K, const real *A, long lda,
		       const real *packed, struct start from, real *C, long ldc)
{
	int width = (N + PANEL - 1) / PANEL * PANEL;

	N = pad(N);
	K = pad(K);
	for (int m = 0; m < M; m += TALL)
		for (int k = 0; k < K; k += DEEP) {
			real *c = C + m * ldc;

			panels(M - m < TALL ? M - m : TALL, N,
			       K - k < DEEP ? K - k : DEEP, A + m * lda + k,
			       lda, packed + (long)k * width,
			       k ? (struct start){ c, ldc }
				 : start_at(from, m * from.ld),
			       c, ldc);
		}
}

/* ---- sums over many rows ----------------------------------------------- */

LOCAL size_t tall_reals(int N)
{
	return packed_reals(DEEP, N) + DEEP * TALL;
}

/* A [K, M] as strips of PANEL_ROWS columns, each read from end to end */
static APART void pack_strips(int M, int K, const real *A, long lda, real *to)
{
	for (int k = 0; k < K; k++, A += lda) {
		for (int m = 0; m < M; m += 64 / (int)sizeof *A)
			__builtin_prefetch(A + AHEAD * lda + m);
		for (int m = 0; m < M; m += PANEL_ROWS) {
			real *at = to + (long)m * K + k * PANEL_ROWS;

			if (M - m >= PANEL_ROWS)
				memcpy(at, A + m, PANEL_ROWS * sizeof *A);
			else
				memcpy(at, A + m,
				       (size_t)(M - m) * sizeof *A);
		}
	}
}

FORCE void strips(int M, int vecs, int K, const real *A, const real *B,
		  real *C, long ldc, bool add)
{
	for (; M > 0; M -= PANEL_ROWS) {
		struct strided a = { A, 1, PANEL_ROWS };
		struct start from = { add ? C : NULL, ldc };

		switch (M) {
		case 1: panel_tile(1, vecs, K, a, B, from, C, ldc); break;
		case 2: panel_tile(2, vecs, K, a, B, from, C, ldc); break;
		case 3: panel_tile(3, vecs, K, a, B, from, C, ldc); break;
		case 4: panel_tile(4, vecs, K, a, B, from, C, ldc); break;
		case 5: panel_tile(5, vecs, K, a, B, from, C, ldc); break;
		default: panel_tile(6, vecs, K, a, B, from, C, ldc);
		}
		A += (long)K * PANEL_ROWS;
		C += PANEL_ROWS * ldc;
	}
}

static APART void all_strips(int M, int N, int K, const real *A,
			     const real *B, real *C, long ldc, bool add)
{
	for (int n = 0; n < N; n += PANEL, B += (long)pad(K) * PANEL) {
		if (N - n >= PANEL)
			strips(M, 2, K, A, B, C + n, ldc, add);
		else
			strips(M, 1, K, A, B, C + n, ldc, add);
	}
}

/* The rows of B as panels */
static APART void pack_rows(int N, int K, const real *B, long ldb, real *to)
{
	for (int n = 0; n < N; n += PANEL, to += pad(K) * PANEL) {
		int next = n + VL < N ? n + VL : n;

		for (int k = 0; k < K; k++) {
			*VEC(to + k * PANEL) = *CVEC(B + k * ldb + n);
			*VEC(to + k * PANEL + VL) = *CVEC(B + k * ldb + next);
		}
	}
}

LOCAL void gemm_tall(int M, int N, int K, const real *A, long lda,
		     const real *B, long ldb, real *C, long ldc, bool add,
		     real *room)
{
	real *strip = room + packed_reals(DEEP, N);

	N = pad(N);
	for (int k = 0; k < K; k += DEEP) {
		int deep = K - k < DEEP ? K - k : DEEP;

		pack_rows(N, deep, B + k * ldb, ldb, room);
		for (int m = 0; m < M; m += TALL) {
			int tall = M - m < TALL ? M - m : TALL;

			pack_strips(tall, deep, A + k * lda + m, lda, strip);
			all_strips(tall, N, deep, strip, room, C + m * ldc,
				   ldc, add || k);
		}
	}
}
