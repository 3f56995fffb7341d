/* beam.h: the most probable answers of a seq2seq net, for several sources at
 * once.
 *
 * Each step extends the k best beginnings of an answer by their likeliest
 * symbols and keeps the k likeliest of all those.  One that ends in "</s>" among
 * them is complete; when k are, or the length is at its limit, the answer is the
 * one with the largest mean of ln P per symbol:
 *     score = 1/n sum_{u=1..n} ln P(y_u | y_1 .. y_{u-1}, source), y_n = "</s>"
 * (Graves 2012, normalised by length as in Cho et al. 2014).  With k = 1 that is
 * greedy: the likeliest symbol at each step.  Deterministic: of equal ones the
 * first beginning and the lower id win.
 *
 * Reads the net's weights in place; the run must outlive it.  One thread. */
#ifndef TASK_BEAM_H
#define TASK_BEAM_H

#include "train/run.h"

struct beam;

/* For so many sources at once, each of up to `steps` tokens, and answers of up
 * to `most` symbols.  NULL: out of memory. */
struct beam *beam_new(const struct run *, int sources, int width, int steps,
		      int most, struct err *) NODISCARD;
void beam_free(struct beam *); /* NULL is fine */
/* Answers the sources of a batch with as many sequences as beam_sources(). */
void beam_search(struct beam *, const struct batch *);
int beam_sources(const struct beam *);
int beam_width(const struct beam *);
/* The answer to source i, without "</s>": *length ids, until the next search.
 * *complete: it ended by itself. */
const int *beam_answer(const struct beam *, int i, int *length, bool *complete);

#endif
