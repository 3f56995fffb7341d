/* recipes.h: settings that are known to work, by name: rows of one table, and
 * the order in which a run's settings come together.
 *
 * Settings are composed of the defaults, which a task may have of its own
 * (train/task.h), over which the recipe's row is laid, over which what a file
 * recorded, over which what the user chose.  The result depends on the text and
 * on the settings alone, never on a clock: the same recipe on the same text is
 * the same run everywhere.  Stateless; any thread. */
#ifndef LANG_RECIPES_H
#define LANG_RECIPES_H

#include "lang/options.h"
#include "text/corpus.h"

enum recipe_name {
	RECIPE_DEFAULT,
	RECIPE_LECTURE,
	RECIPE_QUICK,
	RECIPE_BEST,
	RECIPES
};
extern const char *const recipe_words[RECIPES];

/* Where the value of a setting comes from. */
enum origin {
	ORIGIN_DEFAULT,
	ORIGIN_RECIPE,
	ORIGIN_FILE,   /* a checkpoint recorded it */
	ORIGIN_CHOSEN, /* on the command line or with `set` */
};
enum { ORIGINS = 128 };
struct origins {
	unsigned char of[ORIGINS]; /* [option_count()] enum origin */
};

/* All default but the options said explicitly. */
void origins_init(struct origins *, const struct startup *);
/* `o` is a setting of the table. */
enum origin origin_of(const struct origins *, const struct option *o);
void origin_set(struct origins *, const struct option *o, enum origin);

/* Fills every setting that was neither chosen nor recorded in a file: by the
 * row of set->recipe for this text, else the task's default; what depends on
 * others comes last (learning rate, init scheme, iterations of a recipe).  A
 * task that reads no text has no recipe.  `set` is settled afterwards. */
void settings_compose(struct settings *, struct origins *,
		      const struct corpus *text);

/* The recipe says itself when training ends. */
bool recipe_has_end(int recipe);
/* Rows of the table, for help: name, text length from which it applies,
 * settings. */
void recipes_list(struct strbuf *);

#endif
