/* validation.h: the loss over the validation part, read piece by piece. The
 * part is read from two states: from zero, and from the state after the
 * training part.  Reads the net's weights in place, so they must not change
 * before it is complete.  Part of task_char.c, which alone includes it. */
#ifndef TASK_VALIDATION_H
#define TASK_VALIDATION_H

#include "train/run.h"

struct validation;

/* The run must have a validation part of two symbols or more, and outlive
 * it.  NULL: out of memory. */
struct validation *validation_new(const struct run *, struct err *) NODISCARD;
void validation_free(struct validation *); /* NULL is fine */
/* Reads the next piece, in a few milliseconds at most, or less than an
 * iteration of a large net.  True: all is read. */
bool validation_more(struct validation *) NODISCARD;
double validation_progress(const struct validation *); /* 0..1 */
/* Nats per character, after all is read. */
double validation_loss(const struct validation *);
double validation_loss_warm(const struct validation *);

#endif
