/* data.h: the files of the command line in memory: a text, or rows for training
 * and rows held out. */
#ifndef APP_DATA_H
#define APP_DATA_H

#include "lang/options.h"
#include "text/rows.h"
#include "train/dataset.h"

struct data {
	struct corpus text;
	struct rows rows, held_out;
	struct strbuf notices;
	struct dataset set; /* of those that there are; valid until
			       data_release(), and not copied with struct
			       data */
};

/* Loads what the task reads: the files that are named, or the ones that the
 * checkpoint of --resume names, whose names `startup` gets.  Without a file a
 * task that generates its examples has no data.  ERR_INPUT with the reason, also
 * for what was said about data that the task does not read. */
bool data_load(struct data *, struct startup *, const struct settings *,
	       struct err *) NODISCARD;
void data_release(struct data *);

#endif
