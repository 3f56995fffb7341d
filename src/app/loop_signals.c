/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop_signals.c: Ctrl-C, Ctrl-Z, a new size, the end. */
#include "config.h"

#include "app/loop_private.h"

#include <math.h>
#include <signal.h>

#include "app/terminal.h"

#define QUIT_SECONDS 1.0 /* between two Ctrl-C */
#define REST_SECONDS 1.0 /* wait for an iteration to end before a stop */

/* Training rests between two iterations, so that the stop does not count in its
 * clock. */
static void suspend(struct loop *l)
{
	worker_rest(l->worker, REST_SECONDS);
	screen_suspend(l->screen);
	terminal_suspend();
	if (!terminal_ending())
		screen_resume(l->screen);
	worker_resume(l->worker);
	loop_measure(l);
}

static void on_interrupt(struct loop *l)
{
	double now = now_seconds();
	bool nothing = prompt_interrupt(l->prompt);

	loop_end_cursor(l);
	loop_events(l);
	if (nothing && now - l->interrupted < QUIT_SECONDS) {
		l->interrupted = -INFINITY;
		loop_submit(l, "quit");
		return;
	}
	l->interrupted = now;
	worker_interrupt(l->worker);
}

void loop_signals(struct loop *l)
{
	int number;

	while ((number = terminal_signal())) {
		if (number == SIGINT) {
			on_interrupt(l);
		} else if (number == SIGTSTP) {
			suspend(l);
		} else if (number == SIGCONT) {
			if (!terminal_ending())
				screen_resume(l->screen);
			loop_measure(l);
		} else if (number == SIGWINCH) {
			loop_measure(l);
		} else if (!l->signal) {
			l->signal = number;
		}
	}
}
