/* rows_support.h: rows read from texts and files, or refused. */
#ifndef TESTS_ROWS_SUPPORT_H
#define TESTS_ROWS_SUPPORT_H

#include "base/path.h"
#include "text/rows.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const struct rows_options labelled = { .kind = ROWS_LABELLED };
static const struct rows_options pairs = { .kind = ROWS_PAIRS };

static inline struct rows must_take(const char *text, size_t length,
				    const struct rows_options *options)
{
	struct rows r;
	struct err e = { .text = "" };

	if (!rows_from_text(&r, text, length, options, &e))
		fail_msg("%s", e.text);
	return r;
}

static inline struct rows must_load(const char *name,
				    const struct rows_options *options)
{
	struct rows r;
	struct err e = { .text = "" };

	if (!rows_load(&r, name, options, &e))
		fail_msg("%s", e.text);
	return r;
}

static inline void write_file(const char *path, const void *bytes,
			      size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_true(write_all(fd, bytes, length));
	close(fd);
}

static inline void write_text(const char *path, const char *text)
{
	write_file(path, text, strlen(text));
}

/* All rows as "INPUT>OUTPUT|INPUT>OUTPUT|". */
static inline void assert_rows(const struct rows *r, const char *expected)
{
	struct strbuf b;

	strbuf_init(&b);
	for (size_t i = 0; i < r->count; i++)
		strbuf_printf(&b, "%s>%s|", rows_input(r, i),
			      rows_output(r, i));
	assert_string_equal(b.text, expected);
	strbuf_release(&b);
}

static inline void takes(const char *text, const struct rows_options *options,
			 const char *expected, const char *format,
			 const char *columns)
{
	struct rows r = must_take(text, strlen(text), options);

	assert_rows(&r, expected);
	assert_string_equal(r.format, format);
	assert_string_equal(r.columns, columns);
	assert_int_equal(r.rejected, 0);
	assert_string_equal(r.notices, "");
	rows_release(&r);
}

/* Refused, with a reason that contains the words. */
static inline void refused(const char *text, const struct rows_options *options,
			   const char *why)
{
	struct rows r;
	struct err e = { .text = "" };

	assert_false(rows_from_text(&r, text, strlen(text), options, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, why))
		fail_msg("'%s' is not in: %s", why, e.text);
}

/* Taken, but for a row that is rejected with exactly this reason. */
static inline void rejects(const char *text, const struct rows_options *options,
			   const char *expected, const char *reason)
{
	struct rows r = must_take(text, strlen(text), options);

	assert_rows(&r, expected);
	assert_int_equal(r.rejected, 1);
	assert_int_equal(r.reasons, 1);
	assert_string_equal(r.reason[0], reason);
	rows_release(&r);
}

#endif
