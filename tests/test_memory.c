/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_memory.c: generated sequences ask what they should, and never the same in
 * both sets. */
#include "config.h"
#include "base/util.h"
#include "task/make_memory.h"
#include <math.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_STEPS = 200 };

struct arrays {
	int id[MOST_STEPS], target[MOST_STEPS];
	double value[2 * MOST_STEPS], goal[MOST_STEPS], weight[MOST_STEPS];
	unsigned allowed[MOST_STEPS];
};

/* Leaves out the arrays that the problem does not fill. */
static struct memory_example example_of(struct arrays *a,
					enum memory_problem problem)
{
	struct memory_example x = { .weight = a->weight };

	if (problem == MEMORY_ADDING) {
		x.value = a->value;
		x.goal = a->goal;
		return x;
	}
	x.id = a->id;
	x.target = a->target;
	x.allowed = problem == MEMORY_REBER ? a->allowed : NULL;
	return x;
}

static void marked_numbers_are_added(void **state)
{
	enum { STEPS = 51, N = 20000 };
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_ADDING);
	double squares = 0;
	int at[2][STEPS] = { { 0 } };

	(void)state;
	for (uint64_t n = 0; n < N; n++) {
		double sum = 0, marks = 0;

		make_memory(1, n, n % 2, MEMORY_ADDING, STEPS, &x);
		assert_int_equal(x.steps, STEPS);
		for (int t = 0; t < STEPS; t++) {
			double number = x.value[2 * t];
			double mark = x.value[2 * t + 1];

			assert_true(number >= 0 && number < 1);
			assert_true(mark == 0 || mark == 1);
			if (mark == 1)
				at[(int)marks][t]++;
			marks += mark;
			sum += mark * number;
			assert_true(x.weight[t] == (t == STEPS - 1));
			if (t < STEPS - 1)
				assert_true(x.goal[t] == 0);
		}
		assert_true(marks == 2);
		assert_true(fabs(x.goal[STEPS - 1] - sum) < 1e-15);
		squares += (sum - 1) * (sum - 1);
	}
	for (int t = 0; t < STEPS; t++) {
		assert_true((at[0][t] > 0) == (t < STEPS / 2));
		assert_true((at[1][t] > 0) == (t >= STEPS / 2));
	}
	assert_true(fabs(squares / N - 1. / 6) < 0.005);
}

static void symbols_are_said_again(void **state)
{
	enum { STEPS = 30 };
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_COPY);
	int seen[10] = { 0 };

	(void)state;
	for (uint64_t n = 0; n < 2000; n++) {
		make_memory(1, n, n % 2, MEMORY_COPY, STEPS, &x);
		assert_int_equal(x.steps, STEPS);
		for (int t = 0; t < STEPS; t++) {
			bool end = t >= STEPS - COPIED;
			const char *read = memory_symbol(MEMORY_COPY, x.id[t]);

			if (t >= COPIED)
				assert_string_equal(read, end ? "go" : ".");
			else
				assert_in_range(atoi(read), 1, 8);
			if (t < COPIED)
				seen[x.id[t]]++;
			assert_true(x.weight[t] == end);
			assert_int_equal(x.target[t],
					 end ? x.id[t - (STEPS - COPIED)] : 0);
		}
	}
	for (int i = 1; i <= 8; i++)
		assert_in_range(seen[i], 1100, 1400);
}

static void odd_ones_are_found(void **state)
{
	enum { STEPS = 40 };
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_PARITY);
	long ones = 0;

	(void)state;
	for (uint64_t n = 0; n < 1000; n++) {
		int count = 0;

		make_memory(1, n, n % 2, MEMORY_PARITY, STEPS, &x);
		assert_int_equal(x.steps, STEPS);
		for (int t = 0; t < STEPS; t++) {
			count += x.id[t];
			assert_int_equal(x.target[t], count % 2);
			assert_true(x.weight[t] == 1);
		}
		ones += count;
	}
	assert_in_range(ones, 19500, 20500);
}

/* The inner word as a regular expression, derived by hand from the drawing of
 * the grammar: X leads from the upper half to the lower, P back. */
#define AFTER_X "(XT*VP)*(S|XT*VV)"
#define INNER "B(TS*X" AFTER_X "|PT*V(V|P" AFTER_X "))E"

enum { PREFIX = 6, PREFIXES = 117649 }; /* 7^6 */

/* Per beginning of a word: the letters that followed, those allowed. */
struct followers {
	unsigned next[PREFIXES], allowed[PREFIXES];
	int often[PREFIXES];
};

static void follow(struct followers *f, const struct memory_example *x)
{
	int prefix = 0;

	for (int t = 0; t < PREFIX; t++) {
		prefix = prefix * 7 + x->id[t];
		f->next[prefix] |= 1u << x->target[t];
		f->allowed[prefix] = x->allowed[t];
		f->often[prefix]++;
	}
}

/* The word that is read and predicted. */
static void spell(const struct memory_example *x, char *word)
{
	for (int t = 0; t < x->steps; t++) {
		word[t] = *memory_symbol(MEMORY_REBER, x->id[t]);
		word[t + 1] = *memory_symbol(MEMORY_REBER, x->target[t]);
		if (t + 1 < x->steps)
			assert_int_equal(x->target[t], x->id[t + 1]);
		assert_true(x->weight[t] == 1);
		assert_true(x->allowed[t] >> x->target[t] & 1);
	}
	word[x->steps + 1] = 0;
}

static void reber_words_are_grammatical(void **state)
{
	enum { STEPS = 40 };
	static struct followers f;
	struct arrays a;
	struct memory_example x = example_of(&a, MEMORY_REBER);
	regex_t grammar;
	int checked = 0, shortest = STEPS, longest = 0;

	(void)state;
	assert_false(regcomp(&grammar, "^B(T" INNER "T|P" INNER "P)E$",
			     REG_EXTENDED | REG_NOSUB));
	for (uint64_t n = 0; n < 40000; n++) {
		char word[STEPS + 2];

		make_memory(1, n, n % 4 == 0, MEMORY_REBER, STEPS, &x);
		spell(&x, word);
		if (regexec(&grammar, word, 0, NULL, 0))
			fail_msg("%s", word);
		follow(&f, &x);
		shortest = min_int(shortest, x.steps);
		longest = max_int(longest, x.steps);
	}
	for (int i = 0; i < PREFIXES; i++)
		if (f.often[i] > 60) {
			assert_int_equal(f.next[i], f.allowed[i]);
			checked++;
		}
	assert_in_range(checked, 25, 60);
	assert_int_equal(shortest, 8);
	assert_in_range(longest, 30, STEPS);
	regfree(&grammar);
}

static int by_words(const void *a, const void *b)
{
	return memcmp(a, b, 16 * sizeof(int));
}

/* No sequence is in both sets, also of the shortest, of which there are few. */
static void no_sequence_is_trained_and_held_out(void **state)
{
	enum { N = 3000, ROW = 16 };
	static int trained[N][ROW], held_out[ROW];
	struct arrays a;

	(void)state;
	for (int p = 0; p < MEMORY_PROBLEMS; p++) {
		struct memory_example x = example_of(&a, p);
		int length = memory_shape(p).shortest, other = 0;

		memset(trained, 0, sizeof trained);
		for (uint64_t n = 0; n < 2 * N; n++) {
			int *row = n < N ? trained[n] : held_out;

			make_memory(n % 3, n, n >= N, p, length, &x);
			memset(row, 0, sizeof held_out);
			if (x.value)
				memcpy(row, x.value, 16);
			else
				memcpy(row, x.id,
				       (size_t)x.steps * sizeof *x.id);
			if (n == N)
				qsort(trained, N, sizeof *trained, by_words);
			if (n >= N)
				other += !bsearch(row, trained, N,
						  sizeof *trained, by_words);
		}
		if (other != N)
			fail_msg("%s: %d in both", memory_name[p], N - other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marked_numbers_are_added),
		cmocka_unit_test(symbols_are_said_again),
		cmocka_unit_test(odd_ones_are_found),
		cmocka_unit_test(reber_words_are_grammatical),
		cmocka_unit_test(no_sequence_is_trained_and_held_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
