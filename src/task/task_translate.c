/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_translate.c: the row of the task "translate", its batches and its
 * settings. */
#include "config.h"

#include "task/task_translate.h"

#include "task/text_options.h"
#include "task/translate.h"
#include "train/safetensors.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* --- opening -------------------------------------------------------------- */

static void translate_close(void *data)
{
	struct translate *t = data;

	pair_set_close(&t->pairs);
	supply_release(&t->supply);
	pair_batch_release(&t->batch);
	pair_release(&t->pair);
	summary_release(&t->summary);
	free(t->number);
	free(t);
}

static void describe_net(const struct translate *t, const struct settings *set,
			 struct net_spec *spec)
{
	spec->model = MODEL_SEQ2SEQ;
	spec->symbols_in = token_vocab_size(&t->pairs.vocab[SOURCE]);
	spec->symbols_out = token_vocab_size(&t->pairs.vocab[TARGET]);
	spec->embedding = (int)set->embedding;
	spec->attend = (enum attend)set->attention;
	spec->attention = (int)set->attention_size;
	spec->steps = t->steps;
	spec->out_steps = t->out_steps;
}

static void *translate_open(struct settings *set, const struct dataset *data,
			    struct net_spec *spec, struct strbuf *notices,
			    struct err *e)
{
	struct translate *t = xcalloc(1, sizeof *t);
	const int batch = (int)set->batch_size;

	if (!pair_set_open(&t->pairs, set, data, notices, e)) {
		free(t);
		return NULL;
	}
	t->steps = t->pairs.most[SOURCE] + 1;
	t->out_steps = t->pairs.most[TARGET] + 1;
	supply_init(&t->supply, t->pairs.seed, pair_set_count(&t->pairs), NULL,
		    batch);
	pair_batch_init(&t->batch, &t->pairs, batch, t->steps, t->out_steps);
	t->number = xcalloc((size_t)batch, sizeof *t->number);
	pair_init(&t->pair);
	t->baseline = translate_lookup_baseline(&t->pairs);
	translate_summarize(&t->pairs, &t->summary);
	describe_net(t, set, spec);
	return t;
}

static size_t memory(const void *data)
{
	const struct translate *t = data;

	return sizeof *t + pair_set_memory(&t->pairs) +
	       supply_memory(&t->supply) + pair_batch_memory(&t->batch);
}

/* --- batches -------------------------------------------------------------- */

static void next(void *data, struct batch *out)
{
	struct translate *t = data;

	supply_take(&t->supply, t->number);
	for (int b = 0; b < t->batch.pairs; b++) {
		pair_set_get(&t->pairs, false, t->number[b], &t->pair);
		pair_batch_put(&t->batch, b, &t->pair);
	}
	*out = pair_batch_of(&t->batch);
}

static bool back(void *data)
{
	return supply_back(&((struct translate *)data)->supply);
}

static void get_cursor(const void *data, uint64_t words[TASK_WORDS])
{
	supply_get_cursor(&((const struct translate *)data)->supply, words);
}

static bool set_cursor(void *data, const uint64_t words[TASK_WORDS])
{
	return supply_set_cursor(&((struct translate *)data)->supply, words);
}

static size_t epoch(const void *data)
{
	return supply_epoch(&((const struct translate *)data)->supply);
}

static size_t left(const void *data)
{
	return supply_left(&((const struct translate *)data)->supply);
}

/* The loss is a mean per symbol that is to be written. */
static double first_loss(const struct net_spec *spec)
{
	return log((double)spec->symbols_out);
}

/* --- held out ------------------------------------------------------------- */

static long held_out(const void *data)
{
	return ((const struct translate *)data)->pairs.held_out;
}

static bool validates(const void *data) { return held_out(data) > 0; }

static void first_metrics(const void *data, double own[TASK_METRICS])
{
	own[OWN_BASELINE] = ((const struct translate *)data)->baseline;
}

static const struct summary *summarize(const void *data)
{
	return &((const struct translate *)data)->summary;
}

/* --- checkpoints ---------------------------------------------------------- */

static void put_symbols(struct safetensors_writer *w, const char *key,
			const struct token_vocab *v)
{
	char *json = token_vocab_to_json(v);

	safetensors_put_text(w, key, json);
	free(json);
}

static bool put_meta(const void *data, struct safetensors_writer *w,
		     struct err *e UNUSED)
{
	const struct pair_set *p = &((const struct translate *)data)->pairs;

	dataset_put_meta(&p->data, w);
	put_symbols(w, "source_symbols", &p->vocab[SOURCE]);
	put_symbols(w, "target_symbols", &p->vocab[TARGET]);
	return true;
}

/* --- settings ------------------------------------------------------------- */

static const char group[] = "Task translate";

static const struct option option[] = {
	{ "pairs", 0, OPTION_WORD, SETTING(pairs),
	  .words = WORD_LIST(pairs_name), .argument = "NAME", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = group,
	  .help = "what is generated without DATA" },
	{ "reverse", 0, OPTION_WORD, SETTING(reverse),
	  .words = WORD_LIST(off_on), .argument = "WHETHER", .alone = "on",
	  .unit = "", .change = CHANGE_RESTART, .affects_results = true,
	  .group = group, .help = "translate from the target to the source" },
	{ "attention", 0, OPTION_WORD, SETTING(attention),
	  .words = WORD_LIST(attend_name), .argument = "KIND", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = group,
	  .help = "how the decoder looks at the source" },
	{ "attention-size", 0, OPTION_LONG, SETTING(attention_size), 1,
	  WIDTH_MAX, .argument = "N", .unit = "numbers",
	  .change = CHANGE_RESTART, .affects_results = true, .group = group,
	  .help = "width of additive attention (A)" },
	{ "beam", 0, OPTION_LONG, SETTING(beam), 1, BEAM_MAX, .argument = "N",
	  .unit = "translations", .change = CHANGE_LIVE, .group = group,
	  .help = "kept at each step by score and predict; 1: greedy" },
};

const struct option_set translate_options = { option, LENGTH(option) };

/* --- the row -------------------------------------------------------------- */

static double get_examples_per_second(const struct run *r)
{
	return r->now.examples_per_second;
}

static const struct metric metric[] = {
	[OWN_EXACT] = { "valid_exact", "fraction",
			"held-out translations that are right as a whole",
			false, NULL, OWN_EXACT, false },
	[OWN_TOKEN_ACCURACY] = { "valid_token_accuracy", "fraction",
				 "of their tokens that stand where they should",
				 false, NULL, OWN_TOKEN_ACCURACY, false },
	[OWN_BLEU] = { "valid_bleu", "0..100",
		       "BLEU of the held-out translations", false, NULL,
		       OWN_BLEU, false },
	[OWN_BASELINE] = { "baseline", "fraction",
			   "valid_exact of a translation memory", false, NULL,
			   OWN_BASELINE, false },
	{ "examples_per_second", "examples/s",
	  "speed over the last half second", false, get_examples_per_second, 0,
	  false },
};

static const struct metric *main_metric(const void *data UNUSED)
{
	return &metric[OWN_EXACT];
}

const struct task task_translate = {
	.name = TASK_TRANSLATE_NAME,
	.summary = "translate a sequence into another",
	.arrow = "many to many, all of it read first",
	.metric = metric,
	.metrics = LENGTH(metric),
	.options = { &token_options, &translate_options },
	.defaults = "cell=gru hidden=64 batch-size=64 embedding=20 "
		    "optimizer=adam learning-rate=0.004 schedule=step "
		    "schedule-factor=0.3 schedule-every=1000 clip=0 "
		    "clip-norm=1 valid=0.1 valid-every=100",
	.reads = READS_PAIRS,
	.baseline = &metric[OWN_BASELINE],
	.main_metric = main_metric,
	.open = translate_open,
	.close = translate_close,
	.memory = memory,
	.next = next,
	.back = back,
	.get_cursor = get_cursor,
	.set_cursor = set_cursor,
	.epoch = epoch,
	.left = left,
	.first_loss = first_loss,
	.validates = validates,
	.validation_new = translate_validation_new,
	.score_new = translate_score_new,
	.validation_free = translate_validation_free,
	.validation_more = translate_validation_more,
	.validation_progress = translate_validation_progress,
	.validation_loss = translate_validation_loss,
	.validation_metrics = translate_validation_metrics,
	.first_metrics = first_metrics,
	.held_out = held_out,
	.answerer_new = translate_answerer_new,
	.answerer_free = translate_answerer_free,
	.answer = translate_answer,
	.print_answer = translate_print_answer,
	.summarize = summarize,
	.put_meta = put_meta,
};
