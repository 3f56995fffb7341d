/* recover.h: work on this text that was put aside: looks for it, offers it
 * once, and removes it when it has been loaded and saved elsewhere.
 *
 * Files $XDG_STATE_HOME/rnntui/recovered-PID*.safetensors; an empty file beside
 * one marks it as offered, and only one program can create it.  The thread that
 * owns the session. */
#ifndef SESSION_RECOVER_H
#define SESSION_RECOVER_H

#include "session/session.h"

#include <time.h>

enum cause { CAUSE_SIGNAL, CAUSE_UNSAVED, CAUSE_EXPLODED };

struct recovered {
	char *path; /* NULL: removed since */
	time_t when;
	long iteration;
	struct net_spec spec; /* tells the runs of one program apart */
};
/* The list of the last search, newest first: the numbers that the user saw stay
 * valid. */
struct recovered_list {
	struct recovered *item;
	int count;
	bool looked;
};

/* The list; searches the first time, or if `again`. */
const struct recovered_list *recover_list(struct session *, bool again);
/* Removes the file of a row; says so.  ERR_FAILED. */
bool recover_remove(struct session *, int row, struct err *) NODISCARD;
void recover_when(const struct recovered *, char *out, size_t size);
/* Why there is such a file, in words: "exploded". */
const char *recover_cause(const char *path);

#endif
