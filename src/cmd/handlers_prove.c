/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_prove.c: gradcheck. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "probe/gradcheck.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct gradcheck_job {
	struct job job;
	struct gradcheck *check;
};

static const char *verdict(const struct gradcheck_result *r)
{
	return r->below_resolution ? "below resolution"
	       : r->good           ? "ok"
				   : "WRONG";
}

/* Prints the result; true: all are good. */
static bool tell(struct session *s, const struct gradcheck_result *results,
		 int n)
{
	bool good = true;
	struct strbuf out;

	strbuf_init(&out);
	strbuf_printf(&out, "%-22s %8s %12s %12s\n", "parameter", "checked",
		      "error", "norm");
	for (int i = 0; i < n; i++) {
		const struct gradcheck_result *r = &results[i];

		strbuf_printf(&out, "%-22s %8d %12.2e %12.4g  %s\n", r->name,
			      r->checked, r->relative, r->norm, verdict(r));
		good = good && r->good;
		if (!r->good)
			strbuf_printf(&out,
				      "  worst at [%d, %d]: backward %.12g, "
				      "differences %.12g\n",
				      r->worst_row, r->worst_col,
				      r->worst_backward, r->worst_difference);
	}
	session_say_text(s, SAY_RESULT, &out);
	strbuf_release(&out);
	return good;
}

static bool gradcheck_slice(struct session *s, struct job *job)
{
	struct gradcheck *check = ((struct gradcheck_job *)job)->check;
	bool complete = gradcheck_more(check, SLICE_SECONDS);
	struct gradcheck_result *results;
	struct err e;
	int n;

	job->progress = gradcheck_progress(check);
	if (!complete)
		return false;
	n = gradcheck_results(check, NULL, 0);
	results = xcalloc((size_t)n, sizeof *results);
	gradcheck_results(check, results, n);
	job->failed = !tell(s, results, n);
	if (job->failed) {
		err_set(&e, ERR_FAILED,
			"backward pass and central differences disagree");
		session_fail(s, &e);
	}
	free(results);
	return true;
}

static void gradcheck_job_free(struct job *job)
{
	gradcheck_free(((struct gradcheck_job *)job)->check);
	free(job);
}

/* The argument of gradcheck [N|all]: N elements of each tensor. */
static bool samples_argument(const struct args *args, long *samples,
			     struct err *e)
{
	*samples = GRADCHECK_SAMPLES;
	if (args->count == 1)
		return true;
	if (args->count == 2 && !strcmp(args->word[1].text, "all")) {
		*samples = 0;
		return true;
	}
	if (args->count == 2 && parse_long(args->word[1].text, samples) &&
	    *samples >= 1 && *samples <= INT_MAX)
		return true;
	return err_set(e, ERR_FAILED,
		       "gradcheck takes a number of elements of each tensor, "
		       "or all");
}

bool do_gradcheck(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct run *run = workspace_run(ws);
	struct gradcheck_job *job;
	struct gradcheck *check;
	long samples;

	if (!samples_argument(args, &samples, e))
		return false;
	check = gradcheck_new(run, (int)samples, (uint64_t)run->set.seed, e);
	if (!check)
		return false;
	job = xcalloc(1, sizeof *job);
	job->job = (struct job){
		.slice = gradcheck_slice,
		.free = gradcheck_job_free,
		.name = "gradcheck",
	};
	job->check = check;
	session_begin_job(ws->session, &job->job);
	return true;
}
