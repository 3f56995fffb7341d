/* loop_private.h: the loop from the inside.  loop.c starts, waits and shows;
 * loop_keys.c, loop_commands.c and loop_signals.c do what comes in.  None of
 * them draws: they change the state, set `dirty`, and loop.c shows it.  The
 * screen's thread. */
#ifndef APP_LOOP_PRIVATE_H
#define APP_LOOP_PRIVATE_H

#include <stdio.h>

#include "app/frame.h"
#include "app/loop.h"
#include "app/worker.h"
#include "probe/analyst.h"
#include "ui/screen.h"

struct loop {
	const struct startup *startup;
	const struct dataset *data;
	struct worker *worker;
	struct snapshots *snapshots;
	struct screen *screen;
	struct prompt *prompt;
	struct pane *pane;
	struct frame frame;
	struct screen_choice choice;
	struct analyst *analyst;
	struct snapshot_wants wants;
	FILE *keys; /* standard input or /dev/tty */
	int wake[2];
	long serial;                        /* of the snapshot shown */
	const char *run_name[TRACKS_SHOWN]; /* in it */
	char *repeat;       /* the line that an empty one repeats */
	char *on_yes;       /* the command a question is about */
	double interrupted; /* clock of the last Ctrl-C */
	double next_frame;
	double next_look; /* when the clock of the status line moves */
	bool fresh;       /* the snapshot was not shown yet */
	bool awaited;     /* for the first one with the panels' new needs */
	int waiting;      /* lines, as in the prompt */
	bool held;        /* a script waits for Enter, as in the prompt */
	bool dirty;       /* more than the snapshot has changed */
	bool quit;
	int signal; /* that ends the program */
};

/* --- loop_commands.c --- */

/* Lines for the pane, each with its newline; safe text or not. */
void loop_say(struct loop *, enum say, const char *text);
void loop_say_error(struct loop *, const char *reason);
void loop_say_keys(struct loop *);
/* "(rnn paused) ", "(rnn 2 waiting) "; may be built in `out`. */
const char *loop_prompt_text(const struct loop *, char *out, size_t size);
/* Runs a line as if it had been typed: with an echo. */
void loop_submit(struct loop *, const char *line);
/* Takes a line that was typed or pasted; with newlines it is a script.  An
 * empty one repeats the last repeatable one. */
void loop_line(struct loop *, const char *line);
/* Runs a line for the screen that was the workspace's: no echo. */
void loop_script(struct loop *, const char *line);
/* H of the net shown. */
long loop_units(const struct loop *);

/* --- loop_keys.c --- */

/* Reads the keyboard's bytes and acts on them. */
void loop_read_keys(struct loop *);
/* Acts on the prompt's events. */
void loop_events(struct loop *);
/* Handles the loss of the keyboard like a hang-up. */
void loop_lose_terminal(struct loop *);

/* --- loop_cursor.c --- */

/* Moves the unit by `by`; after the last comes the first. */
void loop_change_unit(struct loop *, long by);
/* Moves the hidden panel by a page of units, on (1) or back (-1). */
void loop_page_units(struct loop *, int direction);
void loop_move_cursor(struct loop *, enum cursor_move);
/* A click chooses the unit and, at a pause, the character under it; the wheel
 * scrolls the units, and the output of commands. */
void loop_mouse(struct loop *, const struct mouse *);
void loop_end_cursor(struct loop *);
/* Ends the cursor if something is typed, training goes on or no map is on the
 * screen, and tells the prompt who owns the arrow keys. */
void loop_keep_cursor(struct loop *);

/* --- loop_signals.c --- */

void loop_signals(struct loop *);

/* --- loop.c --- */

/* Handles every message from the worker and drains its wake-up pipe. */
void loop_hear(struct loop *);
/* Takes over the terminal's size. */
void loop_measure(struct loop *);

#endif
