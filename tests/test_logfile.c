/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_logfile.c: the log's files, and the numbers in them. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/path.h"
#include "lang/decimal.h"
#include "session/logfile.h"
#include "task/task_char.h"
#include <jansson.h>
#include <math.h>
#include <sys/stat.h>

enum { ROWS = 5000, NUMBERS = 300000 };

static char folder[] = "test_logfile.XXXXXX";

static int enter(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	static const char *const files[] = { "log.csv", "log.jsonl",
					     "full.csv" };

	(void)state;
	for (size_t i = 0; i < LENGTH(files); i++)
		unlink(files[i]);
	return chdir("..") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

/* A made-up iteration: row i is iteration i. */
static void fill(struct run *run, int i)
{
	*run = (struct run){
		.task = &task_char,
		.spec.steps = 25,
		.set.learning_rate = 0.3, /* from the next row on */
		.now = {
			.iteration = i + 1,
			.epoch = (i + 1) / 3.0,
			.loss = 100 * exp(-i / 977.0) + sin(i),
			.smooth_loss = 104.3 / (1 + i / 7.0),
			.learning_rate = 0.1,
			.grad_norm = exp(sin(i * 1.7) * 9),
			.clip_fraction = i % 7 ? 0 : i / 1e7,
			.valid_loss = i < 1000 ? NAN : i / 1001.0,
			.best_smooth = 104.3 / (1 + i / 7.0),
			.best_valid = i < 1000 ? NAN : 1 / 3.0,
			.seconds = i * 45e-6,
			.chars_per_second = 171234.5 + i,
		},
	};
}

static double column_of(const struct run *run, int column)
{
	if (!column)
		return (double)run->now.iteration - 1;
	return strcmp(metric_column(&task_char, column)->name, "learning_rate")
		       ? metric_column(&task_char, column)->get(run)
		       : run->now.learning_rate;
}

static void write_rows(const char *path)
{
	struct logfile *log;
	struct run run;
	struct err e;

	log = logfile_open(path, &task_char, &e);
	if (!log)
		fail_msg("%s", e.text);
	for (int i = 0; i < ROWS; i++) {
		fill(&run, i);
		assert_true(logfile_row(log, &run, &e));
	}
	assert_true(logfile_close(log, &e));
}

static char *content(const char *path)
{
	struct err e;
	size_t length;
	char *text = path_read(path, 1 << 28, &length, &e);

	if (!text)
		fail_msg("%s", e.text);
	text = xrealloc(text, length + 1);
	text[length] = '\0';
	return text;
}

static void check_header(char **text)
{
	char *line = strsep(text, "\n");

	for (int i = 0; i < metric_columns(&task_char); i++)
		assert_string_equal(strsep(&line, ","),
				    metric_column(&task_char, i)->name);
	assert_null(line);
}

static void csv_reads_back_exactly(void **state)
{
	char *text, *rest;
	struct run run;

	(void)state;
	write_rows("log.csv");
	rest = text = content("log.csv");
	check_header(&rest);
	for (int i = 0; i < ROWS; i++) {
		char *line = strsep(&rest, "\n");

		fill(&run, i);
		assert_non_null(line);
		for (int k = 0; k < metric_columns(&task_char); k++) {
			char *field = strsep(&line, ",");
			double value = column_of(&run, k);

			assert_non_null(field);
			if (isnan(value))
				assert_string_equal(field, "");
			else if (strtod(field, NULL) != value)
				fail_msg("%s: %s is not %.17g",
					 metric_column(&task_char, k)->name,
					 field, value);
		}
		assert_null(line);
	}
	assert_string_equal(rest, "");
	free(text);
}

static void json_lines_read_back_exactly(void **state)
{
	char *text, *rest;
	struct run run;

	(void)state;
	write_rows("log.jsonl");
	rest = text = content("log.jsonl");
	for (int i = 0; i < ROWS; i++) {
		json_error_t why;
		json_t *row = json_loads(strsep(&rest, "\n"), 0, &why);

		fill(&run, i);
		assert_non_null(row);
		assert_int_equal(json_object_size(row),
				 metric_columns(&task_char));
		assert_true(json_is_integer(json_object_get(row, "iteration")));
		for (int k = 0; k < metric_columns(&task_char); k++) {
			json_t *field = json_object_get(
				row, metric_column(&task_char, k)->name);
			double value = column_of(&run, k);

			if (isnan(value))
				assert_true(json_is_null(field));
			else
				assert_true(json_number_value(field) == value);
		}
		json_decref(row);
	}
	assert_string_equal(rest, "");
	free(text);
}

static void the_first_row_is_iteration_0(void **state)
{
	struct logfile *log;
	struct run run;
	struct err e;
	char *text;

	(void)state;
	log = logfile_open("log.csv", &task_char, &e);
	assert_non_null(log);
	fill(&run, 0);
	assert_true(logfile_row(log, &run, &e));
	assert_true(logfile_flush(log, &e));
	text = content("log.csv");
	assert_true(!strncmp(strchr(text, '\n'), "\n0,", 3));
	free(text);
	assert_true(logfile_close(log, &e));
	/* opening truncates */
	log = logfile_open("log.csv", &task_char, &e);
	assert_true(logfile_close(log, &e));
	text = content("log.csv");
	assert_int_equal(strcspn(text, "\n") + 1, strlen(text));
	free(text);
}

static void other_names_and_paths_are_refused(void **state)
{
	static const char *const bad[] = {
		"",        "log",        "log.txt",        ".csv",
		"log.CSV", "log.csv.gz", "no/such/log.csv"
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		assert_null(logfile_open(bad[i], &task_char, &e));
		assert_int_equal(e.kind, ERR_INPUT);
		assert_true(e.text[0]);
	}
	assert_int_equal(mkdir("folder.csv", 0700), 0);
	assert_null(logfile_open("folder.csv", &task_char, &e));
	rmdir("folder.csv");
	assert_true(logfile_close(NULL, &e));
}

static void a_full_disk_is_said_once(void **state)
{
	struct logfile *log;
	struct run run;
	struct err e;
	int failures = 0;

	(void)state;
	if (symlink("/dev/full", "full.csv") < 0)
		fail_msg("no symbolic link");
	log = logfile_open("full.csv", &task_char, &e);
	if (!log)
		fail_msg("%s", e.text);
	for (int i = 0; i < ROWS; i++) {
		fill(&run, i);
		if (logfile_row(log, &run, &e))
			continue;
		failures++;
		assert_int_equal(e.kind, ERR_RESOURCE);
		assert_non_null(strstr(e.text, "full.csv"));
		assert_non_null(strstr(e.text, "No space"));
	}
	assert_int_equal(failures, 1);
	assert_true(logfile_flush(log, &e));
	assert_true(logfile_close(log, &e));
}

static void a_full_disk_is_noticed_at_the_end(void **state)
{
	struct logfile *log;
	struct run run;
	struct err e;

	(void)state;
	log = logfile_open("full.csv", &task_char, &e);
	assert_non_null(log);
	fill(&run, 0);
	assert_true(logfile_row(log, &run, &e));
	assert_false(logfile_close(log, &e));
	assert_int_equal(e.kind, ERR_RESOURCE);
}

/* --- numbers ------------------------------------------------------------- */

static void check_number(double x)
{
	char text[DECIMAL_MAX + 1];
	struct strbuf b;

	strbuf_init(&b);
	strbuf_add_number(&b, x);
	text[decimal_format(text, x)] = '\0';
	/* beside a power of two the slow way may find one digit less */
	if (strcmp(text, b.text) &&
	    (strtod(text, NULL) != x || frexp(fabs(x), &(int){ 0 }) != 0.5))
		fail_msg("%s should be %s", text, b.text);
	strbuf_release(&b);
}

static void numbers_are_those_of_strbuf(void **state)
{
	static const double some[] = {
		0,
		-0.0,
		1,
		-1,
		0.1,
		0.5,
		0.25,
		1.0 / 3,
		2.0 / 3,
		9.5,
		99.95,
		1e-4,
		9.999e-5,
		1e-5,
		1.5e-7,
		1e-8,
		9e-9,
		1e14,
		1e15,
		1e16,
		123456789012345.5,
		1e22,
		1e300,
		5e-324,
		0.30000000000000004,
		0.1 + 0.7,
		9.9999999999999982,
		0.99999999999999989,
		99999999999999.984,
		1e14 - 0.25,
		4503599627370497.5,
		104.31743912391,
		1048576.0 + 1.0 / 1048576,
	};
	uint64_t seed = 88172645463325252;

	(void)state;
	for (size_t i = 0; i < LENGTH(some); i++) {
		check_number(some[i]);
		check_number(-some[i]);
	}
	for (int i = 0; i < NUMBERS; i++) {
		double x;

		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		x = (double)(seed >> 11) * 0x1p-53;
		check_number(ldexp(x, (int)(seed % 90) - 35));
		check_number(round(x * 1e6) / pow(10, (double)(seed % 12)));
	}
	for (int i = -40; i < 60; i++) {
		check_number(ldexp(1, i));
		check_number(nextafter(ldexp(1, i), 0));
		check_number(pow(10, i / 3.0));
		check_number(nextafter(pow(10, i), 0));
	}
}

static void whole_numbers_of_any_size(void **state)
{
	char text[DECIMAL_MAX + 1];

	(void)state;
	text[decimal_format_long(text, 0)] = '\0';
	assert_string_equal(text, "0");
	text[decimal_format_long(text, INT64_MAX)] = '\0';
	assert_string_equal(text, "9223372036854775807");
	text[decimal_format_long(text, INT64_MIN)] = '\0';
	assert_string_equal(text, "-9223372036854775808");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_reads_back_exactly),
		cmocka_unit_test(json_lines_read_back_exactly),
		cmocka_unit_test(the_first_row_is_iteration_0),
		cmocka_unit_test(other_names_and_paths_are_refused),
		cmocka_unit_test(a_full_disk_is_said_once),
		cmocka_unit_test(a_full_disk_is_noticed_at_the_end),
		cmocka_unit_test(numbers_are_those_of_strbuf),
		cmocka_unit_test(whole_numbers_of_any_size),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
