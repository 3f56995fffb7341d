/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statusline.c: the line above the prompt. */
#include "config.h"

#include "ui/statusline.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/keys.h"

/* As many as find room; returns the columns used. */
static int draw_keys(bool running, struct canvas *c, struct rect r, int room)
{
	int col = 1;

	for (int i = 0; i < KEY_IDS; i++) {
		const struct key *k = &key_table[i];
		const char *label = k->label;
		int width;

		if (!label)
			continue;
		if (i == KEY_ID_PAUSE && !running)
			label = "continue";
		width = text_width(k->name) + text_width(label) + 3;
		if (col + width > room)
			break;
		canvas_printf(c, r, r.row, r.col + col, style_role(ROLE_STATUS),
			      " %s %s ", k->name, label);
		col += width;
	}
	return col;
}

/* "171k", "3.2M" */
static void add_rate(struct strbuf *out, double rate)
{
	if (rate >= 9.95e5)
		strbuf_printf(out, "%.1fM chars/s", rate / 1e6);
	else if (rate >= 9950)
		strbuf_printf(out, "%.0fk chars/s", rate / 1e3);
	else
		strbuf_printf(out, "%.0f chars/s", rate);
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

static void add_state(struct strbuf *out, const struct snapshot *snap,
		      double now)
{
	strbuf_add_char(out, ' ');
	if (snap->running && snap->now.chars_per_second > 0) {
		add_rate(out, snap->now.chars_per_second);
		strbuf_add(out, "  ");
	}
	strbuf_printf(out, "epoch %.2f", snap->now.epoch);
	if (snap->saved_seconds > 0) {
		strbuf_add(out, "  saved ");
		add_duration(out, now - snap->saved_seconds);
		strbuf_add(out, " ago");
	} else if (snap->unsaved) {
		strbuf_add(out, "  not saved");
	}
	strbuf_add_char(out, ' ');
}

/* What does not fit is left out, keys first. */
void statusline_draw(const struct snapshot *snap, double now, bool ascii,
		     struct canvas *c, struct rect r)
{
	struct strbuf state;
	int used, right, middle;

	if (r.rows <= 0 || r.cols <= 0)
		return;
	strbuf_init(&state);
	if (snap)
		add_state(&state, snap, now);
	canvas_fill(c, r, style_role(ROLE_TITLE_LINE), ascii ? '-' : 0x2500);
	right = min_int(r.cols, text_width(state.text) + 1);
	middle = snap && *snap->status ? text_width(snap->status) + 3 : 0;
	used = draw_keys(!snap || snap->running, c, r,
			 r.cols - right - middle);
	if (middle && used + right + middle <= r.cols)
		canvas_printf(c, r, r.row, r.col + used + 1,
			      style_role(ROLE_ACCENT), " %s ", snap->status);
	canvas_text(c, r, r.row, r.col + r.cols - right,
		    style_role(ROLE_STATUS), state.text);
	strbuf_release(&state);
}
