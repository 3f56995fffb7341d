/* make_sentiment.h: sentences whose sentiment a grammar decides.
 *
 *     sentence: [opener] clause [closer] | [opener] clause but clause
 *     clause:   words about an aspect of a film, [not] [very] adjective
 *
 * A clause is as good as its adjective, or its opposite with a negation ("not",
 * "never", 안); the last clause decides ("but", 하지만).  Openers, closers,
 * aspects and intensifiers say nothing.  4 to 16 tokens, where a comma, period
 * or exclamation mark is a token of its own; lower case.
 *
 * What a bag of words can know: a fraction s = 3/10 of the sentences has one
 * clause, a clause is negated with p = 1/3, and the first of two clauses is the
 * opposite of the second with c = 3/4.  So an adjective agrees with the answer
 * with 1 - p in the last clause and with a = c p + (1 - c)(1 - p) in the first,
 * and naive Bayes, which adds the evidence of both, is right in
 *     s (1 - p) + (1 - s) ((1 - p) + a) / 2 = 0.579
 * of the cases. */
#ifndef TASK_MAKE_SENTIMENT_H
#define TASK_MAKE_SENTIMENT_H

#include "base/strbuf.h"

/* Mixed: each clause, and what joins two, in either language. */
enum language { LANGUAGE_EN, LANGUAGE_KO, LANGUAGE_MIXED, LANGUAGES };
enum { NEGATIVE, POSITIVE, SENTIMENTS };

extern const char *const language_name[LANGUAGES];   /* "en", "ko", "mixed" */
extern const char *const sentiment_name[SENTIMENTS]; /* "negative", ... */

/* Example `number` of the training sentences, or of the held-out ones: its text
 * in place of what `text` held, and its class.  Any thread. */
int make_sentiment(uint64_t seed, uint64_t number, bool held_out, enum language,
		   struct strbuf *text);

#endif
