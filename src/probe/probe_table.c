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
	[PROBE_HIDDEN] = { "hidden", .trace = &activity,
			   .collect = hidden_collect },
	[PROBE_GATES] = { "gates", .trace = &activity,
			  .collect = gates_collect },
	[PROBE_SATURATION] = { "saturation", .trace = &activity,
			       .collect = saturation_collect },
	[PROBE_HISTOGRAM] = { "histogram", .trace = &activity,
			      .collect = histogram_collect },
	[PROBE_PREDICTION] = { "prediction", .trace = &prediction,
			       .collect = prediction_collect },
	[PROBE_NGRAM] = { "ngram", .make = ngram_make },
};
