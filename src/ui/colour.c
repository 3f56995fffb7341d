/* SPDX-License-Identifier: GPL-3.0-or-later */
/* colour.c: roles and map levels as attributes and pairs of curses. */
#include "config.h"
#include "ui/colour.h"
#include "lang/look.h"
#include <curses.h>
#include <stdlib.h>
#include <string.h>
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
	enum background background;
	int plain_fg, plain_bg; /* the terminal's own: -1 if it can say so */
	int pair[FG_KEYS][BG_KEYS]; /* 0 not requested yet, -1 not available */
	int used, limit;            /* curses pairs 1..used are ours */
	struct {
		int fg, bg;
	} of[PAIRS_MAX + 1];
};

/* The attributes of a role, beside its colour or without one. */
static const struct role_attr {
	attr_t colour, mono;
} role_attr[ROLES] = {
	[ROLE_DIM] = { 0, A_DIM },
	[ROLE_TITLE] = { A_BOLD, A_BOLD },
	[ROLE_TITLE_LINE] = { 0, A_DIM },
	[ROLE_VALUE] = { A_BOLD, A_BOLD },
	[ROLE_ACCENT] = { A_BOLD, A_BOLD },
	[ROLE_GOOD] = { A_BOLD, A_BOLD },
	[ROLE_WARN] = { A_BOLD, A_BOLD },
	[ROLE_ERROR] = { A_BOLD, A_BOLD },
	[ROLE_ALARM] = { A_REVERSE | A_BOLD, A_REVERSE | A_BOLD },
	[ROLE_CURVE] = { A_BOLD, A_BOLD },
	[ROLE_BAND] = { 0, A_DIM },
	[ROLE_VALID] = { 0, A_BOLD },
	[ROLE_REFERENCE] = { 0, A_DIM },
	[ROLE_MARK] = { 0, A_BOLD },
	[ROLE_STATUS] = { 0, A_DIM },
	[ROLE_SELECTED] = { A_REVERSE, A_REVERSE },
};

bool colours_refused(int choice)
{
	const char *no_color = getenv("NO_COLOR");

	return choice == COLOR_NEVER ||
	       (choice == COLOR_AUTO && no_color != NULL && *no_color != '\0');
}

/* Never more than terminfo has. */
static enum colour_depth decide(int choice)
{
	bool direct = tigetflag("RGB") > 0 || tigetnum("RGB") > 0 ||
		      COLORS > 256;

	if (colours_refused(choice) || !has_colors() || COLORS < 8)
		return DEPTH_MONO;
	/* A direct terminal has only the first eight of the old palette. */
	if (COLORS < 16 || (choice == COLOR_16 && direct))
		return DEPTH_8;
	if (COLORS < 256 || choice == COLOR_16)
		return DEPTH_16;
	/* On a direct terminal a number is 0xRRGGBB, not an index: 256 are not
	 * available. */
	return direct ? DEPTH_DIRECT : DEPTH_256;
}

struct colours *colours_new(int choice, enum palette palette,
			    enum background background)
{
	struct colours *c = xcalloc(1, sizeof *c);

	c->depth = decide(choice);
	c->palette = palette;
	c->background = background;
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

void colours_free(struct colours *c) { free(c); }

enum colour_depth colours_depth(const struct colours *c) { return c->depth; }

enum background colours_background(const struct colours *c)
{
	return c->background;
}

void colours_set_background(struct colours *c, enum background background)
{
	c->background = background;
	c->used = 0;
	memset(c->pair, 0, sizeof c->pair);
}

/* A colour of a direct terminal.  It reserves the lowest numbers, at most 256,
 * for its old palette; instead of one of those the colour gets a trace of
 * green. */
static int from_rgb(uint32_t rgb)
{
	return (int)(rgb < 0x100 ? rgb | 0x100 : rgb);
}

static int basic_colours(const struct colours *c)
{
	return c->depth == DEPTH_8 ? 8 : 16;
}

static bool is_basic(const struct colours *c)
{
	return c->depth == DEPTH_8 || c->depth == DEPTH_16;
}

static int map_colour(const struct colours *c, int map, int level)
{
	enum map m = (enum map)map;

	if (is_basic(c))
		return palette_basic(m, basic_colours(c), c->background, level);
	if (c->depth == DEPTH_DIRECT)
		return from_rgb(
			palette_direct(m, c->palette, c->background, level));
	return palette_xterm(m, c->palette, c->background, level);
}

/* -1: the terminal's own foreground. */
static int role_colour(const struct colours *c, int role)
{
	int colour = is_basic(c) ? palette_role_basic((enum role)role,
						      basic_colours(c),
						      c->background)
				 : palette_role((enum role)role, c->background);

	if (colour >= 0 && c->depth == DEPTH_DIRECT)
		return from_rgb(palette_rgb(colour));
	return colour;
}

/* The curses pair of two colours; -1 if there are no more. */
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

/* Text on a level of a map: the terminal's own foreground may suit another
 * background than the one the map was made for. */
static int ink_on_map(const struct colours *c)
{
	enum { BLACK = 16, NEAR_WHITE = 254 };
	const int ink = c->background == LIGHT_BACKGROUND ? BLACK : NEAR_WHITE;

	if (is_basic(c))
		return c->plain_fg;
	return c->depth == DEPTH_DIRECT ? from_rgb(palette_rgb(ink)) : ink;
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

		if (fg < 0)
			fg = s->bg_map ? ink_on_map(c) : c->plain_fg;
		*pair = fg == -1 && bg == -1 ? -1 : find_pair_of(c, fg, bg);
	}
	return max_int(*pair, 0);
}

/* The attributes of a terminal with few colours.  A role may have no colour
 * there: then those of a screen without colour.  Many terminals brighten a bold
 * colour, which makes it invisible on a light background. */
static attr_t basic_attr(const struct colours *c, int role)
{
	attr_t attr = role_attr[role].colour;

	if (role_colour(c, role) < 0)
		return attr | role_attr[role].mono;
	return c->background == LIGHT_BACKGROUND ? attr & ~(attr_t)A_BOLD
						 : attr;
}

static attr_t attributes(const struct colours *c, const struct style *s,
			 int role)
{
	if (c->depth == DEPTH_MONO)
		return role_attr[role].mono;
	/* Bold would make a level of a map brighter. */
	if (s->fg_map)
		return 0;
	return is_basic(c) ? basic_attr(c, role) : role_attr[role].colour;
}

struct cell_look colours_look(struct colours *c, const struct style *s)
{
	int role = s->role < ROLES ? s->role : ROLE_TEXT;
	struct cell_look look = { .attr = attributes(c, s, role) };

	if (c->depth != DEPTH_MONO)
		look.pair = style_pair(c, s, role);
	if (s->bold && !s->fg_map)
		look.attr |= A_BOLD;
	if (s->reverse)
		look.attr |= A_REVERSE;
	if (s->underline)
		look.attr |= A_UNDERLINE;
	return look;
}
