/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_resume_log.c: a log that goes on when its run is resumed. */
#include "config.h"

#include "datasets.h"

#include "stage.h"

#include "base/path.h"
#include "lang/metrics.h"

enum { HALF = 100, WHOLE = 200 };

static const char *const formats[] = { "csv", "jsonl" };

static char *log_name(const char *what, const char *format)
{
	return xasprintf("resume_%s.%s", what, format);
}

/* A run with a log: begun, or resumed from `from`.  NULL with the reason where
 * it is refused. */
static bool begin(struct stage *s, const char *seed, const char *log,
		  const char *from, const char *every, struct err *e)
{
	char *log_option = xasprintf("--log=%s", log);
	char *from_option = from ? xasprintf("--resume=%s", from) : NULL;
	char *argv[] = { (char[]){ "" },
			 (char[]){ "--hidden=8" },
			 (char[]){ "--valid=0.1" },
			 (char[]){ "--valid-every=30" },
			 (char *)seed,
			 log_option,
			 (char *)every,
			 from_option,
			 NULL };
	struct corpus_options how = { .max_bytes = 1 << 20 };
	struct host host = {
		.owner = s, .say = say, .quit = quit, .interrupted = interrupted
	};

	memset(s, 0, sizeof *s);
	for (size_t i = 0; i < LENGTH(s->said); i++)
		strbuf_init(&s->said[i]);
	startup_init(&s->startup, &s->set);
	assert_true(startup_parse(&s->startup, &s->set, from ? 8 : 7, argv, e));
	assert_true(corpus_load(&s->corpus, text_file(), &how, e));
	unlink(text_file_name);
	s->ws = workspace_new(&s->startup, &s->set, OF_TEXT(&s->corpus), &host,
			      e);
	free(from_option);
	free(log_option);
	return s->ws;
}

static void end(struct stage *s) { stage_end(s); }

/* Trains to an iteration; who begins and trains to HALF saves there. */
static void train(const char *seed, const char *log, const char *from,
		  const char *every, long to)
{
	struct stage s;
	struct err e;
	char line[64];

	if (!begin(&s, seed, log, from, every, &e))
		fail_msg("%s", e.text);
	assert_null(strstr(s.said[SAY_NOTICE].text, "has no row"));
	snprintf(line, sizeof line, "step %ld", to - iteration(&s));
	assert_true(run(&s, line));
	if (!from && to == HALF)
		assert_true(run(&s, "save resume_half.st"));
	end(&s);
}

static char *content(const char *path, size_t *length)
{
	struct err e;
	char *text = path_read(path, 1 << 26, length, &e);

	if (!text)
		fail_msg("%s", e.text);
	text = xrealloc(text, *length + 1);
	text[*length] = '\0';
	return text;
}

static void write_file(const char *path, const char *text, size_t length)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, length, f), length);
	fclose(f);
}

/* --- comparing ------------------------------------------------------------ */

static int column_of(const char *name)
{
	for (int i = 0; i < metric_count(); i++)
		if (!strcmp(metric_at(i)->name, name))
			return i;
	fail_msg("no column %s", name);
	return -1;
}

/* Takes out the columns that two runs do not share. */
static void drop_times(char *text)
{
	const int speed = column_of("chars_per_second");
	const int elapsed = column_of("elapsed");
	int column = 0;
	char *out = text;

	for (char *p = text; *p; p++) {
		column = *p == ',' ? column + 1 : *p == '\n' ? 0 : column;
		if (column != speed && column != elapsed)
			*out++ = *p;
	}
	*out = '\0';
}

static void assert_same_log(const char *a, const char *b)
{
	size_t n, m;
	char *x = content(a, &n), *y = content(b, &m);

	assert_int_equal(strlen(x), n);
	drop_times(x);
	drop_times(y);
	if (strcmp(x, y)) {
		for (n = 0; x[n] == y[n];)
			n++;
		fail_msg("at byte %zu: %.60s, not %.60s", n, y + n, x + n);
	}
	free(y);
	free(x);
}

/* Whole runs to compare with, and what is left of half of one. */
static void prepare(const char *format, const char *every, char **whole,
		    char **half)
{
	*whole = log_name("whole", format);
	*half = log_name("half", format);
	train("--seed=1", *whole, NULL, every, WHOLE);
	train("--seed=1", *half, NULL, every, HALF);
}

/* --- tests ---------------------------------------------------------------- */

static void a_log_goes_on_where_its_run_does(void **state UNUSED)
{
	static const char *const every[] = { "--log-every=1", "--log-every=7",
					     "--log-every=500" };

	for (size_t f = 0; f < LENGTH(formats); f++)
		for (size_t i = 0; i < LENGTH(every); i++) {
			char *whole, *half;

			prepare(formats[f], every[i], &whole, &half);
			train("--seed=1", half, "resume_half.st", every[i],
			      WHOLE);
			assert_same_log(whole, half);
			free(half);
			free(whole);
		}
}

/* The run had gone on after the checkpoint, and was killed while it wrote. */
static void later_rows_are_replaced(void **state UNUSED)
{
	for (size_t f = 0; f < LENGTH(formats); f++) {
		char *other = log_name("other", formats[f]);
		char *whole, *half, *text;
		size_t length;
		struct stage s;
		struct err e;

		prepare(formats[f], "--log-every=1", &whole, &half);
		text = content(whole, &length);
		write_file(other, text, length);
		assert_true(begin(&s, "--seed=1", other, "resume_half.st",
				  "--log-every=1", &e));
		end(&s);
		assert_same_log(half, other);
		for (size_t cut = 1; cut < 700; cut += 61) {
			write_file(half, text, length - cut);
			train("--seed=1", half, "resume_half.st",
			      "--log-every=1", WHOLE);
			assert_same_log(whole, half);
		}
		free(text);
		free(half);
		free(whole);
		free(other);
	}
}

static void assert_refused(const char *log, const char *reason)
{
	struct stage s;
	struct err e;
	size_t n, m;
	char *before = content(log, &n), *after;

	if (begin(&s, "--seed=1", log, "resume_half.st", "--log-every=1", &e))
		fail_msg("taken, though %s", reason);
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, reason))
		fail_msg("\"%s\" does not say \"%s\"", e.text, reason);
	after = content(log, &m);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	free(after);
	free(before);
	end(&s);
}

static void another_runs_log_is_refused(void **state UNUSED)
{
	for (size_t f = 0; f < LENGTH(formats); f++) {
		char *other = log_name("other", formats[f]);
		char *whole, *half;

		prepare(formats[f], "--log-every=1", &whole, &half);
		train("--seed=2", other, NULL, "--log-every=1", WHOLE);
		train("--seed=1", half, NULL, "--log-every=1", HALF);
		assert_refused(other, "of another run");
		/* without the checkpoint's own row too */
		train("--seed=2", other, NULL, "--log-every=1", HALF - 20);
		assert_refused(other, "of another run: its loss");
		train("--seed=2", other, NULL, "--log-every=9", WHOLE);
		assert_refused(other, "of another run: its loss");
		free(half);
		free(whole);
		free(other);
	}
}

/* Text in place of the first match, in a copy of the log of the whole run. */
static void assert_refused_with(const char *format, const char *from,
				const char *to, const char *reason)
{
	char *whole = log_name("whole", format);
	char *changed = log_name("other", format);
	size_t length;
	char *text = content(whole, &length), *at = strstr(text, from);
	struct strbuf b;

	assert_non_null(at);
	strbuf_init(&b);
	strbuf_add_bytes(&b, text, (size_t)(at - text));
	strbuf_add(&b, to);
	strbuf_add(&b, at + strlen(from));
	write_file(changed, b.text, b.length);
	assert_refused(changed, reason);
	strbuf_release(&b);
	free(text);
	free(changed);
	free(whole);
}

static void other_columns_are_named(void **state UNUSED)
{
	char *whole, *half;

	for (size_t f = 0; f < LENGTH(formats); f++) {
		prepare(formats[f], "--log-every=1", &whole, &half);
		free(half);
		free(whole);
	}
	assert_refused_with("csv", ",valid_loss_warm", "",
			    "not valid_loss_warm");
	assert_refused_with("csv", ",bpc,", ",b,", "not bpc");
	assert_refused_with("csv", ",valid_loss_warm", ",valid_loss_warm,new",
			    "more after");
	assert_refused_with("jsonl", ",\"valid_loss_warm\":null", "",
			    "not valid_loss_warm");
	assert_refused_with("jsonl", "\"bpc\"", "\"b\"", "not bpc");
	assert_refused_with("csv", "\n50,", "\n49,", "not of one run");
	assert_refused_with("csv", "\n50,", "\nfifty,", "not a row");
	assert_refused_with("csv", "\n50,", "\n50,1,", "line 52");
	assert_refused_with("csv", "iteration", "Dear diary", "not iteration");
}

static void another_file_is_not_taken_for_a_log(void **state UNUSED)
{
	char *text = xcalloc(100000, 1);

	memset(text, 'x', 100000);
	write_file("resume_other.csv", text, 100000);
	assert_refused("resume_other.csv", "not a log");
	write_file("resume_other.jsonl", text, 100000);
	assert_refused("resume_other.jsonl", "not a row");
	write_file("resume_other.csv", text, 10);
	assert_refused("resume_other.csv", "not a log");
	write_file("resume_other.jsonl", text, 10);
	assert_refused("resume_other.jsonl", "not a log");
	free(text);
}

static void missing_rows_are_said(void **state UNUSED)
{
	static const char notice[] = "has no rows between iteration 79 and "
				     "iteration 100";

	for (size_t f = 0; f < LENGTH(formats); f++) {
		char *whole, *half;
		struct stage s;
		struct err e;

		prepare(formats[f], "--log-every=1", &whole, &half);
		assert_true(begin(&s, "--seed=1", half, "resume_half.st",
				  "--log-every=1", &e));
		assert_null(strstr(s.said[SAY_NOTICE].text, "has no row"));
		end(&s);
		train("--seed=1", half, NULL, "--log-every=1", 80);
		assert_true(begin(&s, "--seed=1", half, "resume_half.st",
				  "--log-every=1", &e));
		assert_non_null(strstr(s.said[SAY_NOTICE].text, notice));
		run(&s, "step 5");
		end(&s);
		/* such a log goes on once more */
		assert_true(begin(&s, "--seed=1", half, "resume_half.st",
				  "--log-every=1", &e));
		end(&s);
		free(half);
		free(whole);
	}
}

/* A log in CSV with another number in one field. */
static void assert_refused_field(const char *log, long row, const char *name,
				 const char *reason)
{
	char start[32];
	size_t length;
	char *text = content(log, &length), *p;
	struct strbuf b;

	snprintf(start, sizeof start, "\n%ld,", row);
	p = strstr(text, start) + 1;
	for (int i = column_of(name); i > 0; i--)
		p = strchr(p, ',') + 1;
	strbuf_init(&b);
	strbuf_add_bytes(&b, text, (size_t)(p - text));
	strbuf_add(&b, "1.25");
	strbuf_add(&b, p + strcspn(p, ",\n"));
	write_file("resume_other.csv", b.text, b.length);
	assert_refused("resume_other.csv", reason);
	strbuf_release(&b);
	free(text);
}

static void every_value_of_the_checkpoints_row_counts(void **state UNUSED)
{
	static const char *const columns[] = {
		"bpc",
		"learning_rate",
		"grad_norm",
		"clip_fraction",
		"perplexity",
		"valid_loss",
		"best_valid_iteration",
		"valid_loss_warm",
		"smooth_bpc",
		"valid_bpc",
		"best_valid_loss",
		"best_smooth_loss",
	};
	char *whole, *half, reason[80];

	prepare("csv", "--log-every=1", &whole, &half);
	for (size_t i = 0; i < LENGTH(columns); i++) {
		snprintf(reason, sizeof reason,
			 "its %s at iteration 99 is 1.25", columns[i]);
		assert_refused_field(whole, HALF - 1, columns[i], reason);
	}
	assert_refused_field(whole, 0, "epoch", "its epoch at iteration 0");
	assert_refused_field(whole, 7, "loss", "its loss at iteration 7");
	free(half);
	free(whole);
}

/* After more iterations than the history has buckets a loss alone proves
 * little, but a smooth loss does. */
static void a_long_history_knows_its_log(void **state UNUSED)
{
	struct stage s;
	struct err e;

	train("--seed=2", "resume_other.csv", NULL, "--log-every=1", 900);
	if (!begin(&s, "--seed=1", "resume_half.csv", NULL, "--log-every=1",
		   &e))
		fail_msg("%s", e.text);
	run(&s, "step 3000");
	run(&s, "save resume_half.st");
	end(&s);
	assert_refused("resume_other.csv", "of another run: its");
	assert_refused_field("resume_half.csv", 3, "smooth_loss",
			     "its smooth_loss at iteration 3");
	train("--seed=1", "resume_half.csv", NULL, "--log-every=1", 900);
	assert_true(begin(&s, "--seed=1", "resume_half.csv", "resume_half.st",
			  "--log-every=1", &e));
	end(&s);
}

static void empty_and_missing_ones_are_begun(void **state UNUSED)
{
	static const char *const beginning[] = { "", "iteration,epo" };
	char *fresh, *half, *text;
	size_t length;

	prepare("csv", "--log-every=1", &fresh, &half);
	unlink(half);
	train("--seed=1", half, "resume_half.st", "--log-every=1", WHOLE);
	text = content(half, &length);
	assert_int_equal(strncmp(text, "iteration,epoch,", 16), 0);
	assert_int_equal(strncmp(strchr(text, '\n'), "\n100,", 5), 0);
	free(text);
	for (size_t i = 0; i < LENGTH(beginning); i++) {
		write_file("resume_other.csv", beginning[i],
			   strlen(beginning[i]));
		train("--seed=1", "resume_other.csv", "resume_half.st",
		      "--log-every=1", WHOLE);
		assert_same_log("resume_other.csv", half);
	}
	free(half);
	free(fresh);
}

/* The validation of iteration 90 was under way: its row is written when that is
 * complete, and once. */
static void the_row_of_a_validation_under_way_comes_once(void **state UNUSED)
{
	for (size_t f = 0; f < LENGTH(formats); f++) {
		char *whole, *half;
		struct stage s;
		struct err e;

		prepare(formats[f], "--log-every=1", &whole, &half);
		assert_true(
			begin(&s, "--seed=1", half, NULL, "--log-every=1", &e));
		workspace_execute(s.ws, "step 90");
		while (iteration(&s) < 90)
			workspace_slice(s.ws);
		assert_true(run_validating(workspace_run(s.ws)));
		assert_true(workspace_execute(s.ws, "save resume_half.st"));
		session_close_logs(workspace_session(s.ws));
		end(&s);
		train("--seed=1", half, "resume_half.st", "--log-every=1",
		      WHOLE);
		assert_same_log(whole, half);
		free(half);
		free(whole);
	}
}

static int tidy(void **state UNUSED)
{
	static const char *const whats[] = { "whole", "half", "other" };

	for (size_t i = 0; i < LENGTH(whats); i++)
		for (size_t f = 0; f < LENGTH(formats); f++) {
			char *name = log_name(whats[i], formats[f]);

			unlink(name);
			free(name);
		}
	unlink("resume_half.st");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_goes_on_where_its_run_does),
		cmocka_unit_test(later_rows_are_replaced),
		cmocka_unit_test(another_runs_log_is_refused),
		cmocka_unit_test(other_columns_are_named),
		cmocka_unit_test(another_file_is_not_taken_for_a_log),
		cmocka_unit_test(missing_rows_are_said),
		cmocka_unit_test(every_value_of_the_checkpoints_row_counts),
		cmocka_unit_test(a_long_history_knows_its_log),
		cmocka_unit_test(empty_and_missing_ones_are_begun),
		cmocka_unit_test(the_row_of_a_validation_under_way_comes_once),
	};

	return cmocka_run_group_tests(tests, tidy, tidy);
}
