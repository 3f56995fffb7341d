/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain.c: scripts, pipes and --batch. */
#include "config.h"

#include "app/export.h"
#include "app/plain.h"
#include "base/print.h"
#include "base/utf8.h"
#include "cmd/workspace.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_SECONDS 0.5

struct plain {
	struct workspace *ws;
	bool out_is_terminal, err_is_terminal;
	bool shows_progress; /* it can be written over */
	int palette;
	bool quitting;
	bool progress_shown;
	double progress_due;
};

/* The only state that a signal handler writes. */
static volatile sig_atomic_t caught;

static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static void on_signal(int number) { caught = number; }

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < LENGTH(ending); i++) {
		struct sigaction old;

		sigaction(ending[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	}
}

/* Signals that were ignored from the start stay ignored. */
static void release_signals(void)
{
	for (size_t i = 0; i < LENGTH(ending); i++) {
		struct sigaction now;

		sigaction(ending[i], NULL, &now);
		if (now.sa_handler == on_signal)
			signal(ending[i], SIG_DFL);
	}
}

static void clear_progress(struct plain *p)
{
	if (p->progress_shown)
		fputs("\r\033[K", stderr);
	p->progress_shown = false;
}

static void write_text(FILE *to, bool terminal, const char *text, size_t length,
		       unsigned flags)
{
	if (terminal)
		print_safely_bytes(to, text, length, flags);
	else
		fwrite(text, 1, length, to);
}

static void say(void *owner, enum say kind, const char *text, size_t length)
{
	struct plain *p = owner;

	clear_progress(p);
	if (kind == SAY_RESULT || kind == SAY_BYTES) {
		write_text(stdout, p->out_is_terminal, text, length,
			   SANITIZE_KEEP_TABS |
				   (kind == SAY_BYTES ? SANITIZE_BYTES : 0));
	} else {
		fflush(stdout);
		write_text(stderr, p->err_is_terminal, text, length, 0);
		if (kind == SAY_ECHO)
			fputc('\n', stderr);
	}
}

/* Reasons contain names from outside. */
static void complain(const struct plain *p, const char *what, const char *text)
{
	char *line = xasprintf("%s%s\n", what, text);

	write_text(stderr, p->err_is_terminal, line, strlen(line), 0);
	free(line);
}

static void quit(void *owner, int status UNUSED)
{
	((struct plain *)owner)->quitting = true;
}

static bool draw(void *owner, const struct picture *picture, struct strbuf *out,
		 struct err *e)
{
	return export_draw(((struct plain *)owner)->palette, picture, out, e);
}

static bool interrupted(void *owner UNUSED) { return caught; }

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

/* Runs slices until the pending work is done or the program is told to stop. */
static void drain(struct plain *p, bool progress)
{
	while (!caught && !p->quitting && workspace_busy(p->ws)) {
		workspace_slice(p->ws);
		if (progress && p->shows_progress)
			show_progress(p);
	}
	clear_progress(p);
	fflush(stdout);
}

static bool stopped(const struct plain *p) { return caught || p->quitting; }

/* Runs -e and -x, in the order given.  Returns a status other than 0 if a
 * script cannot be read at all. */
static int run_startup_commands(struct plain *p, const struct startup *s)
{
	int status = 0;
	struct err e;

	for (int i = 0; i < s->commands && !stopped(p); i++) {
		if (!s->command[i].file) {
			workspace_execute(p->ws, s->command[i].text);
		} else if (!workspace_source(p->ws, s->command[i].text, false,
					     &e)) {
			complain(p, "error: ", e.text);
			status = (int)e.kind;
		}
		drain(p, s->batch);
	}
	return status;
}

/* A signal that comes before the wait ends it too. */
static void wait_for_input(const struct plain *p)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t set, before;

	sigemptyset(&set);
	for (size_t i = 0; i < LENGTH(ending); i++)
		sigaddset(&set, ending[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	if (!stopped(p))
		ppoll(&fd, 1, NULL, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Executes the complete lines; at the end of the input also the rest. */
static void run_lines(struct plain *p, struct strbuf *input, bool end)
{
	size_t done = 0;

	while (!stopped(p) && done < input->length) {
		char *line = input->text + done;
		size_t left = input->length - done;
		char *newline = memchr(line, '\n', left);
		size_t length = newline ? (size_t)(newline - line) : left;

		if (!newline && !end)
			break;
		line[length] = '\0';
		workspace_execute_bytes(p->ws, line, length);
		drain(p, false);
		done += length + (newline != NULL);
	}
	input->length -= done;
	memmove(input->text, input->text + done, input->length + 1);
}

/* False: it could not be read to its end. */
static bool run_standard_input(struct plain *p)
{
	struct strbuf input;
	char block[4096];
	ssize_t n = 1;
	int reason;

	strbuf_init(&input);
	while (!stopped(p) && n > 0) {
		wait_for_input(p);
		if (stopped(p))
			break;
		n = read(STDIN_FILENO, block, sizeof block);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			strbuf_add_bytes(&input, block, (size_t)n);
		run_lines(p, &input, n == 0);
	}
	reason = errno;
	strbuf_release(&input);
	if (stopped(p) || n >= 0)
		return true;
	complain(p, "rnntui: standard input: ", strerror(reason));
	return false;
}

static void run_batch(struct plain *p)
{
	if (workspace_run(p->ws)->set.iterations <= 0)
		return;
	workspace_execute(p->ws, "continue");
	drain(p, true);
}

static void ended_unsaved(const struct plain *p)
{
	if (session_unsaved(workspace_session(p->ws)))
		fprintf(stderr,
			"rnntui: ended at iteration %ld; nothing was "
			"saved\n",
			workspace_run(p->ws)->now.iteration);
}

/* Saves a terminated run; an interrupted one only if --save asks for it. */
static void die_of_signal(struct plain *p, const struct startup *s)
{
	bool keep = caught == SIGTERM || caught == SIGHUP || s->save;

	clear_progress(p);
	if (keep)
		session_rescue(workspace_session(p->ws));
	else
		ended_unsaved(p);
	workspace_free(p->ws); /* also writes the end of the log */
	fflush(stdout);
	signal(caught, SIG_DFL);
	raise(caught);
}

/* A line that is rewritten needs a terminal that can erase. */
static bool can_erase(void)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") != 0;
}

int plain_run(const struct startup *s, const struct settings *set,
	      const struct dataset *data)
{
	struct plain p = {
		.out_is_terminal = isatty(STDOUT_FILENO),
		.err_is_terminal = isatty(STDERR_FILENO),
	};
	struct host host = { .owner = &p,
			     .say = say,
			     .draw = draw,
			     .quit = quit,
			     .interrupted = interrupted };
	bool commands_follow = !s->batch &&
			       !(s->corpus && !strcmp(s->corpus, "-"));
	int status, finished;
	struct err e;

	p.shows_progress = p.err_is_terminal && can_erase();
	p.palette = s->palette;
	catch_signals();
	p.ws = workspace_new(s, set, data, &host, &e);
	if (!p.ws) {
		complain(&p, "rnntui: ", e.text);
		return (int)e.kind;
	}
	status = run_startup_commands(&p, s);
	if (s->batch && !stopped(&p))
		run_batch(&p);
	if (commands_follow && !stopped(&p) && !run_standard_input(&p))
		status = ERR_INPUT;
	if (caught)
		die_of_signal(&p, s);
	finished = session_finish(workspace_session(p.ws));
	workspace_free(p.ws);
	/* From here on signals kill the process, even inside library exit
	 * handlers. */
	release_signals();
	return status ? status : finished;
}
