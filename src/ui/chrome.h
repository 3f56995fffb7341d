/* chrome.h: what the panels share: title lines, signs by glyph level, heat
 * maps and the time axis.  Pure, like the panels. */
#ifndef UI_CHROME_H
#define UI_CHROME_H

#include "ui/number.h"
#include "ui/panel.h"

/* Signs that are not ASCII, as the terminal's font can show them. */
/* LEFT and RIGHT say where a rule meets a bar. */
enum sign { SIGN_RULE, SIGN_BAR, SIGN_TEE, SIGN_LEFT, SIGN_RIGHT, SIGN_CROSS,
	    SIGN_TICK, SIGN_DASH, SIGN_MARK, SIGN_MARK_LINE, SIGN_RUN,
	    SIGN_PAUSE, SIGN_MORE, SIGN_CHOSEN, SIGN_HIGH, SIGN_LOW,
	    SIGN_PLUS_MINUS, SIGN_BEST, SIGN_NEWLINE, SIGNS };
uint32_t sign_of(enum glyphs, enum sign);
enum { SIGN_TEXT = 5 };
/* The same as a string. */
const char *sign_text(enum glyphs, enum sign, char out[SIGN_TEXT]);

/* --- title line --------------------------------------------------------- */

/* "label value unit" on the right of a title; empty parts take no room. */
struct field {
	const char *label;
	char value[NUMBER_TEXT];
	const char *unit;
	enum map scale; /* not MAP_NONE: a scale of colours or shades instead */
};
enum { TITLE_FIELDS = 12 };
/* "- NAME  NOTE ------ fields -" in the first row of the rectangle.  Fields
 * are ordered by importance: those that find no room are left out. */
void title_draw(const struct scene *, struct canvas *, struct rect,
		const char *name, const char *note,
		const struct field *, int fields);
/* The centre of a panel that has nothing to show. */
void empty_draw(const struct scene *, struct canvas *, struct rect,
		const char *text);

/* --- heat --------------------------------------------------------------- */

/* Can one row of cells show two rows of values? */
bool heat_halves(const struct scene *);
/* A cell `cols` wide of one value, or of two where heat_halves(). */
void heat_one(const struct scene *, struct canvas *, struct rect clip, int row,
	      int col, int cols, enum map, double value);
void heat_two(const struct scene *, struct canvas *, struct rect clip, int row,
	      int col, int cols, enum map, double top, double bottom);
/* A sample of a value's colour or shade for a scale. */
void heat_key(const struct scene *, struct canvas *, struct rect clip, int row,
	      int col, enum map, double value);

/* --- time axis ---------------------------------------------------------- */

enum { AXIS_MARGIN = 5 }; /* columns of labels left of a time axis */

/* Which characters of the snapshot are shown and where: those that fit, the
 * newest; all two columns wide as soon as one of them is. */
struct time_axis {
	int first, count; /* of the snapshot's columns */
	int wide;         /* 1 or 2 */
	int col;          /* of the first */
};
struct time_axis time_axis_of(const struct scene *, struct rect);
int time_axis_columns(struct rect); /* at most */
void time_axis_draw(const struct scene *, struct canvas *, struct rect,
		    const struct time_axis *, int row);
/* A row label, right-aligned in the margin. */
void label_draw(const struct scene *, struct canvas *, struct rect, int row,
		const char *text, bool chosen);

#endif
