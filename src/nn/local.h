/* local.h: keeps the functions of one build of the engine separate from
 * those of the others.
 *
 * Each .c file of the engine compiles alone, as an editor or a linter opens
 * it; then it sees the single-precision baseline build and its functions are
 * external.  The program is made from unit.c, which includes them all with
 * LOCAL = static, so that each build exports only NN_NAME(engine). */
#ifndef NN_LOCAL_H
#define NN_LOCAL_H

#ifndef NN_DOUBLE
#define NN_DOUBLE 0
#endif
#ifndef NN_ISA
#define NN_ISA base
#endif

#define NN_PASTE_(a, b) a##_##b
#define NN_PASTE(a, b) NN_PASTE_(a, b)
#if NN_DOUBLE
#define NN_BUILD NN_PASTE(double, NN_ISA)
#else
#define NN_BUILD NN_PASTE(float, NN_ISA)
#endif
#define NN_NAME(x) NN_PASTE(x, NN_BUILD) /* engine -> engine_float_v3 */

#ifdef NN_ONE_UNIT
#define LOCAL static
#else
#define LOCAL
#endif

/* Small functions of the headers: inlined even where nothing else is, and
 * never external, else an old machine could be given the v3 copy. */
#define INLINE static inline __attribute__((always_inline))
/* Kernels stay separate functions, so that profiles and breakpoints see them by
 * name; measured, the call costs nothing. */
#define NOINLINE __attribute__((noinline))

#endif
