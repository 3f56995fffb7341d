/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_keys.c: a function for each key of the table. */
#include "config.h"

#include "ui/prompt_private.h"

#include <stdio.h>
#include <string.h>

static int on_help(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_HELP);
}

static int on_zoom(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_ZOOM);
}

static int on_unit_before(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_UNIT_BEFORE);
}

static int on_unit_after(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_UNIT_AFTER);
}

static int on_pause(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_PAUSE);
}

static int on_layout(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_LAYOUT);
}

static int on_units_before(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_UNITS_BEFORE);
}

static int on_units_after(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_UNITS_AFTER);
}

static int on_step(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_STEP);
}

static int on_pane_up(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_PANE_UP);
}

static int on_pane_down(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_PANE_DOWN);
}

static int on_redraw(int n UNUSED, int c UNUSED)
{
	return prompt_emit_key(KEY_ID_REDRAW);
}

int (*const prompt_key[KEY_IDS])(int count, int key) = {
	[KEY_ID_HELP] = on_help,
	[KEY_ID_ZOOM] = on_zoom,
	[KEY_ID_UNIT_BEFORE] = on_unit_before,
	[KEY_ID_UNIT_AFTER] = on_unit_after,
	[KEY_ID_PAUSE] = on_pause,
	[KEY_ID_LAYOUT] = on_layout,
	[KEY_ID_UNITS_BEFORE] = on_units_before,
	[KEY_ID_UNITS_AFTER] = on_units_after,
	[KEY_ID_STEP] = on_step,
	[KEY_ID_PANE_UP] = on_pane_up,
	[KEY_ID_PANE_DOWN] = on_pane_down,
	[KEY_ID_REDRAW] = on_redraw,
};

/* --- the cursor ----------------------------------------------------------- */

/* As terminals send them, in both modes of their keypad. */
static const struct {
	const char *bytes;
	enum cursor_move move;
} moves[] = {
	{ "\033[A", MOVE_UP },     { "\033OA", MOVE_UP },
	{ "\033[B", MOVE_DOWN },   { "\033OB", MOVE_DOWN },
	{ "\033[C", MOVE_RIGHT },  { "\033OC", MOVE_RIGHT },
	{ "\033[D", MOVE_LEFT },   { "\033OD", MOVE_LEFT },
	{ "\033[H", MOVE_FIRST },  { "\033OH", MOVE_FIRST },
	{ "\033[1~", MOVE_FIRST }, { "\033[7~", MOVE_FIRST },
	{ "\033[F", MOVE_LAST },   { "\033OF", MOVE_LAST },
	{ "\033[4~", MOVE_LAST },  { "\033[8~", MOVE_LAST },
};

bool prompt_move(struct prompt *p)
{
	for (size_t i = 0; i < LENGTH(moves); i++) {
		enum cursor_move move = moves[i].move;

		if (strcmp(p->key.text, moves[i].bytes) != 0)
			continue;
		if (p->arrows == ARROWS_HISTORY ||
		    (p->arrows == ARROWS_BEGIN && move != MOVE_LEFT &&
		     move != MOVE_RIGHT))
			return false;
		/* The next one may come before the screen knows of this. */
		p->arrows = ARROWS_MOVE;
		prompt_emit(p, (struct prompt_event){ .kind = PROMPT_MOVE,
						      .move = move });
		return true;
	}
	return false;
}

bool prompt_example(struct prompt *p)
{
	const bool after = !strcmp(p->key.text, "]");

	if (!p->examples || (!after && strcmp(p->key.text, "[") != 0))
		return false;
	prompt_emit_key(after ? KEY_ID_EXAMPLE_AFTER : KEY_ID_EXAMPLE_BEFORE);
	return true;
}

/* A report that is incomplete, or of a released button, is ignored. */
void prompt_mouse(struct prompt *p)
{
	enum { MODIFIERS = 4 | 8 | 16 };
	struct mouse m;
	char end = 0;

	if (sscanf(p->key.text, "\033[<%5d;%5d;%5d%c", &m.button, &m.col,
		   &m.row, &end) != 4 ||
	    end != 'M' || p->question)
		return;
	m.button &= ~MODIFIERS;
	m.row--;
	m.col--;
	prompt_emit(p,
		    (struct prompt_event){ .kind = PROMPT_MOUSE, .mouse = m });
}
