/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_path.c: whatever fails, the old file is whole. */
#include "config.h"
#include "base/path.h"
#include "scratch.h"
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <cmocka.h>

static bool write_file(const char *path, const char *text, struct err *e)
{
	struct atomic_file *f = atomic_open(path, e);
	size_t half = strlen(text) / 2;

	if (!f)
		return false;
	if (!atomic_write(f, text, half, e) ||
	    !atomic_write(f, text + half, strlen(text) - half, e)) {
		atomic_abandon(f);
		return false;
	}
	return atomic_commit(f, e);
}

static void must_write(const char *path, const char *text)
{
	struct err e = { .text = "" };

	if (!write_file(path, text, &e))
		fail_msg("%s", e.text);
}

static void assert_holds(const char *path, const char *text)
{
	struct err e;
	size_t length;
	char *got = path_read(path, 1 << 20, &length, &e);

	assert_non_null(got);
	assert_int_equal(length, strlen(text));
	assert_string_equal(got, text);
	free(got);
}

/* Without "." and "..". */
static int files_here(void)
{
	DIR *d = opendir(".");
	struct dirent *entry;
	int n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(d);
	return n;
}

static void touch(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void a_file_is_made_and_replaced(void **state)
{
	mode_t mask = umask(027);

	(void)state;
	must_write("f", "first");
	assert_holds("f", "first");
	assert_int_equal(mode_of("f"), 0640);
	must_write("f", "");
	assert_holds("f", "");
	must_write("./f", "third, longer");
	assert_holds("f", "third, longer");
	assert_int_equal(files_here(), 1);
	umask(mask);
}

static void the_mode_is_kept(void **state)
{
	(void)state;
	must_write("f", "old");
	assert_int_equal(chmod("f", 0604), 0);
	must_write("f", "new");
	assert_int_equal(mode_of("f"), 0604);
}

static void a_symbolic_link_is_followed(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	must_write("folder/file", "old");
	assert_int_equal(symlink("folder/hop", "link"), 0);
	assert_int_equal(symlink("file", "folder/hop"), 0);
	must_write("link", "new");
	assert_holds("folder/file", "new");
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat("folder/hop", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
}

static void a_link_to_nothing_makes_its_target(void **state)
{
	(void)state;
	assert_int_equal(symlink("target", "link"), 0);
	must_write("link", "text");
	assert_holds("target", "text");
}

static void assert_refused(const char *path, const char *reason)
{
	struct err e = { .text = "" };
	int before = files_here();

	assert_false(write_file(path, "text", &e));
	assert_int_equal(e.kind, ERR_RESOURCE);
	assert_non_null(strstr(e.text, path));
	assert_non_null(strstr(e.text, reason));
	assert_int_equal(files_here(), before);
}

static void only_regular_files_are_replaced(void **state)
{
	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_refused("folder", "Is a directory");
	assert_refused("folder/", "Is a directory");
	assert_refused("fifo", "not a regular file");
	assert_refused("loop", "Too many levels of symbolic links");
	assert_refused("missing/f", "No such file or directory");
	assert_refused("fifo/f", "Not a directory");
}

static void abandoning_leaves_the_old_file(void **state)
{
	struct err e;
	struct atomic_file *f;

	(void)state;
	must_write("f", "old");
	f = atomic_open("f", &e);
	assert_non_null(f);
	assert_true(atomic_write(f, "new", 3, &e));
	assert_int_equal(files_here(), 2);
	atomic_abandon(f);
	atomic_abandon(NULL);
	assert_holds("f", "old");
	assert_int_equal(files_here(), 1);
}

/* As root nothing is forbidden: then nobody tries it. */
static void a_read_only_folder_is_the_reason(void **state)
{
	uid_t me = geteuid();
	struct err e = { .text = "" };

	(void)state;
	must_write("f", "old");
	if (me == 0)
		assert_int_equal(chown(".", 65534, 65534), 0);
	assert_int_equal(chmod(".", 0500), 0);
	if (me == 0)
		assert_int_equal(seteuid(65534), 0);
	assert_false(write_file("g", "new", &e));
	if (me == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(".", 0700), 0);
	assert_int_equal(e.kind, ERR_RESOURCE);
	assert_string_equal(e.text, "cannot write g: Permission denied");
	assert_int_equal(files_here(), 1);
}

/* The limit cuts a write short and then fails it. */
static void a_full_quota_leaves_the_old_file(void **state)
{
	static const char expected[] = "cannot write f: File too large";
	char text[5000];
	pid_t child;
	int status;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	must_write("f", "old");
	child = fork();
	if (child == 0) {
		struct rlimit limit = { 1000, 1000 };
		struct err e = { .text = "" };

		signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &limit) < 0 ||
		    write_file("f", text, &e))
			_exit(1);
		_exit(strcmp(e.text, expected) == 0 ? 0 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_holds("f", "old");
	assert_int_equal(files_here(), 1);
}

/* --- every call made to fail -------------------------------------------- */

static struct {
	int countdown; /* the call that fails; 0: none */
	bool renamed;  /* a rename went through before */
	bool after;    /* the failure came after it */
	int seen[IO_READ + 1];
} fault;

static bool fail_nth(enum io_call call)
{
	fault.seen[call]++;
	if (--fault.countdown != 0) {
		fault.renamed |= call == IO_RENAME;
		return false;
	}
	fault.after = fault.renamed;
	errno = ENOSPC;
	return true;
}

static bool write_with_fault(int nth, const char *text, struct err *e)
{
	bool done;

	memset(&fault, 0, sizeof fault);
	fault.countdown = nth;
	io_fault = fail_nth;
	done = write_file("f", text, e);
	io_fault = NULL;
	return done;
}

/* After the rename only the folder's fsync is left: the new file is there
 * already, and whole. */
static void every_failing_call_leaves_a_whole_file(void **state)
{
	struct err e;
	int nth;

	(void)state;
	for (nth = 1;; nth++) {
		must_write("f", "old");
		if (write_with_fault(nth, "new", &e))
			break;
		assert_int_equal(e.kind, ERR_RESOURCE);
		assert_string_equal(e.text,
				    "cannot write f: No space left on device");
		assert_holds("f", fault.after ? "new" : "old");
		assert_int_equal(files_here(), 1);
	}
	assert_holds("f", "new");
	assert_int_equal(nth, 9);
	assert_int_equal(fault.seen[IO_OPEN], 2);
	assert_int_equal(fault.seen[IO_WRITE], 2);
	assert_int_equal(fault.seen[IO_FSYNC], 2);
	assert_int_equal(fault.seen[IO_CLOSE], 1);
	assert_int_equal(fault.seen[IO_RENAME], 1);
}

static void every_failing_call_leaves_no_new_file(void **state)
{
	struct err e;

	(void)state;
	for (int nth = 1; !write_with_fault(nth, "new", &e); nth++)
		assert_int_equal(files_here(), fault.after ? 1 : 0);
	assert_holds("f", "new");
}

static bool interrupt_first_write(enum io_call call)
{
	errno = EINTR;
	return call == IO_WRITE && fault.seen[IO_WRITE]++ == 0;
}

static void an_interrupted_write_goes_on(void **state)
{
	struct err e;

	(void)state;
	memset(&fault, 0, sizeof fault);
	io_fault = interrupt_first_write;
	assert_true(write_file("f", "text", &e));
	io_fault = NULL;
	assert_int_equal(fault.seen[IO_WRITE], 3);
	assert_holds("f", "text");
}

/* A pipe is full after 64 kB: the writer must wait for its reader. */
static void write_all_waits_for_a_slow_pipe(void **state)
{
	enum { SIZE = 1 << 20 };
	char *text = calloc(SIZE, 1), block[4096];
	int ends[2], status;
	size_t got = 0;
	ssize_t n;
	pid_t child;

	(void)state;
	assert_non_null(text);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		_exit(write_all(ends[1], text, SIZE) ? 0 : 1);
	}
	close(ends[1]);
	while ((n = read(ends[0], block, sizeof block)) > 0)
		got += (size_t)n;
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(got, SIZE);
	free(text);
}

/* --- what killed processes leave ---------------------------------------- */

static pid_t dead_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return child;
}

static void touch_temporary(const char *name, pid_t pid)
{
	char *path = xasprintf(".%s.rnntui-%ld-abcdef", name, (long)pid);

	touch(path);
	free(path);
}

static void only_stale_temporaries_are_removed(void **state)
{
	pid_t dead = dead_process();

	(void)state;
	touch_temporary("f", dead);
	touch_temporary("f", getpid()); /* of an earlier life of this number */
	touch_temporary("f", getppid());
	touch_temporary("other", dead);
	touch(".f.rnntui-1x-abcdef");
	touch(".f.rnntui-abcdef");
	assert_int_equal(files_here(), 6);
	must_write("f", "text");
	assert_int_equal(files_here(), 5);
	touch_temporary("f", dead);
	must_write("f", "text");
	assert_int_equal(files_here(), 5);
}

static void two_writers_do_not_remove_each_others(void **state)
{
	struct err e;
	struct atomic_file *a, *b;

	(void)state;
	a = atomic_open("f", &e);
	b = atomic_open("f", &e);
	assert_non_null(a);
	assert_non_null(b);
	assert_true(atomic_write(a, "a", 1, &e));
	assert_true(atomic_write(b, "b", 1, &e));
	assert_true(atomic_commit(a, &e));
	assert_holds("f", "a");
	assert_true(atomic_commit(b, &e));
	assert_holds("f", "b");
	assert_int_equal(files_here(), 1);
}

static void long_names_can_be_written(void **state)
{
	char name[256];

	(void)state;
	memset(name, 'n', 255);
	name[255] = '\0';
	must_write(name, "text");
	assert_holds(name, "text");
	assert_int_equal(files_here(), 1);
}

enum { SIZE = 30000, KILLS = 200 };

/* Writes files of one letter for ever; a byte through the pipe after each
 * step, so that the parent kills in every phase. */
static NORETURN void write_for_ever(int pipe_end)
{
	static char text[SIZE];
	struct err e;

	for (int i = 0;; i++) {
		struct atomic_file *f = atomic_open("f", &e);

		memset(text, 'a' + i % 26, SIZE);
		if (!f || !write_all(pipe_end, "o", 1) ||
		    !atomic_write(f, text, SIZE / 2, &e) ||
		    !write_all(pipe_end, "w", 1) ||
		    !atomic_write(f, text, SIZE - SIZE / 2, &e) ||
		    !atomic_commit(f, &e) || !write_all(pipe_end, "c", 1))
			_exit(1);
	}
}

static void kill_a_writer_after(int steps)
{
	int ends[2], status;
	pid_t child;
	char step;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		write_for_ever(ends[1]);
	}
	close(ends[1]);
	for (int i = 0; i < steps; i++)
		assert_int_equal(read(ends[0], &step, 1), 1);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	close(ends[0]);
}

static void assert_one_letter(const char *path)
{
	struct err e;
	size_t length;
	char *text = path_read(path, 1 << 20, &length, &e);

	assert_non_null(text);
	assert_int_equal(length, SIZE);
	for (size_t i = 1; i < length; i++)
		assert_int_equal(text[i], text[0]);
	free(text);
}

static void kill_9_loses_nothing(void **state)
{
	(void)state;
	kill_a_writer_after(3);
	for (int i = 0; i < KILLS; i++) {
		kill_a_writer_after(1 + i % 7);
		assert_one_letter("f");
	}
	must_write("f", "end");
	assert_int_equal(files_here(), 1);
}

/* --- reading and names -------------------------------------------------- */

static void assert_unreadable(const char *path, const char *reason)
{
	struct err e = { .text = "" };
	size_t length;

	assert_null(path_read(path, 10, &length, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, path));
	assert_non_null(strstr(e.text, reason));
}

static bool fail_reading(enum io_call call)
{
	errno = EIO;
	return call == IO_READ;
}

static void reading_refuses_with_the_reason(void **state)
{
	(void)state;
	must_write("ten", "0123456789");
	must_write("eleven", "0123456789a");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_holds("ten", "0123456789");
	assert_unreadable("eleven", "larger than 10 bytes");
	assert_unreadable("missing", "No such file");
	assert_unreadable(".", "is a directory");
	assert_unreadable("fifo", "not a regular file");
	io_fault = fail_reading;
	assert_unreadable("ten", "Input/output error");
	io_fault = NULL;
}

static void reading_ends_where_the_file_ends(void **state)
{
	struct err e;

	(void)state;
	for (size_t size = 0; size < 20000; size += 1 + size / 3) {
		char *text = xcalloc(size + 1, 1), *got;
		size_t length;

		memset(text, 'x', size);
		must_write("f", text);
		got = path_read("f", size, &length, &e);
		assert_non_null(got);
		assert_int_equal(length, size);
		assert_string_equal(got, text);
		free(got);
		free(text);
	}
}

static void a_file_in_proc_is_read(void **state)
{
	struct err e;
	size_t length;
	char *text = path_read("/proc/self/status", 1 << 20, &length, &e);

	(void)state;
	assert_non_null(text);
	assert_true(length > 100);
	free(text);
}

static void assert_absolute(const char *path, const char *below)
{
	char *here = getcwd(NULL, 0), *got = path_absolute(path);
	char *expected = xasprintf("%s/%s", here, below);

	assert_string_equal(got, expected);
	free(expected);
	free(got);
	free(here);
}

static void names_become_absolute(void **state)
{
	char *path = path_absolute("/a/b");

	(void)state;
	assert_string_equal(path, "/a/b");
	free(path);
	assert_absolute("a/b", "a/b");
	assert_absolute("./a", "a");
	assert_absolute(".//./a", "a");
}

static void assert_path(char *got, const char *expected)
{
	if (expected)
		assert_string_equal(got, expected);
	else
		assert_null(got);
	free(got);
}

static void private_folders_follow_xdg(void **state)
{
	(void)state;
	setenv("HOME", "/home/x", 1);
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_CONFIG_HOME");
	assert_path(path_state("history", false),
		    "/home/x/.local/state/rnntui/history");
	assert_path(path_config("init"), "/home/x/.config/rnntui/init");
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("XDG_CONFIG_HOME", "/c", 1);
	assert_path(path_state("h", false), "/home/x/.local/state/rnntui/h");
	assert_path(path_config("init"), "/c/rnntui/init");
	unsetenv("HOME");
	assert_path(path_state("h", false), NULL);
}

static void a_private_folder_is_made_for_its_owner_only(void **state)
{
	char *here = getcwd(NULL, 0), *home = xasprintf("%s/a/b", here);
	char *path;

	(void)state;
	setenv("XDG_STATE_HOME", home, 1);
	path = path_state("history", true);
	assert_int_equal(mode_of("a/b/rnntui"), 0700);
	must_write(path, "text");
	assert_holds("a/b/rnntui/history", "text");
	free(path);
	free(home);
	free(here);
}

#define SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_enter, scratch_leave)

static void one_file_is_known_by_any_name(void **state UNUSED)
{
	static const struct {
		const char *a, *b;
		bool same;
	} of[] = {
		{ "same-a", "same-a", true },
		{ "same-a", "same-hard", true },
		{ "same-link", "./same-a", true },
		{ "same-a", "same-none", false },
		{ "same-none", "same-none", true },
		{ "same-none", ".//same-none", true },
		{ "same-none", "same-other", false },
		{ "same-dangling", "same-none", true },
		{ "no/folder", "no/folder", false },
		{ "/dev/null", "/dev/null", false }, /* holds nothing */
		{ ".", ".", false },
	};

	close(open("same-a", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(link("same-a", "same-hard"), 0);
	assert_int_equal(symlink("same-a", "same-link"), 0);
	assert_int_equal(symlink("same-none", "same-dangling"), 0);
	for (size_t i = 0; i < LENGTH(of); i++)
		if (path_same_file(of[i].a, of[i].b) != of[i].same)
			fail_msg("%s and %s", of[i].a, of[i].b);
	unlink("same-a");
	unlink("same-hard");
	unlink("same-link");
	unlink("same-dangling");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(a_file_is_made_and_replaced),
		SCRATCH(the_mode_is_kept),
		SCRATCH(a_symbolic_link_is_followed),
		SCRATCH(a_link_to_nothing_makes_its_target),
		SCRATCH(only_regular_files_are_replaced),
		SCRATCH(abandoning_leaves_the_old_file),
		SCRATCH(a_read_only_folder_is_the_reason),
		SCRATCH(a_full_quota_leaves_the_old_file),
		SCRATCH(every_failing_call_leaves_a_whole_file),
		SCRATCH(every_failing_call_leaves_no_new_file),
		SCRATCH(an_interrupted_write_goes_on),
		SCRATCH(write_all_waits_for_a_slow_pipe),
		SCRATCH(only_stale_temporaries_are_removed),
		SCRATCH(two_writers_do_not_remove_each_others),
		SCRATCH(long_names_can_be_written),
		SCRATCH(kill_9_loses_nothing),
		SCRATCH(reading_refuses_with_the_reason),
		SCRATCH(reading_ends_where_the_file_ends),
		SCRATCH(a_file_in_proc_is_read),
		SCRATCH(names_become_absolute),
		SCRATCH(one_file_is_known_by_any_name),
		SCRATCH(private_folders_follow_xdg),
		SCRATCH(a_private_folder_is_made_for_its_owner_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
