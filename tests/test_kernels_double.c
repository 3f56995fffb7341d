/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_kernels_double.c: the dense products of nn/kernels.c,
 * double precision.  Built with the flags of each engine. */
#define NN_DOUBLE 1
#include "kernels_checks.h"
