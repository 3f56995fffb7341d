/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help.c: every help text, made from the tables. */
#include "config.h"
#include "cmd/command.h"
#include "lang/expr_names.h"
#include "cmd/help_text.h"
#include "lang/metrics.h"
#include "lang/match.h"
#include "lang/options.h"
#include "cmd/panels.h"
#include "lang/recipes.h"
#include "task/task_table.h"
#include <stdlib.h>
#include <string.h>

enum { CHOICE_COLUMNS = 11 }; /* of the words after a command */

void help_wrapped(struct strbuf *out, int at, int indent, const char *text)
{
	bool first = true;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (!first && at + 1 + (int)n > HELP_WIDTH) {
			strbuf_printf(out, "\n%*s", indent, "");
			at = indent;
			first = true;
		}
		strbuf_printf(out, "%s%.*s", first ? "" : " ", (int)n, text);
		at += (int)n + !first;
		first = false;
		text += n + strspn(text + n, " ");
	}
	strbuf_add_char(out, '\n');
}

/* Adds `left` in its own column (or on its own line), then the text. */
static void add_entry(struct strbuf *out, int column, const char *left,
		      const char *text)
{
	if ((int)strlen(left) >= column)
		strbuf_printf(out, "%s\n%*s", left, column, "");
	else
		strbuf_printf(out, "%-*s", column, left);
	help_wrapped(out, column, column, text);
}

/* --- options ------------------------------------------------------------- */

/* Adds "  -x, --script FILE", "      --hidden N". */
static void add_usage(struct strbuf *out, const struct option *o)
{
	if (o->letter)
		strbuf_printf(out, "  -%c, --%s", o->letter, o->name);
	else
		strbuf_printf(out, "      --%s", o->name);
	if (o->letter == 'h')
		strbuf_printf(out, "[=%s]", o->argument);
	else if (o->argument)
		strbuf_printf(out, " %s", o->argument);
}

/* Adds "1..8192 units; default 100", or "" for an option without a range. */
static void add_bounds(struct strbuf *out, const struct option *o)
{
	size_t before = out->length;

	option_range(o, out);
	if (out->length == before)
		return;
	if (*o->unit)
		strbuf_printf(out, " %s", o->unit);
	if (o->zero_off)
		strbuf_add(out, ", 0 off");
	strbuf_add(out, "; default ");
	option_default(o, out);
}

static void add_option(struct strbuf *out, const struct option *o)
{
	struct strbuf part;

	strbuf_init(&part);
	add_usage(&part, o);
	add_entry(out, HELP_INDENT, part.text, o->help);
	strbuf_clear(&part);
	add_bounds(&part, o);
	if (part.length) {
		strbuf_printf(out, "%*s", HELP_INDENT, "");
		help_wrapped(out, HELP_INDENT, HELP_INDENT, part.text);
	}
	strbuf_release(&part);
}

void help_short(struct strbuf *out)
{
	static const char *const common[] = {
		"cell",          "hidden",     "layers", "seq-length",
		"learning-rate", "iterations", "save",   "resume",
		"log",           "execute",    "batch",
	};
	struct strbuf usage;

	/* clang-format off */
	strbuf_add(out,
"  rnntui --demo                              watch a net learn a small text\n"
"  rnntui --cell gru --hidden 200 book.txt    another net, a text of your own\n"
"  rnntui --batch --iterations 5000 --save net.safetensors book.txt\n"
"\n"
"Usage: rnntui [OPTION]... [CORPUS]           CORPUS - is standard input\n"
"\n");
	/* clang-format on */
	strbuf_init(&usage);
	for (size_t i = 0; i < LENGTH(common); i++) {
		const struct option *o = option_find(common[i]);

		strbuf_clear(&usage);
		add_usage(&usage, o);
		add_entry(out, HELP_INDENT, usage.text, o->help);
	}
	strbuf_release(&usage);
	/* clang-format off */
	strbuf_add(out,
"\n"
"--help=all has every option and command. In the program type commands:\n"
"help lists them, Tab completes, explain loss says how to read a panel,\n"
"quit leaves.\n");
	/* clang-format on */
}

static void add_options(struct strbuf *out)
{
	const char *group = "";

	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (strcmp(group, o->group) != 0)
			strbuf_printf(out, "\n%s\n", o->group);
		group = o->group;
		add_option(out, o);
	}
}

/* --- lists --------------------------------------------------------------- */

static void add_commands(struct strbuf *out)
{
	struct strbuf usage;

	strbuf_init(&usage);
	for (int i = 0; i < command_count(); i++) {
		const struct command *c = command_at(i);

		strbuf_clear(&usage);
		strbuf_add(&usage, "  ");
		command_usage(c, &usage);
		if (c->alias)
			strbuf_printf(&usage, " (%s)", c->alias);
		add_entry(out, HELP_INDENT, usage.text, c->summary);
	}
	strbuf_release(&usage);
}

static void add_metric(struct strbuf *out, const struct metric *m)
{
	char *left = xasprintf("  %s", m->name);
	char *text = *m->unit ? xasprintf("%s [%s]", m->help, m->unit)
			      : xasprintf("%s", m->help);

	add_entry(out, HELP_INDENT, left, text);
	free(text);
	free(left);
}

static void add_metrics(struct strbuf *out)
{
	for (int i = 0; i < metric_count(); i++)
		add_metric(out, metric_at(i));
}

static void add_functions(struct strbuf *out)
{
	for (int i = 0; i < EXPR_FUNCTIONS; i++)
		strbuf_printf(out, "  %s\n", expr_function[i].help);
}

static void add_panels(struct strbuf *out)
{
	for (int i = 0; i < PANELS; i++)
		strbuf_printf(out, "  %-*s%s\n", HELP_INDENT - 2,
			      panel_info[i].name, panel_info[i].summary);
}

static void add_task(struct strbuf *out, const struct task *task)
{
	char *left = xasprintf("  %s", task->name);
	char *text = xasprintf("%s: %s", task->arrow, task->summary);

	add_entry(out, HELP_INDENT, left, text);
	free(text);
	free(left);
}

static void add_tasks(struct strbuf *out)
{
	for (int i = 0; i < TASKS; i++)
		add_task(out, task_at(i));
}

static void add_settings(struct strbuf *out)
{
	for (int i = 0; i < option_count(); i++)
		if (option_is_setting(option_at(i)))
			strbuf_printf(out, "  %-*s%s\n", HELP_INDENT - 2,
				      option_at(i)->name, option_at(i)->help);
}

void help_all(struct strbuf *out)
{
	/* clang-format off */
	strbuf_add(out,
"Usage: rnntui [OPTION]... [CORPUS]\n"
"       rnntui --demo\n"
"       rnntui --resume CHECKPOINT [CORPUS]\n"
"\n"
"Trains a recurrent net on a text, character by character, and shows it\n"
"learning. CORPUS is a text file, or - for standard input.\n");
	/* clang-format on */
	add_options(out);
	strbuf_add(out, "\nCommands (a unique beginning is enough)\n");
	add_commands(out);
	strbuf_add(out, "\nMetrics, for print, until and the log\n");
	add_metrics(out);
	strbuf_add(out, "\nFunctions of expressions\n");
	add_functions(out);
	strbuf_add(out, "\nPanels\n");
	add_panels(out);
	strbuf_add(out, "\nTasks, for --task\n");
	add_tasks(out);
	/* clang-format off */
	strbuf_add(out,
"\n"
"Without a terminal it reads commands from standard input and prints plain\n"
"lines; with --batch it reads only -e and -x, trains to --iterations, leaves:\n"
"  printf 'step 100\\nprint loss\\n' | rnntui book.txt\n"
"  rnntui --batch -e 'step 1000' -e 'sample 200' book.txt\n"
"\n"
"Exit status: 0 success, 1 a command or the training failed, 2 wrong usage or\n"
"unusable input, 3 out of memory or disk.\n"
"\n"
"Environment: NO_COLOR, XDG_STATE_HOME (history, recovered checkpoints),\n"
"XDG_CONFIG_HOME (rnntui/init: commands run first on the screen), INPUTRC,\n"
"TERM, COLORTERM, COLORFGBG, LC_ALL, LC_CTYPE, LANG.\n");
	/* clang-format on */
}

/* --- help TOPIC ---------------------------------------------------------- */

void command_overview(struct strbuf *out)
{
	const char *group = "";

	for (int i = 0; i < command_count(); i++) {
		const struct command *c = command_at(i);

		strbuf_printf(out, "%-8s%-10s%-3s%s\n",
			      strcmp(group, c->group) ? c->group : "", c->name,
			      c->alias ? c->alias : "", c->summary);
		group = c->group;
	}
	strbuf_add(out, "A unique beginning of a name is enough. "
			"help COMMAND says more; so do\n"
			"help settings, help metrics, help panels, "
			"and apropos WORD.\n");
}

/* The help of enum timing: a command typed while other work goes on. */
static const char *const timing_help[] = {
	[WAITS] = "it waits for the end",
	[AT_ONCE] = "it is answered at once",
	[AT_ONCE_BARE] = "it is answered at once; with an argument it waits",
	[ENDS_WORK] = "it ends that work and drops waiting lines",
	[LEAVES] = "it does not wait",
};

static void add_choices(struct strbuf *out, const struct choices *choices)
{
	strbuf_add_char(out, '\n');
	for (int i = 0; i < choices->name.count; i++)
		add_entry(out, CHOICE_COLUMNS, word_at(&choices->name, i),
			  word_at(&choices->help, i));
}

static void help_command(struct strbuf *out, const struct command *c)
{
	command_usage(c, out);
	if (c->alias)
		strbuf_printf(out, "   (short: %s)", c->alias);
	strbuf_printf(out, "\n    %s\n\n%s\n", c->summary, c->help);
	if (c->choices)
		add_choices(out, c->choices);
	strbuf_printf(out, "\nTyped while other work runs: %s.\n",
		      timing_help[c->timing]);
	strbuf_printf(out, "Example: %s\n", c->example);
}

static void help_option(struct strbuf *out, const struct option *o)
{
	static const char *const when[] = {
		[CHANGE_LIVE] = "`set` changes it while training runs.",
		[CHANGE_RESTART] = "`set` restarts with another value.",
		[CHANGE_START] = "Only at the start, as an option.",
	};

	strbuf_printf(out, "%s %s\n",
		      option_is_setting(o) ? "setting" : "option", o->name);
	add_option(out, o);
	strbuf_printf(out, "%*s%s\n", HELP_INDENT, "", when[o->change]);
}

/* clang-format off */
static const char names_note[] =
"\n"
"In an expression a setting's name is its value. A name may be written with -\n"
"or _, but - is minus too: the longest name that is known is meant, so\n"
"valid-loss is that metric and loss-smooth_loss a difference. With spaces\n"
"around it - is always minus. lr is learning_rate, which is the metric: with a\n"
"schedule, the rate of the next iteration.\n";
/* clang-format on */

static const struct {
	const char *name, *help, *heading;
	void (*add)(struct strbuf *);
	const char *note;
} list[] = {
	{ "metrics", "all metrics", "Metrics, for print, until and the log",
	  add_metrics, names_note },
	{ "settings", "all settings", "Settings, for set, print and until",
	  add_settings, "" },
	{ "panels", "all panels", "Panels", add_panels, "" },
	{ "recipes", "settings by the length of the text",
	  "Recipes: settings by the length of the text", recipes_list, "" },
	{ "tasks", "all tasks", "Tasks, for --task", add_tasks, "" },
	{ "functions", "all functions of expressions",
	  "Functions of expressions", add_functions, names_note },
};
const struct choices help_lists = CHOICES_OF(list);

/* Explains everything that has exactly this name; false: nothing has it. */
static bool help_exact(const char *topic, struct strbuf *out)
{
	size_t before = out->length;

	for (size_t i = 0; i < LENGTH(list); i++)
		if (!strcmp(list[i].name, topic)) {
			strbuf_printf(out, "%s\n", list[i].heading);
			list[i].add(out);
			strbuf_add(out, list[i].note);
		}
	for (int i = 0; i < command_count(); i++)
		if (!strcmp(command_at(i)->name, topic) ||
		    (command_at(i)->alias &&
		     !strcmp(command_at(i)->alias, topic)))
			help_command(out, command_at(i));
	for (int i = 0; i < PANELS; i++)
		if (!strcmp(panel_info[i].name, topic)) {
			strbuf_add(out, out->length > before ? "\n" : "");
			strbuf_printf(out,
				      "panel %s\n  %s; explain %s says more\n",
				      topic, panel_info[i].summary, topic);
		}
	if (metric_find(topic)) {
		strbuf_printf(out, "%smetric %s\n",
			      out->length > before ? "\n" : "",
			      metric_find(topic)->name);
		add_metric(out, metric_find(topic));
	}
	if (option_find(topic)) {
		strbuf_add(out, out->length > before ? "\n" : "");
		help_option(out, option_find(topic));
	}
	for (int i = 0; i < TASKS; i++)
		if (!strcmp(task_name[i], topic)) {
			strbuf_printf(out, "%stask %s\n",
				      out->length > before ? "\n" : "", topic);
			add_task(out, task_at(i));
		}
	for (int i = 0; i < EXPR_FUNCTIONS; i++)
		if (!strcmp(expr_function[i].name, topic))
			strbuf_printf(out, "function %s\n",
				      expr_function[i].help);
	return out->length > before;
}

/* All names that have help, one table after the other. */
static const char *topic_name(int i, const void *unused UNUSED)
{
	if (i < command_count())
		return command_at(i)->name;
	i -= command_count();
	if (i < PANELS)
		return panel_info[i].name;
	i -= PANELS;
	if (i < metric_count())
		return metric_at(i)->name;
	i -= metric_count();
	if (i < option_count())
		return option_at(i)->name;
	i -= option_count();
	if (i < TASKS)
		return task_name[i];
	i -= TASKS;
	return i < (int)LENGTH(list) ? list[i].name : NULL;
}

/* Suggests similar names, or else where to look. */
static bool unknown_topic(const char *topic, struct err *e)
{
	struct strbuf shown;

	if (match_any(topic, topic_name, NULL))
		return match_error("topic", topic, topic_name, NULL, e);
	strbuf_init(&shown);
	match_quote(&shown, topic);
	err_set(e, ERR_FAILED,
		"unknown topic %s; `help` lists the commands, "
		"`apropos WORD` searches everything",
		shown.text);
	strbuf_release(&shown);
	return false;
}

bool command_help_topic(const char *topic, struct strbuf *out, struct err *e)
{
	const struct command *command;
	int i;

	if (!strncmp(topic, "--", 2) && topic[2])
		topic += 2;
	if (help_exact(topic, out))
		return true;
	command = command_find(topic, e); /* first the commands that begin
					     with it */
	if (command)
		return help_exact(command->name, out);
	i = match_unique("topic", topic, topic_name, NULL, e);
	return i >= 0 ? help_exact(topic_name(i, NULL), out)
		      : unknown_topic(topic, e);
}
