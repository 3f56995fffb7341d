/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop_keys.c: what the keyboard sends, and what each key does. */
#include "config.h"

#include "app/loop_private.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* The next panel that is on the screen, at the end none: all of them.  The
 * header is always there. */
static void zoom_next(struct loop *l)
{
	int i = l->choice.zoom + 1;

	while (i < PANELS &&
	       (!l->choice.shown[i] || panel_table[i]->side == SIDE_HEADER))
		i++;
	l->choice.zoom = i < PANELS ? i : -1;
}

static bool is_running(const struct loop *l)
{
	return !l->frame.snap || snapshot_track(l->frame.snap)->running;
}

static void on_key(struct loop *l, enum key_id key)
{
	l->dirty = true;
	switch (key) {
	case KEY_ID_HELP:
		loop_end_cursor(l);
		loop_say_keys(l);
		loop_submit(l, "help");
		break;
	case KEY_ID_ZOOM: zoom_next(l); break;
	case KEY_ID_UNIT_BEFORE:
	case KEY_ID_UNIT_AFTER:
		loop_change_unit(l, key == KEY_ID_UNIT_AFTER ? 1 : -1);
		break;
	case KEY_ID_UNITS_BEFORE:
	case KEY_ID_UNITS_AFTER:
		loop_page_units(l, key == KEY_ID_UNITS_AFTER ? 1 : -1);
		break;
	case KEY_ID_PAUSE:
		loop_end_cursor(l);
		loop_submit(l, is_running(l) ? "pause" : "continue");
		break;
	case KEY_ID_LAYOUT:
		l->choice.layout = (l->choice.layout + 1) % LAYOUTS;
		l->choice.zoom = -1;
		break;
	case KEY_ID_STEP:
		loop_end_cursor(l);
		loop_submit(l, "step");
		break;
	case KEY_ID_EXAMPLE_BEFORE:
	case KEY_ID_EXAMPLE_AFTER:
		worker_post(l->worker,
			    key == KEY_ID_EXAMPLE_AFTER ? "example next"
							: "example previous",
			    NULL);
		break;
	case KEY_ID_PANE_UP:
	case KEY_ID_PANE_DOWN:
		pane_scroll(l->pane, key == KEY_ID_PANE_UP ? -1 : 1);
		break;
	case KEY_ID_REDRAW: screen_redraw(l->screen); break;
	case KEY_ID_ESCAPE:
		if (l->choice.cursor)
			loop_end_cursor(l);
		else
			pane_close(l->pane);
		break;
	case KEY_IDS: break;
	}
}

static void on_answer(struct loop *l, bool yes)
{
	char *command = l->on_yes;

	l->on_yes = NULL;
	if (yes && command)
		worker_post(l->worker, command, NULL);
	else
		worker_declined(l->worker);
	free(command);
}

void loop_events(struct loop *l)
{
	struct prompt_event e;

	while (prompt_next(l->prompt, &e)) {
		switch (e.kind) {
		case PROMPT_LINE:
			loop_end_cursor(l);
			loop_line(l, e.line);
			free(e.line);
			break;
		case PROMPT_EOF: loop_submit(l, "quit"); break;
		case PROMPT_KEY: on_key(l, e.key); break;
		case PROMPT_ANSWER: on_answer(l, e.yes); break;
		case PROMPT_REPLY:
			l->dirty = screen_hear(l->screen, e.line) || l->dirty;
			free(e.line);
			break;
		case PROMPT_REFUSED:
			loop_say_error(l, e.line);
			free(e.line);
			break;
		case PROMPT_MOUSE: loop_mouse(l, &e.mouse); break;
		case PROMPT_MOVE: loop_move_cursor(l, e.move); break;
		}
	}
	loop_keep_cursor(l);
}

void loop_lose_terminal(struct loop *l)
{
	if (!l->signal)
		l->signal = SIGHUP;
}

void loop_read_keys(struct loop *l)
{
	char bytes[4096];
	ssize_t n = read(fileno(l->keys), bytes, sizeof bytes);

	if (n > 0) {
		l->interrupted = -INFINITY; /* twice means in succession */
		prompt_feed(l->prompt, bytes, (size_t)n, now_seconds());
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		loop_lose_terminal(l);
	}
	loop_events(l);
}
