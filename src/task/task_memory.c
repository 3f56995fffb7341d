/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_memory.c: adding, copying, parity, and Reber's grammar. */
#include "config.h"

#include "task/task_memory.h"

#include "task/label.h"
#include "task/make_memory.h"
#include "train/safetensors.h"
#include "train/settings.h"
#include "train/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	HELD_OUT = 500,
	COUNTED = 2000, /* training sequences that the baseline is counted on */
};
enum { OWN_ACCURACY, OWN_MSE, OWN_BASELINE };

struct memory_task {
	struct label_task label; /* first: label.h */
	uint64_t seed;
	enum memory_problem problem;
	int length;
	double baseline;
	struct summary summary;
};

/* --- examples ------------------------------------------------------------- */

/* Steps whose answers count: the one that asks for what came first. */
static void set_counted(const struct memory_task *m, struct label_item *item)
{
	item->first = item->last = item->steps - 1;
	if (m->problem == MEMORY_COPY)
		item->first = item->steps - COPIED;
	else if (m->problem == MEMORY_REBER)
		item->first = --item->last;
}

/* The loss of a sequence is the mean over its judged steps. */
static void scale_weights(struct label_item *item)
{
	double judged = 0;

	for (int t = 0; t < item->steps; t++)
		judged += item->weight[t];
	for (int t = 0; t < item->steps; t++)
		item->weight[t] /= judged;
}

static void make(void *task, bool held_out, uint64_t number,
		 struct label_item *item)
{
	const struct memory_task *m = task;
	struct memory_example x = {
		.id = item->id,
		.value = item->value,
		.target = item->target,
		.goal = item->goal,
		.weight = item->weight,
	};

	make_memory(m->seed, number, held_out, m->problem, m->length, &x);
	item->steps = x.steps;
	scale_weights(item);
	set_counted(m, item);
}

/* --- what is right without a memory --------------------------------------- */

/* Adding: the squared error of always saying the mean of the training goals;
 * else the accuracy of always saying the most frequent of the answers that
 * count.  Counted on training sequences, tried on held-out ones. */
static double count_baseline(struct memory_task *m)
{
	double count[64] = { 0 }, sum = 0, n = 0, score = 0;
	struct label_batch scratch;
	struct label_item *item = &scratch.item;
	int usual = 0;

	label_batch_init(&scratch, &m->label.size, 1);
	for (int i = 0; i < COUNTED + HELD_OUT; i++) {
		const bool held_out = i >= COUNTED;

		make(m, held_out, (uint64_t)(held_out ? i - COUNTED : i), item);
		for (int t = item->first; t <= item->last; t++) {
			const double goal = item->goal ? item->goal[t] : 0;
			const int class = item->target ? item->target[t] : 0;

			if (!held_out) {
				sum += goal;
				n++;
				if (++count[class] > count[usual])
					usual = class;
			} else if (item->goal) {
				score += (goal - sum / n) * (goal - sum / n);
			} else {
				score += class == usual;
			}
		}
	}
	n = (double)HELD_OUT * (item->last - item->first + 1);
	label_batch_release(&scratch);
	return score / n;
}

/* --- opening -------------------------------------------------------------- */

static void count_lengths(struct memory_task *m, struct summary *s)
{
	struct label_batch scratch;

	label_batch_init(&scratch, &m->label.size, 1);
	for (uint64_t i = 0; i < HELD_OUT; i++) {
		make(m, true, i, &scratch.item);
		s->length[(scratch.item.steps - 1) / s->bin_width]++;
		s->longest = max_int((int)s->longest, scratch.item.steps);
	}
	label_batch_release(&scratch);
}

static void summarise(struct memory_task *m)
{
	struct summary *s = &m->summary;
	const struct memory_shape shape = memory_shape(m->problem);

	s->source = xasprintf("generated: %s", memory_name[m->problem]);
	s->rows = s->train = -1;
	s->held_out = HELD_OUT;
	s->source_symbols = shape.symbols;
	s->target_symbols = shape.classes;
	s->bin_width = 1 + (m->length - 1) / LENGTH_BINS;
	count_lengths(m, s);
}

static void memory_close(void *data)
{
	struct memory_task *m = data;

	label_task_release(&m->label);
	summary_release(&m->summary);
	free(m);
}

static int length_of(const struct settings *set, struct strbuf *notices)
{
	const int shortest =
		memory_shape((enum memory_problem)set->problem).shortest;

	if (set->length >= shortest)
		return (int)set->length;
	strbuf_printf(notices,
		      "length is raised from %ld to %d: %s needs that\n",
		      set->length, shortest, memory_name[set->problem]);
	return shortest;
}

static void *memory_open(struct settings *set,
			 const struct dataset *data UNUSED,
			 struct net_spec *spec, struct strbuf *notices,
			 struct err *e UNUSED)
{
	struct memory_task *m = xcalloc(1, sizeof *m);
	const struct memory_shape shape =
		memory_shape((enum memory_problem)set->problem);

	m->problem = (enum memory_problem)set->problem;
	m->seed = (uint64_t)set->seed;
	m->length = length_of(set, notices);
	set->length = m->length;
	supply_init(&m->label.supply, m->seed, 0, NULL, (int)set->batch_size);
	m->label.size = (struct label_sizes){
		.steps = m->length,
		.values = shape.values,
		.goals = shape.classes ? 0 : 1,
	};
	m->label.held_out = HELD_OUT;
	m->label.make = make;
	label_task_init(&m->label, (int)set->batch_size, spec);
	spec->symbols_in = shape.symbols;
	spec->symbols_out = shape.classes;
	spec->embedding = shape.symbols;
	m->baseline = count_baseline(m);
	summarise(m);
	return m;
}

static size_t memory_bytes(const void *data)
{
	const struct memory_task *m = data;

	return sizeof *m + label_task_memory(&m->label);
}

/* Adding: of a net that says 0, whose goals have mean 1 and variance 1/6. */
static double first_loss(const struct net_spec *spec)
{
	return spec->goals ? 1 + 1.0 / 6 : log((double)spec->symbols_out);
}

/* --- validation ----------------------------------------------------------- */

static void validation_metrics(const struct validation *v,
			       double own[TASK_METRICS])
{
	own[OWN_ACCURACY] = label_accuracy(v);
	own[OWN_MSE] = label_squared_error(v);
}

static void first_metrics(const void *data, double own[TASK_METRICS])
{
	own[OWN_BASELINE] = ((const struct memory_task *)data)->baseline;
}

/* --- answers -------------------------------------------------------------- */

struct answerer {
	struct memory_task *task;
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
	a->reader = label_reader_new(r, a->task->label.size.steps, e);
	if (a->reader)
		return a;
	answerer_free(a);
	return NULL;
}

/* A number as short as shows what matters of it. */
static void add_number(struct strbuf *out, double x)
{
	strbuf_printf(out, "%.2f", x);
}

static void name_numbers(const struct label_item *item, struct example *x,
			 struct strbuf *question)
{
	struct example_array *value = example_add(x, "value", item->steps, 2);
	struct strbuf word;

	strbuf_init(&word);
	for (int t = 0; t < item->steps; t++) {
		const double *v = &item->value[(size_t)2 * t];

		example_row(value, t)[0] = (float)v[0];
		example_row(value, t)[1] = (float)v[1];
		strbuf_clear(&word);
		add_number(&word, v[0]);
		words_add(&x->in, word.text);
		if (v[1] > 0) {
			strbuf_add(question, question->length ? " + " : "");
			add_number(question, v[0]);
		}
	}
	strbuf_release(&word);
}

static void name_symbols(const struct memory_task *m,
			 const struct label_item *item, struct example *x,
			 struct strbuf *question)
{
	for (int t = 0; t < item->steps; t++) {
		const char *symbol = memory_symbol(m->problem, item->id[t]);

		words_add(&x->in, symbol);
		strbuf_add(question, t ? " " : "");
		strbuf_add(question, symbol);
	}
	for (int i = 0; i < memory_shape(m->problem).classes; i++)
		words_add(&x->classes, memory_symbol(m->problem, i));
}

/* Of what the net said at step t. */
static int class_at(const struct example *x, int t)
{
	const struct example_array *p = example_find(x, "p");
	const float *row = example_row(p, t);
	int best = 0;

	for (int i = 1; i < p->cols; i++)
		if (row[i] > row[best])
			best = i;
	return best;
}

static void compare_symbols(const struct memory_task *m,
			    const struct label_item *item, struct example *x)
{
	struct strbuf answer, truth;
	bool right = true;

	strbuf_init(&answer);
	strbuf_init(&truth);
	for (int t = item->first; t <= item->last; t++) {
		const int said = class_at(x, t);

		strbuf_add(&answer, t > item->first ? " " : "");
		strbuf_add(&truth, t > item->first ? " " : "");
		strbuf_add(&answer, memory_symbol(m->problem, said));
		strbuf_add(&truth, memory_symbol(m->problem, item->target[t]));
		words_add(&x->out, memory_symbol(m->problem, said));
		words_add(&x->target,
			  memory_symbol(m->problem, item->target[t]));
		x->chosen = item->first == item->last ? said : -1;
		x->right = item->first == item->last ? item->target[t] : -1;
		right = right && said == item->target[t];
	}
	x->answer = strbuf_detach(&answer);
	x->truth = strbuf_detach(&truth);
	x->verdict = right ? VERDICT_RIGHT : VERDICT_WRONG;
	strbuf_release(&answer);
	strbuf_release(&truth);
}

/* Right is what is within a tenth: the standard deviation of the sum is four
 * tenths. */
static void compare_numbers(const struct label_item *item, struct example *x)
{
	static const double close = 0.1;
	const struct example_array *y = example_find(x, "y");
	const double said = (double)example_row(y, item->last)[0];
	const double goal = item->goal[item->last];
	struct strbuf answer, truth;

	strbuf_init(&answer);
	strbuf_init(&truth);
	strbuf_add_number(&answer, round(said * 1e6) / 1e6);
	add_number(&truth, goal);
	x->answer = strbuf_detach(&answer);
	x->truth = strbuf_detach(&truth);
	x->verdict = fabs(said - goal) < close ? VERDICT_RIGHT : VERDICT_WRONG;
	strbuf_release(&answer);
	strbuf_release(&truth);
}

static struct example *answer(struct answerer *a, long number, const char *text,
			      struct err *e)
{
	struct memory_task *m = a->task;
	struct label_item *item = label_reader_item(a->reader);
	struct strbuf question;
	struct example *x;

	if (text) {
		err_set(e, ERR_FAILED,
			"the task memory makes its questions: name one by its "
			"number, 0..%ld",
			m->label.held_out - 1);
		return NULL;
	}
	if (!label_is_held_out(&m->label, number, e))
		return NULL;
	make(m, true, (uint64_t)number, item);
	x = example_new();
	x->number = number;
	strbuf_init(&question);
	if (m->label.size.values)
		name_numbers(item, x, &question);
	else
		name_symbols(m, item, x, &question);
	x->question = strbuf_detach(&question);
	strbuf_release(&question);
	label_read(a->reader, x);
	if (m->label.size.goals)
		compare_numbers(item, x);
	else
		compare_symbols(m, item, x);
	return x;
}

static void print_answer(const struct example *x, struct strbuf *out)
{
	strbuf_printf(out, "%s\n", x->answer);
}

/* --- settings ------------------------------------------------------------- */

static const char group[] = "Task memory";

static const struct option option[] = {
	{ "problem", 0, OPTION_WORD, SETTING(problem),
	  .words = WORD_LIST(memory_name), .argument = "NAME", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = group,
	  .help = "what is to be remembered" },
	{ "length", 0, OPTION_LONG, SETTING(length), 4, TOKENS_MAX,
	  .argument = "N", .unit = "steps", .change = CHANGE_RESTART,
	  .affects_results = true, .group = group,
	  .help = "steps of a sequence (reber: at most)" },
};

const struct option_set memory_options = { option, LENGTH(option) };

/* --- the row -------------------------------------------------------------- */

static double get_examples_per_second(const struct run *r)
{
	return r->now.examples_per_second;
}

enum { ROW_ACCURACY, ROW_MSE, ROW_BASELINE };
static const struct metric metric[] = {
	[ROW_ACCURACY] = { "valid_accuracy", "share",
			   "held-out answers that are right", false, NULL,
			   OWN_ACCURACY, false },
	[ROW_MSE] = { "valid_mse", "",
		      "mean squared error of held-out answers (adding)", false,
		      NULL, OWN_MSE, true },
	[ROW_BASELINE] = { "baseline", "", "what is reached without a memory",
			   false, NULL, OWN_BASELINE, false },
	{ "examples_per_second", "examples/s",
	  "speed over the last half second", false, get_examples_per_second, 0,
	  false },
};

static const struct metric *main_metric(const void *data)
{
	const struct memory_task *m = data;

	return &metric[m->label.size.goals ? ROW_MSE : ROW_ACCURACY];
}

static bool put_meta(const void *data UNUSED,
		     struct safetensors_writer *w UNUSED, struct err *e UNUSED)
{
	return true;
}

static const struct summary *summarize(const void *data)
{
	return &((const struct memory_task *)data)->summary;
}

const struct task task_memory = {
	.name = TASK_MEMORY_NAME,
	.summary = "remember what came long ago",
	.arrow = "many to one",
	.metric = metric,
	.metrics = LENGTH(metric),
	.options = { &memory_options },
	.defaults = "hidden=64 batch-size=16 optimizer=adam "
		    "learning-rate=0.01 clip=0 clip-norm=1 valid-every=100",
	.reads = READS_NOTHING,
	.baseline = &metric[ROW_BASELINE],
	.main_metric = main_metric,
	.open = memory_open,
	.close = memory_close,
	.memory = memory_bytes,
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
