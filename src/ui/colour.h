/* colour.h: roles and maps to curses attributes, by what the terminal can.
 * Palettes are lightness-monotone and colour-blind safe; colour never carries
 * meaning alone.  The screen's thread. */
#ifndef UI_COLOUR_H
#define UI_COLOUR_H

#include "ui/canvas.h"

enum colour_depth { DEPTH_MONO, DEPTH_8, DEPTH_256, DEPTH_DIRECT };
enum palette { PALETTE_VIRIDIS, PALETTE_INFERNO, PALETTES };

/* What curses shall do to a cell: its attributes and its colour pair, as
 * setcchar() and wattr_set() take them (the pair by their `opts`). */
struct cell_look {
	unsigned attr;
	int pair;
};

struct colours;
/* After start_color().  `choice`: COLOR_AUTO ... of cmd/options.h. */
struct colours *colours_new(int choice, enum palette);
void colours_free(struct colours *);
enum colour_depth colours_depth(const struct colours *);
/* Never fails: where pairs have run out it leaves the colour away. */
struct cell_look colours_look(struct colours *, const struct style *);

/* --- palette.c: pure tables, for the tests ------------------------------ */

/* xterm-256 indices, one a level, MAP_LEVELS of them. */
const uint8_t *palette_levels(enum map, enum palette);
uint8_t palette_basic(enum map, int level); /* of the first eight colours */
uint32_t palette_rgb(int index);            /* 0xRRGGBB of an xterm-256 index */
double palette_lightness(int index);        /* CIE L*, 0..100 */

#endif
