/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_worker.c: a message between the threads arrives as it was sent. */
#include "config.h"

#include "datasets.h"

#include "app/worker.h"
#include "stage.h"

#include <poll.h>

struct office {
	struct startup startup;
	struct settings set;
	struct corpus corpus;
	struct snapshots *snapshots;
	struct worker *worker;
	int wake[2];
	struct strbuf heard; /* "KIND:TEXT|" */
};

static void open_office(struct office *o)
{
	struct corpus_options how = { .max_bytes = 1 << 20 };
	struct err e;

	memset(o, 0, sizeof *o);
	strbuf_init(&o->heard);
	startup_init(&o->startup, &o->set);
	o->set.hidden = 4;
	o->startup.given[option_index(option_find("hidden"))] = true;
	assert_true(corpus_load(&o->corpus, text_file(), &how, &e));
	unlink(text_file_name);
	assert_int_equal(pipe(o->wake), 0);
	o->snapshots = snapshots_new();
	o->worker = worker_new(&o->startup, &o->set, OF_TEXT(&o->corpus),
			       o->snapshots, o->wake[1], &e);
	assert_non_null(o->worker);
}

static void close_office(struct office *o)
{
	worker_free(o->worker);
	snapshots_free(o->snapshots);
	corpus_release(&o->corpus);
	startup_release(&o->startup);
	strbuf_release(&o->heard);
	close(o->wake[0]);
	close(o->wake[1]);
}

/* Everything that is said until all that was posted is done. */
static void hear(struct office *o)
{
	struct pollfd p = { .fd = o->wake[0], .events = POLLIN };
	struct message m;
	char bytes[64];

	while (worker_pending(o->worker)) {
		assert_int_equal(poll(&p, 1, -1), 1);
		assert_true(read(o->wake[0], bytes, sizeof bytes) > 0);
	}
	while (worker_hear(o->worker, &m)) {
		if (m.kind == TELL_LINE)
			strbuf_printf(&o->heard, "%d:%s|", (int)m.say, m.text);
		else if (m.kind == TELL_SCREEN)
			strbuf_printf(&o->heard, "screen:%s|", m.text);
		else if (m.kind == TELL_ASK)
			strbuf_printf(&o->heard, "ask:%s:%s|", m.text,
				      m.second);
		message_release(&m);
	}
}

static void expect(struct office *o, const char *line, const char *echo,
		   const char *heard)
{
	strbuf_clear(&o->heard);
	worker_post(o->worker, line, echo);
	hear(o);
	assert_string_equal(o->heard.text, heard);
}

static void a_line_is_one_command_whatever_it_holds(void **state UNUSED)
{
	struct office o;

	open_office(&o);
	hear(&o);
	expect(&o, "print 6*7", NULL, "0:6*7 = 42\n|");
	expect(&o, "print 6*7", "> print 6*7", "3:> print 6*7|0:6*7 = 42\n|");
	/* only the line is executed, and the echo is the given one */
	expect(&o, "# a comment\nquit now", "> # a comment\nquit now",
	       "3:> # a comment\nquit now|");
	expect(&o, "\001begin", "\001hold\nquit now",
	       "3:\001hold\nquit now|2:error: unknown command "
	       "'^Abegin'\n|");
	expect(&o, "print 6*7", "", "3:|0:6*7 = 42\n|");
	close_office(&o);
}

/* Until something that was heard says so. */
static void hear_until(struct office *o, const char *part)
{
	struct pollfd p = { .fd = o->wake[0], .events = POLLIN };
	char bytes[64];

	for (hear(o); !strstr(o->heard.text, part); hear(o)) {
		assert_int_equal(poll(&p, 1, -1), 1);
		assert_true(read(o->wake[0], bytes, sizeof bytes) > 0);
	}
}

static void what_changes_waits_and_is_counted(void **state UNUSED)
{
	struct office o;

	open_office(&o);
	hear(&o);
	expect(&o, "continue 100000000", NULL, "");
	assert_true(worker_busy(o.worker));
	expect(&o, "lr 0.5", "> lr 0.5", "");
	expect(&o, "save nothing", "> save nothing", "");
	assert_int_equal(worker_waiting(o.worker), 2);
	worker_post(o.worker, "print 6*7", "> print 6*7");
	hear_until(&o, "100000000)");
	assert_non_null(strstr(o.heard.text, "3:> print 6*7|0:6*7 = 42\n|"
					     "1:(continue: "));
	assert_int_equal(worker_waiting(o.worker), 2);
	worker_interrupt(o.worker);
	hear_until(&o, "dropped 2 lines: \"lr 0.5\", \"save nothing\"");
	hear(&o);
	assert_int_equal(worker_waiting(o.worker), 0);
	assert_false(worker_busy(o.worker));
	close_office(&o);
}

static void a_script_is_echoed_line_by_line(void **state UNUSED)
{
	struct office o;

	open_office(&o);
	o.startup.commands = 0;
	worker_begin(o.worker);
	worker_post_script(o.worker, "step 3\nprint 1\nunit 2\nxyzzy\nlr 3",
			   "$ ");
	hear_until(&o, "dropped");
	assert_non_null(strstr(o.heard.text, "3:$ step 3|"));
	assert_non_null(strstr(
		o.heard.text, "|3:$ print 1|0:1 = 1\n|3:$ unit 2|screen:unit 2|"
			      "3:$ xyzzy|2:error: unknown command"));
	assert_non_null(strstr(o.heard.text,
			       "|2:error: pasted line 4: the script stops "
			       "here\n|1:dropped 1 line: \"lr 3\"\n|"));
	close_office(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_one_command_whatever_it_holds),
		cmocka_unit_test(what_changes_waits_and_is_counted),
		cmocka_unit_test(a_script_is_echoed_line_by_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
