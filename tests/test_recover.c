/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_recover.c: work that was put aside is offered once, listed, taken up and
 * removed. */
#include "config.h"

#include "stage.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

static char home[] = "test_recover.XXXXXX";

static int enter(void **state UNUSED)
{
	if (!mkdtemp(home))
		return -1;
	char *path = realpath(home, NULL);
	setenv("XDG_STATE_HOME", path, 1);
	free(path);
	return 0;
}

static char *in_state(const char *name)
{
	return xasprintf("%s/rnntui/%s", getenv("XDG_STATE_HOME"), name);
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n >= m && !strcmp(name + n - m, end);
}

/* How many files the state's folder has whose name ends so; removes them when
 * `remove`. */
static int files(const char *end, bool remove)
{
	char *folder = in_state("");
	DIR *dir = opendir(folder);
	int count = 0;
	for (struct dirent *d; dir && (d = readdir(dir));) {
		if (d->d_name[0] == '.' || !ends_in(d->d_name, end))
			continue;
		char *path = in_state(d->d_name);
		count++;
		if (remove)
			unlink(path);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
	return count;
}

static int empty(void **state UNUSED)
{
	files("", true);
	return 0;
}

static int leave(void **state UNUSED)
{
	files("", true);
	char *folder = in_state("");
	rmdir(folder);
	free(folder);
	return rmdir(home);
}

static bool said(const struct stage *s, enum say kind, const char *text)
{
	return strstr(s->said[kind].text, text) != NULL;
}

static void clear(struct stage *s)
{
	for (int i = 0; i < SAYS; i++)
		strbuf_clear(&s->said[i]);
}

static void begin_with(struct stage *s, const char *option)
{
	char *argv[] = { (char[]){ "" }, (char[]){ "--hidden=12" },
			 (char *)option, NULL };
	stage_begin_with(s, false, text_file(), option ? 3 : 2, argv);
	unlink(text_file_name);
}

/* The runs of one program end at the same time. */
static void work_of_several_runs_is_told_apart(void **state UNUSED)
{
	struct stage s;

	begin_with(&s, "--batch");
	run(&s, "run other cell=gru hidden=9");
	run(&s, "together on");
	run(&s, "step 3");
	session_rescue(workspace_session(s.ws));
	stage_end(&s);
	begin_with(&s, NULL);
	assert_true(said(&s, SAY_NOTICE, "`recover` lists all 2"));
	run(&s, "recover");
	assert_true(said(&s, SAY_RESULT, "signal  gru 1x9  /"));
	assert_true(said(&s, SAY_RESULT, "signal  lstm 1x12  /"));
	stage_end(&s);
}

/* A run of so many iterations that a signal ends, `age` seconds ago. */
static void put_aside(int iterations, long age)
{
	struct stage s;
	char line[24];
	char name[64];
	int number = files(".safetensors", false) + 1;
	begin_with(&s, "--batch"); /* offers nothing itself */
	snprintf(line, sizeof line, "step %d", iterations);
	run(&s, line);
	session_rescue(workspace_session(s.ws));
	stage_end(&s);
	if (number == 1)
		snprintf(name, sizeof name, "recovered-%ld.safetensors",
			 (long)getpid());
	else
		snprintf(name, sizeof name, "recovered-%ld-%d.safetensors",
			 (long)getpid(), number);
	char *path = in_state(name);
	struct timespec when[2] = { { time(NULL) - age, 0 },
				    { time(NULL) - age, 0 } };
	assert_int_equal(utimensat(AT_FDCWD, path, when, 0), 0);
	free(path);
}

static void the_newest_is_offered_once(void **state UNUSED)
{
	static const char offer[] = "work on this text that was ended by a "
				    "signal at iteration 7 (";
	struct stage s;
	put_aside(5, 100);
	put_aside(7, 10);
	/* --batch takes no commands, and does not use the offer up */
	begin_with(&s, "--batch");
	assert_false(said(&s, SAY_NOTICE, "work on this text"));
	stage_end(&s);
	begin_with(&s, NULL);
	assert_true(said(&s, SAY_NOTICE, offer));
	assert_true(said(&s, SAY_NOTICE, "`recover load` goes on with it"));
	stage_end(&s);
	begin_with(&s, NULL);
	assert_false(said(&s, SAY_NOTICE, "work on this text"));
	stage_end(&s);
	/* what is newer is news */
	put_aside(9, 0);
	begin_with(&s, NULL);
	assert_true(said(&s, SAY_NOTICE, "at iteration 9 ("));
	stage_end(&s);
}

static void they_are_listed_and_loaded(void **state UNUSED)
{
	struct stage s;
	put_aside(5, 100);
	put_aside(7, 10);
	begin_with(&s, NULL);
	assert_true(run(&s, "recover"));
	const char *second = strchr(s.said[SAY_RESULT].text, '\n');
	assert_true(said(&s, SAY_RESULT, " 1  iteration 7  20"));
	assert_non_null(strstr(second, "\n 2  iteration 5  20"));
	assert_non_null(
		strstr(second, "  was ended by a signal  lstm 1x12  /"));
	assert_true(run(&s, "recover load 2"));
	assert_int_equal(iteration(&s), 5);
	assert_true(run(&s, "recover load"));
	assert_int_equal(iteration(&s), 7);
	/* saved elsewhere, it is no longer needed, nor is its mark */
	assert_int_equal(files(".offered", false), 1);
	assert_true(run(&s, "save test_recover.st"));
	assert_int_equal(files(".offered", false), 0);
	assert_int_equal(files(".safetensors", false), 1);
	unlink("test_recover.st");
	stage_end(&s);
}

static void deleting_keeps_the_numbers(void **state UNUSED)
{
	struct stage s;
	put_aside(3, 100);
	put_aside(5, 50);
	put_aside(7, 10);
	begin_with(&s, NULL);
	assert_true(run(&s, "recover"));
	assert_true(run(&s, "recover delete 1"));
	assert_int_equal(files(".safetensors", false), 2);
	assert_int_equal(files(".offered", false), 0);
	assert_false(run(&s, "recover load 1"));
	assert_true(said(&s, SAY_ERROR, "there is no 1"));
	assert_true(run(&s, "recover load 2"));
	assert_int_equal(iteration(&s), 5);
	assert_true(run(&s, "recover delete 3"));
	clear(&s);
	assert_true(run(&s, "recover"));
	assert_true(said(&s, SAY_RESULT, " 1  iteration 5"));
	stage_end(&s);
}

static void the_screen_asks(void **state UNUSED)
{
	struct stage s;
	put_aside(5, 10);
	stage_begin(&s, true);
	run(&s, "step 3");
	assert_true(run(&s, "recover load"));
	assert_string_equal(s.question, "3 iterations, never saved: "
					"discard them? (y or n) ");
	assert_int_equal(iteration(&s), 3);
	assert_true(run(&s, s.command));
	assert_int_equal(iteration(&s), 5);
	assert_true(run(&s, "recover delete"));
	assert_non_null(strstr(s.question, "delete the work at iteration 5 ("));
	assert_int_equal(files(".safetensors", false), 1);
	assert_true(run(&s, s.command));
	assert_int_equal(files(".safetensors", false), 0);
	/* now no file holds it */
	assert_true(run(&s, "quit"));
	assert_int_equal(s.quits, 0);
	assert_string_equal(s.question, "5 iterations, never saved: "
					"discard them? (y or n) ");
	stage_end(&s);
}

static void what_is_not_there_is_said(void **state UNUSED)
{
	struct stage s;
	begin_with(&s, NULL);
	assert_true(run(&s, "recover"));
	assert_true(said(&s, SAY_NOTICE, "no work on this text"));
	assert_false(run(&s, "recover load"));
	assert_false(run(&s, "recover delete 1"));
	assert_false(run(&s, "recover load x"));
	assert_false(run(&s, "recover delete 0"));
	assert_false(run(&s, "recover load 1 2"));
	clear(&s);
	assert_false(run(&s, "recover foo"));
	assert_true(said(&s, SAY_ERROR, "choices: load, delete"));
	stage_end(&s);
}

static void what_is_resumed_is_not_offered(void **state UNUSED)
{
	struct stage s;
	put_aside(5, 10);
	char name[64];
	snprintf(name, sizeof name, "recovered-%ld.safetensors",
		 (long)getpid());
	char *path = in_state(name);
	char *option = xasprintf("--resume=%s", path);
	begin_with(&s, option);
	assert_int_equal(iteration(&s), 5);
	assert_false(said(&s, SAY_NOTICE, "work on this text"));
	stage_end(&s);
	free(option);
	free(path);
}

static void a_mark_without_its_file_is_removed(void **state UNUSED)
{
	struct stage s;
	put_aside(5, 10);
	begin_with(&s, NULL);
	stage_end(&s);
	assert_int_equal(files(".offered", false), 1);
	files(".safetensors", true); /* by hand */
	char *mark = in_state("recovered-1.safetensors.offered");
	fclose(fopen(mark, "w"));
	begin_with(&s, NULL);
	assert_int_equal(files(".offered", false), 0);
	stage_end(&s);
	free(mark);
}

#define TEST(name) cmocka_unit_test_setup(name, empty)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_newest_is_offered_once),
		TEST(work_of_several_runs_is_told_apart),
		TEST(they_are_listed_and_loaded),
		TEST(deleting_keeps_the_numbers),
		TEST(the_screen_asks),
		TEST(what_is_not_there_is_said),
		TEST(what_is_resumed_is_not_offered),
		TEST(a_mark_without_its_file_is_removed),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
