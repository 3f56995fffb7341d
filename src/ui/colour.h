/* roles and maps to curses attributes */
#ifndef UI_COLOUR_H
#define UI_COLOUR_H

#include "ui/palette.h"

enum colour_depth { DEPTH_MONO, DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_DIRECT };

/* The look of a cell in curses: its attributes and its colour pair, as
 * setcchar() and wattr_set() take them (the pair by their `opts`). */
struct cell_look {
	unsigned attr;
	int pair;
};

struct colours;
/* Whether colours are refused: by --color, then by NO_COLOR.  `choice`:
 * enum color_choice of lang/look.h. */
bool colours_refused(int choice);
/* After start_color(). */
struct colours *colours_new(int choice, enum palette, enum background);
void colours_free(struct colours *);
enum colour_depth colours_depth(const struct colours *);
enum background colours_background(const struct colours *);
/* Pairs change their colours: everything must be painted again. */
void colours_set_background(struct colours *, enum background);
/* Never fails: without a free pair it omits the colour. */
struct cell_look colours_look(struct colours *, const struct style *);

#endif
