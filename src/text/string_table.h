/* string_table.h: a set of strings, numbered from 0 in the order in which they
 * were added.
 *
 * A string is stored once, with a NUL after it, and found in constant time.
 * Pointers into the table hold until the next string_table_add().  Without
 * memory the program ends, as xmalloc() has it.  One owner; any thread may read
 * while nobody adds. */
#ifndef TEXT_STRING_TABLE_H
#define TEXT_STRING_TABLE_H

#include "base/strbuf.h"

struct string_entry {
	size_t offset;         /* of its bytes in `text` */
	uint32_t length, hash; /* hash: the high half of hash_bytes() */
};

struct string_table {
	struct strbuf text;         /* all strings, one after the other */
	struct string_entry *entry; /* [capacity], the first `count` are used */
	uint32_t count, capacity;
	uint32_t *slot; /* [slots] 1 + a number; 0: empty */
	uint32_t slots; /* a power of two, or 0 */
};

void string_table_init(struct string_table *);
void string_table_release(struct string_table *);
/* The number of a string, which is added if it is new. */
uint32_t string_table_add(struct string_table *, const char *s, size_t length);
/* -1: it is not there. */
long string_table_find(const struct string_table *, const char *s,
		       size_t length);

static inline const char *string_at(const struct string_table *t, uint32_t i)
{
	return t->text.text + t->entry[i].offset;
}

#endif
