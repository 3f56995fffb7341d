/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop.c: messages from the trainer, and frames: one poll() for everything. */
#include "config.h"

#include "app/loop_private.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/terminal.h"
#include "base/path.h"
#include "base/print.h"
#include "base/utf8.h"

#define REST_SECONDS 0.25 /* between looks while nothing moves */
enum { PANE_LINES = 2000 };

/* --- the trainer ---------------------------------------------------------- */

static void ask(struct loop *l, const struct message *m)
{
	free(l->on_yes);
	l->on_yes = xstrdup(m->second);
	prompt_ask(l->prompt, m->text);
}

static void hear(struct loop *l, const struct message *m)
{
	switch ((enum tell)m->kind) {
	case TELL_SCREEN: loop_script(l, m->text); break;
	case TELL_ASK: ask(l, m); break;
	case TELL_QUIT: l->quit = true; break;
	case TELL_LINE:
		if (m->say == SAY_ECHO)
			pane_echo(l->pane, m->text);
		else
			pane_add(l->pane, m->say, m->text, m->length);
	}
}

static void drain(int fd)
{
	char bytes[256];

	while (read(fd, bytes, sizeof bytes) == sizeof bytes)
		;
}

void loop_hear(struct loop *l)
{
	struct message m;

	drain(l->wake[0]);
	while (worker_hear(l->worker, &m)) {
		hear(l, &m);
		message_release(&m);
		l->dirty = true;
	}
	l->dirty |= l->waiting != worker_waiting(l->worker) ||
		    l->held != worker_held(l->worker);
	l->waiting = worker_waiting(l->worker);
	l->held = worker_held(l->worker);
}

/* --- frames --------------------------------------------------------------- */

static bool same_wants(const struct snapshot_wants *a,
		       const struct snapshot_wants *b)
{
	return a->probes == b->probes && a->parts == b->parts &&
	       a->columns == b->columns && a->unit == b->unit;
}

/* Tells the trainer what the panels need now; at rest it publishes that at
 * once.  A screen that is too small for a moment keeps its old needs. */
static void tell_wants(struct loop *l)
{
	struct snapshot_wants wants = frame_wants(&l->frame);

	if (l->frame.layout.too_small || same_wants(&wants, &l->wants))
		return;
	l->wants = wants;
	l->awaited = true;
	snapshots_want(l->snapshots, &wants);
	worker_refresh(l->worker);
}

static void show(struct loop *l, double now)
{
	char text[60];

	prompt_set(l->prompt, loop_prompt_text(l, text, sizeof text));
	frame_draw(&l->frame, now, l->dirty);
	screen_show(l->screen, &l->frame.canvas);
	l->dirty = l->fresh = false;
	l->next_look = now + 1;
	loop_keep_cursor(l);
	tell_wants(l);
}

static void take_snapshot(struct loop *l)
{
	const struct snapshot *snap = snapshots_take(l->snapshots);

	if (!snap || snap->serial == l->serial)
		return;
	l->frame.snap = snap;
	l->serial = snap->serial;
	for (int i = 0; i < snap->tracks; i++)
		l->run_name[i] = snap->track[i].name;
	prompt_set_runs(l->prompt,
			&(struct words){ l->run_name, sizeof *l->run_name,
					 snap->tracks });
	l->fresh = true;
	/* At rest a snapshot answers something, as does the first with the
	 * panels' new needs. */
	l->dirty = l->dirty || !snapshot_track(snap)->running;
	if (l->awaited && same_wants(&snap->wants, &l->wants)) {
		l->dirty = true;
		l->awaited = false;
	}
	/* Another net may have fewer units. */
	if (l->choice.unit >= snapshot_track(snap)->spec.hidden)
		l->choice.unit = snapshot_track(snap)->spec.hidden - 1;
}

/* Asks the analyst for the readings the snapshot needs, and takes those it
 * made. */
static void take_made(struct loop *l, double now)
{
	const struct reading *made;

	if (l->frame.snap)
		analyst_give(l->analyst, l->frame.snap, now);
	made = analyst_take(l->analyst);
	if (made == l->frame.made)
		return;
	l->frame.made = made;
	l->dirty = true;
}

/* Shows user actions at once, snapshots at most fps times per second and as the
 * pace allows; the status line counts seconds. */
static void maybe_show(struct loop *l)
{
	double now = now_seconds();

	if (now >= l->next_frame) {
		take_snapshot(l);
		l->next_frame =
			now + 1.0 / (double)max_int(1, (int)l->startup->fps);
	}
	take_made(l, now);
	if (l->dirty || prompt_dirty(l->prompt) || now >= l->next_look ||
	    frame_is_due(&l->frame, now, l->fresh))
		show(l, now);
}

void loop_measure(struct loop *l)
{
	screen_measure(l->screen, &l->frame.rows, &l->frame.cols);
	prompt_resize(l->prompt, l->frame.rows, l->frame.cols);
	l->dirty = true;
}

/* --- the loop ------------------------------------------------------------- */

static int timeout_ms(const struct loop *l)
{
	double now = now_seconds();
	double due = l->frame.snap && snapshot_track(l->frame.snap)->running
			     ? l->next_frame
			     : now + REST_SECONDS;

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
		loop_signals(l);
	if (fd[0].revents & POLLIN)
		loop_read_keys(l);
	else if (fd[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		loop_lose_terminal(l);
	prompt_tick(l->prompt, now_seconds());
	loop_events(l);
	loop_hear(l);
}

/* --- start and end -------------------------------------------------------- */

static FILE *open_keys(const struct startup *startup, struct err *e)
{
	FILE *f;

	if (!startup->corpus || strcmp(startup->corpus, "-"))
		return stdin;
	f = fopen("/dev/tty", "re");
	if (!f)
		err_errno(e, ERR_INPUT, "cannot read keys from /dev/tty");
	return f;
}

static bool start_screen(struct loop *l, struct err *e)
{
	struct screen_options options = {
		.in = l->keys,
		.color = l->startup->color,
		.glyphs = l->startup->glyphs,
		.palette = l->startup->palette,
		.background = l->startup->background,
		.mouse = l->startup->mouse,
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
	struct prompt_options options = {
		.utf8 = screen_is_utf8(l->screen),
		.expect_reply = screen_asked(l->screen),
	};
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
	f->depth = screen_depth(l->screen);
	f->sanitize = screen_is_utf8(l->screen) ? SANITIZE_UTF8 : 0;
	f->choice = &l->choice;
	f->prompt = l->prompt;
	f->pane = l->pane = pane_new(PANE_LINES, f->sanitize);
}

/* The first snapshot is that of the task. */
static void choose_panels(struct loop *l)
{
	if (l->frame.snap)
		screen_choice_default(&l->choice,
				      snapshot_track(l->frame.snap)->examples);
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
	l->analyst = analyst_new(l->wake[1], e);
	if (!l->analyst)
		return false;
	l->worker = worker_new(l->startup, settings, l->data, l->snapshots,
			       l->wake[1], e);
	if (!l->worker || !start_screen(l, e))
		return false;
	start_prompt(l);
	start_frame(l);
	if (l->data->notices)
		loop_say(l, SAY_NOTICE, l->data->notices);
	loop_measure(l);
	take_snapshot(l);
	choose_panels(l);
	show(l, now_seconds());
	worker_begin(l->worker);
	return true;
}

static void release(struct loop *l)
{
	worker_free(l->worker);
	analyst_free(l->analyst);
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

/* On the screen failed commands do not change the status. */
static int end(struct loop *l)
{
	struct workspace *ws;
	int status;

	leave_screen(l);
	ws = worker_end(l->worker);
	if (l->signal) {
		session_rescue(workspace_session(ws));
		terminal_die(l->signal);
	}
	status = session_finish(workspace_session(ws));
	return status == ERR_FAILED ? 0 : status;
}

int loop_run(const struct startup *startup, const struct settings *settings,
	     const struct dataset *data)
{
	struct loop l = { .startup = startup,
			  .data = data,
			  .interrupted = -INFINITY,
			  .wake = { -1, -1 } };
	struct err e;
	int status;

	frame_init(&l.frame);
	screen_choice_default(&l.choice, false);
	if (start(&l, settings, &e)) {
		while (!l.quit && !l.signal) {
			maybe_show(&l);
			turn(&l);
		}
		status = end(&l);
	} else {
		leave_screen(&l);
		print_safely(stderr, "rnntui: %s\n", e.text);
		status = (int)e.kind;
	}
	release(&l);
	return status;
}
