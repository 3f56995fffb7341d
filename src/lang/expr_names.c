/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expr_names.c: finds what a name in an expression means. */
#include "config.h"

#include "lang/expr_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lang/match.h"

enum { SIGNS_MAX = 3 }; /* "a-b-c-d" */

const struct expr_function expr_function[EXPR_FUNCTIONS] = {
	{ "abs", "abs(x): absolute value" },
	{ "log", "log(x): natural logarithm" },
	{ "exp", "exp(x): e to the x" },
	{ "sqrt", "sqrt(x): square root" },
	{ "min", "min(x, y, ...): the smallest" },
	{ "max", "max(x, y, ...): the largest" },
};

const char *expr_name_row(int i, const void *unused UNUSED)
{
	if (i < metric_count())
		return metric_at(i)->name;
	i -= metric_count();
	if (i < EXPR_FUNCTIONS)
		return expr_function[i].name;
	i -= EXPR_FUNCTIONS;
	if (i >= option_count())
		return NULL;
	return option_is_setting(option_at(i)) ? option_at(i)->name : "";
}

static int function_row(const char *name)
{
	for (int i = 0; i < EXPR_FUNCTIONS; i++)
		if (!strcmp(expr_function[i].name, name))
			return i;
	return -1;
}

/* What the whole of `name` means.  learning-rate is a setting and a metric,
 * which follows the schedule too: the metric is meant. */
static struct expr_name resolve(const char *name)
{
	struct expr_name n = { .length = strlen(name),
			       .function = function_row(name) };

	if (n.function >= 0)
		return n;
	n.setting = setting_find(name);
	n.metric = metric_find(n.setting ? n.setting->name : name);
	if (n.metric)
		n.setting = NULL;
	return n;
}

static bool is_known(const struct expr_name *n)
{
	return n->function >= 0 || n->metric || n->setting;
}

/* Bytes of `text` that can be a name, with no more signs in it than the
 * longest has: a line of names must not take the square of its length. */
static size_t word_length(const char *text)
{
	size_t n = 0;
	int signs = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_' ||
	       (text[n] == '-' && isalpha((unsigned char)text[n + 1]) &&
		signs++ < SIGNS_MAX))
		n++;
	return n;
}

/* Cuts the last '-' and what follows it; false: there is none. */
static bool cut_last(char *word)
{
	char *minus = strrchr(word, '-');

	if (minus)
		*minus = '\0';
	return minus;
}

struct expr_name expr_name_at(const char *text)
{
	size_t length = word_length(text);
	char *word = xstrndup(text, length);
	struct expr_name n;

	do
		n = resolve(word);
	while (!is_known(&n) && cut_last(word));
	free(word);
	if (is_known(&n))
		return n;
	word = xstrndup(text, length);
	while (!match_any(word, expr_name_row, NULL) && cut_last(word))
		;
	n.length = strlen(word);
	free(word);
	return n;
}

const struct option *expr_setting(const char *text)
{
	return resolve(text).setting;
}
