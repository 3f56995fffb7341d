/* command.h: the command table.  One row a command: parsing, completion, help,
 * `apropos`, the man page's test and the shell completion read it. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "lang/args.h"
#include "base/strbuf.h"

struct workspace;

enum { SCRIPT_BYTES = 1 << 20 }; /* a script has at most */

/* What the words after a command may be, for completion. */
enum complete {
	COMPLETE_NOTHING,
	COMPLETE_COMMAND,
	COMPLETE_SETTING,
	COMPLETE_EXPRESSION,
	COMPLETE_PRINT, /* or the name of any setting */
	COMPLETE_PANEL,
	COMPLETE_PANEL_SWITCH,
	COMPLETE_LAYOUT,
	COMPLETE_FILE,
	COMPLETE_INFO,
	COMPLETE_SAMPLE,
	COMPLETE_RECOVER,
};

/* When a line that was typed is executed while other work (step, until,
 * gradcheck, a script) is under way. */
enum timing {
	WAITS = 1,    /* for the end of the work: it changes or saves */
	AT_ONCE,      /* it looks */
	AT_ONCE_BARE, /* it looks without an argument, else WAITS */
	ENDS_WORK,
	LEAVES, /* at once, whatever is under way */
};

struct command {
	const char *name;
	const char *alias;     /* "c", or NULL; wins over prefixes */
	const char *group;     /* "run", "look", "change", ... */
	const char *arguments; /* "[N] [\"TEXT\"] [temperature=X] [rng=N]" */
	const char *summary;   /* one line, no final period */
	const char *help;      /* paragraphs */
	const char *example;   /* one line that `make check` executes */
	enum complete complete;
	bool repeats; /* an empty line repeats it (on the screen) */
	enum timing timing;
	/* NULL: a command of the screen (panel, zoom, unit, layout).
	 * What it prints goes through the workspace. */
	bool (*run)(struct workspace *, const struct args *, struct err *);
};

int command_count(void);
const struct command *command_at(int i);
/* Alias, exact name or unambiguous prefix; NULL and the candidates in err. */
const struct command *command_find(const char *word, struct err *);
/* Never AT_ONCE_BARE; what names no command is answered AT_ONCE. */
enum timing command_timing(const struct args *);

/* Texts made from the tables. */
void command_overview(struct strbuf *out); /* every command, a line each */
bool command_help_topic(const char *topic, struct strbuf *out, struct err *)
	NODISCARD; /* a command, setting, metric or panel */
void command_apropos(const char *word, struct strbuf *out);
void help_short(struct strbuf *); /* at most 24 lines, opens with 3 examples */
void help_all(struct strbuf *);

#endif
