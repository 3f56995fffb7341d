/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summary.c: copying and freeing the summary of a task's data. */
#include "config.h"

#include "train/summary.h"

#include "base/util.h"

#include <stdlib.h>

static char *copy_text(const char *text) { return text ? xstrdup(text) : NULL; }

void summary_release(struct summary *s)
{
	free(s->source);
	free(s->format);
	for (int i = 0; i < s->classes; i++)
		free(s->class_of[i].name);
	free(s->class_of);
	for (int i = 0; i < s->reasons; i++)
		free(s->reason[i]);
	*s = (struct summary){ 0 };
}

struct summary *summary_copy(const struct summary *from)
{
	struct summary *s = xcalloc(1, sizeof *s);

	*s = *from;
	s->source = copy_text(from->source);
	s->format = copy_text(from->format);
	s->class_of = xcalloc((size_t)from->classes + 1, sizeof *s->class_of);
	for (int i = 0; i < from->classes; i++) {
		s->class_of[i] = from->class_of[i];
		s->class_of[i].name = copy_text(from->class_of[i].name);
	}
	for (int i = 0; i < from->reasons; i++)
		s->reason[i] = copy_text(from->reason[i]);
	return s;
}

void summary_free(struct summary *s)
{
	if (!s)
		return;
	summary_release(s);
	free(s);
}
