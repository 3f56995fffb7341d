/* panel_draw.h: the functions of the panel files, for panel.c. */
#ifndef UI_PANEL_DRAW_H
#define UI_PANEL_DRAW_H

#include "ui/panel.h"

void numbers_draw(const struct scene *, struct canvas *, struct rect);
void loss_draw(const struct scene *, struct canvas *, struct rect);
void sample_draw(const struct scene *, struct canvas *, struct rect);
void hidden_draw(const struct scene *, struct canvas *, struct rect);
void gates_draw(const struct scene *, struct canvas *, struct rect);
/* Of the table's `find`, `characters` and `units`. */
struct spot hidden_find(const struct scene *, struct rect, int row, int col);
int hidden_characters(const struct scene *, struct rect);
int hidden_units(const struct scene *, struct rect);
struct spot gates_find(const struct scene *, struct rect, int row, int col);
int gates_characters(const struct scene *, struct rect);

#endif
