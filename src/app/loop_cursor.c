/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop_cursor.c: which unit and which character the maps are about. */
#include "config.h"

#include "app/loop_private.h"

#include "ui/cursor.h"

/* Units that the map shows at once. */
static int units_shown(const struct loop *l, const struct scene *scene)
{
	return panels_units(scene, &l->frame.layout);
}

static void choose(struct loop *l, long unit)
{
	struct scene scene = frame_scene(&l->frame);

	cursor_choose(&scene, units_shown(l, &scene), &l->choice, unit);
	l->dirty = true;
}

void loop_change_unit(struct loop *l, long by)
{
	long n = loop_units(l);

	if (l->frame.snap)
		choose(l, ((l->choice.unit + by) % n + n) % n);
}

void loop_page_units(struct loop *l, int direction)
{
	struct scene scene = frame_scene(&l->frame);
	int fit;

	if (!l->frame.snap)
		return;
	fit = units_shown(l, &scene);
	cursor_scroll(&scene, fit, &l->choice, direction * fit);
	l->dirty = true;
}

/* Characters of the maps while training rests; 0: no cursor now. */
static int characters(const struct loop *l)
{
	struct scene scene = frame_scene(&l->frame);

	if (!l->frame.snap || snapshot_track(l->frame.snap)->running ||
	    l->frame.layout.too_small)
		return 0;
	return panels_characters(&scene, &l->frame.layout);
}

void loop_end_cursor(struct loop *l)
{
	l->dirty |= l->choice.cursor;
	l->choice.cursor = false;
}

void loop_keep_cursor(struct loop *l)
{
	int last = characters(l) - 1;
	bool possible = last >= 0;

	if (!possible || !prompt_is_idle(l->prompt))
		loop_end_cursor(l);
	else
		l->choice.cursor_back = min_int(l->choice.cursor_back, last);
	prompt_set_arrows(l->prompt, l->choice.cursor ? ARROWS_MOVE
				     : possible       ? ARROWS_BEGIN
						      : ARROWS_HISTORY);
	prompt_set_examples(l->prompt, l->frame.snap && l->frame.snap->example);
}

void loop_move_cursor(struct loop *l, enum cursor_move move)
{
	int last = characters(l) - 1, *back = &l->choice.cursor_back;

	if (last < 0)
		return;
	l->dirty = true;
	if (!l->choice.cursor) { /* the first key only shows it */
		l->choice.cursor = true;
		*back = 0;
		return;
	}
	if (move == MOVE_UP || move == MOVE_DOWN)
		choose(l, l->choice.unit + (move == MOVE_UP ? -1 : 1));
	else if (move == MOVE_FIRST || move == MOVE_LAST)
		*back = move == MOVE_FIRST ? last : 0;
	else
		*back += move == MOVE_LEFT ? 1 : -1;
	*back = clamp_int(*back, 0, last);
}

/* --- the mouse ------------------------------------------------------------ */

static void click(struct loop *l, const struct spot *spot)
{
	int last = characters(l) - 1, back;

	if (spot->unit >= 0)
		choose(l, spot->unit);
	if (spot->column < 0 || last < 0 || !prompt_is_idle(l->prompt))
		return;
	back = l->frame.snap->columns - 1 - spot->column;
	l->choice.cursor = true;
	l->choice.cursor_back = clamp_int(back, 0, last);
	l->dirty = true;
}

void loop_mouse(struct loop *l, const struct mouse *m)
{
	enum { UNITS_PER_NOTCH = 2 };
	struct scene scene = frame_scene(&l->frame);
	int wheel = m->button == MOUSE_WHEEL_UP     ? -1
		    : m->button == MOUSE_WHEEL_DOWN ? 1
						    : 0;
	struct spot spot;
	int panel;

	if (!l->frame.snap || l->frame.layout.too_small)
		return;
	if (wheel && rect_holds(l->frame.layout.pane, m->row, m->col)) {
		pane_scroll(l->pane, wheel);
		l->dirty = true;
		return;
	}
	panel = panels_find(&scene, &l->frame.layout, m->row, m->col, &spot);
	if (wheel && panel >= 0 && panel_table[panel]->units) {
		cursor_scroll(&scene, units_shown(l, &scene), &l->choice,
			      wheel * UNITS_PER_NOTCH);
		l->dirty = true;
	} else if (m->button == MOUSE_LEFT && panel >= 0) {
		click(l, &spot);
	}
}
