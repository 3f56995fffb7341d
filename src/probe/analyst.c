/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyst.c: makes readings on its own thread. */
#include "config.h"

#include "probe/analyst.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/exchange.h"
#include "base/thread.h"
#include "base/util.h"

/* Identifies the source of a reading: if it is the same, there is nothing to
 * do. */
struct origin {
	const struct corpus *corpus; /* NULL: none */
	long serial;
};

struct given {
	uint64_t wanted;
	struct raw raw[PROBES];
};

struct made {
	struct reading reading[PROBES];
};

struct analyst {
	pthread_t thread;
	int wake_fd;
	struct exchange in, out;
	struct given given[EXCHANGE_BUFFERS];
	struct made made[EXCHANGE_BUFFERS];
	/* the screen's */
	struct origin asked[PROBES];
	double due[PROBES];
	/* the analyst's */
	struct origin done[PROBES];
	struct made latest;
};

static bool same_origin(struct origin a, struct origin b)
{
	return a.corpus == b.corpus && a.serial == b.serial;
}

/* --- the analyst's side --------------------------------------------------- */

static void wake(const struct analyst *a)
{
	ssize_t n;

	do
		n = write(a->wake_fd, "", 1);
	while (n < 0 && errno == EINTR);
}

static void publish(struct analyst *a)
{
	struct made *out = &a->made[a->out.back];

	for (int i = 0; i < PROBES; i++)
		reading_copy(&out->reading[i], &a->latest.reading[i]);
	exchange_publish(&a->out);
	wake(a);
}

static void make(struct analyst *a, const struct given *given)
{
	for (int i = 0; i < PROBES; i++) {
		const struct raw *raw = &given->raw[i];
		struct origin origin = { raw->corpus, raw->reading.serial };

		if (!(given->wanted & PROBE_BIT(i)) ||
		    same_origin(origin, a->done[i]))
			continue;
		a->latest.reading[i].serial = origin.serial;
		probe_table[i].make(raw, &a->latest.reading[i]);
		a->done[i] = origin;
		publish(a);
	}
}

static void *analyst_main(void *arg)
{
	struct analyst *a = arg;

	while (exchange_wait(&a->in))
		make(a, &a->given[a->in.front]);
	return NULL;
}

/* --- the screen's side ---------------------------------------------------- */

struct analyst *analyst_new(int wake_fd, struct err *e)
{
	struct analyst *a = xcalloc(1, sizeof *a);

	a->wake_fd = wake_fd;
	exchange_init(&a->in);
	exchange_init(&a->out);
	if (thread_start(&a->thread, analyst_main, a, e))
		return a;
	exchange_release(&a->in);
	exchange_release(&a->out);
	free(a);
	return NULL;
}

void analyst_free(struct analyst *a)
{
	if (!a)
		return;
	exchange_close(&a->in);
	pthread_join(a->thread, NULL);
	for (int i = 0; i < PROBES; i++) {
		free(a->latest.reading[i].value);
		for (int k = 0; k < EXCHANGE_BUFFERS; k++) {
			free(a->given[k].raw[i].reading.value);
			free(a->made[k].reading[i].value);
		}
	}
	exchange_release(&a->in);
	exchange_release(&a->out);
	free(a);
}

/* The rows wanted of a snapshot that need a make(). */
static uint64_t wanted_of(const struct snapshot *snap)
{
	uint64_t wanted = 0;

	for (int i = 0; i < PROBES; i++)
		if (probe_table[i].make)
			wanted |= snap->wants.probes & PROBE_BIT(i);
	return wanted;
}

void analyst_give(struct analyst *a, const struct snapshot *snap, double now)
{
	const struct corpus *corpus = snapshot_track(snap)->corpus;
	struct given *given = &a->given[a->in.back];
	bool any = false;

	given->wanted = wanted_of(snap);
	for (int i = 0; i < PROBES; i++) {
		struct origin origin = { corpus, snap->reading[i].serial };

		if (!(given->wanted & PROBE_BIT(i)) || now < a->due[i] ||
		    same_origin(origin, a->asked[i]))
			continue;
		a->asked[i] = origin;
		a->due[i] = now + probe_table[i].seconds;
		any = true;
	}
	for (int i = 0; any && i < PROBES; i++)
		if (given->wanted & PROBE_BIT(i)) {
			given->raw[i].corpus = corpus;
			reading_copy(&given->raw[i].reading, &snap->reading[i]);
		}
	if (any)
		exchange_publish(&a->in);
}

const struct reading *analyst_take(struct analyst *a)
{
	return exchange_take(&a->out) ? a->made[a->out.front].reading : NULL;
}
