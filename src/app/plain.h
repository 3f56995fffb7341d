/* plain.h: the program without a screen: commands from -e, -x and standard
 * input, results on standard output, notices on standard error; everything in
 * one thread. */
#ifndef APP_PLAIN_H
#define APP_PLAIN_H

#include "lang/options.h"
#include "train/dataset.h"

/* Returns the exit status; a signal is re-raised after the state was saved. */
int plain_run(const struct startup *, const struct settings *,
	      const struct dataset *);

#endif
