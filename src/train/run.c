/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run.c: one experiment. */
#include "config.h"

#include "train/run.h"

#include "train/run_finite.h"
#include "train/run_rollback.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double rate_window = 0.5; /* seconds */

/* --- making --------------------------------------------------------------- */

static void cut_threads(struct run *r)
{
	if (r->set.threads <= r->set.batch_size)
		return;
	strbuf_printf(&r->notices,
		      "threads is cut from %ld to %ld: each takes a stream of "
		      "the batch or more\n",
		      r->set.threads, r->set.batch_size);
	r->set.threads = r->set.batch_size;
}

bool run_check_data(const struct task *task, const struct dataset *data,
		    struct err *e)
{
	return task->reads != READS_TEXT || data->text ||
	       err_set(e, ERR_INPUT,
		       "the task %s reads a text: start with a CORPUS",
		       task->name);
}

static bool open_task(struct run *r, const struct dataset *data, struct err *e)
{
	if (!run_check_data(r->task, data, e))
		return false;
	if (r->set.valid > 0 && !r->task->validates)
		strbuf_printf(&r->notices,
			      "no validation: the task %s has no held-out "
			      "examples\n",
			      r->task->name);
	r->data = r->task->open(&r->set, data, &r->spec, &r->notices, e);
	return r->data != NULL;
}

static bool choose_engine(struct run *r, struct err *e)
{
	const char *isa = r->set.engine == ENGINE_AUTO
				  ? NULL
				  : engine_choice_name[r->set.engine];

	r->engine = engine_find((enum precision)r->set.precision, isa);
	if (!r->engine)
		return err_set(e, ERR_INPUT,
			       "the engine %s cannot run on this machine",
			       isa ? isa : precision_name[r->set.precision]);
	return true;
}

static bool make_streams(struct run *r, struct err *e)
{
	for (int i = 0; i < RNG_STREAMS; i++) {
		r->rng[i] = rng_new((uint64_t)r->set.seed, (enum rng_stream)i);
		if (!r->rng[i])
			return err_memory(e, "the random numbers");
	}
	return true;
}

static bool make_net(struct run *r, struct err *e)
{
	r->spec.cell = (enum cell)r->set.cell;
	r->spec.hidden = (int)r->set.hidden;
	r->spec.layers = (int)r->set.layers;
	if (r->spec.steps)
		r->set.seq_length = r->spec.steps;
	else
		r->spec.steps = (int)r->set.seq_length;
	r->spec.batch = (int)r->set.batch_size;
	r->spec.threads = (int)r->set.threads;
	r->net = r->engine->net_new(&r->spec, e);
	if (!r->net)
		return false;
	r->rollback = rollback_new(r, e);
	return r->rollback != NULL;
}

static void start_own_metrics(struct run *r)
{
	for (int i = 0; i < TASK_METRICS; i++)
		r->now.own[i] = NAN;
	if (r->task->first_metrics)
		r->task->first_metrics(r->data, r->now.own);
}

static void start_metrics(struct run *r)
{
	r->now = (struct metrics){
		.loss = NAN,
		.smooth_loss = r->task->first_loss(&r->spec),
		.learning_rate = settings_rate(&r->set, 0),
		.grad_norm = NAN,
		.clip_fraction = NAN,
		.valid_loss = NAN,
		.valid_loss_warm = NAN,
		.best_smooth = NAN,
		.best_valid = NAN,
		.best_valid_at = NAN,
		.chars_per_second = NAN,
		.examples_per_second = NAN,
	};
	start_own_metrics(r);
	series_init(&r->series, 0);
	run_restart_clock(r);
}

struct run *run_new(const struct settings *set, const struct task *task,
		    const struct dataset *data, struct err *e)
{
	struct run *r = xcalloc(1, sizeof *r);

	r->set = *set;
	r->task = task;
	strbuf_init(&r->notices);
	cut_threads(r);
	if (!open_task(r, data, e) || !choose_engine(r, e) ||
	    !make_streams(r, e) || !make_net(r, e)) {
		run_free(r);
		return NULL;
	}
	run_initialise(r);
	start_metrics(r);
	return r;
}

void run_free(struct run *r)
{
	if (!r)
		return;
	run_drop_validation(r);
	rollback_free(r->rollback);
	if (r->net)
		r->engine->net_free(r->net);
	if (r->data)
		r->task->close(r->data);
	for (int i = 0; i < RNG_STREAMS; i++)
		gsl_rng_free(r->rng[i]);
	strbuf_release(&r->notices);
	free(r);
}

const struct vocab *run_symbols(const struct run *r)
{
	return r->task->symbols ? r->task->symbols(r->data) : NULL;
}

const struct metric *run_main_metric(const struct run *r)
{
	return r->task->main_metric ? r->task->main_metric(r->data) : NULL;
}

size_t run_epoch(const struct run *r) { return r->task->epoch(r->data); }

double run_epochs(const struct run *r, long iterations)
{
	const size_t epoch = run_epoch(r);

	return epoch ? (double)iterations / (double)epoch : NAN;
}

size_t run_epoch_left(const struct run *r)
{
	return run_epoch(r) ? r->task->left(r->data) : SIZE_MAX;
}

size_t run_memory(const struct run *r)
{
	return sizeof *r + r->engine->memory(r->net) +
	       rollback_memory(r->rollback) + r->task->memory(r->data);
}

/* --- one iteration -------------------------------------------------------- */

void run_reread(struct run *r)
{
	uint64_t end[TASK_WORDS];

	r->batch = (struct batch){ 0 };
	r->task->get_cursor(r->data, end);
	if (!r->task->back(r->data))
		return;
	r->task->next(r->data, &r->batch);
	r->task->set_cursor(r->data, end); /* a file may contain anything */
}

static struct optim make_optim(const struct run *r)
{
	return (struct optim){
		.kind = (enum optimizer)r->set.optimizer,
		.rate = settings_rate(&r->set, r->now.iteration),
		.momentum = r->set.momentum,
		.decay = r->set.decay,
		.beta1 = r->set.beta1,
		.beta2 = r->set.beta2,
		.clip = r->set.clip,
		.clip_norm = r->set.clip_norm,
		.step = r->updates + 1,
	};
}

/* Checks in the precision of the net: a rate beyond its range is infinite
 * there. */
static bool check_rate(const struct run *r, struct err *e)
{
	const double rate = settings_rate(&r->set, r->now.iteration);

	if (r->engine->precision == PRECISION_FLOAT ? isfinite((float)rate)
						    : isfinite(rate))
		return true;
	return err_set(e, ERR_FAILED,
		       "the learning rate is not finite "
		       "(iteration %ld); weights, state and cursor are "
		       "as before",
		       r->now.iteration);
}

/* Time between two iterations counts too, except pauses, which call
 * run_restart_clock() at their end. */
static void measure_time(struct run *r)
{
	const double now = now_seconds();
	const double passed = now - r->rate_since;
	const double sequences =
		(double)(r->now.iteration - r->rate_iteration) * r->spec.batch;

	r->now.seconds += now - r->clock;
	r->clock = now;
	/* The first half second has no full window to measure. */
	if (passed > 0 &&
	    (passed >= rate_window || r->now.seconds < rate_window)) {
		r->now.examples_per_second = sequences / passed;
		if (r->task->reads == READS_TEXT)
			r->now.chars_per_second =
				sequences * r->spec.steps / passed;
	}
	if (passed >= rate_window) {
		r->rate_since = now;
		r->rate_iteration = r->now.iteration;
	}
}

void run_restart_clock(struct run *r)
{
	r->clock = r->rate_since = now_seconds();
	r->rate_iteration = r->now.iteration;
}

void run_skip_time(struct run *r, double seconds)
{
	r->clock += seconds;
	r->rate_since += seconds;
}

/* A few hundred batches of examples teach a task, which vary less than passages
 * of a text: so the mean of all until there are 100, then mostly of the last
 * 100. */
static void smooth_examples(struct metrics *now, double loss)
{
	const double weight = fmax(0.01, 1.0 / (double)now->iteration);

	now->smooth_loss += weight * (loss - now->smooth_loss);
}

static void record(struct run *r, double loss, double rate,
		   const struct update_report *report)
{
	struct metrics *now = &r->now;

	now->iteration++;
	r->updates++;
	now->epoch = run_epochs(r, now->iteration);
	now->loss = loss;
	if (r->task->answer)
		smooth_examples(now, loss);
	else
		now->smooth_loss = 0.999 * now->smooth_loss + 0.001 * loss;
	now->best_smooth = fmin(now->best_smooth, now->smooth_loss);
	now->learning_rate = rate;
	now->grad_norm = report->grad_norm;
	now->clip_fraction = report->clip_fraction;
	series_add(&r->series, loss, now->smooth_loss);
}

/* Takes the pass back; the caller gives the reason. */
static void roll_back(struct run *r)
{
	rollback_apply(r->rollback, r);
	r->begun = false;
}

bool run_begin(struct run *r, struct err *e)
{
	const struct pass pass = { .backward = true,
				   .dropout = r->set.dropout,
				   .rng = r->rng[RNG_DROPOUT] };

	assert(!r->begun);
	if (!check_rate(r, e))
		return false;
	rollback_note(r->rollback, r);
	r->passes++;
	r->task->next(r->data, &r->batch);
	r->begun = true;
	r->pass_loss = r->engine->run(r->net, &r->batch, &pass);
	if (isfinite(r->pass_loss))
		return true;
	roll_back(r);
	return explain_bad_loss(r, e);
}

bool run_finish(struct run *r, struct err *e)
{
	const struct optim optim = make_optim(r);
	struct update_report report = { 0 };

	assert(r->begun);
	if (!check_rate(r, e)) {
		roll_back(r);
		return false;
	}
	if (!r->engine->update(r->net, &optim, &report)) {
		roll_back(r);
		return explain_bad_gradient(r, e);
	}
	r->begun = false;
	record(r, r->pass_loss, optim.rate, &report);
	if (r->set.valid_every && r->now.iteration % r->set.valid_every == 0)
		run_begin_validation(r);
	measure_time(r);
	return true;
}

void run_cancel(struct run *r)
{
	if (r->begun)
		roll_back(r);
}

bool run_train(struct run *r, struct err *e)
{
	return run_begin(r, e) && run_finish(r, e);
}

bool run_iterate(struct run *r, struct err *e)
{
	if (run_validating(r))
		run_validate_slice(r, INFINITY);
	if (!run_train(r, e))
		return false;
	if (run_validating(r))
		run_validate_slice(r, INFINITY);
	return true;
}

/* --- validation ----------------------------------------------------------- */

bool run_validates(const struct run *r)
{
	return r->task->validates && r->task->validates(r->data);
}

static struct validation *new_validation(struct run *r)
{
	struct validation *v;
	struct err e;

	if (!run_validates(r))
		return NULL;
	v = r->task->validation_new(r, &e);
	if (!v)
		strbuf_printf(&r->notices, "no validation: %s\n", e.text);
	return v;
}

void run_begin_validation(struct run *r)
{
	run_drop_validation(r);
	r->validation = new_validation(r);
}

void run_drop_validation(struct run *r)
{
	if (r->validation)
		r->task->validation_free(r->validation);
	r->validation = NULL;
}

bool run_validating(const struct run *r) { return r->validation; }

double run_validated(const struct run *r)
{
	return r->validation ? r->task->validation_progress(r->validation) : 1;
}

/* What the history keeps of a validation. */
static double main_value(const struct run *r)
{
	const struct metric *m = run_main_metric(r);

	return m ? r->now.own[m->own] : r->now.valid_loss;
}

static void record_validation(struct run *r)
{
	const struct task *task = r->task;
	const double loss = task->validation_loss(r->validation);

	if (!isnan(loss)) {
		r->now.valid_loss = loss;
		if (task->validation_loss_warm)
			r->now.valid_loss_warm =
				task->validation_loss_warm(r->validation);
		if (task->validation_metrics)
			task->validation_metrics(r->validation, r->now.own);
	}
	run_drop_validation(r);
	if (isnan(loss))
		return;
	series_add_valid(&r->series, main_value(r));
	if (!(r->now.best_valid <= loss)) {
		r->now.best_valid = loss;
		r->now.best_valid_at = (double)r->now.iteration;
	}
}

/* Counts as time, but not for the speed of training. */
static void measure_validation(struct run *r, double begin)
{
	const double now = now_seconds();

	r->now.seconds += now - r->clock;
	r->clock = now;
	r->rate_since += now - begin;
}

bool run_validate_slice(struct run *r, double seconds)
{
	const double begin = now_seconds();
	bool complete;

	do
		complete = r->task->validation_more(r->validation);
	while (!complete && now_seconds() - begin < seconds);
	if (complete)
		record_validation(r);
	measure_validation(r, begin);
	return complete;
}

double run_validate(struct run *r)
{
	struct validation *v = new_validation(r);
	double loss;

	if (!v)
		return NAN;
	while (!r->task->validation_more(v))
		;
	loss = r->task->validation_loss(v);
	r->task->validation_free(v);
	return loss;
}
