/* example.h: one example as a net answers it: in words for people, and in the
 * numbers behind them for views.
 *
 * Made by a task (train/task.h) on the trainer's thread; afterwards nothing
 * changes it, and each holder has a copy of its own.  Its words may come from a
 * file: whoever shows them sanitizes them.  Without memory the program ends, as
 * xcalloc() has it. */
#ifndef TRAIN_EXAMPLE_H
#define TRAIN_EXAMPLE_H

#include <stdbool.h>
#include <stddef.h>

/* Tokens or names, UTF-8. */
struct words_list {
	int count;
	char **word;
};

/* A matrix by name, row after row.  Its names:
 *   h        [T][H]: hidden state of the top layer at each step of `axis`
 *   gates    [T][G*H]: its gates, gate by gate; c [T][H] of an lstm
 *   encoder  [T][2E]: seq2seq: the encoder's states at each step of `in`
 *   alpha    [U][T]: attention of each step of `out` over the steps of `in`
 *   p        [T][C]: P(class | what was read so far) at each step of `in`; or of
 *            seq2seq [U][1]: the probability of the symbol that was chosen
 *   bag      [1][C]: what a bag of words answers
 *   value    [T][N]: the numbers read at each step
 *   y        [T][N]: the numbers answered at each step */
struct example_array {
	char name[16];
	int rows, cols;
	float *value;
};

enum verdict { VERDICT_NONE, VERDICT_RIGHT, VERDICT_WRONG };
enum { EXAMPLE_ARRAYS = 8 };
/* The list whose words label the time axis of h and gates. */
enum example_axis { AXIS_OF_IN, AXIS_OF_OUT };

struct example {
	long serial; /* differs: another example, or other weights; set by who
			publishes it */
	long number; /* among the held-out ones, from 0; -1: the user's own */
	char *question, *answer; /* in words */
	char *truth;             /* NULL: unknown */
	enum verdict verdict;    /* is the answer the truth? */
	struct words_list in;    /* tokens that are read */
	struct words_list out;   /* symbols that were written; empty: it answers
				    by a class or a number */
	struct words_list target; /* symbols of the truth, like `out`; empty:
				     unknown */
	struct words_list classes;
	int chosen, right; /* class answered, and the true one; -1 none */
	enum example_axis axis;
	int arrays;
	struct example_array array[EXAMPLE_ARRAYS];
};

struct example *example_new(void);
void example_free(struct example *); /* NULL is fine */
struct example *example_copy(const struct example *);
void words_add(struct words_list *, const char *word);
/* A matrix of zeros to be filled; the name is one of the list above. */
struct example_array *example_add(struct example *, const char *name, int rows,
				  int cols);
/* NULL: it has none of that name. */
const struct example_array *example_find(const struct example *,
					 const char *name);
static inline float *example_row(const struct example_array *a, int row)
{
	return a->value + (size_t)row * (size_t)a->cols;
}
/* The words of the time axis. */
static inline const struct words_list *example_steps(const struct example *x)
{
	return x->axis == AXIS_OF_OUT ? &x->out : &x->in;
}

/* Question, answer and truth of one of the newest answers. */
struct answer_line {
	char *question, *answer, *truth;
	enum verdict verdict;
};
enum { ANSWER_LINES = 24 };
struct answers {
	long serial;    /* differs: other lines; set by who publishes it; 0:
			   none */
	long iteration; /* that the weights are of */
	int count, right;
	struct answer_line line[ANSWER_LINES];
};
void answers_clear(struct answers *);
void answers_add(struct answers *, const struct example *);
void answers_copy(struct answers *to, const struct answers *from);

#endif
