/* panels.h: the panel table (plain mode and completion read it; ui draws) and
 * the user's choice of what is shown.  The table is stateless; a screen_choice
 * belongs to the screen's thread. */
#ifndef CMD_PANELS_H
#define CMD_PANELS_H

#include "base/strbuf.h"
#include "base/words.h"
#include "lang/args.h"

/* All panels, in the order of lists.  Each has a row in panels.c and a file
 * ui/panel_NAME.c, which defines NAME_panel. */
#define PANEL_LIST(PANEL)       \
	PANEL(NUMBERS, numbers) \
	PANEL(LOSS, loss)       \
	PANEL(SAMPLE, sample)   \
	PANEL(HIDDEN, hidden)   \
	PANEL(GATES, gates)     \
	PANEL(PREDICT, predict) \
	PANEL(ANSWERS, answers) \
	PANEL(EXAMPLE, example) \
	PANEL(DATA, data)

#define PANEL_ID(ID, name) PANEL_##ID,
enum panel_id { PANEL_LIST(PANEL_ID) PANELS };
#undef PANEL_ID

struct panel_info {
	const char *name, *title;
	const char *summary; /* one line */
	const char *explain; /* paragraphs: what it shows, how to read it,
				     what to try; `explain NAME` prints it */
	bool shown;          /* at start */
	bool shown_examples; /* at start of a task with examples */
	struct words views;  /* words after `panel NAME`, beside on and off */
};
extern const struct panel_info panel_info[PANELS];
/* Words after `panel loss last`; the numbers are examples. */
extern const struct words loss_windows;

enum layout_id { LAYOUT_AUTO, LAYOUT_WIDE, LAYOUT_TALL, LAYOUT_FOCUS, LAYOUTS };
extern const struct choices layout_choices; /* [LAYOUTS] */

/* The iterations in the loss panel: all, the last ones, or all on a logarithmic
 * axis. */
enum window { WINDOW_ALL, WINDOW_LAST, WINDOW_LOG };

struct screen_choice {
	bool shown[PANELS];
	int zoom; /* enum panel_id, or -1 */
	enum layout_id layout;
	long unit;          /* of the gates panel */
	long first_unit;    /* first unit of the hidden panel, if `unit` is
			       then in view */
	bool cursor;        /* the unit and a character are chosen by a
			       cursor: */
	int cursor_back;    /* characters back from the newest */
	bool log_axis;      /* loss panel */
	bool bits;          /* loss panel: bits per character, else nats */
	bool examples;      /* the task has no characters */
	enum window window; /* loss panel */
	long last;          /* iterations of WINDOW_LAST, above 0 */
};

/* `examples`: the task has some. */
void screen_choice_default(struct screen_choice *, bool examples);
/* Appends the commands that reproduce the choice of what panels show, one per
 * line, but not which panels are shown. */
void screen_choice_text(const struct screen_choice *, struct strbuf *out);
int panel_find(const char *prefix, struct err *); /* -1 */
/* Reports that a command needs the name of a panel, and which there are.
 * Returns false. */
bool panel_missing(const char *command, struct err *);
/* Executes a command of the screen (command.h: show).  `units` is H.  Its
 * output goes to `out` (may be empty). */
bool screen_execute(struct screen_choice *, const struct args *, long units,
		    struct strbuf *out, struct err *) NODISCARD;

#endif
