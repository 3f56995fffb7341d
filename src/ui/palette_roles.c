/* SPDX-License-Identifier: GPL-3.0-or-later */
/* palette_roles.c: the colours of the roles, as numbers. */
#include "config.h"
#include "ui/palette.h"

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, BRIGHT = 8 };

/* Each on a dark and on a light background; -1 the terminal's own foreground.
 *
 * Roles that can share a plot (curve, valid, mark, reference) differ in
 * lightness or between blue and yellow, which the red-green blind distinguish.
 * Of the first eight colours green, yellow and cyan cannot be read on white, so
 * there some roles have the terminal's foreground, and attributes set them
 * apart. */
static const struct role_colour {
	short xterm[BACKGROUNDS], basic[BACKGROUNDS];
} role_colour[ROLES] = {
	[ROLE_TEXT] = { { -1, -1 }, { -1, -1 } },
	[ROLE_DIM] = { { 246, 241 }, { -1, -1 } },
	[ROLE_TITLE] = { { -1, -1 }, { -1, -1 } },
	[ROLE_TITLE_LINE] = { { 240, 248 }, { -1, -1 } },
	[ROLE_VALUE] = { { -1, -1 }, { -1, -1 } },
	[ROLE_ACCENT] = { { 74, 25 }, { CYAN, BLUE } },
	[ROLE_GOOD] = { { 77, 22 }, { GREEN, -1 } },
	[ROLE_WARN] = { { 178, 94 }, { YELLOW, MAGENTA } },
	[ROLE_ERROR] = { { 203, 160 }, { RED, RED } },
	[ROLE_ALARM] = { { 203, 160 }, { RED, RED } },
	[ROLE_CURVE] = { { 81, 20 }, { CYAN, BLUE } },
	[ROLE_BAND] = { { 60, 146 }, { BLUE, CYAN } },
	[ROLE_VALID] = { { 208, 94 }, { YELLOW, RED } },
	[ROLE_REFERENCE] = { { 102, 242 }, { -1, -1 } },
	[ROLE_TRACK_1] = { { 81, 20 }, { CYAN, BLUE } },
	[ROLE_TRACK_2] = { { 221, 124 }, { YELLOW, RED } },
	[ROLE_TRACK_3] = { { 43, 24 }, { GREEN, -1 } },
	[ROLE_TRACK_4] = { { 203, 232 }, { RED, MAGENTA } },
	[ROLE_MARK] = { { 170, 127 }, { MAGENTA, MAGENTA } },
	[ROLE_STATUS] = { { 246, 241 }, { -1, -1 } },
	[ROLE_PROMPT] = { { -1, -1 }, { -1, -1 } },
	[ROLE_PANE] = { { -1, -1 }, { -1, -1 } },
	[ROLE_SELECTED] = { { -1, -1 }, { -1, -1 } },
};

int palette_role(enum role role, enum background b)
{
	return role_colour[role].xterm[b];
}

/* On a dark background text is bright: the normal red is too dark there. */
int palette_role_basic(enum role role, int colours, enum background b)
{
	int colour = role_colour[role].basic[b];

	if (colours >= 16 && colour >= 0 && b == DARK_BACKGROUND &&
	    palette_role_is_text(role))
		return colour + BRIGHT;
	return colour;
}

bool palette_role_is_text(enum role role)
{
	return role != ROLE_TITLE_LINE && role != ROLE_BAND;
}
