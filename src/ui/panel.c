/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel.c: the table of panels, and all of them on one screen. */
#include "config.h"
#include "ui/panel.h"
#include "ui/chrome.h"
#include "ui/layout.h"
#include "ui/panel_draw.h"

static int no_columns(struct rect r)
{
	(void)r;
	return 0;
}

/* The rows of the gates hold lstm's six, the title and the characters. */
const struct panel panel_table[PANELS] = {
	[PANEL_NUMBERS] = { 1, 20, numbers_draw, no_columns },
	[PANEL_LOSS] = { 6, 24, loss_draw, no_columns },
	[PANEL_SAMPLE] = { 3, 16, sample_draw, no_columns },
	[PANEL_HIDDEN] = { 5, 20, hidden_draw, time_axis_columns },
	[PANEL_GATES] = { 8, 20, gates_draw, time_axis_columns },
};

static bool has_title(const struct layout *l, int row, int col)
{
	for (int i = 0; i < PANELS; i++) {
		const struct rect *r = &l->panel[i];

		if (i != PANEL_NUMBERS && r->rows > 0 && r->row == row &&
		    col >= r->col && col < r->col + r->cols)
			return true;
	}
	return false;
}

/* The rule between two columns of panels, joined to the titles beside it. */
static void rule_draw(const struct scene *s, const struct layout *l,
		      struct canvas *c, int col)
{
	const struct rect *head = &l->panel[PANEL_NUMBERS];
	struct rect all = { 0, 0, c->rows, c->cols };
	int first = head->row + head->rows;
	int end = l->pane.rows > 0 ? l->pane.row : l->status.row;

	for (int row = first; row < end; row++) {
		bool left = has_title(l, row, col - 1);
		bool right = has_title(l, row, col + 1);
		enum sign sign = row == first && left && right ? SIGN_TEE
				 : left && right ? SIGN_CROSS
				 : left ? SIGN_LEFT
				 : right ? SIGN_RIGHT : SIGN_BAR;

		canvas_put(c, all, row, col, style_role(ROLE_TITLE_LINE),
			   sign_of(s->glyphs, sign));
	}
}

void panels_draw(const struct scene *s, const struct layout *l,
		 struct canvas *c)
{
	for (int i = 0; i < PANELS; i++) {
		const struct rect *r = &l->panel[i];

		if (r->rows == 0)
			continue;
		panel_table[i].draw(s, c, *r);
		if (r->col > 0)
			rule_draw(s, l, c, r->col - 1);
	}
}
