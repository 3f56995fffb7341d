/* startup.h: the command line: argv to settings and struct startup, by the rows
 * of the option table.  Uses getopt, which keeps state: one thread. */
#ifndef CMD_STARTUP_H
#define CMD_STARTUP_H

#include "lang/options.h"

void startup_init(struct startup *, struct settings *); /* all defaults */
void startup_release(struct startup *);
/* Reads argv; later wins.  ERR_INPUT with the option, the value and the range.
 * Settles nothing. */
bool startup_parse(struct startup *, struct settings *, int argc, char **argv,
		   struct err *) NODISCARD;
/* Takes one option as if the command line had it (NULL: without a value). */
bool startup_take(struct startup *, struct settings *, const struct option *,
		  const char *value, struct err *) NODISCARD;
/* A command to be executed before all others. */
void startup_add_first(struct startup *, const char *text);
/* Checks what no single option shows (--batch with nothing to do, ...). */
bool startup_check(const struct startup *, const struct settings *,
		   struct err *) NODISCARD;
/* Does what was said about DATA suit the task? */
bool startup_check_data(const struct startup *, const struct task *,
			struct err *) NODISCARD;

#endif
