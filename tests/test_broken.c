/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_broken.c: training that goes wrong, by a value that is not finite or by
 * a loss that explodes, pauses with a reason, and does not replace --save. */
#include "config.h"

#include "stage.h"

#include "base/path.h"

#include <dirent.h>

static const char saved[] = "test_broken.st";

static void begin(struct stage *s, bool screen)
{
	static char *argv[] = { "", "--hidden=12", "--optimizer=sgd",
				"--clip=0", NULL };
	stage_begin_with(s, screen, text_file(), 4, argv);
	unlink(text_file_name);
}

static bool reason(const struct stage *s, const char *part)
{
	return strstr(s->said[SAY_ERROR].text, part);
}

/* How many files of that kind were put aside; removes them and the marks that
 * they were offered. */
static int take_recovered(const char *mark)
{
	int count = 0;
	char *folder = path_state("", true);
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	for (struct dirent *d; (d = readdir(dir));)
		if (!strncmp(d->d_name, "recovered-", 10)) {
			char *path = path_state(d->d_name, false);
			count += strstr(d->d_name, mark) &&
				 !strstr(d->d_name, ".offered");
			unlink(path);
			free(path);
		}
	closedir(dir);
	free(folder);
	return count;
}

static void write_old(void)
{
	FILE *f = fopen(saved, "w");
	assert_non_null(f);
	fputs("old", f);
	fclose(f);
}

static bool is_old(void)
{
	char text[8] = "";
	FILE *f = fopen(saved, "r");
	assert_non_null(f);
	size_t n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	return n == 3 && !strcmp(text, "old");
}

static void both_kinds_pause_with_a_reason_and_a_rate(void **state UNUSED)
{
	static const char *const rate[] = { "lr 50", "lr 1e300" };
	static const char *const why[] = { "the loss explodes", "not finite" };
	for (size_t i = 0; i < LENGTH(rate); i++) {
		struct stage s;
		begin(&s, true);
		struct snapshots *shots = snapshots_new();
		session_publish_to(workspace_session(s.ws), shots, 1);
		run(&s, rate[i]);
		run(&s, "continue");
		for (int k = 0; k < 1000 && workspace_slice(s.ws); k++)
			;
		assert_true(reason(&s, why[i]));
		assert_non_null(
			strstr(s.said[SAY_NOTICE].text, "training is paused"));
		const struct snapshot *snap = snapshots_take(shots);
		assert_false(snapshot_track(snap)->running);
		assert_true(snapshot_track(snap)->broken);
		assert_non_null(strstr(snapshot_track(snap)->status, "lr 0.1"));
		/* an iteration that succeeds ends it */
		run(&s, "set seed 2 restart");
		run(&s, "lr 0.1");
		run(&s, "step");
		assert_false(snapshot_track(snapshots_take(shots))->broken);
		stage_end(&s);
		snapshots_free(shots);
	}
}

static void after_a_pause_ten_are_counted_again(void **state UNUSED)
{
	struct stage s;
	begin(&s, true);
	run(&s, "lr 50");
	for (int times = 1; times <= 3; times++) {
		long before = iteration(&s);
		strbuf_clear(&s.said[SAY_ERROR]);
		run(&s, "step 1000");
		assert_true(reason(&s, "explodes"));
		if (times > 1)
			assert_int_equal(iteration(&s), before + 10);
	}
	strbuf_clear(&s.said[SAY_ERROR]);
	run(&s, "set explosion-factor 0");
	run(&s, "step 100");
	assert_false(reason(&s, "explodes"));
	stage_end(&s);
}

/* Factors that every loss is beyond, and none. */
static void only_ten_in_a_row_explode(void **state UNUSED)
{
	struct stage s;
	begin(&s, false);
	for (int times = 0; times < 3; times++) {
		run(&s, "set explosion-factor 0.01");
		assert_true(run(&s, "step 9"));
		run(&s, "set explosion-factor 20");
		run(&s, "step 1");
		assert_false(session_failed(workspace_session(s.ws)));
	}
	run(&s, "set explosion-factor 0.01");
	run(&s, "step 20");
	assert_true(session_failed(workspace_session(s.ws)));
	assert_int_equal(iteration(&s), 40);
	stage_end(&s);
}

static void no_default_recipe_explodes(void **state UNUSED)
{
	static char *const cell[] = { "--cell=rnn", "--cell=gru",
				      "--cell=lstm" };
	char *path = xasprintf("%s/data/demo.txt", getenv("top_srcdir"));
	for (size_t i = 0; i < LENGTH(cell); i++) {
		struct stage s;
		char *argv[] = { "", cell[i], NULL };
		stage_begin_with(&s, false, path, 2, argv);
		run(&s, "step 3000");
		assert_false(session_failed(workspace_session(s.ws)));
		assert_int_equal(iteration(&s), 3000);
		stage_end(&s);
	}
	free(path);
}

/* ln 1 = 0 is no bound, however little the loss is over it. */
static void a_text_of_one_symbol_cannot_explode(void **state UNUSED)
{
	static const char one_symbol[] = "test_broken.txt";
	static char *argv[] = { "", "--hidden=4", "--explosion-factor=1e-300",
				NULL };
	struct stage s;
	FILE *f = fopen(one_symbol, "w");
	assert_non_null(f);
	for (int i = 0; i < 100; i++)
		fputc('a', f);
	fclose(f);
	stage_begin_with(&s, false, one_symbol, 3, argv);
	unlink(one_symbol);
	assert_int_equal(s.corpus.vocab.size, 1);
	run(&s, "step 50");
	assert_int_equal(iteration(&s), 50);
	assert_false(session_failed(workspace_session(s.ws)));
	stage_end(&s);
}

static void what_exploded_is_put_aside_and_save_stays(void **state UNUSED)
{
	static const char *const rate[] = { "lr 50", "lr 1e300" };
	for (size_t i = 0; i < LENGTH(rate); i++) {
		struct stage s;
		begin(&s, false);
		s.startup.save = xstrdup(saved);
		write_old();
		take_recovered("");
		run(&s, "step 3");
		run(&s, rate[i]);
		run(&s, "step 1000");
		assert_int_equal(session_finish(workspace_session(s.ws)), 1);
		assert_true(is_old());
		assert_int_equal(take_recovered("-exploded.safetensors"), 1);
		stage_end(&s);
	}
	unlink(saved);
}

static void nor_does_save_every_write_while_it_explodes(void **state UNUSED)
{
	struct stage s;
	begin(&s, false);
	s.startup.save = xstrdup(saved);
	write_old();
	run(&s, "set explosion-factor 0.01");
	run(&s, "set save-every 1");
	run(&s, "step 20");
	assert_true(is_old());
	run(&s, "set explosion-factor 20");
	run(&s, "step");
	assert_false(is_old());
	assert_int_equal(session_finish(workspace_session(s.ws)), 1);
	assert_int_equal(take_recovered(""), 0);
	unlink(saved);
	stage_end(&s);
}

static void a_signal_puts_it_aside_too(void **state UNUSED)
{
	struct stage s;
	begin(&s, true);
	s.startup.save = xstrdup(saved);
	write_old();
	take_recovered("");
	run(&s, "lr 50");
	run(&s, "step 1000");
	session_rescue(workspace_session(s.ws));
	assert_true(is_old());
	assert_int_equal(take_recovered("-exploded.safetensors"), 1);
	unlink(saved);
	stage_end(&s);
}

static void the_offer_says_why_there_is_a_file(void **state UNUSED)
{
	static const struct {
		const char *rate, *save, *said;
	} of[] = {
		{ "lr 50", saved, "that exploded at iteration" },
		{ "lr 0.1", "no/such/folder", "that could not be saved at" },
		{ "lr 0.1", NULL, "that was ended by a signal at iteration" },
	};
	for (size_t i = 0; i < LENGTH(of); i++) {
		struct stage s;
		take_recovered("");
		begin(&s, false);
		run(&s, of[i].rate);
		run(&s, "step 30");
		s.startup.save = of[i].save ? xstrdup(of[i].save) : NULL;
		if (of[i].save)
			session_finish(workspace_session(s.ws));
		else
			session_rescue(workspace_session(s.ws));
		stage_end(&s);
		begin(&s, false);
		assert_non_null(strstr(s.said[SAY_NOTICE].text, of[i].said));
		stage_end(&s);
	}
	assert_int_equal(take_recovered("recovered"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_kinds_pause_with_a_reason_and_a_rate),
		cmocka_unit_test(after_a_pause_ten_are_counted_again),
		cmocka_unit_test(only_ten_in_a_row_explode),
		cmocka_unit_test(no_default_recipe_explodes),
		cmocka_unit_test(a_text_of_one_symbol_cannot_explode),
		cmocka_unit_test(what_exploded_is_put_aside_and_save_stays),
		cmocka_unit_test(nor_does_save_every_write_while_it_explodes),
		cmocka_unit_test(a_signal_puts_it_aside_too),
		cmocka_unit_test(the_offer_says_why_there_is_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
