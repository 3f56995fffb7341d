/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_score.c: score: the metrics of all held-out examples, from the
 * present weights.  Nothing of the run changes: its own metrics stay those of
 * its last validation. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "lang/metrics.h"

#include <math.h>
#include <stdlib.h>

struct score_job {
	struct job job;
	const struct run *run;
	struct validation *validation;
};

static void add_value(struct strbuf *out, const char *name, double value)
{
	strbuf_printf(out, "%s = ", name);
	strbuf_add_number(out, value);
	strbuf_add_char(out, '\n');
}

/* Nats per symbol of a text are bits too. */
static void add_losses(const struct score_job *job, struct strbuf *out)
{
	const struct task *task = job->run->task;
	const double loss = task->validation_loss(job->validation);

	add_value(out, "valid_loss", loss);
	if (task->reads == READS_TEXT)
		add_value(out, "valid_bpc", loss / M_LN2);
}

/* Not those of training, which have a function. */
static void add_own(const struct score_job *job, struct strbuf *out)
{
	const struct run *run = job->run;
	const struct task *task = run->task;
	double own[TASK_METRICS];

	for (int i = 0; i < TASK_METRICS; i++)
		own[i] = NAN;
	if (task->first_metrics)
		task->first_metrics(run->data, own);
	if (task->validation_metrics)
		task->validation_metrics(job->validation, own);
	for (int i = 0; i < task->metrics; i++) {
		const struct metric *m = &task->metric[i];

		if (!m->get)
			add_value(out, m->name, own[m->own]);
	}
}

static bool score_slice(struct session *s, struct job *job)
{
	struct score_job *score = (struct score_job *)job;
	const struct task *task = score->run->task;
	const double end = now_seconds() + SLICE_SECONDS;
	struct strbuf out;
	bool complete;

	do
		complete = task->validation_more(score->validation);
	while (!complete && now_seconds() < end);
	job->progress = task->validation_progress(score->validation);
	if (!complete)
		return false;
	strbuf_init(&out);
	add_losses(score, &out);
	add_own(score, &out);
	session_say_text(s, SAY_RESULT, &out);
	strbuf_release(&out);
	return true;
}

static void score_free(struct job *job)
{
	struct score_job *score = (struct score_job *)job;

	if (score->validation)
		score->run->task->validation_free(score->validation);
	free(score);
}

bool do_score(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct run *run = workspace_run(ws);
	struct score_job *score;

	if (args->count > 1)
		return err_set(e, ERR_FAILED, "score takes no argument");
	if (!run_validates(run))
		return err_set(e, ERR_FAILED,
			       "nothing is held out to be scored: valid is %g",
			       run->set.valid);
	score = xcalloc(1, sizeof *score);
	score->job = (struct job){
		.slice = score_slice,
		.free = score_free,
		.name = "score",
		.freezes = true,
	};
	score->run = run;
	score->validation = run->task->score_new
				    ? run->task->score_new(run, e)
				    : run->task->validation_new(run, e);
	if (!score->validation) {
		score_free(&score->job);
		return false;
	}
	session_begin_job(ws->session, &score->job);
	return true;
}
