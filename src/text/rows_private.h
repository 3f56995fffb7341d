/* rows_private.h: how the formats of rows_*.c hand over what they read.
 * Private to rows.c and them. */
#ifndef TEXT_ROWS_PRIVATE_H
#define TEXT_ROWS_PRIVATE_H

#include "text/corpus.h"
#include "text/rows.h"

/* Rows in the making. */
struct rows_maker {
	struct rows *rows;
	const struct rows_options *options;
	struct corpus_options how; /* files are read */
	size_t capacity;           /* of rows->row */
	uint32_t file;             /* number of the one being read */
	struct strbuf first, second, notices;
};

/* A field, or a line, as the file has it. */
struct span {
	const char *text;
	size_t length;
};

/* The name of the file that is being read. */
const char *rows_title(const struct rows_maker *);
/* "label" and "text", or "source" and "target", in the option's order. */
const char *rows_role(enum rows_kind, int which);
/* Takes a row whose fields are in that order, or rejects it. */
void rows_put(struct rows_maker *, size_t line, struct span first,
	      struct span second);
/* Counts a row that cannot be used; line 0: all of the file. */
void rows_reject(struct rows_maker *, size_t line, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* ERR_INPUT for bytes in no known encoding, unless the user insists. */
bool rows_is_text(const struct rows_maker *, const struct corpus *,
		  struct err *);
/* Takes over what a text says of itself: encoding, notices, length, CRC. */
void rows_account(struct rows_maker *, const struct corpus *);

/* --- rows_lines.c: the lines of a text ----------------------------------- */

enum { LINE_MAX_BYTES = 4 * ROWS_TEXT_MAX };

/* Walks over the symbols of a text.  A lone CR ends a line only in a text
 * without LF. */
struct reader {
	const struct corpus *c;
	size_t at, end; /* symbols */
	size_t line;    /* that `at` is in, from 1 */
	bool has_lf;
};

void reader_init(struct reader *, const struct corpus *);
static inline uint32_t reader_symbol(const struct reader *r, size_t at)
{
	return r->c->vocab.codepoint[corpus_id(r->c, at)];
}
/* Appends a symbol; NUL as a space, so that strings end where they should. */
void reader_add(const struct reader *, size_t at, struct strbuf *out);
/* Symbols of the line end at `at`; 0: there is none. */
size_t reader_line_end(const struct reader *, size_t at);
/* Moves past the end of this line. */
void reader_skip_line(struct reader *);
/* The next line; only its first LINE_MAX_BYTES or a few more.  *number is its
 * number.  False: there is none. */
bool reader_next_line(struct reader *, struct strbuf *, size_t *number);
/* Is there nothing to see? */
bool is_blank(const char *s, size_t length);

/* --- the formats ---------------------------------------------------------- */

/* False: the text is in another format.  Otherwise its rows are put; what is
 * wrong with all of it is in *e. */
enum rows_took { ROWS_OTHER, ROWS_TAKEN, ROWS_WRONG };
enum rows_took rows_take_json(struct rows_maker *, const struct corpus *,
			      struct err *);
enum rows_took rows_take_fasttext(struct rows_maker *, const struct corpus *,
				  struct err *);
/* Any other text. */
enum rows_took rows_take_table(struct rows_maker *, const struct corpus *,
			       struct err *);
bool rows_take_folder(struct rows_maker *, const char *name, struct err *);

#endif
