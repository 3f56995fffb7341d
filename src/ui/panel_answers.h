/* panel_answers.h: the answers, which the panel `sample` shows as well where a
 * task writes no text. */
#ifndef UI_PANEL_ANSWERS_H
#define UI_PANEL_ANSWERS_H

#include "ui/panel.h"

struct figure;
struct figure_detail;
void answers_draw(const struct scene *, struct canvas *, struct rect);
void answers_figure(const struct scene *, const struct figure_detail *,
		    struct figure *);

#endif
