/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue.c: command lines that wait for their turn. */
#include "config.h"

#include "cmd/queue.h"

#include <stdlib.h>
#include <string.h>

void queue_init(struct queue *q)
{
	*q = (struct queue){ 0 };
	q->end = &q->first;
}

void queue_release(struct queue *q)
{
	struct queued *entry;

	while ((entry = queue_take(q)))
		queued_free(entry);
}

struct queued *queue_put(struct queue *q, enum line_source source,
			 const char *text, const char *echo)
{
	struct queued *entry = xcalloc(1, sizeof *entry);

	entry->source = source;
	entry->text = xstrdup(text);
	entry->echo = echo ? xstrdup(echo) : NULL;
	*q->end = entry;
	q->end = &entry->next;
	q->count++;
	q->bytes += strlen(text);
	return entry;
}

struct queued *queue_take(struct queue *q)
{
	struct queued *entry = q->first;

	if (!entry)
		return NULL;
	q->first = entry->next;
	if (!q->first)
		q->end = &q->first;
	q->count--;
	q->bytes -= strlen(entry->text);
	entry->next = NULL;
	return entry;
}

void queued_free(struct queued *entry)
{
	if (!entry)
		return;
	free(entry->text);
	free(entry->echo);
	free(entry);
}
