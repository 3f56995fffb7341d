/* bleu.h: BLEU of a set of translations (Papineni et al. 2002), as sacreBLEU
 * 2.x computes it for tokenised text with its defaults: n = 1 .. 4, counts
 * clipped per sentence and added over all sentences, brevity penalty over all
 * lengths, one reference, smoothing "exp" (an order without a match counts as
 * half a match, the next such order as a quarter, ...), no effective order.
 * So it is 0 without any match, and 0 too if no answer has four tokens. */
#ifndef TASK_BLEU_H
#define TASK_BLEU_H

enum { BLEU_ORDERS = 4 };

/* All zero at the beginning; plain data. */
struct bleu {
	long matched[BLEU_ORDERS]; /* n-grams of answers that references have */
	long total[BLEU_ORDERS];   /* n-grams of answers */
	long answered, referred;   /* tokens */
};

/* Adds a sentence: its answer and its reference, as ids. */
void bleu_add(struct bleu *, const int *answer, int length,
	      const int *reference, int reference_length);
/* 0 .. 100, of all sentences added. */
double bleu_score(const struct bleu *);

#endif
