/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain.c: scripts, pipes and --batch. */
#include "config.h"

#include "app/plain.h"
#include "base/utf8.h"
#include "cmd/workspace.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_SECONDS 0.5

struct plain {
	struct workspace *ws;
	bool out_is_terminal, err_is_terminal;
	bool quitting;
	bool progress_shown;
	double progress_due;
	unsigned sanitize;
};

/* The one thing a handler may touch. */
static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	caught = number;
}

/* No SA_RESTART: a read of the next command shall end. */
static void catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = on_signal };
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < LENGTH(numbers); i++) {
		struct sigaction old;
		sigaction(numbers[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
}

static void clear_progress(struct plain *p)
{
	if (p->progress_shown)
		fputs("\r\033[K", stderr);
	p->progress_shown = false;
}

static void write_text(const struct plain *p, FILE *to, bool terminal,
		       const char *text, size_t length)
{
	if (!terminal) {
		fwrite(text, 1, length, to);
		return;
	}
	struct strbuf safe;
	strbuf_init(&safe);
	sanitize(&safe, text, length, p->sanitize | SANITIZE_KEEP_NEWLINES);
	fwrite(safe.text, 1, safe.length, to);
	strbuf_release(&safe);
}

static void say(void *owner, enum say kind, const char *text, size_t length)
{
	struct plain *p = owner;
	clear_progress(p);
	if (kind == SAY_RESULT) {
		write_text(p, stdout, p->out_is_terminal, text, length);
	} else {
		fflush(stdout);
		write_text(p, stderr, p->err_is_terminal, text, length);
	}
}

/* Reasons hold names that others chose. */
static void complain(const struct plain *p, const char *what, const char *text)
{
	char *line = xasprintf("%s%s\n", what, text);
	write_text(p, stderr, p->err_is_terminal, line, strlen(line));
	free(line);
}

static void quit(void *owner, int status UNUSED)
{
	((struct plain *)owner)->quitting = true;
}

static void show_progress(struct plain *p)
{
	const struct metrics *now = &workspace_run(p->ws)->now;
	double clock = now_seconds();
	if (clock < p->progress_due)
		return;
	p->progress_due = clock + PROGRESS_SECONDS;
	fprintf(stderr, "\r\033[Kiteration %ld  epoch %.2f  smooth loss %.4g",
		now->iteration, now->epoch, now->smooth_loss);
	if (!isnan(now->chars_per_second))
		fprintf(stderr, "  %.0f chars/s", now->chars_per_second);
	p->progress_shown = true;
}

/* Until what was begun is done, or somebody stops the program. */
static void drain(struct plain *p, bool progress)
{
	while (!caught && !p->quitting && workspace_busy(p->ws)) {
		workspace_slice(p->ws);
		if (progress && p->err_is_terminal)
			show_progress(p);
	}
	clear_progress(p);
	fflush(stdout);
}

static bool stopped(const struct plain *p)
{
	return caught || p->quitting;
}

/* -e and -x, in the order given.  Returns a status other than 0 when a script
 * cannot be read at all. */
static int run_startup_commands(struct plain *p, const struct startup *s)
{
	int status = 0;
	struct err e;
	for (int i = 0; i < s->commands && !stopped(p); i++) {
		if (!s->command[i].file) {
			workspace_execute(p->ws, s->command[i].text);
		} else if (!workspace_source(p->ws, s->command[i].text, &e)) {
			complain(p, "error: ", e.text);
			status = (int)e.kind;
		}
		drain(p, s->batch);
	}
	return status;
}

/* False: it could not be read to its end. */
static bool run_standard_input(struct plain *p)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	while (!stopped(p) && (length = getline(&line, &room, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[--length] = '\0';
		workspace_execute_bytes(p->ws, line, (size_t)length);
		drain(p, false);
	}
	free(line);
	if (stopped(p) || !ferror(stdin))
		return true;
	complain(p, "rnntui: standard input: ", strerror(errno));
	return false;
}

static void run_batch(struct plain *p)
{
	if (workspace_run(p->ws)->set.iterations <= 0)
		return;
	workspace_execute(p->ws, "continue");
	drain(p, true);
}

/* A terminated run is kept; an interrupted one only where --save asks for it.
 */
static void die_of_signal(struct plain *p, const struct startup *s)
{
	char path[PATH_MAX];
	bool keep = caught == SIGTERM || caught == SIGHUP || s->save;
	clear_progress(p);
	if (keep && workspace_unsaved(p->ws)) {
		if (workspace_rescue(p->ws, path, sizeof path))
			complain(p, "rnntui: saved ", path);
		else
			complain(p, "rnntui: ", "the state could not be saved");
	}
	workspace_free(p->ws); /* with it the end of the log is written */
	fflush(stdout);
	signal(caught, SIG_DFL);
	raise(caught);
}

int plain_run(const struct startup *s, const struct settings *set,
	      const struct corpus *corpus)
{
	struct err e;
	struct plain p = {
		.out_is_terminal = isatty(STDOUT_FILENO),
		.err_is_terminal = isatty(STDERR_FILENO),
		.sanitize = strcmp(nl_langinfo(CODESET), "UTF-8")
				    ? 0 : SANITIZE_UTF8,
	};
	struct host host = { .owner = &p, .say = say, .quit = quit };
	catch_signals();
	p.ws = workspace_new(s, set, corpus, &host, &e);
	if (!p.ws) {
		complain(&p, "rnntui: ", e.text);
		return (int)e.kind;
	}
	int status = run_startup_commands(&p, s);
	if (s->batch && !stopped(&p))
		run_batch(&p);
	bool commands_follow = !s->batch &&
			       !(s->corpus && !strcmp(s->corpus, "-"));
	if (commands_follow && !stopped(&p) && !run_standard_input(&p))
		status = ERR_INPUT;
	if (caught)
		die_of_signal(&p, s);
	int finished = workspace_finish(p.ws);
	workspace_free(p.ws);
	return status ? status : finished;
}
