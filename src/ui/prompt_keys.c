/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_keys.c: a function for each key of the table. */
#include "config.h"

#include "ui/prompt_private.h"

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
	[KEY_ID_STEP] = on_step,
	[KEY_ID_PANE_UP] = on_pane_up,
	[KEY_ID_PANE_DOWN] = on_pane_down,
	[KEY_ID_REDRAW] = on_redraw,
};
