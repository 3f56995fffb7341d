/* expr_names.h: the names in expressions: functions, metrics and settings.
 * Stateless; any thread. */
#ifndef LANG_EXPR_NAMES_H
#define LANG_EXPR_NAMES_H

#include "lang/metrics.h"
#include "lang/options.h"

struct expr_function {
	const char *name;
	const char *help;
};
enum { EXPR_FUNCTIONS = 6 };
extern const struct expr_function expr_function[EXPR_FUNCTIONS];

/* One of the three is meant; none: the name is not known. */
struct expr_name {
	size_t length; /* bytes of the text that are the name */
	int function;  /* its row, -1 none */
	const struct metric *metric;
	const struct option *setting; /* never one that is also a metric */
};

/* The name that `text`, of which the first byte is a letter or '_', begins
 * with.  '-' and '_' are the same in names, and '-' is also minus, so the
 * longest known name is meant: "valid-loss" is one, "loss-smooth_loss" two.
 * Unknown: `length` is that of the word that has a similar name, or else of
 * the word up to the first '-'. */
struct expr_name expr_name_at(const char *text);
/* The setting that the whole text names; NULL: it names none, or a metric. */
const struct option *expr_setting(const char *text);

/* All names, of the three tables one after the other (match.h). */
const char *expr_name_row(int i, const void *unused);

#endif
