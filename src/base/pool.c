/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pool.c: threads that do the same work on different parts. */
#include "config.h"

#include "base/pool.h"
#include "base/thread.h"
#include "base/util.h"

#include <pthread.h>
#include <stdlib.h>

struct worker {
	struct pool *pool;
	pthread_t thread;
	int part;
};

struct pool {
	pthread_mutex_t lock; /* of all that follows but the workers */
	pthread_cond_t begun, done;
	pool_work *work; /* NULL: the end */
	void *arg;
	long turn; /* grows by one per pool_run() */
	int left;  /* parts not done */
	int workers;
	struct worker worker[];
};

/* Sleeps until another turn than `turn` has begun. */
static pool_work *await(struct pool *p, long turn, void **arg)
{
	pool_work *work;

	pthread_mutex_lock(&p->lock);
	while (p->turn == turn)
		pthread_cond_wait(&p->begun, &p->lock);
	work = p->work;
	*arg = p->arg;
	pthread_mutex_unlock(&p->lock);
	return work;
}

static void tell_done(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	if (--p->left == 0)
		pthread_cond_signal(&p->done);
	pthread_mutex_unlock(&p->lock);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	pool_work *work;
	void *with;

	for (long turn = 0; (work = await(w->pool, turn, &with)); turn++) {
		work(with, w->part);
		tell_done(w->pool);
	}
	return NULL;
}

static void begin(struct pool *p, pool_work *work, void *arg)
{
	pthread_mutex_lock(&p->lock);
	p->work = work;
	p->arg = arg;
	p->left = p->workers;
	p->turn++;
	pthread_cond_broadcast(&p->begun);
	pthread_mutex_unlock(&p->lock);
}

void pool_run(struct pool *p, pool_work *work, void *arg)
{
	begin(p, work, arg);
	work(arg, 0);
	pthread_mutex_lock(&p->lock);
	while (p->left)
		pthread_cond_wait(&p->done, &p->lock);
	pthread_mutex_unlock(&p->lock);
}

struct pool *pool_new(int parts, struct err *e)
{
	struct pool *p =
		xcalloc(1, sizeof *p + (size_t)parts * sizeof *p->worker);

	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->begun, NULL);
	pthread_cond_init(&p->done, NULL);
	while (p->workers < parts - 1) {
		struct worker *w = &p->worker[p->workers];

		*w = (struct worker){ .pool = p, .part = p->workers + 1 };
		if (!thread_start(&w->thread, worker_main, w, e)) {
			pool_free(p);
			return NULL;
		}
		p->workers++;
	}
	return p;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	begin(p, NULL, NULL);
	for (int i = 0; i < p->workers; i++)
		pthread_join(p->worker[i].thread, NULL);
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->begun);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
