/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snapshot.c: three buffers between the trainer and the screen. */
#include "config.h"

#include "train/snapshot.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* back: the trainer fills it; front: the screen reads it; ready: published last
 * and not yet taken (fresh), or a spare.  Always a permutation of 0, 1, 2, so
 * each buffer has one owner and the lock covers only the exchange. */
struct snapshots {
	struct snapshot buffer[3];
	int back;  /* the trainer's alone */
	int front; /* the screen's alone */

	pthread_mutex_t lock; /* of all that follows */
	int ready;
	bool fresh;
	long serial;
	struct snapshot_wants wants;
};

struct snapshots *snapshots_new(void)
{
	struct snapshots *s = xcalloc(1, sizeof *s);

	pthread_mutex_init(&s->lock, NULL);
	s->back = 0;
	s->ready = 1;
	s->front = 2;
	return s;
}

void snapshots_free(struct snapshots *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < LENGTH(s->buffer); i++)
		snapshot_release(&s->buffer[i]);
	pthread_mutex_destroy(&s->lock);
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

static void swap(int *a, int *b)
{
	int old = *a;

	*a = *b;
	*b = old;
}

const struct snapshot *snapshots_take(struct snapshots *s)
{
	bool any;

	pthread_mutex_lock(&s->lock);
	if (s->fresh)
		swap(&s->front, &s->ready);
	s->fresh = false;
	any = s->serial > 0;
	pthread_mutex_unlock(&s->lock);
	return any ? &s->buffer[s->front] : NULL;
}

struct snapshot *snapshots_back(struct snapshots *s)
{
	return &s->buffer[s->back];
}

void snapshots_publish(struct snapshots *s)
{
	pthread_mutex_lock(&s->lock);
	s->buffer[s->back].serial = ++s->serial;
	swap(&s->back, &s->ready);
	s->fresh = true;
	pthread_mutex_unlock(&s->lock);
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
	*s = (struct snapshot){ .serial = 0 };
}
