/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ours.c: the program's own training loop, as the trainer's thread runs it:
 * a workspace made from a command line, with snapshots published for a screen
 * 30 times a second and a sample drawn when due. */
#include "config.h"

#include "tests/datasets.h"
#include "bench.h"
#include "base/util.h"
#include "cmd/startup.h"
#include "cmd/workspace.h"
#include "probe/probe.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FPS = 30, COLUMNS = 100, LEAST_ITERATIONS = 2 };

struct ours {
	char *words; /* the command line, cut into args */
	struct startup startup;
	struct settings set;
	struct corpus corpus;
	struct snapshots *snapshots;
	struct workspace *ws;
	struct samples iteration; /* seconds each */
	struct samples turn;      /* chars a second of processor time */
};

static void keep_silent(void *owner UNUSED, enum say kind, const char *text,
			size_t length)
{
	if (kind == SAY_ERROR)
		fwrite(text, 1, length, stderr);
}

static void no_screen(void *owner UNUSED, const char *line UNUSED) {}

static const struct host host = { .say = keep_silent,
				  .interactive = true,
				  .screen = no_screen };

double processor_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool parse(struct ours *o, const struct setting *s, const char *text,
		  struct err *e)
{
	char *argv[ARGS] = { (char[]){ "rnntui" } };
	int argc = 1;

	o->words = xasprintf("%s%s %s", s->options,
			     s->log ? " --log bench-log.csv" : "", text);
	for (char *w = strtok(o->words, " "); w; w = strtok(NULL, " "))
		if (argc < ARGS - 1)
			argv[argc++] = w;
	startup_init(&o->startup, &o->set);
	return startup_parse(&o->startup, &o->set, argc, argv, e);
}

static bool begin(struct ours *o, const struct setting *s, const char *text,
		  struct err *e)
{
	static const struct snapshot_wants wants = {
		.probes = PROBE_BIT(PROBE_HIDDEN) | PROBE_BIT(PROBE_GATES),
		.columns = COLUMNS,
	};
	static const struct corpus_options how;

	if (!parse(o, s, text, e) || !corpus_load(&o->corpus, text, &how, e))
		return false;
	o->ws = workspace_new(&o->startup, &o->set, OF_TEXT(&o->corpus), &host,
			      e);
	if (!o->ws)
		return false;
	if (!s->silent) {
		o->snapshots = snapshots_new();
		snapshots_want(o->snapshots, &wants);
		session_publish_to(workspace_session(o->ws), o->snapshots, FPS);
	}
	return true;
}

struct ours *ours_new(const struct setting *s, const char *text)
{
	struct ours *o = xcalloc(1, sizeof *o);
	struct err e;

	if (begin(o, s, text, &e))
		return o;
	fprintf(stderr, "bench: %s: %s\n", s->name, e.text);
	ours_free(o);
	return NULL;
}

void ours_free(struct ours *o)
{
	if (!o)
		return;
	workspace_free(o->ws);
	if (o->snapshots)
		snapshots_free(o->snapshots);
	corpus_release(&o->corpus);
	startup_release(&o->startup);
	samples_release(&o->iteration);
	samples_release(&o->turn);
	free(o->words);
	free(o);
}

const struct run *ours_run(const struct ours *o)
{
	return workspace_run(o->ws);
}

bool ours_step(struct ours *o)
{
	session_set_running(workspace_session(o->ws), true);
	return workspace_slice(o->ws) &&
	       !session_failed(workspace_session(o->ws));
}

bool ours_turn(struct ours *o, double seconds)
{
	const struct run *run = workspace_run(o->ws);
	double chars = (double)run->spec.steps * run->spec.batch;
	double processor = processor_seconds(), start = now_seconds();
	double before = start, now = start;
	int n = 0;

	session_set_running(workspace_session(o->ws), true);
	while (n < LEAST_ITERATIONS || now - start < seconds) {
		if (!workspace_slice(o->ws) ||
		    session_failed(workspace_session(o->ws)))
			return false;
		now = now_seconds();
		samples_add(&o->iteration, now - before);
		before = now;
		n++;
	}
	processor = processor_seconds() - processor;
	samples_add(&o->turn, n * chars / processor);
	session_set_running(workspace_session(o->ws), false);
	if (o->snapshots)
		snapshots_take(o->snapshots);
	return true;
}

/* --- the floor ------------------------------------------------------------ */

/* Multiplications of every weight but those of the lookup, forward, backward
 * and for its gradient. */
static double work(const struct net_spec *s)
{
	double H = s->hidden, gates = cell_info[s->cell].gates;
	double weights =
		gates * H * H * (2 * s->layers - 1) + H * s->symbols_out;

	return 6 * weights * s->steps * s->batch;
}

static double number_bytes(const struct run *run)
{
	return run->engine->precision == PRECISION_DOUBLE ? 8 : 4;
}

static double recurrent_bytes(const struct run *run)
{
	const struct net_spec *s = &run->spec;

	return number_bytes(run) * cell_info[s->cell].gates * s->hidden *
	       s->hidden;
}

/* The recurrent weights are read at each step, forward and backward; weights,
 * gradients and slots once by the update. */
static double traffic(const struct run *run)
{
	const struct net_spec *s = &run->spec;
	double all = 0;

	for (int i = 0; i < run->engine->count(run->net); i++) {
		struct quantity q = run->engine->describe(run->net, i);

		if (q.kind == QUANTITY_PARAMETER)
			all += (double)q.rows * q.cols;
	}
	return 2 * s->steps * s->layers * recurrent_bytes(run) +
	       3 * all * number_bytes(run);
}

/* The second cache's rate; beyond it the rate at the size of the weights. */
static double floor_of(const struct run *run, const struct machine *m)
{
	enum { SECOND_CACHE = 768 << 10 };
	double bytes = recurrent_bytes(run);
	double flops = m->flops[run->engine->precision == PRECISION_DOUBLE];
	double reads = bytes > SECOND_CACHE ? machine_reads((size_t)bytes)
					    : m->second_cache;

	return fmax(work(&run->spec) / flops, traffic(run) / reads);
}

struct result ours_result(struct ours *o, const struct machine *m)
{
	const struct run *run = workspace_run(o->ws);

	return (struct result){
		.median = samples_median(&o->iteration),
		.best = samples_at(&o->iteration, 0.05),
		.chars = (double)run->spec.steps * run->spec.batch,
		.by_processor = samples_median(&o->turn),
		.flop = work(&run->spec),
		.bytes = traffic(run),
		.floor = floor_of(run, m),
		.iterations = o->iteration.n,
	};
}
