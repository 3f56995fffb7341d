/* SPDX-License-Identifier: GPL-3.0-or-later */
/* costs.c: what is not training: sampling, validation, images, the start of the
 * program on a terminal, reading a large text, memory. */
#include "config.h"

#include "tests/datasets.h"
#include "bench.h"
#include "base/util.h"
#include "cmd/workspace.h"
#include "task/sampler.h"
#include "train/state.h"
#include "task/task_char.h"
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	TRIES = 5,
	COPIES = 500,
	SYMBOLS = 20000,
	FRAME_BYTES = 2000,
	LARGE = 100 << 20
};

/* Symbols by unequal frequency: the cube of an even number over 65. */
bool write_text(const char *path, size_t bytes)
{
	static const char symbol[] =
		" etaoinshrdlucmfwypvbgkqjxzETAOINSHRDLUCMFWYPVBGKQJXZ"
		"\n.,;:!?'-3&$";
	FILE *f = fopen(path, "w");
	unsigned seed = 1;

	if (!f)
		return false;
	for (size_t i = 0; i < bytes; i++) {
		double u;

		seed = seed * 1664525 + 1013904223;
		u = seed / 4294967296.0;
		putc(symbol[i < 65 ? (int)i : (int)(65 * u * u * u)], f);
	}
	return !fclose(f);
}

static void row(json_t *out, const char *name, double value, const char *unit)
{
	printf("%-44s %12.4g %s\n", name, value, unit);
	json_object_set_new(out, name,
			    isfinite(value) ? json_real(value) : json_null());
}

/* --- in this process ------------------------------------------------------ */

static double sample_once(const struct run *run, gsl_rng *rng)
{
	const struct sample_request request = {
		.length = SYMBOLS,
		.temperature = 1,
		.first = -1,
	};
	double begin = now_seconds();
	struct strbuf text;
	struct sampler *s;
	struct err e;

	s = sampler_new(run, &request, rng, &e);
	if (!s)
		return NAN;
	strbuf_init(&text);
	while (!sampler_more(s, 1000, &text))
		;
	strbuf_release(&text);
	sampler_free(s);
	return SYMBOLS / (now_seconds() - begin);
}

static double validate_once(struct run *run)
{
	double begin = now_seconds();

	if (isnan(run_validate(run)))
		return NAN;
	return (double)(stream_valid_length(&char_task_of(run)->stream) - 1) /
	       (now_seconds() - begin);
}

/* Seconds that one of many takes. */
static double image_once(const struct run *run, void *image, bool load)
{
	enum { TIMES = 200 };
	const int slots = optimizer_info[run->set.optimizer].slots;
	double begin = now_seconds();

	for (int i = 0; i < TIMES; i++)
		if (load)
			run->engine->image_load(run->net, slots, image);
		else
			run->engine->image_save(run->net, slots, image);
	return (now_seconds() - begin) / TIMES;
}

/* Copies of a net, as its past is made of. */
static void images(const struct run *run, json_t *out)
{
	const int slots = optimizer_info[run->set.optimizer].slots;
	size_t bytes = run->engine->image_bytes(run->net, slots);
	struct samples save = { 0 }, load = { 0 };
	void *image = xmalloc(bytes);

	for (int i = 0; i < 10 * TRIES; i++) {
		samples_add(&save, image_once(run, image, false) * 1e6);
		samples_add(&load, image_once(run, image, true) * 1e6);
	}
	row(out, "image, lstm H=100", (double)bytes / 1e6, "MB");
	row(out, "image saved, lstm H=100", samples_at(&save, 0), "us");
	row(out, "image loaded, lstm H=100", samples_at(&load, 0), "us");
	samples_release(&save);
	samples_release(&load);
	free(image);
}

static void reading(const char *text, json_t *out)
{
	static const struct corpus_options how;
	struct samples sample = { 0 }, validation = { 0 };
	gsl_rng *rng = rng_new(1, RNG_SAMPLE);
	struct settings set;
	struct corpus corpus;
	struct run *run;
	struct err e;

	settings_default(&set);
	settings_settle(&set);
	set.valid = 0.1;
	if (!corpus_load(&corpus, text, &how, &e))
		return;
	run = run_new(&set, &task_char, OF_TEXT(&corpus), &e);
	for (int i = 0; run && i < TRIES; i++) {
		samples_add(&sample, sample_once(run, rng));
		samples_add(&validation, validate_once(run));
	}
	if (run)
		images(run, out);
	row(out, "sampling, lstm H=100", samples_median(&sample), "chars/s");
	row(out, "validation, lstm H=100", samples_median(&validation),
	    "chars/s");
	run_free(run);
	gsl_rng_free(rng);
	corpus_release(&corpus);
	samples_release(&sample);
	samples_release(&validation);
}

/* Microseconds to copy a run and to put the copy back, history aside; each of
 * them before an iteration, as rewinding has it. */
static void copying(const char *text, enum cell cell, json_t *out)
{
	static const struct corpus_options how;
	struct samples take = { 0 }, put = { 0 };
	struct state *s = NULL;
	struct settings set;
	struct corpus corpus;
	struct run *run;
	struct err e;
	char *name;

	settings_default(&set);
	settings_settle(&set);
	set.cell = (int)cell;
	if (!corpus_load(&corpus, text, &how, &e))
		return;
	run = run_new(&set, &task_char, OF_TEXT(&corpus), &e);
	for (int i = 0; run && i < COPIES && run_train(run, &e); i++) {
		double begin = now_seconds();

		s = state_take(run, WITHOUT_HISTORY, s, &e);
		samples_add(&take, (now_seconds() - begin) * 1e6);
		if (!s || !run_train(run, &e))
			break;
		begin = now_seconds();
		if (!state_put(run, s, &e))
			break;
		samples_add(&put, (now_seconds() - begin) * 1e6);
	}
	name = xasprintf("state, take, %s H=100", cell_info[cell].name);
	row(out, name, samples_median(&take), "us");
	free(name);
	name = xasprintf("state, put, %s H=100", cell_info[cell].name);
	row(out, name, samples_median(&put), "us");
	free(name);
	state_free(s);
	run_free(run);
	corpus_release(&corpus);
	samples_release(&take);
	samples_release(&put);
}

/* --- the program itself --------------------------------------------------- */

static const char *program(void)
{
	const char *path = getenv("RNNTUI");

	return path ? path : "./rnntui";
}

/* MiB resident; the highest so far. */
static double resident(pid_t pid)
{
	char *path = xasprintf("/proc/%d/status", (int)pid), line[256];
	FILE *f = fopen(path, "r");
	double kib = NAN;

	free(path);
	while (f && fgets(line, sizeof line, f))
		sscanf(line, "VmHWM: %lf", &kib);
	if (f)
		fclose(f);
	return kib / 1024;
}

/* Reads what the program draws for some seconds; when FRAME_BYTES had come. */
static double watch(int fd, double seconds)
{
	double begin = now_seconds(), first = NAN;
	char block[65536];
	long bytes = 0;

	while (now_seconds() - begin < seconds) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, 20) <= 0)
			continue;
		n = read(fd, block, sizeof block);
		if (n <= 0)
			break;
		bytes += n;
		if (isnan(first) && bytes > FRAME_BYTES)
			first = now_seconds() - begin;
	}
	return first;
}

static void on_terminal(const char *text, json_t *out)
{
	struct winsize size = { .ws_row = 40, .ws_col = 120 };
	struct samples first = { 0 }, memory = { 0 };

	for (int i = 0; i < TRIES; i++) {
		int fd;
		pid_t pid = forkpty(&fd, NULL, NULL, &size);

		if (pid < 0)
			break;
		if (!pid) {
			setenv("TERM", "xterm-256color", 1);
			execl(program(), "rnntui", "--cell", "rnn", text, "-e",
			      "continue", (char *)NULL);
			_exit(127);
		}
		samples_add(&first, watch(fd, 1.5) * 1e3);
		samples_add(&memory, resident(pid));
		kill(pid, SIGKILL); /* nothing to rescue */
		waitpid(pid, NULL, 0);
		close(fd);
	}
	row(out, "start to first frame, 120x40, text of 1 MB",
	    samples_median(&first), "ms");
	row(out, "memory with that screen, rnn H=100 T=25 B=1",
	    samples_median(&memory), "MiB");
	samples_release(&first);
	samples_release(&memory);
}

/* --- what the screen costs the trainer ------------------------------------ */

/* Seconds of training that the program's own log tells, first to last row. */
static double logged_seconds(void)
{
	char line[1024];
	double first = NAN, last = NAN;
	FILE *f = fopen("bench-log.csv", "r");

	while (f && fgets(line, sizeof line, f)) {
		const char *elapsed = strrchr(line, ',');

		if (!elapsed || sscanf(elapsed, ",%lf", &last) != 1)
			continue;
		first = isnan(first) ? last : first;
	}
	if (f)
		fclose(f);
	return last - first;
}

/* core: the only one it may use, or -1. */
static NORETURN void train(const char *text, const char *cell, long n,
			   bool screen, int core)
{
	char *step = xasprintf("step %ld", n);
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(core < 0 ? 0 : core, &set);
	if (core >= 0)
		sched_setaffinity(0, sizeof set, &set);
	setenv("TERM", "xterm-256color", 1);
	execl(program(), "rnntui", "--cell", cell, "--log", "bench-log.csv",
	      "--log-every", "1000", "-e", step, "-e", "quit now", text,
	      screen ? (char *)NULL : "--batch", (char *)NULL);
	_exit(127);
}

static double training_seconds(const char *text, const char *cell, long n,
			       bool screen, int core)
{
	struct winsize size = { .ws_row = 40, .ws_col = 120 };
	pid_t pid;
	int fd;

	pid = forkpty(&fd, NULL, NULL, &size);
	if (pid < 0)
		return NAN;
	if (!pid)
		train(text, cell, n, screen, core);
	watch(fd, 60); /* to its end */
	waitpid(pid, NULL, 0);
	close(fd);
	return logged_seconds();
}

static void screen_costs(const char *text, const char *cell, long n, int core,
			 json_t *out)
{
	struct samples ratio = { 0 };
	char *name = xasprintf("%s, time with the screen / without, %s", cell,
			       core < 0 ? "all cores" : "one core");

	for (int i = 0; i < TRIES; i++) {
		double without = training_seconds(text, cell, n, false, core);

		samples_add(&ratio,
			    training_seconds(text, cell, n, true, core) /
				    without);
	}
	row(out, name, samples_median(&ratio), "");
	samples_release(&ratio);
	free(name);
}

static void large_text(const char *path, size_t bytes, json_t *out)
{
	double begin;
	struct rusage use = { 0 };
	char *name;
	pid_t pid;

	if (!write_text(path, bytes))
		return;
	begin = now_seconds();
	pid = fork();
	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(127);
		execl(program(), "rnntui", "--batch", "--iterations", "1", path,
		      (char *)NULL);
		_exit(127);
	}
	wait4(pid, NULL, 0, &use);
	begin = now_seconds() - begin;
	unlink(path);
	name = xasprintf("text of %zu MB, read, one iteration", bytes >> 20);
	row(out, name, begin, "s");
	free(name);
	name = xasprintf("text of %zu MB, memory", bytes >> 20);
	row(out, name, (double)use.ru_maxrss / 1024, "MiB");
	free(name);
}

void costs_measure(const char *text, json_t *out)
{
	reading(text, out);
	copying(text, CELL_RNN, out);
	copying(text, CELL_LSTM, out);
	on_terminal(text, out);
	for (int core = -1; core < 1; core++) {
		screen_costs(text, "rnn", 60001, core, out);
		screen_costs(text, "lstm", 18001, core, out);
	}
	large_text("bench-large.txt", LARGE, out);
	if (getenv("BENCH_GIGABYTE"))
		large_text("bench-large.txt", (size_t)1000 << 20, out);
}
