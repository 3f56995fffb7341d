/* SPDX-License-Identifier: GPL-3.0-or-later */
/* example_json.c: an example as JSON. */
#include "config.h"

#include "cmd/example_json.h"

#include "base/utf8.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLOAT_DIGITS = 9 }; /* read back as the same float */

/* Bytes that are not UTF-8 become U+FFFD. */
static json_t *text_json(const char *text)
{
	size_t left = text ? strlen(text) : 0;
	struct strbuf valid;
	json_t *json;

	if (!text)
		return json_null();
	strbuf_init(&valid);
	while (left > 0) {
		uint32_t codepoint = 0xfffd;
		int n = utf8_decode(text, left, &codepoint);

		if (n <= 0) {
			codepoint = 0xfffd;
			n = 1;
		}
		strbuf_add_codepoint(&valid, codepoint);
		text += n;
		left -= (size_t)n;
	}
	json = json_stringn(valid.text, valid.length);
	strbuf_release(&valid);
	return json;
}

static json_t *words_json(const struct words_list *list)
{
	json_t *json = json_array();

	for (int i = 0; i < list->count; i++)
		json_array_append_new(json, text_json(list->word[i]));
	return json;
}

static json_t *row_json(const float *value, int cols)
{
	json_t *json = json_array();

	for (int i = 0; i < cols; i++)
		json_array_append_new(
			json, isfinite(value[i]) ? json_real((double)value[i])
						 : json_null());
	return json;
}

static json_t *array_json(const struct example_array *a)
{
	json_t *rows = json_array();

	for (int i = 0; i < a->rows; i++)
		json_array_append_new(rows,
				      row_json(example_row(a, i), a->cols));
	return json_pack("{s:[i,i],s:o}", "shape", a->rows, a->cols, "values",
			 rows);
}

static json_t *arrays_json(const struct example *x)
{
	json_t *json = json_object();

	for (int i = 0; i < x->arrays; i++)
		json_object_set_new(json, x->array[i].name,
				    array_json(&x->array[i]));
	return json;
}

/* A number from 0 on; below, null. */
static json_t *number_json(long number)
{
	return number < 0 ? json_null() : json_integer(number);
}

static json_t *verdict_json(enum verdict verdict)
{
	return verdict == VERDICT_NONE ? json_null()
				       : json_boolean(verdict == VERDICT_RIGHT);
}

static json_t *example_json(const struct example *x, const char *task,
			    long iteration)
{
	return json_pack(
		"{s:o,s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:s,s:o}",
		"task", text_json(task), "iteration", (json_int_t)iteration,
		"example", number_json(x->number), "question",
		text_json(x->question), "answer", text_json(x->answer), "truth",
		text_json(x->truth), "right", verdict_json(x->verdict), "in",
		words_json(&x->in), "out", words_json(&x->out), "classes",
		words_json(&x->classes), "chosen", number_json(x->chosen),
		"true_class", number_json(x->right), "axis",
		x->axis == AXIS_OF_OUT ? "out" : "in", "arrays",
		arrays_json(x));
}

void example_add_json(const struct example *x, const char *task, long iteration,
		      struct strbuf *out)
{
	json_t *json = example_json(x, task, iteration);
	char *text =
		json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII |
					 JSON_REAL_PRECISION(FLOAT_DIGITS));

	if (!text)
		abort(); /* every string is UTF-8, every number finite */
	strbuf_add(out, text);
	strbuf_add_char(out, '\n');
	free(text);
	json_decref(json);
}
