/* prompt_private.h: the prompt from the inside.
 *
 * prompt.c, prompt_bind.c and prompt_history.c alone know readline; what needs
 * none of it is prompt_show.c (the picture, the question, what is told) and
 * prompt_keys.c (a function for each key).  The line itself is readline's and
 * not here. */
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
	bool popup_fresh;          /* opened by the key at hand */
	struct completion offered; /* by the last completion */
	struct words runs;         /* their names, borrowed */
	char *history;
	char *text;           /* before the line */
	bool text_stale;      /* readline has another one */
	size_t searched;      /* bytes given to the search under way */
	char *question;       /* NULL: none is asked */
	struct strbuf answer; /* as far as it is typed */
	bool misunderstood;   /* the one before */
	FILE *null;
	unsigned sanitize;
	int scroll; /* columns of the line left of the screen */
	enum prompt_arrows arrows;
	bool dirty;
};

/* Appends to what prompt_next() gives. */
void prompt_emit(struct prompt *, struct prompt_event);
void prompt_drop_events(struct prompt *);
/* To the question, which ends with it. */
void prompt_answer(struct prompt *, bool yes);
/* When the answer is a command, alone or as the end of the line: answers no,
 * and the command is the next line.  False: it is none. */
bool prompt_answer_command(struct prompt *);
/* The key at hand, or what was pasted, for the answer. */
void prompt_answer_key(struct prompt *);
void prompt_answer_paste(struct prompt *);

/* The current key is a report of the mouse. */
void prompt_mouse(struct prompt *);

/* Whether the current key moves the cursor, or begins it; emits the move. */
bool prompt_move(struct prompt *);

/* prompt_history.c.  NULL: only what this session remembers. */
void prompt_open_history(struct prompt *, const char *path);
void prompt_remember(struct prompt *, const char *line);
void prompt_close_history(struct prompt *); /* trims the file */

/* What readline has; bytes as they were typed. */
struct prompt_view {
	const char *before, *line;
	size_t point; /* the cursor, in bytes of the line */
};
/* prompt_draw(): the view, or the question. */
void prompt_draw_view(struct prompt *, const struct prompt_view *,
		      struct canvas *, struct rect);

/* Readline calls by function alone, so that each key has one; it emits the key.
 * NULL: not for readline.  The arguments are readline's and mean nothing. */
extern int (*const prompt_key[KEY_IDS])(int count, int key);
/* Of the one prompt there is; returns 0, as readline wants it. */
int prompt_emit_key(enum key_id);

#endif
