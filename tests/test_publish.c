/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_publish.c: what the screen gets to see is of one iteration, and waits
 * for nobody long. */
#include "config.h"

#include "probe/probe.h"
#include "stage.h"
#include "task/task_char.h"

struct shown {
	struct stage stage;
	struct snapshots *shots;
	const struct snapshot *snap;
};

static void watch(struct shown *w)
{
	w->shots = snapshots_new();
	snapshots_want(w->shots, &(struct snapshot_wants){
					 .probes = PROBE_BIT(PROBE_HIDDEN) |
						   PROBE_BIT(PROBE_GATES),
					 .columns = 40 });
	session_publish_to(workspace_session(w->stage.ws), w->shots, 120);
	w->snap = snapshots_take(w->shots);
}

static void open_with(struct shown *w, int argc, char **argv)
{
	stage_begin_with(&w->stage, true, text_file(), argc, argv);
	unlink(text_file_name);
	watch(w);
}

static void open_shown(struct shown *w)
{
	char *argv[] = { "", "--hidden=12", NULL };
	open_with(w, 2, argv);
}

static void close_shown(struct shown *w)
{
	stage_end(&w->stage);
	snapshots_free(w->shots);
}

static const struct sampled *newest(const struct shown *w)
{
	assert_true(w->snap->samples.count > 0);
	return &w->snap->samples.item[0];
}

static void slices(struct shown *w, int n)
{
	while (n--)
		workspace_slice(w->stage.ws);
}

/* The last characters of the axis are those that were read last. */
static void assert_axis_is_new(const struct shown *w)
{
	const struct run *r = workspace_run(w->stage.ws);
	size_t end = char_task_of(r)->stream.position;
	assert_true(w->snap->columns >= r->spec.steps);
	for (int i = 1; i <= w->snap->columns; i++) {
		if (w->snap->start[w->snap->columns - i])
			break;
		int id = corpus_id(&w->stage.corpus, end - (size_t)i);
		assert_int_equal(w->snap->symbol[w->snap->columns - i],
				 w->stage.corpus.vocab.codepoint[id]);
	}
}

/* Where the text has just begun again there are fewer. */
static void assert_whole(const struct shown *w)
{
	int whole = snapshots_wanted(w->shots).columns;
	assert_true(w->snap->columns == whole || w->snap->start[0]);
}

static void assert_agree(struct shown *w)
{
	long now = iteration(&w->stage);
	let_it_rest(&w->stage);
	w->snap = snapshots_take(w->shots);
	assert_false(snapshot_track(w->snap)->running);
	assert_int_equal(snapshot_track(w->snap)->now.iteration, now);
	assert_int_equal(series_end(snapshot_track(w->snap)->series), now);
	assert_int_equal(newest(w)->iteration, now);
}

static void train_and(struct shown *w, int iterations, const char *line)
{
	workspace_execute(w->stage.ws, "continue");
	slices(w, iterations);
	run(&w->stage, line);
	assert_agree(w);
	assert_axis_is_new(w);
}

static void interrupt_shown(struct shown *w)
{
	w->stage.interrupt = true;
	slices(w, 1);
	while (workspace_busy(w->stage.ws))
		slices(w, 1);
}

static void every_panel_is_of_one_iteration_at_a_pause(void **state UNUSED)
{
	static const char *const line[] = {
		"step", "step 3", "next", "finish", "until iteration > 500",
		"next"
	};
	struct shown w;
	open_shown(&w);
	for (int n = 1; n < 30; n += 7)
		train_and(&w, n, "pause");
	for (size_t i = 0; i < LENGTH(line); i++)
		train_and(&w, 3, line[i]);
	workspace_execute(w.stage.ws, "continue");
	slices(&w, 5);
	interrupt_shown(&w);
	assert_agree(&w);
	assert_axis_is_new(&w);
	run(&w.stage, "set iterations 777");
	workspace_execute(w.stage.ws, "continue");
	slices(&w, 500);
	assert_int_equal(iteration(&w.stage), 777);
	assert_agree(&w);
	assert_axis_is_new(&w);
	close_shown(&w);
}

/* However training is stopped, the maps have the characters that fit. */
static void an_interrupt_leaves_whole_maps(void **state UNUSED)
{
	static const char *const line[] = { "continue", "step 100000",
					    "until iteration > 100000" };
	struct shown w;
	open_shown(&w);
	for (size_t i = 0; i < LENGTH(line); i++)
		for (int n = 60; n < 64; n++) {
			workspace_execute(w.stage.ws, line[i]);
			slices(&w, n);
			long before = iteration(&w.stage);
			interrupt_shown(&w);
			assert_agree(&w);
			assert_whole(&w);
			assert_in_range(iteration(&w.stage) - before, 0, 10);
		}
	/* Never beyond what was asked for. */
	for (int n = 1; n < 30; n++) {
		long goal = iteration(&w.stage) + 30;
		workspace_execute(w.stage.ws, "step 30");
		slices(&w, n);
		interrupt_shown(&w);
		assert_in_range(iteration(&w.stage), 0, goal);
	}
	close_shown(&w);
}

/* A panel that comes back asks for it. */
static void what_is_asked_for_while_training_is_whole(void **state UNUSED)
{
	struct shown w;
	open_shown(&w);
	int whole = snapshots_wanted(w.shots).columns;
	workspace_execute(w.stage.ws, "continue");
	while (w.snap->columns < whole) {
		slices(&w, 1);
		w.snap = snapshots_take(w.shots);
	}
	for (int n = 0; n < 20; n++) {
		session_publish_now(workspace_session(w.stage.ws));
		slices(&w, 1 + n);
		w.snap = snapshots_take(w.shots);
		assert_whole(&w);
	}
	run(&w.stage, "pause");
	close_shown(&w);
}

static void the_limit_leaves_whole_maps(void **state UNUSED)
{
	struct shown w;
	open_shown(&w);
	run(&w.stage, "step 41");
	for (long limit = 100; limit < 110; limit++) {
		char line[40];
		snprintf(line, sizeof line, "set iterations %ld", limit);
		run(&w.stage, line);
		workspace_execute(w.stage.ws, "continue");
		slices(&w, 200);
		assert_int_equal(iteration(&w.stage), limit);
		assert_agree(&w);
		assert_whole(&w);
	}
	close_shown(&w);
}

static void a_pause_does_not_pass_the_limit(void **state UNUSED)
{
	struct shown w;
	open_shown(&w);
	run(&w.stage, "step 41");
	run(&w.stage, "set iterations 100");
	workspace_execute(w.stage.ws, "continue");
	slices(&w, 58);
	assert_int_equal(iteration(&w.stage), 99);
	run(&w.stage, "pause");
	assert_in_range(iteration(&w.stage), 99, 100);
	close_shown(&w);
}

/* As if another program had taken the processor for a while. */
static void find_slow(struct shown *w)
{
	((struct run *)workspace_run(w->stage.ws))->now.examples_per_second =
		0.01;
}

static void a_slow_moment_does_not_cut_the_maps(void **state UNUSED)
{
	struct shown w;
	open_shown(&w);
	run(&w.stage, "step 60");
	for (int n = 0; n < 20; n++) {
		workspace_execute(w.stage.ws, "continue");
		slices(&w, 5);
		find_slow(&w);
		session_publish_now(workspace_session(w.stage.ws));
		slices(&w, 1 + n % 3);
		w.snap = snapshots_take(w.shots);
		assert_whole(&w);
		slices(&w, 5);
		find_slow(&w);
		run(&w.stage, "pause");
		assert_agree(&w);
		assert_whole(&w);
	}
	close_shown(&w);
}

/* The question says how much would be lost: it must stay true. */
static void training_rests_while_something_is_asked(void **state UNUSED)
{
	static const char *const line[] = { "quit", "set hidden 9" };
	struct shown w;
	open_shown(&w);
	for (size_t i = 0; i < LENGTH(line); i++) {
		workspace_execute(w.stage.ws, "continue");
		slices(&w, 5);
		long before = iteration(&w.stage);
		workspace_submit(w.stage.ws, line[i], NULL);
		slices(&w, 5);
		w.snap = snapshots_take(w.shots);
		assert_int_equal(iteration(&w.stage), before);
		assert_int_equal(snapshot_track(w.snap)->now.iteration, before);
		session_answered(workspace_session(w.stage.ws));
		while (iteration(&w.stage) < before + 3)
			assert_true(workspace_slice(w.stage.ws));
	}
	workspace_submit(w.stage.ws, "quit", NULL);
	workspace_submit(w.stage.ws, "step 3", NULL); /* instead of n */
	while (workspace_busy(w.stage.ws))
		slices(&w, 1);
	assert_agree(&w);
	workspace_execute(w.stage.ws, "continue");
	slices(&w, 3);
	workspace_submit(w.stage.ws, "quit", NULL);
	interrupt_shown(&w);
	assert_agree(&w);
	close_shown(&w);
}

static void so_is_what_is_loaded_or_resumed(void **state UNUSED)
{
	struct shown w;
	open_shown(&w);
	run(&w.stage, "step 41");
	assert_agree(&w);
	char *there = xstrdup(newest(&w)->text);
	run(&w.stage, "save test_publish.st");
	run(&w.stage, "step 5");
	run(&w.stage, "load test_publish.st now");
	assert_int_equal(iteration(&w.stage), 41);
	assert_agree(&w);
	assert_string_equal(newest(&w)->text, there);
	assert_int_equal(w.snap->samples.count, 1);
	close_shown(&w);

	char *argv[] = { "", "--resume=test_publish.st", NULL };
	open_with(&w, 2, argv);
	assert_int_equal(iteration(&w.stage), 41);
	assert_agree(&w);
	assert_string_equal(newest(&w)->text, there);
	close_shown(&w);
	free(there);
	unlink("test_publish.st");
}

static void a_sample_depends_on_the_iteration_alone(void **state UNUSED)
{
	struct shown looked, not_looked;
	open_shown(&looked);
	open_shown(&not_looked);
	run(&looked.stage, "set sample-every 1");
	for (int i = 0; i < 7; i++)
		train_and(&looked, 4, "pause");
	char line[40];
	snprintf(line, sizeof line, "step %ld", iteration(&looked.stage));
	run(&not_looked.stage, line);
	assert_agree(&not_looked);
	assert_string_equal(newest(&looked)->text, newest(&not_looked)->text);
	close_shown(&looked);
	close_shown(&not_looked);
}

static void
a_setting_draws_it_again_only_when_it_is_another(void **state UNUSED)
{
	struct shown w;
	open_shown(&w);
	assert_int_equal(w.snap->samples.count, 0);
	run(&w.stage, "step 10");
	assert_agree(&w);
	unsigned long serial = w.snap->samples.serial;
	run(&w.stage, "lr 0.05");
	run(&w.stage, "set clip 3");
	run(&w.stage, "print loss");
	session_publish_now(workspace_session(w.stage.ws));
	assert_agree(&w);
	assert_int_equal(w.snap->samples.serial, serial);
	run(&w.stage, "set temperature 0.5");
	assert_agree(&w);
	assert_int_equal(w.snap->samples.serial, serial + 1);
	assert_true(newest(&w)->temperature == 0.5);
	run(&w.stage, "set sample-every 0");
	run(&w.stage, "step 1");
	w.snap = snapshots_take(w.shots);
	assert_int_equal(w.snap->samples.serial, serial + 1);
	close_shown(&w);
}

static void a_sample_begins_with_what_was_read(void **state UNUSED)
{
	char *argv[] = { "", "--hidden=12", "--batch-size=3", "--seq-length=7",
			 NULL };
	struct shown w;
	open_with(&w, 4, argv);
	run(&w.stage, "step 2");
	assert_agree(&w);
	assert_int_equal(newest(&w)->seed, 15);
	assert_memory_equal(newest(&w)->text, "the quick brown", 15);
	run(&w.stage, "step 3");
	assert_agree(&w);
	assert_int_equal(newest(&w)->seed, 20);
	assert_memory_equal(newest(&w)->text, "fox jumps over the l", 20);
	close_shown(&w);
}

/* --- long samples --------------------------------------------------------- */

static void commands_are_answered_while_a_long_one_is_drawn(void **state UNUSED)
{
	struct shown w;
	open_shown(&w);
	run(&w.stage, "set sample-length 1000000");
	run(&w.stage, "step 3");
	w.snap = snapshots_take(w.shots);
	assert_int_equal(snapshot_track(w.snap)->now.iteration, 3);
	assert_int_equal(w.snap->samples.count, 0);
	assert_non_null(strstr(snapshot_track(w.snap)->status, "sample "));
	assert_true(workspace_slice(w.stage.ws));
	assert_true(run(&w.stage, "print iteration"));
	assert_string_equal(w.stage.said[SAY_RESULT].text, "iteration = 3\n");
	/* training that goes on drops it */
	run(&w.stage, "set sample-length 50");
	run(&w.stage, "step");
	assert_agree(&w);
	assert_int_equal(newest(&w)->length - newest(&w)->seed, 50);
	assert_int_equal(w.snap->samples.count, 2);
	assert_false(workspace_slice(w.stage.ws));
	/* and so does another net */
	run(&w.stage, "set sample-length 1000000");
	run(&w.stage, "set seed 5 restart");
	assert_false(workspace_slice(w.stage.ws));
	close_shown(&w);
}

static void training_waits_for_it_and_can_be_interrupted(void **state UNUSED)
{
	char *argv[] = { "", "--hidden=12", "--sample-every=2",
			 "--sample-length=1000000", NULL };
	struct shown w;
	open_with(&w, 4, argv);
	workspace_execute(w.stage.ws, "continue");
	slices(&w, 5);
	assert_int_equal(iteration(&w.stage), 2);
	w.stage.interrupt = true;
	slices(&w, 1);
	w.snap = snapshots_take(w.shots);
	assert_false(snapshot_track(w.snap)->running);
	assert_int_equal(snapshot_track(w.snap)->now.iteration, 2);
	run(&w.stage, "step");
	assert_int_equal(iteration(&w.stage), 3);
	run(&w.stage, "quit now");
	close_shown(&w);
}

/* Drawn in many slices, beside a command's own, it is what batch prints. */
static void slices_change_nothing(void **state UNUSED)
{
	char *argv[] = { "", "--hidden=12", "--sample-every=4",
			 "--sample-length=60000", NULL };
	struct shown w;
	struct stage batch;
	open_with(&w, 4, argv);
	workspace_execute(w.stage.ws, "continue");
	slices(&w, 4);
	workspace_execute(w.stage.ws, "sample 60000 rng=1");
	int more = 0;
	while (iteration(&w.stage) == 4 && more < 1000000)
		more += workspace_slice(w.stage.ws);
	assert_true(more > 0);
	run(&w.stage, "pause");
	w.snap = snapshots_take(w.shots);

	stage_begin_with(&batch, false, text_file(), 4, argv);
	run(&batch, "step 4");
	const char *drawn = batch.said[SAY_RESULT].text;
	const struct sampled *s = NULL;
	for (int i = 0; i < w.snap->samples.count; i++)
		if (w.snap->samples.item[i].iteration == 4)
			s = &w.snap->samples.item[i];
	assert_non_null(s);
	assert_int_equal(batch.said[SAY_RESULT].length,
			 s->length - s->seed + 1);
	assert_memory_equal(drawn, s->text + s->seed, s->length - s->seed);
	assert_non_null(strstr(batch.said[SAY_NOTICE].text,
			       "iteration 4  smooth loss"));
	strbuf_clear(&batch.said[SAY_RESULT]);
	run(&batch, "sample 60000 rng=1");
	assert_string_equal(batch.said[SAY_RESULT].text,
			    w.stage.said[SAY_RESULT].text);
	stage_end(&batch);
	unlink(text_file_name);
	close_shown(&w);
}

/* --- the kept ones -------------------------------------------------------- */

static void add(struct sample_list *s, long at, size_t length)
{
	char *text = xmalloc(length + 1);
	memset(text, 'a' + (int)(at % 26), length);
	text[length] = '\0';
	sample_list_add(s, &(struct sampled){ .iteration = at,
					      .text = text,
					      .length = length });
	free(text);
}

static void the_newest_samples_are_kept_and_bounded(void **state UNUSED)
{
	struct sample_list s = { 0 }, copy = { 0 };
	for (long i = 0; i < 20; i++)
		add(&s, i, 100);
	assert_int_equal(s.count, SAMPLES_KEPT);
	for (int i = 0; i < s.count; i++)
		assert_int_equal(s.item[i].iteration, 19 - i);
	sample_list_copy(&copy, &s);
	assert_int_equal(copy.count, s.count);
	assert_string_equal(copy.item[7].text, s.item[7].text);
	assert_ptr_not_equal(copy.item[7].text, s.item[7].text);
	/* a large one stays alone, and is the first to go */
	add(&s, 20, SAMPLES_BYTES * 3);
	assert_int_equal(s.count, SAMPLES_KEPT);
	add(&s, 21, 10);
	assert_int_equal(s.count, 1);
	for (long i = 22; i < 30; i++)
		add(&s, i, SAMPLES_BYTES / 4);
	assert_int_equal(s.count, 5);
	sample_list_copy(&copy, &s);
	assert_int_equal(copy.count, 5);
	sample_list_clear(&s);
	sample_list_copy(&copy, &s);
	assert_int_equal(copy.count, 0);
}

static void a_sample_begins_with_the_last_line_alone(void **state UNUSED)
{
	char *argv[] = { "", "--hidden=12", "--seq-length=7", NULL };
	struct shown w;
	FILE *f = fopen(text_file(), "w");
	for (int i = 0; i < 300; i++)
		fputs("abc de\nfghi jk\n", f);
	fclose(f);
	stage_begin_with(&w.stage, true, text_file_name, 3, argv);
	unlink(text_file_name);
	watch(&w);
	run(&w.stage, "step 2");
	assert_agree(&w);
	assert_int_equal(newest(&w)->seed, 8);
	assert_memory_equal(newest(&w)->text, "fghi jk\n", 8);
	close_shown(&w);
}

static void a_second_look_changes_nothing(void **state UNUSED)
{
	struct shown w;
	uint32_t before[SNAPSHOT_COLUMNS];
	int columns;
	open_shown(&w);
	run(&w.stage, "step 3");
	assert_agree(&w);
	columns = w.snap->columns;
	memcpy(before, w.snap->symbol, (size_t)columns * sizeof *before);
	session_publish_now(workspace_session(w.stage.ws));
	assert_agree(&w);
	assert_int_equal(w.snap->columns, columns);
	assert_memory_equal(before, w.snap->symbol,
			    (size_t)columns * sizeof *before);
	close_shown(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_panel_is_of_one_iteration_at_a_pause),
		cmocka_unit_test(an_interrupt_leaves_whole_maps),
		cmocka_unit_test(what_is_asked_for_while_training_is_whole),
		cmocka_unit_test(the_limit_leaves_whole_maps),
		cmocka_unit_test(a_pause_does_not_pass_the_limit),
		cmocka_unit_test(a_slow_moment_does_not_cut_the_maps),
		cmocka_unit_test(training_rests_while_something_is_asked),
		cmocka_unit_test(so_is_what_is_loaded_or_resumed),
		cmocka_unit_test(a_sample_depends_on_the_iteration_alone),
		cmocka_unit_test(
			a_setting_draws_it_again_only_when_it_is_another),
		cmocka_unit_test(a_sample_begins_with_what_was_read),
		cmocka_unit_test(
			commands_are_answered_while_a_long_one_is_drawn),
		cmocka_unit_test(training_waits_for_it_and_can_be_interrupted),
		cmocka_unit_test(slices_change_nothing),
		cmocka_unit_test(the_newest_samples_are_kept_and_bounded),
		cmocka_unit_test(a_sample_begins_with_the_last_line_alone),
		cmocka_unit_test(a_second_look_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
