/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_blas.c: the BLAS that this program is bound to.  gsl.pc asks for
 * gslcblas, and if that comes first every product is 20 times slower and
 * nothing says so. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_rng.h>

#include "base/util.h"
#include "nn/engine.h"

static void cblas_is_openblas(void **state UNUSED)
{
	/* Keeps libgsl, which brings libgslcblas along, in this program. */
	assert_non_null(gsl_rng_default);
	const char *library = blas_library();
	assert_non_null(library);
	if (!strstr(library, "openblas") || strstr(library, "gslcblas"))
		fail_msg("cblas_sgemm is bound to %s", library);
}

static void openblas_names_its_kernel(void **state UNUSED)
{
	assert_non_null(blas_kernel());
	assert_string_not_equal(blas_kernel(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cblas_is_openblas),
		cmocka_unit_test(openblas_names_its_kernel),
	};
	return cmocka_run_group_tests_name("blas", tests, NULL, NULL);
}
