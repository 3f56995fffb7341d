/* expr.h: expressions over metrics and settings: numbers, their names,
 * + - * / ^, ( ), comparison, `and or not`, abs() log() exp() sqrt() min()
 * max().
 * Compiled once, evaluated after every iteration without allocation.
 * A comparison with a value that is not known (NAN) is false. */
#ifndef LANG_EXPR_H
#define LANG_EXPR_H

#include "lang/metrics.h"

struct expr;
/* ERR_FAILED with what was expected and where. */
struct expr *expr_parse(const char *text, struct err *) NODISCARD;
double expr_value(const struct expr *, const struct run *);
bool expr_true(const struct expr *, const struct run *);
const char *expr_text(const struct expr *); /* as given, trimmed */
void expr_free(struct expr *);

#endif
