/* run_finite.h: finds what made the last pass of a run not finite.  Part of
 * run.c, which alone includes it; run_is_finite() is in run.h. */
#ifndef TRAIN_RUN_FINITE_H
#define TRAIN_RUN_FINITE_H

#include "train/run.h"

/* Both return false with ERR_FAILED and the reason: the tensor and the time
 * step where the last pass first went bad, forward in time for the loss,
 * backward for gradients. */
bool explain_bad_loss(const struct run *, struct err *);
bool explain_bad_gradient(const struct run *, struct err *);

#endif
