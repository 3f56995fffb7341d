/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pair_set.c: sources and targets as ids. */
#include "config.h"

#include "task/pair_set.h"

#include "text/clean.h"
#include "text/rows_split.h"

#include <stdlib.h>
#include <string.h>

enum {
	HELD_OUT = 500,   /* generated pairs to validate on */
	SURVEYED = 10000, /* generated pairs that the symbols are those of */
};

/* --- which tokens --------------------------------------------------------- */

static bool is_hangul(enum pairs kind, enum pair_side side)
{
	return kind == PAIRS_ROMAN && side == SOURCE;
}

/* auto: words of a file; of generated pairs what their rules are about. */
static enum tokens tokens_of(const struct pair_set *p,
			     const struct settings *set, enum pair_side side)
{
	const enum pair_side given =
		p->reverse ? (enum pair_side)(TARGET - side) : side;

	switch ((enum token_choice)set->tokens) {
	case TOKENS_CHOICE_WORDS: return TOKENS_WORDS;
	case TOKENS_CHOICE_CHARS: return TOKENS_CHARS;
	case TOKENS_CHOICE_JAMO: return TOKENS_JAMO;
	case TOKENS_CHOICE_AUTO:
	case TOKEN_CHOICES: break;
	}
	if (p->data.rows)
		return TOKENS_WORDS;
	return is_hangul(p->kind, given) ? TOKENS_JAMO : TOKENS_CHARS;
}

static void set_rules(struct pair_set *p, const struct settings *set)
{
	for (int side = 0; side < PAIR_SIDES; side++)
		p->rules[side] = (struct token_rules){
			.kind = tokens_of(p, set, (enum pair_side)side),
			.lower = set->lower,
			.max_length = (int)set->max_length,
		};
}

/* --- vocabularies --------------------------------------------------------- */

static void make_vocab(struct pair_set *p, enum pair_side side,
		       const struct token_counts *counts, long min_count)
{
	static const char *const special[PAIR_SIDES][3] = {
		[SOURCE] = { "</s>", "<unk>" },
		[TARGET] = { "<s>", "</s>", "<unk>" },
	};
	const int specials = side == SOURCE ? 1 : 2;

	token_vocab_make(&p->vocab[side], counts, (uint64_t)min_count,
			 special[side], specials + (p->data.rows != NULL));
}

static void make_generated(struct pair_set *p, uint64_t seed, uint64_t number,
			   bool held_out)
{
	make_pair(seed, number, held_out, p->kind,
		  &p->text[p->reverse ? TARGET : SOURCE],
		  &p->text[p->reverse ? SOURCE : TARGET]);
}

static void split(struct pair_set *p, enum pair_side side, const char *text,
		  size_t length)
{
	tokens_split(&p->list, &p->rules[side], text, length);
}

/* All their symbols occur among the first pairs of one seed; a longer one may
 * come later. */
static void survey_generated(struct pair_set *p)
{
	struct token_counts counts[PAIR_SIDES];

	token_counts_init(&counts[SOURCE]);
	token_counts_init(&counts[TARGET]);
	for (uint64_t i = 0; i < SURVEYED; i++) {
		make_generated(p, 0, i, false);
		for (int side = 0; side < PAIR_SIDES; side++) {
			split(p, (enum pair_side)side, p->text[side].text,
			      p->text[side].length);
			token_counts_add(&counts[side], &p->list);
			p->longest[side] =
				max_int(p->longest[side], (int)p->list.count);
		}
	}
	for (int side = 0; side < PAIR_SIDES; side++) {
		make_vocab(p, (enum pair_side)side, &counts[side], 1);
		p->most[side] = p->longest[side] + p->longest[side] / 4;
		token_counts_release(&counts[side]);
	}
}

/* --- rows ----------------------------------------------------------------- */

static const struct string_table *table_of(const struct rows *r,
					   enum pair_side side)
{
	return side == SOURCE ? &r->inputs : &r->outputs;
}

static uint32_t string_of(const struct pair_rows *of, size_t i,
			  enum pair_side side)
{
	const struct row *row = &of->rows.row[of->row[i]];

	return side == SOURCE ? row->input : row->output;
}

/* The rows of a file, from source to target. */
static void take_rows(struct pair_rows *to, const struct rows *from,
		      bool reverse)
{
	to->rows = *from;
	if (!reverse)
		return;
	to->own = xcalloc(from->count + 1, sizeof *to->own);
	for (size_t i = 0; i < from->count; i++) {
		to->own[i] = from->row[i];
		to->own[i].input = from->row[i].output;
		to->own[i].output = from->row[i].input;
	}
	to->rows.row = to->own;
	to->rows.inputs = from->outputs;
	to->rows.outputs = from->inputs;
	rows_compare(&to->rows);
}

static void take_all(struct pair_rows *to)
{
	to->count = to->rows.count;
	to->row = xcalloc(to->count + 1, sizeof *to->row);
	for (size_t i = 0; i < to->count; i++)
		to->row[i] = (uint32_t)i;
}

/* Which rows are learned from, and which are held out. */
static void share_out(struct pair_set *p, const struct settings *set)
{
	struct rows_split s;

	take_rows(&p->train, p->data.rows, p->reverse);
	if (p->data.held_out) {
		take_rows(&p->held, p->data.held_out, p->reverse);
		take_all(&p->train);
		take_all(&p->held);
		return;
	}
	p->held.rows = p->train.rows;
	rows_split_make(&s, &p->train.rows, set->valid);
	p->train.row = s.train;
	p->train.count = s.trains;
	p->held.row = s.held;
	p->held.count = s.helds;
}

static void count_tokens(struct pair_set *p, enum pair_side side,
			 long min_count)
{
	const struct string_table *texts = table_of(&p->train.rows, side);
	struct token_counts counts;

	token_counts_init(&counts);
	for (size_t i = 0; i < p->train.count; i++) {
		const uint32_t s = string_of(&p->train, i, side);

		split(p, side, string_at(texts, s), texts->entry[s].length);
		token_counts_add(&counts, &p->list);
	}
	make_vocab(p, side, &counts, min_count);
	token_counts_release(&counts);
}

static void make_ids(struct pair_set *p, struct pair_rows *of)
{
	for (int side = 0; side < PAIR_SIDES; side++)
		token_ids_make(&of->ids[side],
			       table_of(&of->rows, (enum pair_side)side),
			       &p->rules[side], &p->vocab[side]);
}

static void note_longest(struct pair_set *p, const struct pair_rows *of)
{
	for (size_t i = 0; i < of->count; i++)
		for (int side = 0; side < PAIR_SIDES; side++) {
			size_t n;

			token_ids_of(&of->ids[side],
				     string_of(of, i, (enum pair_side)side),
				     &n);
			p->longest[side] = max_int(p->longest[side], (int)n);
		}
}

static void tell_tokens(const struct pair_set *p, struct strbuf *notices)
{
	static const char *const name[] = { "sources", "targets" };

	for (int side = 0; side < PAIR_SIDES; side++) {
		const struct token_ids *ids = &p->train.ids[side];
		const struct token_vocab *v = &p->vocab[side];

		if (ids->cut)
			strbuf_printf(notices,
				      "%s: %zu are cut to %d tokens (see "
				      "max-length)\n",
				      name[side], ids->cut,
				      p->rules[side].max_length);
		if (v->rare)
			strbuf_printf(notices,
				      "%s: %u rare tokens are <unk>, %llu "
				      "times (see min-count)\n",
				      name[side], v->rare,
				      (unsigned long long)v->rare_uses);
	}
}

static bool open_rows(struct pair_set *p, const struct settings *set,
		      struct strbuf *notices, struct err *e)
{
	share_out(p, set);
	if (!p->train.count)
		return err_set(e, ERR_INPUT,
			       "%s: no pair is left to learn from",
			       p->data.rows->name);
	count_tokens(p, SOURCE, set->min_count);
	count_tokens(p, TARGET, set->min_count);
	make_ids(p, &p->train);
	if (p->data.held_out)
		make_ids(p, &p->held);
	else
		memcpy(p->held.ids, p->train.ids, sizeof p->held.ids);
	note_longest(p, &p->train);
	note_longest(p, &p->held);
	memcpy(p->most, p->longest, sizeof p->most);
	p->held_out = (long)p->held.count;
	tell_tokens(p, notices);
	return true;
}

/* --- the whole ------------------------------------------------------------ */

bool pair_set_open(struct pair_set *p, const struct settings *set,
		   const struct dataset *data, struct strbuf *notices,
		   struct err *e)
{
	*p = (struct pair_set){
		.data = *data,
		.kind = (enum pairs)set->pairs,
		.seed = (uint64_t)set->seed,
		.reverse = set->reverse,
		.reads_backwards = set->attention == ATTEND_NONE,
	};
	strbuf_init(&p->text[SOURCE]);
	strbuf_init(&p->text[TARGET]);
	token_list_init(&p->list);
	set_rules(p, set);
	if (data->rows) {
		if (open_rows(p, set, notices, e))
			return true;
		pair_set_close(p);
		return false;
	}
	survey_generated(p);
	p->held_out = set->valid > 0 ? HELD_OUT : 0;
	return true;
}

static void rows_close(struct pair_rows *r, bool shared)
{
	for (int side = 0; side < PAIR_SIDES && !shared; side++)
		token_ids_release(&r->ids[side]);
	free(r->own);
	free(r->row);
}

void pair_set_close(struct pair_set *p)
{
	rows_close(&p->held, !p->data.held_out);
	rows_close(&p->train, false);
	for (int side = 0; side < PAIR_SIDES; side++) {
		token_vocab_release(&p->vocab[side]);
		strbuf_release(&p->text[side]);
	}
	token_list_release(&p->list);
}

static size_t ids_memory(const struct token_ids *ids)
{
	return ids->start ? ids->count * sizeof *ids->start +
				    ids->start[ids->count] * sizeof *ids->id
			  : 0;
}

size_t pair_set_memory(const struct pair_set *p)
{
	size_t bytes = (p->train.count + p->held.count) * sizeof *p->train.row;

	for (int side = 0; side < PAIR_SIDES; side++)
		bytes += ids_memory(&p->train.ids[side]);
	return bytes;
}

size_t pair_set_count(const struct pair_set *p) { return p->train.count; }

/* --- one of them ---------------------------------------------------------- */

void pair_init(struct pair *x) { *x = (struct pair){ 0 }; }

void pair_release(struct pair *x)
{
	free(x->id[SOURCE]);
	free(x->id[TARGET]);
	pair_init(x);
}

static int *resize(struct pair *x, enum pair_side side, size_t n)
{
	x->length[side] = (int)n;
	if (x->length[side] > x->capacity[side]) {
		x->capacity[side] = 2 * x->length[side];
		x->id[side] = xreallocarray(x->id[side],
					    (size_t)x->capacity[side],
					    sizeof *x->id[side]);
	}
	return x->id[side];
}

/* Takes the tokens of the list, of which no more than `most`. */
static void take_list(struct pair_set *p, enum pair_side side, int most,
		      struct pair *x)
{
	const size_t n = (size_t)min_int((int)p->list.count, most);
	int *id = resize(x, side, n);

	for (size_t i = 0; i < n; i++)
		id[i] = token_vocab_id(&p->vocab[side], token_at(&p->list, i));
}

static void get_generated(struct pair_set *p, bool held_out, uint64_t number,
			  struct pair *out)
{
	make_generated(p, p->seed, number, held_out);
	for (int side = 0; side < PAIR_SIDES; side++) {
		split(p, (enum pair_side)side, p->text[side].text,
		      p->text[side].length);
		take_list(p, (enum pair_side)side, p->most[side], out);
	}
}

void pair_set_get(struct pair_set *p, bool held_out, uint64_t number,
		  struct pair *out)
{
	const struct pair_rows *of = held_out ? &p->held : &p->train;

	if (!p->data.rows) {
		get_generated(p, held_out, number, out);
		return;
	}
	for (int side = 0; side < PAIR_SIDES; side++) {
		size_t n;
		const int *id = token_ids_of(
			&of->ids[side],
			string_of(of, number, (enum pair_side)side), &n);
		int *to = resize(out, (enum pair_side)side, n);

		if (n)
			memcpy(to, id, n * sizeof *to);
	}
}

void pair_set_texts(struct pair_set *p, bool held_out, uint64_t number,
		    const char *text[PAIR_SIDES])
{
	const struct pair_rows *of = held_out ? &p->held : &p->train;

	if (!p->data.rows)
		make_generated(p, p->seed, number, held_out);
	for (int side = 0; side < PAIR_SIDES; side++)
		text[side] =
			p->data.rows
				? string_at(table_of(&of->rows,
						     (enum pair_side)side),
					    string_of(of, number,
						      (enum pair_side)side))
				: p->text[side].text;
}

/* --- the user's ----------------------------------------------------------- */

static bool refuse_unknown(const struct pair_set *p, struct err *e)
{
	struct strbuf names;
	int named = 0;

	strbuf_init(&names);
	for (size_t i = 0; i < p->list.count && named < 5; i++)
		if (token_vocab_id(&p->vocab[SOURCE], token_at(&p->list, i)) <
		    0)
			strbuf_printf(&names, "%s\"%s\"", named++ ? ", " : "",
				      token_at(&p->list, i));
	if (named)
		err_set(e, ERR_FAILED, "the net does not know %s", names.text);
	strbuf_release(&names);
	return !named;
}

bool pair_set_read(struct pair_set *p, const char *text, struct pair *out,
		   struct err *e)
{
	const int most = p->rules[SOURCE].max_length;
	struct strbuf *clean = &p->text[SOURCE];

	strbuf_clear(clean);
	clean_text(clean, text, strlen(text));
	p->rules[SOURCE].max_length = 0;
	split(p, SOURCE, clean->text, clean->length);
	p->rules[SOURCE].max_length = most;
	if (!p->list.count)
		return err_set(e, ERR_FAILED, "there is nothing to translate");
	if ((int)p->list.count > most)
		return err_set(e, ERR_FAILED,
			       "the text has %zu tokens; max-length is %d",
			       p->list.count, most);
	if (p->vocab[SOURCE].unknown < 0 && !refuse_unknown(p, e))
		return false;
	take_list(p, SOURCE, most, out);
	resize(out, TARGET, 0);
	return true;
}

bool pair_set_is_target(const struct pair_set *p, const struct pair *x,
			const int *answer, int length)
{
	const int *truth = x->id[TARGET];

	if (length != x->length[TARGET])
		return false;
	for (int u = 0; u < length; u++)
		if (answer[u] != truth[u] ||
		    truth[u] == p->vocab[TARGET].unknown)
			return false;
	return true;
}

void pair_set_join(const struct pair_set *p, enum pair_side side, const int *id,
		   int n, struct strbuf *out)
{
	const char **token = xcalloc((size_t)n + 1, sizeof *token);

	for (int i = 0; i < n; i++)
		token[i] = token_vocab_symbol(&p->vocab[side], id[i]);
	tokens_join(out, p->rules[side].kind, token, (size_t)n);
	free(token);
}
