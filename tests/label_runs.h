/* label_runs.h: runs of the tasks on the model "label", sentiment and memory:
 * small settings, labelled rows, saving and resuming. */
#ifndef TESTS_LABEL_RUNS_H
#define TESTS_LABEL_RUNS_H

#include "run_support.h"

#include "lang/settings_codec.h"
#include "task/label.h"
#include "task/sentences.h"
#include "task/task_memory.h"
#include "task/task_sentiment.h"
#include "task/task_table.h"
#include "text/rows.h"
#include "train/checkpoint.h"

/* A net of a few units, in double. */
static inline struct settings label_settings(int task)
{
	struct settings set;

	settings_default(&set);
	set.task = task;
	set.hidden = 6;
	set.embedding = 4;
	set.batch_size = 8;
	set.length = 12;
	set.precision = PRECISION_DOUBLE;
	set.optimizer = OPTIM_ADAM;
	set.learning_rate = 0.01;
	set.clip = 0;
	set.clip_norm = 1;
	set.valid = 0.2;
	set.valid_every = 0;
	settings_settle(&set);
	return set;
}

static inline struct run *label_run(const struct settings *set,
				    const struct dataset *data)
{
	struct err e;
	struct run *r = run_new(set, task_of(set), data, &e);

	if (!r)
		fail_msg("%s", e.text);
	return r;
}

static inline void labelled(struct rows *rows, const char *text)
{
	const struct rows_options how = { .kind = ROWS_LABELLED };
	struct err e;

	if (!rows_from_text(rows, text, strlen(text), &how, &e))
		fail_msg("%s", e.text);
}

/* `count` rows of two to nine words, of `classes` classes "c0", "c1", ... whose
 * word is among those of the text. */
static inline void labelled_rows(struct rows *rows, int count, int classes)
{
	struct strbuf text;
	unsigned state = 7;

	strbuf_init(&text);
	strbuf_add(&text, "label\ttext\n");
	for (int i = 0; i < count; i++) {
		const int words = 2 + i % 7;

		strbuf_printf(&text, "c%d\tkey%d", i % classes, i % classes);
		for (int k = 1; k < words; k++) {
			state = state * 1103515245u + 12345u;
			strbuf_printf(&text, " w%u", (state >> 16) % 20);
		}
		strbuf_add_char(&text, '\n');
	}
	labelled(rows, text.text);
	strbuf_release(&text);
}

/* As training does, with its metrics. */
static inline void validate(struct run *r)
{
	run_begin_validation(r);
	while (!run_validate_slice(r, 0))
		;
}

static inline void save_run(struct run *r, const char *file)
{
	struct err e;

	if (!checkpoint_save(r, &settings_codec, file, &e))
		fail_msg("%s", e.text);
}

static inline void open_saved(struct checkpoint *c, const char *file)
{
	struct settings base;
	struct err e;

	settings_default(&base);
	if (!checkpoint_open(c, file, &settings_codec, &base, &e))
		fail_msg("%s", e.text);
}

static inline double own_metric(const struct run *r, const char *name)
{
	for (int i = 0; i < r->task->metrics; i++)
		if (!strcmp(r->task->metric[i].name, name))
			return r->now.own[r->task->metric[i].own];
	fail_msg("there is no metric %s", name);
	return 0;
}

#endif
