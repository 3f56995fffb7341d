/* options.h: the option table, one row per option: its name, type, range,
 * default, unit, help.  Command line, `set`, `info settings`, completion,
 * --help, the checkpoint's settings and the tests of man page and completion
 * all read it.  Stateless; any thread. */
#ifndef LANG_OPTIONS_H
#define LANG_OPTIONS_H

#include "base/strbuf.h"
#include "lang/look.h"
#include "train/rows.h"
#include "train/settings.h"
#include "train/task.h"

/* What is chosen at start and is not part of an experiment. */
enum help_wanted { HELP_NONE, HELP_SHORT, HELP_ALL };
struct startup_command {
	bool file;
	char *text;
};
struct startup {
	char *corpus; /* DATA: "-" standard input; NULL none given */
	char *valid_file, *columns;
	char *init, *resume, *save, *save_best, *log;
	char *lesson; /* a name or a path; "" lists them; NULL none */
	bool batch, demo, version, mouse;
	enum help_wanted help;
	int color, background; /* enum color_choice, enum background_choice */
	int glyphs, palette;   /* enum glyphs, enum palette */
	long fps;
	char *encoding; /* a name for text/decoder.h */
	long max_bytes;
	struct startup_command *command; /* -e and -x in the order given */
	int commands;
	bool *given; /* [option_count()] said explicitly */
};
/* The rows that all tasks share of an experiment, those of each task, those of
 * the program. */
int option_count(void);
const struct option *option_at(int i);
int option_index(const struct option *); /* the i it stands at */
/* Exact, or with '_' for '-'; NULL none. */
const struct option *option_find(const char *name);
/* The setting of that whole name or alias; NULL none. */
const struct option *setting_find(const char *name);
/* A setting by its name or alias, or by a unique prefix of those that the task
 * has (NULL: of all); NULL and the candidates. */
const struct option *option_match(const char *prefix, const struct task *,
				  struct err *);

/* Parses `text` into the option's field.  Kind of the error: `kind`. */
bool option_set(const struct option *, struct settings *, const char *text,
		enum err_kind kind, struct err *) NODISCARD;
/* Copies the field from one to the other; whether it differs. */
void option_copy(const struct option *, struct settings *to,
		 const struct settings *from);
bool option_differs(const struct option *, const struct settings *,
		    const struct settings *);
/* Its present value as `set` would take it. */
void option_print(const struct option *, const struct settings *,
		  struct strbuf *);
/* The value of a whole or real number. */
double option_number(const struct option *, const struct settings *);
void option_range(const struct option *, struct strbuf *); /* "1..8192" */
/* The default as help shows it: "100", "none", one rate an optimiser. */
void option_default(const struct option *, struct strbuf *);
/* The first task whose own setting it is; NULL: all tasks share it. */
const struct task *option_task(const struct option *);
/* It is one of that task's own. */
bool option_is_own(const struct option *, const struct task *);
/* It has a meaning for that task. */
static inline bool option_is_of(const struct option *o, const struct task *task)
{
	return !option_task(o) || option_is_own(o, task);
}
/* The same; if not, the reason, of that kind; `dash` ("--" or "") stands before
 * the name. */
bool option_check_task(const struct option *, const char *dash,
		       const struct task *, enum err_kind,
		       struct err *) NODISCARD;
/* A setting of an experiment, which `set` (and a checkpoint) may hold. */
static inline bool option_is_setting(const struct option *o)
{
	return o->home == IN_SETTINGS && o->change != CHANGE_START;
}

#endif
