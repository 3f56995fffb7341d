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

/* Nats per character, of a loss over T; NAN: the task reads no characters. */
static double per_character(const struct run *run, double loss)
{
	return run->task->reads_text ? loss / run->spec.steps : NAN;
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
	return run->task->reads_text ? run->now.valid_loss / M_LN2 : NAN;
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
	  true, get_iteration },
	{ "epoch", "passes", "passes over the training part, with fraction",
	  false, get_epoch },
	{ "loss", "nats", "sum of -ln p over the T steps, mean over the batch",
	  false, get_loss },
	{ "smooth_loss", "nats", "0.999 of itself and 0.001 of the loss", false,
	  get_smooth_loss },
	{ "bpc", "bits/character", "loss / T / ln 2", false, get_bpc },
	{ "learning_rate", "",
	  "of the next iteration (in a log: of the "
	  "row's), schedule included",
	  false, get_learning_rate },
	{ "grad_norm", "", "length of the whole gradient before clipping",
	  false, get_grad_norm },
	{ "clip_fraction", "share", "gradient elements that clipping changed",
	  false, get_clip_fraction },
	{ "chars_per_second", "characters/s", "speed over the last half second",
	  false, get_chars_per_second },
	{ "perplexity", "symbols",
	  "exp(loss / T): how many symbols the net "
	  "hesitates between",
	  false, get_perplexity },
	{ "smooth_bpc", "bits/character", "smooth_loss / T / ln 2", false,
	  get_smooth_bpc },
	{ "valid_loss", "nats/character",
	  "mean loss over the validation part, "
	  "read from a zero state",
	  false, get_valid_loss },
	{ "valid_bpc", "bits/character", "valid_loss / ln 2", false,
	  get_valid_bpc },
	{ "best_smooth_loss", "nats", "lowest smooth_loss so far", false,
	  get_best_smooth_loss },
	{ "best_valid_loss", "nats/character", "lowest valid_loss so far",
	  false, get_best_valid_loss },
	{ "elapsed", "s", "time this process has spent training", false,
	  get_elapsed },
	{ "best_valid_iteration", "iterations",
	  "completed when valid_loss was "
	  "lowest",
	  true, get_best_valid_iteration },
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

int metric_count(void)
{
	int count = LENGTH(common);

	for (int i = 0; i < TASKS; i++)
		count += task_at(i)->metrics;
	return count;
}

const struct metric *metric_at(int i)
{
	int task = 0;

	while (i >= metric_columns(task_at(task)))
		i -= task_at(task++)->metrics;
	return metric_column(task_at(task), i);
}

const struct metric *metric_find(const char *name)
{
	for (int i = 0; i < metric_count(); i++)
		if (match_same(metric_at(i)->name, name))
			return metric_at(i);
	return NULL;
}

static bool is_row_of(const struct task *task, const struct metric *m)
{
	for (int i = 0; i < task->metrics; i++)
		if (m == &task->metric[i])
			return true;
	return false;
}

double metric_value(const struct metric *m, const struct run *run)
{
	for (int i = 0; i < TASKS; i++)
		if (task_at(i) != run->task && is_row_of(task_at(i), m))
			return NAN;
	return m->get(run);
}

double metric_in_log(const struct metric *m, const struct run *run)
{
	if (m->get == get_iteration)
		return (double)run->now.iteration - 1;
	if (m->get == get_learning_rate)
		return run->now.learning_rate;
	return metric_value(m, run);
}
