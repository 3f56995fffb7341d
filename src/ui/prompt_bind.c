/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_bind.c: readline's variables and keys, before the user's inputrc and
 * after. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "ui/prompt_bind.h"
#include "ui/prompt_private.h"

enum { MAPS = 3, DEEP = 8 };

static Keymap root_of(int i)
{
	const Keymap map[MAPS] = { emacs_standard_keymap, vi_insertion_keymap,
				   vi_movement_keymap };

	return map[i];
}

static void set_variables(void)
{
	rl_readline_name = "rnntui";
	rl_instream = stdin;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0; /* else LINES freezes the screen's size */
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_completer_word_break_characters = " \t\n\"=<>()+-*^,";
	rl_completer_quote_characters = "\"";
	rl_filename_quote_characters = " \t\"#";
	rl_variable_bind("show-all-if-ambiguous", "on");
}

void prompt_bind(void)
{
	set_variables();
	for (size_t i = 0; i < KEY_IDS; i++) {
		const struct key *k = &key_table[i];

		if (!prompt_key[i])
			continue;
		rl_add_defun(k->function, prompt_key[i], -1);
		for (int m = 0; m < MAPS; m++)
			for (size_t s = 0;
			     s < LENGTH(k->sequence) && k->sequence[s]; s++)
				rl_bind_keyseq_in_map(k->sequence[s],
						      prompt_key[i],
						      root_of(m));
	}
	/* Alt and Enter would silently change to vi's mode. */
	rl_unbind_key_in_map('\r', emacs_meta_keymap);
	rl_unbind_key_in_map('\n', emacs_meta_keymap);
	/* A keyboard macro that calls itself reads freed memory (8.2). */
	for (const char *c = "()eE"; *c; c++)
		rl_unbind_key_in_map(*c, emacs_ctlx_keymap);
	/* So does an undo after a search that is not incremental. */
	rl_unbind_key_in_map('n', emacs_meta_keymap);
}

/* --- macros of the inputrc ------------------------------------------------ */

/* Bytes at the start of `text` that are a key bound to a function; 0: none. */
static size_t bound_key(const char *text, Keymap map)
{
	unsigned char c = (unsigned char)*text;

	if (c >= 32 && c != 127)
		return 1;
	for (size_t n = 1; n <= strlen(text); n++) {
		int type = ISKMAP;

		if (rl_function_of_keyseq_len(text, n, map, &type) &&
		    type == ISFUNC)
			return n;
	}
	return 0;
}

/* Readline 8.2 crashes if a macro presses an unbound key, and never returns if
 * one presses itself. */
static bool is_safe(const char *macro, Keymap map)
{
	size_t n;

	for (; *macro; macro += n)
		if (!(n = bound_key(macro, map)))
			return false;
	return true;
}

static void drop_unsafe(Keymap map, Keymap root, int depth)
{
	for (int key = 0; depth < DEEP && key < KEYMAP_SIZE; key++) {
		KEYMAP_ENTRY *e = &map[key];

		if (e->type == ISKMAP && e->function)
			drop_unsafe((Keymap)(void *)e->function, root,
				    depth + 1);
		if (e->type != ISMACR || is_safe((char *)e->function, root))
			continue;
		free((char *)e->function);
		e->type = ISFUNC;
		e->function = map == root && (key == '\r' || key == '\n')
				      ? rl_newline
				      : NULL;
	}
}

/* Only these keep the bytes of a character whole and the terminal silent. */
static void fix_variables(void)
{
	rl_variable_bind("convert-meta", "off");
	rl_variable_bind("input-meta", "on");
	rl_variable_bind("output-meta", "on");
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("enable-bracketed-paste", "off");
}

void prompt_bind_rest(int (*paste)(int, int))
{
	fix_variables();
	for (int m = 0; m < MAPS; m++) {
		rl_bind_keyseq_in_map("\\e[200~", paste, root_of(m));
		drop_unsafe(root_of(m), root_of(m), 0);
	}
}
