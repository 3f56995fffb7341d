/* SPDX-License-Identifier: GPL-3.0-or-later */
/* variables.c: numbers that the user has named. */
#include "config.h"

#include "lang/variables.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { VARIABLES_MAX = 1000 };

void variables_release(struct variables *v)
{
	struct variable *next;

	for (struct variable *at = v->first; at; at = next) {
		next = at->next;
		free(at);
	}
	*v = (struct variables){ 0 };
}

size_t variable_name_length(const char *text)
{
	size_t n = 0;

	if (!isalpha((unsigned char)*text) && *text != '_')
		return 0;
	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

static struct variable *find(const struct variables *v, const char *name,
			     size_t length)
{
	struct variable *at = v->first;

	while (at && (strncmp(at->name, name, length) != 0 || at->name[length]))
		at = at->next;
	return at;
}

const struct variable *variables_find(const struct variables *v,
				      const char *name, size_t length)
{
	return find(v, name, length);
}

static struct variable *add(struct variables *v, const char *name,
			    size_t length)
{
	struct variable *new = xcalloc(1, sizeof *new + length + 1);
	struct variable **end = &v->first;

	memcpy(new->name, name, length);
	while (*end)
		end = &(*end)->next;
	*end = new;
	v->count++;
	return new;
}

bool variables_set(struct variables *v, const char *name, size_t length,
		   double value, struct err *e)
{
	struct variable *at = find(v, name, length);

	if (!at && v->count == VARIABLES_MAX)
		return err_set(e, ERR_FAILED,
			       "there can be no more than %d variables",
			       VARIABLES_MAX);
	if (!at)
		at = add(v, name, length);
	at->value = value;
	return true;
}

void variables_list(const struct variables *v, struct strbuf *out)
{
	for (const struct variable *at = v->first; at; at = at->next) {
		strbuf_printf(out, "$%s = ", at->name);
		strbuf_add_number(out, at->value);
		strbuf_add_char(out, '\n');
	}
}
