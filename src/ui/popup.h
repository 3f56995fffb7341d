/* popup.h: the candidates of a completion, shown above the prompt a page at a
 * time: one per row with its description if they have some and that takes few
 * pages, else in columns.  The words come from tables and file names: they are
 * sanitized when it opens.  One thread. */
#ifndef UI_POPUP_H
#define UI_POPUP_H

#include "cmd/complete.h"
#include "ui/canvas.h"

/* In readline's form, malloc'd: [0] the common beginning of all words, then the
 * words, then NULL; one word alone; NULL: none.  Each replaces
 * line[start..cursor), where `start` may be left or right of where the
 * completion begins. */
char **popup_matches(const struct completion *, const char *line, int start);

struct popup {
	struct candidate *item; /* owned, with the words */
	int count;              /* 0: closed */
	int page;               /* shown; taken modulo the number of pages */
	unsigned sanitize;
};

void popup_init(struct popup *, unsigned sanitize);
void popup_close(struct popup *); /* frees the words */
/* Shows copies.  With the same words again, turns to the next page. */
void popup_open(struct popup *, const struct completion *);
/* Shows of each path only what follows the last '/'. */
void popup_open_paths(struct popup *, char *const *path, int count);
/* Rows it takes of at most `most`, in this many columns; 0 when closed. */
int popup_rows(const struct popup *, int most, int cols);
void popup_draw(const struct popup *, struct canvas *, struct rect);

#endif
