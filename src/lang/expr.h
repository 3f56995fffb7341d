/* expr.h: expressions over metrics, settings and the user's variables: numbers,
 * their names, $x, + - * / ^, ( ), comparison, `and or not`, abs() log() exp()
 * sqrt() min() max().
 * Compiled once, evaluated after every iteration without allocation.
 * A comparison with a value that is not known (NAN) is false. */
#ifndef LANG_EXPR_H
#define LANG_EXPR_H

#include "lang/metrics.h"
#include "lang/variables.h"

struct expr;
/* ERR_FAILED with what was expected and where.  The variables (NULL: there are
 * none) must outlive every evaluation, which sees their values of then. */
struct expr *expr_parse(const char *text, const struct variables *,
			struct err *) NODISCARD;
double expr_value(const struct expr *, const struct run *);
bool expr_true(const struct expr *, const struct run *);
const char *expr_text(const struct expr *); /* as given, trimmed */
/* Appends "loss = 3, $x = 2": each name in it once, with its value. */
void expr_add_names(const struct expr *, const struct run *, struct strbuf *);
void expr_free(struct expr *);

#endif
