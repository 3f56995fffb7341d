/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_lines.c: lines that come during other work. */
#include "config.h"

#include "stage.h"

/* Submits a typed line as the screen does. */
static void type(struct stage *s, const char *line)
{
	char *echo = xasprintf("> %s", line);
	workspace_submit(s->ws, line, echo);
	free(echo);
}

static void slices(struct stage *s, int n)
{
	while (n-- > 0)
		workspace_slice(s->ws);
}

/* All output since the last call. */
static void expect(struct stage *s, const char *heard)
{
	assert_string_equal(s->heard.text, heard);
	strbuf_clear(&s->heard);
}

/* Parts (cut at '~') that follow one another in the output since then. */
static void expect_parts(struct stage *s, const char *parts)
{
	char *copy = xstrdup(parts), *rest = NULL;
	const char *at = s->heard.text;
	for (char *p = strtok_r(copy, "~", &rest); p;
	     p = strtok_r(NULL, "~", &rest)) {
		const char *found = strstr(at, p);
		if (!found)
			fail_msg("'%s' has no '%s' there", s->heard.text, p);
		at = found + strlen(p);
	}
	free(copy);
	strbuf_clear(&s->heard);
}

static void begin(struct stage *s, const char *work, int n)
{
	stage_begin(s, true);
	strbuf_clear(&s->heard);
	type(s, work);
	slices(s, n);
	strbuf_clear(&s->heard);
}

static void looking_is_answered_in_the_middle_of_work(void **state UNUSED)
{
	static const struct {
		const char *work, *told;
	} row[] = {
		{ "step 300", "(step: 40 of 300)\n" },
		{ "continue 300", "(continue: 40 of 300)\n" },
		{ "next", "(next: 40 of 100)\n" },
		{ "finish", "(finish: at 40)\n" },
		{ "until loss < 0", "(until loss < 0: at 40)\n" },
	};
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct stage s;
		begin(&s, row[i].work, 40);
		type(&s, "print iteration");
		assert_int_equal(workspace_waiting(s.ws), 0);
		assert_int_equal(iteration(&s), 40);
		char *heard = xasprintf("> print iteration|iteration = 40\n%s",
					row[i].told);
		expect(&s, heard);
		free(heard);
		assert_true(workspace_busy(s.ws));
		stage_end(&s);
	}
}

static size_t endless(const void *data UNUSED) { return 0; }

static void finish_needs_a_task_with_epochs(void **state UNUSED)
{
	struct task task;
	struct stage s;
	struct run *run;

	begin(&s, "step", 1);
	run = (struct run *)(uintptr_t)workspace_run(s.ws);
	task = *run->task;
	task.epoch = endless;
	run->task = &task;
	type(&s, "finish");
	expect_parts(&s, "error: the task char has no epochs");
	assert_false(workspace_busy(s.ws));
	stage_end(&s);
}

static void so_it_is_in_the_middle_of_a_long_command(void **state UNUSED)
{
	struct stage s;
	begin(&s, "gradcheck", 0);
	type(&s, "print 6*7");
	expect(&s, "> print 6*7|6*7 = 42\n(gradcheck: 0 %)\n");
	type(&s, "xyzzy");
	expect_parts(&s, "> xyzzy|error: unknown command~(gradcheck: ");
	type(&s, "lr");
	expect_parts(&s, "> lr|~0.1~(gradcheck: ");
	type(&s, "lr 0.2");
	expect(&s, "");
	assert_int_equal(workspace_waiting(s.ws), 1);
	drain(&s);
	expect_parts(&s, "out.bias~> lr 0.2|");
	assert_true(workspace_run(s.ws)->set.learning_rate == 0.2);
	stage_end(&s);
}

static void changing_waits_in_order(void **state UNUSED)
{
	struct stage s;
	begin(&s, "step 20", 5);
	type(&s, "lr 0.05");
	type(&s, "step 3");
	type(&s, "lr 0.02");
	expect(&s, "");
	assert_int_equal(workspace_waiting(s.ws), 3);
	assert_true(workspace_run(s.ws)->set.learning_rate == 0.1);
	drain(&s);
	assert_int_equal(iteration(&s), 23);
	assert_int_equal(workspace_waiting(s.ws), 0);
	assert_true(workspace_run(s.ws)->set.learning_rate == 0.02);
	expect_parts(&s, "iteration 20 ~> lr 0.05|~> step 3|iteration 23 ~"
			 "> lr 0.02|");
	/* a mistake among them stops none of the others */
	type(&s, "step 2");
	type(&s, "set clip many");
	type(&s, "lr 0.01");
	drain(&s);
	expect_parts(&s, "> set clip many|error: ~> lr 0.01|");
	stage_end(&s);
}

static void free_running_waits_for_nothing(void **state UNUSED)
{
	struct stage s;
	begin(&s, "continue", 5);
	type(&s, "lr 0.05");
	assert_true(workspace_run(s.ws)->set.learning_rate == 0.05);
	expect_parts(&s, "> lr 0.05|");
	type(&s, "print iteration");
	expect(&s, "> print iteration|iteration = 5\n");
	stage_end(&s);
}

static void an_interrupt_drops_what_waits_and_says_what(void **state UNUSED)
{
	struct stage s;
	begin(&s, "step 300", 5);
	type(&s, "lr 0.05");
	type(&s, "save a-name-that-is-too-long-to-be-told-"
		 "안녕하세요.safetensors");
	workspace_interrupt(s.ws);
	assert_false(workspace_busy(s.ws));
	expect_parts(&s, "dropped 2 lines: \"lr 0.05\", \"save a-name-that-is-"
			 "too-long-to-be-told-...\"\n~iteration 5 ");
	assert_true(workspace_run(s.ws)->set.learning_rate == 0.1);
	type(&s, "step 300");
	for (int i = 0; i < 8; i++)
		type(&s, "step");
	s.interrupt = true;
	slices(&s, 1);
	expect_parts(&s, "dropped 8 lines: \"step\", \"step\", \"step\", "
			 "\"step\", \"step\" and 3 more\n");
	workspace_interrupt(s.ws);
	expect(&s, "");
	stage_end(&s);
}

static void pause_ends_the_work_at_once(void **state UNUSED)
{
	struct stage s;
	begin(&s, "step 300", 5);
	type(&s, "lr 0.05");
	type(&s, "pause 3");
	expect_parts(&s, "> pause 3|error: pause takes no argument~"
			 "(step: 5 of 300)");
	assert_true(workspace_busy(s.ws));
	type(&s, "pause");
	assert_false(workspace_busy(s.ws));
	expect_parts(&s, "> pause|dropped 1 line: \"lr 0.05\"\n~iteration 5 ");
	type(&s, "gradcheck all");
	type(&s, "pause");
	assert_false(workspace_busy(s.ws));
	expect_parts(&s, "gradcheck: stopped");
	stage_end(&s);
}

static void quit_acts_at_once(void **state UNUSED)
{
	struct stage s;
	begin(&s, "step 300", 5);
	type(&s, "quit");
	assert_string_equal(s.command, "quit now");
	expect(&s, "> quit|");
	assert_true(workspace_busy(s.ws));
	workspace_submit(s.ws, s.command, NULL);
	assert_int_equal(s.quits, 1);
	assert_false(workspace_busy(s.ws));
	stage_end(&s);
}

static void lines_of_a_script_wait_for_each_other(void **state UNUSED)
{
	struct stage s;
	begin(&s, "step 2", 0);
	workspace_submit_script(s.ws,
				"step 3\n\n  # nothing\nprint iteration\n"
				"step 2\nprint iteration",
				"$ ");
	assert_int_equal(workspace_waiting(s.ws), 4);
	drain(&s);
	expect_parts(&s, "iteration 2 ~$ step 3|iteration 5 ~$ print iteration|"
			 "iteration = 5\n$ step 2|iteration 7 ~"
			 "$ print iteration|iteration = 7\n");
	workspace_submit_script(s.ws, "# nothing\n\n", "$ ");
	assert_false(workspace_busy(s.ws));
	workspace_submit_script(s.ws, "print 1\n", NULL);
	drain(&s);
	expect(&s, "1 = 1\n");
	stage_end(&s);
}

static void a_script_stops_at_its_first_mistake(void **state UNUSED)
{
	struct stage s;
	begin(&s, "print 1", 0);
	workspace_submit_script(s.ws,
				"# a comment\nstep 2\nset clip many\nstep 9\n"
				"lr 0.5\n",
				"$ ");
	type(&s, "print 6*7");
	type(&s, "lr 0.05");
	drain(&s);
	expect_parts(&s, "> print 6*7|6*7 = 42~$ step 2|~$ set clip many|error:"
			 "~error: pasted line 3: the script stops here\n"
			 "dropped 2 lines: \"step 9\", \"lr 0.5\"\n"
			 "> lr 0.05|");
	assert_int_equal(iteration(&s), 2);
	assert_true(workspace_run(s.ws)->set.learning_rate == 0.05);
	/* a mistake typed meanwhile is not one of the script */
	workspace_submit_script(s.ws, "step 2\nstep 2", NULL);
	slices(&s, 2);
	type(&s, "xyzzy");
	drain(&s);
	assert_int_equal(iteration(&s), 6);
	assert_null(strstr(s.heard.text, "stops here"));
	stage_end(&s);
}

static void a_screens_mistake_stops_a_script_too(void **state UNUSED)
{
	struct stage s;
	begin(&s, "print 1", 0);
	workspace_submit_script(s.ws,
				"panel gates off\nhelp keys\nzoom xyzzy\n"
				"step",
				NULL);
	slices(&s, 1);
	assert_string_equal(s.screen_line, "panel gates off");
	drain(&s);
	assert_string_equal(s.screen_line, "help keys");
	expect_parts(&s,
		     "error: ~xyzzy~error: pasted line 3: the script stops");
	assert_int_equal(iteration(&s), 0);
	stage_end(&s);
}

static void a_file_that_fails_stops_the_script_around_it(void **state UNUSED)
{
	struct stage s;
	FILE *f = fopen("test_lines.rnn", "w");
	assert_non_null(f);
	fputs("step\nxyzzy\nstep\n", f);
	fclose(f);
	begin(&s, "print 1", 0);
	workspace_submit_script(s.ws, "step\nsource test_lines.rnn\nstep",
				NULL);
	drain(&s);
	expect_parts(&s, "test_lines.rnn:2: the script stops here\n"
			 "error: pasted line 2: the script stops here\n");
	assert_int_equal(iteration(&s), 2);
	unlink("test_lines.rnn");
	stage_end(&s);
}

static void what_waits_is_not_for_training_that_exploded(void **state UNUSED)
{
	char *argv[] = { "", "--hidden=12", "--optimizer=sgd", "--clip=0",
			 NULL };
	struct stage s;
	stage_begin_with(&s, true, text_file(), 4, argv);
	unlink(text_file_name);
	type(&s, "lr 1e30");
	type(&s, "step 50");
	type(&s, "save test_lines.st");
	drain(&s);
	expect_parts(&s, "error: ~dropped 1 line: \"save test_lines.st\"");
	assert_int_equal(access("test_lines.st", F_OK), -1);
	stage_end(&s);
}

static void what_was_given_at_the_start_comes_in_order(void **state UNUSED)
{
	struct stage s;
	FILE *f = fopen("test_lines.rnn", "w");
	assert_non_null(f);
	fputs("step 2\nprint iteration\n", f);
	fclose(f);
	stage_begin(&s, true);
	strbuf_clear(&s.heard);
	workspace_enqueue(s.ws, LINE_OF_FILE, "test_lines.rnn");
	workspace_enqueue(s.ws, LINE_OF_OPTION, "xyzzy");
	workspace_enqueue(s.ws, LINE_OF_FILE, "no-such-file");
	workspace_enqueue(s.ws, LINE_OF_OPTION, "step 3");
	workspace_enqueue(s.ws, LINE_OF_OPTION, "print iteration + 1");
	drain(&s);
	expect_parts(&s,
		     "iteration = 2\nerror: unknown command~read no-such-file~"
		     "iteration + 1 = 6\n");
	workspace_enqueue(s.ws, LINE_OF_OPTION, "step");
	workspace_enqueue(s.ws, LINE_OF_FILE, "test_lines.rnn");
	workspace_interrupt(s.ws);
	expect_parts(&s, "dropped 2 lines: \"-e step\", \"-x test_lines.rnn\"");
	unlink("test_lines.rnn");
	stage_end(&s);
}

static void what_waits_has_a_limit(void **state UNUSED)
{
	struct stage s;
	char *line = xmalloc(SCRIPT_BYTES / 4);
	begin(&s, "step 3", 0);
	memset(line, ' ', SCRIPT_BYTES / 4);
	memcpy(line, "step", 4);
	line[SCRIPT_BYTES / 4 - 1] = '\0';
	for (int i = 0; i < 4; i++)
		workspace_submit(s.ws, line, NULL);
	assert_int_equal(workspace_waiting(s.ws), 4);
	expect(&s, "");
	workspace_submit(s.ws, line, NULL);
	expect_parts(&s, "error: too many lines wait already");
	workspace_submit_script(s.ws, line, NULL);
	expect_parts(&s, "error: too many lines wait already");
	assert_int_equal(workspace_waiting(s.ws), 4);
	free(line);
	stage_end(&s);
}

static void a_name_is_cut_before_a_character(void **state UNUSED)
{
	struct stage s;
	begin(&s, "step 300", 5);
	type(&s, "save a-name-that-is-too-long-to-be-told"
		 "\354\225\210\353\205\225.st");
	workspace_interrupt(s.ws);
	expect_parts(&s, "\"save a-name-that-is-too-long-to-be-told...\"\n");
	for (int i = 0; i < 5; i++) {
		if (!i)
			type(&s, "step 300");
		type(&s, "step");
	}
	workspace_interrupt(s.ws);
	expect_parts(&s, "\"step\", \"step\"\n");
	stage_end(&s);
}

static void lines_that_are_done_no_longer_count(void **state UNUSED)
{
	struct stage s;
	char *line = xmalloc(SCRIPT_BYTES / 2);
	memset(line, ' ', SCRIPT_BYTES / 2);
	memcpy(line, "step", 4);
	line[SCRIPT_BYTES / 2 - 1] = '\0';
	begin(&s, "step 3", 0);
	for (int i = 0; i < 3; i++) {
		workspace_submit(s.ws, line, NULL);
		workspace_submit(s.ws, line, NULL);
		assert_null(strstr(s.heard.text, "too many"));
		drain(&s);
		workspace_submit(s.ws, "step 3", NULL);
	}
	free(line);
	stage_end(&s);
}

static void a_mistake_stops_its_own_script_alone(void **state UNUSED)
{
	struct stage s;
	begin(&s, "step 2", 0);
	workspace_submit_script(s.ws, "step 2\nset clip many\nstep 9", NULL);
	workspace_submit_script(s.ws, "step 3\nprint iteration", NULL);
	drain(&s);
	expect_parts(&s, "dropped 1 line: \"step 9\"\n~iteration = 7\n");
	assert_int_equal(iteration(&s), 7);
	/* a line typed later is in no script */
	type(&s, "set clip many");
	type(&s, "gradcheck all");
	workspace_execute(s.ws, "xyzzy");
	assert_null(strstr(s.heard.text, "stops here"));
	stage_end(&s);
}

static void no_script_is_blamed_for_a_later_failure(void **state UNUSED)
{
	for (int k = 0; k < 2; k++) {
		char *argv[] = { "", "--hidden=12", "--optimizer=sgd",
				 "--clip=0", NULL };
		struct stage s;
		stage_begin_with(&s, true, text_file(), 4, argv);
		unlink(text_file_name);
		workspace_submit_script(s.ws, k ? "lr 1e30\nstep 0" : "lr 1e30",
					NULL);
		if (k) {
			workspace_slice(s.ws);
			workspace_interrupt(s.ws);
		} else {
			while (workspace_slice(s.ws))
				;
		}
		workspace_execute(s.ws, "step 50");
		drain(&s);
		assert_non_null(strstr(s.heard.text, "error: "));
		assert_null(strstr(s.heard.text, "stops here"));
		stage_end(&s);
	}
}

static void an_answer_without_other_work_has_no_progress(void **state UNUSED)
{
	struct stage s;
	begin(&s, "print 1", 0);
	type(&s, "step 300");
	expect(&s, "> step 300|");
	stage_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looking_is_answered_in_the_middle_of_work),
		cmocka_unit_test(finish_needs_a_task_with_epochs),
		cmocka_unit_test(so_it_is_in_the_middle_of_a_long_command),
		cmocka_unit_test(changing_waits_in_order),
		cmocka_unit_test(free_running_waits_for_nothing),
		cmocka_unit_test(an_interrupt_drops_what_waits_and_says_what),
		cmocka_unit_test(pause_ends_the_work_at_once),
		cmocka_unit_test(quit_acts_at_once),
		cmocka_unit_test(lines_of_a_script_wait_for_each_other),
		cmocka_unit_test(a_script_stops_at_its_first_mistake),
		cmocka_unit_test(a_screens_mistake_stops_a_script_too),
		cmocka_unit_test(a_file_that_fails_stops_the_script_around_it),
		cmocka_unit_test(what_waits_is_not_for_training_that_exploded),
		cmocka_unit_test(what_was_given_at_the_start_comes_in_order),
		cmocka_unit_test(what_waits_has_a_limit),
		cmocka_unit_test(a_name_is_cut_before_a_character),
		cmocka_unit_test(lines_that_are_done_no_longer_count),
		cmocka_unit_test(a_mistake_stops_its_own_script_alone),
		cmocka_unit_test(no_script_is_blamed_for_a_later_failure),
		cmocka_unit_test(an_answer_without_other_work_has_no_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
