/* make_memory.h: sequences that ask how long a net remembers.
 *
 * adding   two numbers per step, the first in [0, 1), the second a mark, 1 at
 *          two steps (one in each half) and 0 elsewhere; at the last step the
 *          sum of the marked numbers (Hochreiter and Schmidhuber 1997).  Always
 *          saying 1 has a squared error of 1/6.
 * copy     COPIED symbols of eight, then blanks, then COPIED times "go", at
 *          which the symbols are to be said again in order.
 * parity   bits; at each step, whether the ones so far are odd.
 * reber    a word of the embedded Reber grammar; at each step, its next letter.
 *          The last letter but one repeats the second.
 *
 * `length` is the number of steps; of reber, the most (words differ). */
#ifndef TASK_MAKE_MEMORY_H
#define TASK_MAKE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

enum memory_problem {
	MEMORY_ADDING,
	MEMORY_COPY,
	MEMORY_PARITY,
	MEMORY_REBER,
	MEMORY_PROBLEMS
};
enum { COPIED = 5 };

/* "adding", "copy", "parity", "reber". */
extern const char *const memory_name[MEMORY_PROBLEMS];

/* What a net for the problem reads and answers, per step. */
struct memory_shape {
	int shortest; /* the smallest length; shorter ones have too few
			 sequences to hold some out */
	int symbols;  /* that are read; 0: numbers are */
	int values;   /* numbers read */
	int classes;  /* of answers; 0: a number is asked */
};
struct memory_shape memory_shape(enum memory_problem);
/* What the user reads for a symbol: "3", "go", "B". */
const char *memory_symbol(enum memory_problem, int id);

/* In the caller's arrays, each of `length` steps; those that the problem does
 * not use may be NULL.  All of the first `steps` are filled. */
struct memory_example {
	int steps;
	int *id;           /* symbols read */
	double *value;     /* [steps][2]: numbers read */
	int *target;       /* class; 0 where the step is not judged */
	double *goal;      /* number; 0 where the step is not judged */
	double *weight;    /* 1 at judged steps, else 0 */
	unsigned *allowed; /* reber: symbols that the grammar allows as the
			      next, bit by id; may be NULL */
};

/* Example `number` of the training sequences, or of the held-out ones; `length`
 * is at least the shortest of the shape.  Any thread. */
void make_memory(uint64_t seed, uint64_t number, bool held_out,
		 enum memory_problem, int length, struct memory_example *);

#endif
