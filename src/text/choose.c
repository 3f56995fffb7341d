/* SPDX-License-Identifier: GPL-3.0-or-later */
/* choose.c: chooses the encoding of a text that is not UTF-8.
 *
 * A text is decoded twice: a survey finds whether it can be decoded and how
 * much memory that takes; then the bytes are decoded in place.  The survey of a
 * guess accepts a text that decodes to its last byte and has next to no symbols
 * that texts do not have: random bytes give control characters in every
 * encoding. */
#include "config.h"
#include "text/choose.h"
#include "text/decoder.h"
#include "text/guess.h"
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
	CODEPOINTS = 0x110000,
	NARROW = 256,
	IN_A_THOUSAND = 1000, /* one of which may be bad, or strange */
	DETECTED = 1 << 20,   /* bytes that uchardet looks at */
	SHORT = 64,           /* symbols that prove little */
};

struct survey {
	struct decoder_sink sink;
	uint8_t *seen; /* [CODEPOINTS / 8] a bit each */
	int different;
	uint64_t symbols, strange;
	uint64_t letters;  /* with their marks, and blanks */
	uint64_t beyond;   /* ASCII, and not U+FFFD */
	uint64_t ahead[2]; /* at most, of the bytes: ids of 1, 2 bytes */
};

static bool is_blank(uint32_t c)
{
	/* \x1a ended the files of DOS */
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x1a;
}

static void count(struct survey *s, uint32_t c)
{
	utf8proc_category_t kind = utf8proc_category((utf8proc_int32_t)c);

	s->letters += is_blank(c) || (kind >= UTF8PROC_CATEGORY_LU &&
				      kind <= UTF8PROC_CATEGORY_ME);
	s->strange += !is_blank(c) && (kind == UTF8PROC_CATEGORY_CC ||
				       kind == UTF8PROC_CATEGORY_CO ||
				       kind == UTF8PROC_CATEGORY_CN);
	s->beyond += c >= 0x80 && c != 0xfffd;
}

static void look(struct decoder_sink *sink, const uint32_t *symbol,
		 size_t symbols, size_t taken)
{
	struct survey *s = (struct survey *)sink;

	for (size_t i = 0; i < symbols; i++) {
		uint8_t bit = (uint8_t)(1 << symbol[i] % 8);

		s->different += !(s->seen[symbol[i] / 8] & bit);
		s->seen[symbol[i] / 8] |= bit;
		count(s, symbol[i]);
	}
	s->symbols += symbols;
	for (uint64_t width = 1; width <= 2; width++)
		if (s->symbols * width > taken + s->ahead[width - 1])
			s->ahead[width - 1] = s->symbols * width - taken;
}

/* False: the text cannot be encoded as `name`. */
static bool survey_text(struct survey *s, struct decoder *d, const char *text,
			size_t length)
{
	memset(s->seen, 0, CODEPOINTS / 8);
	*s = (struct survey){ .sink = { look }, .seen = s->seen };
	return decoder_walk(d, text, length, &s->sink) &&
	       s->different <= VOCAB_MAX;
}

struct putter {
	struct decoder_sink sink;
	struct intake *intake;
};

static void put(struct decoder_sink *sink, const uint32_t *symbol, size_t count,
		size_t taken UNUSED)
{
	intake_put(((struct putter *)sink)->intake, symbol, count);
}

/* Decodes in place as the survey found possible. */
static bool decode_in_place(struct intake *k, struct decoder *d,
			    const struct survey *s, struct err *e)
{
	struct putter p = { { put }, k };
	size_t length = k->length;
	int width = s->different > NARROW ? 2 : 1;
	const char *text;

	return intake_begin_decoding(k, width, s->ahead[width - 1], &text, e) &&
	       decoder_walk(d, text, length, &p.sink);
}

/* --- one encoding after the other --------------------------------------- */

struct chooser {
	struct intake *intake;
	const struct choice *choice;
	struct survey survey;
	size_t bad;          /* where it ceases to be UTF-8 */
	bool damaged;        /* more of it is UTF-8 than is not */
	const char *missing; /* what iconv should know and does not */
	struct err *e;
};

enum verdict { NO, YES, FAILED };

static void say_replaced(const struct choice *c, const struct decoder *d)
{
	strbuf_printf(c->notices,
		      "%s: %llu bad sequence%s (the first at "
		      "offset %zu) %s read as U+FFFD.\n",
		      c->title, (unsigned long long)d->replaced,
		      d->replaced == 1 ? "" : "s", d->first,
		      d->replaced == 1 ? "is" : "are");
}

static bool is_utf8_enough(const struct chooser *c, const struct decoder *d)
{
	return c->choice->as_utf8 || (d->cut && d->replaced == 1) ||
	       d->replaced * IN_A_THOUSAND <= c->survey.symbols;
}

/* Of a short text it must be nearly all. */
static bool is_likely(const struct survey *s)
{
	return s->strange * IN_A_THOUSAND <= s->symbols &&
	       (s->symbols >= SHORT || 4 * s->letters >= 3 * s->symbols);
}

/* `how` says why; NULL for UTF-8, which needs no reason. */
static enum verdict try_encoding(struct chooser *c, const char *name,
				 const char *how, bool certain)
{
	struct decoder d, again;
	enum verdict verdict = NO;

	if (!decoder_open(&d, name, c->e)) {
		c->missing = name;
		return c->e->kind == ERR_RESOURCE ? FAILED : NO;
	}
	if (survey_text(&c->survey, &d, c->intake->ids, c->intake->length) &&
	    (how ? certain || is_likely(&c->survey) : is_utf8_enough(c, &d)))
		verdict = decoder_open(&again, name, c->e) &&
					  decode_in_place(c->intake, &again,
							  &c->survey, c->e)
				  ? YES
				  : FAILED;
	if (!how) {
		c->bad = d.first;
		c->damaged = c->survey.beyond > d.replaced;
	}
	if (verdict == YES && how)
		strbuf_printf(c->choice->notices,
			      "%s is read as %s (%s); "
			      "--encoding=bytes reads bytes.\n",
			      c->choice->title, name, how);
	if (verdict == YES && d.replaced)
		say_replaced(c->choice, &d);
	if (verdict != NO)
		decoder_close(&again);
	decoder_close(&d);
	return verdict;
}

/* From the beginning of the line that ceases to be UTF-8: the text before it is
 * mostly ASCII and says nothing. */
static char *detect(const struct chooser *c)
{
	const char *text = c->intake->ids;
	size_t length = c->intake->length, from = c->bad;

	while (from > 0 && text[from - 1] != '\n')
		from--;
	length -= from;
	return guess_by_letters(text + from,
				length < DETECTED ? length : DETECTED);
}

static void say_bytes(const struct chooser *c)
{
	const struct choice *choice = c->choice;
	const unsigned char *text = c->intake->ids;

	strbuf_printf(choice->notices,
		      "%s is not UTF-8 (first bad byte: "
		      "0x%02X at offset %zu) and no other encoding that can "
		      "be told: the whole text is read as bytes.\n",
		      choice->title, text[c->bad], c->bad);
	if (c->missing)
		strbuf_printf(choice->notices,
			      "It may be %s, which iconv "
			      "cannot read on this system.\n",
			      c->missing);
}

/* Looks for byte order marks, zero bytes and UTF-8. */
static enum verdict try_unicode(struct chooser *c, char **name)
{
	const char *text = c->intake->ids;
	size_t length = c->intake->length;
	const struct {
		const char *name, *how;
		bool certain;
	} row[] = {
		{ guess_by_mark(text, length), "byte order mark", true },
		{ guess_by_zeros(text, length, 2), "its zero bytes", false },
		{ "utf-8", NULL, false },
		{ guess_by_zeros(text, length, 16), "its zero bytes", false },
	};
	enum verdict verdict = NO;

	for (size_t i = 0; i < LENGTH(row) && verdict == NO; i++) {
		if (!row[i].name || (c->choice->as_utf8 && row[i].how))
			continue;
		verdict = try_encoding(c, row[i].name, row[i].how,
				       row[i].certain);
		if (verdict == YES)
			*name = xstrdup(row[i].name);
		if (row[i].certain) /* the mark is spoken of already */
			c->intake->bom = false;
	}
	return verdict;
}

static char *choose(struct chooser *c)
{
	char *name = NULL;
	enum verdict verdict = try_unicode(c, &name);

	if (verdict == NO && !c->damaged && (name = detect(c)))
		verdict = try_encoding(c, name, "detected", false);
	if (verdict == NO)
		say_bytes(c);
	if (verdict != YES) {
		free(name);
		name = verdict == NO ? xstrdup("bytes") : NULL;
	}
	return name;
}

char *choose_encoding(struct intake *k, const struct choice *choice,
		      struct err *e)
{
	struct chooser c = { .intake = k, .choice = choice, .e = e };
	char *name = NULL;

	c.survey.seen = malloc(CODEPOINTS / 8);
	if (c.survey.seen)
		name = choose(&c);
	else
		err_memory(e, "decoding");
	free(c.survey.seen);
	return name;
}
