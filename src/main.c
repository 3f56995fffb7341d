/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c: from the command line to the screen or to plain mode. */
#include "config.h"

#include "app/data.h"
#include "app/loop.h"
#include "app/plain.h"
#include "base/print.h"
#include "cmd/command.h"
#include "cmd/lesson.h"
#include "cmd/startup.h"
#include "lang/settings_codec.h"
#include "nn/engine.h"
#include "task/task_table.h"

#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int refuse(const struct err *e)
{
	print_safely(stderr, "rnntui: %s\n", e->text);
	return (int)e->kind;
}

/* Earlier writes failed too when only ferror() knows. */
static int close_output(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "rnntui: standard output: %s\n",
		errno ? strerror(errno) : "write error");
	return ERR_RESOURCE;
}

/* A file opened later must not become the output because that was closed:
 * what is written or read there fails instead. */
static void occupy_closed_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			_exit(ERR_RESOURCE);
}

static int print_version(const struct settings *set)
{
	const char *isa = set->engine == ENGINE_AUTO
				  ? NULL
				  : engine_choice_name[set->engine];
	const struct engine *used =
		engine_find((enum precision)set->precision, isa);
	bool runs;

	printf("rnntui %s\n", PACKAGE_VERSION);
	printf("engine   %s; in this program:", used ? used->name : "none");
	for (int i = 0; engine_at(i, &runs); i++)
		printf(" %s%s", engine_at(i, &runs)->name,
		       runs ? "" : " (not on this processor)");
	printf("\nBLAS     %s %s\n", blas_library(), blas_kernel());
	puts("licence  GPL-3.0-or-later; no warranty");
	return 0;
}

static int print_help(enum help_wanted which)
{
	struct strbuf text;

	strbuf_init(&text);
	if (which == HELP_ALL)
		help_all(&text);
	else
		help_short(&text);
	fputs(text.text, stdout);
	strbuf_release(&text);
	return 0;
}

static int print_lessons(void)
{
	struct strbuf text;
	struct err e;
	bool ok;

	strbuf_init(&text);
	ok = lessons_list(&text, &e);
	print_safely(stdout, "%s", text.text);
	strbuf_release(&text);
	return ok ? 0 : refuse(&e);
}

static bool wants_screen(const struct startup *s)
{
	bool keys = isatty(STDIN_FILENO) ||
		    (s->corpus && !strcmp(s->corpus, "-"));

	return !s->batch && keys && isatty(STDOUT_FILENO);
}

static int run(struct startup *s, struct settings *set)
{
	struct data data;
	struct err e;
	bool screen;
	int status;

	if (s->help)
		return close_output(print_help(s->help));
	if (s->version)
		return close_output(print_version(set));
	if (s->lesson && !*s->lesson)
		return close_output(print_lessons());
	if (!lesson_apply(s, set, &e) || !startup_check(s, set, &e) ||
	    !data_load(&data, s, set, &e))
		return refuse(&e);
	screen = wants_screen(s);
	if (data.set.notices && !screen)
		print_safely(stderr, "%s", data.set.notices);
	status = screen ? loop_run(s, set, &data.set)
			: close_output(plain_run(s, set, &data.set));
	data_release(&data);
	return status;
}

int main(int argc, char **argv)
{
	struct settings settings;
	struct startup startup;
	struct err e;
	int status;

	occupy_closed_streams();
	/* Only characters: numbers keep their point in every locale. */
	setlocale(LC_CTYPE, "");
	gsl_set_error_handler_off();
	/* Without memory it would go on and write half of what it was told. */
	json_set_alloc_funcs(xmalloc, free);
	blas_single_thread();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);

	startup_init(&startup, &settings);
	status = startup_parse(&startup, &settings, argc, argv, &e)
			 ? run(&startup, &settings)
			 : refuse(&e);
	startup_release(&startup);
	return status;
}
