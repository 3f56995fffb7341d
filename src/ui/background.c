/* SPDX-License-Identifier: GPL-3.0-or-later */
/* background.c: whether a terminal's background is dark or light. */
#include "config.h"

#include "ui/background.h"

#include <string.h>

/* The last field is the background, as one of 16 colours: 7 and the bright
 * ones are light, but not 8, a dark grey. */
bool background_of_colorfgbg(const char *value, enum background *background)
{
	const char *last = value ? strrchr(value, ';') : NULL;
	int colour = 0;

	if (!last || !last[1] || strlen(last + 1) > 2)
		return false;
	while (*++last) {
		if (*last < '0' || *last > '9')
			return false;
		colour = 10 * colour + *last - '0';
	}
	if (colour > 15)
		return false;
	*background = colour == 7 || colour > 8 ? LIGHT_BACKGROUND
						: DARK_BACKGROUND;
	return true;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	char lower = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	const char *at = lower ? strchr(digits, lower) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* One to four hexadecimal digits, scaled to 0..255; -1 without any. */
static int read_channel(const char **s)
{
	int value = 0, most = 0, digit;

	for (int i = 0; i < 4 && (digit = hex_digit(**s)) >= 0; i++, ++*s) {
		value = 16 * value + digit;
		most = 16 * most + 15;
	}
	return most ? (value * 255 + most / 2) / most : -1;
}

bool background_of_reply(const char *reply, enum background *background)
{
	bool alpha = !strncmp(reply, "11;rgba:", 8);
	const char *s;
	uint32_t rgb = 0;

	if (!alpha && strncmp(reply, "11;rgb:", 7))
		return false;
	s = reply + 7 + alpha;
	for (int i = 0; i < 3 + alpha; i++) {
		int channel = i && *s++ != '/' ? -1 : read_channel(&s);

		if (channel < 0)
			return false;
		if (i < 3)
			rgb = rgb << 8 | (uint32_t)channel;
	}
	if (*s)
		return false;
	*background = background_of_rgb(rgb);
	return true;
}

enum background background_of_rgb(uint32_t rgb)
{
	return palette_contrast(rgb, 0x000000) > palette_contrast(rgb, 0xffffff)
		       ? LIGHT_BACKGROUND
		       : DARK_BACKGROUND;
}
