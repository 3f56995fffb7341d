/* host.h: who listens to a session: plain mode, the screen, or a test.
 *
 * All of it is called on the thread that owns the session. */
#ifndef SESSION_HOST_H
#define SESSION_HOST_H

#include "base/err.h"
#include "base/logring.h"
#include "base/strbuf.h"

struct picture;

struct host {
	void *owner;
	/* A user watches and types: training may go on without an end, and
	 * where it stands is said. */
	bool interactive;
	/* `text` ends in a newline unless it is the middle of a sample. */
	void (*say)(void *owner, enum say, const char *text, size_t length);
	/* A command of the screen (panel, ...); NULL without a screen. */
	void (*screen)(void *owner, const char *line);
	/* Ask (y or n) and post `command` on yes; NULL: nothing is asked. */
	void (*ask)(void *owner, const char *question, const char *command);
	/* The file that the command export asks for (cmd/export.h); NULL:
	 * nobody can draw. */
	bool (*draw)(void *owner, const struct picture *, struct strbuf *out,
		     struct err *);
	/* The program must end with this status. */
	void (*quit)(void *owner, int status);
	/* True: the user wants the current work to stop.  The next slice stops
	 * it, and then the host forgets the wish.  May be NULL. */
	bool (*interrupted)(void *owner);
};

#endif
