/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_shown_examples.c: what the screen gets of a task's examples, and that
 * looking at them changes nothing. */
#include "config.h"

#include "parity_stage.h"
#include "scratch.h"
#include "train/snapshot.h"

const char *const task_name[TASKS] = { "char", [1 ... TASKS - 1] = "parity" };

enum { ALL = WANT_EXAMPLE | WANT_ANSWERS | WANT_SUMMARY };

struct shown {
	struct stage stage;
	struct snapshots *shots;
	const struct snapshot *snap;
};

static void want(struct shown *w, unsigned parts)
{
	snapshots_want(w->shots, &(struct snapshot_wants){ .columns = 4,
							   .parts = parts });
}

static void look_again(struct shown *w)
{
	session_publish_now(workspace_session(w->stage.ws));
	let_it_rest(&w->stage);
	w->snap = snapshots_take(w->shots);
}

static void open_shown(struct shown *w, unsigned parts, char *const more[])
{
	parity_answerers = 0;
	parity_stage_begin(&w->stage, true, more);
	w->shots = snapshots_new();
	want(w, parts);
	session_publish_to(workspace_session(w->stage.ws), w->shots, 120);
	w->snap = snapshots_take(w->shots);
}

static void close_shown(struct shown *w)
{
	stage_end(&w->stage);
	snapshots_free(w->shots);
	assert_int_equal(parity_answerers, 0);
}

static void do_line(struct shown *w, const char *line)
{
	if (!run(&w->stage, line))
		fail_msg("%s: %s", line, w->stage.heard.text);
	let_it_rest(&w->stage);
	w->snap = snapshots_take(w->shots);
}

static struct session *of(const struct shown *w)
{
	return workspace_session(w->stage.ws);
}

/* What the net says at present, asked without the session. */
static struct example *ask_alone(const struct shown *w, long number,
				 const char *text)
{
	const struct run *r = workspace_run(w->stage.ws);
	struct err e;
	struct answerer *a = parity_answerer_new(r, &e);
	struct example *x = parity_answer(a, number, text, &e);

	assert_non_null(x);
	parity_answerer_free(a);
	return x;
}

/* The example shown is that one, answered with the present weights. */
static void assert_shows(const struct shown *w, long number, const char *text)
{
	const struct example *x = w->snap->example;
	struct example *now = ask_alone(w, number, text);
	const struct example_array *p, *q = example_find(now, "p");

	assert_non_null(x);
	p = example_find(x, "p");
	assert_int_equal(x->number, now->number);
	assert_string_equal(x->question, now->question);
	assert_string_equal(x->answer, now->answer);
	assert_int_equal(p->rows, q->rows);
	assert_memory_equal(p->value, q->value,
			    (size_t)(p->rows * p->cols) * sizeof *p->value);
	example_free(now);
}

static void it_is_answered_with_the_present_weights(void **state UNUSED)
{
	struct shown w;
	long serial;

	open_shown(&w, ALL, NULL);
	assert_shows(&w, 0, NULL);
	for (int i = 0; i < 5; i++) {
		serial = w.snap->example->serial;
		do_line(&w, "step 3");
		assert_shows(&w, 0, NULL);
		assert_true(w.snap->example->serial > serial);
	}
	serial = w.snap->example->serial;
	look_again(&w);
	look_again(&w);
	assert_int_equal(w.snap->example->serial, serial);
	close_shown(&w);
}

static void nothing_is_asked_that_nobody_wants(void **state UNUSED)
{
	struct shown w;

	parity_asked = 0;
	open_shown(&w, 0, NULL);
	do_line(&w, "step 23");
	assert_int_equal(parity_asked, 0);
	assert_null(w.snap->example);
	assert_null(w.snap->summary);
	assert_int_equal(w.snap->answers.count, 0);
	assert_int_equal(w.snap->answers.serial, 0);
	want(&w, ALL);
	look_again(&w);
	assert_int_equal(parity_asked, 13);
	assert_non_null(w.snap->example);
	assert_int_equal(w.snap->answers.count, 12);
	assert_int_equal(w.snap->summary->held_out, PARITY_HELD_OUT);
	/* What is hidden again is not left there. */
	want(&w, 0);
	for (int i = 0; i < 3; i++) { /* each of three buffers */
		look_again(&w);
		assert_null(w.snap->example);
		assert_null(w.snap->summary);
		assert_int_equal(w.snap->answers.count, 0);
	}
	assert_int_equal(parity_asked, 13);
	close_shown(&w);
}

/* The number of the held-out example that a line of the answers is about. */
static long first_shown(const struct shown *w)
{
	const struct answers *a = &w->snap->answers;

	for (long n = 0; n < PARITY_HELD_OUT; n++) {
		bool same = true;

		for (int i = 0; i < a->count && same; i++) {
			struct example *x =
				ask_alone(w, (n + i) % PARITY_HELD_OUT, NULL);

			same = !strcmp(x->question, a->line[i].question) &&
			       !strcmp(x->answer, a->line[i].answer) &&
			       !strcmp(x->truth, a->line[i].truth) &&
			       x->verdict == a->line[i].verdict;
			example_free(x);
		}
		if (same)
			return n;
	}
	return -1;
}

static void a_validation_brings_the_next_answers(void **state UNUSED)
{
	static const long first[] = { 12, 24, 36, 8 };
	struct shown w;
	long serial;

	open_shown(&w, ALL, NULL);
	assert_int_equal(w.snap->answers.iteration, 0);
	assert_int_equal(first_shown(&w), 0);
	serial = w.snap->answers.serial;
	do_line(&w, "step 3"); /* the same questions, newer weights */
	assert_int_equal(w.snap->answers.iteration, 3);
	assert_true(w.snap->answers.serial > serial);
	assert_int_equal(first_shown(&w), 0);
	do_line(&w, "step 2");
	for (size_t i = 0; i < LENGTH(first); i++) {
		assert_int_equal(first_shown(&w), first[i]);
		do_line(&w, "step 5");
	}
	serial = w.snap->answers.serial;
	look_again(&w);
	look_again(&w);
	assert_int_equal(w.snap->answers.serial, serial);
	close_shown(&w);
}

/* The panels read a snapshot's summary by pointer: it must be copied once per
 * buffer, and again for another run's. */
static void a_summary_is_copied_once_per_run(void **state UNUSED)
{
	struct shown w;
	long serial;

	open_shown(&w, ALL, NULL);
	serial = w.snap->summary_serial;
	do_line(&w, "step 2");
	do_line(&w, "step 2");
	assert_int_equal(w.snap->summary_serial, serial);
	do_line(&w, "set seed 7 restart");
	assert_true(w.snap->summary_serial > serial);
	close_shown(&w);
}

static void a_choice_stays_until_another(void **state UNUSED)
{
	struct shown w;
	struct err e;

	open_shown(&w, ALL, NULL);
	assert_non_null(session_show_example(of(&w), 7, NULL, &e));
	look_again(&w);
	assert_shows(&w, 7, NULL);
	assert_non_null(session_show_example(of(&w), 7, "101", &e));
	do_line(&w, "step 6");
	assert_shows(&w, -1, "101");
	assert_int_equal(session_example_number(of(&w)), 7);
	/* One that cannot be asked changes nothing. */
	assert_null(session_show_example(of(&w), 0, "12", &e));
	assert_int_equal(e.kind, ERR_FAILED);
	assert_null(session_show_example(of(&w), PARITY_HELD_OUT, NULL, &e));
	look_again(&w);
	assert_shows(&w, -1, "101");
	assert_non_null(session_show_example(of(&w), 3, NULL, &e));
	look_again(&w);
	assert_shows(&w, 3, NULL);
	close_shown(&w);
}

/* Each run answers the same question with its own weights. */
static void other_runs_answer_it_themselves(void **state UNUSED)
{
	static const char *const line[] = { "run small hidden=5",
					    "step 2",
					    "switch gru",
					    "step 4",
					    "switch small",
					    "set cell lstm restart",
					    "save test.st",
					    "step 3",
					    "load test.st now",
					    "drop gru now",
					    "compare rnn lstm now",
					    "together off",
					    "step" };
	struct shown w;
	struct err e;

	open_shown(&w, ALL, NULL);
	assert_non_null(session_show_example(of(&w), 5, "011", &e));
	for (size_t i = 0; i < LENGTH(line); i++) {
		const long serial = w.snap->answers.serial;

		do_line(&w, line[i]);
		assert_shows(&w, -1, "011");
		assert_true(first_shown(&w) >= 0);
		assert_int_equal(w.snap->answers.iteration,
				 iteration(&w.stage));
		assert_true(i == 6 || i == 9 || i == 11 ||
			    w.snap->answers.serial != serial);
		assert_true(parity_answerers <= session_tracks(of(&w)));
	}
	close_shown(&w);
}

/* A run with shorter sequences cannot read it, one without held-out examples
 * has none. */
static void what_another_run_cannot_answer_is_dropped(void **state UNUSED)
{
	struct shown w;
	struct err e;

	open_shown(&w, ALL, NULL);
	assert_non_null(session_show_example(of(&w), 5, "011", &e));
	do_line(&w, "set seq-length 2 restart");
	assert_shows(&w, 0, NULL);
	assert_non_null(session_show_example(of(&w), 5, NULL, &e));
	do_line(&w, "set valid 0 restart");
	assert_null(w.snap->example);
	assert_int_equal(w.snap->answers.count, 0);
	assert_null(session_example(of(&w), &e));
	assert_non_null(session_show_example(of(&w), 5, "1", &e));
	look_again(&w);
	assert_shows(&w, -1, "1");
	close_shown(&w);
}

/* --- looking changes nothing ---------------------------------------------- */

static char *bytes_of(const char *path, size_t *length)
{
	FILE *f = fopen(path, "rb");
	char *bytes = xcalloc(1, 1 << 20);

	assert_non_null(f);
	*length = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	return bytes;
}

static void train_and_save(unsigned parts, bool chooses, const char *path)
{
	char log[80];
	struct shown w;
	struct err e;

	open_shown(&w, parts, NULL);
	snprintf(log, sizeof log, "log %s.csv", path);
	do_line(&w, log);
	for (int i = 0; i < 10; i++) {
		workspace_execute(w.stage.ws, "step 7");
		for (int n = 0; workspace_busy(w.stage.ws); n++) {
			workspace_slice(w.stage.ws);
			if (chooses && n % 3 == 0)
				assert_non_null(session_show_example(
					of(&w), n % PARITY_HELD_OUT,
					n % 2 ? "01" : NULL, &e));
		}
	}
	snprintf(log, sizeof log, "save %s.st", path);
	do_line(&w, log);
	run(&w.stage, "log off");
	close_shown(&w);
}

/* Removes the columns of time. */
static void drop_times(char *csv)
{
	enum { SPEED = 8, ELAPSED = 15 };
	char *to = csv;
	int column = 0;

	for (const char *c = csv; *c; c++) {
		if (column != SPEED && column != ELAPSED)
			*to++ = *c;
		if (*c == ',')
			column++;
		else if (*c == '\n')
			column = 0;
	}
	*to = '\0';
}

static void assert_same_logs(const char *a, const char *b)
{
	size_t n, m;
	char *x = bytes_of(a, &n), *y = bytes_of(b, &m);

	assert_non_null(strstr(x, ",valid_accuracy"));
	drop_times(x);
	drop_times(y);
	assert_string_equal(x, y);
	free(x);
	free(y);
}

static void assert_same_files(const char *a, const char *b)
{
	size_t n, m;
	char *x = bytes_of(a, &n), *y = bytes_of(b, &m);

	assert_true(n > 1000);
	assert_int_equal(n, m);
	assert_memory_equal(x, y, n);
	free(x);
	free(y);
}

static void looking_changes_no_number_of_training(void **state UNUSED)
{
	train_and_save(0, false, "not");
	train_and_save(ALL, true, "looked");
	assert_same_files("not.st", "looked.st");
	assert_same_logs("not.csv", "looked.csv");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_answered_with_the_present_weights),
		cmocka_unit_test(nothing_is_asked_that_nobody_wants),
		cmocka_unit_test(a_validation_brings_the_next_answers),
		cmocka_unit_test(a_summary_is_copied_once_per_run),
		cmocka_unit_test(a_choice_stays_until_another),
		IN_SCRATCH(other_runs_answer_it_themselves),
		cmocka_unit_test(what_another_run_cannot_answer_is_dropped),
		IN_SCRATCH(looking_changes_no_number_of_training),
	};

	return cmocka_run_group_tests_name("shown_examples", tests, NULL, NULL);
}
