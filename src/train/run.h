/* run.h: one experiment: task and its cursor, net, optimiser, random streams,
 * history.  It contains everything it needs; there are no globals.
 *
 * Owned by one thread.  Deterministic: the same settings and the same calls
 * give the same bits. */
#ifndef TRAIN_RUN_H
#define TRAIN_RUN_H

#include "train/metrics.h"
#include "train/series.h"
#include "train/settings.h"
#include "train/task.h"

struct run {
	struct settings set;
	const struct task *task;
	void *data; /* of the task */
	struct net_spec spec;
	const struct engine *engine;
	struct net *net;
	gsl_rng *rng[RNG_STREAMS];
	struct metrics now;
	long updates; /* with the current optimiser slots */
	struct series series;
	struct batch batch;   /* of the last iteration; all zero before the
				 first */
	long saved_iteration; /* iterations in its newest file; unsaved work
			         if now.iteration differs */
	double clock;         /* when `seconds` was last added to */
	double rate_since;    /* clock of the chars/s window */
	long rate_iteration;
	bool begun;       /* run_begin() was called, but not yet run_finish()
			     or run_cancel() */
	double pass_loss; /* of that pass */
	long passes;      /* begun by this process: when it changes, the
			     values of the net's sequences do too */
	struct rollback *rollback;     /* what is needed to roll back a failed
					  or cancelled iteration */
	struct validation *validation; /* of the last iteration, under way;
					  NULL: none (validation.c) */
	struct strbuf notices;         /* for the user; cleared when shown */
};

/* Makes a fresh run: weights drawn, state zero.  Cuts settings to what the task
 * allows (char: seq_length to the text) and set->threads to the batch, with a
 * notice.  `settings` must be settled and in range; the contents of the dataset
 * are borrowed, and what the task does not read is ignored. */
struct run *run_new(const struct settings *, const struct task *,
		    const struct dataset *, struct err *) NODISCARD;
/* A task that reads a text has one; ERR_INPUT if not. */
bool run_check_data(const struct task *, const struct dataset *,
		    struct err *) NODISCARD;
void run_free(struct run *);

/* An iteration has two halves.  Between them the pass is complete and nothing
 * of it is applied: values, gradients and the batch of the pass can be read,
 * the recurrent state and the cursor are those of its end, the metrics those of
 * the iteration before.  Settings may change, and apply to the second half.  A
 * run between the halves is neither saved nor validated.
 *
 * run_begin: the next batch, forward, backward.  False (ERR_FAILED) if the rate
 * or the loss is not finite; the run is then as before, except for the values
 * of the pass, and the reason names the tensor and the time step that went bad
 * first. */
bool run_begin(struct run *, struct err *) NODISCARD;
/* The update, metrics, history.  False (ERR_FAILED) if the rate or a gradient
 * is not finite: then it is as if run_cancel() had been called.  A validation
 * that is due has begun afterwards: it must be read to its end, or dropped,
 * before the next iteration. */
bool run_finish(struct run *, struct err *) NODISCARD;
/* Puts the run back to its state before run_begin(): all that follows is the
 * same, bit by bit, as if that had not been called.  Does nothing if no
 * iteration is begun. */
void run_cancel(struct run *);
/* Both halves. */
bool run_train(struct run *, struct err *) NODISCARD;
/* Is a validation under way; the fraction read, 0..1. */
bool run_validating(const struct run *);
double run_validated(const struct run *);
/* Reads on for `seconds` (INFINITY: to the end).  True: it is complete, and the
 * metrics and the history have its losses. */
bool run_validate_slice(struct run *, double seconds);
void run_drop_validation(struct run *);
/* Begins the validation of the last iteration, from the start of the part; does
 * nothing without such a part. */
void run_begin_validation(struct run *);
/* Completes a begun iteration or validation, then makes a whole iteration with
 * its validation. */
bool run_iterate(struct run *, struct err *) NODISCARD;
/* Iterations that read all examples once, and how many of those remain until
 * the next one begins them again (0: the next does).  0 and SIZE_MAX if they
 * have no end. */
size_t run_epoch(const struct run *);
/* Passes over them in `iterations` iterations; NAN if they have no end. */
double run_epochs(const struct run *, long iterations);
size_t run_epoch_left(const struct run *);
/* Are there held-out examples to validate on? */
bool run_validates(const struct run *);
/* Mean loss per symbol over the validation part from a zero state; NAN without
 * one.  Changes nothing. */
double run_validate(struct run *);
/* Applies a setting that changed from `old`: clears optimiser slots, notes a
 * mark.  The shape never changes here. */
void run_settings_changed(struct run *, const struct settings *old);
/* Reads the batch of the last iteration again; the cursor is at its end. */
void run_reread(struct run *);
/* After a pause: rates count from now. */
void run_restart_clock(struct run *);
/* Leaves out time that went to other runs. */
void run_skip_time(struct run *, double seconds);

/* Is every weight a finite number?  An update can overflow one, which the next
 * iteration then refuses to continue from. */
bool run_is_finite(const struct run *);
/* The meaning of the net's symbols as code points; NULL: they are something
 * else. */
const struct vocab *run_symbols(const struct run *);
/* The metric of its task that tells how well it does on held-out examples; NULL:
 * none does. */
const struct metric *run_main_metric(const struct run *);
/* Memory of the run in bytes. */
size_t run_memory(const struct run *);

/* --- weights -------------------------------------------------------------- */
/* Draws all parameters by the scheme (init.c). */
void run_initialise(struct run *);

#endif
