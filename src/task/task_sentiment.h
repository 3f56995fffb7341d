/* task_sentiment.h: the task "sentiment": the class of a sentence. */
#ifndef TASK_TASK_SENTIMENT_H
#define TASK_TASK_SENTIMENT_H

#include "train/task.h"

#define TASK_SENTIMENT_NAME "sentiment"

extern const struct task task_sentiment;
extern const struct option_set sentiment_options;

#endif
