/* example_private.h: what the parts of the panel `example` share:
 * panel_example.c (which of them an example needs; question and answer),
 * example_words.c (classes, word by word), example_matrix.c (attention),
 * example_steps.c (numbers and symbols over time).  No other file includes
 * it. */
#ifndef UI_EXAMPLE_PRIVATE_H
#define UI_EXAMPLE_PRIVATE_H

#include "ui/chrome.h"
#include "ui/figure.h"

/* Where a part draws: the rows left of the panel, from `row` on. */
struct example_panel {
	const struct scene *scene;
	const struct example *x;
	struct canvas *canvas;
	struct rect rect; /* below the title, without its margins */
	int row;
};

static inline int example_rows_left(const struct example_panel *p)
{
	return p->rect.row + p->rect.rows - p->row;
}

/* --- panel_example.c ------------------------------------------------------ */

/* The step of the example under the cursor; -1: none. */
int example_cursor(const struct scene *, const struct example *);
/* Draws a sanitized text, cut to `cols`; returns the columns used. */
int example_text(struct example_panel *, int col, int cols, struct style,
		 const char *text);
/* A word of the example, sanitized; the caller frees. */
char *example_word(const struct scene *, const char *word);
/* Widest of some words, at least 1. */
int example_widest(const struct scene *, const struct words_list *);

/* The first `count` words as the letters of a plot. */
void figure_words(const struct scene *, struct figure *, struct plot *,
		  const struct words_list *, int count);

/* --- the parts ------------------------------------------------------------
 * Each draws into the rows left, and fills a figure. */

/* p [T][C]: the words on the colour of what the net expects, and the classes. */
void example_words_draw(struct example_panel *);
void example_words_figure(const struct scene *, const struct example *,
			  struct figure *);
/* alpha [U][T]: where each output step looked. */
void example_matrix_draw(struct example_panel *);
void example_matrix_figure(const struct scene *, const struct example *,
			   struct figure *);
/* The symbols of `out` that the truth lacks at their position: true. */
void example_wrong(const struct example *, bool *wrong);
/* value [T][N]: the numbers that were read; else what was read and written. */
void example_values_draw(struct example_panel *);
void example_values_figure(const struct scene *, const struct example *,
			   struct figure *);
void example_symbols_draw(struct example_panel *);

#endif
