/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_graph_float.c: gradients of graphs that belong to no model, single
 * precision. */
#define NN_DOUBLE 0
#include "graph_checks.h"
