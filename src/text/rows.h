/* rows.h: what a user's data file contains, row by row: a text and its label,
 * or a text and its translation.
 *
 * Read as users have it, and found by content, not by name: values separated by
 * tabs, commas or semicolons (quotes as in RFC 4180, with or without a header),
 * fastText's "__label__x text", an object of JSON per line, a folder with a
 * file per class (a text per line) or with a folder per class (a text per
 * file).  Encodings, gzip and what is refused at once are those of corpus.h.
 *
 * Texts are UTF-8 in NFC and spaced as clean.h has it, never empty.  A row that
 * cannot be used is counted and its reason kept, with file and line.  Equal
 * texts are stored once and have one number.  Immutable after loading; any
 * thread may read. */
#ifndef TEXT_ROWS_H
#define TEXT_ROWS_H

#include "base/err.h"
#include "text/string_table.h"

enum rows_kind {
	ROWS_LABELLED, /* input: the text; output: its label */
	ROWS_PAIRS,    /* input: the source; output: the target */
};
enum {
	ROWS_REASONS = 8,
	ROWS_TEXT_MAX = 1 << 20, /* bytes; longer ones are rejected */
	ROWS_LABEL_MAX = 200,
};

struct rows_options {
	enum rows_kind kind;
	const char *columns;  /* "label,text" or "source,target": names in the
				 header, keys, or numbers from 1; NULL: found */
	bool swap;            /* pairs: learn source from target */
	const char *encoding; /* as in struct corpus_options */
	bool recorded;
	uint64_t max_bytes; /* of a file */
};

struct row {
	uint32_t input, output; /* numbers of their strings */
	uint32_t file, line;    /* where it begins; lines from 1 */
};

struct rows {
	enum rows_kind kind;
	char *name; /* as given; "-" for standard input */
	char *path; /* absolute; NULL for standard input and memory */
	char *encoding;
	uint64_t bytes; /* of all files (unpacked) */
	uint32_t crc32; /* of their contents, by ascending name */

	size_t count;
	struct row *row;
	struct string_table inputs;  /* different ones, as they come */
	struct string_table outputs; /* likewise; labels in ascending order */
	uint64_t *label_rows; /* [outputs.count] rows with it; NULL: pairs */
	struct string_table files; /* names, for messages */

	char *format;  /* "comma-separated values", "fastText", ... */
	char *columns; /* which were taken, as the option spells it; "": the
			  format has none */
	bool header;   /* names of columns were found */
	size_t rejected;
	int reasons;                /* at most ROWS_REASONS */
	char *reason[ROWS_REASONS]; /* "FILE:LINE: reason", the first ones */
	size_t duplicates;          /* rows that an earlier one equals */
	size_t conflicting;         /* inputs that stand with several outputs */
	char *notices;              /* lines for the user, or "" */
};

/* Reads a file, a folder, or "-".  ERR_INPUT, with file, line and reason, for
 * all that corpus_load() refuses, columns that are not there, more rows rejected
 * than accepted, no row, and labelled rows with fewer than two labels. */
bool rows_load(struct rows *, const char *name, const struct rows_options *,
	       struct err *) NODISCARD;
/* The same of n bytes in memory, as if a file "text" held them. */
bool rows_from_text(struct rows *, const char *text, size_t n,
		    const struct rows_options *, struct err *) NODISCARD;
void rows_release(struct rows *);
/* Counts duplicates and conflicts again, of other rows or the same turned. */
void rows_compare(struct rows *);

static inline const char *rows_input(const struct rows *r, size_t i)
{
	return string_at(&r->inputs, r->row[i].input);
}
static inline const char *rows_output(const struct rows *r, size_t i)
{
	return string_at(&r->outputs, r->row[i].output);
}
static inline const char *rows_file(const struct rows *r, size_t i)
{
	return string_at(&r->files, r->row[i].file);
}

#endif
