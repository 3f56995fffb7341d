/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_session.c: runs and time without a word: this program links nothing of
 * cmd, and trains, saves and loads all the same. */
#include "config.h"

#include "datasets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lang/settings_codec.h"
#include "session/session.h"
#include "train/checkpoint.h"

static const char text[] =
	"the quick brown fox jumps over the lazy dog, and the dog sleeps on\n";

struct stage {
	struct startup startup;
	struct settings set;
	struct corpus corpus;
	struct strbuf said;
	struct session *session;
	int asked_for_lines, stops;
};

static void say(void *owner, enum say kind UNUSED, const char *words,
		size_t length)
{
	strbuf_add_bytes(&((struct stage *)owner)->said, words, length);
}

static bool no_line(void *owner)
{
	((struct stage *)owner)->asked_for_lines++;
	return false;
}

static void on_stop(void *owner, bool all)
{
	((struct stage *)owner)->stops += all;
}

static void begin(struct stage *s)
{
	struct host host = { .owner = s, .say = say };
	struct session_lines lines = { s, no_line, on_stop };
	struct corpus_options how = { .max_bytes = 1 << 20 };
	struct err e;

	*s = (struct stage){ 0 };
	strbuf_init(&s->said);
	s->startup.given =
		xcalloc((size_t)option_count(), sizeof *s->startup.given);
	s->startup.batch = true;
	settings_default(&s->set);
	s->set.hidden = 8;
	s->startup.given[option_find("hidden") - option_at(0)] = true;
	assert_true(corpus_from_text(&s->corpus, text, strlen(text), &how, &e));
	s->session = session_new(&s->startup, &s->set, OF_TEXT(&s->corpus),
				 &host, &e);
	assert_non_null(s->session);
	session_read_lines(s->session, &lines);
}

static void end(struct stage *s)
{
	session_free(s->session);
	corpus_release(&s->corpus);
	strbuf_release(&s->said);
	free(s->startup.given);
}

static void train(struct stage *s, long n)
{
	session_train(s->session,
		      (struct goal){ .kind = GOAL_COUNT, .count = n });
	while (session_busy(s->session))
		session_slice(s->session);
}

static long iteration(const struct stage *s)
{
	return session_run(s->session)->now.iteration;
}

static void a_session_trains_without_lines(void **state UNUSED)
{
	struct stage s;

	begin(&s);
	assert_false(session_slice(s.session));
	assert_int_equal(s.asked_for_lines, 1);
	train(&s, 5);
	assert_int_equal(iteration(&s), 5);
	/* not while it trains */
	assert_int_equal(s.asked_for_lines, 1);
	session_set_running(s.session, true);
	session_slice(s.session);
	assert_int_equal(s.asked_for_lines, 2);
	assert_int_equal(iteration(&s), 6);
	end(&s);
}

static void what_is_saved_is_loaded_into_the_current_run(void **state UNUSED)
{
	static const char path[] = "test_session.safetensors";
	struct new_run new = { .name = "other" };
	struct checkpoint file;
	struct stage s;
	struct err e;

	begin(&s);
	train(&s, 3);
	assert_true(session_save(s.session, path, &e));
	assert_false(session_unsaved(s.session));
	new.set = *session_settings(s.session);
	new.origins = session_current(s.session)->origins;
	assert_true(session_add(s.session, &new, &e));
	train(&s, 1);
	assert_true(session_unsaved(s.session));
	assert_true(checkpoint_open(&file, path, &settings_codec,
				    session_settings(s.session), &e));
	assert_true(session_load(s.session, &file, path, &e));
	checkpoint_close(&file);
	assert_int_equal(iteration(&s), 3);
	assert_string_equal(session_current(s.session)->name, "other");
	assert_false(session_unsaved(s.session));
	end(&s);
	unlink(path);
}

static void lines_are_stopped_when_training_breaks(void **state UNUSED)
{
	struct settings set;
	struct stage s;

	begin(&s);
	set = *session_settings(s.session);
	set.learning_rate = 1e300;
	session_change_settings(s.session, &set,
				&session_current(s.session)->origins);
	train(&s, 50);
	assert_int_equal(s.stops, 1);
	assert_true(session_failed(s.session));
	assert_true(track_is_broken(session_current(s.session)));
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_trains_without_lines),
		cmocka_unit_test(what_is_saved_is_loaded_into_the_current_run),
		cmocka_unit_test(lines_are_stopped_when_training_breaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
