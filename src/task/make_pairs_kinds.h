/* make_pairs_kinds.h: one function per kind of pairs, for make_pairs.c.
 *
 * Each clears nothing and appends one pair; it returns the key that decides
 * whether the pair is held out, or NEVER_HELD_OUT. */
#ifndef TASK_MAKE_PAIRS_KINDS_H
#define TASK_MAKE_PAIRS_KINDS_H

#include "base/draws.h"
#include "base/strbuf.h"

#define NEVER_HELD_OUT UINT64_MAX

uint64_t make_date(struct draws *, struct strbuf *source,
		   struct strbuf *target);
uint64_t make_number(struct draws *, struct strbuf *source,
		     struct strbuf *target);
uint64_t make_roman(struct draws *, struct strbuf *source,
		    struct strbuf *target);

#endif
