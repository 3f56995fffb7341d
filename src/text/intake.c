/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake.c: the ids of a text while it is being read. */
#include "config.h"
#include "text/intake.h"
#include "base/utf8.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROOM = 64 * 1024,
	CODEPOINTS = 0x110000,
	BOM = 0xfeff,
	NARROW = 256, /* symbols that one byte distinguishes */
};

bool intake_init(struct intake *k, bool bytes, struct err *e)
{
	*k = (struct intake){ .bytes = bytes, .width = 1 };
	k->id_of = calloc(CODEPOINTS, sizeof *k->id_of);
	k->symbol = calloc(VOCAB_MAX, sizeof *k->symbol);
	if (!k->id_of || !k->symbol)
		return err_memory(e, "the symbols");
	return true;
}

void intake_release(struct intake *k)
{
	free(k->id_of);
	free(k->symbol);
	free(k->ids);
	*k = (struct intake){ 0 };
}

/* --- the array of ids --------------------------------------------------- */

static bool resize(struct intake *k, size_t bytes, struct err *e)
{
	void *ids = realloc(k->ids, bytes ? bytes : 1);

	if (!ids)
		return err_memory(e, "the text");
	k->ids = ids;
	k->capacity = bytes;
	return true;
}

static bool reserve(struct intake *k, size_t symbols, struct err *e)
{
	size_t need = (k->length + symbols) * (size_t)k->width;
	size_t step = k->capacity < (1 << 20) ? k->capacity : k->capacity / 32;

	if (need <= k->capacity)
		return true;
	if (need < k->capacity + step)
		need = k->capacity + step;
	return resize(k, need < FIRST_ROOM ? FIRST_ROOM : need, e);
}

/* Widens ids from one byte to two, in place from the back. */
static bool widen(struct intake *k, size_t more, struct err *e)
{
	k->width = 2;
	if (!reserve(k, more, e))
		return false;
	for (size_t i = k->length; i-- > 0;)
		((uint16_t *)k->ids)[i] = ((const uint8_t *)k->ids)[i];
	return true;
}

static inline void store(void *ids, int width, size_t i, unsigned id)
{
	if (width == 1)
		((uint8_t *)ids)[i] = (uint8_t)id;
	else
		((uint16_t *)ids)[i] = (uint16_t)id;
}

/* --- bytes -------------------------------------------------------------- */

bool intake_bytes(struct intake *k, const char *s, size_t length, struct err *e)
{
	if (!reserve(k, length, e))
		return false;
	if (length)
		memcpy((char *)k->ids + k->length, s, length);
	k->length += length;
	k->taken += length;
	return true;
}

/* Turns code points back into the bytes they came from.  The ids move
 * to the end of the memory and the bytes are written from its beginning.  They
 * never meet: a symbol that is not read yet was at least one byte, so `taken`
 * + (width - 1) for each symbol is enough. */
bool intake_become_bytes(struct intake *k, struct err *e)
{
	size_t width = (size_t)k->width, size = k->length * width;
	size_t needed = k->taken + k->length * (width - 1);
	char *out;

	if (needed > k->capacity && !resize(k, needed, e))
		return false;
	out = k->ids;
	needed = k->capacity;
	if (size)
		memmove(out + needed - size, out, size);
	if (k->bom)
		out += utf8_encode(BOM, out);
	for (const char *in = (char *)k->ids + needed - size;
	     in < (char *)k->ids + needed; in += width) {
		uint16_t id = (uint8_t)*in;

		if (width == 2)
			memcpy(&id, in, sizeof id);
		out += utf8_encode(k->symbol[id], out);
	}
	k->length = (size_t)(out - (char *)k->ids);
	k->width = 1;
	k->bytes = true;
	k->bom = false;
	return true;
}

/* --- code points -------------------------------------------------------- */

/* The well-formed two- and three-byte sequences (Unicode standard, table
 * 3-7); 0 for everything else, which utf8_decode() then judges.  Here because
 * a call per character would take half of the loading time. */
static inline int quick_decode(const unsigned char *s, size_t left,
			       uint32_t *codepoint)
{
	uint32_t c = s[0];

	if (c < 0x80) {
		*codepoint = c;
		return 1;
	}
	if (left < 3 || (s[1] & 0xc0) != 0x80)
		return 0;
	if (c >= 0xc2 && c < 0xe0) {
		*codepoint = (c & 0x1f) << 6 | (s[1] & 0x3f);
		return 2;
	}
	if (c < 0xe0 || c >= 0xf0 || (s[2] & 0xc0) != 0x80)
		return 0;
	c = (c & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
	*codepoint = c;
	return c < 0x800 || (c >= 0xd800 && c < 0xe000) ? 0 : 3;
}

/* Stores the ids of symbols that were seen before; returns the bytes taken
 * until something else comes.  `width` is a constant where it is called. */
static inline __attribute__((always_inline)) size_t
store_known(struct intake *k, const uint16_t *id_of, const unsigned char *s,
	    size_t length, int width)
{
	void *ids = k->ids;
	size_t at = k->length, used = 0;

	while (used < length) {
		uint32_t symbol;
		int n = quick_decode(s + used, length - used, &symbol);
		unsigned id = n ? id_of[symbol] : 0;

		if (!id)
			break;
		store(ids, width, at++, id - 1);
		used += (size_t)n;
	}
	k->length = at;
	return used;
}

/* Past VOCAB_MAX symbols are only counted, for the reason of the refusal. */
static bool store_symbol(struct intake *k, uint32_t symbol, size_t left,
			 struct err *e)
{
	if (!k->id_of[symbol]) {
		if (k->symbols < VOCAB_MAX)
			k->symbol[k->symbols] = symbol;
		k->symbols++;
		k->id_of[symbol] = (uint16_t)min_int(k->symbols, VOCAB_MAX);
		if (k->width == 1 && k->symbols > NARROW && !widen(k, left, e))
			return false;
	}
	if (k->symbols <= VOCAB_MAX)
		store(k->ids, k->width, k->length++, k->id_of[symbol] - 1u);
	return true;
}

bool intake_text(struct intake *k, const char *s, size_t length, size_t *used,
		 struct err *e)
{
	size_t at = 0;

	if (!reserve(k, length, e))
		return false;
	while (at < length) {
		const unsigned char *u = (const unsigned char *)s + at;
		uint32_t symbol;
		size_t known = 0;
		int n;

		if (k->symbols <= VOCAB_MAX)
			known = k->width == 1 ? store_known(k, k->id_of, u,
							    length - at, 1)
					      : store_known(k, k->id_of, u,
							    length - at, 2);
		at += known;
		k->taken += known;
		if (at == length)
			break;
		n = utf8_decode(s + at, length - at, &symbol);
		if (n <= 0)
			break;
		if (symbol == BOM && k->taken == 0)
			k->bom = true;
		else if (!store_symbol(k, symbol, length - at, e))
			return false;
		at += (size_t)n;
		k->taken += (size_t)n;
	}
	*used = at;
	return true;
}

/* They fit; a mark that begins the text is left out. */
static bool put_symbols(struct intake *k, const uint32_t *symbol, size_t count,
			struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		if (symbol[i] == BOM && k->taken == 0 && i == 0)
			k->bom = true;
		else if (!store_symbol(k, symbol[i], count - i, e))
			return false;
	}
	k->taken += count;
	return true;
}

bool intake_symbols(struct intake *k, const uint32_t *symbol, size_t count,
		    struct err *e)
{
	return reserve(k, count, e) && put_symbols(k, symbol, count, e);
}

bool intake_begin_decoding(struct intake *k, int width, size_t extra,
			   const char **bytes, struct err *e)
{
	size_t length = k->length;

	if (length + extra > k->capacity && !resize(k, length + extra, e))
		return false;
	*bytes = (char *)k->ids + k->capacity - length;
	memmove((char *)k->ids + k->capacity - length, k->ids, length);
	memset(k->id_of, 0, CODEPOINTS * sizeof *k->id_of);
	k->symbols = 0;
	k->length = 0;
	k->taken = 0;
	k->width = width;
	k->bytes = false;
	return true;
}

void intake_put(struct intake *k, const uint32_t *symbol, size_t count)
{
	struct err none; /* the width does not change: nothing is allocated */
	bool put = put_symbols(k, symbol, count, &none);

	assert(put);
	(void)put;
}

/* --- code-point order --------------------------------------------------- */

/* A symbol, its first id and how often it occurs. */
struct entry {
	uint32_t symbol;
	uint16_t id;
	uint64_t count;
};

static void count_ids(const struct intake *k, struct entry *entry)
{
	const uint8_t *narrow = k->ids;
	const uint16_t *wide = k->ids;

	for (size_t i = 0; k->width == 1 && i < k->length; i++)
		entry[narrow[i]].count++;
	for (size_t i = 0; k->width == 2 && i < k->length; i++)
		entry[wide[i]].count++;
}

static void rename_ids(struct intake *k, const uint16_t *to)
{
	uint8_t *narrow = k->ids;
	uint16_t *wide = k->ids;

	for (size_t i = 0; k->width == 1 && i < k->length; i++)
		narrow[i] = (uint8_t)to[narrow[i]];
	for (size_t i = 0; k->width == 2 && i < k->length; i++)
		wide[i] = to[wide[i]];
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

/* Counts, drops the bytes that do not occur, sorts; returns how many. */
static int sort_entries(const struct intake *k, struct entry *entry)
{
	int all = k->bytes ? NARROW : k->symbols, size = 0;

	count_ids(k, entry);
	for (int id = 0; id < all; id++) {
		uint32_t symbol = k->bytes ? (uint32_t)id : k->symbol[id];

		if (entry[id].count)
			entry[size++] = (struct entry){ symbol, (uint16_t)id,
							entry[id].count };
	}
	qsort(entry, (size_t)size, sizeof *entry, compare_entries);
	return size;
}

bool intake_order(struct intake *k, struct vocab *v, uint64_t **count,
		  struct err *e)
{
	size_t needed = (size_t)max_int(k->symbols, NARROW);
	struct entry *entry = calloc(needed, sizeof *entry);
	uint32_t *symbol = calloc(needed, sizeof *symbol);
	uint16_t *to = calloc(needed, sizeof *to);
	bool done = false;
	int size;

	*count = calloc(needed, sizeof **count);
	if (!entry || !symbol || !to || !*count) {
		err_memory(e, "the symbols");
		goto out;
	}
	size = sort_entries(k, entry);
	for (int id = 0; id < size; id++) {
		symbol[id] = entry[id].symbol;
		(*count)[id] = entry[id].count;
		to[entry[id].id] = (uint16_t)id;
	}
	rename_ids(k, to);
	done = vocab_init(v, symbol, size, k->bytes, e) &&
	       resize(k, k->length * (size_t)k->width, e);
out:
	free(to);
	free(symbol);
	free(entry);
	return done;
}
