/* palette.h: the colours of the maps and of the roles, as numbers.
 *
 * A map begins at the background's own side: the middle of the diverging map
 * and the 0 of the sequential one are near black on a dark background, near
 * white on a light one, and lightness changes in one direction from there.
 * Every role that is text reaches a contrast of 4.5:1 (WCAG 2) on both, as far
 * as the terminal's number of colours allows.  Pure tables, no curses; any
 * thread. */
#ifndef UI_PALETTE_H
#define UI_PALETTE_H

#include "lang/look.h"
#include "ui/canvas.h"

enum background { DARK_BACKGROUND, LIGHT_BACKGROUND, BACKGROUNDS };

/* The colour of a level, 0..MAP_LEVELS-1 (beyond: the nearest): an xterm-256
 * index; 0xRRGGBB; one of the first `colours`, which is 8 or 16. */
uint8_t palette_xterm(enum map, enum palette, enum background, int level);
uint32_t palette_direct(enum map, enum palette, enum background, int level);
uint8_t palette_basic(enum map, int colours, enum background, int level);

/* The colour of a role: an xterm-256 index; one of the first `colours`, which
 * is 8 or 16.  -1: the terminal's own foreground. */
int palette_role(enum role, enum background);
int palette_role_basic(enum role, int colours, enum background);
/* False for lines and areas, which are not read: they need less contrast. */
bool palette_role_is_text(enum role);

uint32_t palette_rgb(int index);        /* 0xRRGGBB of an xterm-256 index */
double palette_lightness(uint32_t rgb); /* CIE L*, 0..100 */
double palette_luminance(uint32_t rgb); /* relative, 0..1 */
double palette_contrast(uint32_t rgb, uint32_t other); /* 1..21 */

#endif
