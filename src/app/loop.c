/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop.c: keys, signals, what the trainer says, and frames: one poll(). */
#include "config.h"

#include "app/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/frame.h"
#include "app/terminal.h"
#include "app/worker.h"
#include "base/path.h"
#include "base/utf8.h"
#include "ui/screen.h"

#define QUIT_SECONDS 1.0  /* between two Ctrl-C */
#define REST_SECONDS 0.25 /* between looks when nothing moves */
#define HOLD_SECONDS 1.0  /* for an iteration to end before a stop */
enum { PANE_LINES = 2000 };

struct loop {
	const struct startup *startup;
	const struct corpus *corpus;
	struct worker *worker;
	struct snapshots *snapshots;
	struct screen *screen;
	struct prompt *prompt;
	struct pane *pane;
	struct frame frame;
	struct screen_choice choice;
	struct ngram ngram;
	struct snapshot_wants wants;
	FILE *keys;              /* standard input or /dev/tty */
	int wake[2];
	long serial;             /* of the snapshot shown */
	char *repeat;            /* the line that an empty one repeats */
	char *on_yes;            /* the command a question is about */
	double interrupted;      /* clock of the last Ctrl-C */
	double next_frame;
	bool dirty;              /* more than the snapshot changed */
	bool held;               /* the trainer rests */
	bool quit;
	int signal;              /* that ends the program */
};

/* --- the pane ------------------------------------------------------------- */

static void say(struct loop *l, enum say kind, const char *text)
{
	if (*text)
		pane_add(l->pane, kind, text, strlen(text));
	l->dirty = true;
}

static void say_error(struct loop *l, const struct err *e)
{
	char *line = xasprintf("error: %s\n", e->text);

	say(l, SAY_ERROR, line);
	free(line);
}

/* --- commands ------------------------------------------------------------- */

static long units(const struct loop *l)
{
	return l->frame.snap ? l->frame.snap->spec.hidden : 1;
}

static void execute_here(struct loop *l, const struct args *args)
{
	struct strbuf out;
	struct err e;

	strbuf_init(&out);
	if (!screen_execute(&l->choice, args, units(l), &out, &e))
		say_error(l, &e);
	if (out.length && out.text[out.length - 1] != '\n')
		strbuf_add_char(&out, '\n');
	say(l, SAY_RESULT, out.text);
	strbuf_release(&out);
	l->dirty = true;
}

static void say_keys(struct loop *l)
{
	struct strbuf out;

	strbuf_init(&out);
	keys_help(&out);
	say(l, SAY_RESULT, out.text);
	strbuf_release(&out);
}

static bool asks_for_keys(const struct args *args, const struct command *c)
{
	return !strcmp(c->name, "help") && args->count == 2 &&
	       !strcmp(args->word[1].text, "keys");
}

/* A command of the screen is executed at once; the rest, and what is wrong, is
 * the workspace's. */
static void dispatch(struct loop *l, const char *line)
{
	const struct command *c = NULL;
	struct args args;
	struct err e;

	if (!args_parse(&args, line, &e)) {
		worker_post(l->worker, line);
		return;
	}
	if (args.count)
		c = command_find(args.word[0].text, &e);
	free(l->repeat);
	l->repeat = c && c->repeats ? xstrdup(line) : NULL;
	if (c && !c->run)
		execute_here(l, &args);
	else if (c && asks_for_keys(&args, c))
		say_keys(l);
	else if (args.count)
		worker_post(l->worker, line);
	args_release(&args);
}

static const char *prompt_text(const struct loop *l, char *out, size_t size)
{
	const struct snapshot *snap = l->frame.snap;

	if (!snap)
		return "(rnntui) ";
	snprintf(out, size, "(%s%s) ", cell_info[snap->set.cell].name,
		 snap->running ? "" : " paused");
	return out;
}

static void submit(struct loop *l, const char *line)
{
	char text[40], *echo;

	echo = xasprintf("%s%s", prompt_text(l, text, sizeof text), line);
	pane_echo(l->pane, echo);
	free(echo);
	dispatch(l, line);
	l->dirty = true;
}

static void on_line(struct loop *l, const char *line)
{
	char *again;

	if (line[strspn(line, " \t")]) {
		submit(l, line);
	} else if (l->repeat) {
		again = xstrdup(l->repeat);
		submit(l, again);
		free(again);
	}
}

/* --- keys ----------------------------------------------------------------- */

/* The next panel that is on the screen, in the end none: all of them. */
static void zoom_next(struct loop *l)
{
	int i = l->choice.zoom < 0 ? PANEL_NUMBERS : l->choice.zoom;

	for (i++; i < PANELS && !l->choice.shown[i]; i++)
		;
	l->choice.zoom = i < PANELS ? i : -1;
}

static void change_unit(struct loop *l, long by)
{
	long n = units(l);

	l->choice.unit = ((l->choice.unit + by) % n + n) % n;
}

static void on_key(struct loop *l, enum key_id key)
{
	l->dirty = true;
	switch (key) {
	case KEY_ID_HELP:
		say_keys(l);
		submit(l, "help");
		break;
	case KEY_ID_ZOOM:
		zoom_next(l);
		break;
	case KEY_ID_UNIT_BEFORE:
	case KEY_ID_UNIT_AFTER:
		change_unit(l, key == KEY_ID_UNIT_AFTER ? 1 : -1);
		break;
	case KEY_ID_PAUSE:
		submit(l, l->frame.snap && !l->frame.snap->running ? "continue"
								   : "pause");
		break;
	case KEY_ID_LAYOUT:
		l->choice.layout = (l->choice.layout + 1) % LAYOUTS;
		break;
	case KEY_ID_STEP:
		submit(l, "step");
		break;
	case KEY_ID_PANE_UP:
	case KEY_ID_PANE_DOWN:
		pane_scroll(l->pane, key == KEY_ID_PANE_UP ? -1 : 1);
		break;
	case KEY_ID_REDRAW:
		screen_redraw(l->screen);
		break;
	case KEY_ID_ESCAPE:
		pane_close(l->pane);
		break;
	case KEY_IDS:
		break;
	}
}

static void on_answer(struct loop *l, bool yes)
{
	char *command = l->on_yes;

	l->on_yes = NULL;
	if (yes && command)
		worker_post(l->worker, command);
	free(command);
}

static void handle_events(struct loop *l)
{
	struct prompt_event e;

	while (prompt_next(l->prompt, &e)) {
		switch (e.kind) {
		case PROMPT_LINE:
			on_line(l, e.line);
			free(e.line);
			break;
		case PROMPT_EOF:
			submit(l, "quit");
			break;
		case PROMPT_KEY:
			on_key(l, e.key);
			break;
		case PROMPT_ANSWER:
			on_answer(l, e.yes);
			break;
		}
	}
}

static void lose_terminal(struct loop *l)
{
	if (!l->signal)
		l->signal = SIGHUP;
}

static void read_keys(struct loop *l)
{
	char bytes[4096];
	ssize_t n = read(fileno(l->keys), bytes, sizeof bytes);

	if (n > 0)
		prompt_feed(l->prompt, bytes, (size_t)n, now_seconds());
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		lose_terminal(l);
	handle_events(l);
}

/* --- the trainer ---------------------------------------------------------- */

static void ask(struct loop *l, const char *both, size_t length)
{
	size_t first = strlen(both) + 1;

	free(l->on_yes);
	l->on_yes = xstrdup(first <= length ? both + first : "");
	prompt_ask(l->prompt, both);
}

static void hear_script(struct loop *l, const char *line)
{
	struct args args;
	struct err e;

	if (!args_parse(&args, line, &e)) {
		say_error(l, &e);
		return;
	}
	execute_here(l, &args);
	args_release(&args);
}

static void hear(struct loop *l)
{
	char *text;
	size_t length;
	int kind;

	while ((text = worker_hear(l->worker, &kind, &length))) {
		if (kind == TELL_SCREEN)
			hear_script(l, text);
		else if (kind == TELL_ASK)
			ask(l, text, length);
		else if (kind == TELL_QUIT)
			l->quit = true;
		else if (kind == TELL_NGRAM)
			memcpy(&l->ngram, text, sizeof l->ngram);
		else if (kind == TELL_HELD)
			l->held = true;
		else
			pane_add(l->pane, (enum say)kind, text, length);
		l->dirty = true;
		free(text);
	}
}

static void drain(int fd)
{
	char bytes[256];

	while (read(fd, bytes, sizeof bytes) == sizeof bytes)
		;
}

/* --- frames --------------------------------------------------------------- */

static bool same_wants(const struct snapshot_wants *a,
		       const struct snapshot_wants *b)
{
	return a->series == b->series && a->hidden == b->hidden &&
	       a->gates == b->gates && a->sample == b->sample &&
	       a->columns == b->columns && a->unit == b->unit;
}

/* When the panels need something else, a trainer at rest is to publish it. */
static void tell_wants(struct loop *l)
{
	struct snapshot_wants wants = frame_wants(&l->frame);

	if (same_wants(&wants, &l->wants))
		return;
	l->wants = wants;
	snapshots_want(l->snapshots, &wants);
	worker_refresh(l->worker);
}

static void show(struct loop *l, double now)
{
	char text[40];

	prompt_set(l->prompt, prompt_text(l, text, sizeof text));
	frame_draw(&l->frame, now, l->dirty);
	screen_show(l->screen, &l->frame.canvas);
	l->dirty = false;
	tell_wants(l);
}

static bool take_snapshot(struct loop *l)
{
	const struct snapshot *snap = snapshots_take(l->snapshots);

	if (!snap || (snap == l->frame.snap && snap->serial == l->serial))
		return false;
	l->frame.snap = snap;
	l->serial = snap->serial;
	return true;
}

/* What somebody did shows at once, what the trainer did at its time. */
static void maybe_show(struct loop *l)
{
	double now = now_seconds();
	bool due = now >= l->next_frame, fresh = false;

	if (due) {
		fresh = take_snapshot(l);
		l->next_frame = now + 1.0 / (double)max_int(1,
					(int)l->startup->fps);
	}
	if (fresh || l->dirty || prompt_dirty(l->prompt) ||
	    now >= l->frame.maps_due + 1)
		show(l, now);
}

static void measure(struct loop *l)
{
	screen_measure(l->screen, &l->frame.rows, &l->frame.cols);
	prompt_resize(l->prompt, l->frame.rows, l->frame.cols);
	l->dirty = true;
}

/* --- signals -------------------------------------------------------------- */

static void wait_for_hold(struct loop *l)
{
	struct pollfd fd = { .fd = l->wake[0], .events = POLLIN };
	double until = now_seconds() + HOLD_SECONDS;

	l->held = false;
	worker_hold(l->worker);
	for (;;) {
		double left = until - now_seconds();

		hear(l);
		if (l->held || left <= 0)
			return;
		poll(&fd, 1, (int)ceil(left * 1000));
		drain(l->wake[0]);
	}
}

/* Training rests between two iterations, so that nothing of the stop counts
 * in its clock. */
static void suspend(struct loop *l)
{
	wait_for_hold(l);
	screen_suspend(l->screen);
	terminal_suspend();
	screen_resume(l->screen);
	worker_release(l->worker);
	measure(l);
}

static void on_interrupt(struct loop *l)
{
	double now = now_seconds();
	bool nothing = prompt_interrupt(l->prompt);

	handle_events(l);
	if (nothing && now - l->interrupted < QUIT_SECONDS) {
		l->interrupted = -INFINITY;
		submit(l, "quit");
		return;
	}
	l->interrupted = now;
	worker_interrupt(l->worker);
}

static void handle_signals(struct loop *l)
{
	int number;

	while ((number = terminal_signal())) {
		if (number == SIGINT) {
			on_interrupt(l);
		} else if (number == SIGTSTP) {
			suspend(l);
		} else if (number == SIGCONT) {
			screen_resume(l->screen);
			measure(l);
		} else if (number == SIGWINCH) {
			measure(l);
		} else if (!l->signal) {
			l->signal = number;
		}
	}
}

/* --- the loop ------------------------------------------------------------- */

static int timeout_ms(const struct loop *l)
{
	double now = now_seconds();
	double due = l->frame.snap && l->frame.snap->running
			     ? l->next_frame : now + REST_SECONDS;

	due = fmin(due, prompt_deadline(l->prompt));
	return (int)ceil(1000 * fmax(0, due - now));
}

static void turn(struct loop *l)
{
	struct pollfd fd[] = {
		{ .fd = fileno(l->keys), .events = POLLIN },
		{ .fd = terminal_signal_fd(), .events = POLLIN },
		{ .fd = l->wake[0], .events = POLLIN },
	};

	if (poll(fd, LENGTH(fd), timeout_ms(l)) < 0)
		return; /* interrupted: the pipe has a byte */
	if (fd[1].revents)
		handle_signals(l);
	if (fd[0].revents & POLLIN)
		read_keys(l);
	else if (fd[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		lose_terminal(l);
	prompt_tick(l->prompt, now_seconds());
	handle_events(l);
	if (fd[2].revents)
		drain(l->wake[0]);
	hear(l);
}

/* --- start and end -------------------------------------------------------- */

static FILE *open_keys(const struct startup *startup, struct err *e)
{
	FILE *f;

	if (strcmp(startup->corpus, "-"))
		return stdin;
	f = fopen("/dev/tty", "re");
	if (!f)
		err_errno(e, ERR_INPUT, "cannot read keys from /dev/tty");
	return f;
}

static bool start_screen(struct loop *l, struct err *e)
{
	struct screen_options options = {
		.in = l->keys, .color = l->startup->color,
		.glyphs = l->startup->glyphs, .palette = l->startup->palette,
	};
	char restoring[512];
	size_t n;

	if (!terminal_start(fileno(l->keys), e))
		return false;
	l->screen = screen_new(&options, e);
	if (!l->screen)
		return false;
	n = screen_restoring(l->screen, restoring, sizeof restoring);
	terminal_arm(restoring, n);
	xalloc_on_failure(terminal_out_of_memory);
	return true;
}

static void start_prompt(struct loop *l)
{
	struct prompt_options options = { .utf8 = screen_is_utf8(l->screen) };
	char *history = path_state("history", true);

	options.history = history;
	l->prompt = prompt_new(&options);
	free(history);
}

static void start_frame(struct loop *l)
{
	struct frame *f = &l->frame;

	f->glyphs = screen_glyphs(l->screen);
	f->colour = screen_has_colour(l->screen);
	f->sanitize = screen_is_utf8(l->screen) ? SANITIZE_UTF8 : 0;
	f->choice = &l->choice;
	f->ngram = &l->ngram;
	f->prompt = l->prompt;
	f->pane = l->pane = pane_new(PANE_LINES, f->sanitize);
}

static bool start(struct loop *l, const struct settings *settings,
		  struct err *e)
{
	if (pipe2(l->wake, O_CLOEXEC | O_NONBLOCK))
		return err_errno(e, ERR_RESOURCE, "cannot make a pipe");
	l->keys = open_keys(l->startup, e);
	if (!l->keys)
		return false;
	l->snapshots = snapshots_new();
	l->worker = worker_new(l->startup, settings, l->corpus, l->snapshots,
			       l->wake[1], e);
	if (!l->worker || !start_screen(l, e))
		return false;
	start_prompt(l);
	start_frame(l);
	say(l, SAY_NOTICE, l->corpus->notices);
	measure(l);
	take_snapshot(l);
	show(l, now_seconds());
	worker_begin(l->worker);
	return true;
}

static void release(struct loop *l)
{
	worker_free(l->worker);
	snapshots_free(l->snapshots);
	frame_release(&l->frame);
	pane_free(l->pane);
	for (int i = 0; i < 2; i++)
		if (l->wake[i] >= 0)
			close(l->wake[i]);
	if (l->keys && l->keys != stdin)
		fclose(l->keys);
	free(l->repeat);
	free(l->on_yes);
}

static void leave_screen(struct loop *l)
{
	prompt_free(l->prompt);
	screen_free(l->screen);
	terminal_stop();
}

static void rescue(struct workspace *ws)
{
	char path[4096];

	if (!workspace_unsaved(ws))
		return;
	if (workspace_rescue(ws, path, sizeof path))
		fprintf(stderr, "rnntui: saved %s\n", path);
	else
		fprintf(stderr, "rnntui: the state could not be saved\n");
}

/* On the screen failures of commands do not change the status. */
static int end(struct loop *l)
{
	struct workspace *ws;
	int status;

	leave_screen(l);
	ws = worker_end(l->worker);
	if (l->signal) {
		rescue(ws);
		terminal_die(l->signal);
	}
	status = workspace_finish(ws);
	return status == ERR_FAILED ? 0 : status;
}

int loop_run(const struct startup *startup, const struct settings *settings,
	     const struct corpus *corpus)
{
	struct loop l = { .startup = startup, .corpus = corpus,
			  .interrupted = -INFINITY, .wake = { -1, -1 },
			  .ngram = { NAN, NAN, NAN, NAN } };
	struct err e;
	int status;

	frame_init(&l.frame);
	screen_choice_default(&l.choice);
	if (start(&l, settings, &e)) {
		while (!l.quit && !l.signal) {
			maybe_show(&l);
			turn(&l);
		}
		status = end(&l);
	} else {
		leave_screen(&l);
		fprintf(stderr, "rnntui: %s\n", e.text);
		status = (int)e.kind;
	}
	release(&l);
	return status;
}
