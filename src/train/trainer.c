/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trainer.c: the thread that owns every run. */
#include "config.h"

#include "train/trainer.h"

#include "base/thread.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Upper bound of the outbox, text and bookkeeping: beyond it the oldest messages
 * are dropped. */
enum { OUTBOX_BYTES = 4 << 20 };
/* For the crash handler: formatting and a backtrace fit. */
enum { SIGNAL_STACK_BYTES = 64 << 10 };

struct letter {
	struct letter *next;
	struct message message;
};

/* A queue of letters, oldest first. */
struct box {
	struct letter *first, **end;
	size_t bytes;
};

struct trainer {
	struct trainer_work work;
	int wake_fd;
	pthread_t thread;
	void *signal_stack;

	atomic_bool attention; /* inbox is not empty, stop or rest; the only
			          thing a running thread looks at */
	atomic_bool interrupted;

	pthread_mutex_t lock; /* of all members below */
	pthread_cond_t changed;
	struct box inbox, outbox;
	int pending;
	long dropped;       /* from the outbox since the last hearing */
	bool rest, resting; /* wanted; reached */
	bool stop;
};

void message_release(struct message *m)
{
	free(m->text);
	free(m->second);
	*m = (struct message){ 0 };
}

static size_t letter_bytes(const struct letter *letter)
{
	const struct message *m = &letter->message;

	return sizeof *letter + m->length + 1 +
	       (m->second ? strlen(m->second) + 1 : 0);
}

/* Copies the fields of `m` and its texts. */
static struct letter *letter_new(struct message m, const char *text,
				 const char *second)
{
	struct letter *letter = xmalloc(sizeof *letter);

	m.text = xmalloc(m.length + 1);
	if (m.length)
		memcpy(m.text, text, m.length);
	m.text[m.length] = '\0';
	m.second = second ? xstrdup(second) : NULL;
	*letter = (struct letter){ .message = m };
	return letter;
}

static void letter_free(struct letter *letter)
{
	if (!letter)
		return;
	message_release(&letter->message);
	free(letter);
}

static void box_init(struct box *box)
{
	*box = (struct box){ .first = NULL };
	box->end = &box->first;
}

static void box_put(struct box *box, struct letter *letter)
{
	*box->end = letter;
	box->end = &letter->next;
	box->bytes += letter_bytes(letter);
}

static struct letter *box_take(struct box *box)
{
	struct letter *letter = box->first;

	if (!letter)
		return NULL;
	box->first = letter->next;
	if (!box->first)
		box->end = &box->first;
	box->bytes -= letter_bytes(letter);
	return letter;
}

static void box_release(struct box *box)
{
	struct letter *letter;

	while ((letter = box_take(box)))
		letter_free(letter);
}

/* The pipe is non-blocking; if it is full the reader has a byte to find. */
static void trainer_wake(const struct trainer *t)
{
	ssize_t n;

	if (t->wake_fd < 0)
		return;
	do
		n = write(t->wake_fd, "", 1);
	while (n < 0 && errno == EINTR);
}

/* --- the thread ---------------------------------------------------------- */

/* Under the lock. */
static void trainer_rest_if_wanted(struct trainer *t)
{
	if (!t->rest)
		return;
	t->resting = true;
	pthread_cond_broadcast(&t->changed);
	while (t->rest && !t->stop)
		pthread_cond_wait(&t->changed, &t->lock);
	t->resting = false;
}

/* The next request; waits for one if `idle`, else NULL without one.  *stop: the
 * end.  The flag is lowered under the lock that posting takes, so no letter is
 * overlooked. */
static struct letter *trainer_next(struct trainer *t, bool idle, bool *stop)
{
	struct letter *letter = NULL;

	pthread_mutex_lock(&t->lock);
	trainer_rest_if_wanted(t);
	while (idle && !t->stop && !t->inbox.first) {
		pthread_cond_wait(&t->changed, &t->lock);
		trainer_rest_if_wanted(t);
	}
	if (!t->stop)
		letter = box_take(&t->inbox);
	*stop = t->stop;
	atomic_store(&t->attention, t->stop || t->inbox.first);
	pthread_mutex_unlock(&t->lock);
	return letter;
}

static void trainer_execute(struct trainer *t, struct letter *letter)
{
	t->work.request(t->work.owner, &letter->message);
	letter_free(letter);
	pthread_mutex_lock(&t->lock);
	t->pending--;
	pthread_mutex_unlock(&t->lock);
	trainer_wake(t);
}

/* All waiting requests come between two slices, so that a hundred of them do
 * not take a hundred iterations. */
static void trainer_loop(struct trainer *t)
{
	bool busy = true, stop = false;
	struct letter *letter;

	for (;;) {
		while (!busy || atomic_load_explicit(&t->attention,
						     memory_order_acquire)) {
			letter = trainer_next(t, !busy, &stop);
			if (stop)
				return;
			if (letter)
				trainer_execute(t, letter);
			busy = true;
		}
		busy = t->work.slice(t->work.owner);
	}
}

/* A handler that asked for SA_ONSTACK can then report even an overflowed
 * stack.  The old stack is put back because sanitizers own it. */
static void *trainer_main(void *arg)
{
	struct trainer *t = arg;
	stack_t stack = { .ss_sp = t->signal_stack,
			  .ss_size = SIGNAL_STACK_BYTES };
	stack_t old;
	bool switched = !sigaltstack(&stack, &old);

	trainer_loop(t);
	if (switched)
		sigaltstack(&old, NULL);
	return NULL;
}

static void trainer_release(struct trainer *t)
{
	box_release(&t->inbox);
	box_release(&t->outbox);
	pthread_cond_destroy(&t->changed);
	pthread_mutex_destroy(&t->lock);
	free(t->signal_stack);
	free(t);
}

/* Makes it wait by the clock of now_seconds(). */
static void init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t how;

	pthread_condattr_init(&how);
	pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &how);
	pthread_condattr_destroy(&how);
}

struct trainer *trainer_new(const struct trainer_work *work, int wake_fd,
			    struct err *e)
{
	struct trainer *t = xcalloc(1, sizeof *t);
	int flags;

	assert(work->slice && work->request);
	t->work = *work;
	t->wake_fd = wake_fd;
	t->signal_stack = xmalloc(SIGNAL_STACK_BYTES);
	atomic_init(&t->attention, false);
	atomic_init(&t->interrupted, false);
	pthread_mutex_init(&t->lock, NULL);
	init_condition(&t->changed);
	box_init(&t->inbox);
	box_init(&t->outbox);
	if (wake_fd >= 0) {
		flags = fcntl(wake_fd, F_GETFL);
		if (flags < 0 ||
		    fcntl(wake_fd, F_SETFL, flags | O_NONBLOCK) < 0) {
			err_errno(e, ERR_RESOURCE, "cannot prepare a pipe");
			goto out;
		}
	}
	if (thread_start(&t->thread, trainer_main, t, e))
		return t;
out:
	trainer_release(t);
	return NULL;
}

void trainer_free(struct trainer *t)
{
	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	t->stop = true;
	atomic_store(&t->attention, true);
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	trainer_release(t);
}

/* --- requests ------------------------------------------------------------ */

void trainer_post(struct trainer *t, int kind, const char *text,
		  const char *second)
{
	struct message m = { .kind = kind, .length = strlen(text) };
	struct letter *letter = letter_new(m, text, second);

	pthread_mutex_lock(&t->lock);
	box_put(&t->inbox, letter);
	t->pending++;
	atomic_store(&t->attention, true);
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

int trainer_pending(struct trainer *t)
{
	int pending;

	pthread_mutex_lock(&t->lock);
	pending = t->pending;
	pthread_mutex_unlock(&t->lock);
	return pending;
}

void trainer_interrupt(struct trainer *t)
{
	atomic_store(&t->interrupted, true);
}

bool trainer_interrupted(const struct trainer *t)
{
	return atomic_load_explicit(&t->interrupted, memory_order_relaxed);
}

void trainer_clear_interrupt(struct trainer *t)
{
	atomic_store(&t->interrupted, false);
}

bool trainer_rest(struct trainer *t, double seconds)
{
	double until = now_seconds() + seconds;
	struct timespec end = { .tv_sec = (time_t)until };
	bool resting;
	int error = 0;

	end.tv_nsec = (long)(1e9 * (until - (double)end.tv_sec));
	pthread_mutex_lock(&t->lock);
	t->rest = true;
	atomic_store(&t->attention, true);
	pthread_cond_broadcast(&t->changed);
	while (!t->resting && !error)
		error = pthread_cond_timedwait(&t->changed, &t->lock, &end);
	resting = t->resting;
	pthread_mutex_unlock(&t->lock);
	return resting;
}

void trainer_resume(struct trainer *t)
{
	pthread_mutex_lock(&t->lock);
	t->rest = false;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

/* --- results ------------------------------------------------------------- */

static void trainer_send(struct trainer *t, struct letter *letter)
{
	pthread_mutex_lock(&t->lock);
	box_put(&t->outbox, letter);
	/* Keeps the newest, however long it is. */
	while (t->outbox.bytes > OUTBOX_BYTES && t->outbox.first != letter) {
		letter_free(box_take(&t->outbox));
		t->dropped++;
	}
	pthread_mutex_unlock(&t->lock);
	trainer_wake(t);
}

void trainer_say(struct trainer *t, enum say say, const char *text,
		 size_t length)
{
	struct message m = { .say = say, .length = length };

	trainer_send(t, letter_new(m, text, NULL));
}

void trainer_tell(struct trainer *t, int kind, const char *text,
		  const char *second)
{
	struct message m = { .kind = kind, .length = strlen(text) };

	trainer_send(t, letter_new(m, text, second));
}

/* Replaces the dropped ones. */
static struct letter *letter_of_dropped(long dropped)
{
	char *line = xasprintf("(%ld earlier results were not kept)", dropped);
	struct message m = { .say = SAY_NOTICE, .length = strlen(line) };
	struct letter *letter = letter_new(m, line, NULL);

	free(line);
	return letter;
}

bool trainer_hear(struct trainer *t, struct message *m)
{
	struct letter *letter;

	pthread_mutex_lock(&t->lock);
	if (t->dropped)
		letter = letter_of_dropped(t->dropped);
	else
		letter = box_take(&t->outbox);
	t->dropped = 0;
	pthread_mutex_unlock(&t->lock);
	if (!letter)
		return false;
	*m = letter->message;
	free(letter);
	return true;
}
