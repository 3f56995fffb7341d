/* keys.h: the keys of the screen: one table, which the prompt binds, `help
 * keys` prints and the man page is compared with.  They go through readline
 * like any other key, so an inputrc can move them by the name of their
 * function.  A terminal may keep a function key for itself: each has a second
 * binding.  Pure; any thread. */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include "base/strbuf.h"

enum key_id {
	KEY_ID_HELP,
	KEY_ID_ZOOM,
	KEY_ID_UNIT_BEFORE,
	KEY_ID_UNIT_AFTER,
	KEY_ID_PAUSE,
	KEY_ID_LAYOUT,
	KEY_ID_UNITS_BEFORE,
	KEY_ID_UNITS_AFTER,
	KEY_ID_STEP,
	KEY_ID_EXAMPLE_BEFORE,
	KEY_ID_EXAMPLE_AFTER,
	KEY_ID_PANE_UP,
	KEY_ID_PANE_DOWN,
	KEY_ID_REDRAW,
	KEY_ID_ESCAPE,
	KEY_IDS,
};

struct key {
	const char *name;     /* "F5" */
	const char *second;   /* "M-p", or NULL */
	const char *function; /* its name in an inputrc, or NULL */
	const char *label;    /* for the status line, or NULL */
	const char *help;     /* one line, no final period */
	/* As an inputrc writes them: xterm, the Linux console, old xterms. */
	const char *sequence[4];
};
extern const struct key key_table[KEY_IDS];

void keys_help(struct strbuf *out);

#endif
