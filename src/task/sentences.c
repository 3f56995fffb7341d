/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sentences.c: labelled sentences as ids. */
#include "config.h"

#include "task/sentences.h"

#include "text/clean.h"

#include <stdlib.h>
#include <string.h>

enum {
	SAMPLED = 4000,  /* generated sentences that show the vocabulary */
	HELD_OUT = 1000, /* generated ones held out */
};

static const char *const special[] = { "<unk>" };

/* --- what is a token ------------------------------------------------------ */

static bool is_hangul(const char *utf8)
{
	/* U+AC00 .. U+D7A3, in three bytes */
	return (unsigned char)utf8[0] >= 0xea && (unsigned char)utf8[0] <= 0xed;
}

/* Words are too rare to learn from where most sentences are one word, such as
 * names, or where word endings make most of them different, as in Korean: then
 * characters. */
static enum tokens suitable(const struct rows *rows)
{
	size_t spaces = 0, letters = 0, hangul = 0;

	for (uint32_t i = 0; i < rows->inputs.count; i++)
		for (const char *s = string_at(&rows->inputs, i); *s; s++) {
			spaces += *s == ' ';
			letters += (*s & 0xc0) != 0x80 && *s != ' ';
			hangul += is_hangul(s);
		}
	return spaces < rows->inputs.count || 2 * hangul > letters
		       ? TOKENS_CHARS
		       : TOKENS_WORDS;
}

static void choose_rules(struct sentences *s, const struct settings *set)
{
	static const enum tokens kind[TOKEN_CHOICES] = {
		[TOKENS_CHOICE_WORDS] = TOKENS_WORDS,
		[TOKENS_CHOICE_CHARS] = TOKENS_CHARS,
		[TOKENS_CHOICE_JAMO] = TOKENS_JAMO,
	};

	s->rules = (struct token_rules){
		.kind = kind[set->tokens],
		.lower = set->lower,
		.max_length = (int)set->max_length,
	};
	if (set->tokens == TOKENS_CHOICE_AUTO)
		s->rules.kind = s->data.rows ? suitable(s->data.rows)
					     : TOKENS_WORDS;
}

/* --- generated ------------------------------------------------------------ */

static int generate(struct sentences *s, bool held_out, uint64_t number)
{
	const int class = make_sentiment(s->seed, number, held_out, s->language,
					 &s->text);

	tokens_split(&s->list, &s->rules, s->text.text, s->text.length);
	return class;
}

static void open_generated(struct sentences *s, const struct settings *set)
{
	struct token_counts counts;

	s->held_out = HELD_OUT;
	for (int i = 0; i < SENTIMENTS; i++)
		string_table_add(&s->classes, sentiment_name[i],
				 strlen(sentiment_name[i]));
	token_counts_init(&counts);
	for (int i = 0; i < SAMPLED + HELD_OUT; i++) {
		const bool held_out = i >= SAMPLED;

		generate(s, held_out, (uint64_t)(held_out ? i - SAMPLED : i));
		s->longest = max_int(s->longest, (int)s->list.count);
		if (!held_out)
			token_counts_add(&counts, &s->list);
	}
	token_vocab_make(&s->vocab, &counts, (uint64_t)set->min_count, special,
			 LENGTH(special));
	token_counts_release(&counts);
	/* A rarer sentence may be longer than those sampled. */
	s->longest = min_int(s->longest + 4, (int)set->max_length);
}

/* --- of a file ------------------------------------------------------------ */

static bool split_rows(struct sentences *s, const struct settings *set,
		       struct err *e)
{
	const struct rows *rows = s->data.rows, *valid = s->data.held_out;

	rows_split_make(&s->split, rows, valid ? 0 : set->valid);
	s->train = (struct sentence_rows){ .rows = rows,
					   .row = s->split.train,
					   .count = s->split.trains };
	s->held = (struct sentence_rows){ .rows = rows,
					  .row = s->split.held,
					  .count = s->split.helds };
	if (valid) {
		s->all_held = xcalloc(valid->count + 1, sizeof *s->all_held);
		for (size_t i = 0; i < valid->count; i++)
			s->all_held[i] = (uint32_t)i;
		s->held = (struct sentence_rows){ .rows = valid,
						  .row = s->all_held,
						  .count = valid->count };
	}
	s->held_out = (long)s->held.count;
	return s->train.count > 0 ||
	       err_set(e, ERR_INPUT, "%s leaves nothing to learn from",
		       rows->name);
}

static void make_vocab(struct sentences *s, const struct settings *set)
{
	struct token_counts counts;

	token_counts_init(&counts);
	for (size_t i = 0; i < s->train.count; i++) {
		const char *text = rows_input(s->train.rows, s->train.row[i]);

		tokens_split(&s->list, &s->rules, text, strlen(text));
		token_counts_add(&counts, &s->list);
	}
	token_vocab_make(&s->vocab, &counts, (uint64_t)set->min_count, special,
			 LENGTH(special));
	token_counts_release(&counts);
}

/* Classes are those of the training file. */
static bool name_classes(struct sentences *s, struct err *e)
{
	const struct string_table *labels = &s->data.rows->outputs;

	if (labels->count > CLASSES_MAX)
		return err_set(e, ERR_INPUT,
			       "%s has %u different labels, more than %d: is "
			       "another column the label (--columns)?",
			       s->data.rows->name, labels->count, CLASSES_MAX);
	for (uint32_t i = 0; i < labels->count; i++)
		string_table_add(&s->classes, string_at(labels, i),
				 labels->entry[i].length);
	return true;
}

static bool number_classes(struct sentences *s, struct sentence_rows *r,
			   struct err *e)
{
	const struct string_table *labels = &r->rows->outputs;

	r->class_of = xcalloc(labels->count + 1, sizeof *r->class_of);
	for (uint32_t i = 0; i < labels->count; i++) {
		const long class = string_table_find(&s->classes,
						     string_at(labels, i),
						     labels->entry[i].length);

		if (class < 0)
			return err_set(e, ERR_INPUT,
				       "%s has the label \"%.80s\", which %s "
				       "has not",
				       r->rows->name, string_at(labels, i),
				       s->data.rows->name);
		r->class_of[i] = (int)class;
	}
	return true;
}

static void read_tokens(struct sentences *s, struct sentence_rows *r)
{
	token_ids_make(&r->ids, &r->rows->inputs, &s->rules, &s->vocab);
	for (size_t i = 0; i < r->count; i++) {
		size_t length;

		token_ids_of(&r->ids, r->rows->row[r->row[i]].input, &length);
		s->longest = max_int(s->longest, (int)length);
	}
}

static void add_notices(const struct sentences *s, const struct settings *set,
			struct strbuf *out)
{
	const size_t cut =
		s->train.ids.cut + (s->data.held_out ? s->held.ids.cut : 0);

	if (cut)
		strbuf_printf(out,
			      "%zu sentences are cut to %ld tokens "
			      "(max-length)\n",
			      cut, set->max_length);
	if (s->vocab.rare)
		strbuf_printf(out,
			      "%u tokens that occur fewer than %ld times are "
			      "read as <unk> (min-count)\n",
			      s->vocab.rare, set->min_count);
}

static bool open_rows(struct sentences *s, const struct settings *set,
		      struct strbuf *notices, struct err *e)
{
	if (!split_rows(s, set, e) || !name_classes(s, e) ||
	    !number_classes(s, &s->train, e) || !number_classes(s, &s->held, e))
		return false;
	make_vocab(s, set);
	read_tokens(s, &s->train);
	read_tokens(s, &s->held);
	add_notices(s, set, notices);
	return true;
}

/* --- opening -------------------------------------------------------------- */

bool sentences_open(struct sentences *s, const struct settings *set,
		    const struct dataset *data, struct strbuf *notices,
		    struct err *e)
{
	*s = (struct sentences){
		.data = *data,
		.seed = (uint64_t)set->seed,
		.language = (enum language)set->language,
	};
	strbuf_init(&s->text);
	token_list_init(&s->list);
	string_table_init(&s->classes);
	choose_rules(s, set);
	if (data->rows)
		return open_rows(s, set, notices, e);
	open_generated(s, set);
	return true;
}

static void release_rows(struct sentence_rows *r)
{
	token_ids_release(&r->ids);
	free(r->class_of);
}

void sentences_close(struct sentences *s)
{
	release_rows(&s->train);
	release_rows(&s->held);
	rows_split_release(&s->split);
	free(s->all_held);
	token_vocab_release(&s->vocab);
	string_table_release(&s->classes);
	token_list_release(&s->list);
	strbuf_release(&s->text);
}

static size_t ids_memory(const struct token_ids *t)
{
	return t->count ? t->start[t->count] * sizeof *t->id +
				  (size_t)t->count * sizeof *t->start
			: 0;
}

size_t sentences_memory(const struct sentences *s)
{
	return ids_memory(&s->train.ids) + ids_memory(&s->held.ids) +
	       (s->train.count + s->held.count) * sizeof(uint32_t) +
	       s->vocab.symbols.text.length;
}

size_t sentences_count(const struct sentences *s) { return s->train.count; }

/* --- sentences ------------------------------------------------------------ */

static const struct sentence_rows *side(const struct sentences *s,
					bool held_out)
{
	return held_out ? &s->held : &s->train;
}

static int ids_of_list(struct sentences *s, int most, int *id)
{
	const int n = min_int((int)s->list.count, most);

	for (int i = 0; i < n; i++)
		id[i] = token_vocab_id(&s->vocab,
				       token_at(&s->list, (size_t)i));
	return n;
}

int sentences_get(struct sentences *s, bool held_out, uint64_t number, int *id,
		  int *class)
{
	const struct sentence_rows *r = side(s, held_out);
	const struct row *row;
	const int *ids;
	size_t length;

	if (!s->data.rows) {
		*class = generate(s, held_out, number);
		return ids_of_list(s, s->longest, id);
	}
	row = &r->rows->row[r->row[number]];
	*class = r->class_of[row->output];
	ids = token_ids_of(&r->ids, row->input, &length);
	memcpy(id, ids, length * sizeof *id); /* no text is without a token */
	return (int)length;
}

const char *sentences_text(struct sentences *s, bool held_out, uint64_t number)
{
	const struct sentence_rows *r = side(s, held_out);

	if (s->data.rows)
		return rows_input(r->rows, r->row[number]);
	generate(s, held_out, number);
	return s->text.text;
}

int sentences_read(struct sentences *s, const char *text, int *id)
{
	strbuf_clear(&s->text);
	clean_text(&s->text, text, strlen(text));
	tokens_split(&s->list, &s->rules, s->text.text, s->text.length);
	return ids_of_list(s, s->rules.max_length, id);
}

/* --- summary -------------------------------------------------------------- */

static void summarise_rows(const struct sentences *s, struct summary *out)
{
	const struct rows *r = s->data.rows;

	out->source = xstrdup(r->name);
	out->format = xasprintf("%s%s%s", r->format, *r->columns ? ": " : "",
				r->columns);
	out->rows = (long)r->count;
	out->rejected = (long)r->rejected;
	out->duplicates = (long)r->duplicates;
	out->conflicting = (long)r->conflicting;
	out->train = (long)s->train.count;
	out->cut = (long)s->train.ids.cut;
	out->unknown = (long)s->vocab.rare_uses;
	out->reasons = min_int(r->reasons, SUMMARY_REASONS);
	for (int i = 0; i < out->reasons; i++)
		out->reason[i] = xstrdup(r->reason[i]);
}

/* Of all rows; of generated sentences, which have no end, those held out. */
static void count_examples(struct sentences *s, struct summary *out)
{
	const long train = (long)s->train.count;
	int *id = xcalloc((size_t)s->longest + 1, sizeof *id), class;

	for (long i = 0; i < train + s->held_out; i++) {
		const bool held_out = i >= train;
		const int n = sentences_get(
			s, held_out, (uint64_t)(held_out ? i - train : i), id,
			&class);
		const int bin = (n - 1) / out->bin_width;

		out->length[min_int(bin, LENGTH_BINS - 1)]++;
		if (held_out)
			out->class_of[class].held_out++;
		else
			out->class_of[class].train++;
		out->longest = out->longest > n ? out->longest : n;
	}
	free(id);
}

void sentences_summarise(struct sentences *s, struct summary *out)
{
	*out = (struct summary){ .rows = -1, .train = -1 };
	if (s->data.rows)
		summarise_rows(s, out);
	else
		out->source =
			xasprintf("generated: %s", language_name[s->language]);
	out->held_out = s->held_out;
	out->source_symbols = token_vocab_size(&s->vocab);
	out->bin_width = 1 + s->longest / LENGTH_BINS;
	out->classes = sentences_classes(s);
	out->class_of = xcalloc((size_t)out->classes, sizeof *out->class_of);
	for (int i = 0; i < out->classes; i++)
		out->class_of[i].name = xstrdup(sentences_class(s, i));
	count_examples(s, out);
}
