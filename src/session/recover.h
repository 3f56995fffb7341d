/* recover.h: work on this text that was put aside: it is looked for, offered
 * once, and removed when it has been loaded and saved elsewhere.
 *
 * Files $XDG_STATE_HOME/rnntui/recovered-PID*.safetensors; that one was offered
 * is remembered by an empty file beside it, which two programs cannot both
 * make.  The thread that owns the session. */
#ifndef SESSION_RECOVER_H
#define SESSION_RECOVER_H

#include "session/session.h"

#include <time.h>

enum cause { CAUSE_SIGNAL, CAUSE_UNSAVED, CAUSE_EXPLODED };

struct recovered {
	char *path; /* NULL: removed since */
	time_t when;
	long iteration;
};
/* As it was last looked for, newest first: the numbers that the user saw keep
 * their meaning. */
struct recovered_list {
	struct recovered *item;
	int count;
	bool looked;
};

/* The list; looks for it when that was not done yet, or `again`. */
const struct recovered_list *recover_list(struct session *, bool again);
/* Removes the file of a row; says so.  ERR_FAILED. */
bool recover_remove(struct session *, int row, struct err *) NODISCARD;
void recover_when(const struct recovered *, char *out, size_t size);
/* Why there is such a file: what became of the work, "exploded". */
const char *recover_cause(const char *path);

#endif
