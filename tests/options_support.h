/* options_support.h: helpers of the tests of options: a start with words from
 * the command line, and the text of a range. */
#ifndef TESTS_OPTIONS_SUPPORT_H
#define TESTS_OPTIONS_SUPPORT_H

#include "cmd/startup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MAX = 24 };

/* A start with argv "rnntui WORDS", cut at spaces. */
struct start {
	struct startup startup;
	struct settings set;
	struct err err;
	char *line, *argv[WORDS_MAX + 1];
	int argc;
};

static inline bool start_parse(struct start *s, const char *words)
{
	char *rest = NULL;

	*s = (struct start){ .line = xstrdup(words) };
	s->argv[s->argc++] = (char *)"rnntui";
	for (char *w = strtok_r(s->line, " ", &rest); w;
	     w = strtok_r(NULL, " ", &rest)) {
		assert_true(s->argc < WORDS_MAX);
		s->argv[s->argc++] = w;
	}
	startup_init(&s->startup, &s->set);
	return startup_parse(&s->startup, &s->set, s->argc, s->argv, &s->err);
}

static inline void start_release(struct start *s)
{
	startup_release(&s->startup);
	free(s->line);
}

static inline void accepted(struct start *s, const char *words)
{
	if (!start_parse(s, words))
		fail_msg("'%s': %s", words, s->err.text);
}

/* Each of `reasons` (cut at '|') is in the error. */
static inline void refused(const char *words, const char *reasons)
{
	struct start s;
	char *copy = xstrdup(reasons), *rest = NULL;

	if (start_parse(&s, words))
		fail_msg("'%s' was accepted", words);
	assert_int_equal(s.err.kind, ERR_INPUT);
	for (char *r = strtok_r(copy, "|", &rest); r;
	     r = strtok_r(NULL, "|", &rest))
		if (!strstr(s.err.text, r))
			fail_msg("'%s': '%s' lacks '%s'", words, s.err.text, r);
	free(copy);
	start_release(&s);
}

static inline char *range_of(const struct option *o)
{
	struct strbuf b;
	char *text;

	strbuf_init(&b);
	option_range(o, &b);
	text = strbuf_detach(&b);
	strbuf_release(&b);
	return text;
}

#endif
