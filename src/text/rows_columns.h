/* rows_columns.h: which columns of separated values hold the two texts, and
 * whether the first record only names them.  Private to rows_table.c. */
#ifndef TEXT_ROWS_COLUMNS_H
#define TEXT_ROWS_COLUMNS_H

#include "text/rows_record.h"

enum {
	SURVEYED = 10000, /* records at the beginning that decide */
	SURVEYED_SYMBOLS = 1 << 20,
};

struct columns {
	size_t at[2];  /* by role: label and text, source and target; from 0 */
	size_t fields; /* of each record: of the header, or of most */
	bool header;
};

/* A reader of the beginning of what `r` reads. */
struct reader columns_beginning(const struct reader *r);
/* The next record there that is whole and not blank. */
bool columns_next(struct record *, struct reader *, uint32_t delimiter);
/* `usual`: fields of most records.  ERR_INPUT: --columns names some that are not
 * there. */
bool columns_find(struct columns *, struct rows_maker *, const struct reader *,
		  uint32_t delimiter, size_t usual, struct err *) NODISCARD;

#endif
