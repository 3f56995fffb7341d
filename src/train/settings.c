/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.c: defaults of an experiment, and the learning rate over time. */
#include "config.h"

#include "train/settings.h"

#include <math.h>

const char *const schedule_name[SCHEDULES] = { "constant", "step",
					       "exponential", "cosine" };
const char *const init_scheme_name[INIT_SCHEMES] = { "normal", "xavier",
						     "orthogonal", "identity" };
const char *const engine_choice_name[ENGINE_CHOICES] = { "auto", "baseline",
							 "x86-64-v3" };
const char *const precision_name[2] = { "float", "double" };
const char *const token_choice_name[TOKEN_CHOICES] = { "auto", "words", "chars",
						       "jamo" };
const char *const off_on[2] = { "off", "on" };

void settings_default(struct settings *set)
{
	*set = (struct settings){
		.cell = CELL_LSTM,
		.hidden = 100,
		.layers = 1,
		.seq_length = 25,
		.batch_size = 1,
		.precision = PRECISION_FLOAT,
		.engine = ENGINE_AUTO,
		.threads = 1,
		.seed = 1,
		.forget_bias = 1,
		.init_scheme = INIT_NORMAL,
		.optimizer = OPTIM_ADAGRAD,
		.momentum = 0.9,
		.decay = 0.95,
		.beta1 = 0.9,
		.beta2 = 0.999,
		.schedule = SCHEDULE_CONSTANT,
		.schedule_factor = 0.5,
		.schedule_every = 10000,
		.clip = 5,
		.valid_every = 1000,
		.sample_every = 100,
		.sample_length = 200,
		.temperature = 1,
		.embedding = 32,
		.max_length = 150,
		.min_count = 1,
		.attention_size = 32,
		.length = 100,
		.beam = 1,
		.log_every = 1,
		.explosion_factor = 20,
	};
}

void settings_settle(struct settings *set)
{
	if (set->learning_rate == 0)
		set->learning_rate =
			optimizer_info[set->optimizer].default_rate;
}

double settings_rate(const struct settings *set, long iteration)
{
	const double rate = set->learning_rate;
	const long every = set->schedule_every > 0 ? set->schedule_every : 1;
	const double part = (double)iteration / (double)every;

	switch ((enum schedule)set->schedule) {
	case SCHEDULE_STEP:
		return rate * pow(set->schedule_factor, floor(part));
	case SCHEDULE_EXPONENTIAL:
		return rate * pow(set->schedule_factor, part);
	case SCHEDULE_COSINE: return rate * (1 + cos(M_PI * fmin(part, 1))) / 2;
	case SCHEDULE_CONSTANT:
	case SCHEDULES: break;
	}
	return rate;
}
