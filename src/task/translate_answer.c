/* SPDX-License-Identifier: GPL-3.0-or-later */
/* translate_answer.c: one source, its translation, and what the net looked at
 * for it. */
#include "config.h"

#include "base/utf8.h"
#include "task/beam.h"
#include "task/translate.h"
#include "text/hangul.h"

#include <stdlib.h>
#include <string.h>

struct answerer {
	const struct run *run;
	struct translate *task;
	struct beam *beam;  /* as wide as the settings said at last */
	struct net *reader; /* of the answer as if it were the target */
	int steps;          /* the longest question */
	struct pair_batch batch;
	struct pair pair;
};

struct answerer *translate_answerer_new(const struct run *r, struct err *e)
{
	struct answerer *a = xcalloc(1, sizeof *a);
	const struct translate *t = r->data;

	a->run = r;
	a->task = r->data;
	a->steps = max_int(t->steps, t->pairs.rules[SOURCE].max_length + 1);
	pair_batch_init(&a->batch, &t->pairs, 1, a->steps, t->out_steps);
	a->reader = r->engine->reader_new(r->net, a->steps, t->out_steps, 1, e);
	if (a->reader)
		return a;
	translate_answerer_free(a);
	return NULL;
}

void translate_answerer_free(struct answerer *a)
{
	if (!a)
		return;
	beam_free(a->beam);
	if (a->reader)
		a->run->engine->net_free(a->reader);
	pair_batch_release(&a->batch);
	pair_release(&a->pair);
	free(a);
}

static bool use_beam(struct answerer *a, struct err *e)
{
	const int width = (int)a->run->set.beam;

	if (a->beam && beam_width(a->beam) == width)
		return true;
	beam_free(a->beam);
	a->beam =
		beam_new(a->run, 1, width, a->steps, a->task->out_steps - 1, e);
	return a->beam;
}

/* --- what was looked at --------------------------------------------------- */

static void copy_row(const struct answerer *a, int quantity, int row, int cols,
		     float *to)
{
	const int all = a->run->engine->describe(a->reader, quantity).cols;
	double *value = xcalloc((size_t)all, sizeof *value);

	a->run->engine->read(a->reader, quantity, PART_VALUE, row, value);
	for (int k = 0; k < cols; k++)
		to[k] = (float)value[k];
	free(value);
}

/* The first `rows` rows of a quantity, if the net has it; cols 0: all. */
static void copy_array(const struct answerer *a, const char *name, int layer,
		       const char *as, int rows, int cols, struct example *x)
{
	const int i = a->run->engine->find(a->reader, name, layer);
	struct example_array *to;

	if (i < 0)
		return;
	if (!cols)
		cols = a->run->engine->describe(a->reader, i).cols;
	to = example_add(x, as, rows, cols);
	for (int row = 0; row < rows; row++)
		copy_row(a, i, row, cols, example_row(to, row));
}

/* P of each symbol that was written. */
static void copy_p(const struct answerer *a, const struct batch *batch,
		   struct example *x)
{
	const int p = a->run->engine->find(a->reader, "p", -1);
	struct example_array *to = example_add(x, "p", batch->out_steps, 1);

	for (int u = 0; u < batch->out_steps; u++)
		example_row(to, u)[0] = (float)a->run->engine->get(
			a->reader, p, PART_VALUE, u, batch->target[u]);
}

static void look(struct answerer *a, const struct batch *batch,
		 struct example *x)
{
	const int top = a->run->spec.layers - 1, U = batch->out_steps;

	a->run->engine->run(a->reader, batch, &(struct pass){ 0 });
	copy_array(a, "h", top, "h", U, 0, x);
	copy_array(a, "gates", top, "gates", U, 0, x);
	copy_array(a, "c", top, "c", U, 0, x);
	copy_array(a, "encoder.h", -1, "encoder", batch->steps, 0, x);
	copy_array(a, "alpha", -1, "alpha", U, batch->steps, x);
	copy_p(a, batch, x);
}

/* --- in words ------------------------------------------------------------- */

/* Adds a symbol as people write it: a part of a syllable as a letter. */
static void add_symbol(const struct answerer *a, enum pair_side side, int id,
		       struct words_list *list)
{
	const char *symbol =
		token_vocab_symbol(&a->task->pairs.vocab[side], id);
	char letter[UTF8_MAX + 1] = "";
	uint32_t code;
	int n = utf8_decode(symbol, strlen(symbol), &code);

	if (n > 0 && !symbol[n]) {
		letter[utf8_encode(hangul_letter(code), letter)] = '\0';
		symbol = letter;
	}
	words_add(list, symbol);
}

static void name_tokens(const struct answerer *a, const struct batch *batch,
			struct example *x)
{
	for (int t = 0; t < batch->steps; t++)
		add_symbol(a, SOURCE, batch->id[t], &x->in);
	for (int u = 0; u < batch->out_steps; u++)
		add_symbol(a, TARGET, batch->target[u], &x->out);
}

static void name_target(const struct answerer *a, struct example *x)
{
	for (int u = 0; u < a->pair.length[TARGET]; u++)
		add_symbol(a, TARGET, a->pair.id[TARGET][u], &x->target);
	add_symbol(a, TARGET, TARGET_END, &x->target);
}

static char *answer_text(const struct answerer *a, const int *id, int length)
{
	struct strbuf text;
	char *answer;

	strbuf_init(&text);
	pair_set_join(&a->task->pairs, TARGET, id, length, &text);
	answer = strbuf_detach(&text);
	strbuf_release(&text);
	return answer;
}

static void name_held_out(struct answerer *a, long number, struct example *x)
{
	const char *text[PAIR_SIDES];

	pair_set_texts(&a->task->pairs, true, (uint64_t)number, text);
	x->number = number;
	x->question = xstrdup(text[SOURCE]);
	x->truth = xstrdup(text[TARGET]);
}

static void judge(const struct answerer *a, const int *id, int length,
		  bool complete, struct example *x)
{
	x->verdict = complete && pair_set_is_target(&a->task->pairs, &a->pair,
						    id, length)
			     ? VERDICT_RIGHT
			     : VERDICT_WRONG;
}

/* --- the answer ----------------------------------------------------------- */

static bool take_question(struct answerer *a, long number, const char *text,
			  struct err *e)
{
	struct pair_set *p = &a->task->pairs;

	if (text)
		return pair_set_read(p, text, &a->pair, e);
	if (number < 0 || number >= p->held_out)
		return err_set(e, ERR_FAILED,
			       "the held-out examples are 0 to %ld",
			       p->held_out - 1);
	pair_set_get(p, true, (uint64_t)number, &a->pair);
	return true;
}

/* Translates the pair's source. */
static const int *search(struct answerer *a, int *length, bool *complete)
{
	struct batch batch;

	pair_batch_put(&a->batch, 0, &a->pair);
	batch = pair_batch_of(&a->batch);
	beam_search(a->beam, &batch);
	return beam_answer(a->beam, 0, length, complete);
}

/* Reads the source again with the answer for a target. */
static void reread(struct answerer *a, const int *id, int length,
		   struct example *x)
{
	const struct pair answered = {
		.id = { a->pair.id[SOURCE], (int *)(uintptr_t)id },
		.length = { a->pair.length[SOURCE], length },
	};
	struct batch batch;

	pair_batch_put(&a->batch, 0, &answered);
	batch = pair_batch_of(&a->batch);
	look(a, &batch, x);
	name_tokens(a, &batch, x);
}

struct example *translate_answer(struct answerer *a, long number,
				 const char *text, struct err *e)
{
	struct example *x;
	const int *id;
	int length;
	bool complete;

	if (!take_question(a, number, text, e) || !use_beam(a, e))
		return NULL;
	id = search(a, &length, &complete);
	x = example_new();
	x->axis = AXIS_OF_OUT;
	x->answer = answer_text(a, id, length);
	if (text) {
		x->question = xstrdup(text);
	} else {
		name_held_out(a, number, x);
		judge(a, id, length, complete, x);
		name_target(a, x);
	}
	reread(a, id, length, x);
	return x;
}

void translate_print_answer(const struct example *x, struct strbuf *out)
{
	strbuf_printf(out, "%s\n", x->answer);
}
