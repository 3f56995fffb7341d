/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tokens_vocab.c: counts of tokens, ids, and many texts as ids. */
#include "config.h"
#include "text/tokens.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* --- counts ----------------------------------------------------------------- */

void token_counts_init(struct token_counts *c)
{
	*c = (struct token_counts){ 0 };
	string_table_init(&c->tokens);
}

void token_counts_release(struct token_counts *c)
{
	string_table_release(&c->tokens);
	free(c->count);
	*c = (struct token_counts){ 0 };
}

static void count_token(struct token_counts *c, const char *token)
{
	uint32_t i = string_table_add(&c->tokens, token, strlen(token));

	if (i >= c->capacity) {
		uint32_t capacity = c->tokens.capacity;

		c->count = xreallocarray(c->count, capacity, sizeof *c->count);
		memset(c->count + c->capacity, 0,
		       (capacity - c->capacity) * sizeof *c->count);
		c->capacity = capacity;
	}
	c->count[i]++;
}

void token_counts_add(struct token_counts *c, const struct token_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		count_token(c, token_at(list, i));
}

/* --- ids -------------------------------------------------------------------- */

struct ranked {
	const char *token;
	uint64_t count;
};

static int compare_ranks(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->token, y->token);
}

static void add_ranked(struct token_vocab *v, const struct ranked *x,
		       uint64_t min_count)
{
	if (x->count >= min_count) {
		string_table_add(&v->symbols, x->token, strlen(x->token));
		return;
	}
	v->rare++;
	v->rare_uses += x->count;
}

void token_vocab_make(struct token_vocab *v, const struct token_counts *c,
		      uint64_t min_count, const char *const *special,
		      int specials)
{
	uint32_t count = c->tokens.count;
	struct ranked *x = xcalloc(count + 1, sizeof *x);

	*v = (struct token_vocab){ 0 };
	string_table_init(&v->symbols);
	for (int i = 0; i < specials; i++)
		string_table_add(&v->symbols, special[i], strlen(special[i]));
	for (uint32_t i = 0; i < count; i++)
		x[i] = (struct ranked){ string_at(&c->tokens, i), c->count[i] };
	qsort(x, count, sizeof *x, compare_ranks);
	for (uint32_t i = 0; i < count; i++)
		add_ranked(v, &x[i], min_count);
	free(x);
	v->unknown = token_vocab_find(v, "<unk>");
}

void token_vocab_release(struct token_vocab *v)
{
	string_table_release(&v->symbols);
	*v = (struct token_vocab){ 0 };
}

int token_vocab_find(const struct token_vocab *v, const char *token)
{
	return (int)string_table_find(&v->symbols, token, strlen(token));
}

int token_vocab_id(const struct token_vocab *v, const char *token)
{
	int id = token_vocab_find(v, token);

	return id < 0 ? v->unknown : id;
}

/* --- JSON ------------------------------------------------------------------- */

char *token_vocab_to_json(const struct token_vocab *v)
{
	json_t *list = json_array();
	char *text;

	for (uint32_t i = 0; i < v->symbols.count; i++)
		json_array_append_new(list,
				      json_string(string_at(&v->symbols, i)));
	text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

static bool take_symbols(struct token_vocab *v, json_t *list)
{
	json_t *symbol;
	size_t i;

	if (!json_is_array(list))
		return false;
	json_array_foreach(list, i, symbol)
	{
		size_t length = json_string_length(symbol);

		if (!length ||
		    string_table_add(&v->symbols, json_string_value(symbol),
				     length) != i)
			return false;
	}
	return true;
}

bool token_vocab_from_json(struct token_vocab *v, const char *json,
			   struct err *e)
{
	json_t *list = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	bool taken;

	*v = (struct token_vocab){ 0 };
	string_table_init(&v->symbols);
	taken = take_symbols(v, list);
	json_decref(list);
	if (!taken) {
		token_vocab_release(v);
		return err_set(e, ERR_INPUT,
			       "symbols are no array of different strings");
	}
	v->unknown = token_vocab_find(v, "<unk>");
	return true;
}

/* --- many texts ------------------------------------------------------------- */

static void add_ids(struct token_ids *t, size_t *capacity,
		    const struct token_list *list, const struct token_vocab *v)
{
	size_t at = t->start[t->count], need = at + list->count;

	if (need > *capacity) {
		*capacity = 2 * need;
		t->id = xreallocarray(t->id, *capacity, sizeof *t->id);
	}
	for (size_t i = 0; i < list->count; i++) {
		int id = token_vocab_id(v, token_at(list, i));

		t->id[at + i] = id;
		t->unknown += id == v->unknown;
	}
	t->start[++t->count] = need;
	t->cut += list->left_out > 0;
	t->left_out += list->left_out;
}

void token_ids_make(struct token_ids *t, const struct string_table *texts,
		    const struct token_rules *rules,
		    const struct token_vocab *v)
{
	struct token_list list;
	size_t capacity = 0;

	*t = (struct token_ids){ 0 };
	t->start = xcalloc((size_t)texts->count + 1, sizeof *t->start);
	token_list_init(&list);
	for (uint32_t i = 0; i < texts->count; i++) {
		tokens_split(&list, rules, string_at(texts, i),
			     texts->entry[i].length);
		add_ids(t, &capacity, &list, v);
	}
	token_list_release(&list);
}

void token_ids_release(struct token_ids *t)
{
	free(t->start);
	free(t->id);
	*t = (struct token_ids){ 0 };
}
