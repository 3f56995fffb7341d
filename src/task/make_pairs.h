/* make_pairs.h: sources and targets for translation, right by rule.
 *
 * dates    a day of 1900 .. 2099 in one of seven forms, three of them Korean or
 *          with a weekday -> ISO 8601 ("Thu 5 Mar 1987" -> "1987-03-05").  D.M.Y
 *          has points, M/D/Y slashes.  The day is the key: a held-out day was
 *          never seen in any form.
 * numbers  0 .. 99999 in digits -> Sino-Korean words ("21011" -> "이만천십일");
 *          more digits are more frequent.  The number is the key, so that the
 *          pairs may also be read backwards; those below ten are all in
 *          training, since some of their words are heard nowhere else.
 * roman    a Korean word -> Revised Romanization by pronunciation ("국민" ->
 *          "gungmin", text/romanize.h): one in eight is a word of a list, all
 *          of which are in training; the others are syllables by chance, so
 *          that all sounds meet.  The word is the key. */
#ifndef TASK_MAKE_PAIRS_H
#define TASK_MAKE_PAIRS_H

#include "base/strbuf.h"

enum pairs { PAIRS_DATES, PAIRS_NUMBERS, PAIRS_ROMAN, PAIRS };

extern const char *const pairs_name[PAIRS]; /* "dates", "numbers", "roman" */

/* Example `number` of the training pairs, or of the held-out ones, in place of
 * what the two buffers held: UTF-8 in composed form.  Any thread. */
void make_pair(uint64_t seed, uint64_t number, bool held_out, enum pairs,
	       struct strbuf *source, struct strbuf *target);

#endif
