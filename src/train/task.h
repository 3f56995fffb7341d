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
#include "train/rows.h"

enum { TASK_WORDS = 8 };

struct run;
struct settings;
struct corpus;
struct vocab;
struct safetensors_writer;
struct validation; /* of the task that made it, in progress */

struct task {
	const char *name;            /* "char": --task, checkpoints */
	const char *summary;         /* one line, no final period */
	const struct metric *metric; /* of its own, after the common ones */
	int metrics;
	const struct option *option; /* settings of its own, with a heading of
					its own; names differ from all others */
	int options;
	bool reads_text; /* learns from a corpus; otherwise open() gets NULL
				and the examples are generated */
	const char *position_key; /* key of a checkpoint's metadata for a
				     cursor of one word; NULL: the words are
				     a tensor, task.words */

	/* Cuts settings to what is possible, with a line in `notices`, and
	 * fills in the model of the spec, its symbols and the sizes that only
	 * that model has; the rest follows from the settings.  NULL: ERR_INPUT
	 * or ERR_RESOURCE. */
	void *(*open)(struct settings *, const struct corpus *,
		      struct net_spec *, struct strbuf *notices, struct err *);
	void (*close)(void *data);
	/* The meaning of the net's symbols. */
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
	/* Are there held-out examples?  NULL: never, and none of the following
	 * is called. */
	bool (*validates)(const void *data);
	/* Reads the net's weights in place, so they must not change before it
	 * is complete; the run must outlive it.  NULL: out of memory. */
	struct validation *(*validation_new)(const struct run *, struct err *);
	void (*validation_free)(struct validation *); /* NULL is fine */
	/* Reads the next piece, in a few milliseconds at most, or less than an
	 * iteration of a large net.  True: all is read. */
	bool (*validation_more)(struct validation *);
	double (*validation_progress)(const struct validation *); /* 0..1 */
	/* Mean losses in nats, after all is read: from a zero state, and from
	 * the state after the training part. */
	double (*validation_loss)(const struct validation *);
	double (*validation_loss_warm)(const struct validation *);

	/* --- checkpoints -------------------------------------------------- */
	/* Metadata beside the cursor, which resuming checks. */
	bool (*put_meta)(const void *data, struct safetensors_writer *,
			 struct err *);
};

#endif
