/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logfile_scan.c: finds how much of an old log stays when its run is resumed.
 *
 * A log of this run is recognized by what its rows tell: the columns; numbers
 * of rows that only grow; the position in the text of the first row and of the
 * last that stays; the losses, which the run's history bounds; and every value
 * of the row after which the checkpoint was written. */
#include "config.h"

#include "session/logfile_scan.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No row of ours is longer. */
enum { LINE_MOST = 4096, COLUMNS_MOST = 64 };

struct row {
	long number;                /* its iteration; -1: none */
	int columns;                /* number of columns understood */
	double value[COLUMNS_MOST]; /* NAN: empty or null */
};

struct scanner {
	const struct log_scan *log;
	FILE *file;
	long line; /* number of the line read last, from 1 */
	off_t end; /* of it */
	size_t length;
	char text[LINE_MOST]; /* without its newline */
	long number;          /* of the row before */
	struct row first;     /* of all */
	struct row last;      /* of those that stay */
	struct row saved; /* the one after which the checkpoint was written */
};

static bool refuse(const struct scanner *s, struct err *e, const char *why)
{
	return err_set(e, ERR_INPUT,
		       "log %s, line %ld: %s; the file is "
		       "unchanged: choose another name",
		       s->log->path, s->line, why);
}

static bool refuse_column(const struct scanner *s, int column, struct err *e)
{
	char why[128];

	if (column < metric_columns(s->log->run->task))
		snprintf(why, sizeof why,
			 "column %d is not %s: another "
			 "version or program wrote it",
			 column + 1,
			 metric_column(s->log->run->task, column)->name);
	else
		snprintf(why, sizeof why,
			 "there is more after column %d, %s: "
			 "another version or program wrote it",
			 column,
			 metric_column(s->log->run->task, column - 1)->name);
	return refuse(s, e, why);
}

/* --- lines ---------------------------------------------------------------- */

enum line { LINE_WHOLE, LINE_CUT, LINE_NONE, LINE_LONG };

/* If its program was killed, a log may end in half a line. */
static enum line read_line(struct scanner *s)
{
	int c;

	s->length = 0;
	s->line++;
	while ((c = getc_unlocked(s->file)) != EOF && c != '\n') {
		if (s->length == LINE_MOST - 1)
			return LINE_LONG;
		s->text[s->length++] = (char)c;
	}
	s->text[s->length] = '\0';
	if (c == EOF)
		return s->length ? LINE_CUT : LINE_NONE;
	s->end += (off_t)s->length + 1;
	return LINE_WHOLE;
}

static bool skip(const char **p, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(*p, text, n) != 0)
		return false;
	*p += n;
	return true;
}

/* Moves *p past the text before the value of a column. */
static bool skip_to_value(const struct scanner *s, int column, const char **p)
{
	bool json = s->log->json;

	return skip(p, column ? ","
		       : json ? "{"
			      : "") &&
	       (!json ||
		(skip(p, "\"") &&
		 skip(p, metric_column(s->log->run->task, column)->name) &&
		 skip(p, "\":")));
}

/* Reads a number, or an empty value in either format; moves *p past it. */
static bool read_value(const char **p, double *value)
{
	char *end;

	*value = NAN;
	if (skip(p, "null"))
		return true;
	if (**p == ',' || !**p)
		return true;
	if (**p != '-' && !isdigit((unsigned char)**p))
		return false;
	*value = strtod(*p, &end);
	*p = end;
	return true;
}

/* False: not every column is there, or more are. */
static bool parse_row(const struct scanner *s, struct row *row)
{
	const char *p = s->text;

	row->columns = 0;
	for (int i = 0;
	     i < metric_columns(s->log->run->task) && i < COLUMNS_MOST; i++) {
		if (!skip_to_value(s, i, &p) || !read_value(&p, &row->value[i]))
			return false;
		row->columns++;
	}
	return !strcmp(p, s->log->json ? "}" : "");
}

/* The first value of a row must be a whole number. */
static bool parse_number(const struct scanner *s, long *number)
{
	const char *p = s->text;
	char *end;

	if (!skip_to_value(s, 0, &p) || !isdigit((unsigned char)*p))
		return false;
	*number = strtol(p, &end, 10);
	return *end == ',';
}

static bool check_header(const struct scanner *s, struct err *e)
{
	const char *p = s->text;

	for (int i = 0; i < metric_columns(s->log->run->task); i++) {
		const char *name = metric_column(s->log->run->task, i)->name;
		size_t n = strlen(name);

		if (strncmp(p, name, n) != 0 || (p[n] && p[n] != ','))
			return refuse_column(s, i, e);
		p += n;
		if (*p && i + 1 < metric_columns(s->log->run->task))
			p++;
	}
	return !*p || refuse_column(s, metric_columns(s->log->run->task), e);
}

/* Half a first line must be the beginning of a header. */
static bool check_beginning(const struct scanner *s, struct err *e)
{
	struct strbuf whole;
	bool ours;

	strbuf_init(&whole);
	for (int i = 0; i < metric_columns(s->log->run->task) && !s->log->json;
	     i++)
		strbuf_printf(&whole, "%s%s", i ? "," : "",
			      metric_column(s->log->run->task, i)->name);
	if (s->log->json)
		strbuf_printf(&whole, "{\"%s\":",
			      metric_column(s->log->run->task, 0)->name);
	ours = !strncmp(s->text, whole.text,
			s->length < whole.length ? s->length : whole.length);
	strbuf_release(&whole);
	return ours || refuse(s, e, "this is not a log");
}

/* --- whose log it is ------------------------------------------------------ */

static int column_of(const struct scanner *s, const char *name)
{
	for (int i = 0; i < metric_columns(s->log->run->task); i++)
		if (!strcmp(metric_column(s->log->run->task, i)->name, name))
			return i;
	return -1;
}

static bool refuse_value(const struct scanner *s, const struct row *row,
			 const char *name, double here, struct err *e)
{
	return err_set(e, ERR_INPUT,
		       "log %s is of another run: its %s at "
		       "iteration %ld is %.10g, not %.10g; the file is "
		       "unchanged: choose another name",
		       s->log->path, name, row->number,
		       row->value[column_of(s, name)], here);
}

/* A row's position in the text depends not on the seed, but on the text and on
 * how it is cut. */
static bool check_epoch(const struct scanner *s, const struct row *row,
			struct err *e)
{
	const double epoch = run_epochs(s->log->run, row->number + 1);
	const double there = row->value[column_of(s, "epoch")];

	return row->number < 0 || there == epoch ||
	       (isnan(there) && isnan(epoch)) ||
	       refuse_value(s, row, "epoch", epoch, e);
}

/* The history holds the lowest and the highest loss of each bucket, and the
 * smooth loss at its end. */
static bool check_history(const struct scanner *s, const struct row *row,
			  struct err *e)
{
	const struct series *history = &s->log->run->series;
	const double loss = row->value[column_of(s, "loss")];
	const double smooth = row->value[column_of(s, "smooth_loss")];
	const long at = row->number - history->first;
	const struct bucket *b;

	if (at < 0 || row->number >= series_end(history))
		return true;
	b = &history->bucket[at / history->width];
	if (!(loss >= b->low && loss <= b->high))
		return refuse_value(s, row, "loss",
				    loss < b->low ? b->low : b->high, e);
	return (at + 1) % history->width != 0 || smooth == b->smooth ||
	       refuse_value(s, row, "smooth_loss", b->smooth, e);
}

/* --- rows ----------------------------------------------------------------- */

/* Rows with smaller numbers stay. */
static long rows_that_stay(const struct run *run)
{
	return run->now.iteration - run_validating(run);
}

static bool take_row(struct scanner *s, struct err *e)
{
	const long saved = s->log->run->now.iteration - 1;
	struct row row;

	if (!parse_number(s, &row.number))
		return refuse(s, e, "this is not a row of a log");
	if (row.number <= s->number)
		return refuse(s, e,
			      "its iteration is not after that of the "
			      "row before, so the log is not of one run");
	if (!parse_row(s, &row))
		return refuse_column(s, row.columns, e);
	if (s->number < 0)
		s->first = row;
	s->number = row.number;
	if (row.number == saved)
		s->saved = row;
	if (row.number >= rows_that_stay(s->log->run))
		return true;
	s->last = row;
	return check_history(s, &s->last, e);
}

/* Reads rows until the remaining ones no longer matter. */
static bool read_rows(struct scanner *s, off_t *keep, struct err *e)
{
	enum line line;

	while ((line = read_line(s)) == LINE_WHOLE) {
		if (!take_row(s, e))
			return false;
		if (s->last.number == s->number)
			*keep = s->end;
		if (s->number >= s->log->run->now.iteration - 1)
			return true;
	}
	return line != LINE_LONG || refuse(s, e, "this is not a row of a log");
}

/* --- the whole ------------------------------------------------------------ */

/* Times belong to the process; a pending validation is not known yet, and an
 * old checkpoint does not know all values. */
static bool is_comparable(const struct scanner *s, int column, double here)
{
	const char *name = metric_column(s->log->run->task, column)->name;

	return column != 0 && !isnan(here) &&
	       strcmp(name, "chars_per_second") != 0 &&
	       strcmp(name, "elapsed") != 0 &&
	       !(run_validating(s->log->run) && strstr(name, "valid"));
}

static bool check_saved(const struct scanner *s, struct err *e)
{
	for (int i = 0;
	     s->saved.number >= 0 && i < metric_columns(s->log->run->task);
	     i++) {
		double here = metric_value(metric_column(s->log->run->task, i),
					   s->log->run);

		if (is_comparable(s, i, here) && s->saved.value[i] != here)
			return refuse_value(
				s, &s->saved,
				metric_column(s->log->run->task, i)->name, here,
				e);
	}
	return true;
}

static void say_gap(const struct scanner *s)
{
	const long next = rows_that_stay(s->log->run);
	const long every = s->log->log_every;

	if (next < 1 || s->last.number >= (next - 1) / every * every)
		return;
	if (s->last.number < 0)
		strbuf_printf(s->log->notices,
			      "log %s has no row before "
			      "iteration %ld, where it goes on\n",
			      s->log->path, next);
	else
		strbuf_printf(s->log->notices,
			      "log %s has no rows between "
			      "iteration %ld and iteration %ld, where it goes "
			      "on\n",
			      s->log->path, s->last.number, next);
}

/* *keep is past the header, if there is one. */
static bool scan_rows(struct scanner *s, off_t *keep, struct err *e)
{
	if (!read_rows(s, keep, e) || !check_epoch(s, &s->first, e) ||
	    !check_epoch(s, &s->last, e) || !check_saved(s, e))
		return false;
	say_gap(s);
	return true;
}

static bool scan_file(struct scanner *s, off_t *keep, struct err *e)
{
	enum line line = LINE_WHOLE;

	*keep = 0;
	if (!s->log->json) {
		line = read_line(s);
		if (line == LINE_WHOLE && check_header(s, e))
			*keep = s->end;
		else if (line == LINE_WHOLE)
			return false;
	}
	if (line == LINE_LONG)
		return refuse(s, e, "this is not a log");
	if (line == LINE_WHOLE && !scan_rows(s, keep, e))
		return false;
	/* Only half a line at the very start: nothing was logged. */
	return *keep || s->number >= 0 || !s->length || check_beginning(s, e);
}

bool log_scan(const struct log_scan *log, int fd, off_t *keep, struct err *e)
{
	struct scanner *s = xcalloc(1, sizeof *s);
	int copy = dup(fd);
	bool ok;

	s->log = log;
	s->number = s->first.number = s->last.number = s->saved.number = -1;
	s->file = copy < 0 ? NULL : fdopen(copy, "r");
	if (!s->file) {
		if (copy >= 0)
			close(copy);
		free(s);
		return err_errno(e, ERR_INPUT, "cannot read the log %s",
				 log->path);
	}
	ok = scan_file(s, keep, e);
	if (ok && ferror(s->file))
		ok = err_errno(e, ERR_INPUT, "cannot read the log %s",
			       log->path);
	fclose(s->file);
	free(s);
	return ok;
}
