/* scratch.h: a folder for one test, entered before it and removed after. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int scratch_unlink(const char *path, const struct stat *st, int kind,
			  struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

struct scratch {
	int home; /* the folder the tests were started in */
	char name[20];
};

static int scratch_enter(void **state)
{
	struct scratch *s = calloc(1, sizeof *s);

	*state = s;
	if (!s)
		return -1;
	strcpy(s->name, "scratch-XXXXXX");
	s->home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return s->home >= 0 && mkdtemp(s->name) ? chdir(s->name) : -1;
}

static int scratch_leave(void **state)
{
	struct scratch *s = *state;
	int failed = fchdir(s->home);

	if (!failed)
		failed = nftw(s->name, scratch_unlink, 8, FTW_DEPTH | FTW_PHYS);
	close(s->home);
	free(s);
	return failed;
}

/* A test in a folder of its own. */
#define IN_SCRATCH(f) \
	cmocka_unit_test_setup_teardown(f, scratch_enter, scratch_leave)

#endif
