/* SPDX-License-Identifier: GPL-3.0-or-later */
/* packed.c: dense products of many rows, in tiles of 6 x 2 vectors (after Goto
 * and van de Geijn 2008). */
#include "nn/packed.h"
#include "nn/kernels.h"
#include <string.h>

enum {
	PANEL = 2 * VL, /* columns */
	PANEL_ROWS = 6, /* 6 x 2 sums, 2 of B, 1 of A: 15 registers */
	DEEP = 256,     /* k at once: a panel of 16 KB stays in L1 */
	TALL = 96,      /* rows at once: 96 KB of A stay in L2 */
	AHEAD = 16,     /* rows: prefetch distance in strided reads */
};

LOCAL size_t packed_reals(int K, int N)
{
	return (size_t)pad(K) * (size_t)((N + PANEL - 1) / PANEL * PANEL);
}

/* Rows k..k+VL-1 of the vector at column n of a panel */
INLINE void pack_block(const real *W, long ld, bool flip, int k, int n,
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

/* The last panel may have no second vector: the first is packed twice, and the
 * products with the copy are not stored. */
LOCAL NOINLINE void pack(int K, int N, const real *W, long ld, bool flip,
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

INLINE void panel_tile(int rows, int vecs, int K, struct strided A,
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

		IN_REGISTER(b0);
		IN_REGISTER(b1);
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
INLINE void panel(int M, int vecs, int K, const real *p, long lda,
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

static NOINLINE void panels(int M, int N, int K, const real *A, long lda,
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

LOCAL size_t tall_reals(int N) { return packed_reals(DEEP, N) + DEEP * TALL; }

/* A [K, M] as strips of PANEL_ROWS columns, each read from end to end */
static NOINLINE void pack_strips(int M, int K, const real *A, long lda,
				 real *to)
{
	for (int k = 0; k < K; k++, A += lda) {
		for (int m = 0; m < M; m += 64 / (int)sizeof *A)
			__builtin_prefetch(A + AHEAD * lda + m);
		for (int m = 0; m < M; m += PANEL_ROWS) {
			real *at = to + (long)m * K + k * PANEL_ROWS;

			if (M - m >= PANEL_ROWS)
				memcpy(at, A + m, PANEL_ROWS * sizeof *A);
			else
				memcpy(at, A + m, (size_t)(M - m) * sizeof *A);
		}
	}
}

INLINE void strips(int M, int vecs, int K, const real *A, const real *B,
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

static NOINLINE void all_strips(int M, int N, int K, const real *A,
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
static NOINLINE void pack_rows(int N, int K, const real *B, long ldb, real *to)
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
		     real *scratch)
{
	real *strip = scratch + packed_reals(DEEP, N);

	N = pad(N);
	for (int k = 0; k < K; k += DEEP) {
		int deep = K - k < DEEP ? K - k : DEEP;

		pack_rows(N, deep, B + k * ldb, ldb, scratch);
		for (int m = 0; m < M; m += TALL) {
			int tall = M - m < TALL ? M - m : TALL;

			pack_strips(tall, deep, A + k * lda + m, lda, strip);
			all_strips(tall, N, deep, strip, scratch, C + m * ldc,
				   ldc, add || k);
		}
	}
}
