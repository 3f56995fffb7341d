/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_history.c: earlier lines, in memory and in a file.
 *
 * A script of several lines is one entry.  Readline's file has a line per
 * entry, so there a newline is written as a vertical tab, which to a command is
 * a space as well. */
#include "config.h"

#include "ui/prompt_private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

enum { HISTORY_LINES = 1000 };

static void exchange(char *s, char from, char to)
{
	for (; *s; s++)
		if (*s == from)
			*s = to;
}

static HIST_ENTRY *newest(void)
{
	return history_get(history_base + history_length - 1);
}

/* Appends line by line, so that two programs keep the lines of both.  If the
 * file cannot be written, the lines of this session are remembered anyway. */
static void append(struct prompt *p)
{
	HIST_ENTRY *entry = newest();

	if (!p->history || !entry)
		return;
	exchange(entry->line, '\n', '\v');
	append_history(1, p->history);
	exchange(entry->line, '\v', '\n');
}

void prompt_remember(struct prompt *p, const char *line)
{
	HIST_ENTRY *last = newest();

	if (!line[strspn(line, " \t\n")] || (last && !strcmp(last->line, line)))
		return;
	add_history(line);
	append(p);
}

/* Readline would create it by the umask. */
static bool make_private(const char *path)
{
	int fd = open(path,
		      O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		      0600);

	if (fd < 0)
		return false;
	fchmod(fd, 0600);
	close(fd);
	return true;
}

void prompt_open_history(struct prompt *p, const char *path)
{
	clear_history();
	using_history();
	stifle_history(HISTORY_LINES);
	if (!path || !make_private(path))
		return;
	p->history = xstrdup(path);
	read_history(path);
	for (int i = 0; i < history_length; i++)
		exchange(history_get(history_base + i)->line, '\v', '\n');
	using_history();
}

void prompt_close_history(struct prompt *p)
{
	if (p->history)
		history_truncate_file(p->history, HISTORY_LINES);
	free(p->history);
	p->history = NULL;
}
