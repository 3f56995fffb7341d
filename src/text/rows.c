/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows.c: takes the rows that the formats (rows_*.c) read, and judges the whole.
 */
#include "config.h"
#include "text/rows.h"
#include "base/path.h"
#include "text/clean.h"
#include "text/rows_private.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { FIRST_ROWS = 64, HOPELESS_ROWS = 20 };

/* --- a row ------------------------------------------------------------------ */

const char *rows_title(const struct rows_maker *m)
{
	return string_at(&m->rows->files, m->file);
}

const char *rows_role(enum rows_kind kind, int which)
{
	static const char *const name[2][2] = {
		[ROWS_LABELLED] = { "label", "text" },
		[ROWS_PAIRS] = { "source", "target" },
	};

	return name[kind][which];
}

void rows_reject(struct rows_maker *m, size_t line, const char *format, ...)
{
	struct rows *r = m->rows;
	struct strbuf reason;
	va_list args;

	if (r->rejected++ >= ROWS_REASONS)
		return;
	strbuf_init(&reason);
	strbuf_add(&reason, rows_title(m));
	if (line)
		strbuf_printf(&reason, ":%zu", line);
	strbuf_add(&reason, ": ");
	va_start(args, format);
	strbuf_vprintf(&reason, format, args);
	va_end(args);
	r->reason[r->reasons++] = strbuf_detach(&reason);
	strbuf_release(&reason);
}

/* Cleans a field; rejects the row and returns false when nothing is left, or too
 * much. */
static bool take_field(struct rows_maker *m, size_t line, int which,
		       struct span field, struct strbuf *out)
{
	const char *role = rows_role(m->options->kind, which);
	bool name = m->options->kind == ROWS_LABELLED && which == 0;
	size_t most = name ? ROWS_LABEL_MAX : ROWS_TEXT_MAX;

	strbuf_clear(out);
	if (field.length <= ROWS_TEXT_MAX)
		(name ? clean_name : clean_text)(out, field.text, field.length);
	if (field.length > ROWS_TEXT_MAX || out->length > most)
		rows_reject(m, line, "the %s has more than %zu bytes", role,
			    most);
	else if (!out->length)
		rows_reject(m, line, "the %s is empty", role);
	else
		return true;
	return false;
}

static void add_row(struct rows_maker *m, size_t line)
{
	struct rows *r = m->rows;
	bool reversed = m->options->kind == ROWS_LABELLED || m->options->swap;
	const struct strbuf *in = reversed ? &m->second : &m->first;
	const struct strbuf *out = reversed ? &m->first : &m->second;

	if (r->count == m->capacity) {
		m->capacity = m->capacity ? 2 * m->capacity : FIRST_ROWS;
		r->row = xreallocarray(r->row, m->capacity, sizeof *r->row);
	}
	r->row[r->count++] = (struct row){
		.input = string_table_add(&r->inputs, in->text, in->length),
		.output = string_table_add(&r->outputs, out->text, out->length),
		.file = m->file,
		.line = (uint32_t)line,
	};
}

void rows_put(struct rows_maker *m, size_t line, struct span first,
	      struct span second)
{
	if (take_field(m, line, 0, first, &m->first) &&
	    take_field(m, line, 1, second, &m->second))
		add_row(m, line);
}

/* --- a file ----------------------------------------------------------------- */

void rows_account(struct rows_maker *m, const struct corpus *c)
{
	struct rows *r = m->rows;

	r->crc32 =
		(uint32_t)crc32_combine(r->crc32, c->crc32, (z_off_t)c->bytes);
	r->bytes += c->bytes;
	strbuf_add(&m->notices, c->notices);
	if (!r->encoding)
		r->encoding = xstrdup(c->encoding);
}

bool rows_is_text(const struct rows_maker *m, const struct corpus *c,
		  struct err *e)
{
	return !c->vocab.bytes ||
	       encoding_of(m->options->encoding) == ENCODING_BYTES ||
	       err_set(e, ERR_INPUT,
		       "%s is in no encoding that can be told; name it with "
		       "--encoding",
		       rows_title(m));
}

static bool take_text(struct rows_maker *m, const struct corpus *c,
		      struct err *e)
{
	static enum rows_took (*const format[])(
		struct rows_maker *, const struct corpus *, struct err *) = {
		rows_take_json,
		rows_take_fasttext,
		rows_take_table,
	};
	enum rows_took took = ROWS_OTHER;

	if (!rows_is_text(m, c, e))
		return false;
	rows_account(m, c);
	for (size_t i = 0; i < LENGTH(format) && took == ROWS_OTHER; i++)
		took = format[i](m, c, e);
	return took == ROWS_TAKEN;
}

/* --- the whole -------------------------------------------------------------- */

static int compare_labels(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers the labels in ascending order. */
static void order_labels(struct rows *r)
{
	struct string_table old = r->outputs;
	const char **label = xcalloc(old.count + 1, sizeof *label);
	uint32_t *to = xcalloc(old.count + 1, sizeof *to);

	for (uint32_t i = 0; i < old.count; i++)
		label[i] = string_at(&old, i);
	qsort(label, old.count, sizeof *label, compare_labels);
	string_table_init(&r->outputs);
	for (uint32_t i = 0; i < old.count; i++)
		string_table_add(&r->outputs, label[i], strlen(label[i]));
	for (uint32_t i = 0; i < old.count; i++)
		to[i] = (uint32_t)string_table_find(
			&r->outputs, string_at(&old, i), old.entry[i].length);
	r->label_rows = xcalloc(old.count + 1, sizeof *r->label_rows);
	for (size_t i = 0; i < r->count; i++) {
		r->row[i].output = to[r->row[i].output];
		r->label_rows[r->row[i].output]++;
	}
	free(to);
	free(label);
	string_table_release(&old);
}

static int compare_words(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Counts duplicates and conflicts: neighbours among the sorted rows. */
void rows_compare(struct rows *r)
{
	uint64_t *key = xcalloc(r->count + 1, sizeof *key);
	uint64_t conflict = UINT64_MAX;

	r->duplicates = r->conflicting = 0;
	for (size_t i = 0; i < r->count; i++)
		key[i] = (uint64_t)r->row[i].input << 32 | r->row[i].output;
	qsort(key, r->count, sizeof *key, compare_words);
	for (size_t i = 1; i < r->count; i++) {
		r->duplicates += key[i] == key[i - 1];
		if (key[i] != key[i - 1] && key[i] >> 32 == key[i - 1] >> 32 &&
		    key[i] >> 32 != conflict) {
			r->conflicting++;
			conflict = key[i] >> 32;
		}
	}
	free(key);
}

static bool too_many_rejected(const struct rows *r, struct err *e)
{
	return err_set(e, ERR_INPUT, "%s%s%zu of %zu rows cannot be used",
		       r->reason[0], r->rejected > 1 ? "; altogether " : "; ",
		       r->rejected, r->rejected + r->count);
}

/* A column that differs from row to row names no classes. */
static bool has_labels(const struct rows *r, const char *title, struct err *e)
{
	uint32_t labels = r->outputs.count;

	if (labels < 2)
		return err_set(e, ERR_INPUT,
			       "%s: all rows have the label '%.80s'; at least "
			       "two labels are needed",
			       title, string_at(&r->outputs, 0));
	if (r->count >= HOPELESS_ROWS && labels > r->count / 2)
		return err_set(e, ERR_INPUT,
			       "%s: %zu rows have %u different labels; "
			       "--columns=LABEL,TEXT names the columns",
			       title, r->count, labels);
	return true;
}

static bool is_usable(const struct rows_maker *m, const char *title,
		      struct err *e)
{
	const struct rows *r = m->rows;

	if (r->rejected > r->count)
		return too_many_rejected(r, e);
	if (r->count == 0)
		return err_set(e, ERR_INPUT, "%s has no row%s", title,
			       r->header ? " after its header" : "");
	return r->kind == ROWS_PAIRS || has_labels(r, title, e);
}

static void finish(struct rows_maker *m)
{
	struct rows *r = m->rows;

	if (r->kind == ROWS_LABELLED)
		order_labels(r);
	rows_compare(r);
	r->notices = strbuf_detach(&m->notices);
	if (!r->columns)
		r->columns = xstrdup("");
}

static bool is_folder(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool load_file(struct rows_maker *m, const char *name, const char *text,
		      size_t n, struct err *e)
{
	struct corpus c;
	bool done;

	done = text ? corpus_from_text(&c, text, n, &m->how, e)
		    : corpus_load(&c, name, &m->how, e);
	if (!done)
		return false;
	done = take_text(m, &c, e);
	corpus_release(&c);
	return done;
}

static void maker_init(struct rows_maker *m, struct rows *r,
		       const struct rows_options *options)
{
	*m = (struct rows_maker){
		.rows = r,
		.options = options,
		.how = { .encoding = options->encoding,
			 .recorded = options->recorded,
			 .max_bytes = options->max_bytes },
	};
	strbuf_init(&m->first);
	strbuf_init(&m->second);
	strbuf_init(&m->notices);
	*r = (struct rows){ .kind = options->kind };
	string_table_init(&r->inputs);
	string_table_init(&r->outputs);
	string_table_init(&r->files);
}

static void maker_release(struct rows_maker *m)
{
	strbuf_release(&m->first);
	strbuf_release(&m->second);
	strbuf_release(&m->notices);
}

/* `text`: what is read in place of the file `name`. */
static bool load(struct rows *r, const char *name, const char *text, size_t n,
		 const struct rows_options *options, struct err *e)
{
	bool is_stdin = !text && !strcmp(name, "-");
	const char *title = is_stdin ? "standard input" : name;
	struct rows_maker m;
	bool done;

	maker_init(&m, r, options);
	r->name = xstrdup(name);
	r->path = is_stdin || text ? NULL : path_absolute(name);
	m.file = string_table_add(&r->files, title, strlen(title));
	done = !text && !is_stdin && is_folder(name)
		       ? rows_take_folder(&m, name, e)
		       : load_file(&m, name, text, n, e);
	done = done && is_usable(&m, title, e);
	if (done)
		finish(&m);
	maker_release(&m);
	if (!done)
		rows_release(r);
	return done;
}

bool rows_load(struct rows *r, const char *name,
	       const struct rows_options *options, struct err *e)
{
	return load(r, name, NULL, 0, options, e);
}

bool rows_from_text(struct rows *r, const char *text, size_t n,
		    const struct rows_options *options, struct err *e)
{
	return load(r, "text", text, n, options, e);
}

void rows_release(struct rows *r)
{
	free(r->name);
	free(r->path);
	free(r->encoding);
	free(r->row);
	string_table_release(&r->inputs);
	string_table_release(&r->outputs);
	string_table_release(&r->files);
	free(r->label_rows);
	free(r->format);
	free(r->columns);
	for (int i = 0; i < r->reasons; i++)
		free(r->reason[i]);
	free(r->notices);
	*r = (struct rows){ 0 };
}
