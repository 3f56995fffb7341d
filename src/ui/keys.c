/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.c: the keys of the screen. */
#include "config.h"

#include "ui/keys.h"

const struct key key_table[KEY_IDS] = {
	[KEY_ID_HELP] = {
		"F1", "M-h", "rnntui-help", "help",
		"the keys and the commands",
		{ "\\eOP", "\\e[[A", "\\e[11~", "\\eh" },
	},
	[KEY_ID_ZOOM] = {
		"F2", "M-z", "rnntui-zoom", "zoom",
		"one panel alone: the next one, in the end all again",
		{ "\\eOQ", "\\e[[B", "\\e[12~", "\\ez" },
	},
	[KEY_ID_UNIT_BEFORE] = {
		"F3", "M-a", "rnntui-unit-before", NULL,
		"the gates of the unit before",
		{ "\\eOR", "\\e[[C", "\\e[13~", "\\ea" },
	},
	[KEY_ID_UNIT_AFTER] = {
		"F4", "M-e", "rnntui-unit-after", NULL,
		"the gates of the unit after",
		{ "\\eOS", "\\e[[D", "\\e[14~", "\\ee" },
	},
	[KEY_ID_PAUSE] = {
		"F5", "M-p", "rnntui-pause", "pause",
		"pause, or continue",
		{ "\\e[15~", "\\e[[E", "\\ep" },
	},
	[KEY_ID_LAYOUT] = {
		"F6", "M-o", "rnntui-layout", NULL,
		"the next arrangement of the panels",
		{ "\\e[17~", "\\eo" },
	},
	[KEY_ID_UNITS_BEFORE] = {
		"F7", "M-v", "rnntui-units-before", NULL,
		"the page of units before, in hidden",
		{ "\\e[18~", "\\ev" },
	},
	[KEY_ID_UNITS_AFTER] = {
		"F8", "M-w", "rnntui-units-after", NULL,
		"the page of units after",
		{ "\\e[19~", "\\ew" },
	},
	[KEY_ID_STEP] = {
		"F10", "M-s", "rnntui-step", "step",
		"one iteration",
		{ "\\e[21~", "\\es" },
	},
	[KEY_ID_EXAMPLE_BEFORE] = {
		"[", NULL, NULL, NULL,
		"on an empty line, where an example is shown: the one before",
		{ NULL },
	},
	[KEY_ID_EXAMPLE_AFTER] = {
		"]", NULL, NULL, NULL,
		"the one after",
		{ NULL },
	},
	[KEY_ID_PANE_UP] = {
		"PgUp", "M-k", "rnntui-pane-up", NULL,
		"scroll back the output of commands",
		{ "\\e[5~", "\\ek" },
	},
	[KEY_ID_PANE_DOWN] = {
		"PgDn", "M-j", "rnntui-pane-down", NULL,
		"scroll on",
		{ "\\e[6~", "\\ej" },
	},
	[KEY_ID_REDRAW] = {
		"Ctrl-L", NULL, "rnntui-redraw", NULL,
		"repaint the whole screen",
		{ "\\C-l" },
	},
	[KEY_ID_ESCAPE] = {
		"Esc", NULL, NULL, NULL,
		"close the candidates, the cursor, the output of commands",
		{ NULL },
	},
};

/* Keys that readline or the terminal serve; listed only for help. */
static const struct {
	const char *name, *help;
} others[] = {
	{ "Tab", "complete; again: the next page of candidates" },
	{ "Enter",
	  "run the line, or the pasted lines; empty: step or next again" },
	{ "Up, Down", "earlier and later lines; Ctrl-R searches them" },
	{ "Left, Right", "on an empty line, paused: a cursor in the maps" },
	{ "Home, End", "with the cursor: its ends; Up, Down: the unit" },
	{ "Mouse", "with --mouse: unit and character; the wheel scrolls" },
	{ "Ctrl-C", "pause, drop the line and waiting lines; twice: quit" },
	{ "Ctrl-D", "quit, on an empty line" },
	{ "Ctrl-Z", "suspend; the shell's fg comes back" },
};

void keys_help(struct strbuf *out)
{
	for (size_t i = 0; i < LENGTH(key_table); i++) {
		const struct key *k = &key_table[i];

		strbuf_printf(out, "  %-9s %-5s %s\n", k->name,
			      k->second ? k->second : "", k->help);
	}
	for (size_t i = 0; i < LENGTH(others); i++)
		strbuf_printf(out, "  %-15s %s\n", others[i].name,
			      others[i].help);
	strbuf_add(out, "M-x is Alt and x together, or Esc and then x.\n");
}
