/* complete.h: what could stand at the cursor, by the tables; any thread.  Files are left to the caller (readline does them better). */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include "base/words.h"

struct candidate {
	char *word;
	const char *help; /* one line, static; NULL: it speaks for itself */
};

struct completion {
	struct candidate *item; /* full words, sorted, no duplicates */
	int count;
	int start;   /* byte in the line where the word begins */
	bool files;  /* the caller offers file names instead */
	char append; /* ' ' or '=' after a single match, 0 none */
};

/* `line` up to byte `cursor`; `runs`: the names of the runs there
 * are, or NULL. */
void complete_line(struct completion *, const char *line, size_t cursor,
		   const struct words *runs);
void completion_release(struct completion *);
/* The line begins with a command, which a prefix or an alias names too unless
 * it must be `in_full`. */
bool names_command(const char *line, bool in_full);

#endif
