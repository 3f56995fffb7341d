/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c: looking up, parsing and printing the rows of the option table. */
#include "config.h"
#include "lang/args.h"
#include "lang/match.h"
#include "lang/option_table.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int option_index(const struct option *o)
{
	int i = 0;

	while (option_at(i) != o)
		i++;
	return i;
}

const struct option *option_find(const char *name)
{
	for (int i = 0; i < option_count(); i++)
		if (match_same(option_at(i)->name, name))
			return option_at(i);
	return NULL;
}

const struct option *setting_find(const char *name)
{
	const struct option *o = option_find(name);

	for (int i = 0; !o && i < option_count(); i++)
		if (option_at(i)->alias && !strcmp(option_at(i)->alias, name))
			o = option_at(i);
	return o && option_is_setting(o) ? o : NULL;
}

static const char *setting_name(int i, const void *task)
{
	const struct option *o;

	if (i >= option_count())
		return NULL;
	o = option_at(i);
	return option_is_setting(o) && (!task || option_is_of(o, task))
		       ? o->name
		       : "";
}

const struct option *option_match(const char *prefix, const struct task *task,
				  struct err *e)
{
	const struct option *exact = option_find(prefix);
	const struct option *setting = setting_find(prefix);
	int i;

	if (setting)
		return setting;
	if (exact) {
		err_set(e, ERR_FAILED,
			"%s can only be chosen at the start "
			"(--%s)",
			exact->name, exact->name);
		return NULL;
	}
	i = match_unique("setting", prefix, setting_name, task, e);
	return i < 0 ? NULL : option_at(i);
}

bool option_check_task(const struct option *o, const char *dash,
		       const struct task *task, enum err_kind kind,
		       struct err *e)
{
	return option_is_of(o, task) ||
	       err_set(e, kind, "%s%s belongs to the task %s, not to %s", dash,
		       o->name, option_task(o)->name, task->name);
}

/* --- text to field and back ---------------------------------------------- */

bool option_in_range(const struct option *o, double x)
{
	return x >= o->low && x <= o->high && !(o->low_open && x == o->low);
}

void option_range(const struct option *o, struct strbuf *out)
{
	if (o->words.count) {
		match_list(out, match_word, &o->words);
		if (o->type == OPTION_TEXT)
			strbuf_add(out, ", ...");
	} else if (o->type != OPTION_LONG && o->type != OPTION_REAL) {
		return;
	} else if (o->low == -INFINITY) {
		strbuf_add(out, "any real number");
	} else if (o->high == INFINITY) {
		strbuf_add(out, o->low_open ? "> " : ">= ");
		strbuf_add_number(out, o->low);
	} else {
		if (o->low_open)
			strbuf_add(out, "above ");
		strbuf_add_number(out, o->low);
		strbuf_add(out, o->low_open ? " up to " : "..");
		if (o->high == 0x1p63)
			strbuf_add(out, "2^63-1");
		else
			strbuf_add_number(out, o->high);
	}
}

static bool refuse(const struct option *o, const char *dash, const char *text,
		   const char *why, enum err_kind kind, struct err *e)
{
	struct strbuf range, shown;

	strbuf_init(&range);
	strbuf_init(&shown);
	option_range(o, &range);
	match_quote(&shown, text);
	err_set(e, kind, "%s%s: %s %s (%s)", dash, o->name, shown.text, why,
		range.text);
	strbuf_release(&shown);
	strbuf_release(&range);
	return false;
}

static bool refuse_word(const struct option *o, const char *dash,
			const char *text, enum err_kind kind, struct err *e)
{
	struct strbuf words, shown;

	strbuf_init(&words);
	strbuf_init(&shown);
	option_range(o, &words);
	match_quote(&shown, text);
	err_set(e, kind, "%s%s: %s must be one of: %s", dash, o->name,
		shown.text, words.text);
	strbuf_release(&shown);
	strbuf_release(&words);
	return false;
}

bool option_parse(const struct option *o, void *home, const char *dash,
		  const char *text, enum err_kind kind, struct err *e)
{
	char *field = (char *)home + o->offset;
	double real = 0;
	long whole = 0;
	int word;

	switch (o->type) {
	case OPTION_WORD:
		word = word_find(&o->words, text);
		if (word < 0)
			return refuse_word(o, dash, text, kind, e);
		*(int *)field = word;
		return true;
	case OPTION_LONG:
		if (!parse_long(text, &whole))
			return refuse(o, dash, text,
				      parse_real(text, &real)
					      ? "is not a whole number in range"
					      : "is not a whole number",
				      kind, e);
		if (!option_in_range(o, (double)whole))
			break;
		*(long *)field = whole;
		return true;
	case OPTION_REAL:
		if (!parse_real(text, &real))
			return refuse(o, dash, text, "is not a number", kind,
				      e);
		if (!option_in_range(o, real))
			break;
		*(double *)field = real;
		return true;
	case OPTION_TEXT:
		if (o->wrong && o->wrong(text))
			return refuse(o, dash, text, o->wrong(text), kind, e);
		free(*(char **)field);
		*(char **)field = xstrdup(text);
		return true;
	case OPTION_FLAG: *(bool *)field = true; return true;
	case OPTION_ACTION: assert(!"an action has no field");
	}
	return refuse(o, dash, text, "is out of range", kind, e);
}

bool option_set(const struct option *o, struct settings *set, const char *text,
		enum err_kind kind, struct err *e)
{
	if (o->home != IN_SETTINGS)
		return err_set(e, kind,
			       "%s can only be chosen at the start "
			       "(--%s)",
			       o->name, o->name);
	return option_parse(o, set, kind == ERR_INPUT ? "--" : "", text, kind,
			    e);
}

static size_t field_size(const struct option *o)
{
	return o->type == OPTION_LONG   ? sizeof(long)
	       : o->type == OPTION_REAL ? sizeof(double)
					: sizeof(int);
}

void option_copy(const struct option *o, struct settings *to,
		 const struct settings *from)
{
	memcpy((char *)to + o->offset, (const char *)from + o->offset,
	       field_size(o));
}

bool option_differs(const struct option *o, const struct settings *a,
		    const struct settings *b)
{
	return memcmp((const char *)a + o->offset, (const char *)b + o->offset,
		      field_size(o)) != 0;
}

/* The optimiser chooses it. */
static bool is_learning_rate(const struct option *o)
{
	return o->home == IN_SETTINGS &&
	       o->offset == offsetof(struct settings, learning_rate);
}

void option_print(const struct option *o, const struct settings *set,
		  struct strbuf *out)
{
	const char *field = (const char *)set + o->offset;
	double real;

	assert(o->home == IN_SETTINGS);
	if (o->type == OPTION_WORD) {
		strbuf_add(out, word_at(&o->words, *(const int *)field));
	} else if (o->type == OPTION_LONG) {
		strbuf_printf(out, "%ld", *(const long *)field);
	} else {
		real = *(const double *)field;
		if (is_learning_rate(o) && real == 0) /* not settled yet */
			real = optimizer_info[set->optimizer].default_rate;
		strbuf_add_number(out, real);
	}
}

double option_number(const struct option *o, const struct settings *set)
{
	const char *field = (const char *)set + o->offset;

	assert(o->type == OPTION_LONG || o->type == OPTION_REAL);
	return o->type == OPTION_LONG ? (double)*(const long *)field
				      : *(const double *)field;
}

static void default_rates(struct strbuf *out)
{
	for (int i = 0; i < OPTIMIZERS; i++) {
		strbuf_printf(out, "%s%s ", i ? ", " : "",
			      optimizer_info[i].name);
		strbuf_add_number(out, optimizer_info[i].default_rate);
	}
}

void option_default(const struct option *o, struct strbuf *out)
{
	struct settings set;

	settings_default(&set);
	if (is_learning_rate(o))
		default_rates(out);
	else if (o->home == IN_SETTINGS)
		option_print(o, &set, out);
	else
		strbuf_add(out, o->fallback ? o->fallback : "none");
	if (o->home == IN_SETTINGS &&
	    o->offset == offsetof(struct settings, init_scheme))
		strbuf_add(out, "; xavier with more layers than one or "
				"another optimizer than adagrad");
}
