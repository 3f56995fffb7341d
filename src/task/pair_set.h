/* pair_set.h: sources and targets as the symbols that a net reads and writes: of
 * a file, or generated.
 *
 * A source ends in "</s>", which is read like a token; a target is written
 * after "<s>" and ends in "</s>".  Tokens that are not in the vocabulary are
 * "<unk>"; generated pairs have none.  Immutable after pair_set_open(), except for
 * the scratch memory of pair_set_get() and pair_set_read(); one thread. */
#ifndef TASK_PAIR_SET_H
#define TASK_PAIR_SET_H

#include "task/make_pairs.h"
#include "text/rows.h"
#include "text/tokens.h"
#include "train/dataset.h"
#include "train/settings.h"

enum pair_side { SOURCE, TARGET, PAIR_SIDES };
enum { SOURCE_END = 0 };                   /* ids of sources */
enum { TARGET_START = 0, TARGET_END = 1 }; /* and of targets */

/* Rows of a file, and which of them are meant. */
struct pair_rows {
	struct rows rows; /* a shallow copy, whose inputs are the sources */
	struct row *own;  /* its rows if they are turned; NULL: borrowed */
	struct token_ids ids[PAIR_SIDES]; /* of its inputs and outputs */
	uint32_t *row;                    /* [count] */
	size_t count;
};

struct pair_set {
	struct dataset data; /* rows NULL: generated */
	enum pairs kind;
	uint64_t seed;
	bool reverse;         /* from what is the target otherwise */
	bool reads_backwards; /* sources are read from their end */
	struct token_rules rules[PAIR_SIDES];
	struct token_vocab vocab[PAIR_SIDES];
	struct pair_rows train, held;
	long held_out;                  /* pairs held out */
	int longest[PAIR_SIDES];        /* tokens, of the pairs looked at */
	int most[PAIR_SIDES];           /* that any pair has */
	struct strbuf text[PAIR_SIDES]; /* scratch */
	struct token_list list;
};

/* One of them. */
struct pair {
	int *id[PAIR_SIDES]; /* [length] tokens, without <s> and </s>, in the
				order of the text */
	int length[PAIR_SIDES];
	int capacity[PAIR_SIDES];
};

/* Makes the vocabularies of the training pairs.  Adds what was cut and what is
 * unknown to `notices`, in lines.  ERR_INPUT: the rows leave nothing to learn
 * from. */
bool pair_set_open(struct pair_set *, const struct settings *,
		   const struct dataset *, struct strbuf *notices,
		   struct err *) NODISCARD;
void pair_set_close(struct pair_set *);
size_t pair_set_memory(const struct pair_set *);
/* Training pairs; 0: they have no end. */
size_t pair_set_count(const struct pair_set *);

void pair_init(struct pair *);
void pair_release(struct pair *);
/* Pair `number` of the training pairs or the held-out ones. */
void pair_set_get(struct pair_set *, bool held_out, uint64_t number,
		  struct pair *);
/* Its texts; the strings hold until the next call. */
void pair_set_texts(struct pair_set *, bool held_out, uint64_t number,
		    const char *text[PAIR_SIDES]);
/* A source of the user's, as it is read; the target is empty.  ERR_FAILED: it
 * is empty, too long, or has symbols that the net does not know. */
bool pair_set_read(struct pair_set *, const char *text, struct pair *,
		   struct err *) NODISCARD;
/* Is the answer the target?  What has an unknown token is never met. */
bool pair_set_is_target(const struct pair_set *, const struct pair *,
			const int *answer, int length);
/* Appends the text of n ids of a side. */
void pair_set_join(const struct pair_set *, enum pair_side, const int *id,
		   int n, struct strbuf *out);

#endif
