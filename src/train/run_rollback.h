/* run_rollback.h: puts a run back to the start of an iteration.  Part of run.c,
 * which alone includes it. */
#ifndef TRAIN_RUN_ROLLBACK_H
#define TRAIN_RUN_ROLLBACK_H

#include "train/run.h"

struct rollback *rollback_new(const struct run *, struct err *) NODISCARD;
void rollback_free(struct rollback *); /* NULL is fine */
/* Before an iteration: copies the cursor, the recurrent state and the dropout
 * stream.  Allocates nothing. */
void rollback_note(struct rollback *, const struct run *);
/* Puts them back, and the text of the iteration before. */
void rollback_apply(const struct rollback *, struct run *);
size_t rollback_memory(const struct rollback *); /* bytes */

#endif
