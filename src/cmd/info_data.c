/* SPDX-License-Identifier: GPL-3.0-or-later */
/* info_data.c: a summary of a task's data as text. */
#include "config.h"

#include "cmd/info_data.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* Generated examples have no end. */
static void add_count(struct strbuf *out, const char *name, long count)
{
	strbuf_printf(out, "%s = ", name);
	strbuf_add_number(out, count < 0 ? INFINITY : (double)count);
	strbuf_add_char(out, '\n');
}

static void add_some(struct strbuf *out, const char *name, long count)
{
	if (count > 0)
		add_count(out, name, count);
}

static void add_words(struct strbuf *out, const char *before, const char *text)
{
	if (!text)
		return;
	strbuf_add(out, before);
	sanitize(out, text, strlen(text), SANITIZE_ANY_SINK);
	strbuf_add_char(out, '\n');
}

/* One column each; a class of which training has no fixed number shows "-". */
static void add_class(struct strbuf *out, const struct class_count *c)
{
	if (c->train < 0)
		strbuf_printf(out, "%10s", "-");
	else
		strbuf_printf(out, "%10ld", c->train);
	strbuf_printf(out, "  %10ld", c->held_out);
	add_words(out, "  ", c->name); /* last: its width depends on the sink */
}

static void add_classes(struct strbuf *out, const struct summary *s)
{
	if (!s->classes)
		return;
	strbuf_printf(out, "%10s  %10s  %s\n", "train", "held out", "class");
	for (int i = 0; i < s->classes; i++)
		add_class(out, &s->class_of[i]);
}

static void add_reasons(struct strbuf *out, const struct summary *s)
{
	if (s->reasons)
		strbuf_add(out, "rejected:\n");
	for (int i = 0; i < s->reasons; i++)
		add_words(out, "  ", s->reason[i]);
	if (s->rejected > s->reasons && s->reasons)
		strbuf_printf(out, "  and %ld more\n",
			      s->rejected - s->reasons);
}

void info_data_add(const struct summary *s, struct strbuf *out)
{
	add_count(out, "rows", s->rows);
	add_count(out, "rejected", s->rejected);
	add_count(out, "duplicates", s->duplicates);
	add_count(out, "train", s->train);
	add_count(out, "held_out", s->held_out);
	add_some(out, "classes", s->classes);
	add_some(out, "source_symbols", s->source_symbols);
	add_some(out, "target_symbols", s->target_symbols);
	add_count(out, "longest", s->longest);
	add_some(out, "longest_answer", s->longest_answer);
	add_some(out, "conflicting", s->conflicting);
	add_some(out, "cut", s->cut);
	add_some(out, "unknown", s->unknown);
	add_words(out, "source = ", s->source);
	add_words(out, "format = ", s->format);
	add_classes(out, s);
	add_reasons(out, s);
}
