/* SPDX-License-Identifier: GPL-3.0-or-later */
/* examples.c: writes what the tasks' generators make, for other programs.
 *
 * usage: examples KIND COUNT [held-out]
 *
 * KIND is a language of sentiment, a kind of pairs or "adding" (100 steps); a
 * row is class<TAB>text, source<TAB>target, or sum<TAB>value mark value mark
 * ... */
#include "config.h"
#include "base/util.h"
#include "task/make_memory.h"
#include "task/make_pairs.h"
#include "task/make_sentiment.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 1, STEPS = 100 };

/* The index of a word; -1: it is none of them. */
static int word_index(const char *const words[], int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

static void write_sentiment(enum language language, long count, bool held_out)
{
	struct strbuf text;

	strbuf_init(&text);
	for (long i = 0; i < count; i++) {
		int class = make_sentiment(SEED, (uint64_t)i, held_out,
					   language, &text);

		printf("%s\t%s\n", sentiment_name[class], text.text);
	}
	strbuf_release(&text);
}

static void write_pairs(enum pairs kind, long count, bool held_out)
{
	struct strbuf source, target;

	strbuf_init(&source);
	strbuf_init(&target);
	for (long i = 0; i < count; i++) {
		make_pair(SEED, (uint64_t)i, held_out, kind, &source, &target);
		printf("%s\t%s\n", source.text, target.text);
	}
	strbuf_release(&source);
	strbuf_release(&target);
}

static void write_adding(long count, bool held_out)
{
	double value[STEPS][2], goal[STEPS], weight[STEPS];
	struct memory_example example = { .value = value[0],
					  .goal = goal,
					  .weight = weight };

	for (long i = 0; i < count; i++) {
		make_memory(SEED, (uint64_t)i, held_out, MEMORY_ADDING, STEPS,
			    &example);
		printf("%.7g\t", goal[STEPS - 1]);
		for (int t = 0; t < STEPS; t++)
			printf("%s%.7g %g", t ? " " : "", value[t][0],
			       value[t][1]);
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	bool held_out = argc == 4 && !strcmp(argv[3], "held-out");
	long count = argc >= 3 ? strtol(argv[2], NULL, 10) : 0;
	int i;

	if (count < 1 || argc > 4 || (argc == 4 && !held_out)) {
		fputs("usage: examples KIND COUNT [held-out]\n", stderr);
		return 2;
	}
	if ((i = word_index(language_name, LANGUAGES, argv[1])) >= 0)
		write_sentiment((enum language)i, count, held_out);
	else if ((i = word_index(pairs_name, PAIRS, argv[1])) >= 0)
		write_pairs((enum pairs)i, count, held_out);
	else if (!strcmp(argv[1], "adding"))
		write_adding(count, held_out);
	else
		return fprintf(stderr, "examples: no kind '%s'\n", argv[1]), 2;
	return 0;
}
