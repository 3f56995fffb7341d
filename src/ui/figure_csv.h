/* figure_csv.h: the numbers of a figure as comma-separated values (RFC 4180,
 * but lines end in a newline alone).
 *
 * Values in units of the data, as many digits as it takes to read back the same
 * number; nothing between two commas where there is no value.  The first row
 * names the columns; several tables, of plots that share no axis, are parted by
 * an empty line:
 *
 *   curves  x, then each curve by its name, of a band both ends; a level is a
 *           column of one value; "mark" has the text of a mark in the first row
 *           that is not before it
 *   maps    position, symbol, then each row of the map by its name or number
 *   bars    from, to, height; over letters: symbol, height, and for each layer
 *           after the first, by its name, the heights of the bars in it
 *   tables  name, value, unit
 *   texts   heading, given, written
 */
#ifndef UI_FIGURE_CSV_H
#define UI_FIGURE_CSV_H

#include "ui/figure.h"

void figure_csv(const struct figure *, struct strbuf *out);

#endif
