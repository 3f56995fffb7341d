/* settings.h: all settings of one experiment.
 *
 * Plain data with no pointers: copy it by assignment.  The option table of
 * lang/options.h is the only place that parses, prints, bounds and documents
 * these fields; here are only the defaults. */
#ifndef TRAIN_SETTINGS_H
#define TRAIN_SETTINGS_H

#include "nn/engine.h"

enum schedule {
	SCHEDULE_CONSTANT,
	SCHEDULE_STEP,
	SCHEDULE_EXPONENTIAL,
	SCHEDULE_COSINE,
	SCHEDULES
};
enum init_scheme {
	INIT_NORMAL,
	INIT_XAVIER,
	INIT_ORTHOGONAL,
	INIT_IDENTITY,
	INIT_SCHEMES
};
/* Of a sentence; auto: what suits the task and its data. */
enum token_choice {
	TOKENS_CHOICE_AUTO,
	TOKENS_CHOICE_WORDS,
	TOKENS_CHOICE_CHARS,
	TOKENS_CHOICE_JAMO,
	TOKEN_CHOICES
};
enum engine_choice { ENGINE_AUTO, ENGINE_BASELINE, ENGINE_V3, ENGINE_CHOICES };

/* Ranges that the option table and the readers of checkpoints share. */
enum {
	HIDDEN_MAX = 8192,
	LAYERS_MAX = 16,
	SEQ_LENGTH_MAX = 4096,
	BATCH_SIZE_MAX = 1024,
	WIDTH_MAX = 4096, /* of an embedding, of attention */
	TOKENS_MAX = 4096,
	BEAM_MAX = 16,
};

struct settings {
	/* shape: a change restarts */
	int task; /* a row of task/task_table.h */
	int cell; /* enum cell */
	long hidden, layers, seq_length, batch_size;
	int precision; /* enum precision */
	int engine;    /* enum engine_choice */
	long threads;  /* at most batch_size: run_new() cuts it */
	long seed;
	double valid; /* fraction of the text kept for validation */
	double forget_bias;
	int init_scheme; /* enum init_scheme */

	/* of some tasks only (struct option_set); a change restarts */
	long embedding;      /* numbers that stand for a token (E) */
	int tokens;          /* enum token_choice */
	int lower;           /* 1: case is dropped */
	long max_length;     /* tokens of a sentence; longer ones are cut */
	long min_count;      /* rarer tokens become <unk> */
	int language;        /* of generated sentences: an enum of the task */
	int pairs;           /* generated: likewise */
	int reverse;         /* 1: from target to source */
	int attention;       /* enum attend */
	long attention_size; /* A */
	int problem;         /* likewise */
	long length;         /* steps of its questions */

	/* may change while running */
	int optimizer;        /* enum optimizer; a change clears its slots */
	double learning_rate; /* 0: the optimiser's default, from
			         settings_settle() */
	double momentum, decay, beta1, beta2;
	int schedule;           /* enum schedule */
	double schedule_factor; /* step: times this every schedule_every;
				   exponential: times this per iteration,
				   spread over schedule_every */
	long schedule_every;    /* iterations; cosine: half a period */
	double clip, clip_norm, dropout;
	long valid_every; /* iterations, 0 off */
	long sample_every, sample_length;
	double temperature;
	long beam; /* translations kept while one is sought; 1: greedy */

	/* how the program runs, not what the numbers are */
	int recipe;      /* a name of lang/recipes.h: source of the rest */
	long iterations; /* stop there; 0 none */
	long save_every, log_every;
	double explosion_factor; /* pause if the loss is beyond this times ln
				    V * T; 0 off */
};

void settings_default(struct settings *);
/* Fills fields that depend on others: the optimiser's default rate. */
void settings_settle(struct settings *);
/* The learning rate of the iteration that makes `iteration` complete ones
 * into one more (0 for the first):
 *   step         lr * factor^floor(i / every)
 *   exponential  lr * factor^(i / every)
 *   cosine       lr * (1 + cos(pi * min(i, every) / every)) / 2 */
double settings_rate(const struct settings *, long iteration);

extern const char *const schedule_name[SCHEDULES];
extern const char *const init_scheme_name[INIT_SCHEMES];
extern const char *const engine_choice_name[ENGINE_CHOICES];
extern const char *const token_choice_name[TOKEN_CHOICES];
extern const char *const off_on[2];
extern const char *const precision_name[2];

#endif
