/* sentences.h: sentences and their classes as a net reads them: of a file, or
 * generated.
 *
 * A token that is not in the vocabulary, which is that of the training
 * sentences, is "<unk>".  Immutable after sentences_open(), except for the scratch
 * memory of sentences_get(), _text() and _read(); one thread. */
#ifndef TASK_SENTENCES_H
#define TASK_SENTENCES_H

#include "task/make_sentiment.h"
#include "text/rows.h"
#include "text/rows_split.h"
#include "text/tokens.h"
#include "train/dataset.h"
#include "train/settings.h"
#include "train/summary.h"

enum { CLASSES_MAX = 1000 };

/* Rows of a file, and which of them are meant. */
struct sentence_rows {
	const struct rows *rows;
	struct token_ids ids;
	const uint32_t *row; /* [count] */
	size_t count;
	int *class_of; /* [rows->outputs.count] */
};

struct sentences {
	struct dataset data; /* rows NULL: generated */
	uint64_t seed;
	enum language language;
	struct token_rules rules;
	struct token_vocab vocab;
	struct string_table classes;
	struct rows_split split;
	uint32_t *all_held; /* rows of the file of held-out ones */
	struct sentence_rows train, held;
	long held_out;
	int longest; /* tokens */
	struct strbuf text;
	struct token_list list;
};

/* Adds what was cut and what is unknown to `notices`, in lines.  ERR_INPUT: the
 * rows leave nothing to learn from, or have too many classes. */
bool sentences_open(struct sentences *, const struct settings *,
		    const struct dataset *, struct strbuf *notices,
		    struct err *) NODISCARD;
void sentences_close(struct sentences *);
size_t sentences_memory(const struct sentences *);
/* Training sentences; 0: they have no end. */
size_t sentences_count(const struct sentences *);
static inline int sentences_classes(const struct sentences *s)
{
	return (int)s->classes.count;
}
static inline const char *sentences_class(const struct sentences *s, int i)
{
	return string_at(&s->classes, (uint32_t)i);
}

/* Sentence `number` of the training ones or the held-out ones: its ids, at most
 * s->longest of them, in `id`; their number, at least 1, and the class. */
int sentences_get(struct sentences *, bool held_out, uint64_t number, int *id,
		  int *class);
/* Its text, until the next call. */
const char *sentences_text(struct sentences *, bool held_out, uint64_t number);
/* Any text, spelt as rows are (clean.h), in s->text; its tokens, at most
 * rules.max_length, in s->list, and their ids in `id`.  Returns their number,
 * 0 if there is nothing but space. */
int sentences_read(struct sentences *, const char *text, int *id);
/* Fills in all but what only the task knows. */
void sentences_summarise(struct sentences *, struct summary *);

#endif
