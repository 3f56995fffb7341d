/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engines.c: the builds of the engine in this program, and the names of models,
 * cells and optimisers. */
#include "config.h"
#include "nn/engine.h"
#include <string.h>

#define SIZE(member) offsetof(struct net_spec, member)

const struct model_info model_info[MODELS] = {
	[MODEL_CHAR] = { "char",
			 true,
			 { SIZE(symbols_in), SIZE(hidden), SIZE(layers) } },
	[MODEL_LABEL] = { "label",
			  true,
			  { SIZE(symbols_in), SIZE(symbols_out), SIZE(hidden),
			    SIZE(layers), SIZE(embedding), SIZE(values),
			    SIZE(goals) } },
	[MODEL_SEQ2SEQ] = { "seq2seq",
			    false,
			    { SIZE(symbols_in), SIZE(symbols_out), SIZE(hidden),
			      SIZE(layers), SIZE(embedding), SIZE(attention),
			      SIZE(out_steps) } },
};

const char *const attend_name[ATTENDS] = {
	[ATTEND_ADDITIVE] = "additive",
	[ATTEND_DOT] = "dot",
	[ATTEND_NONE] = "none",
};

const struct cell_info cell_info[CELLS] = {
	[CELL_RNN] = { "rnn", 1, "", false, false },
	[CELL_GRU] = { "gru", 3, "rzn", false, true },
	[CELL_LSTM] = { "lstm", 4, "ifgo", true, false },
};

const struct optimizer_info optimizer_info[OPTIMIZERS] = {
	[OPTIM_ADAGRAD] = { "adagrad", 0.1, 1, { "sum_of_squares" } },
	[OPTIM_RMSPROP] = { "rmsprop", 0.002, 1, { "square_avg" } },
	[OPTIM_ADAM] = { "adam", 0.001, 2, { "exp_avg", "exp_avg_sq" } },
	[OPTIM_SGD] = { "sgd", 0.1, 1, { "momentum_buffer" } },
};

extern const struct engine engine_float_base, engine_double_base;

static bool any_cpu(void) { return true; }

#if HAVE_V3_ENGINE
extern const struct engine engine_float_v3, engine_double_v3;

/* clang 14 does not know "x86-64-v3" here. */
static bool cpu_is_v3(void)
{
	return __builtin_cpu_supports("avx2") &&
	       __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}
#endif

/* Best first. */
static const struct build {
	const struct engine *engine;
	bool (*runs_here)(void);
} builds[] = {
#if HAVE_V3_ENGINE
	{ &engine_float_v3, cpu_is_v3 },
	{ &engine_double_v3, cpu_is_v3 },
#endif
	{ &engine_float_base, any_cpu },
	{ &engine_double_base, any_cpu },
};

const struct engine *engine_find(enum precision precision, const char *isa)
{
	for (size_t i = 0; i < LENGTH(builds); i++) {
		const struct engine *e = builds[i].engine;

		if (e->precision == precision && builds[i].runs_here() &&
		    (!isa || !strcmp(isa, e->isa)))
			return e;
	}
	return NULL;
}

const struct engine *engine_at(int i, bool *runs_here)
{
	if (i < 0 || (size_t)i >= LENGTH(builds))
		return NULL;
	if (runs_here)
		*runs_here = builds[i].runs_here();
	return builds[i].engine;
}
