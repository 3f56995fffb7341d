/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_validation.c: validation in slices, from two states, and what happens
 * while one is under way. */
#include "config.h"

#include "run_support.h"
#include "stage.h"

#include <math.h>

#include "base/path.h"
#include "probe/probe.h"
#include "train/checkpoint.h"

enum { LETTERS = 1000, TRAIN = 600 };

/* --- the two losses ------------------------------------------------------- */

/* Mean loss over the last part, after `warm` symbols before it. */
static double walked(const struct run *r, size_t warm)
{
	const size_t begin = stream_of(r)->train, end = text_of(r)->length - 1;
	struct err e;
	struct walker *w = r->engine->walker_new(r->net, 1, &e);
	double loss = 0;

	assert_non_null(w);
	r->engine->walker_forget(w);
	for (size_t i = begin - warm; i < end; i++) {
		int in = corpus_id(text_of(r), i);
		int target = corpus_id(text_of(r), i + 1);
		double one = r->engine->walker_run(w, &in, &target, 1);

		loss += i < begin ? 0 : one;
	}
	r->engine->walker_free(w);
	return loss / (double)(end - begin);
}

static struct settings validating(enum cell cell)
{
	struct settings set = small_settings(cell);

	set.valid = 0.4;
	set.valid_every = 10;
	return set;
}

static void the_part_is_read_from_two_states(void **state UNUSED)
{
	static const int length[] = { LETTERS, 40, 5000 };

	for (size_t k = 0; k < LENGTH(length); k++)
		for (int cell = 0; cell < CELLS; cell++) {
			struct settings set = validating((enum cell)cell);
			struct corpus c;
			struct run *r;
			size_t warm;

			corpus_of_length(&c, length[k]);
			r = run_of(&set, &c);
			iterate(r, 10);
			warm = stream_of(r)->train < 1000 ? stream_of(r)->train
							  : 1000;
			assert_true(fabs(r->now.valid_loss - walked(r, 0)) <
				    1e-12);
			assert_true(fabs(r->now.valid_loss_warm -
					 walked(r, warm)) < 1e-8);
			assert_true(r->now.valid_loss !=
				    r->now.valid_loss_warm);
			run_free(r);
			corpus_release(&c);
		}
}

/* A text of which the first part holds a and b, the last part c and d. */
static const char *split_text(void)
{
	FILE *f = fopen(text_file(), "w");

	assert_non_null(f);
	for (int i = 0; i < LETTERS; i++)
		fputc((i < TRAIN ? "ab" : "cd")[i % 2], f);
	fclose(f);
	return text_file_name;
}

/* Sets a tanh net by hand.  Unit 0 keeps for ever its first push: up by a and
 * b, down by c and d; only when it is up are c and d expected. */
static void make_latch(const struct run *r)
{
	for (int id = 0; id < 4; id++) {
		poke((struct run *)r, "rnn.weight_ih_l0", 0, 0, id,
		     id < 2 ? 1 : -1);
		poke((struct run *)r, "out.weight", -1, id, 0, id < 2 ? 0 : 5);
	}
	poke((struct run *)r, "rnn.weight_hh_l0", 0, 0, 0, 20);
}

static void latch_begin(struct stage *s)
{
	char *argv[] = { (char[]){ "" },
			 (char[]){ "--cell=rnn" },
			 (char[]){ "--hidden=3" },
			 (char[]){ "--valid=0.4" },
			 (char[]){ "--valid-every=1" },
			 (char[]){ "--learning-rate=1e-9" },
			 NULL };

	stage_begin_with(s, false, split_text(), 6, argv);
	unlink(text_file_name);
}

static void an_empty_memory_that_predicts_badly_is_said(void **state UNUSED)
{
	static const char said[] = "from an empty memory this net predicts "
				   "badly";
	struct stage s;

	latch_begin(&s);
	run(&s, "step");
	run(&s, "sample 5");
	assert_null(strstr(s.said[SAY_NOTICE].text, said));
	make_latch(workspace_run(s.ws));
	run(&s, "step");
	/* Up: two of four are expected; down: the other two, e^10 to 1. */
	assert_true(fabs(workspace_run(s.ws)->now.valid_loss_warm - log(2)) <
		    0.01);
	assert_true(fabs(workspace_run(s.ws)->now.valid_loss - (log(2) + 5)) <
		    0.02);
	run(&s, "sample 5 state=current");
	assert_null(strstr(s.said[SAY_NOTICE].text, said));
	run(&s, "sample 5");
	assert_non_null(strstr(s.said[SAY_NOTICE].text, said));
	stage_end(&s);
}

/* --- slices --------------------------------------------------------------- */

/* By work, not by time: a slice that may take no time reads one piece, of at
 * most 256 symbols and, with them, 2^27 weights. */
static void a_piece_is_bounded_work(void **state UNUSED)
{
	static const long hidden[] = { 3, 100, 700 };

	for (size_t k = 0; k < LENGTH(hidden); k++) {
		struct settings set = validating(CELL_RNN);
		double most = 256, before = 0, weights;
		struct corpus c;
		struct run *r;
		size_t pairs;

		set.hidden = hidden[k];
		corpus_of_length(&c, 5000);
		r = run_of(&set, &c);
		pairs = stream_valid_length(stream_of(r)) - 1;
		weights = (double)hidden[k] *
			  (double)(hidden[k] + 2 * c.vocab.size);
		most = fmin(most, fmax(1, 134217728 / weights));
		run_begin_validation(r);
		while (!run_validate_slice(r, 0)) {
			const double at = run_validated(r);

			assert_true((at - before) * (double)pairs <=
				    most + 1e-6);
			before = at;
		}
		assert_true(before > 0);
		run_free(r);
		corpus_release(&c);
	}
}

/* A part so long that no slice reads all of it. */
static void long_begin(struct stage *s, bool screen, const char *option)
{
	char *argv[] = { (char[]){ "" },
			 (char[]){ "--hidden=100" },
			 (char[]){ "--valid=0.5" },
			 (char[]){ "--valid-every=2" },
			 (char *)option,
			 NULL };
	const char *path = text_file();
	FILE *f = fopen(path, "a");

	assert_non_null(f);
	for (int i = 0; i < 12000; i++)
		fprintf(f, "row %d of a table that goes on; ", i);
	fclose(f);
	stage_begin_with(s, screen, path, option ? 5 : 4, argv);
	unlink(text_file_name);
}

/* Until part of a validation is read, and not all. */
static void into_the_validation(struct stage *s)
{
	const struct run *r;

	do
		assert_true(workspace_slice(s->ws));
	while ((r = workspace_run(s->ws),
		run_validated(r) == 0 || !run_validating(r)));
}

static void commands_are_heard_during_a_validation(void **state UNUSED)
{
	struct stage s;

	long_begin(&s, true, NULL);
	workspace_execute(s.ws, "step 2");
	into_the_validation(&s);
	assert_int_equal(iteration(&s), 2);
	assert_true(workspace_busy(s.ws));
	workspace_execute(s.ws, "print iteration");
	workspace_execute(s.ws, "print valid_loss");
	workspace_execute(s.ws, "lr 0.05");
	assert_string_equal(s.said[SAY_RESULT].text,
			    "iteration = 2\nvalid_loss = nan\n");
	assert_true(workspace_run(s.ws)->now.learning_rate == 0.1);
	drain(&s);
	assert_int_equal(iteration(&s), 2);
	assert_false(run_validating(workspace_run(s.ws)));
	assert_true(workspace_run(s.ws)->now.valid_loss ==
		    run_validate((struct run *)workspace_run(s.ws)));
	run(&s, "step");
	assert_true(workspace_run(s.ws)->now.learning_rate == 0.05);
	stage_end(&s);
}

static void an_interrupted_validation_is_gone_on_with(void **state UNUSED)
{
	struct stage s;
	double read;

	long_begin(&s, true, NULL);
	session_set_running(workspace_session(s.ws), true);
	into_the_validation(&s);
	s.interrupt = true;
	workspace_slice(s.ws);
	read = run_validated(workspace_run(s.ws));
	assert_false(workspace_slice(s.ws));
	assert_non_null(strstr(s.said[SAY_NOTICE].text, "continue goes on"));
	assert_true(run_validated(workspace_run(s.ws)) == read);
	run(&s, "step");
	assert_int_equal(iteration(&s), 3);
	assert_true(workspace_run(s.ws)->now.best_valid_at == 2);
	stage_end(&s);
}

static void pausing_does_not_wait_for_it(void **state UNUSED)
{
	const struct snapshot_wants wants = { .probes = PROBE_BIT(PROBE_HIDDEN),
					      .columns = 200 };
	struct snapshots *snapshots = snapshots_new();
	struct stage s;

	/* a sample, drawn at a pause, would go on after it */
	long_begin(&s, true, "--sample-every=0");
	snapshots_want(snapshots, &wants);
	session_publish_to(workspace_session(s.ws), snapshots, 1000);
	session_set_running(workspace_session(s.ws), true);
	into_the_validation(&s);
	workspace_execute(s.ws, "pause");
	assert_false(workspace_slice(s.ws));
	assert_true(run_validating(workspace_run(s.ws)));
	assert_int_equal(
		strncmp(snapshot_track(snapshots_take(snapshots))->status,
			"validation ", 11),
		0);
	workspace_execute(s.ws, "until valid_loss > 0");
	drain(&s);
	assert_int_equal(iteration(&s), 2);
	assert_false(run_validating(workspace_run(s.ws)));
	stage_end(&s);
	snapshots_free(snapshots);
}

/* Typed when the text has ended but for its validation, it means the next
 * end. */
static void finish_is_a_whole_epoch(void **state UNUSED)
{
	char *argv[] = { (char[]){ "" }, (char[]){ "--hidden=5" },
			 (char[]){ "--valid=0.2" },
			 (char[]){ "--valid-every=1" }, NULL };
	struct stage s;
	long epoch;

	stage_begin_with(&s, true, text_file(), 4, argv);
	unlink(text_file_name);
	epoch = (long)run_epoch(workspace_run(s.ws));
	session_set_running(workspace_session(s.ws), true);
	while (iteration(&s) < epoch)
		workspace_slice(s.ws);
	workspace_execute(s.ws, "pause");
	assert_true(run_validating(workspace_run(s.ws)));
	run(&s, "finish");
	assert_int_equal(iteration(&s), 2 * epoch);
	stage_end(&s);
}

static void another_run_drops_it(void **state UNUSED)
{
	struct stage s;

	long_begin(&s, true, NULL);
	workspace_execute(s.ws, "step 2");
	into_the_validation(&s);
	assert_true(workspace_execute(s.ws, "set hidden 9 restart"));
	assert_false(run_validating(workspace_run(s.ws)));
	run(&s, "step");
	assert_int_equal(iteration(&s), 1);
	stage_end(&s);
}

/* --- files ---------------------------------------------------------------- */

static char *content(const char *path)
{
	struct err e;
	size_t length;
	char *text = path_read(path, 1 << 26, &length, &e);

	if (!text)
		fail_msg("%s", e.text);
	text = xrealloc(text, length + 1);
	text[length] = '\0';
	return text;
}

static void assert_same_files(const char *a, const char *b)
{
	struct err e;
	size_t n, m;
	char *x = path_read(a, 1 << 26, &n, &e);
	char *y = path_read(b, 1 << 26, &m, &e);

	assert_non_null(x);
	assert_non_null(y);
	assert_int_equal(n, m);
	assert_memory_equal(x, y, n);
	free(y);
	free(x);
}

static long count_lines(const char *path)
{
	char *text = content(path);
	long lines = 0;

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	free(text);
	return lines;
}

/* A checkpoint saved during a validation completes it first: everything that
 * follows is as if it had not been interrupted. */
static void a_file_of_the_middle_of_a_validation_resumes(void **state UNUSED)
{
	struct stage s;

	long_begin(&s, false, NULL);
	run(&s, "step 2");
	run(&s, "save valid_whole2.st");
	run(&s, "step 3");
	run(&s, "save valid_whole5.st");
	stage_end(&s);
	long_begin(&s, false, NULL);
	workspace_execute(s.ws, "step 2");
	into_the_validation(&s);
	assert_true(workspace_execute(s.ws, "save valid_middle.st"));
	stage_end(&s);
	long_begin(&s, false, "--resume=valid_middle.st");
	assert_int_equal(iteration(&s), 2);
	assert_true(run_validating(workspace_run(s.ws)));
	assert_true(isnan(workspace_run(s.ws)->now.valid_loss));
	workspace_execute(s.ws, "until valid_loss > 0");
	drain(&s);
	assert_int_equal(iteration(&s), 2);
	run(&s, "save valid_again.st");
	assert_same_files("valid_whole2.st", "valid_again.st");
	run(&s, "step 3");
	run(&s, "save valid_again.st");
	assert_same_files("valid_whole5.st", "valid_again.st");
	stage_end(&s);
}

static bool mentions(const char *path, const char *word)
{
	struct err e;
	size_t n;
	char *text = path_read(path, 1 << 26, &n, &e);
	bool found = text && memmem(text, n, word, strlen(word));

	free(text);
	return found;
}

static void only_such_a_file_says_that_one_is_due(void **state UNUSED)
{
	assert_true(mentions("valid_middle.st", "validation_due"));
	assert_false(mentions("valid_whole2.st", "validation_due"));
	assert_false(mentions("valid_again.st", "validation_due"));
}

/* Also if no iteration is left to be made. */
static void the_last_iteration_has_its_validation(void **state UNUSED)
{
	struct stage s;

	long_begin(&s, false, "--resume=valid_middle.st");
	run(&s, "set iterations 2");
	run(&s, "continue");
	assert_int_equal(iteration(&s), 2);
	assert_false(run_validating(workspace_run(s.ws)));
	assert_true(workspace_run(s.ws)->now.best_valid_at == 2);
	stage_end(&s);
}

/* Every iteration has its row, and a validation is in that of its own. */
static void rows_are_written_once(void **state UNUSED)
{
	struct stage s;
	char *text, number[40], *row;

	long_begin(&s, true, "--log=valid.csv");
	workspace_execute(s.ws, "step 2");
	into_the_validation(&s);
	run(&s, "step");
	workspace_execute(s.ws, "step");
	into_the_validation(&s);
	session_finish(workspace_session(s.ws));
	assert_int_equal(count_lines("valid.csv"), 5);
	text = content("valid.csv");
	snprintf(number, sizeof number, ",%.6f",
		 workspace_run(s.ws)->now.valid_loss);
	row = strstr(text, "\n1,");
	assert_non_null(row);
	*strchr(row + 1, '\n') = '\0';
	number[7] = '\0'; /* a few digits will do */
	assert_non_null(strstr(row + 1, number));
	assert_null(memmem(text, (size_t)(row - text), number, strlen(number)));
	free(text);
	stage_end(&s);
}

/* One 'a', 900 symbols before the validation part. */
static const char *far_text(void)
{
	FILE *f = fopen(text_file(), "w");

	for (int i = 0; i < 1000; i++)
		fputc(i == 100 ? 'a' : i == 0 ? 'b' : 'e', f);
	for (int i = 0; i < 400; i++)
		fputc("cd"[i % 2], f);
	fclose(f);
	return text_file_name;
}

/* What was read 900 symbols before the part is known there. */
static void the_warm_state_knows_a_thousand_symbols(void **state UNUSED)
{
	char *argv[] = { "",
			 "--cell=rnn",
			 "--hidden=3",
			 "--valid=0.28572",
			 "--valid-every=1",
			 "--learning-rate=1e-9",
			 NULL };
	struct stage s;

	stage_begin_with(&s, false, far_text(), 6, argv);
	unlink(text_file_name);
	assert_int_equal(stream_of(workspace_run(s.ws))->train, 1000);
	make_latch(workspace_run(s.ws));
	poke((struct run *)workspace_run(s.ws), "rnn.weight_ih_l0", 0, 0, 4, 0);
	run(&s, "step");
	assert_true(fabs(workspace_run(s.ws)->now.valid_loss_warm - log(2)) <
		    0.05);
	assert_true(workspace_run(s.ws)->now.valid_loss > log(2) + 4);
	stage_end(&s);
}

/* The first layer forgets at once, the second never. */
static void every_layer_is_compared(void **state UNUSED)
{
	char *argv[] = { "",
			 "--cell=rnn",
			 "--hidden=3",
			 "--valid=0.4",
			 "--valid-every=1",
			 "--layers=2",
			 "--learning-rate=1e-9",
			 NULL };
	struct stage s;
	struct run *r;

	stage_begin_with(&s, false, split_text(), 7, argv);
	unlink(text_file_name);
	r = (struct run *)workspace_run(s.ws);
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++) {
			poke(r, "rnn.weight_hh_l0", 0, i, k, 0);
			poke(r, "rnn.weight_hh_l1", 1, i, k, i || k ? 0 : 20);
			poke(r, "rnn.weight_ih_l1", 1, i, k, i || k ? 0 : 1);
		}
	for (int id = 0; id < 4; id++) {
		poke(r, "rnn.weight_ih_l0", 0, 0, id, id < 2 ? 1 : -1);
		poke(r, "out.weight", -1, id, 0, id < 2 ? 0 : 5);
	}
	run(&s, "step");
	assert_true(fabs(r->now.valid_loss_warm - log(2)) < 0.1);
	assert_true(r->now.valid_loss > log(2) + 4);
	stage_end(&s);
}

static void a_validation_under_way_is_shown(void **state UNUSED)
{
	const struct snapshot_wants wants = { .probes = PROBE_BIT(PROBE_HIDDEN),
					      .columns = 200 };
	struct snapshots *snapshots = snapshots_new();
	struct stage s;
	bool seen = false;

	long_begin(&s, true, NULL);
	snapshots_want(snapshots, &wants);
	session_publish_to(workspace_session(s.ws), snapshots, 1000);
	workspace_execute(s.ws, "step 2");
	while (workspace_slice(s.ws))
		seen |= !strncmp(
			snapshot_track(snapshots_take(snapshots))->status,
			"validation ", 11);
	assert_true(seen);
	stage_end(&s);
	snapshots_free(snapshots);
}

/* Of the iterations before it, which are collected in time. */
static void its_maps_are_whole(void **state UNUSED)
{
	const struct snapshot_wants wants = { .probes = PROBE_BIT(PROBE_HIDDEN),
					      .columns = 60 };
	struct snapshots *snapshots = snapshots_new();
	const struct snapshot *snap;
	struct stage s;

	long_begin(&s, true, NULL);
	run(&s, "set valid-every 30");
	snapshots_want(snapshots, &wants);
	session_publish_to(workspace_session(s.ws), snapshots, 1);
	run(&s, "step 31");
	workspace_execute(s.ws, "continue");
	while (iteration(&s) < 58)
		workspace_slice(s.ws);
	session_publish_now(workspace_session(s.ws));
	into_the_validation(&s);
	session_publish_now(workspace_session(s.ws));
	workspace_slice(s.ws);
	snap = snapshots_take(snapshots);
	assert_int_equal(snapshot_track(snap)->now.iteration, 60);
	assert_int_equal(snap->columns, wants.columns);
	stage_end(&s);
	snapshots_free(snapshots);
}

static int tidy(void **state UNUSED)
{
	static const char *const files[] = {
		"valid_whole2.st", "valid_whole5.st", "valid_middle.st",
		"valid_again.st",  "valid.csv",
	};

	for (size_t i = 0; i < LENGTH(files); i++)
		unlink(files[i]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_part_is_read_from_two_states),
		cmocka_unit_test(an_empty_memory_that_predicts_badly_is_said),
		cmocka_unit_test(a_piece_is_bounded_work),
		cmocka_unit_test(commands_are_heard_during_a_validation),
		cmocka_unit_test(an_interrupted_validation_is_gone_on_with),
		cmocka_unit_test(pausing_does_not_wait_for_it),
		cmocka_unit_test(finish_is_a_whole_epoch),
		cmocka_unit_test(another_run_drops_it),
		cmocka_unit_test(a_file_of_the_middle_of_a_validation_resumes),
		cmocka_unit_test(only_such_a_file_says_that_one_is_due),
		cmocka_unit_test(the_last_iteration_has_its_validation),
		cmocka_unit_test(rows_are_written_once),
		cmocka_unit_test(the_warm_state_knows_a_thousand_symbols),
		cmocka_unit_test(every_layer_is_compared),
		cmocka_unit_test(a_validation_under_way_is_shown),
		cmocka_unit_test(its_maps_are_whole),
	};

	return cmocka_run_group_tests(tests, tidy, tidy);
}
