/* SPDX-License-Identifier: GPL-3.0-or-later */
/* example.c: examples and answers: making, copying, freeing. */
#include "config.h"

#include "train/example.h"

#include "base/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- lists of words ------------------------------------------------------- */

void words_add(struct words_list *list, const char *word)
{
	list->word = xreallocarray(list->word, (size_t)list->count + 1,
				   sizeof *list->word);
	list->word[list->count++] = xstrdup(word);
}

static void words_release(struct words_list *list)
{
	for (int i = 0; i < list->count; i++)
		free(list->word[i]);
	free(list->word);
	*list = (struct words_list){ 0 };
}

static struct words_list words_copy(const struct words_list *from)
{
	struct words_list list = { 0 };

	for (int i = 0; i < from->count; i++)
		words_add(&list, from->word[i]);
	return list;
}

static char *copy_text(const char *text) { return text ? xstrdup(text) : NULL; }

/* --- arrays --------------------------------------------------------------- */

static size_t values_of(const struct example_array *a)
{
	return (size_t)a->rows * (size_t)a->cols;
}

struct example_array *example_add(struct example *x, const char *name, int rows,
				  int cols)
{
	struct example_array *a = &x->array[x->arrays++];

	snprintf(a->name, sizeof a->name, "%s", name);
	a->rows = rows;
	a->cols = cols;
	a->value = xcalloc(values_of(a) + 1, sizeof *a->value);
	return a;
}

const struct example_array *example_find(const struct example *x,
					 const char *name)
{
	for (int i = 0; i < x->arrays; i++)
		if (!strcmp(x->array[i].name, name))
			return &x->array[i];
	return NULL;
}

/* --- examples ------------------------------------------------------------- */

struct example *example_new(void)
{
	struct example *x = xcalloc(1, sizeof *x);

	x->number = x->chosen = x->right = -1;
	return x;
}

void example_free(struct example *x)
{
	if (!x)
		return;
	free(x->question);
	free(x->answer);
	free(x->truth);
	words_release(&x->in);
	words_release(&x->out);
	words_release(&x->target);
	words_release(&x->classes);
	for (int i = 0; i < x->arrays; i++)
		free(x->array[i].value);
	free(x);
}

struct example *example_copy(const struct example *from)
{
	struct example *x = xcalloc(1, sizeof *x);

	*x = *from;
	x->question = copy_text(from->question);
	x->answer = copy_text(from->answer);
	x->truth = copy_text(from->truth);
	x->in = words_copy(&from->in);
	x->out = words_copy(&from->out);
	x->target = words_copy(&from->target);
	x->classes = words_copy(&from->classes);
	x->arrays = 0;
	for (int i = 0; i < from->arrays; i++) {
		const struct example_array *a = &from->array[i];

		memcpy(example_add(x, a->name, a->rows, a->cols)->value,
		       a->value, values_of(a) * sizeof *a->value);
	}
	return x;
}

/* --- answers -------------------------------------------------------------- */

static void release_line(struct answer_line *line)
{
	free(line->question);
	free(line->answer);
	free(line->truth);
}

void answers_clear(struct answers *a)
{
	for (int i = 0; i < a->count; i++)
		release_line(&a->line[i]);
	*a = (struct answers){ .serial = a->serial, .iteration = a->iteration };
}

void answers_add(struct answers *a, const struct example *x)
{
	if (a->count == ANSWER_LINES)
		return;
	a->right += x->verdict == VERDICT_RIGHT;
	a->line[a->count++] = (struct answer_line){
		.question = copy_text(x->question),
		.answer = copy_text(x->answer),
		.truth = copy_text(x->truth),
		.verdict = x->verdict,
	};
}

void answers_copy(struct answers *to, const struct answers *from)
{
	answers_clear(to);
	*to = *from;
	for (int i = 0; i < from->count; i++)
		to->line[i] = (struct answer_line){
			.question = copy_text(from->line[i].question),
			.answer = copy_text(from->line[i].answer),
			.truth = copy_text(from->line[i].truth),
			.verdict = from->line[i].verdict,
		};
}
