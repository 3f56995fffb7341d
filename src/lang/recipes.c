/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recipes.c: the rows of the recipe table, and how settings come together.
 *
 * How the rows were found, and what they reach: tests/bench/RESULTS.md.
 * A short text is learned by heart: the shorter it is, the smaller the net,
 * the more is dropped and the fewer times it is read. */
#include "config.h"
#include "lang/option_table.h"
#include "lang/recipes.h"
#include "task/task_table.h"
#include "text/stream.h"
#include <assert.h>
#include <math.h>
#include <string.h>

const char *const recipe_words[RECIPES] = {
	[RECIPE_DEFAULT] = "default",
	[RECIPE_LECTURE] = "lecture",
	[RECIPE_QUICK] = "quick",
	[RECIPE_BEST] = "best",
};

/* What one core of 2024 does in a minute of training with the batches of the
 * table, in multiplications and additions, less what starting and validating
 * take. */
#define MINUTE 5.3e12
/* Nets of these sizes do not stay in the second cache. */
#define HALF_HOUR (27 * MINUTE)

static const struct recipe {
	enum recipe_name name;
	size_t from;          /* symbols of text: the last row that fits */
	const char *settings; /* names and values of the option table */
	double work;          /* operations of the whole training; 0: no end */
	long epochs;          /* nor more than that many */
} table[] = {
	{ RECIPE_LECTURE, 0, "cell=rnn", 0, 0 },

	{ RECIPE_QUICK, 0,
	  "cell=gru layers=2 hidden=96 seq-length=32 "
	  "batch-size=1 optimizer=adam learning-rate=0.004 schedule=cosine "
	  "dropout=0.5 valid=0.1",
	  MINUTE, 15 },
	{ RECIPE_QUICK, 50000,
	  "cell=gru layers=2 hidden=160 seq-length=50 "
	  "batch-size=4 optimizer=adam learning-rate=0.004 schedule=cosine "
	  "dropout=0.5 valid=0.05",
	  MINUTE, 25 },
	{ RECIPE_QUICK, 300000,
	  "cell=gru layers=2 hidden=160 seq-length=50 "
	  "batch-size=8 optimizer=adam learning-rate=0.005 schedule=cosine "
	  "dropout=0.2 valid=0.05",
	  MINUTE, 15 },
	{ RECIPE_QUICK, 800000,
	  "cell=gru layers=2 hidden=160 seq-length=50 "
	  "batch-size=8 optimizer=adam learning-rate=0.005 schedule=cosine "
	  "valid=0.05",
	  MINUTE, 15 },

	{ RECIPE_BEST, 0,
	  "cell=gru layers=2 hidden=128 seq-length=32 "
	  "batch-size=1 optimizer=adam learning-rate=0.002 schedule=cosine "
	  "dropout=0.5 valid=0.1",
	  HALF_HOUR, 25 },
	{ RECIPE_BEST, 50000,
	  "cell=gru layers=2 hidden=256 seq-length=50 "
	  "batch-size=4 optimizer=adam learning-rate=0.002 schedule=cosine "
	  "dropout=0.5 valid=0.05",
	  HALF_HOUR, 60 },
	{ RECIPE_BEST, 300000,
	  "cell=gru layers=2 hidden=320 seq-length=50 "
	  "batch-size=8 optimizer=adam learning-rate=0.002 schedule=cosine "
	  "clip-norm=20 dropout=0.4 valid=0.05",
	  HALF_HOUR, 60 },
};

bool recipe_has_end(int recipe)
{
	for (size_t i = 0; i < LENGTH(table); i++)
		if (table[i].name == (enum recipe_name)recipe)
			return table[i].work > 0;
	return false;
}

static const struct recipe *find(int name, size_t symbols)
{
	const struct recipe *found = NULL;

	for (size_t i = 0; i < LENGTH(table); i++)
		if (table[i].name == (enum recipe_name)name &&
		    table[i].from <= symbols)
			found = &table[i];
	return found;
}

/* --- origins ------------------------------------------------------------- */

static int row_of(const struct option *o)
{
	assert(option_count() <= ORIGINS);
	return option_index(o);
}

void origins_init(struct origins *origins, const struct startup *start)
{
	*origins = (struct origins){ .of = { ORIGIN_DEFAULT } };
	for (int i = 0; i < option_count(); i++)
		if (start->given[i])
			origins->of[i] = ORIGIN_CHOSEN;
}

enum origin origin_of(const struct origins *origins, const struct option *o)
{
	return (enum origin)origins->of[row_of(o)];
}

void origin_set(struct origins *origins, const struct option *o,
		enum origin origin)
{
	origins->of[row_of(o)] = (unsigned char)origin;
}

/* --- composing ----------------------------------------------------------- */

struct composer {
	struct settings *set;
	struct origins *origins;
	const struct corpus *text;
	const struct recipe *recipe; /* NULL: none, as for "default" */
};

static bool is_free(const struct composer *c, const char *name)
{
	return origin_of(c->origins, option_find(name)) < ORIGIN_FILE;
}

/* The table is the program's own: a row that does not parse is a bug, which a
 * test looks for. */
static void put(struct composer *c, const struct option *o, const char *value,
		enum origin origin)
{
	struct err err;

	if (origin_of(c->origins, o) >= ORIGIN_FILE)
		return;
	if (!option_parse(o, c->set, "", value, ERR_FAILED, &err))
		assert(!"a row of the recipe table is wrong");
	origin_set(c->origins, o, origin);
}

static void put_defaults(struct composer *c)
{
	struct settings fresh;

	settings_default(&fresh);
	fresh.recipe = c->set->recipe;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (!option_is_setting(o) ||
		    origin_of(c->origins, o) >= ORIGIN_FILE)
			continue;
		option_copy(o, c->set, &fresh);
		origin_set(c->origins, o, ORIGIN_DEFAULT);
	}
}

/* "name=value name=value"; the names are the option table's. */
static void put_row(struct composer *c, const char *row, enum origin origin)
{
	char *words = xstrdup(row), *rest = NULL;

	for (char *w = strtok_r(words, " ", &rest); w;
	     w = strtok_r(NULL, " ", &rest)) {
		char *value = strchr(w, '=');

		*value++ = '\0';
		put(c, option_find(w), value, origin);
	}
	free(words);
}

/* A rate belongs to its rule: the recipe's is for the recipe's optimiser. */
static void settle_rate(struct composer *c)
{
	const struct option *rate = option_find("learning-rate");

	if (origin_of(c->origins, rate) == ORIGIN_RECIPE &&
	    !is_free(c, "optimizer")) {
		c->set->learning_rate = 0;
		origin_set(c->origins, rate, ORIGIN_DEFAULT);
	}
	settings_settle(c->set);
}

/* Weights of 0.01 are the lecture's, for the lecture's nets: through several
 * layers too little comes of them, and adaptive steps start slowly. */
static void settle_init(struct composer *c)
{
	const struct option *o = option_find("init-scheme");

	if (origin_of(c->origins, o) == ORIGIN_DEFAULT &&
	    (c->set->layers > 1 || c->set->optimizer != OPTIM_ADAGRAD))
		c->set->init_scheme = INIT_XAVIER;
}

/* Multiplications and additions of an iteration: forward once, backward twice,
 * and what an update of a parameter costs in time, as so many of them. */
static double work_of(const struct settings *set, int vocab)
{
	const double update = 60;
	double gates = cell_info[set->cell].gates, units = (double)set->hidden;
	double upper = (double)set->layers - 1;
	double matrices = units * (gates * units * (1 + 2 * upper) + vocab);
	double inputs = gates * units * vocab;

	return 6 * matrices * (double)set->seq_length *
		       (double)set->batch_size +
	       update * (matrices + inputs);
}

/* Iterations of a pass over the text; a batch that is too large for it is
 * refused when the run is made. */
static double epoch_of(const struct composer *c)
{
	const struct settings *set = c->set;
	int steps = (int)set->seq_length;
	struct stream stream;
	struct err err;

	if (!stream_init(&stream, c->text, set->valid, &steps,
			 (int)set->batch_size, &err))
		return 1;
	return (double)stream_epoch(&stream);
}

/* Where the text is short the end is that of an epoch. */
static long iterations_of(const struct composer *c)
{
	double n = c->recipe->work / work_of(c->set, c->text->vocab.size);

	n = fmin(n, (double)c->recipe->epochs * epoch_of(c));
	return (long)fmax(1, floor(n));
}

static void settle_end(struct composer *c)
{
	struct settings *set = c->set;

	if (is_free(c, "iterations")) {
		set->iterations = iterations_of(c);
		origin_set(c->origins, option_find("iterations"),
			   ORIGIN_RECIPE);
	}
	if (is_free(c, "schedule-every") && set->iterations > 0) {
		set->schedule_every = set->iterations;
		origin_set(c->origins, option_find("schedule-every"),
			   ORIGIN_RECIPE);
	}
	if (is_free(c, "valid-every") && set->iterations > 0) {
		set->valid_every = (long)fmax(1, (double)set->iterations / 20);
		origin_set(c->origins, option_find("valid-every"),
			   ORIGIN_RECIPE);
	}
}

void settings_compose(struct settings *set, struct origins *origins,
		      const struct corpus *text)
{
	struct composer c = {
		.set = set,
		.origins = origins,
		.text = text,
	};

	if (text && task_of(set)->reads == READS_TEXT)
		c.recipe = find(set->recipe, text->length);
	else
		set->recipe = RECIPE_DEFAULT;
	put_defaults(&c);
	if (task_of(set)->defaults)
		put_row(&c, task_of(set)->defaults, ORIGIN_DEFAULT);
	if (c.recipe)
		put_row(&c, c.recipe->settings, ORIGIN_RECIPE);
	settle_rate(&c);
	settle_init(&c);
	if (c.recipe && c.recipe->work > 0)
		settle_end(&c);
}

/* On lines of their own, of fewer than 80 columns. */
static void list_words(const char *words, struct strbuf *out)
{
	enum { INDENT = 6, WIDTH = 79 };
	size_t at = WIDTH;

	while (*words) {
		size_t n = strcspn(words, " ");

		if (at + 1 + n > WIDTH) {
			strbuf_printf(out, "\n%*s", INDENT - 1, "");
			at = INDENT - 1;
		}
		strbuf_printf(out, " %.*s", (int)n, words);
		at += 1 + n;
		words += n + strspn(words + n, " ");
	}
	strbuf_add_char(out, '\n');
}

void recipes_list(struct strbuf *out)
{
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct recipe *r = &table[i];

		strbuf_printf(out, "  %s", recipe_words[r->name]);
		if (r->from)
			strbuf_printf(out, ", from %zu characters", r->from);
		list_words(r->settings, out);
	}
}
