/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit.c: one build of the engine as one translation unit: all functions are
 * static, and it exports one table (local.h).  kernels.c is last: the header of
 * the BLAS defines macros. */
#include "config.h"
#define NN_ONE_UNIT 1
#include "nn/tape.c"
#include "nn/layers.c"
#include "nn/losses.c"
#include "nn/rows.c"
#include "nn/attention.c"
#include "nn/dropout.c"
#include "nn/recurrent.c"
#include "nn/recurrent_rnn.c"
#include "nn/recurrent_gru.c"
#include "nn/recurrent_lstm.c"
#include "nn/optim.c"
#include "nn/core.c"
#include "nn/models.c"
#include "nn/model_char.c"
#include "nn/model_label.c"
#include "nn/model_seq2seq.c"
#include "nn/parts.c"
#include "nn/walker.c"
#include "nn/reader.c"
#include "nn/image.c"
#include "nn/net.c"
#include "nn/packed.c"
#include "nn/kernels.c"
