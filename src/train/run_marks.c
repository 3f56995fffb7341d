/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_marks.c: what a changed setting does to a run, and its mark in the plot. */
#include "config.h"

#include "train/run.h"

#include <string.h>

/* Settings whose changes are marked in the plot. */
static const struct {
	const char *name;
	size_t offset;
	enum { REAL, WHOLE, OPTIMIZER, SCHEDULE } type;
} marked[] = {
	{ "", offsetof(struct settings, optimizer), OPTIMIZER },
	{ "lr ", offsetof(struct settings, learning_rate), REAL },
	{ "momentum ", offsetof(struct settings, momentum), REAL },
	{ "decay ", offsetof(struct settings, decay), REAL },
	{ "beta1 ", offsetof(struct settings, beta1), REAL },
	{ "beta2 ", offsetof(struct settings, beta2), REAL },
	{ "", offsetof(struct settings, schedule), SCHEDULE },
	{ "factor ", offsetof(struct settings, schedule_factor), REAL },
	{ "every ", offsetof(struct settings, schedule_every), WHOLE },
	{ "clip ", offsetof(struct settings, clip), REAL },
	{ "clip-norm ", offsetof(struct settings, clip_norm), REAL },
	{ "dropout ", offsetof(struct settings, dropout), REAL },
};

/* Appends name and value of field i to `out`. */
static void describe_setting(const struct settings *set, size_t i,
			     struct strbuf *out)
{
	const void *field = (const char *)set + marked[i].offset;

	strbuf_add(out, marked[i].name);
	switch (marked[i].type) {
	case REAL: strbuf_add_number(out, *(const double *)field); break;
	case WHOLE: strbuf_printf(out, "%ld", *(const long *)field); break;
	case OPTIMIZER:
		strbuf_add(out, optimizer_info[*(const int *)field].name);
		break;
	case SCHEDULE:
		strbuf_add(out, schedule_name[*(const int *)field]);
		break;
	}
}

void run_settings_changed(struct run *r, const struct settings *old)
{
	struct strbuf before, after;

	strbuf_init(&before);
	strbuf_init(&after);
	for (size_t i = 0; i < LENGTH(marked); i++) {
		strbuf_clear(&before);
		strbuf_clear(&after);
		describe_setting(old, i, &before);
		describe_setting(&r->set, i, &after);
		if (strcmp(before.text, after.text))
			series_add_mark(&r->series, r->now.iteration,
					after.text);
	}
	strbuf_release(&after);
	strbuf_release(&before);
	if (r->set.optimizer != old->optimizer) {
		r->engine->clear_slots(r->net);
		r->updates = 0;
	}
	if (r->now.iteration == 0)
		r->now.learning_rate = settings_rate(&r->set, 0);
}
