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
	[PANEL_NUMBERS] = { 1, 20, numbers_draw, no_columns, NULL, NULL, NULL },
	[PANEL_LOSS] = { 6, 24, loss_draw, no_columns, NULL, NULL, NULL },
	[PANEL_SAMPLE] = { 3, 16, sample_draw, no_columns, NULL, NULL, NULL },
	[PANEL_HIDDEN] = { 5, 20, hidden_draw, time_axis_columns, hidden_find,
			   hidden_characters, hidden_units },
	[PANEL_GATES] = { 8, 20, gates_draw, time_axis_columns, gates_find,
			  gates_characters, NULL },
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
				 : left && right               ? SIGN_CROSS
				 : left                        ? SIGN_LEFT
				 : right                       ? SIGN_RIGHT
							       : SIGN_BAR;

		canvas_put(c, all, row, col, style_role(ROLE_TITLE_LINE),
			   sign_of(s->glyphs, sign));
	}
}

/* The scene as the layout has it. */
static struct scene placed(const struct scene *s, const struct layout *l)
{
	const struct rect *hidden = &l->panel[PANEL_HIDDEN];
	const struct rect *gates = &l->panel[PANEL_GATES];
	struct scene scene = *s;

	scene.stacked = hidden->rows > 0 && gates->rows > 0 &&
			hidden->col == gates->col &&
			hidden->cols == gates->cols;
	return scene;
}

int panels_find(const struct scene *s, const struct layout *l, int row, int col,
		struct spot *spot)
{
	struct scene scene = placed(s, l);

	*spot = (struct spot){ -1, -1 };
	for (int i = 0; i < PANELS; i++) {
		const struct rect *r = &l->panel[i];

		if (!rect_holds(*r, row, col))
			continue;
		if (panel_table[i].find)
			*spot = panel_table[i].find(&scene, *r, row, col);
		return i;
	}
	return -1;
}

int panels_units(const struct scene *s, const struct layout *l)
{
	const struct rect *r = &l->panel[PANEL_HIDDEN];

	return r->rows > 0 ? panel_table[PANEL_HIDDEN].units(s, *r) : 0;
}

int panels_characters(const struct scene *s, const struct layout *l)
{
	struct scene scene = placed(s, l);
	int most = 0;

	for (int i = 0; i < PANELS; i++)
		if (l->panel[i].rows > 0 && panel_table[i].characters)
			most = max_int(most, panel_table[i].characters(
						     &scene, l->panel[i]));
	return most;
}

void panels_draw(const struct scene *s, const struct layout *l,
		 struct canvas *c)
{
	struct scene scene = placed(s, l);

	for (int i = 0; i < PANELS; i++) {
		const struct rect *r = &l->panel[i];

		if (r->rows == 0)
			continue;
		panel_table[i].draw(&scene, c, *r);
		if (r->col > 0)
			rule_draw(s, l, c, r->col - 1);
	}
}
