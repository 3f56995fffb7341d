/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_json.c: an object of JSON per line. */
#include "config.h"
#include "text/rows_names.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The keys of the two texts, as the first object has them. */
struct keys {
	char *name[2]; /* NULL: not known yet */
};

struct json_lines {
	struct rows_maker *maker;
	struct chosen chosen; /* by --columns */
	struct keys keys;
	struct strbuf value[2];
};

/* --- keys ------------------------------------------------------------------- */

static struct span span_of(const char *s)
{
	return (struct span){ s, strlen(s) };
}

static bool suits(const struct json_lines *j, int role, const char *key,
		  int *rank)
{
	if (!j->maker->options->columns) {
		*rank = rows_name_rank(j->maker->options->kind, role,
				       span_of(key));
		return *rank;
	}
	*rank = 1;
	return rows_same_name(j->chosen.name[role], span_of(key));
}

static const char *best_key(const struct json_lines *j, json_t *object,
			    int role)
{
	const char *key, *best = NULL;
	int rank, best_rank = 0;
	json_t *value;

	json_object_foreach(object, key,
			    value) if (suits(j, role, key, &rank) &&
				       (!best || rank < best_rank))
	{
		best = key;
		best_rank = rank;
	}
	return best;
}

static bool find_languages(json_t *object, const char *key[2])
{
	const char *k;
	json_t *value;
	int n = 0;

	json_object_foreach(object, k,
			    value) if (rows_is_language(span_of(k)) && n++ < 2)
		key[n - 1] = k;
	return n == 2;
}

/* Looks for the keys in the first object that has both. */
static bool know_keys(struct json_lines *j, json_t *object)
{
	const char *key[2] = { best_key(j, object, 0), best_key(j, object, 1) };

	if (j->keys.name[0])
		return true;
	if ((!key[0] || !key[1]) && (j->maker->options->columns ||
				     j->maker->options->kind != ROWS_PAIRS ||
				     !find_languages(object, key)))
		return false;
	for (int i = 0; i < 2; i++)
		j->keys.name[i] = xstrdup(key[i]);
	return true;
}

/* --- values ----------------------------------------------------------------- */

/* Numbers and truth values are labels, too; NULL, or why it is none. */
static const char *read_value(json_t *value, struct strbuf *out)
{
	strbuf_clear(out);
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_STRING:
		strbuf_add_bytes(out, json_string_value(value),
				 json_string_length(value));
		return NULL;
	case JSON_INTEGER:
		strbuf_printf(out, "%" JSON_INTEGER_FORMAT,
			      json_integer_value(value));
		return NULL;
	case JSON_REAL:
		strbuf_add_number(out, json_real_value(value));
		return NULL;
	case JSON_TRUE: strbuf_add(out, "true"); return NULL;
	case JSON_FALSE: strbuf_add(out, "false"); return NULL;
	case JSON_NULL: return value ? "is null" : "is missing";
	default: return "is no string";
	}
}

static void put_object(struct json_lines *j, size_t number, json_t *object)
{
	struct span field[2];

	if (!know_keys(j, object)) {
		rows_reject(j->maker, number, "no keys for %s and %s",
			    rows_role(j->maker->options->kind, 0),
			    rows_role(j->maker->options->kind, 1));
		return;
	}
	for (int i = 0; i < 2; i++) {
		json_t *value = json_object_get(object, j->keys.name[i]);
		const char *wrong = read_value(value, &j->value[i]);

		if (wrong) {
			rows_reject(j->maker, number, "\"%.60s\" %s",
				    j->keys.name[i], wrong);
			return;
		}
		field[i].text = j->value[i].text;
		field[i].length = j->value[i].length;
	}
	rows_put(j->maker, number, field[0], field[1]);
}

/* --- lines ------------------------------------------------------------------ */

static void put_line(struct json_lines *j, size_t number,
		     const struct strbuf *line)
{
	json_error_t why;
	json_t *object, *inner;

	if (line->length > LINE_MAX_BYTES) {
		rows_reject(j->maker, number, "more than %d bytes",
			    LINE_MAX_BYTES);
		return;
	}
	object = json_loadb(line->text, line->length, JSON_REJECT_DUPLICATES,
			    &why);
	inner = json_object_get(object, "translation");
	if (!object)
		rows_reject(j->maker, number, "invalid JSON: %s", why.text);
	else if (!json_is_object(object))
		rows_reject(j->maker, number, "no object of JSON");
	else
		put_object(j, number, json_is_object(inner) ? inner : object);
	json_decref(object);
}

static void put_lines(struct json_lines *j, const struct corpus *c)
{
	struct reader r;
	struct strbuf line;
	size_t number;

	reader_init(&r, c);
	strbuf_init(&line);
	while (reader_next_line(&r, &line, &number))
		if (!is_blank(line.text, line.length))
			put_line(j, number, &line);
	strbuf_release(&line);
}

/* The next symbol from *at on that is no white space; 0 at the end. */
static uint32_t next_symbol(const struct reader *r, size_t *at)
{
	while (*at < r->end) {
		uint32_t c = reader_symbol(r, (*at)++);

		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			return c;
	}
	return 0;
}

static void take_lines(struct json_lines *j, const struct corpus *c)
{
	struct rows *rows = j->maker->rows;

	for (int i = 0; i < 2; i++)
		strbuf_init(&j->value[i]);
	put_lines(j, c);
	rows->format = xstrdup("JSON lines");
	if (j->keys.name[0])
		rows->columns =
			xasprintf("%s,%s", j->keys.name[0], j->keys.name[1]);
	for (int i = 0; i < 2; i++) {
		free(j->keys.name[i]);
		strbuf_release(&j->value[i]);
	}
}

enum rows_took rows_take_json(struct rows_maker *m, const struct corpus *c,
			      struct err *e)
{
	struct json_lines j = { .maker = m };
	struct reader r;
	size_t at = 0;
	uint32_t first, second;

	reader_init(&r, c);
	first = next_symbol(&r, &at);
	second = next_symbol(&r, &at);
	if (first == '[' && second == '{') {
		err_set(e, ERR_INPUT,
			"%s is an array of JSON; an object per line is read "
			"(jq -c '.[]' makes them)",
			rows_title(m));
		return ROWS_WRONG;
	}
	if (first != '{' || (second != '"' && second != '}'))
		return ROWS_OTHER;
	if (m->options->columns &&
	    !rows_parse_columns(m->options->columns, &j.chosen, e))
		return ROWS_WRONG;
	take_lines(&j, c);
	return ROWS_TAKEN;
}
