/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_example_commands.c: the commands about a task's examples: example,
 * predict, score, info data, export example. */
#include "config.h"

#include "parity_stage.h"
#include "scratch.h"

#include <jansson.h>

const char *const task_name[TASKS] = { "char", [1 ... TASKS - 1] = "parity" };

static const char *const nothing[] = { NULL };

static void begin(struct stage *s, char *const more[])
{
	parity_stage_begin(s, false, more);
}

/* Runs a line that must work; the result until the next line. */
static const char *answer_to(struct stage *s, const char *line)
{
	strbuf_clear(&s->said[SAY_RESULT]);
	strbuf_clear(&s->said[SAY_NOTICE]);
	strbuf_clear(&s->said[SAY_ERROR]);
	if (!run(s, line))
		fail_msg("%s: %s", line, s->said[SAY_ERROR].text);
	return s->said[SAY_RESULT].text;
}

static const char *refusal_of(struct stage *s, const char *line)
{
	strbuf_clear(&s->said[SAY_RESULT]);
	strbuf_clear(&s->said[SAY_ERROR]);
	assert_false(run(s, line));
	assert_string_equal(s->said[SAY_RESULT].text, "");
	return s->said[SAY_ERROR].text;
}

/* What the net answers, asked without the session. */
static struct example *asked_alone(const struct stage *s, long number,
				   const char *text)
{
	struct err e;
	struct answerer *a = parity_answerer_new(workspace_run(s->ws), &e);
	struct example *x = parity_answer(a, number, text, &e);

	assert_non_null(x);
	parity_answerer_free(a);
	return x;
}

static void assert_told(struct stage *s, const char *line, long number)
{
	struct example *x = asked_alone(s, number, NULL);
	char *want = xasprintf("example = %ld\nquestion = %s\nanswer = %s\n"
			       "truth = %s\nverdict = %s\n",
			       number, x->question, x->answer, x->truth,
			       x->verdict == VERDICT_RIGHT ? "right" : "wrong");

	assert_string_equal(answer_to(s, line), want);
	free(want);
	example_free(x);
}

/* --- example -------------------------------------------------------------- */

static void example_goes_through_what_is_held_out(void **state UNUSED)
{
	struct stage s;

	begin(&s, NULL);
	assert_told(&s, "example", 0);
	assert_told(&s, "example next", 1);
	assert_told(&s, "example n", 2);
	assert_told(&s, "example previous", 1);
	assert_told(&s, "example 39", 39);
	assert_told(&s, "example next", 0);
	assert_told(&s, "example previous", 39);
	run(&s, "step 5");
	assert_told(&s, "example", 39);
	assert_string_equal(refusal_of(&s, "example 40"),
			    "error: there is no held-out example 40\n");
	assert_string_equal(refusal_of(&s, "example -1"),
			    "error: there is no held-out example -1\n");
	assert_told(&s, "example", 39);
	assert_non_null(strstr(refusal_of(&s, "example other"), "previous"));
	stage_end(&s);
}

static void random_ones_differ_and_repeat(void **state UNUSED)
{
	bool seen[PARITY_HELD_OUT] = { false };
	struct stage s, again;
	int different = 0;

	begin(&s, NULL);
	begin(&again, NULL);
	run(&again, "step 7"); /* draws nothing from the same stream */
	for (int i = 0; i < 60; i++) {
		long a, b;

		assert_int_equal(sscanf(answer_to(&s, "example random"),
					"example = %ld", &a),
				 1);
		assert_int_equal(sscanf(answer_to(&again, "example random"),
					"example = %ld", &b),
				 1);
		assert_int_equal(a, b);
		assert_in_range(a, 0, PARITY_HELD_OUT - 1);
		different += !seen[a];
		seen[a] = true;
	}
	assert_true(different > 20);
	stage_end(&again);
	stage_end(&s);
}

static long next_wrong(const struct stage *s, long after)
{
	for (long i = 1; i <= PARITY_HELD_OUT; i++) {
		const long n = (after + i) % PARITY_HELD_OUT;
		struct example *x = asked_alone(s, n, NULL);
		bool wrong = x->verdict == VERDICT_WRONG;

		example_free(x);
		if (wrong)
			return n;
	}
	return -1;
}

static void wrong_finds_the_next_wrong_answer(void **state UNUSED)
{
	struct stage s;
	long at = 0;

	begin(&s, NULL);
	for (int i = 0; i < 45; i++) { /* more than once around */
		at = next_wrong(&s, at);
		assert_true(at >= 0);
		assert_told(&s, "example wrong", at);
	}
	run(&s, "until valid_accuracy == 1");
	assert_int_equal(next_wrong(&s, 0), -1);
	assert_string_equal(answer_to(&s, "example wrong"), "");
	assert_string_equal(s.said[SAY_NOTICE].text,
			    "none of the 40 held-out examples is answered "
			    "wrong\n");
	assert_told(&s, "example", at);
	stage_end(&s);
}

/* While a panel shows it, a choice needs no lines. */
static void a_panel_that_shows_it_is_enough(void **state UNUSED)
{
	struct snapshots *shots = snapshots_new();
	struct stage s;

	parity_stage_begin(&s, true, NULL);
	session_publish_to(workspace_session(s.ws), shots, 120);
	assert_told(&s, "example 4", 4);
	snapshots_want(shots, &(struct snapshot_wants){
				      .columns = 4, .parts = WANT_EXAMPLE });
	assert_string_equal(answer_to(&s, "example 5"), "");
	let_it_rest(&s);
	assert_int_equal(snapshots_take(shots)->example->number, 5);
	assert_told(&s, "example", 5);
	stage_end(&s);
	snapshots_free(shots);
}

/* --- predict -------------------------------------------------------------- */

static void predict_prints_the_answer_and_shows_it(void **state UNUSED)
{
	struct stage s;
	char top[8], other[8];
	double p, q;
	struct example *x;

	begin(&s, NULL);
	run(&s, "step 20");
	assert_int_equal(sscanf(answer_to(&s, "predict \"101\""),
				"%7[a-z]\t%lf\n%7[a-z]\t%lf\n", top, &p, other,
				&q),
			 4);
	x = asked_alone(&s, 0, "101");
	assert_string_equal(top, x->answer);
	assert_true(p >= q && fabs(p + q - 1) < 1e-5);
	example_free(x);
	answer_to(&s, "example");
	assert_true(!strncmp(s.said[SAY_RESULT].text, "question = 101\n", 15));

	x = asked_alone(&s, 7, NULL);
	assert_true(!strncmp(answer_to(&s, "predict 7"), x->answer,
			     strlen(x->answer)));
	example_free(x);
	assert_told(&s, "example", 7);
	stage_end(&s);
}

static void predict_refuses_what_is_no_question(void **state UNUSED)
{
	static const char *const line[] = {
		"predict",      "predict 40",    "predict -1",
		"predict 101x", "predict \"2\"", "predict \"1\" \"0\"",
		"predict \"\"", "predict 1.5",   "predict \"\\xff\""
	};
	struct stage s;

	begin(&s, NULL);
	for (size_t i = 0; i < LENGTH(line); i++)
		assert_true(!strncmp(refusal_of(&s, line[i]), "error: ", 7));
	assert_non_null(strstr(refusal_of(&s, "predict ones"), "needs quotes"));
	assert_non_null(strstr(refusal_of(&s, "predict \"\\xff\""), "UTF-8"));
	assert_told(&s, "example", 0);
	assert_true(session_failed(workspace_session(s.ws)));
	stage_end(&s);
}

/* --- score ---------------------------------------------------------------- */

static double value_in(const char *text, const char *name)
{
	char *key = xasprintf("%s = ", name);
	const char *at = strstr(text, key);

	assert_non_null(at);
	at += strlen(key);
	free(key);
	return strtod(at, NULL);
}

static void score_measures_with_the_present_weights(void **state UNUSED)
{
	struct stage s;
	const char *out;
	int right = 0;
	double before;

	begin(&s, NULL);
	run(&s, "step 43"); /* the last validation was at 40 */
	for (long n = 0; n < PARITY_HELD_OUT; n++) {
		struct example *x = asked_alone(&s, n, NULL);

		right += x->verdict == VERDICT_RIGHT;
		example_free(x);
	}
	before = value_in(answer_to(&s, "print valid_loss"), "valid_loss");
	out = answer_to(&s, "score");
	assert_true(value_in(out, "valid_accuracy") ==
		    (double)right / PARITY_HELD_OUT);
	assert_true(value_in(out, "baseline") == 0.5);
	assert_true(value_in(out, "valid_loss") > 0);
	assert_true(value_in(out, "valid_loss") != before);
	/* One line per metric, and nothing else. */
	for (const char *c = out; *c; c = strchr(c, '\n') + 1)
		assert_non_null(strstr(c, " = "));
	assert_int_equal(strncmp(out, "valid_loss = ", 13), 0);
	/* The run's own are those of its last validation. */
	out = answer_to(&s, "print valid_loss");
	assert_true(value_in(out, "valid_loss") == before);
	assert_non_null(strstr(refusal_of(&s, "score 3"), "no argument"));
	run(&s, "set valid 0 restart");
	assert_string_equal(refusal_of(&s, "score"),
			    "error: nothing is held out to be scored: valid "
			    "is 0\n");
	assert_string_equal(refusal_of(&s, "example 0"),
			    "error: there are no held-out examples: valid is "
			    "0\n");
	stage_end(&s);
}

static void save_after(const char *const line[], const char *path)
{
	struct stage s;
	char *save = xasprintf("save %s", path);

	begin(&s, NULL);
	for (int i = 0; i < 3; i++) {
		run(&s, "step 9");
		for (int k = 0; line[k]; k++)
			answer_to(&s, line[k]);
	}
	answer_to(&s, save);
	free(save);
	stage_end(&s);
}

static void asking_changes_nothing(void **state UNUSED)
{
	static const char *const asks[] = { "score",
					    "example wrong",
					    "example random",
					    "predict \"011\"",
					    "predict 3",
					    "info data",
					    NULL };
	static char x[1 << 16], y[1 << 16];
	size_t n, m;
	FILE *f;

	save_after(nothing, "not.st");
	save_after(asks, "asked.st");
	f = fopen("not.st", "rb");
	n = fread(x, 1, sizeof x, f);
	fclose(f);
	f = fopen("asked.st", "rb");
	m = fread(y, 1, sizeof y, f);
	fclose(f);
	assert_true(n > 1000 && n < sizeof x);
	assert_int_equal(n, m);
	assert_memory_equal(x, y, n);
}

/* --- info data ------------------------------------------------------------ */

static void info_data_counts(void **state UNUSED)
{
	struct stage s;

	begin(&s, NULL);
	assert_string_equal(answer_to(&s, "info data"),
			    "rows = inf\n"
			    "rejected = 0\n"
			    "duplicates = 0\n"
			    "train = inf\n"
			    "held_out = 40\n"
			    "classes = 2\n"
			    "longest = 3\n"
			    "source = generated: parity\n"
			    "     train    held out  class\n"
			    "         -          20  even\n"
			    "         -          20  odd\n");
	stage_end(&s);
}

/* The fixture rejects rows of a dataset with columns. */
static void info_data_names_rejected_rows(void **state UNUSED)
{
	char *argv[] = { "", "--task=parity", "--seq-length=3", NULL };
	struct stage s;

	memset(&s, 0, sizeof s);
	stage_begin_on(&s, false, &(struct dataset){ .columns = "1,2" }, 3,
		       argv);
	answer_to(&s, "info data");
	assert_non_null(strstr(s.said[SAY_RESULT].text,
			       "rows = 9\nrejected = 2\nduplicates = 1\n"
			       "train = 4\n"));
	assert_non_null(strstr(s.said[SAY_RESULT].text,
			       "rejected:\n  bits.tsv:3: no tab\n"
			       "  bits.tsv:5: ^[[31mred^[[0m\n"));
	stage_end(&s);
}

/* --- export example ------------------------------------------------------- */

static double element(const json_t *array, size_t row, size_t col)
{
	const json_t *values = json_object_get(array, "values");

	return json_real_value(
		json_array_get(json_array_get(values, row), col));
}

static void assert_array(const json_t *all, const struct example *x,
			 const char *name)
{
	const struct example_array *a = example_find(x, name);
	const json_t *json =
		json_object_get(json_object_get(all, "arrays"), name);
	const json_t *shape = json_object_get(json, "shape");

	assert_non_null(a);
	assert_int_equal(json_integer_value(json_array_get(shape, 0)), a->rows);
	assert_int_equal(json_integer_value(json_array_get(shape, 1)), a->cols);
	for (int r = 0; r < a->rows; r++)
		for (int c = 0; c < a->cols; c++)
			assert_true(
				(float)element(json, (size_t)r, (size_t)c) ==
				example_row(a, r)[c]);
}

static void an_exported_example_has_every_array(void **state UNUSED)
{
	struct stage s;
	struct example *x;
	json_t *all;

	begin(&s, NULL);
	run(&s, "step 30");
	answer_to(&s, "example 6");
	answer_to(&s, "export example six.json");
	assert_string_equal(s.said[SAY_NOTICE].text,
			    "example at iteration 30 is in six.json\n");
	all = json_load_file("six.json", JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(all);
	x = asked_alone(&s, 6, NULL);
	assert_string_equal(json_string_value(json_object_get(all, "task")),
			    "parity");
	assert_int_equal(json_integer_value(json_object_get(all, "iteration")),
			 30);
	assert_int_equal(json_integer_value(json_object_get(all, "example")),
			 6);
	assert_string_equal(json_string_value(json_object_get(all, "question")),
			    x->question);
	assert_string_equal(json_string_value(json_object_get(all, "answer")),
			    x->answer);
	assert_string_equal(json_string_value(json_object_get(all, "truth")),
			    x->truth);
	assert_int_equal(json_is_true(json_object_get(all, "right")),
			 x->verdict == VERDICT_RIGHT);
	assert_int_equal(json_array_size(json_object_get(all, "in")), 3);
	assert_int_equal(json_object_size(json_object_get(all, "arrays")), 2);
	assert_array(all, x, "h");
	assert_array(all, x, "p");
	example_free(x);
	json_decref(all);

	answer_to(&s, "predict \"01\"");
	answer_to(&s, "export example own.JSON");
	all = json_load_file("own.JSON", 0, NULL);
	assert_true(json_is_null(json_object_get(all, "example")));
	json_decref(all);
	stage_end(&s);
}

static void an_export_that_cannot_be_is_refused(void **state UNUSED)
{
	struct stage s;

	begin(&s, NULL);
	assert_non_null(strstr(refusal_of(&s, "export loss x.json"),
			       "usage: export example FILE.json"));
	assert_non_null(strstr(refusal_of(&s, "export example no/x.json"),
			       "no/x.json"));
	run(&s, "log run.csv");
	assert_int_equal(symlink("run.csv", "run.json"), 0);
	refusal_of(&s, "export example run.json");
	run(&s, "set valid 0 restart");
	refusal_of(&s, "export example x.json");
	assert_int_equal(access("x.json", F_OK), -1);
	stage_end(&s);
}

/* --- of a text ------------------------------------------------------------ */

static void a_task_without_text_says_what_to_use(void **state UNUSED)
{
	struct stage s;

	begin(&s, NULL);
	assert_string_equal(refusal_of(&s, "sample 10"),
			    "error: the task parity writes no text: see "
			    "predict and example\n");
	assert_non_null(strstr(answer_to(&s, "info run"), "valid_accuracy"));
	assert_non_null(strstr(answer_to(&s, "help tasks"),
			       "many to one: tell whether the number of ones "
			       "is odd"));
	assert_non_null(strstr(answer_to(&s, "help parity"), "many to one"));
	assert_non_null(strstr(answer_to(&s, "apropos odd"), "parity"));
	stage_end(&s);
}

static void verify_speaks_of_data(void **state UNUSED)
{
	struct stage s;

	begin(&s, NULL);
	answer_to(&s, "save test.st");
	assert_non_null(strstr(answer_to(&s, "verify test.st"),
			       "resume        yes, with the data"));
	stage_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(example_goes_through_what_is_held_out),
		cmocka_unit_test(random_ones_differ_and_repeat),
		cmocka_unit_test(wrong_finds_the_next_wrong_answer),
		cmocka_unit_test(a_panel_that_shows_it_is_enough),
		cmocka_unit_test(predict_prints_the_answer_and_shows_it),
		cmocka_unit_test(predict_refuses_what_is_no_question),
		cmocka_unit_test(score_measures_with_the_present_weights),
		IN_SCRATCH(asking_changes_nothing),
		cmocka_unit_test(info_data_counts),
		cmocka_unit_test(info_data_names_rejected_rows),
		IN_SCRATCH(an_exported_example_has_every_array),
		IN_SCRATCH(an_export_that_cannot_be_is_refused),
		cmocka_unit_test(a_task_without_text_says_what_to_use),
		IN_SCRATCH(verify_speaks_of_data),
	};

	return cmocka_run_group_tests_name("example_commands", tests, NULL,
					   NULL);
}
