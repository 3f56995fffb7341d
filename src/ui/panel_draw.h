/* panel_draw.h: the drawing functions of the panel files, for panel.c. */
#ifndef UI_PANEL_DRAW_H
#define UI_PANEL_DRAW_H

#include "ui/panel.h"

void numbers_draw(const struct scene *, struct canvas *, struct rect);
void loss_draw(const struct scene *, struct canvas *, struct rect);
void sample_draw(const struct scene *, struct canvas *, struct rect);
void hidden_draw(const struct scene *, struct canvas *, struct rect);
void gates_draw(const struct scene *, struct canvas *, struct rect);

#endif
