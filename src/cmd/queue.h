/* queue.h: command lines that wait for their turn, in the order they came.
 *
 * Pure data: the workspace decides what is executed when.  One thread. */
#ifndef CMD_QUEUE_H
#define CMD_QUEUE_H

#include "base/strbuf.h"

/* The source of a line, which decides what its failure stops. */
enum line_source {
	LINE_TYPED,     /* nothing */
	LINE_OF_SCRIPT, /* part of a script: the rest of it */
	LINE_OF_OPTION, /* -e: nothing */
	LINE_OF_FILE,   /* -x and the init script: `text` is the path */
};

struct queued {
	struct queued *next;
	enum line_source source;
	char *text;  /* owned, as is the echo */
	char *echo;  /* printed before the line's output; or NULL */
	long script; /* LINE_OF_SCRIPT: its script's number; else 0 */
	int line;    /* of the script, counted from 1 */
};

struct queue {
	struct queued *first, **end;
	int count;
	size_t bytes; /* of the texts */
};

void queue_init(struct queue *);
void queue_release(struct queue *);
/* Copies the texts; returns the new entry, which stays the queue's. */
struct queued *queue_put(struct queue *, enum line_source, const char *text,
			 const char *echo);
/* Takes the oldest entry, now the caller's; NULL: none. */
struct queued *queue_take(struct queue *);
void queued_free(struct queued *);

#endif
