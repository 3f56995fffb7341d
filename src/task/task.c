/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task.c: the table of tasks. */
#include "config.h"

#include "task/task_table.h"

#include "task/task_char.h"
#include "task/task_memory.h"
#include "task/task_sentiment.h"
#include "task/task_translate.h"

const char *const task_name[TASKS] = {
	[TASK_CHAR] = TASK_CHAR_NAME,
	[TASK_SENTIMENT] = TASK_SENTIMENT_NAME,
	[TASK_TRANSLATE] = TASK_TRANSLATE_NAME,
	[TASK_MEMORY] = TASK_MEMORY_NAME,
};

static const struct task *const table[TASKS] = {
	[TASK_CHAR] = &task_char,
	[TASK_SENTIMENT] = &task_sentiment,
	[TASK_TRANSLATE] = &task_translate,
	[TASK_MEMORY] = &task_memory,
};

const struct task *task_at(int i) { return table[i]; }

const struct task *task_of(const struct settings *set)
{
	return table[set->task];
}
