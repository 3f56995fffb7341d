/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statusline.c: the line above the prompt. */
#include "config.h"

#include "ui/statusline.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/keys.h"

/* Columns of "continue 10": a shorter status is omitted. */
enum { STATUS_LEAST = 14 };

static const char *label_of(enum key_id key, bool running)
{
	return key == KEY_ID_PAUSE && !running ? "continue"
					       : key_table[key].label;
}

static int key_width(enum key_id key, bool running)
{
	return text_width(key_table[key].name) +
	       text_width(label_of(key, running)) + 3;
}

/* Draws as many as fit; returns the columns used. */
static int draw_keys(bool running, struct canvas *c, struct rect r, int width)
{
	int col = 1;

	for (int i = 0; i < KEY_IDS; i++) {
		if (!key_table[i].label)
			continue;
		if (col + key_width(i, running) > width)
			break;
		canvas_printf(c, r, r.row, r.col + col, style_role(ROLE_STATUS),
			      " %s %s ", key_table[i].name,
			      label_of(i, running));
		col += key_width(i, running);
	}
	return col;
}

/* Tells how to look at values while training rests; returns the columns
 * used. */
static int draw_hint(const struct track_view *track, bool ascii,
		     const char *cursor, struct canvas *c, struct rect r,
		     int col, int width)
{
	const char *text = ascii ? " arrows cursor " : " ←→ cursor ";

	if (!track || track->running || !cursor ||
	    col + text_width(text) > width)
		return col;
	canvas_text(c, r, r.row, r.col + col, style_role(ROLE_STATUS), text);
	return col + text_width(text);
}

/* Draws the values first, the state beside them only if it fits. */
static void draw_cursor(const char *cursor, const char *state, struct canvas *c,
			struct rect r)
{
	int used = 3 + text_width(cursor), width = text_width(state);

	canvas_printf(c, r, r.row, r.col + 1, style_role(ROLE_VALUE), " %s ",
		      cursor);
	if (used + width + 1 <= r.cols)
		canvas_text(c, r, r.row, r.col + r.cols - 1 - width,
			    style_role(ROLE_STATUS), state);
}

/* Columns for the status, beside the first key and the state, whole or cut
 * short; 0: none. */
static int status_width(const struct track_view *track, int width)
{
	int need, left;

	if (!track || !*track->status)
		return 0;
	need = text_width(track->status) + 3;
	left = width - 1 - key_width(KEY_ID_HELP, track->running);
	if (left >= need)
		return need;
	return left >= STATUS_LEAST ? left : 0;
}

static void draw_status(const struct track_view *track, struct canvas *c,
			struct rect r)
{
	enum role role = track->broken ? ROLE_ALARM : ROLE_ACCENT;
	bool whole = text_width(track->status) + 2 <= r.cols;
	struct rect text = { r.row, r.col, 1, r.cols - (whole ? 0 : 3) };

	canvas_printf(c, text, r.row, r.col, style_role(role), " %s ",
		      track->status);
	if (!whole)
		canvas_text(c, r, r.row, r.col + r.cols - 3, style_role(role),
			    ".. ");
}

/* "12 s", "3 min", "2 h" */
static void add_duration(struct strbuf *out, double seconds)
{
	if (seconds < 60)
		strbuf_printf(out, "%.0f s", fmax(0, floor(seconds)));
	else if (seconds < 3600)
		strbuf_printf(out, "%.0f min", floor(seconds / 60));
	else
		strbuf_printf(out, "%.0f h", floor(seconds / 3600));
}

/* Adds whether the trained state is in a file; "" before there is one. */
static void add_state(struct strbuf *out, const struct track_view *track,
		      double now)
{
	if (track->saved_seconds > 0) {
		strbuf_add(out, " saved ");
		add_duration(out, now - track->saved_seconds);
		strbuf_add(out, " ago ");
	} else if (track->unsaved) {
		strbuf_add(out, " not saved ");
	}
}

/* The state comes first, then the first key, then the status, then the other
 * keys; the rest is omitted. */
void statusline_draw(const struct track_view *track, double now, bool ascii,
		     const char *cursor, struct canvas *c, struct rect r)
{
	struct strbuf state;
	int used, width, middle;

	if (r.rows <= 0 || r.cols <= 0)
		return;
	strbuf_init(&state);
	if (track)
		add_state(&state, track, now);
	canvas_fill(c, r, style_role(ROLE_TITLE_LINE), ascii ? '-' : 0x2500);
	if (cursor && *cursor) {
		draw_cursor(cursor, state.text, c, r);
		strbuf_release(&state);
		return;
	}
	width = max_int(0, r.cols - text_width(state.text) - 1);
	middle = status_width(track, width);
	used = draw_keys(!track || track->running, c, r, width - middle);
	used = draw_hint(track, ascii, cursor, c, r, used, width - middle);
	if (middle)
		draw_status(track, c,
			    (struct rect){ r.row, r.col + used + 1, 1,
					   middle - 1 });
	canvas_text(c, r, r.row, r.col + width, style_role(ROLE_STATUS),
		    state.text);
	strbuf_release(&state);
}
