/* SPDX-License-Identifier: GPL-3.0-or-later */
/* complete.c: the words that could be at the cursor. */
#include "config.h"
#include "cmd/command.h"
#include "cmd/complete.h"
#include "lang/expr_names.h"
#include "lang/metrics.h"
#include "lang/options.h"
#include "cmd/panels.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The line up to the cursor, and where the word at the cursor begins. */
struct position {
	char *line;
	const struct command *command; /* NULL: at the command itself */
	int index;                     /* which word: 0 is the command */
	size_t start;
	bool quoted;         /* inside quotes */
	const char *word[4]; /* words 0..3 before the cursor's, unescaped */
	char *words;
	const struct words *runs;
};

/* A word outside the tables. */
struct word {
	const char *name, *help;
};

/* Adds a match in order; of two with one name the first stays. */
static void add_match(struct completion *c, const char *name, const char *help,
		      const char *prefix)
{
	int at = c->count;

	if (strncmp(name, prefix, strlen(prefix)) != 0)
		return;
	while (at > 0 && strcmp(c->item[at - 1].word, name) > 0)
		at--;
	if (at > 0 && !strcmp(c->item[at - 1].word, name))
		return;
	c->item = xreallocarray(c->item, (size_t)c->count + 1, sizeof *c->item);
	memmove(c->item + at + 1, c->item + at,
		(size_t)(c->count - at) * sizeof *c->item);
	c->item[at] = (struct candidate){ xstrdup(name), help };
	c->count++;
}

static void add_words(struct completion *c, const struct words *words,
		      const char *prefix)
{
	for (int i = 0; i < words->count; i++)
		add_match(c, word_at(words, i), NULL, prefix);
}

static void add_choices(struct completion *c, const struct choices *choices,
			const char *prefix)
{
	for (int i = 0; i < choices->name.count; i++)
		add_match(c, word_at(&choices->name, i),
			  word_at(&choices->help, i), prefix);
}

/* Offers names of settings and metrics as spelled in the table, or with the
 * sign, '-' or '_', that was typed. */
static void add_spelled(struct completion *c, const char *name,
			const char *help, const char *prefix)
{
	char *copy = xstrdup(name);
	char sign = strchr(prefix, '_') ? '_' : '-';

	if (strpbrk(prefix, "-_"))
		for (char *s = copy; *s; s++)
			if (*s == '-' || *s == '_')
				*s = sign;
	add_match(c, copy, help, prefix);
	free(copy);
}

static void add_settings(struct completion *c, const char *prefix)
{
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (option_is_setting(o))
			add_spelled(c, o->name, o->help, prefix);
	}
}

static void add_panels(struct completion *c, const char *prefix)
{
	for (int i = 0; i < PANELS; i++)
		add_match(c, panel_info[i].name, panel_info[i].summary, prefix);
}

static void add_metrics(struct completion *c, const char *prefix)
{
	for (int i = 0; i < metric_count(); i++)
		add_spelled(c, metric_at(i)->name, metric_at(i)->help, prefix);
}

static void add_commands(struct completion *c, const char *prefix)
{
	for (int i = 0; i < command_count(); i++)
		add_match(c, command_at(i)->name, command_at(i)->summary,
			  prefix);
}

/* --- by kind ------------------------------------------------------------- */

static void complete_setting(struct completion *c, const struct position *p,
			     const char *prefix)
{
	struct err ignored;
	const struct option *o =
		p->index > 1 ? option_match(p->word[1], NULL, &ignored) : NULL;

	if (p->index == 1)
		add_settings(c, prefix);
	else if (p->index == 2 && o && o->type == OPTION_WORD)
		add_words(c, &o->words, prefix);
	else if (p->index == 3 && o && o->change == CHANGE_RESTART)
		add_match(c, "restart", "start again from iteration 0", prefix);
}

static void complete_sample(struct completion *c,
			    const struct position *p UNUSED, const char *prefix)
{
	static const struct word key[] = {
		{ "temperature", "1 as the net believes, below 1 safer" },
		{ "rng", "the same number gives the same text" },
		{ "state", "the memory it begins with" },
	};
	static const struct word state[] = {
		{ "state=zero", "an empty memory" },
		{ "state=current", "the memory training has at this moment" },
	};
	static const struct choices keys = CHOICES_OF(key);
	static const struct choices states = CHOICES_OF(state);

	if (strchr(prefix, '=')) {
		add_choices(c, &states, prefix);
		return;
	}
	add_choices(c, &keys, prefix);
	c->append = c->count ? '=' : ' ';
}

static void complete_topic(struct completion *c, const struct position *p,
			   const char *prefix)
{
	if (p->index != 1)
		return;
	add_commands(c, prefix);
	add_settings(c, prefix);
	add_metrics(c, prefix);
	add_panels(c, prefix);
	add_choices(c, &help_lists, prefix);
	/* the keys are the screen's, and so is completion */
	add_match(c, "keys", "all keys", prefix);
}

/* Offers "hidden", then "cell=lstm" if the values are words. */
static void complete_new_run(struct completion *c, const struct position *p,
			     const char *prefix)
{
	const char *equals = strchr(prefix, '=');
	const struct option *o;
	struct err ignored;
	char *name;

	if (p->index < 2)
		return;
	if (!equals) {
		add_settings(c, prefix);
		c->append = c->count ? '=' : ' ';
		return;
	}
	name = xstrndup(prefix, (size_t)(equals - prefix));
	o = option_match(name, NULL, &ignored);
	for (int i = 0; o && o->type == OPTION_WORD && i < o->words.count;
	     i++) {
		char *word = xasprintf("%s=%s", name, word_at(&o->words, i));

		add_match(c, word, NULL, prefix);
		free(word);
	}
	free(name);
}

static void complete_run(struct completion *c, const struct position *p,
			 const char *prefix)
{
	if (p->index == 1 && p->runs)
		add_words(c, p->runs, prefix);
}

static void complete_compare(struct completion *c, const struct position *p,
			     const char *prefix)
{
	const struct option *cell = option_find("cell");
	const struct option *o = NULL;
	struct err ignored;

	if (p->index == 1)
		add_settings(c, prefix);
	if (p->index > 1 && word_find(&cell->words, p->word[1]) < 0)
		o = option_match(p->word[1], NULL, &ignored);
	else
		o = cell;
	if (o && o->type == OPTION_WORD)
		add_words(c, &o->words, prefix);
}

static void complete_choice(struct completion *c, const struct position *p,
			    const char *prefix)
{
	if (p->index == 1)
		add_choices(c, p->command->choices, prefix);
}

static void complete_panel(struct completion *c, const struct position *p,
			   const char *prefix)
{
	if (p->index == 1)
		add_panels(c, prefix);
}

static void complete_panel_view(struct completion *c, const struct position *p,
				const char *prefix)
{
	static const char *const onoff_words[] = { "on", "off" };
	static const struct words onoff = WORD_LIST(onoff_words);
	struct err ignored;
	int id = p->index > 1 ? panel_find(p->word[1], &ignored) : -1;

	if (p->index == 1)
		add_panels(c, prefix);
	if (p->index == 2)
		add_words(c, &onoff, prefix);
	if (p->index == 2 && id >= 0)
		add_words(c, &panel_info[id].views, prefix);
	if (p->index == 3 && id == PANEL_LOSS && !strcmp(p->word[2], "last"))
		add_words(c, &loss_windows, prefix);
}

static void complete_file(struct completion *c, const struct position *p,
			  const char *prefix UNUSED)
{
	c->files = p->index == 1;
}

/* `words`: also settings that are not numbers. */
static void add_expression(struct completion *c, const char *prefix, bool words)
{
	static const struct word operator[] = {
		{ "and", "both sides are true" },
		{ "or", "one side is true, or both" },
		{ "not", "what follows is false" },
	};
	static const struct choices operators = CHOICES_OF(operator);

	add_metrics(c, prefix);
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = expr_setting(option_at(i)->name);

		if (o && (words || o->type != OPTION_WORD))
			add_spelled(c, o->name, o->help, prefix);
	}
	add_choices(c, &operators, prefix);
	for (int i = 0; i < EXPR_FUNCTIONS; i++) {
		char *call = xasprintf("%s(", expr_function[i].name);

		add_match(c, call, expr_function[i].help, prefix);
		free(call);
	}
}

/* Completes a name anywhere in an expression: the longest run of name
 * characters before the cursor with which some name begins.  In "loss-seq-l"
 * the first '-' is minus. */
static void complete_expression(struct completion *c, const struct position *p,
				const char *word UNUSED)
{
	const char *prefix = p->line + strlen(p->line), *minus;
	const char *first = p->line + p->start;
	bool print = p->command->complete == COMPLETE_PRINT && p->index == 1;

	while (isalnum((unsigned char)prefix[-1]) || strchr("-_", prefix[-1]))
		prefix--;
	for (;; prefix = minus + 1) {
		add_expression(c, prefix, print && prefix == first);
		minus = strchr(prefix, '-');
		if (c->count || !minus)
			break;
	}
	c->start = (int)(prefix - p->line);
	if (c->count == 1 && strchr(c->item[0].word, '('))
		c->append = 0;
}

static void complete_export(struct completion *c, const struct position *p,
			    const char *prefix)
{
	complete_panel(c, p, prefix);
	if (p->index == 1)
		add_match(c, "example", "the one on display, as .json", prefix);
	c->files = p->index == 2;
}

/* `prefix`: the word at the cursor, up to the cursor. */
static void (*const completer[])(struct completion *, const struct position *,
				 const char *prefix) = {
	[COMPLETE_NOTHING] = NULL,
	[COMPLETE_CHOICE] = complete_choice,
	[COMPLETE_COMPARE] = complete_compare,
	[COMPLETE_EXPORT] = complete_export,
	[COMPLETE_EXPRESSION] = complete_expression,
	[COMPLETE_FILE] = complete_file,
	[COMPLETE_NEW_RUN] = complete_new_run,
	[COMPLETE_PANEL] = complete_panel,
	[COMPLETE_PANEL_VIEW] = complete_panel_view,
	[COMPLETE_PRINT] = complete_expression,
	[COMPLETE_RUN] = complete_run,
	[COMPLETE_SAMPLE] = complete_sample,
	[COMPLETE_SETTING] = complete_setting,
	[COMPLETE_TOPIC] = complete_topic,
};

/* --- where the cursor is ------------------------------------------------- */

/* Walks the line as args_parse() does, but ignores mistakes.  False: the cursor
 * is in a comment. */
static bool find_position(struct position *p)
{
	char *in = p->line, *out = p->words;

	for (;;) {
		in += strspn(in, " \t\n\v\f\r");
		if (*in == '#')
			return false;
		p->start = (size_t)(in - p->line);
		if (p->index < (int)LENGTH(p->word))
			p->word[p->index] = out;
		p->quoted = false;
		for (; *in && (p->quoted || !strchr(" \t\n\v\f\r#", *in));
		     in++) {
			if (*in == '"')
				p->quoted = !p->quoted;
			else if (*in == '\\' && p->quoted && in[1])
				in++;
			*out++ = *in;
		}
		*out++ = '\0';
		if (!*in)
			return true;
		p->index++;
	}
}

void complete_line(struct completion *c, const char *line, size_t cursor,
		   const struct words *runs)
{
	struct position p = { .line = xstrndup(line, cursor), .runs = runs };
	struct err ignored;
	bool inside;

	*c = (struct completion){ .append = ' ' };
	p.words = xmalloc(2 * strlen(p.line) + 2);
	inside = find_position(&p);
	c->start = (int)p.start;
	if (inside && p.index == 0 && !p.quoted)
		add_commands(c, p.line + p.start);
	if (inside && p.index > 0)
		p.command = command_find(p.word[0], &ignored);
	if (p.command && completer[p.command->complete] &&
	    (!p.quoted || p.command->complete == COMPLETE_FILE ||
	     p.command->complete == COMPLETE_EXPORT))
		completer[p.command->complete](c, &p, p.line + p.start);
	free(p.words);
	free(p.line);
}

void completion_release(struct completion *c)
{
	for (int i = 0; i < c->count; i++)
		free(c->item[i].word);
	free(c->item);
	*c = (struct completion){ 0 };
}

bool names_command(const char *line, bool in_full)
{
	const struct command *c;
	struct args args;
	struct err ignored;
	bool names;

	if (!args_parse(&args, line, &ignored))
		return false;
	c = args.count ? command_find(args.word[0].text, &ignored) : NULL;
	names = c && (!in_full || !strcmp(c->name, args.word[0].text));
	args_release(&args);
	return names;
}
