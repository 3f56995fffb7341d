/* SPDX-License-Identifier: GPL-3.0-or-later */
/* startup.c: argv to settings and struct startup. */
#include "config.h"
/* Keeps getopt's struct option and ours distinct. */
#define option getopt_option
#include <getopt.h>
#undef option
#include "base/path.h"
#include "cmd/command.h"
#include "cmd/startup.h"
#include "lang/match.h"
#include "lang/option_table.h"
#include "lang/recipes.h"
#include "session/files.h"
#include "task/task_table.h"
#include <stdlib.h>
#include <string.h>

/* getopt's value for row i is FIRST_ROW + i, above all letters. */
enum { FIRST_ROW = 256 };

void startup_init(struct startup *start, struct settings *set)
{
	struct err e;

	settings_default(set);
	*start = (struct startup){
		.given = xcalloc((size_t)option_count(), sizeof *start->given),
	};
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (o->home == IN_STARTUP && o->fallback &&
		    !option_parse(o, start, "--", o->fallback, ERR_INPUT, &e))
			abort(); /* a wrong row; a test visits each */
	}
}

void startup_release(struct startup *start)
{
	for (int i = 0; i < start->commands; i++)
		free(start->command[i].text);
	free(start->command);
	free(start->corpus);
	free(start->valid_file);
	free(start->columns);
	free(start->init);
	free(start->resume);
	free(start->save);
	free(start->save_best);
	free(start->log);
	free(start->encoding);
	free(start->lesson);
	free(start->given);
	*start = (struct startup){ 0 };
}

static void add_command(struct startup *start, bool file, const char *text)
{
	start->command = xreallocarray(start->command,
				       (size_t)start->commands + 1,
				       sizeof *start->command);
	start->command[start->commands++] = (struct startup_command){
		.file = file,
		.text = xstrdup(text),
	};
}

void startup_add_first(struct startup *start, const char *text)
{
	struct startup_command first;

	add_command(start, false, text);
	first = start->command[start->commands - 1];
	memmove(start->command + 1, start->command,
		(size_t)(start->commands - 1) * sizeof first);
	start->command[0] = first;
}

/* Adds each line as a command, as at the prompt. */
static void add_lines(struct startup *start, const char *text)
{
	const char *end;

	do {
		char *line;

		end = strchrnul(text, '\n');
		line = xstrndup(text, (size_t)(end - text));
		add_command(start, false, line);
		free(line);
		text = end + 1;
	} while (*end);
}

static bool act(struct startup *start, const struct option *o,
		const char *value, struct err *e)
{
	struct strbuf shown;

	if (o->letter == 'e' || o->letter == 'x') {
		if (o->letter == 'x')
			add_command(start, true, value);
		else
			add_lines(start, value);
		return true;
	}
	if (!value || !strcmp(value, "all")) {
		start->help = value ? HELP_ALL : HELP_SHORT;
		return true;
	}
	strbuf_init(&shown);
	match_quote(&shown, value);
	err_set(e, ERR_INPUT, "--help: %s must be: all", shown.text);
	strbuf_release(&shown);
	return false;
}

bool startup_take(struct startup *start, struct settings *set,
		  const struct option *o, const char *value, struct err *e)
{
	void *home = o->home == IN_SETTINGS ? (void *)set : (void *)start;

	start->given[option_index(o)] = true;
	if (o->type == OPTION_ACTION)
		return act(start, o, value, e);
	if (!value)
		value = o->alone ? o->alone : "";
	return option_parse(o, home, "--", value, ERR_INPUT, e);
}

/* --- getopt -------------------------------------------------------------- */

/* The table in getopt's terms: rows end in a zero row; at most three letters
 * per row, after the ':' that asks for silence. */
struct terms {
	struct getopt_option *row;
	char *letters;
};

static int argument_kind(const struct option *o)
{
	if (o->letter == 'h' || o->alone)
		return optional_argument;
	return o->argument ? required_argument : no_argument;
}

static void terms_init(struct terms *t)
{
	char *letter;

	t->row = xcalloc((size_t)option_count() + 1, sizeof *t->row);
	t->letters = letter = xcalloc(3, (size_t)option_count() + 1);
	*letter++ = ':';
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		t->row[i] = (struct getopt_option){
			.name = o->name,
			.has_arg = argument_kind(o),
			.val = FIRST_ROW + i,
		};
		if (!o->letter)
			continue;
		*letter++ = o->letter;
		if (argument_kind(o) == required_argument)
			*letter++ = ':';
	}
}

static void terms_release(struct terms *t)
{
	free(t->row);
	free(t->letters);
}

static const char *long_name(int i, const void *unused UNUSED)
{
	return i < option_count() ? option_at(i)->name : NULL;
}

static int row_of_letter(int letter)
{
	for (int i = 0; i < option_count(); i++)
		if (option_at(i)->letter && option_at(i)->letter == letter)
			return i;
	return -1;
}

/* Explains why getopt returned '?' at `word`: no such option, more than one, or
 * a value for one that takes none (then optopt is its number). */
static bool explain_unknown(const char *word, struct err *e)
{
	char *name;

	if (optopt >= FIRST_ROW)
		return err_set(e, ERR_INPUT, "--%s takes no value",
			       option_at(optopt - FIRST_ROW)->name);
	if (optopt)
		return err_set(e, ERR_INPUT, "unknown option '-%c'",
			       optopt > ' ' && optopt < 127 ? optopt : '?');
	word += strspn(word, "-");
	name = xstrndup(word, strcspn(word, "="));
	if (strchr(name, '_'))
		match_error_at("option", name, long_name, NULL, "", e);
	else
		match_error("option", name, long_name, NULL, e);
	e->kind = ERR_INPUT;
	free(name);
	return false;
}

static bool take_next(struct startup *start, struct settings *set, int code,
		      char **argv, struct err *e)
{
	int row = code >= FIRST_ROW ? code - FIRST_ROW : row_of_letter(code);

	if (code == '?')
		return explain_unknown(argv[optind - 1], e);
	if (code != ':')
		return startup_take(start, set, option_at(row), optarg, e);
	row = optopt >= FIRST_ROW ? optopt - FIRST_ROW : row_of_letter(optopt);
	if (optopt >= FIRST_ROW)
		return err_set(e, ERR_INPUT, "--%s needs a value: %s",
			       option_at(row)->name, option_at(row)->argument);
	return err_set(e, ERR_INPUT, "-%c needs a value: %s", optopt,
		       option_at(row)->argument);
}

static void replace(char **text, const char *with)
{
	free(*text);
	*text = xstrdup(with);
}

/* The words that are no options: DATA, or the name after --lesson, which has no
 * data. */
static bool take_words(struct startup *start, const struct settings *set,
		       int count, char **word, struct err *e)
{
	bool names = start->lesson && !*start->lesson;

	if (count > 1 && !start->lesson)
		return err_set(e, ERR_INPUT,
			       "only one %s may be given, not '%.100s' "
			       "and '%.100s'",
			       task_of(set)->reads == READS_TEXT ? "CORPUS"
								 : "DATA",
			       word[0], word[1]);
	if (count > 0 && names)
		replace(&start->lesson, word[0]);
	if (count > names)
		replace(&start->corpus, word[names]);
	return true;
}

bool startup_parse(struct startup *start, struct settings *set, int argc,
		   char **argv, struct err *e)
{
	struct terms terms;
	bool ok = true;
	int code;

	terms_init(&terms);
	optind = 0; /* resets glibc's getopt */
	opterr = 0;
	while (ok && (code = getopt_long(argc, argv, terms.letters, terms.row,
					 NULL)) != -1)
		ok = take_next(start, set, code, argv, e);
	terms_release(&terms);
	if (!ok)
		return false;
	return take_words(start, set, argc - optind, argv + optind, e);
}

/* --- what no single option shows ----------------------------------------- */

static bool has_work(const struct startup *start, const struct settings *set)
{
	for (int i = 0; i < option_count(); i++)
		if (start->given[i] &&
		    !strcmp(option_at(i)->name, "iterations"))
			return true;
	return start->commands > 0 || recipe_has_end(set->recipe);
}

static bool is_script(const char *path, struct err *e)
{
	size_t length;
	char *text = path_read(path, SCRIPT_BYTES, &length, e);

	free(text);
	if (!text)
		e->kind = ERR_INPUT;
	return text;
}

/* Before any training: with a script missing, nothing must be trained and
 * saved. */
static bool scripts_are_readable(const struct startup *start, struct err *e)
{
	for (int i = 0; i < start->commands; i++)
		if (start->command[i].file &&
		    !is_script(start->command[i].text, e))
			return false;
	return true;
}

/* What an option is about; a task, or the lack of DATA, may have nothing of the
 * kind. */
enum about {
	ABOUT_DATA,
	ABOUT_TEXT,
	ABOUT_ROWS,
	ABOUT_GENERATED,
};
static const struct {
	const char *option;
	enum about about;
} about_data[] = {
	{ "demo", ABOUT_TEXT },          { "recipe", ABOUT_TEXT },
	{ "encoding", ABOUT_DATA },      { "max-bytes", ABOUT_DATA },
	{ "columns", ABOUT_ROWS },       { "valid-file", ABOUT_ROWS },
	{ "language", ABOUT_GENERATED }, { "pairs", ABOUT_GENERATED },
};

static const char *const reads_word[] = {
	[READS_NOTHING] = "no data",
	[READS_TEXT] = "a text",
	[READS_LABELLED] = "labelled sentences",
	[READS_PAIRS] = "pairs of sentences",
};

/* Is there anything of the kind, of this task or of any other? */
static bool has(const struct task *task, enum about about)
{
	switch (about) {
	case ABOUT_TEXT: return task->reads == READS_TEXT;
	case ABOUT_ROWS:
		return task->reads == READS_LABELLED ||
		       task->reads == READS_PAIRS;
	case ABOUT_DATA: return task->reads != READS_NOTHING;
	case ABOUT_GENERATED: break;
	}
	return true; /* the option is of that task alone */
}

static bool check_about(const struct task *task, enum about about,
			const char *option, bool data, struct err *e)
{
	if (!has(task, about))
		return err_set(e, ERR_INPUT,
			       "the task %s reads %s: it takes no --%s",
			       task->name, reads_word[task->reads], option);
	if (data && about == ABOUT_GENERATED)
		return err_set(e, ERR_INPUT,
			       "--%s chooses generated examples; it cannot be "
			       "used together with DATA",
			       option);
	return data || about == ABOUT_GENERATED ||
	       err_set(e, ERR_INPUT, "--%s is about DATA, but none is given",
		       option);
}

bool startup_check_data(const struct startup *start, const struct task *task,
			struct err *e)
{
	if (start->corpus && !start->demo && task->reads == READS_NOTHING)
		return err_set(e, ERR_INPUT,
			       "the task %s reads no data: it takes no DATA",
			       task->name);
	for (size_t i = 0; i < LENGTH(about_data); i++) {
		const struct option *o = option_find(about_data[i].option);

		if (o && start->given[option_index(o)] &&
		    !check_about(task, about_data[i].about, o->name,
				 start->corpus, e))
			return false;
	}
	return true;
}

bool startup_check(const struct startup *start, const struct settings *set,
		   struct err *e)
{
	if (start->help || start->version)
		return true;
	if (start->resume && start->init)
		return err_set(e, ERR_INPUT,
			       "--resume and --init cannot be "
			       "used together: --resume goes on with a run, "
			       "--init begins one");
	if (start->resume && set->recipe != RECIPE_DEFAULT)
		return err_set(e, ERR_INPUT,
			       "--recipe is for a run that "
			       "begins; --resume goes on with the settings of "
			       "its file");
	if (start->demo && start->corpus)
		return err_set(e, ERR_INPUT,
			       "--demo and a CORPUS cannot be "
			       "used together");
	if (!start->corpus && !start->demo && !start->resume &&
	    task_of(set)->reads == READS_TEXT)
		return err_set(e, ERR_INPUT,
			       "no CORPUS: name a text file, "
			       "or try --demo (--help says more)");
	if (start->batch && !has_work(start, set))
		return err_set(e, ERR_INPUT,
			       "--batch needs --iterations, a "
			       "recipe that ends, -e or -x: it reads no "
			       "commands");
	if (set->save_every > 0 && !start->save)
		return err_set(e, ERR_INPUT,
			       "--save-every needs --save: "
			       "there is no file to save to");
	return scripts_are_readable(start, e) && files_check_startup(start, e);
}
