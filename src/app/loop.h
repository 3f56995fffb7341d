/* loop.h: the program with a screen. */
#ifndef APP_LOOP_H
#define APP_LOOP_H

#include "lang/options.h"
#include "train/dataset.h"

/* Standard output is a terminal; so is standard input, or the corpus is "-"
 * and keys come from /dev/tty.  Returns the exit status; a signal is re-raised
 * after the state was saved. */
int loop_run(const struct startup *, const struct settings *,
	     const struct dataset *);

#endif
