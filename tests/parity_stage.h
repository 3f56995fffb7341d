/* parity_stage.h: a stage whose task is parity with examples.  The table of
 * tasks is this program's own: that of the library is not linked. */
#ifndef TESTS_PARITY_STAGE_H
#define TESTS_PARITY_STAGE_H

#include "parity.h"
#include "stage.h"
#include "task/task_char.h"
#include "task/task_table.h"

static struct task parity_task;

const char *const task_name[TASKS] = { [TASK_CHAR] = "parity" };

const struct task *task_at(int i UNUSED)
{
	if (!parity_task.name) {
		parity_task = parity_with_examples();
		/* The program asks the table for them. */
		memcpy(parity_task.options, task_char.options,
		       sizeof task_char.options);
	}
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
			   "--hidden=12",
			   "--cell=gru",
			   "--seq-length=3",
			   "--batch-size=8",
			   "--optimizer=adam",
			   "--learning-rate=0.02",
			   "--valid=0.2",
			   "--valid-every=5" };
	int argc = 9;

	while (more && *more)
		argv[argc++] = *more++;
	memset(s, 0, sizeof *s);
	stage_begin_on(s, screen, NO_DATA, argc, argv);
}

#endif
