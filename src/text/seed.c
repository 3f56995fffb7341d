/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seed.c: a text that the user typed as the symbols of a corpus. */
#include "config.h"
#include "text/seed.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Which of the unknown have been named: a bit each for all code points and,
 * behind them, for the 256 bytes that are no part of a character. */
enum { CODEPOINTS = 0x110000, SEEN_BITS = CODEPOINTS + 256 };

struct seeding {
	const struct vocab *vocab;
	struct seed_notes *notes;
	uint8_t *seen;
	int *ids, used;
};

/* A symbol of the seed: a code point, or a byte (then from CODEPOINTS on), and
 * the bytes it takes. */
struct piece {
	uint32_t symbol;
	size_t length;
};

static struct piece byte_piece(const char *s)
{
	return (struct piece){ CODEPOINTS + (unsigned char)*s, 1 };
}

static struct piece next_piece(const struct vocab *v, const struct seed *s,
			       size_t at)
{
	char escape = s->escape ? s->escape[at] : 0;
	uint32_t c;
	int n = utf8_decode(s->text + at, s->length - at, &c);

	if (n <= 0 || (v->bytes && escape == 'x') ||
	    (v->bytes && v->utf8 && (escape == 0 || c > 0xff)))
		return byte_piece(s->text + at);
	return (struct piece){ c, (size_t)n };
}

/* Its id, -1 none. */
static int piece_id(const struct vocab *v, struct piece p)
{
	if (p.symbol < CODEPOINTS)
		return vocab_id(v, p.symbol);
	return v->bytes || p.symbol < CODEPOINTS + 0x80
		       ? vocab_id(v, p.symbol - CODEPOINTS)
		       : -1;
}

/* Quotes blanks and commas, which would be lost in the list. */
static void name_unknown(struct seeding *g, const char *s, struct piece p)
{
	const char *quote = *s == ' ' || *s == ',' ? "'" : "";
	struct strbuf *list = &g->notes->unknown;
	uint32_t bit = p.symbol;

	if (!g->seen)
		g->seen = xcalloc(SEEN_BITS / 8, 1);
	if (g->seen[bit / 8] & 1 << bit % 8)
		return;
	g->seen[bit / 8] |= (uint8_t)(1 << bit % 8);
	if (list->length > 0)
		strbuf_add(list, ", ");
	strbuf_add(list, quote);
	sanitize(list, s, p.length,
		 SANITIZE_ANY_SINK |
			 (p.symbol < CODEPOINTS ? 0 : SANITIZE_BYTES));
	strbuf_add(list, quote);
}

/* --- the other form ----------------------------------------------------- */

/* Bytes of the character at s with all that joins it. */
static size_t cluster_length(const char *s, size_t length)
{
	utf8proc_int32_t state = 0;
	uint32_t before, c;
	int n = utf8_decode(s, length, &before);
	size_t at = (size_t)max_int(n, 1);

	while (n > 0 && at < length) {
		n = utf8_decode(s + at, length - at, &c);
		if (n <= 0 || utf8proc_grapheme_break_stateful(
				      (utf8proc_int32_t)before,
				      (utf8proc_int32_t)c, &state))
			break;
		before = c;
		at += (size_t)n;
	}
	return at;
}

/* Appends the symbols of s[0..length) when all are known. */
static bool add_known(struct seeding *g, const struct seed *s)
{
	int used = g->used;

	for (size_t at = 0; at < s->length;) {
		struct piece p = next_piece(g->vocab, s, at);
		int id = piece_id(g->vocab, p);

		if (id < 0) {
			g->used = used;
			return false;
		}
		g->ids[g->used++] = id;
		at += p.length;
	}
	return true;
}

static bool add_in_form(struct seeding *g, const struct seed *s,
			const char *form, utf8proc_option_t option)
{
	utf8proc_uint8_t *text = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s->text,
					  (utf8proc_ssize_t)s->length, &text,
					  UTF8PROC_STABLE | option);
	struct seed other = { (const char *)text, NULL, (size_t)n };
	bool added = n > 0 && add_known(g, &other);

	free(text);
	if (added && g->notes)
		g->notes->form = form;
	return added;
}

/* --- all of it ---------------------------------------------------------- */

static void add_pieces(struct seeding *g, const struct seed *s)
{
	for (size_t at = 0; at < s->length;) {
		struct piece p = next_piece(g->vocab, s, at);
		int id = piece_id(g->vocab, p);

		if (id >= 0)
			g->ids[g->used++] = id;
		else if (g->notes)
			name_unknown(g, s->text + at, p);
		at += p.length;
	}
}

static void add_cluster(struct seeding *g, const struct seed *s)
{
	if (!add_known(g, s) && !add_in_form(g, s, "NFC", UTF8PROC_COMPOSE) &&
	    !add_in_form(g, s, "NFD", UTF8PROC_DECOMPOSE))
		add_pieces(g, s);
}

int *seed_ids(const struct vocab *v, const struct seed *s, int *length,
	      struct seed_notes *notes)
{
	struct seeding g = { .vocab = v, .notes = notes };

	/* In parts, no character has more symbols than twice its bytes. */
	g.ids = xreallocarray(NULL, s->length + 1, 2 * sizeof *g.ids);
	if (v->bytes)
		add_pieces(&g, s);
	for (size_t at = 0; !v->bytes && at < s->length;) {
		struct seed cluster = *s;

		cluster.text += at;
		cluster.length = cluster_length(s->text + at, s->length - at);
		cluster.escape = NULL; /* that matters among bytes only */
		add_cluster(&g, &cluster);
		at += cluster.length;
	}
	free(g.seen);
	*length = g.used;
	return g.ids;
}
