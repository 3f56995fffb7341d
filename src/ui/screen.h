/* screen.h: the terminal through curses, which draws and never reads.
 *
 * A canvas goes to the terminal with one doupdate().  There is one screen at a
 * time (curses has globals).  The screen's thread. */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stdio.h>

#include "base/err.h"
#include "ui/colour.h"
#include "ui/panel.h"

struct screen_options {
	FILE *in;       /* the keyboard, a terminal */
	int color;      /* enum color_choice */
	int glyphs;     /* enum glyphs */
	int palette;    /* enum palette */
	bool mouse;     /* clicks and the wheel come as keys */
	int background; /* enum background_choice */
};

struct screen;
/* After setlocale().  ERR_INPUT: the terminal's type is unknown or cannot place
 * its cursor; then nothing was written to it. */
struct screen *screen_new(const struct screen_options *,
			  struct err *) NODISCARD;
/* Leaves the screen.  A late answer would reach the shell: if the terminal was
 * asked less than a second ago, it is waited for, a tenth of a second at most,
 * and bytes that come meanwhile are dropped. */
void screen_free(struct screen *);

bool screen_is_utf8(const struct screen *);
enum glyphs screen_glyphs(const struct screen *);
bool screen_has_colour(const struct screen *);
enum colour_depth screen_depth(const struct screen *);
/* Was the terminal asked for its background?  Then its answer comes among the
 * keys, at any time or never; until then the screen has a guess. */
bool screen_asked(const struct screen *);
/* Takes a terminal's answer (INPUT_REPLY of ui/input.h), to this or to another
 * program's question.  True: the next screen_show() has other colours. */
bool screen_hear(struct screen *, const char *reply);
/* The bytes that leave the screen, for a crash; returns their number. */
size_t screen_restoring(const struct screen *, char *out, size_t size);

/* Asks the terminal for its size and adapts to it. */
void screen_measure(struct screen *, int *rows, int *cols);
void screen_show(struct screen *, const struct canvas *);
/* The next screen_show() paints every cell. */
void screen_redraw(struct screen *);
/* Gives the terminal back to the shell; takes it again. */
void screen_suspend(struct screen *);
void screen_resume(struct screen *);

#endif
