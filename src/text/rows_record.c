/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_record.c: a pass over the symbols, and a look ahead from each quote.
 *
 * The look ahead stops at the first quote that is not doubled.  One that begins
 * a later field in vain stops there too, or is doubled itself and looks no
 * further than its pair, so that all of them together are linear. */
#include "config.h"
#include "text/rows_record.h"
#include <string.h>

static const char never_closed[] = "a quote is never closed";
static const char not_doubled[] = "text follows a closing quote (a quote "
				  "inside of quotes is doubled)";

void record_init(struct record *x)
{
	*x = (struct record){ 0 };
	for (int i = 0; i < FIELDS_MAX; i++)
		strbuf_init(&x->field[i]);
}

void record_release(struct record *x)
{
	for (int i = 0; i < FIELDS_MAX; i++)
		strbuf_release(&x->field[i]);
}

static void add(struct record *x, const struct reader *r, size_t at)
{
	if (x->fields < FIELDS_MAX &&
	    x->field[x->fields].length < FIELD_MAX_BYTES)
		reader_add(r, at, &x->field[x->fields]);
}

static size_t skip_spaces(const struct reader *r, size_t at, uint32_t delimiter)
{
	while (at < r->end && delimiter != ' ' && reader_symbol(r, at) == ' ')
		at++;
	return at;
}

static bool is_end_of_field(const struct reader *r, size_t at,
			    uint32_t delimiter)
{
	return at == r->end || reader_symbol(r, at) == delimiter ||
	       reader_line_end(r, at);
}

/* Where the quoted field whose text begins at `from` closes: *close is its
 * closing quote.  NULL, or why it does not. */
static const char *find_close(const struct reader *r, size_t from,
			      uint32_t delimiter, size_t *close)
{
	bool same_line = true;

	for (size_t at = from; at < r->end; at++) {
		uint32_t c = reader_symbol(r, at);

		if (c == '\t' && delimiter == '\t')
			break;
		same_line &= !reader_line_end(r, at);
		if (c != '"')
			continue;
		if (at + 1 < r->end && reader_symbol(r, at + 1) == '"') {
			at++;
			continue;
		}
		*close = at;
		if (is_end_of_field(r, skip_spaces(r, at + 1, delimiter),
				    delimiter))
			return NULL;
		return same_line ? not_doubled : never_closed;
	}
	return never_closed;
}

/* From behind the opening quote to behind what follows the closing one. */
static void take_quoted(struct record *x, struct reader *r, size_t from,
			size_t close, uint32_t delimiter)
{
	for (r->at = from; r->at < close; r->at++) {
		size_t n = reader_line_end(r, r->at);

		r->line += n == 1;
		r->at += reader_symbol(r, r->at) == '"';
		add(x, r, r->at);
	}
	r->at = skip_spaces(r, close + 1, delimiter);
}

static void take_plain(struct record *x, struct reader *r, uint32_t delimiter)
{
	while (!is_end_of_field(r, r->at, delimiter))
		add(x, r, r->at++);
}

static void take_field(struct record *x, struct reader *r, uint32_t delimiter)
{
	size_t open = skip_spaces(r, r->at, delimiter), close;
	const char *bad;

	if (x->fields < FIELDS_MAX)
		strbuf_clear(&x->field[x->fields]);
	if (open == r->end || reader_symbol(r, open) != '"') {
		take_plain(x, r, delimiter);
		return;
	}
	bad = find_close(r, open + 1, delimiter, &close);
	if (!bad)
		take_quoted(x, r, open + 1, close, delimiter);
	else if (delimiter == '\t')
		take_plain(x, r, delimiter);
	else
		x->bad = bad;
}

bool record_next(struct record *x, struct reader *r, uint32_t delimiter)
{
	x->line = r->line;
	x->fields = 0;
	x->bad = NULL;
	if (r->at == r->end)
		return false;
	for (;;) {
		take_field(x, r, delimiter);
		x->fields++;
		if (x->bad || r->at == r->end ||
		    reader_symbol(r, r->at) != delimiter)
			break;
		r->at++;
	}
	reader_skip_line(r);
	return true;
}

bool record_is_blank(const struct record *x)
{
	if (x->bad)
		return false;
	for (size_t i = 0; i < x->fields && i < FIELDS_MAX; i++)
		if (!is_blank(x->field[i].text, x->field[i].length))
			return false;
	return true;
}

struct span record_field(const struct record *x, size_t i)
{
	if (i >= x->fields || i >= FIELDS_MAX)
		return (struct span){ "", 0 };
	return (struct span){ x->field[i].text, x->field[i].length };
}
