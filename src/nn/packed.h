/* packed.h: dense products of many rows; the second matrix is first copied
 * into the order in which it is read.
 *
 * Matrices and their padding are as in kernels.h. */
#ifndef NN_PACKED_H
#define NN_PACKED_H

#include "nn/vec.h"
#include <stddef.h>

/* Numbers that B [K, N] takes when packed: blocks of rows that stay in L1, each
 * cut into panels of two vectors of columns.  K is padded. */
LOCAL size_t packed_reals(int K, int N);
/* B(k, n) is W[k][n]; or, if flipped, W[n][k] with W [N, K]. */
LOCAL void pack(int K, int N, const real *W, long ld, bool flip, real *packed);

/* Initial values of the sums: rows with stride ld, 0: one row for all; p NULL:
 * zeros. */
struct start {
	const real *p;
	long ld;
};

INLINE struct start start_at(struct start s, long offset)
{
	return (struct start){ s.p ? s.p + offset : NULL, s.ld };
}

/* C[m][n] = from[m][n] + sum_k A[m][k] B(k, n); K and N padded. */
LOCAL void gemm_packed(int M, int N, int K, const real *A, long lda,
		       const real *packed, struct start from, real *C,
		       long ldc);
/* C[m][n] = (add ? C[m][n] : 0) + sum_k A[k][m] B[k][n], for many k; N is
 * padded and so is the memory of both.  scratch: tall_reals(N). */
LOCAL size_t tall_reals(int N);
LOCAL void gemm_tall(int M, int N, int K, const real *A, long lda,
		     const real *B, long ldb, real *C, long ldc, bool add,
		     real *scratch);

#endif
