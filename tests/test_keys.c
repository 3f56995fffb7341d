/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keys.c: the keys of the screen, as help and the man page tell them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/path.h"
#include "ui/keys.h"

/* The column of a key's description in help. */
enum { TEXT_COLUMN = 18 };

/* mdoc takes brackets by their names: a lone one is punctuation. */
static const char *name_in_page(const char *name)
{
	return !strcmp(name, "[")   ? "\\(lB"
	       : !strcmp(name, "]") ? "\\(rB"
				    : name;
}

static void add_key(struct strbuf *out, const struct key *k)
{
	strbuf_printf(out, ".It Cm %s", name_in_page(k->name));
	if (k->second)
		strbuf_printf(out, " , %s", k->second);
	if (k->function)
		strbuf_printf(out, " Pq Li %s", k->function);
	strbuf_printf(out, "\n%s\n", k->help);
}

/* "  Up, Down        earlier ..." */
static void add_line(struct strbuf *out, const char *line, size_t length)
{
	size_t name = TEXT_COLUMN;

	assert_true(length > TEXT_COLUMN);
	while (line[name - 1] == ' ')
		name--;
	strbuf_add(out, ".It Cm ");
	for (size_t i = 2; i < name; i++)
		strbuf_printf(out, line[i] == ',' ? " %c" : "%c", line[i]);
	strbuf_printf(out, "\n%.*s\n", (int)length - TEXT_COLUMN,
		      line + TEXT_COLUMN);
}

/* The list of the man page, made from the table and from help; its last line
 * is no key. */
static void make_list(struct strbuf *out)
{
	struct strbuf help;
	const char *line, *end;

	for (size_t i = 0; i < KEY_IDS; i++)
		add_key(out, &key_table[i]);
	strbuf_init(&help);
	keys_help(&help);
	line = help.text;
	for (int i = 0; (end = strchr(line, '\n')) && end[1]; i++) {
		if (i >= KEY_IDS)
			add_line(out, line, (size_t)(end - line));
		line = end + 1;
	}
	strbuf_release(&help);
}

static void the_man_page_has_the_keys_of_the_table(void **state)
{
	const char *top = getenv("top_srcdir");
	char *path = xasprintf("%s/man/rnntui.1", top ? top : ".");
	struct strbuf list;
	size_t length;
	struct err e;
	char *page = path_read(path, 1 << 20, &length, &e), *keys, *end;

	(void)state;
	assert_non_null(page);
	keys = strstr(page, "\n.Sh KEYS\n");
	assert_non_null(keys);
	keys = strstr(keys, "\n.It ");
	assert_non_null(keys);
	end = strstr(++keys, ".El\n");
	assert_non_null(end);
	*end = '\0';
	strbuf_init(&list);
	make_list(&list);
	assert_string_equal(keys, list.text);
	strbuf_release(&list);
	free(page);
	free(path);
}

static void no_two_keys_are_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_IDS; i++)
		for (size_t j = 0; j < i; j++) {
			const struct key *a = &key_table[i], *b = &key_table[j];

			assert_string_not_equal(a->name, b->name);
			if (a->second && b->second)
				assert_string_not_equal(a->second, b->second);
			if (a->function && b->function)
				assert_string_not_equal(a->function,
							b->function);
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_man_page_has_the_keys_of_the_table),
		cmocka_unit_test(no_two_keys_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
