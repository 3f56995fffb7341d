/* canvas.h: a rectangle of cells to draw in.  No curses: tests compare it as
 * text, only screen.c copies it to the terminal.  Every function clips; any
 * size from 0x0 is legal.  The reader of text from outside sanitizes it
 * (base/utf8.h); the canvas asserts nothing about its meaning but writes only
 * what has a width.  One thread. */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include "base/strbuf.h"
#include <stdint.h>

/* The meaning of a cell; colour.c chooses colours that the terminal has. */
enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_TITLE,
	ROLE_TITLE_LINE,
	ROLE_VALUE,
	ROLE_ACCENT,
	ROLE_GOOD,
	ROLE_WARN,
	ROLE_ERROR,
	ROLE_ALARM,
	ROLE_CURVE,
	ROLE_BAND,
	ROLE_VALID,
	ROLE_REFERENCE,
	ROLE_TRACK_1, /* curves of several runs */
	ROLE_TRACK_2,
	ROLE_TRACK_3,
	ROLE_TRACK_4,
	ROLE_MARK,
	ROLE_STATUS,
	ROLE_PROMPT,
	ROLE_PANE,
	ROLE_SELECTED,
	ROLES,
};
/* Colour maps: -1..1, diverging; 0..1, sequential. */
enum map { MAP_NONE, MAP_SIGNED, MAP_UNIT };
enum { MAP_LEVELS = 16 };

struct style {
	uint8_t role;
	uint8_t fg_map, fg_level; /* level 0..15 of a map that is not NONE */
	uint8_t bg_map, bg_level;
	bool bold, reverse, underline;
};

struct canvas_cell {
	uint32_t codepoint; /* 0: the right half of a wide character */
	uint32_t mark[2];   /* combining marks, 0 none */
	struct style style;
};

struct rect {
	int row, col, rows, cols;
};
bool rect_holds(struct rect, int row, int col);

struct canvas {
	int rows, cols;
	struct canvas_cell *cell;   /* [rows][cols] */
	int cursor_row, cursor_col; /* of the terminal's cursor; -1 none */
};

void canvas_init(struct canvas *);
void canvas_release(struct canvas *);
bool canvas_resize(struct canvas *, int rows, int cols); /* and clears */
void canvas_clear(struct canvas *);

struct style style_role(enum role);
/* The part of a rectangle that lies on the canvas; rows or cols 0: nothing. */
struct rect canvas_rect(const struct canvas *, struct rect);
/* The cell at a position; outside the canvas a blank. */
const struct canvas_cell *canvas_at(const struct canvas *, int row, int col);
/* Puts sanitized UTF-8 at (row, col) inside `clip`; returns columns used.  At
 * the edge the visible half of a wide character is a space. */
int canvas_text(struct canvas *, struct rect clip, int row, int col,
		struct style, const char *text);
int canvas_printf(struct canvas *, struct rect clip, int row, int col,
		  struct style, const char *format, ...) PRINTF_LIKE(6, 7);
void canvas_put(struct canvas *, struct rect clip, int row, int col,
		struct style, uint32_t codepoint);
void canvas_fill(struct canvas *, struct rect, struct style,
		 uint32_t codepoint);
/* The whole as lines of UTF-8, trailing spaces cut: for tests and pictures. */
void canvas_dump(const struct canvas *, struct strbuf *out);

#endif
