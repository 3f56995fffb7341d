/* numbers_private.h: what the parts of the header share: panel_numbers.c (its
 * lines), numbers_table.c (all numbers).  No other file includes it. */
#ifndef UI_NUMBERS_PRIVATE_H
#define UI_NUMBERS_PRIVATE_H

#include "ui/chrome.h"
#include "ui/figure.h"

enum { PIECE = 80 }; /* bytes of a text */

/* "lstm 1x100"; of seq2seq both directions of the encoder and the decoder, "gru
 * 2x32+64". */
void numbers_shape_text(const struct track_view *, char out[PIECE]);
/* The speed: of characters or of examples. */
const char *numbers_rate_unit(const struct track_view *);
double numbers_rate_of(const struct track_view *);
/* NAN: the task reads no characters. */
double numbers_per_char(const struct track_view *, double loss);
/* Draws all of them, in two columns where these fit. */
void numbers_more(const struct scene *, struct canvas *, struct rect);
void numbers_figure(const struct scene *, const struct figure_detail *,
		    struct figure *);

#endif
