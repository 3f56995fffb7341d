/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_memory.c: adding, copying, parity, and Reber's grammar. */
#include "config.h"
#include "task/make_memory.h"
#include "base/util.h"
#include "task/make.h"
#include <assert.h>

/* Symbols of copying. */
enum { BLANK, DIGITS = 8, GO, COPY_SYMBOLS };
/* Letters of Reber's words. */
enum { B, T, S, X, P, V, E, LETTERS };

const char *const memory_name[MEMORY_PROBLEMS] = { "adding", "copy", "parity",
						   "reber" };

struct memory_shape memory_shape(enum memory_problem problem)
{
	static const struct memory_shape shape[MEMORY_PROBLEMS] = {
		[MEMORY_ADDING] = { 4, 0, 2, 0 },
		[MEMORY_COPY] = { 2 * COPIED + 1, COPY_SYMBOLS, 0,
				  COPY_SYMBOLS },
		[MEMORY_PARITY] = { 10, 2, 0, 2 },
		[MEMORY_REBER] = { 16, LETTERS, 0, LETTERS },
	};

	return shape[problem];
}

const char *memory_symbol(enum memory_problem problem, int id)
{
	static const char *const copy[COPY_SYMBOLS] = {
		".", "1", "2", "3", "4", "5", "6", "7", "8", "go",
	};
	static const char *const bit[] = { "0", "1" };
	static const char *const letter[LETTERS] = { "B", "T", "S", "X",
						     "P", "V", "E" };

	switch (problem) {
	case MEMORY_COPY: return copy[id];
	case MEMORY_PARITY: return bit[id];
	case MEMORY_REBER: return letter[id];
	default: return "";
	}
}

/* Step t is judged by a class. */
static void ask(struct memory_example *x, int t, int class)
{
	x->target[t] = class;
	x->weight[t] = 1;
}

static void read_symbol(struct memory_example *x, int t, int id)
{
	x->id[t] = id;
	x->target[t] = 0;
	x->weight[t] = 0;
}

static uint64_t key_of_symbols(const struct memory_example *x)
{
	uint64_t key = 0;

	for (int t = 0; t < x->steps; t++)
		key = (key + (uint64_t)x->id[t] + 1) * 0x100000001b3;
	return key;
}

/* Each fills an example of x->steps steps, or reber a shorter one, and gives
 * its key; false: the attempt failed. */

static bool make_adding(struct draws *d, struct memory_example *x,
			uint64_t *key)
{
	int half = x->steps / 2, last = x->steps - 1;
	int mark[2] = { draws_below(d, half),
			half + draws_below(d, x->steps - half) };

	for (int t = 0; t < x->steps; t++) {
		x->value[2 * t] = draws_unit(d);
		x->value[2 * t + 1] = t == mark[0] || t == mark[1];
		x->goal[t] = x->weight[t] = 0;
	}
	x->goal[last] =
		x->value[(size_t)2 * mark[0]] + x->value[(size_t)2 * mark[1]];
	x->weight[last] = 1;
	*key = (uint64_t)(x->value[0] * 0x1p53);
	return true;
}

static bool make_copy(struct draws *d, struct memory_example *x, uint64_t *key)
{
	int say = x->steps - COPIED;

	for (int t = 0; t < say; t++)
		read_symbol(x, t,
			    t < COPIED ? 1 + draws_below(d, DIGITS) : BLANK);
	for (int t = say; t < x->steps; t++) {
		x->id[t] = GO;
		ask(x, t, x->id[t - say]);
	}
	*key = key_of_symbols(x);
	return true;
}

static bool make_parity(struct draws *d, struct memory_example *x,
			uint64_t *key)
{
	int odd = 0;

	for (int t = 0; t < x->steps; t++) {
		x->id[t] = draws_below(d, 2);
		odd ^= x->id[t];
		ask(x, t, odd);
	}
	*key = key_of_symbols(x);
	return true;
}

/* ---- Reber's grammar ----------------------------------------------------- */

/* Of each state of the inner word, the two letters that leave it and where
 * they lead, with equal probability (Reber 1967). */
enum { INNER_STATES = 5, INNER_END = INNER_STATES };
static const struct {
	unsigned char letter[2], to[2];
} inner[INNER_STATES] = {
	{ { T, P }, { 1, 2 } }, { { S, X }, { 1, 3 } }, { { T, V }, { 2, 4 } },
	{ { X, S }, { 2, 5 } }, { { P, V }, { 3, 5 } },
};

/* A word in the making, of which x gets all but the last letter to read and
 * all but the first to predict. */
struct word {
	struct memory_example *x;
	int letters;
};

/* The next letter, where those of the mask may come. */
static void write_letter(struct word *w, int letter, unsigned mask)
{
	struct memory_example *x = w->x;
	int t = w->letters++;

	if (t > 0 && t <= x->steps) {
		ask(x, t - 1, letter);
		if (x->allowed)
			x->allowed[t - 1] = mask;
	}
	if (t < x->steps)
		x->id[t] = letter;
}

/* One of two letters; returns which. */
static int write_either(struct word *w, struct draws *d,
			const unsigned char letter[2])
{
	int i = draws_below(d, 2);

	write_letter(w, letter[i], 1u << letter[0] | 1u << letter[1]);
	return i;
}

static bool make_reber(struct draws *d, struct memory_example *x, uint64_t *key)
{
	static const unsigned char outer[2] = { T, P };
	struct word w = { x, 0 };
	int chosen;

	write_letter(&w, B, 1u << B);
	chosen = outer[write_either(&w, d, outer)];
	write_letter(&w, B, 1u << B);
	for (int s = 0; s != INNER_END && w.letters <= x->steps;)
		s = inner[s].to[write_either(&w, d, inner[s].letter)];
	write_letter(&w, E, 1u << E);
	write_letter(&w, chosen, 1u << chosen);
	write_letter(&w, E, 1u << E);
	if (w.letters - 1 > x->steps)
		return false;
	x->steps = w.letters - 1;
	*key = key_of_symbols(x);
	return true;
}

/* -------------------------------------------------------------------------- */

void make_memory(uint64_t seed, uint64_t number, bool held_out,
		 enum memory_problem problem, int length,
		 struct memory_example *x)
{
	static bool (*const make[MEMORY_PROBLEMS])(
		struct draws *, struct memory_example *, uint64_t *) = {
		[MEMORY_ADDING] = make_adding,
		[MEMORY_COPY] = make_copy,
		[MEMORY_PARITY] = make_parity,
		[MEMORY_REBER] = make_reber,
	};
	struct attempts a =
		attempts_begin(MAKE_MEMORY, problem, seed, number, held_out);
	struct draws d;
	uint64_t key;

	assert(length >= memory_shape(problem).shortest);
	do {
		d = attempts_next(&a);
		x->steps = length;
	} while (!make[problem](&d, x, &key) || !attempts_accept(&a, key));
}
