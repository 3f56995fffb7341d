/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_vec_double.c: exp, tanh, sigmoid and the rest of nn/vec.h,
 * double precision.  Built with the flags of each engine. */
#define NN_DOUBLE 1
#include "vec_checks.h"
