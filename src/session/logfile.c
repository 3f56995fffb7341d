/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logfile.c: one row per iteration, in CSV or JSON lines.
 *
 * A row has the values that `print` shows right after its iteration, except for
 * the iteration's own number and learning rate.  An unknown value is an empty
 * field or null. */
#include "config.h"
#include "lang/decimal.h"
#include "session/logfile.h"
#include "session/logfile_scan.h"
#include "base/path.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 64 << 10 };

/* A column: the text before its value in a row, and its last value as text,
 * which most rows repeat. */
struct column {
	char *before; /* "," or ",\"loss\":" */
	size_t before_length;
	double value;
	size_t length;
	char text[DECIMAL_MAX];
};

struct logfile {
	const struct task *task; /* whose columns */
	char *path;
	int fd;
	bool json, failed;
	int columns;
	size_t used;         /* bytes of the block */
	size_t row_capacity; /* upper bound of the bytes of a row */
	struct column *column;
	char block[BLOCK];
};

static bool ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n > m && !strcmp(path + n - m, end);
}

static void put(struct logfile *log, const char *text, size_t length)
{
	memcpy(log->block + log->used, text, length);
	log->used += length;
}

static void put_char(struct logfile *log, char c)
{
	log->block[log->used++] = c;
}

/* A folder, a device or a pipe without a reader must not block us. */
static int open_file(const char *path, struct err *err)
{
	int fd = open(path,
		      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY |
			      O_NONBLOCK,
		      0666);

	if (fd < 0) {
		err_errno(err, ERR_INPUT, "cannot write the log %s", path);
		return -1;
	}
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) < 0) {
		err_errno(err, ERR_INPUT, "cannot write the log %s", path);
		close(fd);
		return -1;
	}
	return fd;
}

static void make_columns(struct logfile *log)
{
	log->column = xcalloc((size_t)log->columns, sizeof *log->column);
	for (int i = 0; i < log->columns; i++) {
		struct column *c = &log->column[i];
		const char *comma = i ? "," : "";

		c->before =
			log->json ? xasprintf("%s\"%s\":", comma,
					      metric_column(log->task, i)->name)
				  : xstrdup(comma);
		c->before_length = strlen(c->before);
		c->value = NAN; /* equal to no value */
		log->row_capacity += c->before_length + DECIMAL_MAX;
	}
	log->row_capacity += strlen("{}\n");
}

static void put_header(struct logfile *log)
{
	for (int i = 0; i < log->columns; i++) {
		if (i)
			put_char(log, ',');
		put(log, metric_column(log->task, i)->name,
		    strlen(metric_column(log->task, i)->name));
	}
	put_char(log, '\n');
}

static bool check_name(const char *path, struct err *err)
{
	return ends_in(path, ".csv") || ends_in(path, ".jsonl") ||
	       err_set(err, ERR_INPUT,
		       "log %s: the name must end in .csv or .jsonl", path);
}

static struct logfile *logfile_new(const char *path, const struct task *task,
				   int fd, bool empty)
{
	struct logfile *log = xcalloc(1, sizeof *log);

	log->path = xstrdup(path);
	log->fd = fd;
	log->json = ends_in(path, ".jsonl");
	log->task = task;
	log->columns = metric_columns(task);
	make_columns(log);
	if (empty && !log->json)
		put_header(log);
	return log;
}

struct logfile *logfile_open(const char *path, const struct task *task,
			     struct err *err)
{
	int fd;

	if (!check_name(path, err))
		return NULL;
	fd = open_file(path, err);
	return fd < 0 ? NULL : logfile_new(path, task, fd, true);
}

/* Changes nothing before this point, and then only the part to rewrite. */
static bool cut_file(const char *path, int fd, off_t keep, struct err *err)
{
	return (!ftruncate(fd, keep) && lseek(fd, keep, SEEK_SET) == keep) ||
	       err_errno(err, ERR_INPUT, "cannot write the log %s", path);
}

struct logfile *logfile_resume(const char *path, const struct run *run,
			       long log_every, struct strbuf *notices,
			       struct err *err)
{
	const struct log_scan scan = {
		.path = path,
		.json = ends_in(path, ".jsonl"),
		.run = run,
		.log_every = log_every,
		.notices = notices,
	};
	struct stat st;
	off_t keep;
	int fd;

	if (!check_name(path, err))
		return NULL;
	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return logfile_open(path, run->task, err);
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		err_errno(err, ERR_INPUT, "cannot write the log %s", path);
		return NULL;
	}
	if (log_scan(&scan, fd, &keep, err) && cut_file(path, fd, keep, err))
		return logfile_new(path, run->task, fd, keep == 0);
	close(fd);
	return NULL;
}

const char *logfile_path(const struct logfile *log) { return log->path; }

static void put_value(struct logfile *log, struct column *c, double value)
{
	put(log, c->before, c->before_length);
	if (!isfinite(value)) {
		put(log, "null", log->json ? 4 : 0);
		return;
	}
	if (value != c->value || value == 0) { /* 0 may be -0 */
		c->value = value;
		c->length = decimal_format(c->text, value);
	}
	put(log, c->text, c->length);
}

static void put_row(struct logfile *log, const struct run *run)
{
	if (log->json)
		put_char(log, '{');
	for (int i = 0; i < log->columns; i++)
		put_value(log, &log->column[i],
			  metric_in_log(metric_column(log->task, i), run));
	if (log->json)
		put_char(log, '}');
	put_char(log, '\n');
}

bool logfile_flush(struct logfile *log, struct err *err)
{
	bool ok = log->failed || write_all(log->fd, log->block, log->used);

	log->used = 0;
	if (ok)
		return true;
	log->failed = true;
	return err_errno(err, ERR_RESOURCE, "cannot write the log %s",
			 log->path);
}

bool logfile_row(struct logfile *log, const struct run *run, struct err *err)
{
	if (log->failed)
		return true;
	put_row(log, run);
	if (log->used + log->row_capacity <= BLOCK)
		return true;
	return logfile_flush(log, err);
}

bool logfile_close(struct logfile *log, struct err *err)
{
	bool ok;

	if (!log)
		return true;
	ok = logfile_flush(log, err);
	if (close(log->fd) < 0 && ok && !log->failed)
		ok = err_errno(err, ERR_RESOURCE, "cannot write the log %s",
			       log->path);
	for (int i = 0; i < log->columns; i++)
		free(log->column[i].before);
	free(log->column);
	free(log->path);
	free(log);
	return ok;
}
