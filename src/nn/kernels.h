/* kernels.h: dense products.
 *
 * Matrices are row-major; leading dimensions are multiples of VL and rows are
 * aligned to a vector.  If a length is padded to VL, the padding is read and
 * written too, and stays zero if it is zero in the inputs. */
#ifndef NN_KERNELS_H
#define NN_KERNELS_H

#include "nn/axis.h"
#include <stddef.h>

/* A as gemm reads it: element (m, k) is at p[m * row + k * col]; exchanging the
 * two strides transposes it. */
struct strided {
	const real *p;
	long row, col;
};

INLINE struct strided normal(const real *p, long ld)
{
	return (struct strided){ p, ld, 1 };
}

INLINE struct strided flipped(const real *p, long ld)
{
	return (struct strided){ p, 1, ld };
}

/* C[m][n] = (add ? C[m][n] : 0) + sum_k A(m, k) B[k][n]; N is padded. */
LOCAL void gemm(int M, int N, int K, struct strided A, const real *B, long ldb,
		real *C, long ldc, bool add);
/* y[0..N) += sum_k x[k] W[k][0..N), N padded; k runs over every element of the
 * axis, from the last row if `backwards`: the rows used last are still in
 * L1. */
LOCAL void axpy_rows(int N, real *y, const real *W, long ld, const real *x,
		     struct axis k, bool backwards);
/* y[0..N) += W x with W [N, K]; N and K padded. */
LOCAL void dot_rows(int N, real *y, const real *W, long ld, const real *x,
		    int K);
/* dst [cols, rows] = transpose of src [rows, cols]; both padded. */
LOCAL void transpose(int rows, int cols, const real *src, long lds, real *dst,
		     long ldd);
/* sum[0..N) += the sum of the rows of x; N padded. */
LOCAL void add_rows(int rows, int N, const real *x, long ld, real *sum);

/* The dot products of x with the first `rows` rows of W, at most VL; the other
 * elements are zero or products of padding.  Meanwhile prefetches as many bytes
 * from `next` into L1: eight rows are too few for the processor to predict
 * which follow. */
INLINE vec dot_block(const real *W, long ld, const real *x, int K, int rows,
		     const real *next)
{
	enum { LINE = 64 / sizeof(real) };
	vec sum[VL];

	UNROLL
	for (int i = 0; i < VL; i++)
		sum[i] = splat(0);
	for (int k = 0; k < K; k += VL) {
		vec b = *CVEC(x + k);

		UNROLL
		for (int i = 0; i < VL; i++)
			if (i < rows)
				sum[i] += *CVEC(W + i * ld + k) * b;
		UNROLL
		for (int i = 0; i < VL * VL; i += LINE)
			__builtin_prefetch(next + k * VL + i);
	}
	return vsums(sum);
}

#endif
