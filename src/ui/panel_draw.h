/* panel_draw.h: the functions of the panel files, for panel.c. */
#ifndef UI_PANEL_DRAW_H
#define UI_PANEL_DRAW_H

#include "ui/panel.h"

void numbers_draw(const struct scene *, struct canvas *, struct rect);
void loss_draw(const struct scene *, struct canvas *, struct rect);
void sample_draw(const struct scene *, struct canvas *, struct rect);
void hidden_draw(const struct scene *, struct canvas *, struct rect);
void gates_draw(const struct scene *, struct canvas *, struct rect);
void predict_draw(const struct scene *, struct canvas *, struct rect);
/* Of the table's `figure`. */
void numbers_figure(const struct scene *, const struct figure_detail *,
		    struct figure *);
void loss_figure(const struct scene *, const struct figure_detail *,
		 struct figure *);
void sample_figure(const struct scene *, const struct figure_detail *,
		   struct figure *);
void hidden_figure(const struct scene *, const struct figure_detail *,
		   struct figure *);
void gates_figure(const struct scene *, const struct figure_detail *,
		  struct figure *);
void predict_figure(const struct scene *, const struct figure_detail *,
		    struct figure *);
/* What they begin with: a title, and which run it is of. */
void scene_title(const struct scene *, struct figure *, const char *title);
/* Of the table's `find`, `columns`, `characters` and `units`. */
struct spot hidden_find(const struct scene *, struct rect, int row, int col);
int hidden_characters(const struct scene *, struct rect);
int hidden_units(const struct scene *, struct rect);
struct spot gates_find(const struct scene *, struct rect, int row, int col);
int gates_characters(const struct scene *, struct rect);
int predict_columns(struct rect);
int predict_characters(const struct scene *, struct rect);

#endif
