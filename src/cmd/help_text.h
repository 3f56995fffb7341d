/* help_text.h: the shape of help texts.  Private to help.c and
 * apropos.c. */
#ifndef CMD_HELP_TEXT_H
#define CMD_HELP_TEXT_H

#include "base/strbuf.h"

enum { HELP_WIDTH = 79, HELP_INDENT = 26 };

/* Appends words of `text` from column `at` on; later lines begin at column
 * `indent`.  Ends the line. */
void help_wrapped(struct strbuf *out, int at, int indent, const char *text);

#endif
