/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_script.c: scripts that speak, assert and wait, and lessons. */
#include "config.h"

#include "cmd/lesson.h"
#include "stage.h"

#include <sys/stat.h>

static const char script_file[] = "./test_script.rnn";

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* Sources a script of that text; what was heard is of it alone. */
static void source(struct stage *s, const char *how, const char *text)
{
	char *line = xasprintf("source %s%s", how, script_file);

	write_file(script_file, text);
	strbuf_clear(&s->heard);
	workspace_submit(s->ws, line, NULL);
	drain(s);
	unlink(script_file);
	free(line);
}

static void a_script_speaks_and_keeps_values(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, false);
	source(&s, "",
	       "step 3\n"
	       "set $n = iteration * 2\n"
	       "set $n=$n+1\n"
	       "echo \"after {iteration}: \\\"{$n:.1f}\\\"\" and more\n"
	       "echo\n"
	       "set $n\n"
	       "print $n > 6\n"
	       "info variables\n");
	assert_string_equal(s.heard.text, "after 3: \"7.0\" and more\n\n"
					  "$n = 7\n$n > 6 = 1\n$n = 7\n");
	stage_end(&s);
}

/* Across runs, which is what they are for. */
static void a_variable_outlives_the_run_it_is_of(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, false);
	source(&s, "",
	       "step 2\nset $n = iteration\nrun other seed=3\n"
	       "echo \"{iteration} {$n}\"\nuntil iteration >= $n\n"
	       "echo \"{iteration}\"\n");
	assert_non_null(strstr(s.heard.text, "0 2\n"));
	assert_non_null(strstr(s.heard.text, "\n2\n"));
	stage_end(&s);
}

static void a_false_assertion_ends_the_script(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, false);
	source(&s, "",
	       "assert iteration == 0\nset $a = 2\n"
	       "assert iteration > $a\necho never\n");
	assert_string_equal(
		s.heard.text,
		"error: assert: iteration > $a is false: iteration = 0, "
		"$a = 2\n"
		"error: ./test_script.rnn:3: the script stops here\n");
	assert_true(session_failed(workspace_session(s.ws)));
	assert_false(run(&s, "assert valid_loss < 1")); /* unknown */
	assert_true(run(&s, "assert not (valid_loss < 1)"));
	stage_end(&s);
}

static void mistakes_in_variables_are_explained(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, false);
	assert_false(run(&s, "print $x"));
	assert_false(run(&s, "set $x"));
	assert_false(run(&s, "set $x 3"));
	assert_false(run(&s, "set $x == 3"));
	assert_false(run(&s, "set $ = 3"));
	assert_false(run(&s, "set $1 = 3"));
	assert_false(run(&s, "set $x = "));
	assert_false(run(&s, "set $x = $x"));
	assert_true(run(&s, "set $x = 3"));
	assert_true(run(&s, "set $x  =$x*2"));
	strbuf_clear(&s.heard);
	assert_true(run(&s, "print $x"));
	assert_string_equal(s.heard.text, "$x = 6\n");
	stage_end(&s);
}

static void a_script_shows_what_it_does_where_asked(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, false);
	source(&s, "-v ",
	       "# a comment\n\n  set $x = 1 # one\nwait\necho hello\n"
	       "print $x\nnonsense\n");
	assert_string_equal(s.heard.text,
			    "+ set $x = 1 # one|\nhello\n+ print $x|$x = 1\n"
			    "error: unknown command 'nonsense'\n"
			    "error: ./test_script.rnn:7: the script stops "
			    "here\n");
	stage_end(&s);
}

static const char with_stop[] = "step 2\necho first\nwait\necho second\n";

static void wait_goes_on_at_once_without_a_screen(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, false);
	source(&s, "", with_stop);
	assert_string_equal(s.heard.text, "first\n\nsecond\n");
	assert_false(workspace_held(s.ws));
	stage_end(&s);
}

static void on_the_screen_a_script_waits_for_enter(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, true);
	source(&s, "", with_stop);
	assert_true(workspace_held(s.ws));
	assert_false(workspace_busy(s.ws));
	assert_false(workspace_slice(s.ws));
	assert_null(strstr(s.heard.text, "second"));
	workspace_go_on(s.ws);
	assert_true(workspace_busy(s.ws));
	drain(&s);
	assert_non_null(strstr(s.heard.text, "second"));
	assert_false(workspace_held(s.ws) || workspace_busy(s.ws));
	stage_end(&s);
}

static void all_can_be_done_while_a_script_waits(void **state UNUSED)
{
	static const char other[] = "./test_script_other.rnn";
	struct stage s;

	stage_begin(&s, true);
	source(&s, "", with_stop);
	/* what changes is not kept waiting, nor what comes during it */
	workspace_submit(s.ws, "step 3", NULL);
	workspace_submit(s.ws, "set clip 1", NULL);
	drain(&s);
	assert_int_equal(iteration(&s), 5);
	assert_true(session_settings(workspace_session(s.ws))->clip == 1);
	/* another script runs to its end, and a mistake ends nothing */
	write_file(other, "step\nset $other = 1\n");
	workspace_submit(s.ws, "source ./test_script_other.rnn", NULL);
	drain(&s);
	unlink(other);
	workspace_submit(s.ws, "nonsense", NULL);
	assert_int_equal(iteration(&s), 6);
	/* the user is there and can be asked */
	workspace_submit(s.ws, "quit", NULL);
	assert_int_equal(s.quits, 0);
	assert_non_null(strstr(s.question, "discard"));
	session_answered(workspace_session(s.ws));
	assert_true(workspace_held(s.ws));
	workspace_go_on(s.ws);
	drain(&s);
	assert_non_null(strstr(s.heard.text, "second"));
	stage_end(&s);
}

static void ctrl_c_ends_a_script_that_waits(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, true);
	source(&s, "", with_stop);
	s.interrupt = true;
	workspace_slice(s.ws);
	assert_false(workspace_held(s.ws) || workspace_busy(s.ws));
	/* nothing waits: the next one does not either */
	workspace_submit(s.ws, "wait", NULL);
	assert_false(workspace_held(s.ws));
	stage_end(&s);
}

static void pasted_lines_wait_too(void **state UNUSED)
{
	struct stage s;

	stage_begin(&s, true);
	workspace_submit_script(s.ws, with_stop, NULL);
	drain(&s);
	assert_true(workspace_held(s.ws));
	workspace_submit(s.ws, "step 3", NULL);
	drain(&s);
	assert_int_equal(iteration(&s), 5);
	workspace_go_on(s.ws);
	drain(&s);
	assert_non_null(strstr(s.heard.text, "second"));
	stage_end(&s);
}

/* --- lessons -------------------------------------------------------------- */

static const char lesson_file[] = "./test_script_lesson";

static void write_lesson(const char *text) { write_file(lesson_file, text); }

static bool apply(struct startup *start, struct settings *set,
		  const char *options, struct err *e)
{
	char *words = xasprintf("rnntui %s", options), *rest = NULL;
	char *argv[16] = { 0 };
	int argc = 0;
	bool ok;

	for (char *w = strtok_r(words, " ", &rest); w;
	     w = strtok_r(NULL, " ", &rest))
		argv[argc++] = w;
	startup_init(start, set);
	ok = startup_parse(start, set, argc, argv, e) &&
	     lesson_apply(start, set, e);
	free(words);
	return ok;
}

static void a_lesson_brings_settings_and_its_script(void **state UNUSED)
{
	struct startup start;
	struct settings set;
	struct err e;

	write_lesson("# Counts.\n#settings: hidden=20 lr=0.5\nstep\n");
	assert_true(apply(&start, &set,
			  "--lesson ./test_script_lesson --seed 9 -e quit",
			  &e));
	assert_int_equal(set.hidden, 20);
	assert_true(set.learning_rate == 0.5);
	assert_int_equal(set.seed, 9);
	assert_true(start.given[option_index(option_find("hidden"))]);
	assert_null(start.corpus);
	assert_int_equal(start.commands, 2);
	assert_string_equal(start.command[0].text,
			    "source -v \"./test_script_lesson\"");
	assert_string_equal(start.command[1].text, "quit");
	startup_release(&start);
	/* what the user chose stays */
	write_lesson("# Counts.\n# settings: seed=3 hidden=7\n");
	assert_true(apply(&start, &set,
			  "--lesson=./test_script_lesson --seed 9", &e));
	assert_int_equal(set.seed, 9);
	assert_int_equal(set.hidden, 7);
	startup_release(&start);
	unlink(lesson_file);
}

static void not_a_lesson(const char *options, const char *reason)
{
	struct startup start;
	struct settings set;
	struct err e;

	assert_false(apply(&start, &set, options, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, reason))
		fail_msg("%s: %s", options, e.text);
	startup_release(&start);
}

static void what_a_lesson_decides_cannot_be_chosen(void **state UNUSED)
{
	write_lesson("# Counts.\n");
	not_a_lesson("--lesson ./test_script_lesson text.txt",
		     "--lesson and DATA cannot be used together");
	not_a_lesson("--lesson=./test_script_lesson text.txt",
		     "--lesson and DATA cannot be used together");
	not_a_lesson("--lesson ./test_script_lesson --hidden 3",
		     "--lesson and --hidden cannot be used together");
	not_a_lesson("--lesson ./test_script_lesson --iterations 3",
		     "--lesson and --iterations cannot be used together");
	not_a_lesson("--lesson ./test_script_lesson --demo",
		     "--lesson and --demo cannot be used together");
	not_a_lesson("--lesson ./test_script_lesson --resume x",
		     "--lesson and --resume cannot be used together");
	not_a_lesson("--lesson ./test_script_lesson --init x",
		     "--lesson and --init cannot be used together");
	not_a_lesson("--lesson ./nowhere", "./nowhere");
	write_lesson("# Counts.\n# settings: hidden\n");
	not_a_lesson("--lesson ./test_script_lesson",
		     "\"hidden\" is no NAME=VALUE");
	write_lesson("# settings: xyz=3\n");
	not_a_lesson("--lesson ./test_script_lesson",
		     "./test_script_lesson: its settings: \"xyz=3\"");
	write_lesson("# settings: hidden=0\n");
	not_a_lesson("--lesson ./test_script_lesson", "--hidden");
	write_lesson("# settings: save=x\n"); /* no setting */
	not_a_lesson("--lesson ./test_script_lesson", "\"save=x\"");
	unlink(lesson_file);
}

static void lessons_are_found_by_name(void **state UNUSED)
{
	static const char folder[] = "./test_script_data";
	static const char lessons[] = "./test_script_data/lessons";
	static const char one[] = "./test_script_data/lessons/one";
	static const char two[] = "./test_script_data/lessons/two";
	struct startup start;
	struct settings set;
	struct strbuf out;
	struct err e;

	strbuf_init(&out);
	setenv("RNNTUI_DATADIR", folder, 1);
	assert_false(lessons_list(&out, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(mkdir(lessons, 0700), 0);
	write_file(two, "# Counts to two.\n# settings: hidden=2\n");
	write_file(one, "#\tCounts to one.\nstep\n# later\n");
	assert_true(lessons_list(&out, &e));
	assert_string_equal(out.text, "one         Counts to one.\n"
				      "two         Counts to two.\n");
	strbuf_release(&out);
	assert_true(apply(&start, &set, "--lesson two", &e));
	assert_int_equal(set.hidden, 2);
	startup_release(&start);
	not_a_lesson("--lesson three", "unknown lesson 'three'");
	unlink(one);
	unlink(two);
	rmdir(lessons);
	rmdir(folder);
	unsetenv("RNNTUI_DATADIR");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_script_speaks_and_keeps_values),
		cmocka_unit_test(a_variable_outlives_the_run_it_is_of),
		cmocka_unit_test(a_false_assertion_ends_the_script),
		cmocka_unit_test(mistakes_in_variables_are_explained),
		cmocka_unit_test(a_script_shows_what_it_does_where_asked),
		cmocka_unit_test(wait_goes_on_at_once_without_a_screen),
		cmocka_unit_test(on_the_screen_a_script_waits_for_enter),
		cmocka_unit_test(all_can_be_done_while_a_script_waits),
		cmocka_unit_test(ctrl_c_ends_a_script_that_waits),
		cmocka_unit_test(pasted_lines_wait_too),
		cmocka_unit_test(a_lesson_brings_settings_and_its_script),
		cmocka_unit_test(what_a_lesson_decides_cannot_be_chosen),
		cmocka_unit_test(lessons_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
