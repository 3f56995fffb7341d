/* metrics.h: the numbers that describe a run after an iteration.
 * Plain data, copied by assignment. */
#ifndef TRAIN_METRICS_H
#define TRAIN_METRICS_H

enum { TASK_METRICS = 6 };

/* The numbers known after an iteration.  NAN if there is no value yet. */
struct metrics {
	long iteration;       /* completed iterations */
	double epoch;         /* real: passes over the training part */
	double loss;          /* sum over T, mean over B, nats */
	double smooth_loss;   /* ln(V)*T at first, then 0.999/0.001; of a task
				 with examples over about 100 iterations */
	double learning_rate; /* of the last iteration; before the first,
			         that of the first.  The next one has
			         settings_rate() */
	double grad_norm;     /* L2 before clipping */
	double clip_fraction;
	double valid_loss;        /* nats per character or example, read from a
				   zero state; NAN before the first */
	double valid_loss_warm;   /* the same part, read from the state after
				   the training part; NAN where there is no
				   such state */
	double best_smooth;       /* lowest smooth loss so far */
	double best_valid;        /* lowest valid_loss so far */
	double best_valid_at;     /* completed iterations at that time; NAN:
			         none, or missing in an old checkpoint */
	double own[TASK_METRICS]; /* of the task (struct metric) */
	double seconds;           /* spent training by this process */
	double chars_per_second;  /* over the last half second or so; NAN: the
				    task reads no characters */
	double examples_per_second; /* sequences of batches, likewise */
};

#endif
