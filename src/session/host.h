/* host.h: the listener of a session: plain mode, the screen, or a test.
 *
 * Everything is called on the thread that owns the session. */
#ifndef SESSION_HOST_H
#define SESSION_HOST_H

#include "base/err.h"
#include "base/logring.h"
#include "base/strbuf.h"

struct picture;

struct host {
	void *owner;
	/* A user watches and types: training may go on without an end, and its
	 * position is reported. */
	bool interactive;
	/* `text` ends in a newline unless it is the middle of a sample. */
	void (*say)(void *owner, enum say, const char *text, size_t length);
	/* A command of the screen (panel, ...); NULL without a screen. */
	void (*screen)(void *owner, const char *line);
	/* Ask (y or n) and post `command` on yes; NULL: nothing is asked. */
	void (*ask)(void *owner, const char *question, const char *command);
	/* Draws the file for the command export (cmd/export.h); NULL: cannot
	 * draw. */
	bool (*draw)(void *owner, const struct picture *, struct strbuf *out,
		     struct err *);
	/* The program must end with this status. */
	void (*quit)(void *owner, int status);
	/* True: the user wants the current work to stop.  The next slice stops
	 * it, and the host then forgets the request.  May be NULL. */
	bool (*interrupted)(void *owner);
};

#endif
