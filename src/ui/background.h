/* background.h: whether a terminal's background is dark or light.
 *
 * Asked in this order: --background, the terminal itself (OSC 11), COLORFGBG;
 * if none of them knows, it is dark.  A terminal's answer is text from outside:
 * any bytes are legal.  Pure; any thread. */
#ifndef UI_BACKGROUND_H
#define UI_BACKGROUND_H

#include "ui/palette.h"

/* The question.  A terminal repeats it as its answer, with a colour for '?'. */
#define BACKGROUND_QUERY "\033]11;?\007"

/* Reads the value of COLORFGBG ("15;0", "0;default;15"; may be NULL).  False:
 * it tells nothing. */
bool background_of_colorfgbg(const char *value, enum background *);
/* Reads an answer without its ESC ] and its end: "11;rgb:ffff/ffff/dddd", one
 * to four digits per channel, also "11;rgba:...".  False: it is something
 * else. */
bool background_of_reply(const char *reply, enum background *);
/* By relative luminance: on which side text of the opposite one is readable. */
enum background background_of_rgb(uint32_t rgb);

#endif
