/* run_undo.h: taking back an iteration whose loss or gradient is not finite,
 * and saying what went bad first.  Part of run.c; nobody else includes it. */
#ifndef TRAIN_RUN_UNDO_H
#define TRAIN_RUN_UNDO_H

#include "train/run.h"

struct run_undo *undo_new(const struct run *, struct err *) NODISCARD;
void undo_free(struct run_undo *);
/* Before an iteration: copies the cursor, the recurrent state and the dropout
 * stream.  Allocates nothing. */
void undo_note(struct run_undo *, const struct run *);
void undo_apply(const struct run_undo *, struct run *);
size_t undo_memory(const struct run_undo *);

/* Returns false with the reason: the tensor and the time step where the last
 * pass first went bad, forward in time for the loss, backward for gradients. */
bool undo_explain_loss(const struct run *, struct err *);
bool undo_explain_gradient(const struct run *, struct err *);

#endif
