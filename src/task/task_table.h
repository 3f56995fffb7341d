/* task_table.h: all tasks.  Constant data. */
#ifndef TASK_TASK_TABLE_H
#define TASK_TASK_TABLE_H

#include "train/settings.h"
#include "train/task.h"

/* settings.task; files that name no task have the first. */
enum { TASK_CHAR, TASK_SENTIMENT, TASK_TRANSLATE, TASK_MEMORY, TASKS };

extern const char *const task_name[TASKS]; /* the words of --task */
const struct task *task_at(int i);
const struct task *task_of(const struct settings *);

#endif
