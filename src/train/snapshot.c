/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snapshot.c: three buffers between the trainer and the screen. */
#include "config.h"

#include "train/snapshot.h"

#include "base/exchange.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct snapshots {
	struct snapshot buffer[EXCHANGE_BUFFERS];
	struct exchange exchange;
	long serial;          /* the trainer's alone */
	pthread_mutex_t lock; /* of wants */
	struct snapshot_wants wants;
};

struct snapshots *snapshots_new(void)
{
	struct snapshots *s = xcalloc(1, sizeof *s);

	exchange_init(&s->exchange);
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

void snapshots_free(struct snapshots *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < LENGTH(s->buffer); i++)
		snapshot_release(&s->buffer[i]);
	pthread_mutex_destroy(&s->lock);
	exchange_release(&s->exchange);
	free(s);
}

void snapshots_want(struct snapshots *s, const struct snapshot_wants *wants)
{
	pthread_mutex_lock(&s->lock);
	s->wants = *wants;
	pthread_mutex_unlock(&s->lock);
}

struct snapshot_wants snapshots_wanted(struct snapshots *s)
{
	struct snapshot_wants wants;

	pthread_mutex_lock(&s->lock);
	wants = s->wants;
	pthread_mutex_unlock(&s->lock);
	return wants;
}

const struct snapshot *snapshots_take(struct snapshots *s)
{
	return exchange_take(&s->exchange) ? &s->buffer[s->exchange.front]
					   : NULL;
}

struct snapshot *snapshots_back(struct snapshots *s)
{
	return &s->buffer[s->exchange.back];
}

void snapshots_publish(struct snapshots *s)
{
	snapshots_back(s)->serial = ++s->serial;
	exchange_publish(&s->exchange);
}

/* --- one snapshot -------------------------------------------------------- */

/* At least doubles, because the time axis grows by T at a time. */
bool reading_reserve(struct reading *r, int rows, int cols)
{
	size_t need = (size_t)rows * (size_t)cols;

	if (!r->value || need > r->capacity) {
		r->capacity = need > 2 * r->capacity ? need : 2 * r->capacity;
		free(r->value);
		r->value =
			calloc(r->capacity ? r->capacity : 1, sizeof *r->value);
	}
	if (!r->value)
		r->capacity = 0;
	r->rows = r->value ? rows : 0;
	r->cols = r->value ? cols : 0;
	return r->value;
}

void reading_copy(struct reading *to, const struct reading *from)
{
	to->serial = from->serial;
	to->column = from->column;
	if (reading_reserve(to, from->rows, from->cols) && from->value)
		memcpy(to->value, from->value,
		       (size_t)from->rows * (size_t)from->cols *
			       sizeof *to->value);
}

void snapshot_set_tracks(struct snapshot *s, int tracks)
{
	s->tracks = clamp_int(tracks, 1, TRACKS_SHOWN);
	s->current = 0;
	for (int i = 0; i < s->tracks; i++)
		if (!s->track[i].series)
			s->track[i].series =
				xcalloc(1, sizeof *s->track[i].series);
}

void snapshot_release(struct snapshot *s)
{
	for (int i = 0; i < TRACKS_SHOWN; i++)
		free(s->track[i].series);
	for (int i = 0; i < READINGS; i++)
		free(s->reading[i].value);
	sample_list_clear(&s->samples);
	example_free(s->example);
	answers_clear(&s->answers);
	summary_free(s->summary);
	*s = (struct snapshot){ .serial = 0 };
}
