/* SPDX-License-Identifier: GPL-3.0-or-later */
/* colour.c: roles and map levels as attributes and pairs of curses. */
#include "config.h"
#include "ui/colour.h"
#include "cmd/options.h"
#include <curses.h>
#include <stdlib.h>
#include <term.h>

/* A foreground is a role or a level of a map, a background nothing or a level:
 * as keys they index the cache of pairs. */
enum {
	MAPS = 2,
	FG_KEYS = ROLES + MAPS * MAP_LEVELS,
	BG_KEYS = 1 + MAPS * MAP_LEVELS,
	PAIRS_MAX = FG_KEYS * BG_KEYS,
};

struct colours {
	enum colour_depth depth;
	enum palette palette;
	int plain_fg, plain_bg; /* the terminal's own: -1 where it can say so */
	int pair[FG_KEYS][BG_KEYS]; /* 0 not asked for yet, -1 cannot be had */
	int used, limit;            /* curses pairs 1..used are ours */
	struct { int fg, bg; } of[PAIRS_MAX + 1];
};

/* How a role looks: colours of 8 and of 256 (-1 the terminal's own), and what
 * sets it apart without colour.  The 256 are of middle lightness, so that they
 * read on a dark and on a light screen; curve, valid, good and error differ in
 * lightness too. */
static const struct role_look {
	short basic, xterm;
	attr_t colour_attr, mono_attr;
} role_look[ROLES] = {
	[ROLE_TEXT] = { -1, -1, 0, 0 },
	[ROLE_DIM] = { -1, 245, 0, A_DIM },
	[ROLE_TITLE] = { -1, -1, A_BOLD, A_BOLD },
	[ROLE_TITLE_LINE] = { -1, 240, 0, A_DIM },
	[ROLE_VALUE] = { -1, -1, A_BOLD, A_BOLD },
	[ROLE_ACCENT] = { COLOR_CYAN, 74, A_BOLD, A_BOLD },
	[ROLE_GOOD] = { COLOR_GREEN, 71, A_BOLD, A_BOLD },
	[ROLE_WARN] = { COLOR_YELLOW, 172, A_BOLD, A_BOLD },
	[ROLE_ERROR] = { COLOR_RED, 167, A_BOLD, A_BOLD },
	[ROLE_ALARM] = { COLOR_RED, 167, A_REVERSE | A_BOLD,
			 A_REVERSE | A_BOLD },
	[ROLE_CURVE] = { COLOR_CYAN, 75, A_BOLD, A_BOLD },
	[ROLE_BAND] = { COLOR_BLUE, 103, 0, A_DIM },
	[ROLE_VALID] = { COLOR_YELLOW, 208, 0, A_BOLD },
	[ROLE_REFERENCE] = { -1, 102, 0, A_DIM },
	[ROLE_MARK] = { COLOR_MAGENTA, 170, 0, A_BOLD },
	[ROLE_STATUS] = { -1, 245, 0, A_DIM },
	[ROLE_PROMPT] = { -1, -1, 0, 0 },
	[ROLE_PANE] = { -1, -1, 0, 0 },
	[ROLE_SELECTED] = { -1, -1, A_REVERSE, A_REVERSE },
};

/* --color, then NO_COLOR, then terminfo; never more than terminfo has. */
static enum colour_depth decide(int choice)
{
	const char *no_color = getenv("NO_COLOR");
	bool refused = no_color != NULL && *no_color != '\0';

	if (choice == COLOR_NEVER || (choice == COLOR_AUTO && refused))
		return DEPTH_MONO;
	if (!has_colors() || COLORS < 8)
		return DEPTH_MONO;
	if (choice == COLOR_16 || COLORS < 256)
		return DEPTH_8;
	/* There a number is 0xRRGGBB and no index: 256 cannot be had. */
	if (tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || COLORS > 256)
		return DEPTH_DIRECT;
	return DEPTH_256;
}

struct colours *colours_new(int choice, enum palette palette)
{
	struct colours *c = xcalloc(1, sizeof *c);

	c->depth = decide(choice);
	c->palette = palette;
	c->plain_fg = c->plain_bg = -1;
	if (c->depth == DEPTH_MONO)
		return c;
	c->limit = min_int(COLOR_PAIRS - 1, PAIRS_MAX);
	if (use_default_colors() == ERR) {
		c->plain_fg = COLOR_WHITE;
		c->plain_bg = COLOR_BLACK;
	}
	return c;
}

void colours_free(struct colours *c)
{
	free(c);
}

enum colour_depth colours_depth(const struct colours *c)
{
	return c->depth;
}

/* An index of the 256 as this terminal wants it. */
static int from_xterm(const struct colours *c, int index)
{
	if (c->depth != DEPTH_DIRECT)
		return index;
	/* Direct terminals take 0..7 for their old palette. */
	return max_int((int)palette_rgb(index), 8);
}

static int map_colour(const struct colours *c, int map, int level)
{
	level = min_int(level, MAP_LEVELS - 1);
	if (c->depth == DEPTH_8)
		return palette_basic((enum map)map, level);
	return from_xterm(c, palette_levels((enum map)map, c->palette)[level]);
}

static int role_colour(const struct colours *c, int role)
{
	const struct role_look *look = &role_look[role];

	if (c->depth == DEPTH_8)
		return look->basic < 0 ? c->plain_fg : look->basic;
	return look->xterm < 0 ? c->plain_fg : from_xterm(c, look->xterm);
}

/* The curses pair of two colours; -1: there are no more. */
static int find_pair_of(struct colours *c, int fg, int bg)
{
	for (int i = 1; i <= c->used; i++)
		if (c->of[i].fg == fg && c->of[i].bg == bg)
			return i;
	if (c->used >= c->limit ||
	    init_extended_pair(c->used + 1, fg, bg) == ERR)
		return -1;
	c->used++;
	c->of[c->used].fg = fg;
	c->of[c->used].bg = bg;
	return c->used;
}

static int map_key(int map, int level)
{
	return (map - 1) * MAP_LEVELS + min_int(level, MAP_LEVELS - 1);
}

static int style_pair(struct colours *c, const struct style *s, int role)
{
	int f = s->fg_map ? ROLES + map_key(s->fg_map, s->fg_level) : role;
	int b = s->bg_map ? 1 + map_key(s->bg_map, s->bg_level) : 0;
	int *pair = &c->pair[f][b];

	if (*pair == 0) {
		int fg = s->fg_map ? map_colour(c, s->fg_map, s->fg_level)
				   : role_colour(c, role);
		int bg = s->bg_map ? map_colour(c, s->bg_map, s->bg_level)
				   : c->plain_bg;

		*pair = fg == -1 && bg == -1 ? -1 : find_pair_of(c, fg, bg);
	}
	return max_int(*pair, 0);
}

struct cell_look colours_look(struct colours *c, const struct style *s)
{
	int role = s->role < ROLES ? s->role : ROLE_TEXT;
	struct cell_look look = { 0 };

	if (c->depth == DEPTH_MONO) {
		look.attr = role_look[role].mono_attr;
	} else {
		look.pair = style_pair(c, s, role);
		/* Bold would make a level of a map brighter than it is. */
		if (!s->fg_map)
			look.attr = role_look[role].colour_attr;
		if (c->depth == DEPTH_8 && role_look[role].xterm >= 0 &&
		    role_look[role].basic < 0)
			look.attr |= role_look[role].mono_attr;
	}
	if (s->bold && !s->fg_map)
		look.attr |= A_BOLD;
	if (s->reverse)
		look.attr |= A_REVERSE;
	return look;
}
