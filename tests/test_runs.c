/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_runs.c: several runs in one session: they train separately as they would
 * alone, together in turn, and none is lost silently. */
#include "config.h"

#include "stage.h"

#include "base/path.h"
#include "train/checkpoint.h"
#include "lang/settings_codec.h"

static void begin(struct stage *s, bool screen)
{
	static char *argv[] = { "", "--hidden=12", "--cell=rnn", NULL };

	stage_begin_with(s, screen, text_file(), 3, argv);
	unlink(text_file_name);
}

static const struct track *track(const struct stage *s, const char *name)
{
	const struct session *session = workspace_session(s->ws);

	for (int i = 0; i < session_tracks(session); i++)
		if (!strcmp(session_track(session, i)->name, name))
			return session_track(session, i);
	return NULL;
}

static long made(const struct stage *s, const char *name)
{
	return track(s, name)->run->now.iteration;
}

static const char *current(const struct stage *s)
{
	return session_current(workspace_session(s->ws))->name;
}

static int runs(const struct stage *s)
{
	return session_tracks(workspace_session(s->ws));
}

static bool said(const struct stage *s, enum say kind, const char *part)
{
	return strstr(s->said[kind].text, part);
}

/* --- apart ---------------------------------------------------------------- */

static void
a_new_run_is_current_and_has_the_settings_of_the_old(void **state UNUSED)
{
	struct stage s;

	begin(&s, false);
	assert_string_equal(current(&s), "rnn");
	assert_true(run(&s, "set clip 2"));
	assert_true(run(&s, "step 3"));
	assert_true(run(&s, "run l cell=lstm lr=0.02"));
	assert_string_equal(current(&s), "l");
	assert_int_equal(made(&s, "l"), 0);
	assert_int_equal(made(&s, "rnn"), 3);
	assert_int_equal(track(&s, "l")->run->spec.cell, CELL_LSTM);
	assert_int_equal(track(&s, "l")->run->spec.hidden, 12);
	assert_true(track(&s, "l")->run->set.clip == 2);
	assert_true(track(&s, "l")->run->set.learning_rate == 0.02);
	assert_true(track(&s, "rnn")->run->set.learning_rate != 0.02);
	assert_ptr_equal(char_task_of(track(&s, "l")->run)->text,
			 char_task_of(track(&s, "rnn")->run)->text);
	stage_end(&s);
}

static void only_the_current_run_trains_and_is_set(void **state UNUSED)
{
	struct stage s;

	begin(&s, false);
	run(&s, "run l cell=lstm");
	run(&s, "step 4");
	run(&s, "set clip 3");
	run(&s, "switch r");
	run(&s, "step 2");
	assert_int_equal(made(&s, "l"), 4);
	assert_int_equal(made(&s, "rnn"), 2);
	assert_true(track(&s, "l")->run->set.clip == 3);
	assert_true(track(&s, "rnn")->run->set.clip == 5);
	stage_end(&s);
}

/* The loss of `name` after `n` undisturbed iterations. */
static double alone(const char *cell, int n)
{
	char line[40];
	double loss;
	struct stage s;

	begin(&s, false);
	snprintf(line, sizeof line, "set cell %s restart", cell);
	run(&s, line);
	snprintf(line, sizeof line, "step %d", n);
	run(&s, line);
	loss = workspace_run(s.ws)->now.smooth_loss;
	stage_end(&s);
	return loss;
}

static void together_gives_the_numbers_of_each_alone(void **state UNUSED)
{
	static const char *const cell[] = { "rnn", "lstm", "gru" };
	struct stage s;

	begin(&s, false);
	run(&s, "compare rnn lstm gru");
	run(&s, "step 40");
	for (size_t i = 0; i < LENGTH(cell); i++) {
		assert_int_equal(made(&s, cell[i]), 40);
		assert_true(track(&s, cell[i])->run->now.smooth_loss ==
			    alone(cell[i], 40));
	}
	stage_end(&s);
}

/* --- together ------------------------------------------------------------- */

static void every_command_that_trains_trains_all(void **state UNUSED)
{
	struct stage s;

	begin(&s, false);
	run(&s, "step 5");
	run(&s, "run l cell=lstm");
	run(&s, "together on");
	run(&s, "step 3");
	assert_int_equal(made(&s, "rnn"), 8);
	assert_int_equal(made(&s, "l"), 3);
	run(&s, "until iteration >= 10");
	assert_int_equal(made(&s, "rnn"), 15);
	assert_int_equal(made(&s, "l"), 10);
	run(&s, "together off");
	run(&s, "step 1");
	assert_int_equal(made(&s, "rnn"), 15);
	assert_int_equal(made(&s, "l"), 11);
	stage_end(&s);
}

static void each_stops_at_its_own_limit(void **state UNUSED)
{
	struct stage s;

	begin(&s, false);
	run(&s, "run l cell=lstm iterations=4");
	run(&s, "together on");
	/* a script cannot pause, and rnn has no end */
	assert_false(run(&s, "continue"));
	run(&s, "switch rnn");
	run(&s, "set iterations 9");
	assert_true(run(&s, "continue"));
	assert_int_equal(made(&s, "l"), 4);
	assert_int_equal(made(&s, "rnn"), 9);
	assert_true(said(&s, SAY_NOTICE, "l: stops here, at --iterations 4"));
	stage_end(&s);
}

static void one_that_breaks_rests_alone(void **state UNUSED)
{
	struct stage s;

	begin(&s, false);
	run(&s, "run bad optimizer=sgd lr=1e300 clip=0");
	run(&s, "switch rnn");
	run(&s, "together on");
	run(&s, "step 20");
	assert_int_equal(made(&s, "rnn"), 20);
	assert_true(made(&s, "bad") < 20);
	assert_true(said(&s, SAY_ERROR, "error: bad: "));
	/* it is not tried again until it is the current one */
	strbuf_clear(&s.said[SAY_ERROR]);
	run(&s, "step 2");
	assert_int_equal(made(&s, "rnn"), 22);
	assert_string_equal(s.said[SAY_ERROR].text, "");
	stage_end(&s);
}

static void the_last_that_breaks_stops_the_script(void **state UNUSED)
{
	struct stage s;

	begin(&s, true);
	run(&s, "run bad optimizer=sgd lr=1e300 clip=0");
	run(&s, "together off");
	workspace_submit_script(s.ws, "step 20\nstep 20\n", NULL);
	drain(&s);
	assert_true(said(&s, SAY_ERROR, "the script stops here"));
	stage_end(&s);
}

/* A pause between two turns lets those make their iteration who had not. */
static void a_pause_leaves_all_at_the_same_iteration(void **state UNUSED)
{
	struct stage s;

	for (int slices = 1; slices < 6; slices++) {
		begin(&s, true);
		run(&s, "compare rnn lstm gru now");
		run(&s, "continue");
		for (int i = 0; i < slices; i++)
			workspace_slice(s.ws);
		run(&s, "pause");
		assert_int_equal(made(&s, "rnn"), made(&s, "lstm"));
		assert_int_equal(made(&s, "rnn"), made(&s, "gru"));
		assert_true(made(&s, "rnn") > 0);
		stage_end(&s);
	}
}

/* step that interrupts free running counts whole rounds. */
static void a_step_within_a_round_ends_at_one(void **state UNUSED)
{
	struct stage s;

	begin(&s, true);
	run(&s, "compare rnn lstm gru now");
	run(&s, "continue");
	for (int i = 0; i < 4; i++)
		workspace_slice(s.ws);
	run(&s, "step 3");
	assert_int_equal(made(&s, "rnn"), 5);
	assert_int_equal(made(&s, "lstm"), 5);
	assert_int_equal(made(&s, "gru"), 5);
	stage_end(&s);
}

static void time_of_others_counts_for_none(void **state UNUSED)
{
	struct stage s;
	double sum = 0, began;

	begin(&s, false);
	run(&s, "compare rnn lstm gru");
	began = now_seconds();
	run(&s, "step 200");
	for (int i = 0; i < 3; i++)
		sum += session_track(workspace_session(s.ws), i)
			       ->run->now.seconds;
	assert_true(sum <= now_seconds() - began);
	stage_end(&s);
}

static void different_batches_are_told(void **state UNUSED)
{
	struct stage s;

	begin(&s, false);
	run(&s, "run l cell=lstm");
	run(&s, "together on");
	assert_false(said(&s, SAY_NOTICE, "read other text"));
	run(&s, "run short seq-length=5");
	assert_true(said(&s, SAY_NOTICE, "read other text"));
	stage_end(&s);
}

/* --- what is refused ------------------------------------------------------ */

static void wrong_names_are_refused(void **state UNUSED)
{
	static const char *const line[] = {
		"run",
		"run 1a",
		"run -a",
		"run a/b",
		"run \"\"",
		"run \"a b\"",
		"run \"a\\x1b[2J\"",
		"run \"a\\xc3\\xa9\"",
		"run abcdefghijklmnopqrstuvwx", /* 24 */
		"run rnn",
		"run x hidden",
		"run x hidden=0",
		"run x nothing=1",
		"run x loss=1",
		"switch",
		"switch x",
		"drop x",
		"drop rnn",
		"together maybe",
		"compare",
		"compare rnn",
		"compare rnn rnn",
		"compare rnn hidden",
		"compare hidden 10",
		"compare hidden ten twenty",
		"runs now",
	};
	struct stage s;

	begin(&s, false);
	for (size_t i = 0; i < LENGTH(line); i++)
		if (run(&s, line[i]) || runs(&s) != 1)
			fail_msg("taken: %s", line[i]);
	assert_null(strchr(s.said[SAY_ERROR].text, '\033'));
	assert_true(run(&s, "run abcdefghijklmnopqrstuvw")); /* 23 */
	assert_true(run(&s, "run A-_9"));
	stage_end(&s);
}

static void there_are_at_most_eight(void **state UNUSED)
{
	char line[20];
	struct stage s;

	begin(&s, false);
	for (int i = 1; i < 8; i++) {
		snprintf(line, sizeof line, "run r%d", i);
		assert_true(run(&s, line));
	}
	assert_false(run(&s, "run r8"));
	assert_true(said(&s, SAY_ERROR, " MB"));
	assert_int_equal(runs(&s), 8);
	assert_false(run(&s, "compare hidden 1 2 3 4 5 6 7 8 9"));
	assert_int_equal(runs(&s), 8);
	assert_string_equal(current(&s), "r7");
	stage_end(&s);
}

static void a_comparison_that_fails_leaves_all(void **state UNUSED)
{
	struct stage s;

	begin(&s, false);
	run(&s, "step 3");
	assert_false(run(&s, "compare batch-size 1 100000000"));
	assert_int_equal(runs(&s), 1);
	assert_int_equal(made(&s, "rnn"), 3);
	assert_false(session_together(workspace_session(s.ws)));
	stage_end(&s);
}

/* --- dropping and leaving ------------------------------------------------- */

static void dropping_asks_for_unsaved_work(void **state UNUSED)
{
	struct stage s;

	begin(&s, true);
	run(&s, "run l cell=lstm");
	run(&s, "run idle");
	run(&s, "drop idle"); /* nothing to lose */
	assert_int_equal(runs(&s), 2);
	assert_string_equal(s.question, "");
	run(&s, "switch l");
	run(&s, "step 7");
	run(&s, "drop l");
	assert_int_equal(runs(&s), 2);
	assert_string_equal(s.question, "l: 7 iterations, never saved: "
					"discard them? (y or n) ");
	run(&s, s.command);
	assert_int_equal(runs(&s), 1);
	assert_string_equal(current(&s), "rnn");
	stage_end(&s);
}

static void leaving_asks_for_all_unsaved_work_by_name(void **state UNUSED)
{
	struct stage s;

	begin(&s, true);
	run(&s, "step 2");
	run(&s, "run l cell=lstm");
	run(&s, "run idle");
	run(&s, "switch l");
	run(&s, "step 1");
	run(&s, "quit");
	assert_int_equal(s.quits, 0);
	assert_string_equal(s.question, "2 unsaved runs (rnn, l): "
					"discard them? (y or n) ");
	run(&s, s.command);
	assert_int_equal(s.quits, 1);
	stage_end(&s);
}

/* A question that is cut does not say what is lost. */
static void a_question_about_many_runs_fits_80_columns(void **state UNUSED)
{
	struct stage s;

	begin(&s, true);
	run(&s, "run a-name-of-23-characters hidden=4");
	run(&s, "run b-name-of-23-characters hidden=4");
	run(&s, "together on");
	run(&s, "step 2");
	run(&s, "quit");
	assert_string_equal(s.question, "3 unsaved runs (rnn, ...): "
					"discard them? (y or n) ");
	run(&s, "drop rnn now");
	run(&s, "quit");
	assert_string_equal(s.question,
			    "2 unsaved runs (a-name-of-23-characters, "
			    "...): discard them? (y or n) ");
	/* readline scrolls before the last columns */
	assert_true(strlen(s.question) < 72);
	stage_end(&s);
}

static void leaving_asks_for_what_save_does_not_take(void **state UNUSED)
{
	static char *argv[] = { "", "--hidden=12", "--cell=rnn",
				"--save=test_runs.safetensors", NULL };
	struct stage s;

	stage_begin_with(&s, true, text_file(), 4, argv);
	unlink(text_file_name);
	run(&s, "step 2");
	run(&s, "run l cell=lstm");
	run(&s, "step 1");
	run(&s, "quit");
	assert_string_equal(s.question, "l: 1 iteration, never saved: "
					"discard them? (y or n) ");
	run(&s, "drop l now");
	run(&s, "quit");
	assert_int_equal(s.quits, 1);
	stage_end(&s);
}

static void dropping_one_keeps_the_turn_of_the_others(void **state UNUSED)
{
	struct stage s;

	begin(&s, true);
	run(&s, "compare rnn lstm gru now");
	run(&s, "continue");
	for (int i = 0; i < 5; i++) /* rnn and lstm are one ahead */
		workspace_slice(s.ws);
	run(&s, "drop rnn now");
	run(&s, "step 2");
	assert_int_equal(runs(&s), 2);
	assert_int_equal(made(&s, "lstm"), made(&s, "gru"));
	stage_end(&s);
}

/* --- files ---------------------------------------------------------------- */

static long saved_iteration(const char *path)
{
	struct checkpoint file;
	struct settings set;
	struct err e;
	long iteration;

	settings_default(&set);
	if (!checkpoint_peek(&file, path, &settings_codec, &set, &e))
		return -1;
	iteration = file.iteration;
	checkpoint_close(&file);
	return iteration;
}

static void the_options_are_about_the_first_run(void **state UNUSED)
{
	static char *argv[] = { "",
				"--hidden=12",
				"--cell=rnn",
				"--save=test_runs.safetensors",
				"--save-every=2",
				"--log=test_runs.csv",
				NULL };
	struct stage s;

	unlink("test_runs.safetensors"); /* of a test that was ended */
	stage_begin_with(&s, false, text_file(), 6, argv);
	unlink(text_file_name);
	run(&s, "run l cell=lstm");
	run(&s, "step 6");
	assert_int_equal(saved_iteration("test_runs.safetensors"), -1);
	assert_false(run(&s, "save"));
	assert_true(run(&s, "save test_runs_l.safetensors"));
	assert_int_equal(saved_iteration("test_runs_l.safetensors"), 6);
	run(&s, "switch rnn");
	run(&s, "step 3");
	assert_int_equal(saved_iteration("test_runs.safetensors"), 2);
	assert_int_equal(session_finish(workspace_session(s.ws)), 1);
	assert_int_equal(saved_iteration("test_runs.safetensors"), 3);
	assert_true(said(&s, SAY_NOTICE, "rnn: iteration 3"));
	assert_true(said(&s, SAY_NOTICE, "l: iteration 6"));
	stage_end(&s);
	unlink("test_runs.safetensors");
	unlink("test_runs_l.safetensors");
	unlink("test_runs.csv");
}

static void a_signal_rescues_every_unsaved_run(void **state UNUSED)
{
	const char *at;
	int files = 0;
	struct stage s;

	begin(&s, false);
	run(&s, "step 2");
	run(&s, "run l cell=lstm");
	run(&s, "step 5");
	run(&s, "run idle");
	strbuf_clear(&s.said[SAY_NOTICE]);
	session_rescue(workspace_session(s.ws));
	for (at = s.said[SAY_NOTICE].text; (at = strstr(at, "saved "));
	     files++) {
		char path[400];

		assert_int_equal(sscanf(at, "saved %399s", path), 1);
		assert_int_equal(saved_iteration(path), files ? 5 : 2);
		unlink(path);
		at += 6;
	}
	assert_int_equal(files, 2);
	stage_end(&s);
}

/* --- what the screen sees ------------------------------------------------- */

static void a_snapshot_has_all_runs(void **state UNUSED)
{
	const struct snapshot *snap;
	struct snapshots *shots = snapshots_new();
	struct stage s;

	begin(&s, true);
	session_publish_to(workspace_session(s.ws), shots, 1);
	run(&s, "step 4");
	let_it_rest(&s);
	run(&s, "run l cell=lstm");
	run(&s, "step 2");
	let_it_rest(&s);
	snap = snapshots_take(shots);
	assert_int_equal(snap->tracks, 2);
	assert_int_equal(snap->current, 1);
	assert_string_equal(snap->track[0].name, "rnn");
	assert_string_equal(snap->track[1].name, "l");
	assert_int_equal(snap->track[0].now.iteration, 4);
	assert_int_equal(series_end(snap->track[0].series), 4);
	assert_int_equal(series_end(snap->track[1].series), 2);
	assert_true(snap->track[0].unsaved);
	assert_int_equal(snap->samples.item[0].iteration, 2);
	/* the text of each run is its own */
	run(&s, "switch rnn");
	let_it_rest(&s);
	snap = snapshots_take(shots);
	assert_int_equal(snap->current, 0);
	assert_int_equal(snap->samples.item[0].iteration, 4);
	stage_end(&s);
	snapshots_free(shots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_new_run_is_current_and_has_the_settings_of_the_old),
		cmocka_unit_test(only_the_current_run_trains_and_is_set),
		cmocka_unit_test(together_gives_the_numbers_of_each_alone),
		cmocka_unit_test(every_command_that_trains_trains_all),
		cmocka_unit_test(each_stops_at_its_own_limit),
		cmocka_unit_test(one_that_breaks_rests_alone),
		cmocka_unit_test(the_last_that_breaks_stops_the_script),
		cmocka_unit_test(a_pause_leaves_all_at_the_same_iteration),
		cmocka_unit_test(a_step_within_a_round_ends_at_one),
		cmocka_unit_test(time_of_others_counts_for_none),
		cmocka_unit_test(different_batches_are_told),
		cmocka_unit_test(wrong_names_are_refused),
		cmocka_unit_test(there_are_at_most_eight),
		cmocka_unit_test(a_comparison_that_fails_leaves_all),
		cmocka_unit_test(dropping_asks_for_unsaved_work),
		cmocka_unit_test(leaving_asks_for_all_unsaved_work_by_name),
		cmocka_unit_test(a_question_about_many_runs_fits_80_columns),
		cmocka_unit_test(leaving_asks_for_what_save_does_not_take),
		cmocka_unit_test(dropping_one_keeps_the_turn_of_the_others),
		cmocka_unit_test(the_options_are_about_the_first_run),
		cmocka_unit_test(a_signal_rescues_every_unsaved_run),
		cmocka_unit_test(a_snapshot_has_all_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
