/* task_memory.h: the task "memory": sequences that ask how long a net
 * remembers (make_memory.h). */
#ifndef TASK_TASK_MEMORY_H
#define TASK_TASK_MEMORY_H

#include "train/task.h"

#define TASK_MEMORY_NAME "memory"

extern const struct task task_memory;
extern const struct option_set memory_options;

#endif
