/* rows_record.h: records of a text whose fields a character separates, as RFC
 * 4180 has them.
 *
 * A field may be in quotes, with spaces around them; line ends inside belong to
 * it, and a quote inside is doubled.  Between tabs a quote that does not close
 * before the next tab is an ordinary character, since those texts are mostly
 * written without quoting.  Linear in the text, whatever its quotes.  Private to
 * rows_table.c. */
#ifndef TEXT_ROWS_RECORD_H
#define TEXT_ROWS_RECORD_H

#include "text/rows_private.h"

enum { FIELDS_MAX = 32, FIELD_MAX_BYTES = ROWS_TEXT_MAX + 1 };

struct record {
	size_t line;     /* that it begins in */
	size_t fields;   /* may be more than FIELDS_MAX, which are kept */
	const char *bad; /* why it has no sense; NULL: it has */
	struct strbuf field[FIELDS_MAX]; /* at most FIELD_MAX_BYTES or a few
					    more of each */
};

void record_init(struct record *);
void record_release(struct record *);
/* The next record; after a bad one the reader goes on with the line after the
 * one where the bad quote opens.  False: there is none. */
bool record_next(struct record *, struct reader *, uint32_t delimiter);
/* Are all fields blank? */
bool record_is_blank(const struct record *);
/* A field that is kept; empty where the record has fewer. */
struct span record_field(const struct record *, size_t i);

#endif
