/* SPDX-License-Identifier: GPL-3.0-or-later */
/* string_table.c: open addressing with linear probing, at most half full. */
#include "config.h"
#include "text/string_table.h"
#include "base/draws.h"
#include <stdlib.h>
#include <string.h>

enum { FIRST_ENTRIES = 32 };

static uint32_t hash_of(const char *s, size_t length)
{
	return (uint32_t)(hash_bytes(s, length) >> 32);
}

void string_table_init(struct string_table *t)
{
	*t = (struct string_table){ 0 };
	strbuf_init(&t->text);
}

void string_table_release(struct string_table *t)
{
	strbuf_release(&t->text);
	free(t->entry);
	free(t->slot);
	*t = (struct string_table){ 0 };
}

/* The slot that holds the string, or the empty one where it belongs. */
static uint32_t *find_slot(const struct string_table *t, const char *s,
			   size_t length, uint32_t hash)
{
	uint32_t i = hash & (t->slots - 1);

	for (; t->slot[i]; i = (i + 1) & (t->slots - 1)) {
		const struct string_entry *x = &t->entry[t->slot[i] - 1];

		if (x->hash == hash && x->length == length &&
		    !memcmp(t->text.text + x->offset, s, length))
			break;
	}
	return &t->slot[i];
}

static void grow(struct string_table *t)
{
	t->capacity = t->capacity ? 2 * t->capacity : FIRST_ENTRIES;
	t->slots = 2 * t->capacity;
	t->entry = xreallocarray(t->entry, t->capacity, sizeof *t->entry);
	free(t->slot);
	t->slot = xcalloc(t->slots, sizeof *t->slot);
	for (uint32_t n = 0; n < t->count; n++) {
		uint32_t i = t->entry[n].hash & (t->slots - 1);

		while (t->slot[i])
			i = (i + 1) & (t->slots - 1);
		t->slot[i] = n + 1;
	}
}

uint32_t string_table_add(struct string_table *t, const char *s, size_t length)
{
	uint32_t hash = hash_of(s, length), *slot;

	if (t->count == t->capacity)
		grow(t);
	slot = find_slot(t, s, length, hash);
	if (*slot)
		return *slot - 1;
	t->entry[t->count] = (struct string_entry){
		.offset = t->text.length,
		.length = (uint32_t)length,
		.hash = hash,
	};
	strbuf_add_bytes(&t->text, s, length);
	strbuf_add_char(&t->text, '\0');
	*slot = ++t->count;
	return t->count - 1;
}

long string_table_find(const struct string_table *t, const char *s,
		       size_t length)
{
	return t->slots ? (long)*find_slot(t, s, length, hash_of(s, length)) - 1
			: -1;
}
