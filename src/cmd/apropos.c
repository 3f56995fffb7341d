/* SPDX-License-Identifier: GPL-3.0-or-later */
/* apropos.c: finds the help texts that contain a word. */
#include "config.h"
#include "cmd/command.h"
#include "cmd/help_text.h"
#include "lang/metrics.h"
#include "lang/options.h"
#include "cmd/panels.h"
#include "task/task_table.h"
#include <stdlib.h>
#include <string.h>

enum { HIT_NAME = 18, EXCERPT = HELP_WIDTH - HELP_INDENT - 1 };

/* `text` as one line with single spaces between its words. */
static char *unfolded(const char *text)
{
	char *line = xstrdup(text), *to = line;

	for (const char *s = text; *s; s++) {
		bool space = *s == '\n' || *s == ' ';

		if (!space || (to > line && to[-1] != ' '))
			*to++ = space ? ' ' : *s;
	}
	*to = '\0';
	return line;
}

/* Appends the words of a line around `hit`, as many as fit in a column. */
static void add_excerpt(struct strbuf *out, const char *line, const char *hit)
{
	const int width = EXCERPT - 8; /* of "... " and " ..." */
	const char *from = hit - min_int((int)(hit - line), width / 3), *to;

	while (from > line && from < hit && from[-1] != ' ')
		from++;
	to = from + min_int(width, (int)strlen(from));
	while (*to && *to != ' ' && to > hit + 1)
		to--;
	strbuf_printf(out, "%s%.*s%s\n", from > line ? "... " : "",
		      (int)(to - from), from, *to ? " ..." : "");
}

/* Appends an excerpt of what `explain` says around the first occurrence of the
 * word. */
static void add_explained(struct strbuf *out, int panel, const char *word)
{
	char *line = unfolded(panel_info[panel].explain);
	const char *hit = strcasestr(line, word);

	if (hit) {
		strbuf_printf(out, "%-9s%-18s", "explain",
			      panel_info[panel].name);
		add_excerpt(out, line, hit);
	}
	free(line);
}

static void add_hit(struct strbuf *out, const char *what, const char *name,
		    const char *summary)
{
	strbuf_printf(out, "%-9s", what);
	if (strlen(name) < HIT_NAME)
		strbuf_printf(out, "%-*s", HIT_NAME, name);
	else
		strbuf_printf(out, "%s\n%*s", name, HELP_INDENT + 1, "");
	help_wrapped(out, HELP_INDENT + 1, HELP_INDENT + 1, summary);
}

static bool choices_have(const struct choices *choices, const char *word)
{
	for (int i = 0; choices && i < choices->name.count; i++)
		if (strcasestr(word_at(&choices->name, i), word) ||
		    strcasestr(word_at(&choices->help, i), word))
			return true;
	return false;
}

void command_apropos(const char *word, struct strbuf *out)
{
	for (int i = 0; i < command_count(); i++) {
		const struct command *c = command_at(i);

		if (strcasestr(c->name, word) || strcasestr(c->summary, word) ||
		    strcasestr(c->help, word) || choices_have(c->choices, word))
			add_hit(out, "command", c->name, c->summary);
	}
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (strcasestr(o->name, word) || strcasestr(o->help, word))
			add_hit(out,
				option_is_setting(o) ? "setting" : "option",
				o->name, o->help);
	}
	for (int i = 0; i < metric_count(); i++) {
		const struct metric *m = metric_at(i);

		if (strcasestr(m->name, word) || strcasestr(m->help, word))
			add_hit(out, "metric", m->name, m->help);
	}
	for (int i = 0; i < TASKS; i++) {
		const struct task *task = task_at(i);

		if (strcasestr(task->name, word) ||
		    strcasestr(task->summary, word))
			add_hit(out, "task", task->name, task->summary);
	}
	for (int i = 0; i < PANELS; i++)
		if (strcasestr(panel_info[i].name, word) ||
		    strcasestr(panel_info[i].summary, word))
			add_hit(out, "panel", panel_info[i].name,
				panel_info[i].summary);
	for (int i = 0; i < PANELS; i++)
		add_explained(out, i, word);
}
