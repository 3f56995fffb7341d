/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_options.c: settings that tasks about sentences share. */
#include "config.h"

#include "task/text_options.h"

#include "train/settings.h"

#include <math.h>

static const char group[] = "Sentences (tasks sentiment, translate)";

static const struct option option[] = {
	{ "embedding", 0, OPTION_LONG, SETTING(embedding), 1, WIDTH_MAX,
	  .argument = "N", .unit = "numbers", .change = CHANGE_RESTART,
	  .affects_results = true, .group = group,
	  .help = "numbers that stand for a token (E)" },
	{ "tokens", 0, OPTION_WORD, SETTING(tokens),
	  .words = WORD_LIST(token_choice_name), .argument = "KIND", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = group,
	  .help = "what is read at a step; auto: what suits the data" },
	{ "lower", 0, OPTION_WORD, SETTING(lower), .words = WORD_LIST(off_on),
	  .argument = "WHETHER", .alone = "on", .unit = "",
	  .change = CHANGE_RESTART, .affects_results = true, .group = group,
	  .help = "capital letters count as small ones" },
	{ "max-length", 0, OPTION_LONG, SETTING(max_length), 1, TOKENS_MAX,
	  .argument = "N", .unit = "tokens", .change = CHANGE_RESTART,
	  .affects_results = true, .group = group,
	  .help = "longer sentences are cut there" },
	{ "min-count", 0, OPTION_LONG, SETTING(min_count), 1, INFINITY,
	  .argument = "N", .unit = "", .change = CHANGE_RESTART,
	  .affects_results = true, .group = group,
	  .help = "tokens that are rarer become <unk>" },
};

const struct option_set token_options = { option, LENGTH(option) };
