/* parity_stage.h: a stage whose task is parity with examples.  The table of
 * tasks, char and parity, is this program's own, which also defines task_name:
 * that of the library is not linked. */
#ifndef TESTS_PARITY_STAGE_H
#define TESTS_PARITY_STAGE_H

#include "parity.h"
#include "stage.h"
#include "task/task_char.h"
#include "task/task_table.h"

const struct task *task_at(int i)
{
	static struct task parity_task;

	if (i == TASK_CHAR)
		return &task_char;
	if (!parity_task.name)
		parity_task = parity_with_examples();
	return &parity_task;
}

const struct task *task_of(const struct settings *set)
{
	return task_at(set->task);
}

/* Solved after some hundred iterations; a validation every 5.  `more`: further
 * options, to NULL. */
static inline void parity_stage_begin(struct stage *s, bool screen,
				      char *const more[])
{
	char *argv[16] = { "",
			   "--task=parity",
			   "--hidden=12",
			   "--cell=gru",
			   "--seq-length=3",
			   "--batch-size=8",
			   "--optimizer=adam",
			   "--learning-rate=0.02",
			   "--valid=0.2",
			   "--valid-every=5" };
	int argc = 10;

	while (more && *more)
		argv[argc++] = *more++;
	memset(s, 0, sizeof *s);
	stage_begin_on(s, screen, NO_DATA, argc, argv);
}

#endif
