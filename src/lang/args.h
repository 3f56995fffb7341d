/* args.h: one command line cut into words.  Quotes "..." keep spaces; inside
 * them \" \\ \n \t \uXXXX \xXX; everything from an unquoted # to the end is a
 * comment.  Stateless; any thread. */
#ifndef LANG_ARGS_H
#define LANG_ARGS_H

#include "base/err.h"
#include "base/strbuf.h"

struct arg {
	const char *text;   /* unquoted, NUL-terminated */
	const char *escape; /* [length] 'u' or 'x' where \u or \x made a byte,
			       else 0 */
	size_t length;      /* may hold NUL */
	bool quoted;
	int column; /* of its first byte in the line */
};

struct args {
	char *line; /* the whole line as given */
	struct arg *word;
	int count;        /* 0: nothing but space and comment */
	const char *rest; /* the line from word 1 on, raw: for expressions */
	char *storage;
};

/* ERR_FAILED: an unterminated quote or a bad escape. */
bool args_parse(struct args *, const char *line, struct err *) NODISCARD;
void args_release(struct args *);
/* Appends `text` in quotes, such that args_parse() gives it back. */
void args_quote(struct strbuf *, const char *text);

/* Whole-text numbers in the C locale; false leaves *out alone. */
bool parse_long(const char *text, long *out) NODISCARD;
bool parse_real(const char *text, double *out) NODISCARD;

#endif
