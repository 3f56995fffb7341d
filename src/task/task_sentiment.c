/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_sentiment.c: the class of a sentence, such as whether it is positive. */
#include "config.h"

#include "task/task_sentiment.h"

#include "task/bag.h"
#include "task/label.h"
#include "task/sentences.h"
#include "task/text_options.h"
#include "train/safetensors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	COUNTED = 10000, /* generated sentences that the bag is filled from */
};
enum { OWN_ACCURACY, OWN_BASELINE };

struct sentiment_task {
	struct label_task label; /* first: label.h */
	struct sentences set;
	struct bag *bag;
	int *length; /* [rows] tokens of each training sentence */
	double baseline;
	struct summary summary;
};

/* --- examples ------------------------------------------------------------- */

/* A sentence is judged when all of it was read. */
static void ask_at_end(struct label_item *item, int class, double weight)
{
	const int last = item->steps - 1;

	memset(item->target, 0, (size_t)item->steps * sizeof *item->target);
	for (int t = 0; t < item->steps; t++)
		item->weight[t] = 0;
	item->target[last] = class;
	item->weight[last] = weight;
	item->first = item->last = last;
}

static void make(void *task, bool held_out, uint64_t number,
		 struct label_item *item)
{
	struct sentiment_task *t = task;
	int class;

	item->steps =
		sentences_get(&t->set, held_out, number, item->id, &class);
	ask_at_end(item, class, 1);
}

/* --- the bag of words ----------------------------------------------------- */

/* n-grams of characters make up for words. */
static int bag_order(const struct sentences *s)
{
	return s->rules.kind == TOKENS_WORDS ? 1 : BAG_ORDERS;
}

static bool fill_bag(struct sentiment_task *t, int *id, struct err *e)
{
	const size_t rows = sentences_count(&t->set);
	const size_t count = rows ? rows : COUNTED;
	int class;

	for (size_t i = 0; i < count; i++) {
		const int n = sentences_get(&t->set, false, i, id, &class);

		if (!bag_add(t->bag, class, id, n, e))
			return false;
	}
	return true;
}

static double try_bag(struct sentiment_task *t, int *id)
{
	long right = 0;
	int class;

	for (long i = 0; i < t->set.held_out; i++) {
		const int n =
			sentences_get(&t->set, true, (uint64_t)i, id, &class);

		right += bag_answer(t->bag, id, n) == class;
	}
	return t->set.held_out ? (double)right / (double)t->set.held_out : NAN;
}

static bool make_bag(struct sentiment_task *t, struct err *e)
{
	int *id = xcalloc((size_t)t->set.longest + 1, sizeof *id);
	bool filled;

	t->bag = bag_new(sentences_classes(&t->set), bag_order(&t->set), e);
	filled = t->bag && fill_bag(t, id, e);
	if (filled)
		t->baseline = try_bag(t, id);
	free(id);
	return filled;
}

/* --- opening -------------------------------------------------------------- */

static void sentiment_close(void *data)
{
	struct sentiment_task *t = data;

	label_task_release(&t->label);
	bag_free(t->bag);
	sentences_close(&t->set);
	summary_release(&t->summary);
	free(t->length);
	free(t);
}

static void measure_rows(struct sentiment_task *t)
{
	const size_t rows = sentences_count(&t->set);
	int *id = xcalloc((size_t)t->set.longest + 1, sizeof *id), class;

	t->length = xcalloc(rows + 1, sizeof *t->length);
	for (size_t i = 0; i < rows; i++)
		t->length[i] = sentences_get(&t->set, false, i, id, &class);
	free(id);
}

static void make_batches(struct sentiment_task *t, const struct settings *set,
			 struct net_spec *spec)
{
	measure_rows(t);
	supply_init(&t->label.supply, (uint64_t)set->seed,
		    sentences_count(&t->set), t->length, (int)set->batch_size);
	t->label.size.steps = t->set.longest;
	t->label.held_out = t->set.held_out;
	t->label.make = make;
	label_task_init(&t->label, (int)set->batch_size, spec);
	spec->symbols_in = token_vocab_size(&t->set.vocab);
	spec->symbols_out = sentences_classes(&t->set);
	spec->embedding = (int)set->embedding;
}

static void *sentiment_open(struct settings *set, const struct dataset *data,
			    struct net_spec *spec, struct strbuf *notices,
			    struct err *e)
{
	struct sentiment_task *t = xcalloc(1, sizeof *t);

	if (!sentences_open(&t->set, set, data, notices, e) ||
	    !make_bag(t, e)) {
		sentiment_close(t);
		return NULL;
	}
	make_batches(t, set, spec);
	sentences_summarise(&t->set, &t->summary);
	return t;
}

static size_t sentiment_bytes(const void *data)
{
	const struct sentiment_task *t = data;

	return sizeof *t + label_task_memory(&t->label) +
	       sentences_memory(&t->set) + bag_memory(t->bag);
}

static double first_loss(const struct net_spec *spec)
{
	return log((double)spec->symbols_out);
}

/* --- validation ----------------------------------------------------------- */

static void validation_metrics(const struct validation *v,
			       double own[TASK_METRICS])
{
	own[OWN_ACCURACY] = label_accuracy(v);
}

static void first_metrics(const void *data, double own[TASK_METRICS])
{
	own[OWN_BASELINE] = ((const struct sentiment_task *)data)->baseline;
}

/* --- answers -------------------------------------------------------------- */

struct answerer {
	struct sentiment_task *task;
	struct label_reader *reader;
};

static void answerer_free(struct answerer *a)
{
	if (!a)
		return;
	label_reader_free(a->reader);
	free(a);
}

static struct answerer *answerer_new(const struct run *r, struct err *e)
{
	struct answerer *a = xcalloc(1, sizeof *a);

	a->task = r->data;
	a->reader = label_reader_new(
		r, max_int(a->task->set.longest, a->task->set.rules.max_length),
		e);
	if (a->reader)
		return a;
	answerer_free(a);
	return NULL;
}

/* Reads what is asked into the item and starts the example. */
static struct example *begin_held_out(struct sentiment_task *t, long number,
				      struct label_item *item)
{
	struct example *x = example_new();

	make(t, true, (uint64_t)number, item);
	x->number = number;
	x->question = xstrdup(sentences_text(&t->set, true, (uint64_t)number));
	x->right = item->target[item->last];
	x->truth = xstrdup(sentences_class(&t->set, x->right));
	return x;
}

static struct example *begin_own(struct sentiment_task *t, const char *text,
				 struct label_item *item, struct err *e)
{
	struct example *x;

	item->steps = sentences_read(&t->set, text, item->id);
	if (item->steps == 0) {
		err_set(e, ERR_FAILED, "there is nothing to read");
		return NULL;
	}
	ask_at_end(item, 0, 0);
	x = example_new();
	x->question = xstrdup(t->set.text.text); /* as it is read */
	return x;
}

static void name_tokens(struct sentiment_task *t, int steps, struct example *x)
{
	const char *text = x->question;

	tokens_split(&t->set.list, &t->set.rules, text, strlen(text));
	for (int i = 0; i < steps && i < (int)t->set.list.count; i++)
		words_add(&x->in, token_at(&t->set.list, (size_t)i));
	for (int i = 0; i < sentences_classes(&t->set); i++)
		words_add(&x->classes, sentences_class(&t->set, i));
}

static void ask_bag(const struct sentiment_task *t,
		    const struct label_item *item, struct example *x)
{
	const int classes = sentences_classes(&t->set);
	double *p = xcalloc((size_t)classes, sizeof *p);
	struct example_array *a = example_add(x, "bag", 1, classes);

	bag_read(t->bag, item->id, item->steps, p);
	for (int i = 0; i < classes; i++)
		a->value[i] = (float)p[i];
	free(p);
}

static void choose_class(struct sentiment_task *t, int last, struct example *x)
{
	const struct example_array *p = example_find(x, "p");
	const float *row = example_row(p, last);

	x->chosen = 0;
	for (int i = 1; i < p->cols; i++)
		if (row[i] > row[x->chosen])
			x->chosen = i;
	x->answer = xstrdup(sentences_class(&t->set, x->chosen));
	if (x->right >= 0)
		x->verdict = x->right == x->chosen ? VERDICT_RIGHT
						   : VERDICT_WRONG;
}

static struct example *answer(struct answerer *a, long number, const char *text,
			      struct err *e)
{
	struct sentiment_task *t = a->task;
	struct label_item *item = label_reader_item(a->reader);
	struct example *x;

	if (!text && !label_is_held_out(&t->label, number, e))
		return NULL;
	x = text ? begin_own(t, text, item, e)
		 : begin_held_out(t, number, item);
	if (!x)
		return NULL;
	name_tokens(t, item->steps, x);
	label_read(a->reader, x);
	ask_bag(t, item, x);
	choose_class(t, item->steps - 1, x);
	return x;
}

/* --- what predict prints -------------------------------------------------- */

struct ranked {
	float p;
	int class;
};

static int by_probability(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->p != y->p)
		return x->p < y->p ? 1 : -1;
	return x->class - y->class;
}

static void print_answer(const struct example *x, struct strbuf *out)
{
	const struct example_array *p = example_find(x, "p");
	const float *row = example_row(p, p->rows - 1);
	struct ranked *ranked = xcalloc((size_t)p->cols, sizeof *ranked);

	for (int i = 0; i < p->cols; i++)
		ranked[i] = (struct ranked){ row[i], i };
	qsort(ranked, (size_t)p->cols, sizeof *ranked, by_probability);
	for (int i = 0; i < p->cols; i++)
		strbuf_printf(out, "%s\t%.9f\n",
			      x->classes.word[ranked[i].class],
			      (double)ranked[i].p);
	free(ranked);
}

/* --- checkpoints ---------------------------------------------------------- */

static bool put_meta(const void *data, struct safetensors_writer *w,
		     struct err *e)
{
	const struct sentiment_task *t = data;
	char *symbols = token_vocab_to_json(&t->set.vocab);
	json_t *classes = json_array();

	dataset_put_meta(&t->set.data, w);
	safetensors_put_text(w, "source_symbols", symbols);
	free(symbols);
	for (int i = 0; i < sentences_classes(&t->set); i++)
		json_array_append_new(classes,
				      json_string(sentences_class(&t->set, i)));
	return safetensors_put_json(w, "classes", classes, e);
}

/* --- settings ------------------------------------------------------------- */

static const char group[] = "Task sentiment";

static const struct option option[] = {
	{ "language", 0, OPTION_WORD, SETTING(language),
	  .words = WORD_LIST(language_name), .argument = "NAME", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = group,
	  .help = "of generated sentences" },
};

const struct option_set sentiment_options = { option, LENGTH(option) };

/* --- the row -------------------------------------------------------------- */

static double get_examples_per_second(const struct run *r)
{
	return r->now.examples_per_second;
}

enum { ROW_ACCURACY, ROW_BASELINE };
static const struct metric metric[] = {
	[ROW_ACCURACY] = { "valid_accuracy", "share",
			   "held-out answers that are right", false, NULL,
			   OWN_ACCURACY, false },
	[ROW_BASELINE] = { "baseline", "share",
			   "the same of a bag of words, counted on the "
			   "training sentences",
			   false, NULL, OWN_BASELINE, false },
	{ "examples_per_second", "examples/s",
	  "speed over the last half second", false, get_examples_per_second, 0,
	  false },
};

static const struct metric *main_metric(const void *data UNUSED)
{
	return &metric[ROW_ACCURACY];
}

static const struct summary *summarize(const void *data)
{
	return &((const struct sentiment_task *)data)->summary;
}

const struct task task_sentiment = {
	.name = TASK_SENTIMENT_NAME,
	.summary = "tell the class of a sentence",
	.arrow = "many to one",
	.metric = metric,
	.metrics = LENGTH(metric),
	.options = { &sentiment_options, &token_options },
	.defaults = "hidden=64 batch-size=32 optimizer=adam "
		    "learning-rate=0.005 clip=0 clip-norm=1 valid=0.1 "
		    "valid-every=100",
	.reads = READS_LABELLED,
	.baseline = &metric[ROW_BASELINE],
	.main_metric = main_metric,
	.open = sentiment_open,
	.close = sentiment_close,
	.memory = sentiment_bytes,
	.next = label_next,
	.back = label_back,
	.get_cursor = label_get_cursor,
	.set_cursor = label_set_cursor,
	.epoch = label_epoch,
	.left = label_left,
	.first_loss = first_loss,
	.validates = label_validates,
	.validation_new = label_validation_new,
	.validation_free = label_validation_free,
	.validation_more = label_validation_more,
	.validation_progress = label_validation_progress,
	.validation_loss = label_validation_loss,
	.validation_metrics = validation_metrics,
	.first_metrics = first_metrics,
	.held_out = label_held_out,
	.answerer_new = answerer_new,
	.answerer_free = answerer_free,
	.answer = answer,
	.print_answer = print_answer,
	.summarize = summarize,
	.put_meta = put_meta,
};
