/* task.h: what a net is trained to do: where batches come from, how the result
 * is validated, and what a checkpoint stores of it.  The rows are in src/task/;
 * train knows only this interface.
 *
 * `data` is made by open(); it belongs to one run and one thread.  A task is
 * deterministic: the same settings, the same text and the same cursor give the
 * same batches. */
#ifndef TRAIN_TASK_H
#define TRAIN_TASK_H

#include "base/strbuf.h"
#include "nn/engine.h"
#include "train/dataset.h"
#include "train/metrics.h"
#include "train/rows.h"

enum { TASK_WORDS = 8, TASK_OPTION_SETS = 4 };

struct run;
struct settings;
struct vocab;
struct example;
struct summary;
struct answerer; /* of the task that made it: answers questions */
struct safetensors_writer;
struct validation; /* of the task that made it, in progress */

/* Settings that only some tasks have, under one heading; names differ from all
 * others. */
struct option_set {
	const struct option *row;
	int rows;
};

/* What DATA on the command line is. */
enum task_reads {
	READS_NOTHING,  /* examples are generated */
	READS_TEXT,     /* a corpus, which it needs */
	READS_LABELLED, /* rows of label and text; without: generated */
	READS_PAIRS,    /* rows of source and target; without: generated */
};

struct task {
	const char *name;    /* "char": --task, checkpoints */
	const char *summary; /* one line, no final period */
	const char *arrow;   /* "many to many", as the lecture draws it */
	const struct metric *metric; /* of its own, after the common ones; a
					name that tasks share means the same */
	int metrics;
	/* The settings that it has beside the common ones, to NULL; a set may
	 * belong to several tasks. */
	const struct option_set *options[TASK_OPTION_SETS + 1];
	/* "name=value ...": its defaults where they differ from those of the
	 * table; NULL none. */
	const char *defaults;
	enum task_reads reads;
	const char *position_key; /* key of a checkpoint's metadata for a
				     cursor of one word; NULL: the words are
				     a tensor, task.words */
	/* The row of `metric` that is its baseline; NULL none. */
	const struct metric *baseline;

	/* Cuts settings to what is possible, with a line in `notices`, and
	 * fills in the model of the spec, its symbols and the sizes that only
	 * that model has; the rest follows from the settings.  T is
	 * seq_length, unless it fills in `steps` too: then seq_length becomes
	 * that.  NULL: ERR_INPUT or ERR_RESOURCE. */
	void *(*open)(struct settings *, const struct dataset *,
		      struct net_spec *, struct strbuf *notices, struct err *);
	void (*close)(void *data);
	/* The meaning of the net's symbols as code points; NULL: they are
	 * something else. */
	const struct vocab *(*symbols)(const void *data);
	size_t (*memory)(const void *data); /* bytes */

	/* --- batches ------------------------------------------------------ */
	/* The batch of the next iteration, in the task's memory, which the next
	 * call overwrites. */
	void (*next)(void *data, struct batch *);
	/* Moves the cursor back by one batch, so that next() gives the last one
	 * again.  False: there was none. */
	bool (*back)(void *data);
	/* The cursor: everything besides the settings that next() depends on.
	 * False: the words are no cursor of this task; it is unchanged. */
	void (*get_cursor)(const void *data, uint64_t words[TASK_WORDS]);
	bool (*set_cursor)(void *data, const uint64_t words[TASK_WORDS]);
	/* Iterations that read all examples once; 0: they have no end. */
	size_t (*epoch)(const void *data);
	/* How many of those are left until the next batch begins the examples
	 * again; 0: the next does.  Only if they have an end. */
	size_t (*left)(const void *data);
	/* The loss of a net that knows nothing: all symbols are equally
	 * likely. */
	double (*first_loss)(const struct net_spec *);

	/* --- validation --------------------------------------------------- */
	/* Which of its metrics tells how well it does on held-out examples; the
	 * history keeps that instead of the validation loss.  NULL: none
	 * does. */
	const struct metric *(*main_metric)(const void *data);
	/* Are there held-out examples?  NULL: never, and none of the following
	 * is called. */
	bool (*validates)(const void *data);
	/* Reads the net's weights in place, so they must not change before it
	 * is complete; the run must outlive it.  NULL: out of memory. */
	struct validation *(*validation_new)(const struct run *, struct err *);
	/* The same for the command score: of all held-out examples, and as well
	 * as the settings ask for, whatever it costs.  NULL: no different. */
	struct validation *(*score_new)(const struct run *, struct err *);
	void (*validation_free)(struct validation *); /* NULL is fine */
	/* Reads the next piece, in a few milliseconds at most, or less than an
	 * iteration of a large net.  True: all is read. */
	bool (*validation_more)(struct validation *);
	double (*validation_progress)(const struct validation *); /* 0..1 */
	/* Mean loss in nats (of numbers: of squared errors) per character or
	 * example, after all is read, from a zero state. */
	double (*validation_loss)(const struct validation *);
	/* The same from the state after the training part; NULL: none. */
	double (*validation_loss_warm)(const struct validation *);
	/* The values of its own metrics that a validation finds; leaves the
	 * others.  NULL: none. */
	void (*validation_metrics)(const struct validation *,
				   double own[TASK_METRICS]);
	/* Those that are known at the start (baseline); NULL: none. */
	void (*first_metrics)(const void *data, double own[TASK_METRICS]);

	/* --- examples -----------------------------------------------------
	 * NULL: it has none that can be asked about. */
	long (*held_out)(const void *data); /* how many */
	/* Reads the net's weights in place at each answer; the run must outlive
	 * it.  NULL: out of memory. */
	struct answerer *(*answerer_new)(const struct run *, struct err *);
	void (*answerer_free)(struct answerer *); /* NULL is fine */
	/* Answers held-out example `number`, or the user's own question `text`
	 * if that is not NULL, with the present weights.  Changes nothing.
	 * NULL: ERR_FAILED, the number is out of range or the question cannot
	 * be read. */
	struct example *(*answer)(struct answerer *, long number,
				  const char *text, struct err *);
	/* What `predict` prints of it, in lines. */
	void (*print_answer)(const struct example *, struct strbuf *out);
	/* Of its data; lives as long as that. */
	const struct summary *(*summarize)(const void *data);

	/* --- checkpoints -------------------------------------------------- */
	/* Metadata beside the cursor, which resuming checks. */
	bool (*put_meta)(const void *data, struct safetensors_writer *,
			 struct err *);
};

#endif
