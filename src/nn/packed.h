/* packed.h: dense products of many rows, whose second matrix is copied first
 * into the order in which it is read.
 *
 * Matrices and their padding are as in kernels.h. */
#ifndef NN_PACKED_H
#define NN_PACKED_H

#include "nn/vec.h"
#include <stddef.h>

/* A matrix B [K, N] rearranged for many products with it: blocks of rows that
 * stay in L1, in each the columns by panels of two vectors.  K is padded. */
LOCAL size_t packed_reals(int K, int N);
/* B(k, n) is W[k][n], or W[n][k] where flipped; W is [N, K] then. */
LOCAL void pack(int K, int N, const real *W, long ld, bool flip, real *packed);
/* What sums begin with: rows ld apart, 0: the same for all; p NULL: zeros. */
struct start {
	const real *p;
	long ld;
};

FORCE struct start start_at(struct start s, long offset)
{
	return (struct start){ s.p ? s.p + offset : NULL, s.ld };
}

/* C[m][n] = from[m][n] + sum_k A[m][k] B(k, n); K and N padded. */
LOCAL void gemm_packed(int M, int N, int K, const real *A, long lda,
		       const real *packed, struct start from, real *C,
		       long ldc);
/* C[m][n] = (add ? C[m][n] : 0) + sum_k A[k][m] B[k][n], for many k; N is
 * padded and so is the memory of both.  room: tall_reals(N). */
LOCAL size_t tall_reals(int N);
LOCAL void gemm_tall(int M, int N, int K, const real *A, long lda,
		     const real *B, long ldb, real *C, long ldc, bool add,
		     real *room);

#endif
