/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.c: looking up commands. */
#include "config.h"
#include "cmd/command.h"
#include "cmd/command_table.h"
#include "lang/near.h"
#include <string.h>

int command_count(void) { return command_rows; }

const struct command *command_at(int i) { return &command_table[i]; }

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

enum timing command_timing(const struct args *args)
{
	struct err ignored;
	const struct command *c =
		args->count ? command_find(args->word[0].text, &ignored) : NULL;

	if (!c)
		return AT_ONCE;
	if (c->timing == AT_ONCE_BARE)
		return args->count == 1 ? AT_ONCE : WAITS;
	if (c->timing == ENDS_WORK && args->count > 1) /* a mistake */
		return AT_ONCE;
	return c->timing;
}
