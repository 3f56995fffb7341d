/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine_double.c: the engine in double precision, compiled once for each
 * instruction set. */
#define NN_DOUBLE 1
#include "nn/unit.c"
