/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_table.c: values separated by a tab, a comma or a semicolon.
 *
 * The beginning of the text is read once per separator, then once more to know
 * the columns; the whole of it once. */
#include "config.h"
#include "text/clean.h"
#include "text/rows_columns.h"
#include <string.h>

enum { COUNTED = 1000 /* records that tell a separator */ };

static const struct separator {
	uint32_t c;
	const char *name, *format;
} separators[] = {
	/* the first wins of those that fit equally */
	{ '\t', "tab", "tab-separated values" },
	{ ';', "semicolon", "semicolon-separated values" },
	{ ',', "comma", "comma-separated values" },
};

struct table {
	struct rows_maker *maker;
	struct reader reader;
	const struct separator *by;
	struct record record;
	size_t usual; /* fields of most records */
	struct columns columns;
};

/* --- the separator ---------------------------------------------------------- */

/* How many records have the number of fields that most have, two or more. */
static size_t count_usual(struct table *t, uint32_t by, size_t *usual)
{
	size_t count[FIELDS_MAX + 1] = { 0 };
	struct reader r = columns_beginning(&t->reader);

	for (int n = 0; n < COUNTED && columns_next(&t->record, &r, by); n++)
		if (!t->record.bad && t->record.fields <= FIELDS_MAX)
			count[t->record.fields]++;
	*usual = 2;
	for (size_t i = 3; i <= FIELDS_MAX; i++)
		if (count[i] > count[*usual])
			*usual = i;
	return count[*usual];
}

/* A spreadsheet's first line, "sep=;". */
static void read_separator_line(struct table *t)
{
	struct reader r = t->reader;
	struct strbuf line;
	size_t number;

	strbuf_init(&line);
	if (reader_next_line(&r, &line, &number) && line.length == 5 &&
	    !strncmp(line.text, "sep=", 4))
		for (size_t i = 0; i < LENGTH(separators); i++)
			if (separators[i].c == (unsigned char)line.text[4])
				t->by = &separators[i];
	strbuf_release(&line);
	if (t->by) {
		t->reader = r;
		count_usual(t, t->by->c, &t->usual);
	}
}

static void find_separator(struct table *t)
{
	size_t best = 0;

	read_separator_line(t);
	if (t->by)
		return;
	for (size_t i = 0; i < LENGTH(separators); i++) {
		size_t usual, n = count_usual(t, separators[i].c, &usual);

		if (!t->by || n > best) {
			best = n;
			t->by = &separators[i];
			t->usual = usual;
		}
	}
}

/* --- rows ------------------------------------------------------------------- */

/* Beyond the columns that the text has?  Between tabs a third column of pairs is
 * an attribution, which not all lines have. */
static bool has_too_many(const struct table *t)
{
	const struct record *x = &t->record;

	if (t->maker->options->kind == ROWS_PAIRS && t->by->c == '\t')
		return false;
	for (size_t i = t->columns.fields; i < x->fields; i++) {
		struct span field = record_field(x, i);

		if (i >= FIELDS_MAX || !is_blank(field.text, field.length))
			return true;
	}
	return false;
}

static void put_record(struct table *t)
{
	const struct record *x = &t->record;
	const size_t *at = t->columns.at;
	size_t needed = 1 + (at[0] > at[1] ? at[0] : at[1]);

	if (x->bad)
		rows_reject(t->maker, x->line, "%s", x->bad);
	else if (x->fields == 1)
		rows_reject(t->maker, x->line, "there is no %s", t->by->name);
	else if (x->fields < needed)
		rows_reject(t->maker, x->line,
			    "%zu columns, and column %zu is needed", x->fields,
			    needed);
	else if (has_too_many(t))
		rows_reject(t->maker, x->line,
			    "%zu columns in place of %zu (a text with a %s in "
			    "it is put in quotes)",
			    x->fields, t->columns.fields, t->by->name);
	else
		rows_put(t->maker, x->line, record_field(x, at[0]),
			 record_field(x, at[1]));
}

static void put_records(struct table *t)
{
	bool header = t->columns.header;

	while (record_next(&t->record, &t->reader, t->by->c)) {
		if (record_is_blank(&t->record))
			continue;
		if (header && !t->record.bad)
			header = false;
		else
			put_record(t);
	}
}

/* Names them as the header does, or numbers them. */
static char *name_columns(struct table *t)
{
	struct reader r = t->reader;
	struct strbuf names[2];
	char *all;

	for (int i = 0; i < 2; i++)
		strbuf_init(&names[i]);
	while (columns_next(&t->record, &r, t->by->c) && t->record.bad)
		;
	for (int i = 0; i < 2; i++) {
		struct span name = record_field(&t->record, t->columns.at[i]);

		if (t->columns.header)
			clean_name(&names[i], name.text, name.length);
		else
			strbuf_printf(&names[i], "%zu", t->columns.at[i] + 1);
	}
	all = xasprintf("%s,%s", names[0].text, names[1].text);
	for (int i = 0; i < 2; i++)
		strbuf_release(&names[i]);
	return all;
}

enum rows_took rows_take_table(struct rows_maker *m, const struct corpus *c,
			       struct err *e)
{
	struct table t = { .maker = m };
	bool found;

	reader_init(&t.reader, c);
	record_init(&t.record);
	find_separator(&t);
	found = columns_find(&t.columns, m, &t.reader, t.by->c, t.usual, e);
	if (found) {
		m->rows->format = xstrdup(t.by->format);
		m->rows->columns = name_columns(&t);
		m->rows->header = t.columns.header;
		put_records(&t);
	}
	record_release(&t.record);
	return found ? ROWS_TAKEN : ROWS_WRONG;
}
