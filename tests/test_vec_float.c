/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_vec_float.c: exp, tanh, sigmoid and the rest of nn/vec.h,
 * single precision.  Built with the flags of each engine. */
#define NN_DOUBLE 0
#include "vec_checks.h"
