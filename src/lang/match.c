/* SPDX-License-Identifier: GPL-3.0-or-later */
/* match.c: finds rows by their names, and what was meant by other words. */
#include "config.h"
#include "lang/match.h"
#include "base/utf8.h"
#include <string.h>

enum {
	WORD_MAX = 31,
	FAR = 1000,
	NAMED = 9,
	SHOWN_MAX = 60,
	SIMILAR_FROM = 3 /* letters: shorter words are similar to too many */
};

static char fold(char c)
{
	return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Insertions, deletions, replacements and swaps of neighbours from a to b
 * (optimal string alignment); long words are far from everything. */
static int distance_of(const char *a, const char *b)
{
	int row[WORD_MAX + 1][WORD_MAX + 1];
	int m = (int)strlen(a), n = (int)strlen(b);

	if (m > WORD_MAX || n > WORD_MAX)
		return FAR;
	for (int i = 0; i <= m; i++)
		row[i][0] = i;
	for (int j = 0; j <= n; j++)
		row[0][j] = j;
	for (int i = 1; i <= m; i++)
		for (int j = 1; j <= n; j++) {
			int swap = fold(a[i - 1]) != fold(b[j - 1]);
			int best = row[i - 1][j - 1] + swap;

			best = min_int(best, row[i - 1][j] + 1);
			best = min_int(best, row[i][j - 1] + 1);
			if (i > 1 && j > 1 &&
			    fold(a[i - 1]) == fold(b[j - 2]) &&
			    fold(a[i - 2]) == fold(b[j - 1]))
				best = min_int(best, row[i - 2][j - 2] + 1);
			row[i][j] = best;
		}
	return row[m][n];
}

/* As the tables are searched: '_' is '-', but STEP is not step. */
static bool begins(const char *name, const char *word)
{
	for (; *word; word++, name++)
		if (*word != *name &&
		    (fold(*word) != '-' || fold(*name) != '-'))
			return false;
	return true;
}

/* How little a name fits; FAR when it is not worth naming: less than two
 * thirds of the word's letters are in it. */
static int misfit(const char *name, const char *word)
{
	int distance, length = (int)strlen(word);

	if (!*name || !*word)
		return FAR;
	if (begins(name, word))
		return 0;
	if (length < SIMILAR_FROM)
		return FAR;
	if (strstr(name, word))
		return 2;
	distance = distance_of(name, word);
	if (distance > max_int(1, length / 3))
		return FAR;
	return max_int(distance, 1); /* in other letters: near */
}

/* A table may be several, with a name in two of them. */
static bool named_before(int i, row_name name_of, const void *table)
{
	for (int k = 0; k < i; k++)
		if (!strcmp(name_of(k, table), name_of(i, table)))
			return true;
	return false;
}

/* Appends the names of the smallest misfit; returns that. */
static int add_nearest(struct strbuf *out, const char *word, row_name name_of,
		       const void *table)
{
	int best = FAR, named = 0;

	for (int i = 0; name_of(i, table); i++)
		best = min_int(best, misfit(name_of(i, table), word));
	for (int i = 0; best < FAR && name_of(i, table); i++) {
		if (misfit(name_of(i, table), word) != best ||
		    named_before(i, name_of, table))
			continue;
		if (named++ == NAMED) {
			strbuf_add(out, ", ...");
			break;
		}
		strbuf_printf(out, "%s%s", named > 1 ? ", " : "",
			      name_of(i, table));
	}
	return best;
}

void match_quote(struct strbuf *out, const char *word)
{
	size_t length = strnlen(word, SHOWN_MAX);

	strbuf_add_char(out, '\'');
	sanitize(out, word, length, SANITIZE_ANY_SINK);
	strbuf_add(out, word[length] ? "...'" : "'");
}

void match_list(struct strbuf *out, row_name name_of, const void *table)
{
	bool first = true;

	for (int i = 0; name_of(i, table); i++) {
		if (!*name_of(i, table) || named_before(i, name_of, table))
			continue;
		strbuf_printf(out, "%s%s", first ? "" : ", ",
			      name_of(i, table));
		first = false;
	}
}

/* Names that a user can take in at a glance. */
static bool are_few(row_name name_of, const void *table)
{
	int names = 0;

	while (names <= NAMED && name_of(names, table))
		names++;
	return names <= NAMED;
}

bool match_any(const char *word, row_name name_of, const void *table)
{
	for (int i = 0; name_of(i, table); i++)
		if (misfit(name_of(i, table), word) < FAR)
			return true;
	return false;
}

static void say_unknown(const char *what, const char *shown, row_name name_of,
			const void *table, const char *where,
			const char *nearest, struct err *e)
{
	struct strbuf all;

	strbuf_init(&all);
	if (are_few(name_of, table))
		match_list(&all, name_of, table);
	err_set(e, ERR_FAILED, "unknown %s %s%s%s%s%s%s", what, shown, where,
		*nearest ? "; near: " : "", nearest,
		*all.text ? "; choices: " : "", all.text);
	strbuf_release(&all);
}

/* `whole`: a beginning of a name would not do. */
static void explain(const char *what, const char *word, row_name name_of,
		    const void *table, const char *where, bool whole,
		    struct err *e)
{
	struct strbuf shown, nearest;
	int misfits;

	strbuf_init(&shown);
	strbuf_init(&nearest);
	match_quote(&shown, word);
	misfits = add_nearest(&nearest, word, name_of, table);
	if (misfits == 0 && !whole)
		err_set(e, ERR_FAILED, "%s%s is ambiguous: %s", shown.text,
			where, nearest.text);
	else
		say_unknown(what, shown.text, name_of, table, where,
			    nearest.text, e);
	strbuf_release(&nearest);
	strbuf_release(&shown);
}

bool match_error_at(const char *what, const char *word, row_name name_of,
		    const void *table, const char *where, struct err *e)
{
	explain(what, word, name_of, table, where, true, e);
	return false;
}

bool match_error(const char *what, const char *word, row_name name_of,
		 const void *table, struct err *e)
{
	explain(what, word, name_of, table, "", false, e);
	return false;
}

bool match_same(const char *name, const char *word)
{
	return begins(name, word) && strlen(name) == strlen(word);
}

const char *match_word(int i, const void *words) { return word_at(words, i); }

/* The row whose name fits whole, in every sign or, if there is none, with '-'
 * for '_'; -1 none. */
static int find_whole(const char *word, row_name name_of, const void *table)
{
	for (int i = 0; name_of(i, table); i++)
		if (*word && !strcmp(name_of(i, table), word))
			return i;
	for (int i = 0; name_of(i, table); i++)
		if (*word && match_same(name_of(i, table), word))
			return i;
	return -1;
}

int match_unique(const char *what, const char *word, row_name name_of,
		 const void *table, struct err *e)
{
	int found = find_whole(word, name_of, table), matches = found >= 0;

	for (int i = 0; found < 0 && name_of(i, table); i++)
		matches += *name_of(i, table) &&
			   begins(name_of(i, table), word) &&
			   !named_before(i, name_of, table);
	for (int i = 0; found < 0 && matches == 1; i++)
		if (*name_of(i, table) && begins(name_of(i, table), word))
			found = i;
	if (matches == 1)
		return found;
	match_error(what, word, name_of, table, e);
	return -1;
}

bool match_missing(const char *question, row_name name_of, const void *table,
		   struct err *e)
{
	struct strbuf names;

	strbuf_init(&names);
	match_list(&names, name_of, table);
	err_set(e, ERR_FAILED, "%s? choices: %s", question, names.text);
	strbuf_release(&names);
	return false;
}
