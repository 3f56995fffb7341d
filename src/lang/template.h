/* template.h: a text with values in it: "accuracy {valid_accuracy:.3f}".
 *
 * {EXPR} becomes the value as `print` writes it, {NAME} of a setting that is a
 * word that word; {EXPR:FORMAT} is written by FORMAT, a part of Python's:
 * [WIDTH][.DIGITS][f|e|g|%], where % means times 100 with a % after it.  {{ and
 * }} are braces.  Stateless; the thread that owns the run. */
#ifndef LANG_TEMPLATE_H
#define LANG_TEMPLATE_H

#include "lang/variables.h"
#include "train/run.h"

/* ERR_FAILED: a brace without its pair, a wrong expression or format; `out` has
 * then what was written until there. */
bool template_expand(const char *text, const struct variables *,
		     const struct run *, struct strbuf *out,
		     struct err *) NODISCARD;

#endif
