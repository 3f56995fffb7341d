/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel.c: the table of panels, and all of them on one screen. */
#include "config.h"
#include "ui/panel.h"
#include "ui/chrome.h"
#include "ui/layout.h"

#define ROW(ID, name) [PANEL_##ID] = &name##_panel,
const struct panel *const panel_table[PANELS] = { PANEL_LIST(ROW) };
#undef ROW

static bool has_title(const struct layout *l, int row, int col)
{
	for (int i = 0; i < PANELS; i++) {
		const struct rect *r = &l->panel[i];

		if (panel_table[i]->side != SIDE_HEADER && r->rows > 0 &&
		    r->row == row && col >= r->col && col < r->col + r->cols)
			return true;
	}
	return false;
}

/* Draws the rule between two columns of panels, joined to the titles beside
 * it. */
static void rule_draw(const struct scene *s, const struct layout *l,
		      struct canvas *c, int col)
{
	struct rect all = { 0, 0, c->rows, c->cols };
	int first = l->header;
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

/* Is another panel with a time axis in the same columns? */
static bool is_stacked(const struct layout *l, int i)
{
	const struct rect *r = &l->panel[i];

	for (int k = 0; k < PANELS; k++) {
		const struct rect *other = &l->panel[k];

		if (k != i && panel_table[k]->time_axis && other->rows > 0 &&
		    other->col == r->col && other->cols == r->cols)
			return true;
	}
	return false;
}

/* The scene for one panel of the layout. */
static struct scene placed(const struct scene *s, const struct layout *l, int i)
{
	struct scene scene = *s;

	scene.stacked = is_stacked(l, i);
	return scene;
}

int panels_find(const struct scene *s, const struct layout *l, int row, int col,
		struct spot *spot)
{
	*spot = (struct spot){ -1, -1 };
	for (int i = 0; i < PANELS; i++) {
		const struct rect *r = &l->panel[i];

		if (!rect_holds(*r, row, col))
			continue;
		if (panel_table[i]->find) {
			struct scene scene = placed(s, l, i);

			*spot = panel_table[i]->find(&scene, *r, row, col);
		}
		return i;
	}
	return -1;
}

int panels_units(const struct scene *s, const struct layout *l)
{
	for (int i = 0; i < PANELS; i++)
		if (panel_table[i]->units && l->panel[i].rows > 0)
			return panel_table[i]->units(s, l->panel[i]);
	return 0;
}

/* Characters of the panels with a time axis, or of the others. */
static int characters(const struct scene *s, const struct layout *l, bool axis)
{
	int most = 0;

	for (int i = 0; i < PANELS; i++) {
		const struct panel *p = panel_table[i];
		struct scene scene = placed(s, l, i);

		if (p->characters && p->time_axis == axis &&
		    l->panel[i].rows > 0)
			most = max_int(most,
				       p->characters(&scene, l->panel[i]));
	}
	return most;
}

/* Keeps the cursor within the map. */
int panels_characters(const struct scene *s, const struct layout *l)
{
	int most = characters(s, l, true);

	return most > 0 ? most : characters(s, l, false);
}

void panels_draw(const struct scene *s, const struct layout *l,
		 struct canvas *c)
{
	for (int i = 0; i < PANELS; i++) {
		const struct rect *r = &l->panel[i];
		struct scene scene = placed(s, l, i);

		if (r->rows == 0)
			continue;
		panel_table[i]->draw(&scene, c, *r);
		if (r->col > 0)
			rule_draw(s, l, c, r->col - 1);
	}
}
