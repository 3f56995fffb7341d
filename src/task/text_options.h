/* text_options.h: settings that tasks about sentences share.  Constant data. */
#ifndef TASK_TEXT_OPTIONS_H
#define TASK_TEXT_OPTIONS_H

#include "train/rows.h"
#include "train/task.h"

/* embedding, tokens, lower, max-length, min-count */
extern const struct option_set token_options;

#endif
