/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.c: three buffers between two threads. */
#include "config.h"

#include "base/exchange.h"

void exchange_init(struct exchange *x)
{
	*x = (struct exchange){ .back = 0, .ready = 1, .front = 2 };
	pthread_mutex_init(&x->lock, NULL);
	pthread_cond_init(&x->changed, NULL);
}

void exchange_release(struct exchange *x)
{
	pthread_cond_destroy(&x->changed);
	pthread_mutex_destroy(&x->lock);
}

static void swap(int *a, int *b)
{
	int old = *a;

	*a = *b;
	*b = old;
}

void exchange_publish(struct exchange *x)
{
	pthread_mutex_lock(&x->lock);
	swap(&x->back, &x->ready);
	x->fresh = x->any = true;
	pthread_cond_signal(&x->changed);
	pthread_mutex_unlock(&x->lock);
}

void exchange_close(struct exchange *x)
{
	pthread_mutex_lock(&x->lock);
	x->closed = true;
	pthread_cond_signal(&x->changed);
	pthread_mutex_unlock(&x->lock);
}

/* Under the lock. */
static void take(struct exchange *x)
{
	if (x->fresh)
		swap(&x->front, &x->ready);
	x->fresh = false;
}

bool exchange_take(struct exchange *x)
{
	bool any;

	pthread_mutex_lock(&x->lock);
	take(x);
	any = x->any;
	pthread_mutex_unlock(&x->lock);
	return any;
}

bool exchange_wait(struct exchange *x)
{
	bool closed;

	pthread_mutex_lock(&x->lock);
	while (!x->fresh && !x->closed)
		pthread_cond_wait(&x->changed, &x->lock);
	closed = x->closed;
	take(x);
	pthread_mutex_unlock(&x->lock);
	return !closed;
}
