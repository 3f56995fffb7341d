/* err.h: why something failed.
 *
 * What can fail for reasons outside the program returns false or NULL and
 * fills a struct err.  The text is made where the file name or the value is
 * known, has no final newline and no program name, and is printed only at the
 * top.  Bugs are assertions, not errors.  An err is plain data: copy it, drop
 * it, there is nothing to release. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/util.h"

/* The values are the program's exit statuses (contract, section 2). */
enum err_kind {
	ERR_NONE = 0,
	ERR_FAILED = 1,   /* a command or the training failed */
	ERR_INPUT = 2,    /* usage, unreadable or unusable input */
	ERR_RESOURCE = 3, /* out of memory or disk, a save that failed */
};

struct err {
	enum err_kind kind;
	char text[500];
};

/* Fills *e (cut to fit, at a character boundary) and returns false. */
bool err_set(struct err *e, enum err_kind kind, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* The same, followed by ": " and strerror(errno). */
bool err_errno(struct err *e, enum err_kind kind, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* Out of memory for `what`: ERR_RESOURCE. */
bool err_memory(struct err *e, const char *what);

#endif
