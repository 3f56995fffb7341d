/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logring.c: the last lines that were said. */
#include "config.h"
#include "base/logring.h"
#include <stdlib.h>
#include <string.h>

struct line {
	char *text;
	enum say say;
};

struct logring {
	struct line *line; /* [capacity]; the oldest at first % capacity */
	int capacity, first, count;
	long total;
};

struct logring *logring_new(int lines)
{
	struct logring *r = xcalloc(1, sizeof *r);

	r->capacity = max_int(lines, 1);
	r->line = xcalloc((size_t)r->capacity, sizeof *r->line);
	return r;
}

void logring_free(struct logring *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->capacity; i++)
		free(r->line[i].text);
	free(r->line);
	free(r);
}

static void add_line(struct logring *r, enum say say, const char *text,
		     size_t length)
{
	struct line *line;

	if (r->count == r->capacity)
		r->first = (r->first + 1) % r->capacity;
	else
		r->count++;
	line = &r->line[(r->first + r->count - 1) % r->capacity];
	free(line->text);
	line->text = xstrndup(text, length);
	line->say = say;
	r->total++;
}

void logring_add(struct logring *r, enum say say, const char *text,
		 size_t length)
{
	const char *end = text + length;

	do { /* an empty text is an empty line */
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		if (!stop)
			stop = end;
		add_line(r, say, text, (size_t)(stop - text));
		text = stop + 1;
	} while (text < end);
}

int logring_count(const struct logring *r) { return r->count; }

const char *logring_line(const struct logring *r, int i, enum say *say)
{
	const struct line *line = &r->line[(r->first + i) % r->capacity];

	if (say)
		*say = line->say;
	return line->text;
}

long logring_total(const struct logring *r) { return r->total; }
