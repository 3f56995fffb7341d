/* look.h: how the screen may look: the values of --glyphs, --palette, --color
 * and --background in struct startup, in the order of their words in the option
 * table.  The screen decides by the terminal what _AUTO is. */
#ifndef LANG_LOOK_H
#define LANG_LOOK_H

enum glyphs { GLYPH_AUTO, GLYPH_BRAILLE, GLYPH_BLOCKS, GLYPH_ASCII };
enum palette { PALETTE_VIRIDIS, PALETTE_INFERNO, PALETTES };
enum color_choice {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
	COLOR_16,
	COLOR_256,
	COLOR_DIRECT,
};
enum background_choice { BACKGROUND_AUTO, BACKGROUND_DARK, BACKGROUND_LIGHT };

#endif
