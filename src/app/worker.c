/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker.c: the workspace on the trainer's thread. */
#include "config.h"

#include "app/export.h"
#include "app/worker.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/print.h"

/* Requests to the trainer's side. */
enum order {
	ORDER_BEGIN,
	ORDER_CLOCK, /* rates count from now */
	ORDER_REFRESH,
	ORDER_INTERRUPT,
	ORDER_EXECUTE, /* a command line, and its echo if it is to be heard */
	ORDER_SCRIPT,  /* several, and what is echoed before each */
	ORDER_DECLINED,
	ORDER_CHOOSE, /* what is on the screen */
	ORDER_GO_ON,  /* with the script that waits */
};

struct worker {
	const struct startup *startup;
	const struct settings *settings;
	struct trainer *trainer;
	struct workspace *ws;
	bool ended;         /* the thread; all is the caller's */
	atomic_bool busy;   /* of the workspace, after the last request */
	atomic_int waiting; /* ... or slice */
	atomic_bool held;
	/* the trainer's side */
	bool begun;
};

/* --- what the workspace says ---------------------------------------------- */

static void on_say(void *owner, enum say say, const char *text, size_t length)
{
	struct worker *w = owner;

	if (w->ended)
		print_safely_bytes(stderr, text, length, 0);
	else
		trainer_say(w->trainer, say, text, length);
}

static void on_screen(void *owner, const char *line)
{
	trainer_tell(((struct worker *)owner)->trainer, TELL_SCREEN, line,
		     NULL);
}

static void on_ask(void *owner, const char *question, const char *command)
{
	trainer_tell(((struct worker *)owner)->trainer, TELL_ASK, question,
		     command);
}

static bool on_draw(void *owner, const struct picture *picture,
		    struct strbuf *out, struct err *e)
{
	const struct worker *w = owner;

	return export_draw(w->startup->palette, picture, out, e);
}

static void on_quit(void *owner, int status UNUSED)
{
	trainer_tell(((struct worker *)owner)->trainer, TELL_QUIT, "", NULL);
}

static bool on_interrupted(void *owner)
{
	struct worker *w = owner;

	return !w->ended && trainer_interrupted(w->trainer);
}

/* --- the trainer's side --------------------------------------------------- */

static void stop_work(struct worker *w)
{
	workspace_interrupt(w->ws);
	trainer_clear_interrupt(w->trainer);
}

/* The init script, then -e and -x in their order, each when the one before is
 * done. */
static void enqueue_startup(struct worker *w)
{
	char *path = path_config("init");

	if (path && !access(path, F_OK))
		workspace_enqueue(w->ws, LINE_OF_FILE, path);
	free(path);
	for (int i = 0; i < w->startup->commands; i++) {
		const struct startup_command *c = &w->startup->command[i];

		workspace_enqueue(w->ws,
				  c->file ? LINE_OF_FILE : LINE_OF_OPTION,
				  c->text);
	}
}

static void note_work(struct worker *w)
{
	atomic_store(&w->busy, workspace_busy(w->ws));
	atomic_store(&w->waiting, workspace_waiting(w->ws));
	atomic_store(&w->held, workspace_held(w->ws));
}

static bool slice(struct worker *w)
{
	if (trainer_interrupted(w->trainer)) {
		stop_work(w);
		return true;
	}
	return workspace_slice(w->ws);
}

static bool on_slice(void *owner)
{
	struct worker *w = owner;
	bool worked;

	if (!w->begun) /* the workspace is still being made */
		return false;
	worked = slice(w);
	note_work(w);
	return worked;
}

static void begin(struct worker *w)
{
	const struct run *run = workspace_run(w->ws);
	long end = run->set.iterations;

	w->begun = true;
	enqueue_startup(w);
	/* A lesson itself says what is trained when. */
	if (!w->startup->lesson &&
	    (!end || run->now.iteration < end || run_validating(run)))
		session_set_running(workspace_session(w->ws), true);
}

static void on_request(void *owner, const struct message *m)
{
	struct worker *w = owner;

	switch ((enum order)m->kind) {
	case ORDER_BEGIN: begin(w); break;
	case ORDER_CLOCK:
		session_restart_clock(workspace_session(w->ws));
		break;
	case ORDER_REFRESH:
		session_publish_now(workspace_session(w->ws));
		break;
	case ORDER_INTERRUPT: stop_work(w); break;
	case ORDER_EXECUTE: workspace_submit(w->ws, m->text, m->second); break;
	case ORDER_SCRIPT:
		workspace_submit_script(w->ws, m->text, m->second);
		break;
	case ORDER_DECLINED: session_answered(workspace_session(w->ws)); break;
	case ORDER_CHOOSE: workspace_choose(w->ws, m->text); break;
	case ORDER_GO_ON: workspace_go_on(w->ws); break;
	}
	note_work(w);
}

/* --- the screen's side ---------------------------------------------------- */

static bool worker_start(struct worker *w, int wake_fd, struct err *e)
{
	struct trainer_work work = { w, on_slice, on_request };

	w->trainer = trainer_new(&work, wake_fd, e);
	return w->trainer;
}

struct worker *worker_new(const struct startup *startup,
			  const struct settings *settings,
			  const struct dataset *data,
			  struct snapshots *snapshots, int wake_fd,
			  struct err *e)
{
	struct worker *w = xcalloc(1, sizeof *w);
	struct host host = {
		.owner = w,
		.interactive = true,
		.say = on_say,
		.screen = on_screen,
		.ask = on_ask,
		.draw = on_draw,
		.quit = on_quit,
		.interrupted = on_interrupted,
	};

	w->startup = startup;
	w->settings = settings;
	/* The thread first, since the workspace has messages while it is
	 * made. */
	if (!worker_start(w, wake_fd, e))
		goto fail;
	w->ws = workspace_new(startup, settings, data, &host, e);
	if (!w->ws)
		goto fail;
	session_publish_to(workspace_session(w->ws), snapshots,
			   (int)startup->fps);
	return w;
fail:
	worker_free(w);
	return NULL;
}

static void order(struct worker *w, enum order order)
{
	trainer_post(w->trainer, (int)order, "", NULL);
}

void worker_begin(struct worker *w) { order(w, ORDER_BEGIN); }

void worker_refresh(struct worker *w) { order(w, ORDER_REFRESH); }

void worker_post(struct worker *w, const char *line, const char *echo)
{
	trainer_post(w->trainer, (int)ORDER_EXECUTE, line, echo);
}

void worker_post_script(struct worker *w, const char *lines, const char *prompt)
{
	trainer_post(w->trainer, (int)ORDER_SCRIPT, lines, prompt);
}

void worker_declined(struct worker *w) { order(w, ORDER_DECLINED); }

void worker_choose(struct worker *w, const char *lines)
{
	trainer_post(w->trainer, (int)ORDER_CHOOSE, lines, NULL);
}

int worker_waiting(const struct worker *w) { return atomic_load(&w->waiting); }

bool worker_held(const struct worker *w) { return atomic_load(&w->held); }

void worker_go_on(struct worker *w) { order(w, ORDER_GO_ON); }

bool worker_busy(const struct worker *w) { return atomic_load(&w->busy); }

bool worker_pending(const struct worker *w)
{
	return trainer_pending(w->trainer) > 0;
}

/* The flag stops the current work; the request clears it if there is none. */
void worker_interrupt(struct worker *w)
{
	trainer_interrupt(w->trainer);
	order(w, ORDER_INTERRUPT);
}

bool worker_hear(struct worker *w, struct message *m)
{
	return trainer_hear(w->trainer, m);
}

void worker_rest(struct worker *w, double seconds)
{
	trainer_rest(w->trainer, seconds);
}

/* The order comes before the next slice. */
void worker_resume(struct worker *w)
{
	order(w, ORDER_CLOCK);
	trainer_resume(w->trainer);
}

struct workspace *worker_end(struct worker *w)
{
	trainer_free(w->trainer);
	w->trainer = NULL;
	w->ended = true;
	return w->ws;
}

void worker_free(struct worker *w)
{
	if (!w)
		return;
	trainer_free(w->trainer);
	w->trainer = NULL;
	w->ended = true;
	workspace_free(w->ws);
	free(w);
}
