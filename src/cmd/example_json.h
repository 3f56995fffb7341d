/* example_json.h: an example as JSON, for notebooks and independent checks.
 * Stateless; any thread. */
#ifndef CMD_EXAMPLE_JSON_H
#define CMD_EXAMPLE_JSON_H

#include "base/strbuf.h"
#include "train/example.h"

/* An object in ASCII, with its newline: task, iteration, example (null: the
 * user's own), question, answer, truth (null: unknown), right (true, false;
 * null: neither), in, out, classes, chosen, true_class (numbers of classes or
 * null), axis ("in" or "out"), and arrays: by name, each {"shape": [rows,
 * columns], "values": [[...], ...]}, in which a value that is not finite is
 * null. */
void example_add_json(const struct example *, const char *task, long iteration,
		      struct strbuf *out);

#endif
