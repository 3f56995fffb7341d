/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_series.c: checks that the history of a checkpoint can be read. */
#include "config.h"

#include "train/checkpoint_parts.h"

#include <stdlib.h>

/* Older files have only series.loss and series.info. */
static bool check_details(const struct checkpoint *c, int64_t rows,
			  struct err *e)
{
	const struct tensor *t = safetensors_find(c->file, "series.detail");
	const struct tensor *recent =
		safetensors_find(c->file, "series.recent");
	const int64_t details = t && t->rank == 2 ? t->shape[0] : 0;
	const int64_t recents = recent && recent->rank == 2 ? recent->shape[0]
							    : 0;

	if (!t && !recent && !safetensors_find(c->file, "series.order") &&
	    !safetensors_find(c->file, "series.detail_order"))
		return true;
	return check_tensor(c->file, "series.order", false, 2,
			    (int64_t[]){ rows, BUCKET_ORDER }, e) &&
	       check_tensor(c->file, "series.detail", false, 2,
			    (int64_t[]){ details, SERIES_COLUMNS }, e) &&
	       check_tensor(c->file, "series.detail_order", false, 2,
			    (int64_t[]){ details, BUCKET_ORDER }, e) &&
	       check_tensor(c->file, "series.recent", false, 2,
			    (int64_t[]){ recents, MOMENT_COLUMNS }, e);
}

/* Checks that its rows are those that series.info implies. */
bool check_series(const struct checkpoint *c, struct err *e)
{
	const struct tensor *t = safetensors_find(c->file, "series.loss");
	const int64_t rows = t && t->rank == 2 ? t->shape[0] : 0;

	if (!check_tensor(c->file, "series.info", true, 1, (int64_t[]){ 4 }, e))
		return false;
	if (rows > SERIES_BUCKETS)
		return err_set(e, ERR_INPUT, "its history is damaged");
	return check_tensor(c->file, "series.loss", false, 2,
			    (int64_t[]){ rows, SERIES_COLUMNS }, e) &&
	       check_details(c, rows, e);
}

/* Checks for as many rows as a history of `n` iterations has. */
static bool check_detail_rows(const struct checkpoint *c, const int64_t info[4])
{
	const struct tensor *t = safetensors_find(c->file, "series.detail");
	const struct tensor *recent =
		safetensors_find(c->file, "series.recent");
	struct series *s = xcalloc(1, sizeof *s);
	struct bucket *row[SERIES_DETAILS];
	bool ok = true;

	s->width = info[0];
	s->used = (int)info[2];
	s->in_last = info[3];
	series_lay_out(s);
	if (t)
		ok = t->shape[0] == series_details(s, row) &&
		     recent->shape[0] <= SERIES_RECENT &&
		     recent->shape[0] <= series_values(s);
	free(s);
	return ok;
}

bool check_series_values(const struct checkpoint *c)
{
	const struct tensor *t = safetensors_find(c->file, "series.info");
	const struct tensor *loss = safetensors_find(c->file, "series.loss");
	int64_t info[4]; /* width, first, used, in_last */

	return safetensors_ints(c->file, t, 0, LENGTH(info), info) &&
	       info[0] >= 1 && info[0] <= count_max / SERIES_BUCKETS &&
	       info[1] >= 0 && info[1] <= count_max &&
	       info[2] == loss->shape[0] && info[3] >= (info[2] > 0) &&
	       info[3] <= (info[2] ? info[0] : 0) &&
	       (info[0] & (info[0] - 1)) == 0 && check_detail_rows(c, info);
}
