/* background.h: whether a terminal's background is dark or light.
 *
 * Asked in this order: --background, the terminal itself (OSC 11), COLORFGBG;
 * where none of them knows it is dark.  What a terminal answers is text from
 * outside: any bytes are legal.  Pure; any thread. */
#ifndef UI_BACKGROUND_H
#define UI_BACKGROUND_H

#include "ui/palette.h"

/* The question.  A terminal answers with the same and, for '?', a colour. */
#define BACKGROUND_QUERY "\033]11;?\007"

/* What COLORFGBG says ("15;0", "0;default;15"); `value` may be NULL.  False: it
 * says nothing of use. */
bool background_of_colorfgbg(const char *value, enum background *);
/* What an answer says, without its ESC ] and its end: "11;rgb:ffff/ffff/dddd",
 * one to four digits per channel, also "11;rgba:...".  False: it is something
 * else. */
bool background_of_reply(const char *reply, enum background *);
/* By relative luminance: the side on which the other one's text is readable. */
enum background background_of_rgb(uint32_t rgb);

#endif
