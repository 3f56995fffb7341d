/* command.h: the command table, one row per command: parsing, completion, help,
 * `apropos`, the man page's test and the shell completion read it. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "lang/args.h"
#include "base/strbuf.h"

struct screen_choice;
struct workspace;

enum { SCRIPT_BYTES = 1 << 20 }; /* largest script */

/* The kinds of words after a command, for completion: each has a row of
 * completers in complete.c. */
enum complete {
	COMPLETE_NOTHING,
	COMPLETE_CHOICE,  /* one of the command's choices */
	COMPLETE_COMPARE, /* cells, or a setting and its values */
	COMPLETE_EXPORT,  /* a panel and a file */
	COMPLETE_EXPRESSION,
	COMPLETE_FILE,
	COMPLETE_NEW_RUN, /* settings with their values */
	COMPLETE_PANEL,
	COMPLETE_PANEL_VIEW,
	COMPLETE_PRINT, /* an expression or the name of any setting */
	COMPLETE_RUN,
	COMPLETE_SAMPLE,
	COMPLETE_SETTING,
	COMPLETE_TOPIC,
};

/* When a typed line is executed while other work (step, until, gradcheck, a
 * script) goes on. */
enum timing {
	WAITS = 1,    /* after the work: it changes or saves */
	AT_ONCE,      /* it looks */
	AT_ONCE_BARE, /* at once without an argument, else WAITS */
	ENDS_WORK,
	LEAVES, /* at once, even during other work */
};

struct command {
	const char *name;
	const char *alias;     /* "c", or NULL; wins over prefixes */
	const char *group;     /* "run", "look", "change", ... */
	const char *arguments; /* "[N] [\"TEXT\"] [rng=N]"; '@' stands for the
				  names of the choices, "run|settings" */
	const char *summary;   /* one line, no final period */
	const char *help;      /* paragraphs */
	const char *example;   /* one line that `make check` executes */
	enum complete complete;
	bool repeats; /* on the screen an empty line repeats it */
	enum timing timing;
	bool speaks; /* to the reader of a script, who need not see the line
			itself (source -v) */
	/* One of the two is NULL.  A command of the workspace: */
	bool (*run)(struct workspace *, const struct args *, struct err *);
	/* A command of the screen, which the screen's thread executes.  `units`
	 * is H; its output goes to `out`. */
	bool (*show)(struct screen_choice *, const struct args *, long units,
		     struct strbuf *out, struct err *);
	const struct choices *choices; /* of an argument; NULL: none */
};

int command_count(void);
const struct command *command_at(int i);
/* By alias, exact name or unambiguous prefix; NULL and the candidates in
 * err. */
const struct command *command_find(const char *word, struct err *);
/* Never AT_ONCE_BARE; an unknown command is answered AT_ONCE. */
enum timing command_timing(const struct args *);

/* Appends "info run|settings|vocab|weights". */
void command_usage(const struct command *, struct strbuf *);

/* Texts made from the tables. */
void command_overview(struct strbuf *out); /* every command, one per line */
bool command_help_topic(const char *topic, struct strbuf *out, struct err *)
	NODISCARD; /* a command, setting, metric or panel */
void command_apropos(const char *word, struct strbuf *out);
extern const struct choices help_lists; /* "metrics", ... after help */
void help_short(struct strbuf *); /* at most 24 lines, opens with 3 examples */
void help_all(struct strbuf *);

#endif
