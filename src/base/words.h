/* words.h: a view of the names in a table's rows, so that lists of names are
 * not written a second time.
 *
 * It owns nothing; row i's name stands `stride` bytes after row i - 1's.
 * Stateless; any thread. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/util.h"
#include <string.h>

struct words {
	const char *const *first; /* NULL: no names */
	size_t stride;
	int count;
};

/* Initialisers: of an array of structs, by its member; of an array of names. */
#define WORDS_OF(table, member)                                         \
	{                                                               \
		&(table)[0].member, sizeof *(table), (int)LENGTH(table) \
	}
#define WORD_LIST(list)                                   \
	{                                                 \
		(list), sizeof *(list), (int)LENGTH(list) \
	}

/* NULL from the end on. */
static inline const char *word_at(const struct words *w, int i)
{
	const char *row = (const char *)w->first;

	if (i >= w->count)
		return NULL;
	row += (size_t)i * w->stride;
	return *(const char *const *)(const void *)row;
}

/* The index of exactly that word, -1 none. */
static inline int word_find(const struct words *w, const char *word)
{
	for (int i = 0; i < w->count; i++)
		if (!strcmp(word_at(w, i), word))
			return i;
	return -1;
}

/* Words with a line of help each: the members name and help of a table. */
struct choices {
	struct words name, help;
};
#define CHOICES_OF(table)                                    \
	{                                                    \
		WORDS_OF(table, name), WORDS_OF(table, help) \
	}

#endif
