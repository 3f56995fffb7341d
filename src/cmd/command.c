/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.c: looking up commands. */
#include "config.h"
#include "cmd/command.h"
#include "cmd/command_table.h"
#include "cmd/near.h"
#include <string.h>

int command_count(void)
{
	return command_rows;
}

const struct command *command_at(int i)
{
	return &command_table[i];
}

static const char *command_name(int i, const void *unused UNUSED)
{
	return i < command_rows ? command_table[i].name : NULL;
}

const struct command *command_find(const char *word, struct err *err)
{
	size_t length = strlen(word);
	int found = -1, matches = 0;

	for (int i = 0; i < command_rows; i++) {
		const struct command *c = &command_table[i];

		if (!strcmp(c->name, word) ||
		    (c->alias && !strcmp(c->alias, word)))
			return c;
		if (!strncmp(c->name, word, length)) {
			found = i;
			matches++;
		}
	}
	if (matches == 1)
		return &command_table[found];
	near_error("command", word, command_name, NULL, err);
	return NULL;
}
