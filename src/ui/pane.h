/* pane.h: the output of commands, above the prompt.
 *
 * Keeps the last lines (base/logring.h), raw; wraps and sanitizes them when
 * drawn.  Closed, it takes no room; new output opens it; Esc closes it and PgUp
 * opens it again.  What a command printed is shown from the command on, the
 * rest is below; otherwise the end is shown.  Open, it grows with what is new
 * and never shrinks, so that the panels stay where they are.  One thread. */
#ifndef UI_PANE_H
#define UI_PANE_H

#include "base/logring.h"
#include "ui/canvas.h"

struct pane;
/* `sanitize`: flags for base/utf8.h. */
struct pane *pane_new(int lines, unsigned sanitize);
void pane_free(struct pane *);

/* Adds text, in pieces or whole: a line is complete with its newline, or when
 * something of another kind comes. */
void pane_add(struct pane *, enum say, const char *text, size_t length);
/* Adds a command that is being run: shown before its output, but opens nothing
 * by itself. */
void pane_echo(struct pane *, const char *text);
bool pane_is_open(const struct pane *);
void pane_close(struct pane *);
/* Scrolls by most of a page: -1 back (opens a closed one), 1 on. */
void pane_scroll(struct pane *, int direction);

/* Rows it asks for at this width, including its title line, at most `limit`; 0
 * when closed. */
int pane_rows(struct pane *, int cols, int limit);
/* Remembers the rectangle's size for pane_scroll().  Wraps only lines that it
 * shows and, once per width, those it counts. */
void pane_draw(struct pane *, struct canvas *, struct rect);
/* Lines wrapped so far: lets tests prove that the heights are kept. */
long pane_wraps(const struct pane *);

#endif
