/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_graph_double.c: gradients of graphs that belong to no model, double
 * precision. */
#define NN_DOUBLE 1
#include "graph_checks.h"
