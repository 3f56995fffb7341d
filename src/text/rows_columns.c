/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_columns.c: by the option, by the names of a header, or by what stands in
 * the columns: a label is the one of the first and the last that has the fewest
 * different values, a text is the longest of the others. */
#include "config.h"
#include "text/rows_columns.h"
#include "base/utf8.h"
#include "text/rows_names.h"
#include <string.h>

enum { LABEL, TEXT, FEW_LABELS = 20 };

/* What stands in the records. */
struct survey {
	const struct rows_maker *maker;
	struct record first;
	size_t others; /* records after the first */
	/* Of each column: in the others, numbers, and fields as in the first. */
	size_t numbers[FIELDS_MAX], returns[FIELDS_MAX];
	/* In all records. */
	size_t bytes[FIELDS_MAX];
	struct string_table values[FIELDS_MAX];
};

struct reader columns_beginning(const struct reader *r)
{
	struct reader beginning = *r;

	if (r->end - r->at > SURVEYED_SYMBOLS)
		beginning.end = r->at + SURVEYED_SYMBOLS;
	return beginning;
}

bool columns_next(struct record *x, struct reader *r, uint32_t delimiter)
{
	while (record_next(x, r, delimiter))
		if (!record_is_blank(x))
			return r->at < r->end || r->end == r->c->length;
	return false;
}

/* --- the survey ------------------------------------------------------------- */

static bool is_number(struct span s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.length; i++) {
		if (!memchr("0123456789.+-eE ", s.text[i], 16))
			return false;
		digits += s.text[i] >= '0' && s.text[i] <= '9';
	}
	return digits > 0;
}

static void count_record(struct survey *s, const struct record *x)
{
	for (size_t i = 0; i < x->fields && i < FIELDS_MAX; i++) {
		struct span field = record_field(x, i);

		string_table_add(&s->values[i], field.text, field.length);
		s->bytes[i] += field.length;
	}
}

static void count_other(struct survey *s, const struct record *x)
{
	s->others++;
	for (size_t i = 0; i < x->fields && i < FIELDS_MAX; i++) {
		struct span field = record_field(x, i);

		s->numbers[i] += is_number(field);
		s->returns[i] +=
			rows_same_name(field, record_field(&s->first, i));
	}
	count_record(s, x);
}

static void survey(struct survey *s, struct reader r, uint32_t delimiter,
		   size_t usual)
{
	struct record x;

	record_init(&x);
	while (columns_next(&s->first, &r, delimiter) && s->first.bad)
		;
	count_record(s, &s->first);
	for (int n = 1; n < SURVEYED && columns_next(&x, &r, delimiter); n++)
		if (!x.bad && x.fields == usual)
			count_other(s, &x);
	record_release(&x);
}

/* --- names ------------------------------------------------------------------ */

/* The field of the first record whose name suits the role best; -1 none. */
static int best_name(const struct survey *s, int role)
{
	int best = 0, at = -1;

	for (size_t i = 0; i < s->first.fields && i < FIELDS_MAX; i++) {
		int rank = rows_name_rank(s->maker->options->kind, role,
					  record_field(&s->first, i));

		if (rank && (!best || rank < best)) {
			best = rank;
			at = (int)i;
		}
	}
	return at;
}

static bool find_languages(const struct survey *s, int at[2])
{
	int n = 0;

	for (size_t i = 0; i < s->first.fields && i < FIELDS_MAX; i++)
		if (rows_is_language(record_field(&s->first, i)) && n++ < 2)
			at[n - 1] = (int)i;
	return n == 2;
}

/* Whether the first record names both columns. */
static bool read_header(const struct survey *s, struct columns *c)
{
	int at[2] = { best_name(s, 0), best_name(s, 1) };

	if ((at[0] < 0 || at[1] < 0) &&
	    (s->maker->options->kind == ROWS_LABELLED ||
	     !find_languages(s, at)))
		return false;
	c->at[0] = (size_t)at[0];
	c->at[1] = (size_t)at[1];
	c->fields = s->first.fields;
	c->header = true;
	return true;
}

/* Is the first record a header, although it does not name both as expected?
 * One name is enough where its label does not return below, and so is a label
 * that is no number where all others are. */
static bool looks_like_header(const struct survey *s, const struct columns *c)
{
	enum rows_kind kind = s->maker->options->kind;
	struct span label = record_field(&s->first, c->at[LABEL]);
	struct span text = record_field(&s->first, c->at[TEXT]);

	if (kind == ROWS_PAIRS || s->others == 0 || c->at[LABEL] >= FIELDS_MAX)
		return false;
	if (s->numbers[c->at[LABEL]] == s->others && !is_number(label))
		return true;
	return !s->returns[c->at[LABEL]] &&
	       (rows_name_rank(kind, LABEL, label) ||
		rows_name_rank(kind, TEXT, text));
}

/* --- the option ------------------------------------------------------------- */

static bool no_column(const struct survey *s, struct span name, struct err *e)
{
	struct strbuf there;

	strbuf_init(&there);
	for (size_t i = 0; i < s->first.fields && i < FIELDS_MAX; i++) {
		struct span x = record_field(&s->first, i);
		size_t shown = x.length > 40 ? utf8_cut(x.text, 40) : x.length;

		strbuf_printf(&there, "%s%.*s", i ? ", " : "", (int)shown,
			      x.text);
	}
	err_set(e, ERR_INPUT, "%s has no column '%.*s'; its first line has: %s",
		rows_title(s->maker), (int)name.length, name.text, there.text);
	strbuf_release(&there);
	return false;
}

/* Takes one of the option's columns. */
static bool choose(const struct survey *s, const struct chosen *chosen,
		   int which, struct columns *c, struct err *e)
{
	if (chosen->number[which]) {
		c->at[which] = (size_t)chosen->number[which] - 1;
		return c->at[which] < s->first.fields ||
		       c->at[which] < c->fields ||
		       no_column(s, chosen->name[which], e);
	}
	for (size_t i = 0; i < s->first.fields && i < FIELDS_MAX; i++)
		if (rows_same_name(record_field(&s->first, i),
				   chosen->name[which])) {
			c->at[which] = i;
			c->header = true;
			c->fields = s->first.fields;
			return true;
		}
	return no_column(s, chosen->name[which], e);
}

static bool use_option(const struct survey *s, struct columns *c, struct err *e)
{
	struct columns named;
	struct chosen chosen;

	if (!rows_parse_columns(s->maker->options->columns, &chosen, e) ||
	    !choose(s, &chosen, 0, c, e) || !choose(s, &chosen, 1, c, e))
		return false;
	if (!c->header)
		c->header = read_header(s, &named) || looks_like_header(s, c);
	return true;
}

/* --- content ---------------------------------------------------------------- */

/* A column with one value is no label beside one with a few; beside one with
 * many it is, of records that are sorted by it. */
static bool has_one_value(const struct survey *s, size_t a, size_t other)
{
	uint32_t n = s->values[other].count;

	return s->values[a].count == 1 && n > 1 && n <= FEW_LABELS &&
	       2 * n <= s->others + 1;
}

/* Whether a is the better label of the two columns. */
static bool is_better_label(const struct survey *s, size_t a, size_t b)
{
	uint32_t x = s->values[a].count, y = s->values[b].count;

	if (has_one_value(s, a, b) || has_one_value(s, b, a))
		return x > y;
	return x != y ? x < y : s->bytes[a] <= s->bytes[b];
}

static void guess_labelled(const struct survey *s, struct columns *c)
{
	size_t last = c->fields - 1;

	c->at[LABEL] = is_better_label(s, 0, last) ? 0 : last;
	c->at[TEXT] = c->at[LABEL] ? 0 : last;
	for (size_t i = 0; i < c->fields; i++)
		if (i != c->at[LABEL] && s->bytes[i] > s->bytes[c->at[TEXT]])
			c->at[TEXT] = i;
}

/* The second of two columns; or of four, if each follows a number (Tatoeba's
 * sentence pairs). */
static void guess_pairs(const struct survey *s, struct columns *c)
{
	bool numbered = c->fields >= 4 && s->others &&
			s->numbers[0] == s->others &&
			s->numbers[2] == s->others;

	c->at[0] = numbered ? 1 : 0;
	c->at[1] = numbered ? 3 : 1;
}

static void guess(const struct survey *s, struct columns *c)
{
	if (s->maker->options->kind == ROWS_PAIRS)
		guess_pairs(s, c);
	else
		guess_labelled(s, c);
	c->header = looks_like_header(s, c);
}

bool columns_find(struct columns *c, struct rows_maker *m,
		  const struct reader *r, uint32_t delimiter, size_t usual,
		  struct err *e)
{
	struct survey s = { .maker = m };
	bool found = true;

	*c = (struct columns){ .fields = usual };
	record_init(&s.first);
	for (int i = 0; i < FIELDS_MAX; i++)
		string_table_init(&s.values[i]);
	survey(&s, columns_beginning(r), delimiter, usual);
	if (m->options->columns)
		found = use_option(&s, c, e);
	else if (!read_header(&s, c))
		guess(&s, c);
	for (int i = 0; i < FIELDS_MAX; i++)
		string_table_release(&s.values[i]);
	record_release(&s.first);
	return found;
}
