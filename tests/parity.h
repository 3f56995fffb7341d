/* parity.h: a whole task for tests, generated and judged at the last step: is
 * the number of ones odd?  `parity` trains only; parity_with_examples() also has
 * held-out examples, which can be asked about. */
#ifndef TESTS_PARITY_H
#define TESTS_PARITY_H

#include "train/example.h"
#include "train/run.h"
#include "train/summary.h"
#include "train/task.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Held-out examples have numbers that training never reaches. */
enum { PARITY_HELD_OUT = 40, PARITY_MOST = 64 };
static const uint64_t parity_first_held_out = (uint64_t)1 << 40;

struct parity {
	int steps, batch;
	uint64_t seed, next; /* number of the next example */
	int *id, *target;    /* [steps * batch] */
	double *weight;
	bool *fresh; /* [batch] */
	struct vocab vocab;
	long held_out;
	struct summary summary;
};

static inline void parity_close(void *data)
{
	struct parity *p = data;

	summary_release(&p->summary);
	vocab_release(&p->vocab);
	free(p->fresh);
	free(p->weight);
	free(p->target);
	free(p->id);
	free(p);
}

/* As if two rows of a file had been rejected, if `rejects`. */
static inline void parity_summarize_data(struct parity *p, bool rejects)
{
	static const char *const word[] = { "even", "odd" };
	struct summary *s = &p->summary;

	*s = (struct summary){
		.source = xstrdup("generated: parity"),
		.rows = -1,
		.train = -1,
		.held_out = p->held_out,
		.longest = p->steps,
		.classes = 2,
		.class_of = xcalloc(2, sizeof *s->class_of),
	};
	for (int i = 0; i < 2; i++)
		s->class_of[i] = (struct class_count){ xstrdup(word[i]), -1,
						       p->held_out / 2 };
	if (!rejects)
		return;
	s->rows = 9;
	s->train = 4;
	s->duplicates = 1;
	s->rejected = s->reasons = 2;
	s->reason[0] = xstrdup("bits.tsv:3: no tab");
	s->reason[1] = xstrdup("bits.tsv:5: \033[31mred\033[0m");
}

static inline void *parity_open(struct settings *set,
				const struct dataset *data,
				struct net_spec *spec,
				struct strbuf *notices UNUSED, struct err *e)
{
	static const uint32_t digit[] = { '0', '1' };
	struct parity *p = xcalloc(1, sizeof *p);
	const size_t n = (size_t)(set->seq_length * set->batch_size);

	assert_null(data->text);
	p->steps = (int)set->seq_length;
	p->batch = (int)set->batch_size;
	p->seed = (uint64_t)set->seed;
	p->id = xcalloc(n, sizeof *p->id);
	p->target = xcalloc(n, sizeof *p->target);
	p->weight = xcalloc(n, sizeof *p->weight);
	p->fresh = xcalloc((size_t)p->batch, sizeof *p->fresh);
	memset(p->fresh, true, (size_t)p->batch * sizeof *p->fresh);
	p->held_out = set->valid > 0 ? PARITY_HELD_OUT : 0;
	/* A setting that this task does not read otherwise. */
	parity_summarize_data(p, data->columns != NULL);
	assert_true(vocab_init(&p->vocab, digit, 2, false, e));
	spec->model = MODEL_LABEL;
	spec->symbols_in = spec->symbols_out = 2;
	spec->embedding = 3;
	return p;
}

static inline const struct vocab *parity_symbols(const void *data)
{
	return &((const struct parity *)data)->vocab;
}

static inline size_t parity_memory(const void *data UNUSED) { return 0; }

/* The i-th example, independent of those before it (splitmix64). */
static inline uint64_t parity_bits(uint64_t seed, uint64_t i)
{
	uint64_t x = seed * 1000003 + i * 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

/* Writes sequence b of a batch of `batch`; returns whether it is odd. */
static inline int parity_fill(const struct parity *p, uint64_t bits, int b,
			      int batch)
{
	int odd = 0;

	for (int t = 0; t < p->steps; t++) {
		const int i = t * batch + b;

		p->id[i] = bits >> t & 1;
		p->target[i] = odd ^= p->id[i];
		p->weight[i] = t == p->steps - 1;
	}
	return odd;
}

static inline struct batch parity_batch(const struct parity *p, int steps)
{
	return (struct batch){
		.steps = steps,
		.id = p->id,
		.target = p->target,
		.weight = p->weight,
		.fresh = p->fresh,
	};
}

static inline void parity_next(void *data, struct batch *batch)
{
	struct parity *p = data;

	for (int b = 0; b < p->batch; b++, p->next++)
		parity_fill(p, parity_bits(p->seed, p->next), b, p->batch);
	*batch = parity_batch(p, p->steps);
}

static inline bool parity_back(void *data)
{
	struct parity *p = data;

	if (p->next < (uint64_t)p->batch)
		return false;
	p->next -= (uint64_t)p->batch;
	return true;
}

static inline void parity_get_cursor(const void *data,
				     uint64_t words[TASK_WORDS])
{
	memset(words, 0, TASK_WORDS * sizeof *words);
	words[3] = ((const struct parity *)data)->next;
}

static inline bool parity_set_cursor(void *data,
				     const uint64_t words[TASK_WORDS])
{
	((struct parity *)data)->next = words[3];
	return !words[0];
}

static inline size_t parity_epoch(const void *data UNUSED) { return 0; }

static inline double parity_first_loss(const struct net_spec *spec UNUSED)
{
	return log(2);
}

static inline bool parity_put_meta(const void *data UNUSED,
				   struct safetensors_writer *w UNUSED,
				   struct err *e UNUSED)
{
	return true;
}

static const struct task parity = {
	.name = "parity",
	.summary = "tell whether the number of ones is odd",
	.arrow = "many to one",
	.open = parity_open,
	.close = parity_close,
	.symbols = parity_symbols,
	.memory = parity_memory,
	.next = parity_next,
	.back = parity_back,
	.get_cursor = parity_get_cursor,
	.set_cursor = parity_set_cursor,
	.epoch = parity_epoch,
	.first_loss = parity_first_loss,
	.put_meta = parity_put_meta,
};

/* --- asking --------------------------------------------------------------- */

/* A net of its own for one sequence, with the run's present weights. */
struct answerer {
	const struct run *run;
	struct net *net;
	struct parity own; /* its arrays and its length */
};

static int parity_answerers, parity_asked; /* alive; answers until now */

static inline struct answerer *parity_answerer_new(const struct run *run,
						   struct err *e)
{
	struct answerer *a = xcalloc(1, sizeof *a);
	struct net_spec spec = run->spec;
	const size_t n = (size_t)spec.steps;

	spec.batch = spec.threads = 1;
	a->run = run;
	a->net = run->engine->net_new(&spec, e);
	assert_non_null(a->net);
	a->own.id = xcalloc(n, sizeof *a->own.id);
	a->own.target = xcalloc(n, sizeof *a->own.target);
	a->own.weight = xcalloc(n, sizeof *a->own.weight);
	a->own.fresh = xcalloc(1, sizeof *a->own.fresh);
	a->own.fresh[0] = true;
	parity_answerers++;
	return a;
}

static inline void parity_answerer_free(struct answerer *a)
{
	if (!a)
		return;
	a->run->engine->net_free(a->net);
	free(a->own.fresh);
	free(a->own.weight);
	free(a->own.target);
	free(a->own.id);
	free(a);
	parity_answerers--;
}

static inline void parity_take_weights(struct answerer *a)
{
	const struct engine *engine = a->run->engine;

	for (int i = 0; i < engine->count(a->run->net); i++) {
		struct quantity q = engine->describe(a->run->net, i);
		double *row = xcalloc((size_t)q.cols, sizeof *row);

		for (int r = 0; q.kind == QUANTITY_PARAMETER && r < q.rows;
		     r++) {
			engine->read(a->run->net, i, PART_VALUE, r, row);
			engine->write(a->net, i, PART_VALUE, r, row);
		}
		free(row);
	}
}

static inline void parity_read_array(const struct answerer *a,
				     struct example *x, const char *name,
				     const char *quantity, int cols)
{
	const struct engine *engine = a->run->engine;
	struct example_array *to = example_add(x, name, a->own.steps, cols);
	const int q = engine->find(a->net, quantity, -1);

	for (int t = 0; t < a->own.steps; t++)
		for (int c = 0; c < cols; c++)
			example_row(to, t)[c] =
				(float)engine->get(a->net, q, PART_VALUE, t, c);
}

/* Returns the loss. */
static inline double parity_ask(struct answerer *a, uint64_t bits, int steps,
				struct example *x)
{
	static const char *const word[] = { "even", "odd" };
	const struct pass pass = { .backward = false };
	char question[PARITY_MOST + 1] = "";
	struct batch batch;
	double loss;
	const float *p;

	a->own.steps = steps;
	parity_take_weights(a);
	x->right = parity_fill(&a->own, bits, 0, 1);
	batch = parity_batch(&a->own, steps);
	loss = a->run->engine->run(a->net, &batch, &pass);
	parity_read_array(a, x, "h", "h", a->run->spec.hidden);
	parity_read_array(a, x, "p", "p", 2);
	p = example_row(example_find(x, "p"), steps - 1);
	x->chosen = p[1] > p[0];
	for (int t = 0; t < steps; t++) {
		question[t] = (char)('0' + a->own.id[t]);
		words_add(&x->in, a->own.id[t] ? "1" : "0");
	}
	x->question = xstrdup(question);
	x->answer = xstrdup(word[x->chosen]);
	x->truth = xstrdup(word[x->right]);
	x->verdict = x->chosen == x->right ? VERDICT_RIGHT : VERDICT_WRONG;
	words_add(&x->classes, word[0]);
	words_add(&x->classes, word[1]);
	return loss;
}

static inline struct example *parity_answer(struct answerer *a, long number,
					    const char *text, struct err *e)
{
	const struct parity *p = a->run->data;
	struct example *x;
	uint64_t bits = 0;
	int steps = p->steps;

	parity_asked++;
	if (!text && (number < 0 || number >= p->held_out)) {
		err_set(e, ERR_FAILED, "there is no held-out example %ld",
			number);
		return NULL;
	}
	if (text && (strspn(text, "01") != strlen(text) || !*text ||
		     strlen(text) > (size_t)p->steps)) {
		err_set(e, ERR_FAILED, "a question is 1..%d digits 0 and 1",
			p->steps);
		return NULL;
	}
	if (text)
		steps = (int)strlen(text);
	for (int t = 0; text && t < steps; t++)
		bits |= (uint64_t)(text[t] == '1') << t;
	if (!text)
		bits = parity_bits(p->seed,
				   parity_first_held_out + (uint64_t)number);
	x = example_new();
	x->number = text ? -1 : number;
	parity_ask(a, bits, steps, x);
	return x;
}

/* The likelier class first. */
static inline void parity_print_answer(const struct example *x,
				       struct strbuf *out)
{
	const struct example_array *p = example_find(x, "p");

	for (int i = 0; i < 2; i++) {
		const int c = i ? 1 - x->chosen : x->chosen;

		strbuf_printf(out, "%s\t%.6f\n", x->classes.word[c],
			      (double)example_row(p, p->rows - 1)[c]);
	}
}

static inline long parity_held_out(const void *data)
{
	return ((const struct parity *)data)->held_out;
}

static inline const struct summary *parity_summary(const void *data)
{
	return &((const struct parity *)data)->summary;
}

/* --- validation ----------------------------------------------------------- */

struct validation {
	struct answerer *answerer;
	long done, right;
	double loss;
};

static inline bool parity_validates(const void *data)
{
	return parity_held_out(data) > 0;
}

static inline struct validation *parity_validation_new(const struct run *run,
						       struct err *e)
{
	struct validation *v = xcalloc(1, sizeof *v);

	v->answerer = parity_answerer_new(run, e);
	return v;
}

static inline void parity_validation_free(struct validation *v)
{
	if (v)
		parity_answerer_free(v->answerer);
	free(v);
}

static inline bool parity_validation_more(struct validation *v)
{
	const struct parity *p = v->answerer->run->data;

	for (int i = 0; i < 10 && v->done < p->held_out; i++, v->done++) {
		struct example *x = example_new();

		v->loss += parity_ask(
			v->answerer,
			parity_bits(p->seed,
				    parity_first_held_out + (uint64_t)v->done),
			p->steps, x);
		v->right += x->verdict == VERDICT_RIGHT;
		example_free(x);
	}
	return v->done == p->held_out;
}

static inline double parity_validation_progress(const struct validation *v)
{
	return (double)v->done / PARITY_HELD_OUT;
}

static inline double parity_validation_loss(const struct validation *v)
{
	return v->loss / (double)v->done;
}

static inline void parity_validation_metrics(const struct validation *v,
					     double own[TASK_METRICS])
{
	own[0] = (double)v->right / (double)v->done;
}

static inline void parity_first_metrics(const void *data UNUSED,
					double own[TASK_METRICS])
{
	own[1] = 0.5;
}

static const struct metric parity_metric[] = {
	{ .name = "valid_accuracy",
	  .unit = "",
	  .help = "held-out examples answered right" },
	{ .name = "baseline",
	  .unit = "",
	  .help = "accuracy of the more frequent class",
	  .own = 1 },
};

static inline const struct metric *parity_main_metric(const void *data UNUSED)
{
	return &parity_metric[0];
}

static inline struct task parity_with_examples(void)
{
	struct task t = parity;

	t.metric = parity_metric;
	t.metrics = LENGTH(parity_metric);
	t.main_metric = parity_main_metric;
	t.baseline = &parity_metric[1];
	t.validates = parity_validates;
	t.validation_new = parity_validation_new;
	t.validation_free = parity_validation_free;
	t.validation_more = parity_validation_more;
	t.validation_progress = parity_validation_progress;
	t.validation_loss = parity_validation_loss;
	t.validation_metrics = parity_validation_metrics;
	t.first_metrics = parity_first_metrics;
	t.held_out = parity_held_out;
	t.answerer_new = parity_answerer_new;
	t.answerer_free = parity_answerer_free;
	t.answer = parity_answer;
	t.print_answer = parity_print_answer;
	t.summarize = parity_summary;
	return t;
}

#endif
