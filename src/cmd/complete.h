/* complete.h: the words that could be at the cursor, from the tables; any
 * thread.  The caller completes files (readline does that better). */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include "base/words.h"

struct candidate {
	char *word;
	const char *help; /* one line, static; NULL: none needed */
};

struct completion {
	struct candidate *item; /* full words, sorted, no duplicates */
	int count;
	int start;   /* byte in the line where the word begins */
	bool files;  /* the caller offers file names instead */
	char append; /* ' ' or '=' after a single match, 0 none */
};

/* `line` up to byte `cursor`; `runs`: the names of the runs, or NULL. */
void complete_line(struct completion *, const char *line, size_t cursor,
		   const struct words *runs);
void completion_release(struct completion *);
/* Does the line begin with a command?  A prefix or an alias counts too, unless
 * it must be `in_full`. */
bool names_command(const char *line, bool in_full);

#endif
