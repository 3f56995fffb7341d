/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_codec.c: the settings of a checkpoint, by the option table. */
#include "config.h"
#include "lang/settings_codec.h"
#include "lang/option_table.h"
#include "task/task_table.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* "learning-rate" is "learning_rate" in a file. */
static void add_key(struct strbuf *out, const char *name)
{
	for (; *name; name++)
		strbuf_add_char(out, *name == '-' ? '_' : *name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct option *const *)a)->name,
		      (*(const struct option *const *)b)->name);
}

/* Is it in a checkpoint of such settings? */
static bool is_stored(const struct option *o, const struct settings *set)
{
	struct settings usual;

	settings_default(&usual);
	return o->affects_results && option_is_of(o, task_of(set)) &&
	       !(o->omit_default && !option_differs(o, set, &usual));
}

static char *encode(const struct settings *set)
{
	const struct option **row =
		xcalloc((size_t)option_count(), sizeof *row);
	struct strbuf out;
	int rows = 0;
	char *text;

	for (int i = 0; i < option_count(); i++)
		if (is_stored(option_at(i), set))
			row[rows++] = option_at(i);
	qsort(row, (size_t)rows, sizeof *row, by_name);
	strbuf_init(&out);
	for (int i = 0; i < rows; i++) {
		strbuf_add(&out, i ? ",\"" : "{\"");
		add_key(&out, row[i]->name);
		strbuf_add(&out, "\":");
		if (row[i]->type == OPTION_WORD)
			strbuf_add_char(&out, '"');
		option_print(row[i], set, &out);
		if (row[i]->type == OPTION_WORD)
			strbuf_add_char(&out, '"');
	}
	strbuf_add_char(&out, '}');
	free(row);
	text = strbuf_detach(&out);
	strbuf_release(&out);
	return text;
}

static bool decode_word(const struct option *o, int *field, const json_t *value)
{
	const char *text = json_string_value(value);
	int word = text && strlen(text) == json_string_length(value)
			   ? word_find(&o->words, text)
			   : -1;

	if (word >= 0)
		*field = word;
	return word >= 0;
}

static bool decode_long(const struct option *o, long *field,
			const json_t *value)
{
	if (!json_is_integer(value) ||
	    !option_in_range(o, (double)json_integer_value(value)))
		return false;
	*field = (long)json_integer_value(value);
	return true;
}

static bool decode_real(const struct option *o, double *field,
			const json_t *value)
{
	if (!json_is_number(value) ||
	    !option_in_range(o, json_number_value(value)))
		return false;
	*field = json_number_value(value);
	return true;
}

static bool decode_row(const struct option *o, struct settings *set,
		       const json_t *value, struct err *e)
{
	char *field = (char *)set + o->offset;
	struct strbuf range;
	bool ok;

	if (o->type == OPTION_WORD)
		ok = decode_word(o, (int *)field, value);
	else if (o->type == OPTION_LONG)
		ok = decode_long(o, (long *)field, value);
	else
		ok = decode_real(o, (double *)field, value);
	if (ok)
		return true;
	/* the value itself is not shown: whoever made the file chose it */
	strbuf_init(&range);
	option_range(o, &range);
	err_set(e, ERR_INPUT,
		"recorded settings: the value of %s is not in "
		"its range (%s)",
		o->name, range.text);
	strbuf_release(&range);
	return false;
}

static bool decode(struct settings *set, const char *json, struct err *e)
{
	struct settings decoded = *set, usual;
	struct strbuf key;
	json_error_t why;
	json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, &why);
	bool ok = true;

	if (!json_is_object(root)) {
		json_decref(root);
		return err_set(e, ERR_INPUT,
			       "recorded settings are not a JSON object");
	}
	settings_default(&usual);
	strbuf_init(&key);
	for (int i = 0; i < option_count() && ok; i++) {
		const json_t *value;

		if (!option_at(i)->affects_results)
			continue;
		strbuf_clear(&key);
		add_key(&key, option_at(i)->name);
		value = json_object_get(root, key.text);
		if (value)
			ok = decode_row(option_at(i), &decoded, value, e);
		else if (option_at(i)->omit_default)
			option_copy(option_at(i), &decoded, &usual);
	}
	strbuf_release(&key);
	json_decref(root);
	if (ok)
		*set = decoded;
	return ok;
}

const struct settings_codec settings_codec = { encode, decode };
