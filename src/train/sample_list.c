/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_list.c: the newest texts of the net. */
#include "config.h"

#include "train/sample_list.h"

#include "base/util.h"

#include <stdlib.h>
#include <string.h>

static struct sampled duplicate(const struct sampled *s)
{
	struct sampled copy = *s;

	copy.text = xmalloc(s->length + 1);
	memcpy(copy.text, s->text, s->length);
	copy.text[s->length] = '\0';
	return copy;
}

/* How many of the newest are kept. */
static int kept(const struct sample_list *s)
{
	size_t bytes = 0;
	int n = 1;

	while (n < s->count && n < SAMPLES_KEPT &&
	       (bytes += s->item[n].length) <= SAMPLES_BYTES)
		n++;
	return min_int(n, s->count);
}

static void cut(struct sample_list *s, int count)
{
	while (s->count > count)
		free(s->item[--s->count].text);
}

void sample_list_add(struct sample_list *s, const struct sampled *newest)
{
	cut(s, SAMPLES_KEPT - 1);
	memmove(&s->item[1], &s->item[0], (size_t)s->count * sizeof *s->item);
	s->item[0] = duplicate(newest);
	s->count++;
	cut(s, kept(s));
	s->serial++;
}

void sample_list_clear(struct sample_list *s)
{
	cut(s, 0);
	s->serial++;
}

void sample_list_copy(struct sample_list *to, const struct sample_list *from)
{
	if (to->serial == from->serial)
		return;
	cut(to, 0);
	for (int i = 0; i < from->count; i++)
		to->item[i] = duplicate(&from->item[i]);
	to->count = from->count;
	to->serial = from->serial;
}
