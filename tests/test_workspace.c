/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_workspace.c: commands, goals, scripts and questions, as a screen and a
 * script see them. */
#include "config.h"

#include "probe/probe.h"
#include "stage.h"
#include "task/task_char.h"

static void a_step_is_done_slice_by_slice(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	assert_true(workspace_execute(s.ws, "step 3"));
	assert_int_equal(iteration(&s), 0);
	assert_true(workspace_busy(s.ws));
	workspace_slice(s.ws);
	assert_int_equal(iteration(&s), 1);
	drain(&s);
	assert_int_equal(iteration(&s), 3);
	assert_false(workspace_slice(s.ws));
	stage_end(&s);
}

static void finish_ends_where_the_text_ends(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	long epoch = (long)run_epoch(workspace_run(s.ws));
	run(&s, "finish");
	assert_int_equal(iteration(&s), epoch);
	run(&s, "finish");
	assert_int_equal(iteration(&s), 2 * epoch);
	stage_end(&s);
}

static void the_screen_runs_on_until_it_is_told_to_pause(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	assert_true(workspace_execute(s.ws, "continue"));
	assert_false(workspace_busy(s.ws));
	for (int i = 0; i < 10; i++)
		assert_true(workspace_slice(s.ws));
	assert_true(workspace_execute(s.ws, "pause"));
	assert_int_equal(iteration(&s), 10);
	assert_false(workspace_slice(s.ws));
	stage_end(&s);
}

static void the_screen_pauses_at_the_iterations_limit(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "set iterations 5");
	session_set_running(workspace_session(s.ws), true);
	for (int i = 0; i < 20; i++)
		workspace_slice(s.ws);
	assert_int_equal(iteration(&s), 5);
	stage_end(&s);
}

static void an_interrupt_drops_goal_job_and_script(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	workspace_execute(s.ws, "step 1000");
	workspace_slice(s.ws);
	s.interrupt = true;
	workspace_slice(s.ws);
	assert_int_equal(iteration(&s), 1);
	assert_false(workspace_busy(s.ws));
	workspace_execute(s.ws, "gradcheck");
	assert_true(workspace_busy(s.ws));
	s.interrupt = true;
	workspace_slice(s.ws);
	assert_false(workspace_busy(s.ws));
	stage_end(&s);
}

static void quitting_with_unsaved_work_asks_first(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step");
	run(&s, "quit");
	assert_int_equal(s.quits, 0);
	assert_string_equal(s.question, "1 iteration, never saved: "
					"discard them? (y or n) ");
	run(&s, s.command);
	assert_int_equal(s.quits, 1);
	stage_end(&s);
}

static void questions_say_how_much_would_be_lost(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step 1200");
	run(&s, "quit");
	assert_string_equal(s.question, "1,200 iterations, never saved: "
					"discard them? (y or n) ");
	run(&s, "set hidden 20");
	assert_string_equal(s.question, "new net: discard 1,200 iterations, "
					"never saved? (y or n) ");
	run(&s, "save ./test_workspace.st");
	run(&s, "set hidden 20");
	assert_string_equal(s.question, "changing hidden starts a new net at "
					"iteration 0: go on? (y or n) ");
	run(&s, "step 3");
	run(&s, "quit");
	assert_string_equal(s.question, "3 iterations since test_workspace.st: "
					"discard them? (y or n) ");
	/* a new net is in no file, a loaded one is */
	run(&s, "set hidden 20 restart");
	run(&s, "step 2");
	run(&s, "quit");
	assert_string_equal(s.question, "2 iterations, never saved: "
					"discard them? (y or n) ");
	run(&s, "load test_workspace.st now");
	run(&s, "step");
	run(&s, "quit");
	assert_string_equal(s.question, "1 iteration since test_workspace.st: "
					"discard them? (y or n) ");
	assert_int_equal(s.quits, 0);
	unlink("test_workspace.st");
	stage_end(&s);
}

static void load_asks_before_work_is_lost(void **state UNUSED)
{
	static const char odd[] = "test workspace \"1\".st";
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step 5");
	assert_true(run(&s, "save \"test workspace \\\"1\\\".st\""));
	assert_true(run(&s, "load \"test workspace \\\"1\\\".st\""));
	assert_string_equal(s.question, ""); /* nothing to lose */
	run(&s, "step 2");
	assert_false(run(&s, "load nowhere.st"));
	assert_string_equal(s.question, "");
	assert_true(run(&s, "load \"test workspace \\\"1\\\".st\""));
	assert_int_equal(iteration(&s), 7);
	assert_non_null(
		strstr(s.question, "2 iterations since test workspace"));
	assert_true(run(&s, s.command));
	assert_int_equal(iteration(&s), 5);
	unlink(odd);
	stage_end(&s);
}

static void a_script_on_the_screen_is_not_asked(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step 2");
	run(&s, "save test_workspace.st");
	FILE *f = fopen("test_workspace.rnn", "w");
	assert_non_null(f);
	fputs("step 3\nload test_workspace.st\nstep 4\nset hidden 9\nquit\n",
	      f);
	fclose(f);
	assert_true(run(&s, "source test_workspace.rnn"));
	assert_string_equal(s.question, "");
	assert_int_equal(iteration(&s), 6);
	assert_non_null(strstr(s.said[SAY_ERROR].text, "set hidden 9 restart"));
	assert_int_equal(s.quits, 0); /* it stopped where it failed */
	unlink("test_workspace.rnn");
	unlink("test_workspace.st");
	stage_end(&s);
}

static void quitting_with_saved_work_does_not_ask(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step 2");
	run(&s, "save test_workspace.st");
	run(&s, "quit");
	assert_int_equal(s.quits, 1);
	unlink("test_workspace.st");
	stage_end(&s);
}

static void a_shape_asks_and_yes_restarts(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step 3");
	assert_true(run(&s, "set hidden 20"));
	assert_int_equal(workspace_run(s.ws)->spec.hidden, 12);
	assert_string_equal(s.command, "set hidden 20 restart");
	assert_true(run(&s, s.command));
	assert_int_equal(workspace_run(s.ws)->spec.hidden, 20);
	assert_int_equal(iteration(&s), 0);
	stage_end(&s);
}

static void a_script_never_asks(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	assert_false(run(&s, "set hidden 20"));
	assert_true(session_failed(workspace_session(s.ws)));
	assert_non_null(strstr(s.said[SAY_ERROR].text, "restart"));
	stage_end(&s);
}

/* Executes the line; true if `text` is its whole output. */
static bool answers(struct stage *s, const char *line, enum say kind,
		    const char *text)
{
	for (int i = 0; i < SAYS; i++)
		strbuf_clear(&s->said[i]);
	bool ok = run(s, line);
	bool same = !strcmp(s->said[kind].text, text);
	if (!same)
		print_message("%s: %s", line, s->said[kind].text);
	return same && ok == (kind != SAY_ERROR);
}

static void set_shows_and_says_what_changed(void **state UNUSED)
{
	static const struct {
		const char *line;
		enum say kind;
		const char *text;
	} table[] = {
		{ "set clip", SAY_RESULT, "clip = 5\n" },
		{ "set learning_rate", SAY_RESULT, "learning-rate = 0.1\n" },
		{ "lr 0.05", SAY_NOTICE, "learning-rate 0.1 -> 0.05\n" },
		{ "lr .05", SAY_NOTICE, "learning-rate is 0.05 already\n" },
		{ "set lr 0.1", SAY_NOTICE, "learning-rate 0.05 -> 0.1\n" },
		{ "set learning_rate 0.2", SAY_NOTICE,
		  "learning-rate 0.1 -> 0.2\n" },
		{ "set optimizer adam", SAY_NOTICE,
		  "optimizer adagrad -> adam, learning-rate 0.2 -> 0.001\n" },
		{ "print cell", SAY_RESULT, "cell = lstm\n" },
		{ "print init_scheme", SAY_RESULT, "init_scheme = normal\n" },
		{ "print lr", SAY_RESULT, "lr = 0.001\n" },
		{ "p learning-rate", SAY_RESULT, "learning-rate = 0.001\n" },
		{ "p hidden", SAY_RESULT, "hidden = 12\n" },
		{ "p seq-length + 1", SAY_RESULT, "seq-length + 1 = 26\n" },
		{ "set hidden 20 restart", SAY_NOTICE,
		  "hidden 12 -> 20: restarted at iteration 0\n" },
		{ "set hidden 20", SAY_NOTICE, "hidden is 20 already\n" },
		{ "set seed 9223372036854775807 restart", SAY_NOTICE,
		  "seed 1 -> 9223372036854775807: "
		  "restarted at iteration 0\n" },
		{ "print seed", SAY_RESULT, "seed = 9223372036854775807\n" },
		{ "set smooth-loss 3", SAY_ERROR,
		  "error: smooth_loss is a metric: it is measured and cannot "
		  "be set (print smooth_loss shows it)\n" },
		{ "set loss", SAY_ERROR,
		  "error: loss is a metric: it is measured and cannot be set "
		  "(print loss shows it)\n" },
		{ "set cell gru", SAY_ERROR,
		  "error: changing cell needs a new net; "
		  "use \"set cell gru restart\"\n" },
	};
	struct stage s;
	stage_begin(&s, false);
	for (size_t i = 0; i < LENGTH(table); i++)
		assert_true(answers(&s, table[i].line, table[i].kind,
				    table[i].text));
	stage_end(&s);
}

static void commands_of_the_screen_are_handed_to_it(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	assert_true(run(&s, "panel gates off"));
	assert_string_equal(s.screen_line, "panel gates off");
	stage_end(&s);
	stage_begin(&s, false);
	assert_true(run(&s, "panel gates off"));
	assert_non_null(strstr(s.said[SAY_NOTICE].text, "no screen"));
	assert_false(run(&s, "panel nonsense"));
	stage_end(&s);
}

static void loading_brings_back_what_was_saved(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	run(&s, "step 5");
	run(&s, "save test_workspace.st");
	run(&s, "lr 0.01");
	run(&s, "step 5");
	assert_true(run(&s, "load test_workspace.st"));
	assert_int_equal(iteration(&s), 5);
	strbuf_clear(&s.said[SAY_RESULT]);
	run(&s, "lr");
	assert_string_equal(s.said[SAY_RESULT].text, "learning-rate = 0.1\n");
	unlink("test_workspace.st");
	stage_end(&s);
}

static void a_sample_stands_still_for_one_set_of_weights(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	session_set_running(workspace_session(s.ws), true);
	workspace_slice(s.ws);
	long before = iteration(&s);
	workspace_execute(s.ws, "sample 20000 rng=1");
	while (workspace_busy(s.ws)) {
		assert_int_equal(iteration(&s), before);
		workspace_slice(s.ws);
	}
	assert_int_equal(s.said[SAY_RESULT].length, 20002);
	stage_end(&s);
}

static void paused_shows_the_last_iteration(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	struct snapshots *shots = snapshots_new();
	snapshots_want(shots, &(struct snapshot_wants){
				      .probes = PROBE_BIT(PROBE_HIDDEN) |
						PROBE_BIT(PROBE_GATES),
				      .columns = 60 });
	session_publish_to(workspace_session(s.ws), shots, 1);
	run(&s, "step 7");
	const struct snapshot *snap = snapshots_take(shots);
	assert_non_null(snap);
	assert_int_equal(snapshot_track(snap)->now.iteration, 7);
	assert_true(snapshot_track(snap)->now.learning_rate == 0.1);
	assert_false(snapshot_track(snap)->running);
	assert_int_equal(series_end(snapshot_track(snap)->series), 7);
	/* the last characters fed, unbroken over iterations */
	assert_true(snap->columns >= 60);
	const struct run *r = workspace_run(s.ws);
	size_t end = char_task_of(r)->stream.position;
	for (int i = 0; i < snap->columns; i++) {
		size_t at = end - (size_t)snap->columns + (size_t)i;
		int id = corpus_id(&s.corpus, at);
		assert_int_equal(snap->symbol[i], s.corpus.vocab.codepoint[id]);
	}
	/* the header has the rate of the iteration that is next */
	run(&s, "lr 0.05");
	snap = snapshots_take(shots);
	assert_true(snapshot_track(snap)->now.learning_rate == 0.05);
	/* another panel's wish is served while paused */
	snapshots_want(shots, &(struct snapshot_wants){
				      .probes = PROBE_BIT(PROBE_GATES),
				      .columns = 30,
				      .unit = 3 });
	session_publish_now(workspace_session(s.ws));
	snap = snapshots_take(shots);
	assert_int_equal(snap->unit, 3);
	stage_end(&s);
	snapshots_free(shots);
}

static void the_time_axis_is_whole_after_pause_and_finish(void **state UNUSED)
{
	static const char *const end[] = { "pause", "finish" };
	struct stage s;
	stage_begin(&s, true);
	struct snapshots *shots = snapshots_new();
	snapshots_want(shots, &(struct snapshot_wants){
				      .probes = PROBE_BIT(PROBE_HIDDEN),
				      .columns = 60 });
	session_publish_to(workspace_session(s.ws), shots, 1);
	for (size_t i = 0; i < LENGTH(end); i++) {
		workspace_execute(s.ws, "continue");
		for (int k = 0; k < 50; k++)
			workspace_slice(s.ws);
		run(&s, end[i]);
		const struct snapshot *snap = snapshots_take(shots);
		assert_non_null(snap);
		assert_false(snapshot_track(snap)->running);
		assert_int_equal(snapshot_track(snap)->now.iteration,
				 iteration(&s));
		assert_true(snap->columns >= 60);
	}
	stage_end(&s);
	snapshots_free(shots);
}

static const struct sampled *newest(const struct snapshot *snap)
{
	assert_true(snap->samples.count > 0);
	return &snap->samples.item[0];
}

static void another_net_is_not_shown_with_the_old_sample(void **state UNUSED)
{
	enum { NETS = 5 }; /* more than there are buffers */
	char *text[NETS];
	struct stage s;
	stage_begin(&s, true);
	struct snapshots *shots = snapshots_new();
	session_publish_to(workspace_session(s.ws), shots, 1);
	run(&s, "set sample-every 5");
	for (int i = 0; i < NETS; i++) {
		char line[40];
		snprintf(line, sizeof line, "set seed %d restart", i + 2);
		run(&s, line);
		snapshots_take(shots); /* the buffers take turns */
		run(&s, "step 5");
		session_publish_now(workspace_session(s.ws));
		let_it_rest(&s);
		const struct snapshot *snap = snapshots_take(shots);
		assert_int_equal(snap->samples.count, 1);
		assert_int_equal(newest(snap)->iteration, 5);
		text[i] = xstrdup(newest(snap)->text);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(text[k], text[i]);
	}
	for (int i = 0; i < NETS; i++)
		free(text[i]);
	stage_end(&s);
	snapshots_free(shots);
}

static void a_sample_does_not_depend_on_earlier_looks(void **state UNUSED)
{
	struct stage a, b;
	struct snapshots *shots = snapshots_new();
	stage_begin(&a, true);
	session_publish_to(workspace_session(a.ws), shots, 1);
	run(&a, "set sample-every 5");
	run(&a, "step 5");
	run(&a, "step 5");
	stage_begin(&b, true);
	run(&b, "step 9");
	struct snapshots *late = snapshots_new();
	session_publish_to(workspace_session(b.ws), late, 1);
	run(&b, "set sample-every 5");
	run(&b, "step");
	let_it_rest(&a);
	let_it_rest(&b);
	const struct snapshot *x = snapshots_take(shots);
	const struct snapshot *y = snapshots_take(late);
	assert_int_equal(newest(y)->iteration, 10);
	assert_int_equal(newest(y)->length - newest(y)->seed, 200);
	assert_int_equal(newest(x)->iteration, 10);
	assert_string_equal(newest(x)->text, newest(y)->text);
	stage_end(&a);
	stage_end(&b);
	snapshots_free(shots);
	snapshots_free(late);
}

static void
words_that_name_nothing_are_answered_with_the_choices(void **state UNUSED)
{
	static const char *const line[][2] = {
		{ "info foo",
		  "unknown info 'foo'; choices: data, run, settings, "
		  "vocab, weights, variables" },
		{ "info",
		  "choices: data, run, settings, vocab, weights, variables" },
		{ "explain foo", "unknown panel 'foo'; choices: numbers, loss, "
				 "sample, hidden, gates, predict, "
				 "answers, example, data" },
		{ "explain",
		  "choices: numbers, loss, sample, hidden, gates, predict, "
		  "answers, example, data" },
		{ "help foo", "`help` lists the commands" },
	};
	struct stage s;
	stage_begin(&s, false);
	for (size_t i = 0; i < LENGTH(line); i++) {
		strbuf_clear(&s.said[SAY_ERROR]);
		assert_false(run(&s, line[i][0]));
		if (!strstr(s.said[SAY_ERROR].text, line[i][1]))
			fail_msg("%s: %s", line[i][0], s.said[SAY_ERROR].text);
	}
	assert_true(run(&s, "info w"));
	stage_end(&s);
}

/* Its answer about a symbol can be shown without UTF-8. */
static void symbols_have_signs_of_ascii(void **state UNUSED)
{
	struct stage s;
	FILE *f = fopen(text_file(), "w");
	assert_non_null(f);
	for (int i = 0; i < 20; i++)
		fputs("a\tb\r\n\033", f);
	fclose(f);
	char *argv[] = { (char[]){ "" }, NULL };
	stage_begin_with(&s, false, text_file_name, 1, argv);
	unlink(text_file_name);
	assert_true(run(&s, "info vocab"));
	const char *text = s.said[SAY_RESULT].text;
	for (const char *at = text; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
	assert_true(strstr(text, "U+0009") && strstr(text, " %  \\t\n"));
	assert_true(strstr(text, "U+000A") && strstr(text, " %  \\n\n"));
	assert_true(strstr(text, "U+001B") && strstr(text, " %  ^[\n"));
	stage_end(&s);
}

static void help_mentions_the_keys_where_there_are_keys(void **state UNUSED)
{
	for (int screen = 0; screen < 2; screen++) {
		struct stage s;
		stage_begin(&s, screen);
		run(&s, "help");
		assert_int_equal(!!strstr(s.said[SAY_RESULT].text, "help keys"),
				 screen);
		stage_end(&s);
	}
}

static void another_run_ends_what_the_old_one_began(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step 3");
	run(&s, "save test_workspace.st");
	workspace_execute(s.ws, "sample 1000000 rng=1");
	workspace_slice(s.ws);
	assert_true(workspace_busy(s.ws));
	assert_true(workspace_execute(s.ws, "load test_workspace.st"));
	assert_false(workspace_busy(s.ws));
	assert_non_null(strstr(s.said[SAY_NOTICE].text, "sample: stopped"));
	workspace_execute(s.ws, "step 1000");
	assert_true(workspace_execute(s.ws, "set hidden 9 restart"));
	assert_false(workspace_slice(s.ws));
	assert_int_equal(iteration(&s), 0);
	unlink("test_workspace.st");
	stage_end(&s);
}

static void nothing_is_executed_after_quit(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	run(&s, "step 3");
	run(&s, "quit now");
	assert_true(run(&s, "set hidden 9 restart"));
	assert_int_equal(workspace_run(s.ws)->spec.hidden, 12);
	assert_int_equal(s.quits, 1);
	stage_end(&s);
}

static void quitting_asks_where_save_will_not_be_written(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, true);
	s.startup.save = xstrdup("test_workspace.st");
	run(&s, "set optimizer sgd");
	run(&s, "step 3");
	run(&s, "set learning-rate 1e300");
	run(&s, "step");
	run(&s, "quit");
	assert_int_equal(s.quits, 0);
	assert_non_null(strstr(s.question, "--save stays as it is"));
	run(&s, "lr 0.1");
	run(&s, "step");
	run(&s, "quit");
	assert_int_equal(s.quits, 1);
	stage_end(&s);
}

/* --- recipes and the best ------------------------------------------------- */

static bool was_said(const struct stage *s, enum say kind, const char *text)
{
	return strstr(s->said[kind].text, text) != NULL;
}

static void a_recipe_restarts_and_spares_what_was_chosen(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	run(&s, "step 3");
	assert_false(run(&s, "set recipe quick"));
	assert_true(run(&s, "set recipe quick restart"));
	const struct run *r = workspace_run(s.ws);
	assert_int_equal(r->now.iteration, 0);
	assert_int_equal(r->spec.hidden, 12);
	assert_int_equal(r->set.optimizer, OPTIM_ADAM);
	assert_true(r->set.iterations > 0);
	strbuf_clear(&s.said[SAY_RESULT]);
	assert_true(run(&s, "info settings"));
	assert_true(was_said(&s, SAY_RESULT, "optimizer       adam      + "));
	assert_true(was_said(&s, SAY_RESULT, "hidden*         12          "));
	assert_true(was_said(&s, SAY_RESULT, "+ from the recipe quick"));
	assert_true(run(&s, "set recipe default restart"));
	assert_int_equal(workspace_run(s.ws)->set.optimizer, OPTIM_ADAGRAD);
	assert_int_equal(workspace_run(s.ws)->set.iterations, 0);
	stage_end(&s);
}

/* Beyond the end of a cosine nothing is learned: a user who goes on must be
 * told. */
static void the_end_of_a_recipe_says_how_to_go_on(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	run(&s, "set iterations 5");
	run(&s, "continue");
	run(&s, "continue");
	assert_true(was_said(&s, SAY_NOTICE, "to go on: set iterations 0\n"));
	run(&s, "set schedule-every 5");
	run(&s, "set schedule cosine");
	run(&s, "continue");
	assert_true(was_said(&s, SAY_NOTICE, "set schedule constant"));
	run(&s, "set iterations 0");
	run(&s, "set schedule constant");
	run(&s, "step");
	assert_true(workspace_run(s.ws)->now.learning_rate > 0);
	stage_end(&s);
}

/* A value that a file recorded is not the user's choice. */
static void a_recipe_replaces_what_a_file_recorded(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	run(&s, "set momentum 0.7 restart");
	run(&s, "save test_workspace.st");
	run(&s, "load test_workspace.st");
	assert_true(run(&s, "set hidden 14 restart"));
	assert_true(workspace_run(s.ws)->set.momentum == 0.7);
	assert_true(run(&s, "set recipe quick restart"));
	assert_true(workspace_run(s.ws)->set.momentum == 0.9);
	assert_int_equal(workspace_run(s.ws)->spec.hidden, 14);
	unlink("test_workspace.st");
	stage_end(&s);
}

static void layers_bring_their_initialisation(void **state UNUSED)
{
	struct stage s;
	stage_begin(&s, false);
	assert_int_equal(workspace_run(s.ws)->set.init_scheme, INIT_NORMAL);
	run(&s, "set layers 2 restart");
	assert_int_equal(workspace_run(s.ws)->set.init_scheme, INIT_XAVIER);
	run(&s, "set init-scheme normal restart");
	assert_int_equal(workspace_run(s.ws)->set.init_scheme, INIT_NORMAL);
	run(&s, "set layers 3 restart");
	assert_int_equal(workspace_run(s.ws)->set.init_scheme, INIT_NORMAL);
	stage_end(&s);
}

static void the_best_is_kept_when_training_goes_wrong(void **state UNUSED)
{
	static const char path[] = "test_workspace.best";
	struct stage s;
	char *argv[] = { (char[]){ "" },
			 (char[]){ "--hidden=12" },
			 (char[]){ "--valid=0.2" },
			 (char[]){ "--valid-every=10" },
			 (char[]){ "--save-best=test_workspace.best" },
			 NULL };
	unlink(path);
	stage_begin_with(&s, false, text_file(), 5, argv);
	unlink(text_file_name);
	run(&s, "step 9");
	assert_int_not_equal(access(path, F_OK), 0);
	run(&s, "step 51");
	double best = workspace_run(s.ws)->now.best_valid_at;
	double loss = workspace_run(s.ws)->now.best_valid;
	run(&s, "lr 30");
	run(&s, "step 40");
	assert_true(workspace_run(s.ws)->now.valid_loss > loss);
	assert_true(workspace_run(s.ws)->now.best_valid_at == best);
	strbuf_clear(&s.said[SAY_NOTICE]);
	assert_int_equal(session_finish(workspace_session(s.ws)), 0);
	char line[128];
	snprintf(line, sizeof line,
		 "best validation %.6g at iteration %.0f  "
		 "saved %s",
		 loss, best, path);
	assert_true(was_said(&s, SAY_NOTICE, line));
	assert_true(run(&s, "load test_workspace.best"));
	assert_true((double)iteration(&s) == best);
	assert_true(workspace_run(s.ws)->now.best_valid == loss);
	unlink(path);
	stage_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_done_slice_by_slice),
		cmocka_unit_test(finish_ends_where_the_text_ends),
		cmocka_unit_test(the_screen_runs_on_until_it_is_told_to_pause),
		cmocka_unit_test(the_screen_pauses_at_the_iterations_limit),
		cmocka_unit_test(an_interrupt_drops_goal_job_and_script),
		cmocka_unit_test(quitting_with_unsaved_work_asks_first),
		cmocka_unit_test(questions_say_how_much_would_be_lost),
		cmocka_unit_test(load_asks_before_work_is_lost),
		cmocka_unit_test(a_script_on_the_screen_is_not_asked),
		cmocka_unit_test(quitting_with_saved_work_does_not_ask),
		cmocka_unit_test(a_shape_asks_and_yes_restarts),
		cmocka_unit_test(a_script_never_asks),
		cmocka_unit_test(set_shows_and_says_what_changed),
		cmocka_unit_test(commands_of_the_screen_are_handed_to_it),
		cmocka_unit_test(loading_brings_back_what_was_saved),
		cmocka_unit_test(a_sample_stands_still_for_one_set_of_weights),
		cmocka_unit_test(paused_shows_the_last_iteration),
		cmocka_unit_test(the_time_axis_is_whole_after_pause_and_finish),
		cmocka_unit_test(another_net_is_not_shown_with_the_old_sample),
		cmocka_unit_test(a_sample_does_not_depend_on_earlier_looks),
		cmocka_unit_test(
			words_that_name_nothing_are_answered_with_the_choices),
		cmocka_unit_test(symbols_have_signs_of_ascii),
		cmocka_unit_test(help_mentions_the_keys_where_there_are_keys),
		cmocka_unit_test(nothing_is_executed_after_quit),
		cmocka_unit_test(quitting_asks_where_save_will_not_be_written),
		cmocka_unit_test(another_run_ends_what_the_old_one_began),
		cmocka_unit_test(a_recipe_restarts_and_spares_what_was_chosen),
		cmocka_unit_test(the_end_of_a_recipe_says_how_to_go_on),
		cmocka_unit_test(a_recipe_replaces_what_a_file_recorded),
		cmocka_unit_test(layers_bring_their_initialisation),
		cmocka_unit_test(the_best_is_kept_when_training_goes_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
