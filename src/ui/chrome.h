/* chrome.h: what the panels share: title lines, signs by glyph level, heat
 * maps and the time axis.  Pure, like the panels. */
#ifndef UI_CHROME_H
#define UI_CHROME_H

#include "ui/number.h"
#include "ui/panel.h"

/* Signs that are not ASCII, from what the terminal's font has. */
/* LEFT and RIGHT say where a rule meets a bar. */
enum sign {
	SIGN_RULE,
	SIGN_BAR,
	SIGN_TEE,
	SIGN_LEFT,
	SIGN_RIGHT,
	SIGN_CROSS,
	SIGN_TICK,
	SIGN_DASH,
	SIGN_MARK,
	SIGN_MARK_LINE,
	SIGN_RUN,
	SIGN_PAUSE,
	SIGN_MORE,
	SIGN_CHOSEN,
	SIGN_HIGH,
	SIGN_LOW,
	SIGN_PLUS_MINUS,
	SIGN_BEST,
	SIGN_NEWLINE,
	SIGN_NAN,
	SIGN_CURSOR,
	SIGN_CUT,
	SIGN_CORRECT,
	SIGN_WRONG,
	SIGN_TO,
	SIGNS
};
uint32_t sign_of(enum glyphs, enum sign);
enum { SIGN_TEXT = 5 };
/* The sign as a string. */
const char *sign_text(enum glyphs, enum sign, char out[SIGN_TEXT]);

/* --- title line --------------------------------------------------------- */

/* "label value unit" on the right of a title; empty parts take no columns. */
struct field {
	const char *label;
	char value[NUMBER_TEXT];
	const char *unit;
	enum map scale; /* not MAP_NONE: a scale of colours or shades instead,
			   "0 label ### unit 1" */
	int cells;      /* of the scale; 0: as many as usual */
};
enum { TITLE_FIELDS = 12, SCALE_SHORT = 3 };
/* "- NAME NOTE ------ fields -" in the first row of the rectangle.  Fields are
 * ordered by importance; those that do not fit are left out. */
void title_draw(const struct scene *, struct canvas *, struct rect,
		const char *name, const char *note, const struct field *,
		int fields);
/* Columns that a title has for fields beside its name and note, and those that
 * fields take. */
int title_columns(struct rect, const char *name, const char *note);
int fields_columns(const struct field *, int fields);
/* Writes in the centre of a panel that has nothing to show; "no activity yet"
 * before there was any (afterwards there is some in a moment). */
void no_activity_draw(const struct scene *, struct canvas *, struct rect);
void empty_draw(const struct scene *, struct canvas *, struct rect,
		const char *text);

/* --- words of an example ------------------------------------------------- */

/* Appends as much of a sanitized text as fits, with a sign for the rest; returns
 * its columns. */
int text_cut(const struct scene *, const char *text, int cols,
	     struct strbuf *out);
/* The sign of an answer, and its colour. */
enum sign verdict_sign(enum verdict);
enum role verdict_role(enum verdict);

/* --- heat --------------------------------------------------------------- */

/* Can one row of cells show two rows of values? */
bool heat_halves(const struct scene *);
/* One value as a cell of `cols` columns; two values if heat_halves(), or one
 * whose lower half stays free.  NAN is a dim sign that no value looks like. */
void heat_one(const struct scene *, struct canvas *, struct rect clip, int row,
	      int col, int cols, enum map, double value);
void heat_two(const struct scene *, struct canvas *, struct rect clip, int row,
	      int col, int cols, enum map, double top, double bottom);
void heat_upper(const struct scene *, struct canvas *, struct rect clip,
		int row, int col, int cols, enum map, double value);
/* The style of text on the colour of a value; without colours the upper half of
 * the map is reversed. */
struct style heat_ground(const struct scene *, enum map, double value);
/* A sample of a value's colour or shade for a scale. */
void heat_key(const struct scene *, struct canvas *, struct rect clip, int row,
	      int col, enum map, double value);

/* --- time axis ---------------------------------------------------------- */

enum { AXIS_MARGIN = 5 }; /* columns of labels left of a time axis */

/* In wide gates panels the rows have names, left of the margin.  Does this
 * rectangle have them? */
enum { AXIS_NAMES = 13 };
bool axis_is_named(const struct scene *, struct rect);
/* The rectangle without the columns of names. */
struct rect axis_beside_names(struct rect);

/* Chooses which characters of the snapshot are shown and where: the newest that
 * fit, all as wide as the widest of them, up to AXIS_WIDE_MAX (a code point in
 * hexadecimal and a blank, if the locale cannot show it).  Of an example: all
 * steps, each as wide as its word, or the words cut short, or the steps around
 * the cursor. */
enum { AXIS_WIDE_MAX = 6 };
struct time_axis {
	int first, count;               /* of the snapshot's columns */
	int col;                        /* of the first */
	short at[SNAPSHOT_COLUMNS + 1]; /* where each begins, from `col` on,
					   and the last ends */
};
struct time_axis time_axis_of(const struct scene *, struct rect);
/* The column of the screen of the k-th, and its width. */
static inline int time_axis_col(const struct time_axis *a, int k)
{
	return a->col + a->at[k];
}
static inline int time_axis_wide(const struct time_axis *a, int k)
{
	return a->at[k + 1] - a->at[k];
}
/* Those that the cursor can reach. */
int time_axis_characters(const struct scene *, const struct time_axis *);
int time_axis_columns(struct rect); /* at most */
/* Column of the snapshot at a column of the screen; -1: none. */
int time_axis_find(const struct time_axis *, int col);
/* One symbol of the text as the axis shows it; returns its columns. */
int symbol_text(const struct scene *, uint32_t symbol, struct strbuf *out);
/* Is it shown by a picture of a control, or by the digits of a byte or of a
 * code point? */
bool symbol_stands_in(const struct scene *, uint32_t symbol);
/* The example whose steps are the time axis; NULL: characters of the text. */
const struct example *scene_example(const struct scene *);
const char *example_step(const struct scene *, int column);
/* A word of an example, as the axis shows it; returns its columns. */
int word_text(const struct scene *, const char *word, struct strbuf *out);
/* Are they single symbols, which need no blanks between them, beside names such
 * as </s>? */
bool words_are_symbols(const struct words_list *);
/* The symbol or word at a column of the snapshot, likewise. */
int step_text(const struct scene *, int column, struct strbuf *out);
/* Draws the characters; underlined at the start of an iteration, and reversed
 * under the cursor. */
void time_axis_draw(const struct scene *, struct canvas *, struct rect,
		    const struct time_axis *, int row);
/* Adds the characters to a plot as the letters of `count` columns from `first`
 * on. */
struct figure;
struct plot;
void figure_letters(const struct scene *, struct figure *, struct plot *,
		    int first, int count);
/* A row label, right-aligned in the margin. */
void label_draw(const struct scene *, struct canvas *, struct rect, int row,
		const char *text, bool chosen);

#endif
