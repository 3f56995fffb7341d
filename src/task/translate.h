/* translate.h: the parts of the task "translate".  Private to task_translate.c
 * and translate_*.c. */
#ifndef TASK_TRANSLATE_H
#define TASK_TRANSLATE_H

#include "task/pair_batch.h"
#include "task/supply.h"
#include "train/example.h"
#include "train/run.h"
#include "train/summary.h"

enum {
	OWN_EXACT,
	OWN_TOKEN_ACCURACY,
	OWN_BLEU,
	OWN_BASELINE,
};

struct translate {
	struct pair_set pairs;
	struct supply supply;
	struct pair_batch batch; /* of an iteration */
	uint64_t *number;        /* [B] its pairs */
	struct pair pair;        /* scratch */
	int steps, out_steps;    /* T, U of the longest pair */
	double baseline;
	struct summary summary;
};

/* --- validation (translate_valid.c) --------------------------------------- */

struct validation *translate_validation_new(const struct run *, struct err *);
/* Of all held-out pairs, by beam search as the settings say. */
struct validation *translate_score_new(const struct run *, struct err *);
void translate_validation_free(struct validation *);
bool translate_validation_more(struct validation *);
double translate_validation_progress(const struct validation *);
double translate_validation_loss(const struct validation *);
void translate_validation_metrics(const struct validation *,
				  double own[TASK_METRICS]);

/* --- answers (translate_answer.c) ----------------------------------------- */

struct answerer *translate_answerer_new(const struct run *, struct err *);
void translate_answerer_free(struct answerer *);
struct example *translate_answer(struct answerer *, long number,
				 const char *text, struct err *);
void translate_print_answer(const struct example *, struct strbuf *out);

/* --- the data (translate_data.c) ------------------------------------------ */

/* The fraction of held-out pairs that a translation memory gets right, which
 * answers with the target of the most similar training source: the one with the
 * largest Dice coefficient of pairs of neighbouring tokens, the first of equal
 * ones.  Tried on up to 200 of them with up to 2,000 training pairs, evenly
 * spread. */
double translate_lookup_baseline(struct pair_set *);
void translate_summarize(struct pair_set *, struct summary *);

#endif
