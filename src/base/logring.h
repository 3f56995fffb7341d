/* logring.h: the last lines that were said, bounded.  The screen's pane reads
 * it.  One thread. */
#ifndef BASE_LOGRING_H
#define BASE_LOGRING_H

#include "base/util.h"

/* What a line is, which decides its colour and its stream in plain mode;
 * SAY_BYTES: a result of symbols that are bytes, whatever they look like. */
enum say { SAY_RESULT, SAY_NOTICE, SAY_ERROR, SAY_ECHO, SAY_BYTES, SAYS };

struct logring;
struct logring *logring_new(int lines);
void logring_free(struct logring *);
/* Splits at newlines; keeps the last `lines`.  The text is copied. */
void logring_add(struct logring *, enum say, const char *text, size_t length);
int logring_count(const struct logring *);
/* i = 0 is the oldest line kept. */
const char *logring_line(const struct logring *, int i, enum say *);
/* How many lines were ever added: tells a reader that something is new. */
long logring_total(const struct logring *);

#endif
