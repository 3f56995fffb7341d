/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine_float.c: the engine in single precision, compiled once for each
 * instruction set. */
#define NN_DOUBLE 0
#include "nn/unit.c"
