/* prompt_private.h: the prompt from the inside.
 *
 * prompt.c, prompt_bind.c and prompt_history.c alone know readline; without it
 * do prompt_show.c (the picture, the question, the messages) and prompt_keys.c
 * (a function for each key).  The line itself is readline's and not here. */
#ifndef UI_PROMPT_PRIVATE_H
#define UI_PROMPT_PRIVATE_H

#include <stdio.h>

#include "ui/input.h"
#include "ui/popup.h"
#include "ui/prompt.h"

struct event_node {
	struct event_node *next;
	struct prompt_event event;
};

struct prompt {
	struct input input;
	struct strbuf key; /* the one that readline is getting ... */
	size_t key_used;   /* ... up to here */
	struct event_node *first, **end;
	struct popup popup;
	bool popup_fresh;          /* opened by the current key */
	struct completion offered; /* by the last completion */
	struct words runs;         /* their names, borrowed */
	char *history;
	char *text;           /* before the line */
	bool text_stale;      /* readline has another one */
	size_t searched;      /* bytes given to the current search */
	char *question;       /* NULL: none is asked */
	struct strbuf answer; /* typed so far */
	bool misunderstood;   /* the one before */
	FILE *null;
	unsigned sanitize;
	int scroll; /* columns of the line left of the screen */
	enum prompt_arrows arrows;
	bool examples; /* [ and ] are keys on an empty line */
	bool dirty;
};

/* Adds an event for prompt_next(). */
void prompt_emit(struct prompt *, struct prompt_event);
void prompt_drop_events(struct prompt *);
/* Answers the question, which ends with it. */
void prompt_answer(struct prompt *, bool yes);
/* If the answer is a command, alone or as the end of the line: answers no, and
 * the command is the next line.  False: it is none. */
bool prompt_answer_command(struct prompt *);
/* Adds the current key, or a paste, to the answer. */
void prompt_answer_key(struct prompt *);
void prompt_answer_paste(struct prompt *);

/* The current key is a report of the mouse. */
void prompt_mouse(struct prompt *);

/* Does the current key move the cursor, or begin it?  Emits the move. */
bool prompt_move(struct prompt *);
/* Does the current key choose another example?  Emits it. */
bool prompt_example(struct prompt *);

/* prompt_history.c.  NULL: only what this session remembers. */
void prompt_open_history(struct prompt *, const char *path);
void prompt_remember(struct prompt *, const char *line);
void prompt_close_history(struct prompt *); /* trims the file */

/* The state of readline; bytes as they were typed. */
struct prompt_view {
	const char *before, *line;
	size_t point; /* the cursor, in bytes of the line */
};
/* Draws the view, or the question: prompt_draw(). */
void prompt_draw_view(struct prompt *, const struct prompt_view *,
		      struct canvas *, struct rect);

/* One function per key, since readline calls without a user pointer; it emits
 * the key.  NULL: not for readline.  The arguments are readline's, and
 * unused. */
extern int (*const prompt_key[KEY_IDS])(int count, int key);
/* Emits a key of the one prompt; returns 0, as readline expects. */
int prompt_emit_key(enum key_id);

#endif
