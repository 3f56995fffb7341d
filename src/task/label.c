/* SPDX-License-Identifier: GPL-3.0-or-later */
/* label.c: batches, validation and answers of tasks on the model "label". */
#include "config.h"

#include "task/label.h"

#include <math.h>
#include <stdlib.h>

static struct label_task *task_of_data(const void *data)
{
	return (struct label_task *)(uintptr_t)data;
}

/* --- batches -------------------------------------------------------------- */

void label_task_init(struct label_task *t, int batch, struct net_spec *spec)
{
	label_batch_init(&t->batch, &t->size, batch);
	t->number = xcalloc((size_t)batch, sizeof *t->number);
	spec->model = MODEL_LABEL;
	spec->values = t->size.values;
	spec->goals = t->size.goals;
	spec->steps = t->size.steps;
}

void label_task_release(struct label_task *t)
{
	supply_release(&t->supply);
	label_batch_release(&t->batch);
	free(t->number);
}

size_t label_task_memory(const struct label_task *t)
{
	return supply_memory(&t->supply) + label_batch_memory(&t->batch);
}

void label_next(void *data, struct batch *out)
{
	struct label_task *t = data;

	supply_take(&t->supply, t->number);
	for (int b = 0; b < t->batch.sequences; b++) {
		t->make(t, false, t->number[b], &t->batch.item);
		label_batch_put(&t->batch, b);
	}
	*out = label_batch_of(&t->batch);
}

bool label_back(void *data) { return supply_back(&task_of_data(data)->supply); }

void label_get_cursor(const void *data, uint64_t words[TASK_WORDS])
{
	supply_get_cursor(&task_of_data(data)->supply, words);
}

bool label_set_cursor(void *data, const uint64_t words[TASK_WORDS])
{
	return supply_set_cursor(&task_of_data(data)->supply, words);
}

size_t label_epoch(const void *data)
{
	return supply_epoch(&task_of_data(data)->supply);
}

size_t label_left(const void *data)
{
	return supply_left(&task_of_data(data)->supply);
}

/* --- validation ----------------------------------------------------------- */

enum { AT_ONCE = 32 }; /* examples that a validation reads at once */

struct validation {
	const struct run *run;
	struct label_task *task;
	struct net *reader;
	struct label_batch batch;
	int output; /* quantity: p, or the numbers predicted */
	long done;  /* examples */
	double loss;
	double judged, right, squares; /* steps that count, and sums over
					  them */
	double *row;                   /* [classes or goals] */
};

bool label_validates(const void *data)
{
	return task_of_data(data)->held_out > 0;
}

long label_held_out(const void *data) { return task_of_data(data)->held_out; }

bool label_is_held_out(const struct label_task *t, long number, struct err *e)
{
	if (!t->held_out)
		return err_set(e, ERR_FAILED, "there are no held-out examples");
	return (number >= 0 && number < t->held_out) ||
	       err_set(e, ERR_FAILED, "held-out examples are 0..%ld",
		       t->held_out - 1);
}

static int outputs_of(const struct run *r)
{
	return r->spec.goals ? r->spec.goals : r->spec.symbols_out;
}

struct validation *label_validation_new(const struct run *r, struct err *e)
{
	struct validation *v = xcalloc(1, sizeof *v);

	v->run = r;
	v->task = r->data;
	v->reader = r->engine->reader_new(r->net, v->task->size.steps, 0,
					  AT_ONCE, e);
	if (!v->reader) {
		label_validation_free(v);
		return NULL;
	}
	label_batch_init(&v->batch, &v->task->size, AT_ONCE);
	v->output =
		r->engine->find(v->reader, r->spec.goals ? "logits" : "p", -1);
	v->row = xcalloc((size_t)outputs_of(r), sizeof *v->row);
	return v;
}

void label_validation_free(struct validation *v)
{
	if (!v)
		return;
	if (v->reader)
		v->run->engine->net_free(v->reader);
	label_batch_release(&v->batch);
	free(v->row);
	free(v);
}

static int best_of(const double *p, int n)
{
	int best = 0;

	for (int i = 1; i < n; i++)
		if (p[i] > p[best])
			best = i;
	return best;
}

static double squared_distance(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += (a[i] - b[i]) * (a[i] - b[i]);
	return sum / n;
}

/* Counts row `row` of the batch that was read. */
static void judge(struct validation *v, const struct batch *b, int row)
{
	const int goals = v->task->size.goals;

	v->run->engine->read(v->reader, v->output, PART_VALUE, row, v->row);
	v->judged++;
	if (goals)
		v->squares += squared_distance(
			v->row, b->goal + (size_t)row * (size_t)goals, goals);
	else
		v->right += best_of(v->row, outputs_of(v->run)) ==
			    b->target[row];
}

static void fill(struct validation *v, long count)
{
	for (int b = 0; b < AT_ONCE; b++) {
		if (b >= count) {
			label_batch_skip(&v->batch, b);
			continue;
		}
		v->task->make(v->task, true, (uint64_t)(v->done + b),
			      &v->batch.item);
		label_batch_put(&v->batch, b);
	}
}

bool label_validation_more(struct validation *v)
{
	const long left = v->task->held_out - v->done;
	const long count = left < AT_ONCE ? left : AT_ONCE;
	struct batch batch;

	if (count <= 0)
		return true;
	fill(v, count);
	batch = label_batch_of(&v->batch);
	v->loss += AT_ONCE *
		   v->run->engine->run(v->reader, &batch, &(struct pass){ 0 });
	for (int b = 0; b < AT_ONCE; b++)
		for (int t = v->batch.first[b]; t <= v->batch.last[b]; t++)
			judge(v, &batch, t * AT_ONCE + b);
	v->done += count;
	return v->done == v->task->held_out;
}

double label_validation_progress(const struct validation *v)
{
	return (double)v->done / (double)v->task->held_out;
}

double label_validation_loss(const struct validation *v)
{
	return v->loss / (double)v->done;
}

double label_accuracy(const struct validation *v)
{
	return v->task->size.goals ? NAN : v->right / v->judged;
}

double label_squared_error(const struct validation *v)
{
	return v->task->size.goals ? v->squares / v->judged : NAN;
}

/* --- answers -------------------------------------------------------------- */

struct label_reader {
	const struct run *run;
	struct net *net;
	struct label_batch batch;
};

struct label_reader *label_reader_new(const struct run *r, int steps,
				      struct err *e)
{
	struct label_sizes size = ((const struct label_task *)r->data)->size;
	struct label_reader *reader = xcalloc(1, sizeof *reader);

	reader->run = r;
	size.steps = steps;
	reader->net = r->engine->reader_new(r->net, steps, 0, 1, e);
	if (!reader->net) {
		label_reader_free(reader);
		return NULL;
	}
	label_batch_init(&reader->batch, &size, 1);
	return reader;
}

void label_reader_free(struct label_reader *r)
{
	if (!r)
		return;
	if (r->net)
		r->run->engine->net_free(r->net);
	label_batch_release(&r->batch);
	free(r);
}

struct label_item *label_reader_item(struct label_reader *r)
{
	return &r->batch.item;
}

/* The rows of a sequence, as an array of the example; nothing if the cell has
 * none. */
static void copy_sequence(const struct label_reader *r, const char *name,
			  int layer, const char *as, int steps,
			  struct example *x)
{
	const struct engine *engine = r->run->engine;
	const int i = engine->find(r->net, name, layer);
	struct example_array *a;
	double *row;
	int cols;

	if (i < 0)
		return;
	cols = engine->describe(r->net, i).cols;
	a = example_add(x, as, steps, cols);
	row = xcalloc((size_t)cols, sizeof *row);
	for (int t = 0; t < steps; t++) {
		engine->read(r->net, i, PART_VALUE, t, row);
		for (int k = 0; k < cols; k++)
			example_row(a, t)[k] = (float)row[k];
	}
	free(row);
}

void label_read(struct label_reader *r, struct example *x)
{
	const struct net_spec *spec = &r->run->spec;
	const int top = spec->layers - 1;
	struct batch batch;

	label_batch_put(&r->batch, 0);
	batch = label_batch_of(&r->batch);
	r->run->engine->run(r->net, &batch, &(struct pass){ 0 });
	copy_sequence(r, "h", top, "h", batch.steps, x);
	copy_sequence(r, "gates", top, "gates", batch.steps, x);
	copy_sequence(r, "c", top, "c", batch.steps, x);
	if (spec->goals)
		copy_sequence(r, "logits", -1, "y", batch.steps, x);
	else
		copy_sequence(r, "p", -1, "p", batch.steps, x);
}
