/* task_translate.h: the task "translate": a sequence that answers another, by
 * an encoder, a decoder and attention. */
#ifndef TASK_TASK_TRANSLATE_H
#define TASK_TASK_TRANSLATE_H

#include "train/task.h"

#define TASK_TRANSLATE_NAME "translate"

extern const struct task task_translate;
extern const struct option_set translate_options;

#endif
