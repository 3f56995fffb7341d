/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe_table.c: one row per reading. */
#include "config.h"

#include "probe/activity.h"
#include "probe/ngram.h"
#include "probe/prediction.h"
#include "probe/probe.h"

_Static_assert((int)PROBES <= (int)READINGS,
	       "a snapshot has one reading per row");

const struct probe probe_table[PROBES] = {
	[PROBE_HIDDEN] = { "hidden", &activity, hidden_collect },
	[PROBE_GATES] = { "gates", &activity, gates_collect },
	[PROBE_SATURATION] = { "saturation", &activity, saturation_collect },
	[PROBE_HISTOGRAM] = { "histogram", &activity, histogram_collect },
	[PROBE_PREDICTION] = { "prediction", &prediction, prediction_collect },
	[PROBE_NGRAM] = { "ngram", .make = ngram_make },
};
