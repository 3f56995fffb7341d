/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.c: the rows of the metric table.  Their order is that of the log's
 * columns: the first nine by contract, section 5. */
#include "config.h"
#include "lang/metrics.h"
#include "lang/match.h"
#include "task/task_table.h"
#include <math.h>
#include <string.h>

static double get_iteration(const struct run *run)
{
	return (double)run->now.iteration;
}

static double get_epoch(const struct run *run) { return run->now.epoch; }

static double get_loss(const struct run *run) { return run->now.loss; }

static double get_smooth_loss(const struct run *run)
{
	return run->now.smooth_loss;
}

static bool reads_text(const struct run *run)
{
	return run->task->reads == READS_TEXT;
}

/* Nats per character, of a loss over T; NAN: the task reads no characters. */
static double per_character(const struct run *run, double loss)
{
	return reads_text(run) ? loss / run->spec.steps : NAN;
}

static double bits(const struct run *run, double loss)
{
	return per_character(run, loss) / M_LN2;
}

static double get_bpc(const struct run *run)
{
	return bits(run, run->now.loss);
}

static double get_learning_rate(const struct run *run)
{
	return settings_rate(&run->set, run->now.iteration);
}

static double get_grad_norm(const struct run *run)
{
	return run->now.grad_norm;
}

static double get_clip_fraction(const struct run *run)
{
	return run->now.clip_fraction;
}

static double get_chars_per_second(const struct run *run)
{
	return run->now.chars_per_second;
}

static double get_perplexity(const struct run *run)
{
	return exp(per_character(run, run->now.loss));
}

static double get_smooth_bpc(const struct run *run)
{
	return bits(run, run->now.smooth_loss);
}

static double get_valid_loss(const struct run *run)
{
	return run->now.valid_loss;
}

static double get_valid_bpc(const struct run *run)
{
	return reads_text(run) ? run->now.valid_loss / M_LN2 : NAN;
}

static double get_best_smooth_loss(const struct run *run)
{
	return run->now.best_smooth;
}

static double get_best_valid_loss(const struct run *run)
{
	return run->now.best_valid;
}

static double get_best_valid_iteration(const struct run *run)
{
	return run->now.best_valid_at;
}

static double get_elapsed(const struct run *run) { return run->now.seconds; }

static const struct metric common[] = {
	{ "iteration", "iterations",
	  "completed iterations (in a log: the "
	  "row's number, 0 for the first)",
	  true, get_iteration, 0, false },
	{ "epoch", "passes", "passes over the training part, with fraction",
	  false, get_epoch, 0, false },
	{ "loss", "nats", "sum of -ln p over the T steps, mean over the batch",
	  false, get_loss, 0, false },
	{ "smooth_loss", "nats", "0.999 of itself and 0.001 of the loss", false,
	  get_smooth_loss, 0, false },
	{ "bpc", "bits/character", "loss / T / ln 2", false, get_bpc, 0,
	  false },
	{ "learning_rate", "",
	  "of the next iteration (in a log: of the "
	  "row's), schedule included",
	  false, get_learning_rate, 0, false },
	{ "grad_norm", "", "length of the whole gradient before clipping",
	  false, get_grad_norm, 0, false },
	{ "clip_fraction", "share", "gradient elements that clipping changed",
	  false, get_clip_fraction, 0, false },
	{ "chars_per_second", "characters/s", "speed over the last half second",
	  false, get_chars_per_second, 0, false },
	{ "perplexity", "symbols",
	  "exp(loss / T): how many symbols the net "
	  "hesitates between",
	  false, get_perplexity, 0, false },
	{ "smooth_bpc", "bits/character", "smooth_loss / T / ln 2", false,
	  get_smooth_bpc, 0, false },
	{ "valid_loss", "nats/character",
	  "mean loss over the validation part, "
	  "read from a zero state",
	  false, get_valid_loss, 0, false },
	{ "valid_bpc", "bits/character", "valid_loss / ln 2", false,
	  get_valid_bpc, 0, false },
	{ "best_smooth_loss", "nats", "lowest smooth_loss so far", false,
	  get_best_smooth_loss, 0, false },
	{ "best_valid_loss", "nats/character", "lowest valid_loss so far",
	  false, get_best_valid_loss, 0, false },
	{ "elapsed", "s", "time this process has spent training", false,
	  get_elapsed, 0, false },
	{ "best_valid_iteration", "iterations",
	  "completed when valid_loss was "
	  "lowest",
	  true, get_best_valid_iteration, 0, false },
};

int metric_columns(const struct task *task)
{
	return (int)LENGTH(common) + task->metrics;
}

const struct metric *metric_column(const struct task *task, int i)
{
	return i < (int)LENGTH(common) ? &common[i]
				       : &task->metric[i - (int)LENGTH(common)];
}

static const struct metric *find_own(const struct task *task, const char *name)
{
	for (int i = 0; i < task->metrics; i++)
		if (match_same(task->metric[i].name, name))
			return &task->metric[i];
	return NULL;
}

/* A name that several tasks have is listed with the first. */
static bool is_listed_before(const struct metric *m, int task)
{
	for (int i = 0; i < task; i++)
		if (find_own(task_at(i), m->name))
			return true;
	return false;
}

/* Row i of those that tasks have of their own; NULL: there are fewer.  *count
 * is their number then. */
static const struct metric *own_at(int i, int *count)
{
	*count = 0;
	for (int task = 0; task < TASKS; task++)
		for (int k = 0; k < task_at(task)->metrics; k++) {
			const struct metric *m = &task_at(task)->metric[k];

			if (!is_listed_before(m, task) && (*count)++ == i)
				return m;
		}
	return NULL;
}

int metric_count(void)
{
	int count;

	own_at(-1, &count);
	return (int)LENGTH(common) + count;
}

const struct metric *metric_at(int i)
{
	int count;

	return i < (int)LENGTH(common)
		       ? &common[i]
		       : own_at(i - (int)LENGTH(common), &count);
}

const struct metric *metric_find(const char *name)
{
	for (int i = 0; i < metric_count(); i++)
		if (match_same(metric_at(i)->name, name))
			return metric_at(i);
	return NULL;
}

static bool is_common(const struct metric *m)
{
	for (size_t i = 0; i < LENGTH(common); i++)
		if (m == &common[i])
			return true;
	return false;
}

double metric_value(const struct metric *m, const struct run *run)
{
	if (!is_common(m))
		m = find_own(run->task, m->name);
	if (!m)
		return NAN;
	return m->get ? m->get(run) : run->now.own[m->own];
}

double metric_in_log(const struct metric *m, const struct run *run)
{
	if (m->get == get_iteration)
		return (double)run->now.iteration - 1;
	if (m->get == get_learning_rate)
		return run->now.learning_rate;
	return metric_value(m, run);
}
