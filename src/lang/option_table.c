/* SPDX-License-Identifier: GPL-3.0-or-later */
/* option_table.c: the rows of the option table.
 *
 * They stand in the order of --help=all and `info settings`; a task's own are
 * in its file.  Defaults of an experiment are settings_default()'s.  Of a whole
 * number INFINITY means what fits in a long; the seed alone has that end
 * named. */
#include "config.h"
#include "lang/option_table.h"
#include "lang/recipes.h"
#include "task/task_char.h"
#include "task/task_memory.h"
#include "task/task_sentiment.h"
#include "task/task_table.h"
#include "task/task_translate.h"
#include "task/text_options.h"
#include "text/decoder.h"
#include <math.h>

#define STARTUP(field) IN_STARTUP, offsetof(struct startup, field)

static const char *const usual_encodings[] = {
	"auto", "utf-8", "bytes", "latin1", "cp949",
};
static const char *const lesson_words[] = { "attention", "long-lag",
					    "sentiment" };
static const char *const color_words[] = {
	[COLOR_AUTO] = "auto",   [COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never", [COLOR_16] = "16",
	[COLOR_256] = "256",     [COLOR_DIRECT] = "direct",
};
static const char *const background_words[] = {
	[BACKGROUND_AUTO] = "auto",
	[BACKGROUND_DARK] = "dark",
	[BACKGROUND_LIGHT] = "light",
};
static const char *const glyph_words[] = {
	[GLYPH_AUTO] = "auto",
	[GLYPH_BRAILLE] = "braille",
	[GLYPH_BLOCKS] = "blocks",
	[GLYPH_ASCII] = "ascii",
};
static const char *const palette_words[PALETTES] = {
	[PALETTE_VIRIDIS] = "viridis",
	[PALETTE_INFERNO] = "inferno",
};

static const char model[] = "Model (a change restarts)";
static const char training[] = "Training";
static const char text[] = "Data";
static const char running[] = "Running";
static const char files[] = "Files";
static const char screen[] = "Screen";
static const char about[] = "Information";

static const struct option experiment[] = {
	{ "recipe", 0, OPTION_WORD, SETTING(recipe),
	  .words = WORD_LIST(recipe_words), .argument = "NAME", .unit = "",
	  .change = CHANGE_RESTART, .group = model,
	  .help = "settings that suit the text; chosen ones win" },
	{ "task", 0, OPTION_WORD, SETTING(task), .words = WORD_LIST(task_name),
	  .argument = "TASK", .unit = "", .change = CHANGE_RESTART,
	  .affects_results = true, .omit_default = true, .group = model,
	  .help = "what the net learns to do (help tasks)" },
	{ "cell", 0, OPTION_WORD, SETTING(cell),
	  .words = WORDS_OF(cell_info, name), .argument = "CELL", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = model,
	  .help = "kind of recurrent cell" },
	{ "hidden", 0, OPTION_LONG, SETTING(hidden), 1, HIDDEN_MAX,
	  .argument = "N", .unit = "units", .change = CHANGE_RESTART,
	  .affects_results = true, .group = model,
	  .help = "hidden units per layer (H)" },
	{ "layers", 0, OPTION_LONG, SETTING(layers), 1, LAYERS_MAX,
	  .argument = "N", .unit = "layers", .change = CHANGE_RESTART,
	  .affects_results = true, .group = model,
	  .help = "recurrent layers, each reading the one below" },
	{ "seq-length", 0, OPTION_LONG, SETTING(seq_length), 1, SEQ_LENGTH_MAX,
	  .argument = "N", .unit = "steps", .change = CHANGE_RESTART,
	  .affects_results = true, .group = model,
	  .help = "characters of backpropagation through time (T)" },
	{ "batch-size", 0, OPTION_LONG, SETTING(batch_size), 1, BATCH_SIZE_MAX,
	  .argument = "N", .unit = "streams", .change = CHANGE_RESTART,
	  .affects_results = true, .group = model,
	  .help = "parts of the text read side by side (B)" },
	{ "forget-bias", 0, OPTION_REAL, SETTING(forget_bias), -INFINITY,
	  INFINITY, .argument = "X", .unit = "", .change = CHANGE_RESTART,
	  .affects_results = true, .group = model,
	  .help = "first bias of the LSTM's forget gates" },
	{ "init-scheme", 0, OPTION_WORD, SETTING(init_scheme),
	  .words = WORD_LIST(init_scheme_name), .argument = "NAME", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = model,
	  .help = "how first weights are drawn (normal: deviation 0.01)" },
	{ "precision", 0, OPTION_WORD, SETTING(precision),
	  .words = WORD_LIST(precision_name), .argument = "TYPE", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = model,
	  .help = "numbers of 32 or 64 bits" },
	{ "engine", 0, OPTION_WORD, SETTING(engine),
	  .words = WORD_LIST(engine_choice_name), .argument = "NAME",
	  .unit = "", .change = CHANGE_RESTART, .affects_results = true,
	  .group = model,
	  .help = "instructions used (auto: the best that run here)" },
	{ "threads", 0, OPTION_LONG, SETTING(threads), 1, 64, .argument = "N",
	  .unit = "threads", .change = CHANGE_RESTART, .affects_results = true,
	  .group = model,
	  .help = "that share a batch; each number has its own bits" },
	{ "seed", 0, OPTION_LONG, SETTING(seed), 0, 0x1p63, .argument = "N",
	  .unit = "", .change = CHANGE_RESTART, .affects_results = true,
	  .group = model,
	  .help = "of all random numbers: same seed, same run" },
	{ "valid", 0, OPTION_REAL, SETTING(valid), 0, 0.5, .zero_off = true,
	  .argument = "X", .unit = "", .change = CHANGE_RESTART,
	  .affects_results = true, .group = model,
	  .help = "last part of the text, kept for validation" },

	{ "optimizer", 0, OPTION_WORD, SETTING(optimizer),
	  .words = WORDS_OF(optimizer_info, name), .argument = "NAME",
	  .unit = "", .change = CHANGE_LIVE, .affects_results = true,
	  .group = training, .help = "rule that turns gradients into changes" },
	{ "learning-rate", 0, OPTION_REAL, SETTING(learning_rate), 0, INFINITY,
	  .low_open = true, .argument = "X", .unit = "", .change = CHANGE_LIVE,
	  .affects_results = true, .group = training, .help = "size of a step",
	  .alias = "lr" },
	{ "momentum", 0, OPTION_REAL, SETTING(momentum), 0, 1, .argument = "X",
	  .unit = "", .change = CHANGE_LIVE, .affects_results = true,
	  .group = training,
	  .help = "sgd: fraction of the last change that goes on" },
	{ "decay", 0, OPTION_REAL, SETTING(decay), 0, 1, .argument = "X",
	  .unit = "", .change = CHANGE_LIVE, .affects_results = true,
	  .group = training,
	  .help = "rmsprop: weight of the old mean square (alpha)" },
	{ "beta1", 0, OPTION_REAL, SETTING(beta1), 0, 1, .argument = "X",
	  .unit = "", .change = CHANGE_LIVE, .affects_results = true,
	  .group = training, .help = "adam: weight of the old mean gradient" },
	{ "beta2", 0, OPTION_REAL, SETTING(beta2), 0, 1, .argument = "X",
	  .unit = "", .change = CHANGE_LIVE, .affects_results = true,
	  .group = training, .help = "adam: weight of the old mean square" },
	{ "schedule", 0, OPTION_WORD, SETTING(schedule),
	  .words = WORD_LIST(schedule_name), .argument = "NAME", .unit = "",
	  .change = CHANGE_LIVE, .affects_results = true, .group = training,
	  .help = "how the learning rate falls with time" },
	{ "schedule-factor", 0, OPTION_REAL, SETTING(schedule_factor), 0, 1,
	  .low_open = true, .argument = "X", .unit = "", .change = CHANGE_LIVE,
	  .affects_results = true, .group = training,
	  .help = "step, exponential: rate times X every N iterations" },
	{ "schedule-every", 0, OPTION_LONG, SETTING(schedule_every), 1,
	  INFINITY, .argument = "N", .unit = "iterations",
	  .change = CHANGE_LIVE, .affects_results = true, .group = training,
	  .help = "that N; cosine: iterations down to 0" },
	{ "clip", 0, OPTION_REAL, SETTING(clip), 0, INFINITY, .zero_off = true,
	  .argument = "X", .unit = "", .change = CHANGE_LIVE,
	  .affects_results = true, .group = training,
	  .help = "each gradient element is cut to -X..X" },
	{ "clip-norm", 0, OPTION_REAL, SETTING(clip_norm), 0, INFINITY,
	  .zero_off = true, .argument = "X", .unit = "", .change = CHANGE_LIVE,
	  .affects_results = true, .group = training,
	  .help = "then the whole gradient is scaled to this norm" },
	{ "dropout", 0, OPTION_REAL, SETTING(dropout), 0, 0.95,
	  .zero_off = true, .argument = "X", .unit = "", .change = CHANGE_LIVE,
	  .affects_results = true, .group = training,
	  .help = "fraction of each layer's output that is dropped" },
	{ "valid-every", 0, OPTION_LONG, SETTING(valid_every), 0, INFINITY,
	  .zero_off = true, .argument = "N", .unit = "iterations",
	  .change = CHANGE_LIVE, .affects_results = true, .group = training,
	  .help = "validate every N iterations" },
};

static const struct option program[] = {
	{ "encoding", 0, OPTION_TEXT, STARTUP(encoding),
	  .words = WORD_LIST(usual_encodings), .wrong = encoding_wrong,
	  .fallback = "auto", .argument = "NAME", .unit = "",
	  .change = CHANGE_START, .group = text,
	  .help = "encoding of the data; any name that iconv -l lists" },
	{ "max-bytes", 0, OPTION_LONG, STARTUP(max_bytes), 1, INFINITY,
	  .fallback = "1073741824", .argument = "N", .unit = "bytes",
	  .change = CHANGE_START, .group = text,
	  .help = "a larger file is refused" },
	{ "columns", 0, OPTION_TEXT, STARTUP(columns), .argument = "A,B",
	  .unit = "", .change = CHANGE_START, .group = text,
	  .help = "label,text or source,target: names, or from 1" },
	{ "valid-file", 0, OPTION_TEXT, STARTUP(valid_file), .argument = "FILE",
	  .unit = "", .change = CHANGE_START, .group = text,
	  .help = "held-out examples; without: a part of the data" },
	{ "demo", 0, OPTION_FLAG, STARTUP(demo), .unit = "",
	  .change = CHANGE_START, .group = text,
	  .help = "read the demonstration text" },

	{ "iterations", 0, OPTION_LONG, SETTING(iterations), 0, INFINITY,
	  .zero_off = true, .argument = "N", .unit = "iterations",
	  .change = CHANGE_LIVE, .group = running,
	  .help = "stop there, counted from the run's very first" },
	{ "explosion-factor", 0, OPTION_REAL, SETTING(explosion_factor), 0,
	  INFINITY, .zero_off = true, .argument = "X", .unit = "",
	  .change = CHANGE_LIVE, .group = running,
	  .help = "stop at a loss over X * ln V * T, 10 in a row" },
	{ "batch", 0, OPTION_FLAG, STARTUP(batch), .unit = "",
	  .change = CHANGE_START, .group = running,
	  .help = "no screen, no standard input: do the work and leave" },
	{ "execute", 'e', OPTION_ACTION, IN_NEITHER, 0, .argument = "CMD",
	  .unit = "", .change = CHANGE_START, .group = running,
	  .help = "execute a command at the start (repeatable)" },
	{ "script", 'x', OPTION_ACTION, IN_NEITHER, 0, .argument = "FILE",
	  .unit = "", .change = CHANGE_START, .group = running,
	  .help = "execute a file of commands (repeatable)" },
	{ "lesson", 0, OPTION_TEXT, STARTUP(lesson),
	  .words = WORD_LIST(lesson_words), .argument = "NAME", .alone = "",
	  .unit = "", .change = CHANGE_START, .group = running,
	  .help = "teach something; without NAME: lists the lessons" },

	{ "resume", 0, OPTION_TEXT, STARTUP(resume), .argument = "FILE",
	  .unit = "", .change = CHANGE_START, .group = files,
	  .help = "go on exactly where a checkpoint stopped" },
	{ "init", 0, OPTION_TEXT, STARTUP(init), .argument = "FILE", .unit = "",
	  .change = CHANGE_START, .group = files,
	  .help = "begin a new run with a file's weights" },
	{ "save", 0, OPTION_TEXT, STARTUP(save), .argument = "FILE", .unit = "",
	  .change = CHANGE_START, .group = files,
	  .help = "write a checkpoint at the end; replaces FILE" },
	{ "save-every", 0, OPTION_LONG, SETTING(save_every), 0, INFINITY,
	  .zero_off = true, .argument = "N", .unit = "iterations",
	  .change = CHANGE_LIVE, .group = files,
	  .help = "and every N iterations" },
	{ "save-best", 0, OPTION_TEXT, STARTUP(save_best), .argument = "FILE",
	  .unit = "", .change = CHANGE_START, .group = files,
	  .help = "a checkpoint at each lowest validation; replaces FILE" },
	{ "log", 0, OPTION_TEXT, STARTUP(log), .argument = "FILE", .unit = "",
	  .change = CHANGE_START, .group = files,
	  .help = "metrics: .csv or .jsonl; --resume goes on" },
	{ "log-every", 0, OPTION_LONG, SETTING(log_every), 1, INFINITY,
	  .argument = "N", .unit = "iterations", .change = CHANGE_LIVE,
	  .group = files, .help = "a row of the log every N iterations" },

	{ "color", 0, OPTION_WORD, STARTUP(color),
	  .words = WORD_LIST(color_words), .fallback = "auto",
	  .argument = "WHEN", .unit = "", .change = CHANGE_START,
	  .group = screen,
	  .help = "colours; auto asks NO_COLOR, then the terminal" },
	{ "background", 0, OPTION_WORD, STARTUP(background),
	  .words = WORD_LIST(background_words), .fallback = "auto",
	  .argument = "SIDE", .unit = "", .change = CHANGE_START,
	  .group = screen,
	  .help = "background that colours suit; auto asks the terminal" },
	{ "glyphs", 0, OPTION_WORD, STARTUP(glyphs),
	  .words = WORD_LIST(glyph_words), .fallback = "auto",
	  .argument = "SET", .unit = "", .change = CHANGE_START,
	  .group = screen, .help = "signs that plots are drawn with" },
	{ "fps", 0, OPTION_LONG, STARTUP(fps), 1, 120, .fallback = "30",
	  .argument = "N", .unit = "frames/s", .change = CHANGE_START,
	  .group = screen, .help = "frames per second at most" },
	{ "mouse", 0, OPTION_FLAG, STARTUP(mouse), .unit = "",
	  .change = CHANGE_START, .group = screen,
	  .help = "clicks choose unit and character, the wheel scrolls" },
	{ "palette", 0, OPTION_WORD, STARTUP(palette),
	  .words = WORD_LIST(palette_words), .fallback = "viridis",
	  .argument = "NAME", .unit = "", .change = CHANGE_START,
	  .group = screen, .help = "colours of the heat maps" },

	{ "help", 'h', OPTION_ACTION, IN_NEITHER, 0, .argument = "all",
	  .unit = "", .change = CHANGE_START, .group = about,
	  .help = "the short help; --help=all: everything" },
	{ "version", 0, OPTION_FLAG, STARTUP(version), .unit = "",
	  .change = CHANGE_START, .group = about,
	  .help = "version, engines and BLAS in use" },
};

/* --- one table ------------------------------------------------------------ */

static const struct option_set shared = { experiment, LENGTH(experiment) };
static const struct option_set startup = { program, LENGTH(program) };

/* What all tasks share of an experiment, then what only some have, then the
 * program. */
static const struct option_set *const set_at[] = {
	&shared,        &char_options,      &sentiment_options,
	&token_options, &translate_options, &memory_options,
	&startup,
};

int option_count(void)
{
	int count = 0;

	for (size_t i = 0; i < LENGTH(set_at); i++)
		count += set_at[i]->rows;
	return count;
}

const struct option *option_at(int i)
{
	const struct option_set *const *set = set_at;

	while (i >= (*set)->rows)
		i -= (*set++)->rows;
	return &(*set)->row[i];
}

static bool set_has(const struct option_set *set, const struct option *o)
{
	return o >= set->row && o < set->row + set->rows;
}

const struct task *option_task(const struct option *o)
{
	for (int i = 0; i < TASKS; i++)
		if (option_is_own(o, task_at(i)))
			return task_at(i);
	return NULL;
}

bool option_is_own(const struct option *o, const struct task *task)
{
	for (int i = 0; task->options[i]; i++)
		if (set_has(task->options[i], o))
			return true;
	return false;
}
