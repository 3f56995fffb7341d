/* prompt.h: the command line: readline, fed from our own queue.
 *
 * Nothing here reads a descriptor or writes to a terminal: bytes come in by
 * prompt_feed(), lines and keys come out by prompt_next(), and prompt_draw()
 * puts the line into a canvas.  Readline keeps its state in globals, so there
 * is at most one prompt at a time.  The screen's thread. */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include "base/words.h"
#include "ui/canvas.h"
#include "ui/keys.h"

enum prompt_event_kind {
	PROMPT_LINE,    /* accepted; may be empty, or a script of several
			   lines, each but the last with its newline */
	PROMPT_EOF,     /* Ctrl-D on an empty line */
	PROMPT_KEY,     /* a key of the table */
	PROMPT_ANSWER,  /* to prompt_ask() */
	PROMPT_REPLY,   /* the terminal's answer to a question of the
			   screen's */
	PROMPT_REFUSED, /* a paste; `line` says why */
	PROMPT_MOVE,    /* of the cursor in the maps */
	PROMPT_MOUSE,   /* a button was pressed, or the wheel turned */
};

enum cursor_move {
	MOVE_LEFT,
	MOVE_RIGHT,
	MOVE_UP,
	MOVE_DOWN,
	MOVE_FIRST,
	MOVE_LAST
};
/* What the arrow keys do on an empty line: readline's work; or Left and Right
 * begin a cursor; or all of them, Home and End move it.  On a line with
 * anything in it they are readline's. */
enum prompt_arrows { ARROWS_HISTORY, ARROWS_BEGIN, ARROWS_MOVE };

enum mouse_button { MOUSE_LEFT, MOUSE_WHEEL_UP = 64, MOUSE_WHEEL_DOWN };
struct mouse {
	int button;   /* as xterm numbers them, without Shift, Alt, Ctrl */
	int row, col; /* of the screen, from 0 */
};

struct prompt_event {
	enum prompt_event_kind kind;
	char *line; /* of a line, a reply or a refusal; the caller frees */
	enum key_id key;
	bool yes; /* PROMPT_ANSWER */
	enum cursor_move move;
	struct mouse mouse;
};

struct prompt_options {
	const char *history; /* file, its folder exists; NULL: none */
	bool utf8;           /* of the locale */
	bool expect_reply;   /* the terminal was asked something */
};

struct prompt;
/* After setlocale(LC_CTYPE, "") and, where there is a screen, after curses. */
struct prompt *prompt_new(const struct prompt_options *);
void prompt_free(struct prompt *); /* trims the history file */

/* Bytes of the keyboard.  `now`: seconds of a clock that never goes back. */
void prompt_feed(struct prompt *, const char *bytes, size_t length, double now);
/* When prompt_tick() must be called although nothing came; INFINITY never. */
double prompt_deadline(const struct prompt *);
void prompt_tick(struct prompt *, double now);
/* Takes the oldest event; false: none. */
bool prompt_next(struct prompt *, struct prompt_event *) NODISCARD;

/* Ctrl-C: answers a question with no and keeps the line; else drops the line, a
 * search and a paste.  Returns true if there was nothing to drop. */
bool prompt_interrupt(struct prompt *);
/* Sets the text before the line; safe text. */
void prompt_set(struct prompt *, const char *text);
/* The names of the runs, for completion; borrowed. */
void prompt_set_runs(struct prompt *, const struct words *);
/* Shows a question instead of the line, which comes back unchanged.  The answer
 * is a line of its own: y or yes, n or no (in any case), and Enter. A command
 * is no and then PROMPT_LINE, even if its beginning was typed before the
 * question came; after anything else it asks again.  Esc, Ctrl-D and Ctrl-G are
 * no. */
void prompt_ask(struct prompt *, const char *question);
/* The terminal's size. */
void prompt_resize(struct prompt *, int rows, int cols);

void prompt_set_arrows(struct prompt *, enum prompt_arrows);
/* Whether [ and ] on an empty line are keys; else they are typed. */
void prompt_set_examples(struct prompt *, bool);
/* Is nothing typed, searched for, completed or asked? */
bool prompt_is_idle(const struct prompt *);

/* Has something to be drawn changed since prompt_draw()? */
bool prompt_dirty(const struct prompt *);
/* Draws one row, in which a newline is a dim sign; sets the canvas's cursor. */
void prompt_draw(struct prompt *, struct canvas *, struct rect);
/* The candidates or the help for an answer, above the prompt: rows they take of
 * at most `most` (0 closed); drawing; closing the candidates. */
int prompt_popup_rows(const struct prompt *, int most, int cols);
void prompt_draw_popup(const struct prompt *, struct canvas *, struct rect);
void prompt_close_popup(struct prompt *);

#endif
