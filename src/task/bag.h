/* bag.h: what can be said about a sentence without the order of its tokens, the
 * baseline of tasks that classify.
 *
 * Multinomial naive Bayes with add-one smoothing, over the tokens or also over
 * runs of two or three (n-grams, where those from two on may begin before the
 * first token or end after the last): counts of labelled sentences, added one
 * after the other.  P(class | tokens) is proportional to P(class) times, for
 * each n-gram, (its count in the class + 1) / (all counts of the class +
 * distinct n-grams); n-grams never counted say nothing.
 *
 * Belongs to one thread while it is added to; reading never changes it. */
#ifndef TASK_BAG_H
#define TASK_BAG_H

#include "base/err.h"
#include <stdint.h>

enum { BAG_ORDERS = 3 };

struct bag;

/* For classes 0 .. classes-1 and n-grams of 1 .. order tokens, order at most
 * BAG_ORDERS.  NULL: out of memory. */
struct bag *bag_new(int classes, int order, struct err *) NODISCARD;
void bag_free(struct bag *); /* NULL is fine */
/* Counts a sentence; ids are below 2^21 - 2, those below zero say nothing.
 * False: out of memory, the bag is as before. */
bool bag_add(struct bag *, int label, const int *ids, int length, struct err *);
/* P(class | tokens), by class; without any sentence all are equal. */
void bag_read(const struct bag *, const int *ids, int length,
	      double *probability);
/* The most probable class, the first of equals. */
int bag_answer(const struct bag *, const int *ids, int length);
/* The class that most sentences have, the first of equals. */
int bag_majority(const struct bag *);
size_t bag_memory(const struct bag *); /* bytes */

#endif
