/* stage.h: a workspace on a small text, with a host that remembers what it was
 * told.  For test programs. */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include "datasets.h"
#include "cmd/startup.h"
#include "cmd/workspace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A host that remembers everything. */
struct stage {
	struct startup startup;
	struct settings set;
	struct corpus corpus;
	struct workspace *ws;
	struct strbuf said[SAYS]; /* by enum say */
	struct strbuf heard;      /* all of it, in order; echoes end in | */
	char question[256], command[256], screen_line[256];
	int quits;
	bool interrupt;
};

static inline void say(void *owner, enum say kind, const char *text,
		       size_t length)
{
	struct stage *s = owner;
	strbuf_add_bytes(&s->said[kind], text, length);
	strbuf_add_bytes(&s->heard, text, length);
	if (kind == SAY_ECHO)
		strbuf_add_char(&s->heard, '|');
}

static inline void on_screen(void *owner, const char *line)
{
	struct stage *s = owner;
	snprintf(s->screen_line, sizeof s->screen_line, "%s", line);
}

static inline void ask(void *owner, const char *question, const char *command)
{
	struct stage *s = owner;
	snprintf(s->question, sizeof s->question, "%s", question);
	snprintf(s->command, sizeof s->command, "%s", command);
}

static inline void quit(void *owner, int status UNUSED)
{
	((struct stage *)owner)->quits++;
}

static inline bool interrupted(void *owner)
{
	struct stage *s = owner;
	bool was = s->interrupt;
	s->interrupt = false;
	return was;
}

static char text_file_name[40];

/* Of this process alone: test programs run beside each other. */
static inline const char *text_file(void)
{
	snprintf(text_file_name, sizeof text_file_name, "stage-%ld.txt",
		 (long)getpid());
	FILE *f = fopen(text_file_name, "w");
	assert_non_null(f);
	for (int i = 0; i < 200; i++)
		fputs("the quick brown fox jumps over the lazy dog. ", f);
	fclose(f);
	return text_file_name;
}

/* On that data, with the options that `argv` has after its first. */
static inline void stage_begin_on(struct stage *s, bool screen,
				  const struct dataset *data, int argc,
				  char **argv)
{
	struct err e;
	struct host host = {
		.owner = s, .say = say, .quit = quit, .interrupted = interrupted
	};

	for (size_t i = 0; i < LENGTH(s->said); i++)
		strbuf_init(&s->said[i]);
	strbuf_init(&s->heard);
	startup_init(&s->startup, &s->set);
	assert_true(startup_parse(&s->startup, &s->set, argc, argv, &e));
	if (screen) {
		host.interactive = true;
		host.screen = on_screen;
		host.ask = ask;
	}
	s->ws = workspace_new(&s->startup, &s->set, data, &host, &e);
	assert_non_null(s->ws);
}

/* On the text of a file. */
static inline void stage_begin_with(struct stage *s, bool screen,
				    const char *path, int argc, char **argv)
{
	const struct corpus_options how = { .max_bytes = 1 << 20 };
	struct err e;

	memset(s, 0, sizeof *s);
	assert_true(corpus_load(&s->corpus, path, &how, &e));
	stage_begin_on(s, screen, OF_TEXT(&s->corpus), argc, argv);
}

static inline void stage_begin(struct stage *s, bool screen)
{
	char *argv[] = { "", "--hidden=12", NULL };
	stage_begin_with(s, screen, text_file(), 2, argv);
	unlink(text_file_name);
}

static inline void stage_end(struct stage *s)
{
	workspace_free(s->ws);
	corpus_release(&s->corpus);
	startup_release(&s->startup);
	for (size_t i = 0; i < LENGTH(s->said); i++)
		strbuf_release(&s->said[i]);
	strbuf_release(&s->heard);
}

static inline void drain(struct stage *s)
{
	while (workspace_busy(s->ws))
		workspace_slice(s->ws);
}

/* Until nothing is left to do, with training paused: the sample too is whole. */
static inline void let_it_rest(struct stage *s)
{
	while (workspace_slice(s->ws))
		;
}

static inline bool run(struct stage *s, const char *line)
{
	bool ok = workspace_execute(s->ws, line);
	drain(s);
	return ok;
}

static inline long iteration(const struct stage *s)
{
	return workspace_run(s->ws)->now.iteration;
}

#endif
