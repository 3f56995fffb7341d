/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_kernels_float.c: the dense products of nn/kernels.c,
 * single precision.  Built with the flags of each engine. */
#define NN_DOUBLE 0
#include "kernels_checks.h"
