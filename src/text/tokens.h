/* tokens.h: a text as the symbols a net reads, and back; their vocabulary.
 *
 * words  by the word boundaries of Unicode (UAX 29): each punctuation mark for
 *        itself, no spaces
 * chars  what a reader takes for a character (grapheme clusters)
 * jamo   the same, but syllables of Hangul by their letters (U+1100 ..)
 *
 * Texts are NFC and spaced as those of rows.h are.  A token is never empty; the
 * special symbols, "<unk>" and the like, can be none, since '<' is always a
 * token by itself.  Without memory the program ends, as xmalloc() has it.  All
 * belong to one owner; any thread may read while nobody changes them. */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include "base/err.h"
#include "text/string_table.h"

enum tokens { TOKENS_WORDS, TOKENS_CHARS, TOKENS_JAMO, TOKENS };

extern const char *const tokens_name[TOKENS]; /* "words", "chars", "jamo" */

struct token_rules {
	enum tokens kind;
	bool lower;     /* small letters only */
	int max_length; /* further tokens of a text are left out; 0: none */
};

struct token_list {
	struct strbuf text; /* the tokens, a NUL after each */
	size_t *start;      /* [capacity] where each begins in it */
	size_t count, capacity;
	size_t left_out; /* by max_length */
};

void token_list_init(struct token_list *);
void token_list_release(struct token_list *);
static inline const char *token_at(const struct token_list *list, size_t i)
{
	return list->text.text + list->start[i];
}
/* Replaces the list by the tokens of a text. */
void tokens_split(struct token_list *, const struct token_rules *,
		  const char *text, size_t length);
/* Appends the text of tokens: words with spaces between them, but not before
 * what closes (".", ")") or after what opens; letters of Hangul as syllables. */
void tokens_join(struct strbuf *, enum tokens, const char *const *token,
		 size_t count);

/* --- vocabulary ----------------------------------------------------------- */

/* How often each token occurs. */
struct token_counts {
	struct string_table tokens;
	uint64_t *count; /* [capacity] */
	uint32_t capacity;
};

void token_counts_init(struct token_counts *);
void token_counts_release(struct token_counts *);
void token_counts_add(struct token_counts *, const struct token_list *);

/* Symbols by id: first the special ones as they were asked for, then tokens, the
 * most frequent first and of equal ones the one whose bytes are less. */
struct token_vocab {
	struct string_table symbols;
	int unknown;        /* id of "<unk>"; -1: it has none */
	uint32_t rare;      /* tokens left out for being so */
	uint64_t rare_uses; /* how often those occur */
};

/* Rarer tokens than `min_count` are left out. */
void token_vocab_make(struct token_vocab *, const struct token_counts *,
		      uint64_t min_count, const char *const *special,
		      int specials);
void token_vocab_release(struct token_vocab *);
static inline int token_vocab_size(const struct token_vocab *v)
{
	return (int)v->symbols.count;
}
static inline const char *token_vocab_symbol(const struct token_vocab *v,
					     int id)
{
	return string_at(&v->symbols, (uint32_t)id);
}
/* The id of a token or a special symbol; that of "<unk>" for others. */
int token_vocab_id(const struct token_vocab *, const char *token);
/* Like token_vocab_id(), but -1 for what is not in it. */
int token_vocab_find(const struct token_vocab *, const char *token);
/* An array of strings, by id; the caller frees. */
char *token_vocab_to_json(const struct token_vocab *);
/* ERR_INPUT: it is no array of different strings that are not empty. */
bool token_vocab_from_json(struct token_vocab *, const char *json,
			   struct err *) NODISCARD;

/* --- many texts ----------------------------------------------------------- */

/* Each text of a table as ids. */
struct token_ids {
	uint32_t count;
	size_t *start; /* [count + 1]; text i has ids start[i] .. start[i+1]-1 */
	int *id;
	size_t cut;      /* texts that max_length cut */
	size_t left_out; /* tokens it left out */
	size_t unknown;  /* ids that stand for rare tokens */
};

void token_ids_make(struct token_ids *, const struct string_table *texts,
		    const struct token_rules *, const struct token_vocab *);
void token_ids_release(struct token_ids *);
static inline const int *token_ids_of(const struct token_ids *t, uint32_t text,
				      size_t *length)
{
	*length = t->start[text + 1] - t->start[text];
	return t->id + t->start[text];
}

#endif
