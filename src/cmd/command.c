/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.c: looking up commands. */
#include "config.h"
#include "cmd/command.h"
#include "cmd/command_table.h"
#include "lang/match.h"
#include <string.h>

int command_count(void) { return command_rows; }

const struct command *command_at(int i) { return &command_table[i]; }

static const char *command_name(int i, const void *unused UNUSED)
{
	return i < command_rows ? command_table[i].name : NULL;
}

const struct command *command_find(const char *word, struct err *e)
{
	int i;

	for (i = 0; i < command_rows; i++)
		if (command_table[i].alias &&
		    !strcmp(command_table[i].alias, word))
			return &command_table[i];
	i = match_unique("command", word, command_name, NULL, e);
	return i < 0 ? NULL : &command_table[i];
}

void command_usage(const struct command *c, struct strbuf *out)
{
	strbuf_printf(out, "%s%s", c->name, *c->arguments ? " " : "");
	for (const char *s = c->arguments; *s; s++) {
		if (*s != '@') {
			strbuf_add_char(out, *s);
			continue;
		}
		for (int i = 0; i < c->choices->name.count; i++)
			strbuf_printf(out, "%s%s", i ? "|" : "",
				      word_at(&c->choices->name, i));
	}
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
