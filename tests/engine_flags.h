/* engine_flags.h: for tests that are built with the flags of an engine: the
 * x86-64-v3 build of one is skipped where it cannot run. */
#ifndef TESTS_ENGINE_FLAGS_H
#define TESTS_ENGINE_FLAGS_H

#include <stdbool.h>
#include <stdio.h>

static bool runs_here(void)
{
#if NN_NEEDS_AVX2
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
	    !__builtin_cpu_supports("bmi2")) {
		puts("1..0 # SKIP this processor is not x86-64-v3");
		return false;
	}
#endif
	return true;
}

#endif
