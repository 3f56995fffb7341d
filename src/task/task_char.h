/* task_char.h: the task "char": to predict the next character of a text.
 *
 * Code that needs a text (sampling, validation, the screen) gets at it here. */
#ifndef TASK_TASK_CHAR_H
#define TASK_TASK_CHAR_H

#include "text/stream.h"
#include "train/run.h"
#include "train/task.h"

#define TASK_CHAR_NAME "char"

struct char_task {
	const struct corpus *text; /* borrowed */
	struct stream stream;
	int *in, *target; /* [T*B] of the last batch */
	bool *fresh;      /* [B] true: the batch begins the text */
};

extern const struct task task_char;
extern const struct option_set char_options;

/* NULL for a run with another task. */
const struct char_task *char_task_of(const struct run *);

#endif
