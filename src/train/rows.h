/* rows.h: rows of the option table and of the metric table, as the tables
 * themselves (lang/options.h, lang/metrics.h) and a task fill them.
 *
 * An option's row has the location and the range of its value; parsing, `set`,
 * help, completion and checkpoints read it.  A metric's row is a name for
 * `print` and `until`, and a column of the log.  Constant data. */
#ifndef TRAIN_ROWS_H
#define TRAIN_ROWS_H

#include "base/words.h"
#include <stddef.h>

struct run;

enum option_type {
	OPTION_LONG,
	OPTION_REAL,
	OPTION_WORD,   /* int, an index of the words */
	OPTION_FLAG,   /* bool in startup */
	OPTION_TEXT,   /* char * in startup */
	OPTION_ACTION, /* --help, --version, -e, -x */
};
enum option_home { IN_SETTINGS, IN_STARTUP, IN_NEITHER };
enum option_change {
	CHANGE_LIVE,    /* `set` changes it between two iterations */
	CHANGE_RESTART, /* determines the net or its start: `set` restarts */
	CHANGE_START,   /* only on the command line */
};

struct option {
	const char *name; /* "learning-rate": option and setting */
	char letter;      /* 'e', 'x', 'h' or 0 */
	enum option_type type;
	enum option_home home;
	size_t offset; /* of the field */
	double low, high;
	bool low_open;      /* low itself is out of range */
	bool zero_off;      /* 0 means off */
	struct words words; /* OPTION_WORD: all words; OPTION_TEXT: the usual
			       ones, or none */
	const char *(*wrong)(const char *); /* OPTION_TEXT: returns what is
					       wrong with the value, NULL if
					       nothing; or NULL: never wrong */
	const char *fallback; /* default of a value outside struct settings,
			         as text; NULL: none, or settings_default()'s */
	const char *argument; /* "N", "X", "FILE", NULL for flags */
	const char *alone;    /* the value of an option given without one; NULL:
				 it needs one */
	const char *unit;     /* "iterations", "nats", or "" */
	enum option_change change;
	bool affects_results; /* changes the trained numbers; stored in
				 checkpoints */
	bool omit_default;    /* but not the default: older files, which lack
			         the key, mean that */
	const char *group;    /* heading in --help=all */
	const char *help;     /* one line, no final period */
	const char *alias;    /* another name of the setting: "lr", or NULL */
};

/* The home and offset of a field of struct settings, in a row's initialiser. */
#define SETTING(field) IN_SETTINGS, offsetof(struct settings, field)

/* A metric of a task alone is a number of the run's own ones. */
struct metric {
	const char *name, *unit, *help;
	bool integer;
	double (*get)(const struct run *); /* NAN: no value yet; NULL: `own` */
	int own;                           /* of run->now.own */
	bool falls;                        /* lower is better */
};

#endif
