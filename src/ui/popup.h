/* popup.h: the candidates of a completion, shown above the prompt in columns,
 * a page at a time.  The words come from tables and file names: they are
 * sanitized when drawn.  One thread. */
#ifndef UI_POPUP_H
#define UI_POPUP_H

#include "cmd/complete.h"
#include "ui/canvas.h"

/* In readline's form, malloc'd: [0] what all words begin with, then the words,
 * then NULL; one word stands alone; NULL: none.  Each is what will stand in
 * place of line[start..cursor), where `start` may lie left or right of where
 * the completion begins. */
char **popup_matches(const struct completion *, const char *line, int start);

struct popup {
	struct candidate *item; /* the words are owned */
	int count;    /* 0: closed */
	int page;     /* shown; taken modulo the number of pages */
	struct candidate *known; /* words that have a description */
	int knows;
	unsigned sanitize;
};

void popup_init(struct popup *, unsigned sanitize);
void popup_release(struct popup *);
void popup_close(struct popup *); /* frees the words */
/* The matches of a completion as popup_matches() made them: those of the next
 * popup_open() that are among them get their descriptions. */
void popup_know(struct popup *, const struct completion *, char **match);
/* Shows `count` words, of which only what follows the last '/' when `files`.
 * The same words again: the next page. */
void popup_open(struct popup *, char *const *word, int count, bool files);
/* Rows it would like in this many columns; 0 when closed. */
int popup_rows(const struct popup *, int cols);
void popup_draw(const struct popup *, struct canvas *, struct rect);

#endif
